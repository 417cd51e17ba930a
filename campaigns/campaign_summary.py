"""A campaign in a line: where it stands, whom it is for, and how many they are."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from hashlib import sha256

from babel import Locale, UnknownLocaleError
from babel.lists import format_list
from django.core.cache import cache
from django.db.models import Count, Q, TextChoices
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import get_language, gettext_lazy, ngettext, to_locale
from django.utils.translation import gettext as _

from campaigns.audience import partners_in
from campaigns.campaign_reach import audiences_of
from campaigns.models import Campaign, Partner, Segment, Territory
from campaigns.rule_errors import RuleError
from campaigns.targeting import Context

NAMED = 4
"""Names of one sort in a sentence; of more, the number is told."""
KEPT_SECONDS = 300
AXES = ("segments", "territories", "excluded_segments", "excluded_territories")


class State(TextChoices):
    """Where a campaign stands at a moment."""

    DRAFT = "draft", gettext_lazy("Draft")
    SCHEDULED = "scheduled", gettext_lazy("Scheduled")
    LIVE = "live", gettext_lazy("Live")
    OVER = "over", gettext_lazy("Over")


def state_of(campaign: Campaign, at: datetime | None = None) -> State:
    """Return where a campaign stands: exact to the minute, with no job that would have to run."""
    at = at or timezone.now()
    if not campaign.live:
        return State.DRAFT
    if campaign.ends_at and campaign.ends_at <= at:
        return State.OVER
    return State.SCHEDULED if campaign.starts_at and campaign.starts_at > at else State.LIVE


def in_state(state: str, at: datetime | None = None) -> Q:
    """Return the campaigns that stand somewhere, as a condition; `state_of` in the words of the database."""
    at = at or timezone.now()
    over, scheduled = Q(ends_at__lte=at), Q(starts_at__gt=at)
    conditions = {
        State.DRAFT: Q(live=False),
        State.OVER: Q(live=True) & over,
        State.SCHEDULED: Q(live=True) & scheduled & ~over,
        State.LIVE: Q(live=True) & (Q(ends_at=None) | ~over) & (Q(starts_at=None) | ~scheduled),
    }
    return conditions.get(State(state), Q(pk__in=[]))


def grouped(number: int) -> str:
    """Return a number with its digits in groups, as the language of the screen writes it."""
    return number_format(number, use_l10n=True, force_grouping=True)


def audience_sentence(campaign: Campaign) -> str:
    """Return whom a campaign is for, as it is given, saved or not."""
    names = {axis: [str(each) for each in getattr(campaign, axis).all()] for axis in AXES}
    return _sentence(names)


def audience_sentences(campaigns: Iterable[Campaign]) -> dict[int, str]:
    """Return whom published campaigns are for, by their ids; eight queries."""
    ids = [campaign.pk for campaign in campaigns]
    names: dict[int, dict[str, list[str]]] = {pk: {axis: [] for axis in AXES} for pk in ids}
    for axis in AXES:
        model, column = (Territory, "territory") if "territories" in axis else (Segment, "segment")
        links = getattr(Campaign, axis).through.objects.filter(campaign__in=ids).values_list("campaign_id", column)
        pairs = list(links)
        objects = model.objects.in_bulk({linked for _pk, linked in pairs})
        for pk, linked in pairs:
            names[pk][axis].append(str(objects[linked]))
    return {pk: _sentence(each) for pk, each in names.items()}


def audience_counts(campaigns: Iterable[Campaign], at: datetime | None = None) -> dict[int, int | None]:
    """Return how many partners are in the audiences of published campaigns, by their ids, as of the last minutes.

    A fixed number of queries, unless the same campaigns were counted a short while ago. None where a rule cannot be
    applied.
    """
    campaigns = list(campaigns)
    states = sorted((each.pk, each.live_revision_id, each.latest_revision_id) for each in campaigns)
    key = f"audiences:{sha256(repr(states).encode()).hexdigest()}"
    known: dict[int, int | None] | None = cache.get(key)
    if known is None:
        known = _counted(campaigns, at or timezone.now())
        cache.set(key, known, KEPT_SECONDS)
    return known


def _counted(campaigns: list[Campaign], at: datetime) -> dict[int, int | None]:
    audiences = audiences_of(each.pk for each in campaigns)
    context = Context(at.astimezone(UTC).date())
    wanted = {}
    for pk, audience in audiences.items():
        try:
            wanted[f"of_{pk}"] = Count("pk", filter=partners_in(audience, context=context))
        except RuleError:
            continue
    numbers = Partner.objects.order_by().aggregate(**wanted) if wanted else {}
    return {pk: numbers.get(f"of_{pk}") for pk in audiences}


def _sentence(names: dict[str, list[str]]) -> str:
    parts = []
    if names["segments"]:
        parts.append(_("partners in %(names)s") % {"names": _either(names["segments"])})
    if names["territories"]:
        parts.append(_("partners that serve %(names)s") % {"names": _either(names["territories"])})
    if names["excluded_segments"]:
        parts.append(_("none in %(names)s") % {"names": _either(names["excluded_segments"])})
    if names["excluded_territories"]:
        parts.append(_("none that serve only %(names)s") % {"names": _either(names["excluded_territories"])})
    if not parts:
        return _("Every partner")
    whole = "; ".join(parts)
    return whole[:1].upper() + whole[1:]


def _either(names: list[str]) -> str:
    names = sorted(names)
    if len(names) > NAMED:
        rest = len(names) - NAMED + 1
        names = [*names[: NAMED - 1], ngettext("%(number)d other", "%(number)d others", rest) % {"number": rest}]
    try:
        return format_list(names, style="or", locale=to_locale(get_language() or "en"))
    except (UnknownLocaleError, ValueError):
        return format_list(names, style="or", locale=Locale("en"))
