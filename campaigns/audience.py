"""The audience of a campaign, in the same two forms as a rule: OR inside an axis, AND across axes, minus exclusions.

Languages are no axis: they say which language a partner gets, and hide nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from campaigns.conditions import below, serves
from campaigns.context import Context
from campaigns.facts import Facts
from campaigns.sentences import named
from campaigns.targeting import Known, Reason, Verdict, audience_q, explain, matches

if TYPE_CHECKING:
    from campaigns.models import Campaign


@dataclass(frozen=True)
class Audience:
    """Whom a campaign is for: ids of segments and paths of territories."""

    segments: tuple[int, ...] = ()
    excluded_segments: tuple[int, ...] = ()
    territories: tuple[str, ...] = ()
    excluded_territories: tuple[str, ...] = ()


def audience_of(campaign: Campaign) -> Audience:
    """Return the audience of a campaign as it is given, be it the published row or a draft. Four queries."""
    return Audience(
        tuple(segment.pk for segment in campaign.segments.all()),
        tuple(segment.pk for segment in campaign.excluded_segments.all()),
        tuple(place.path for place in campaign.territories.all()),
        tuple(place.path for place in campaign.excluded_territories.all()),
    )


def is_in(audience: Audience, facts: Facts, *, context: Context, known: Known | None = None) -> bool:
    """Tell whether a partner is in an audience.

    Args:
        audience: of the campaign.
        facts: what is known of the partner.
        context: what its segments are applied with.
        known: which segments this partner is in, as far as that is known; what is found is added.

    Raises:
        RuleError: if a segment of either side cannot be applied, whether or not it decides.
    """
    known = {} if known is None else known
    for pk in (*audience.segments, *audience.excluded_segments):
        if pk not in known:
            known[pk] = matches(context.segment(pk), facts, context=context, known=known)
    return (
        facts.active
        and in_places(audience.territories, audience.excluded_territories, facts.paths)
        and (not audience.segments or any(map(known.__getitem__, audience.segments)))
        and not any(map(known.__getitem__, audience.excluded_segments))
    )


def in_places(territories: tuple[str, ...], excluded: tuple[str, ...], paths: Iterable[str]) -> bool:
    """Tell whether the places that a partner serves are in an audience.

    One of them must be at, below or above a territory of it, and one outside all excluded ones.
    """
    paths = tuple(paths)
    if territories and not any(
        path.startswith(territories) or any(place.startswith(path) for place in territories) for path in paths
    ):
        return False
    return not excluded or not all(path.startswith(excluded) for path in paths)


def partners_in(audience: Audience, *, context: Context) -> Q:
    """Return the partners in an audience, as a condition for `Partner.objects.filter`.

    Raises:
        RuleError: if a segment of either side cannot be applied.
    """
    found = Q(active=True)
    if audience.territories:
        found &= serves(audience.territories)
    if audience.excluded_territories:
        found &= _elsewhere(audience.excluded_territories)
    if audience.segments:
        found &= reduce(or_, (audience_q(context.segment(pk), context=context) for pk in audience.segments))
    for pk in audience.excluded_segments:
        found &= ~audience_q(context.segment(pk), context=context)
    return found


def _elsewhere(excluded: tuple[str, ...]) -> Q:
    """Return the partners that serve something outside some places."""
    inside = reduce(or_, (below(path) for path in excluded))
    places = apps.get_model("campaigns", "Territory").objects.filter(inside).order_by()
    served = apps.get_model("campaigns", "Partner").territories.through.objects.filter(partner_id=OuterRef("pk"))
    outside = Q(Exists(served.exclude(territory__in=places.values("pk"))))
    return outside | (~Q(country__in=places.values("code")) & ~Q(Exists(served)))


def explain_audience(audience: Audience, facts: Facts, *, context: Context) -> Verdict:
    """Return whether a partner is in an audience, and why, axis by axis, in the language of the screen.

    Raises:
        RuleError: if a segment of either side cannot be applied.
    """
    reasons = [] if facts.active else [Reason(_("is active"), False, _("switched off"))]
    has = named(context.labels("territory", facts.places), every=True)
    if audience.territories:
        text = _("serves %(value)s") % {"value": named(_place_names(audience.territories), every=False)}
        reasons.append(Reason(text, in_places(audience.territories, (), facts.paths), has))
    if audience.excluded_territories:
        text = _("serves more than %(value)s") % {
            "value": named(_place_names(audience.excluded_territories), every=True)
        }
        reasons.append(Reason(text, in_places((), audience.excluded_territories, facts.paths), has))
    if audience.segments:
        inner = tuple(_membership(pk, facts, context, wanted=True) for pk in audience.segments)
        matched = any(reason.matched for reason in inner)
        if len(inner) == 1:
            reasons.append(inner[0])
        else:
            reasons.append(Reason(_("in any of %(number)d segments") % {"number": len(inner)}, matched, "", inner))
    reasons += [_membership(pk, facts, context, wanted=False) for pk in audience.excluded_segments]
    if not reasons:
        reasons.append(Reason(_("every partner"), True, ""))
    return Verdict(all(reason.matched for reason in reasons), tuple(reasons))


def _membership(pk: int, facts: Facts, context: Context, *, wanted: bool) -> Reason:
    verdict = explain(context.segment(pk), facts, context=context)
    words = _("in segment “%(name)s”") if wanted else _("not in segment “%(name)s”")
    return Reason(words % {"name": context.name(pk)}, verdict.matched is wanted, "", verdict.reasons)


def _place_names(paths: Iterable[str]) -> list[str]:
    rows: Any = apps.get_model("campaigns", "Territory").objects.filter(path__in=list(paths)).order_by("path")
    return [str(place) for place in rows]
