"""Which campaigns partners see: worked out in memory from a few queries, whose number does not grow with anything."""

from __future__ import annotations

import datetime
import logging
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from functools import partial
from typing import Any

from django.apps import apps
from django.db.models import Q, QuerySet

from campaigns.context import Context
from campaigns.facts import Facts, facts_of_many
from campaigns.statements import Statement
from campaigns.targeting import Known, holds

_log = logging.getLogger(__name__)
AXES = ("segments", "excluded_segments", "territories", "excluded_territories")
Links = list[tuple[Any, ...]]
"""Campaigns, each with the id of a segment or the path of a place."""


def running(at: datetime.datetime, campaign: str = "") -> Q:
    """Return the campaigns that are published and run at a moment: from their start until just before their end.

    `campaign` is the way to the campaign, such as `campaign__`.
    """
    return (
        (Q(**{f"{campaign}starts_at__isnull": True}) | Q(**{f"{campaign}starts_at__lte": at}))
        & (Q(**{f"{campaign}ends_at__isnull": True}) | Q(**{f"{campaign}ends_at__gt": at}))
        & Q(**{f"{campaign}live": True})
    )


def seen_by(campaigns: QuerySet[Any], partners: Iterable[Any], at: datetime.datetime) -> set[int]:
    """Return the ids of those of some campaigns that any of some partners sees at a moment.

    A campaign whose audience cannot be applied, as a rate is missing, is seen by nobody; that is logged. At most
    sixteen queries.
    """
    known = [facts for facts in facts_of_many(partners).values() if facts.active]
    if not known:
        return set()
    candidates = set(campaigns.filter(running(at)).order_by().values_list("pk", flat=True))
    links = {axis: statement.rows(at) for axis, statement in _LINKS.items()}
    context = Context(at.astimezone(datetime.UTC).date())
    named = {pk for axis in ("segments", "excluded_segments") for _campaign, pk in links[axis]}
    broken = context.prepare_segments(named)
    for pk, error in broken.items():
        _log.error("Segment %s cannot be applied, so its campaigns are hidden: %s", pk, error)
    found: set[int] = set()
    for facts in known:
        around = _by_places(candidates - found, links, facts.paths)
        found |= _by_segments(around, links, facts, context, broken)
    return found


def _linked(axis: str, at: datetime.datetime) -> QuerySet[Any]:
    """Return what the campaigns that run at a moment name in an axis."""
    rows = getattr(apps.get_model("campaigns", "Campaign"), axis).through.objects.filter(running(at, "campaign__"))
    return rows.order_by().values_list("campaign_id", "segment_id" if "segments" in axis else "territory__path")


_LINKS = {axis: Statement(partial(_linked, axis)) for axis in AXES}


def _by_places(candidates: set[int], links: Mapping[str, Links], paths: tuple[str, ...]) -> set[int]:
    """Return the campaigns whose places let a partner through that serves some places; see `audience.in_places`."""
    wanted, excluded = links["territories"], links["excluded_territories"]
    near = {place for place in {place for _campaign, place in wanted} if _is_near(place, paths)}
    limited = {campaign for campaign, _place in wanted}
    let_in = {campaign for campaign, place in wanted if place in near}
    covered: defaultdict[int, set[str]] = defaultdict(set)
    for campaign, place in excluded:
        covered[campaign].update(path for path in paths if path.startswith(place))
    kept_out = {campaign for campaign, served in covered.items() if len(served) == len(paths)}
    return candidates - (limited - let_in) - kept_out


def _is_near(place: str, paths: tuple[str, ...]) -> bool:
    return any(path.startswith(place) or place.startswith(path) for path in paths)


def _by_segments(
    candidates: set[int], links: Mapping[str, Links], facts: Facts, context: Context, broken: Collection[int]
) -> set[int]:
    """Return the campaigns whose segments let a partner through; see `audience.is_in`."""
    wanted = [link for link in links["segments"] if link[0] in candidates]
    excluded = [link for link in links["excluded_segments"] if link[0] in candidates]
    named = {pk for _campaign, pk in wanted} | {pk for _campaign, pk in excluded}
    known: Known = {}
    inside = {pk for pk in named if pk not in broken and holds(pk, facts, context=context, known=known)}
    limited = {campaign for campaign, _pk in wanted}
    let_in = {campaign for campaign, pk in wanted if pk in inside}
    kept_out = {campaign for campaign, pk in excluded if pk in inside}
    if broken:
        kept_out |= {campaign for campaign, pk in (*wanted, *excluded) if pk in broken}
    return candidates - (limited - let_in) - kept_out
