"""Which other campaigns the same partners get at the same time."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db.models import Count, Q, QuerySet

from brand_kit.permissions import Actor
from campaigns.audience import Audience, in_places, partners_in
from campaigns.campaign_reach import audiences_of
from campaigns.facts import Facts, facts_of_many
from campaigns.models import Campaign, Partner
from campaigns.rule_errors import RuleError
from campaigns.rule_tree import Rule
from campaigns.targeting import Context, matches

SAMPLE = 60
"""Partners, evenly spread, by which the campaigns are ranked; a smaller audience is counted whole."""
SHOWN = 5


@dataclass(frozen=True)
class Overlap:
    """Another campaign that partners of the audience get as well."""

    pk: int
    title: str
    partners: int


def overlaps_of(
    campaign: Campaign, audience: QuerySet[Partner], *, by: Actor, at: datetime, partners: int
) -> list[Overlap]:
    """Return the campaigns that most partners of an audience get as well while a campaign runs, the most first.

    Campaigns that `by` may not read are not named. A thousand campaigns are ranked by a sample of the partners, in
    memory; of the first few the partners are then counted, so the figures are exact while a campaign that shares few
    partners may be left out. About fifteen queries.
    """
    others = _others(campaign, by, at)
    if not others or not partners:
        return []
    step = max(1, partners // SAMPLE)
    ids = list(audience.order_by("pk").values_list("pk", flat=True))[::step]
    audiences, context = audiences_of(others), Context(at.astimezone(UTC).date())
    hits = _hits(facts_of_many(ids), audiences, context)
    top = [pk for pk, _number in hits.most_common(SHOWN)]
    counts = dict(hits) if step == 1 else _counted(audience, {pk: audiences[pk] for pk in top}, context)
    found = [Overlap(pk, others[pk].title, counts[pk]) for pk in top if counts[pk]]
    return sorted(found, key=lambda overlap: (-overlap.partners, overlap.title))


def _others(campaign: Campaign, by: Actor, at: datetime) -> dict[int, Campaign]:
    """Return the published campaigns that run at some time at which this one does."""
    start = max(at, campaign.starts_at or at)
    rows = (
        Campaign.objects.readable_by(by)
        .filter(Q(ends_at=None) | Q(ends_at__gt=start), live=True)
        .exclude(pk=campaign.pk)
    )
    if campaign.ends_at:
        rows = rows.filter(Q(starts_at=None) | Q(starts_at__lt=campaign.ends_at))
    return rows.only("pk", "title").in_bulk()


def _hits(partners: dict[int, Facts], audiences: dict[int, Audience], context: Context) -> Counter[int]:
    """Return how many of some partners are in each audience.

    Each segment is asked once of each partner; campaigns of the same audience, once together.
    """
    alike: dict[Audience, list[int]] = defaultdict(list)
    for pk, audience in audiences.items():
        alike[audience].append(pk)
    named = {pk for audience in alike for pk in (*audience.segments, *audience.excluded_segments)}
    rules = {pk: rule for pk in named if (rule := _rule(pk, context)) is not None}
    whole = [audience for audience in alike if {*audience.segments, *audience.excluded_segments} <= rules.keys()]
    hits: Counter[int] = Counter()
    for facts in partners.values():
        known: dict[int, bool] = {}
        for pk, rule in rules.items():
            if pk not in known:
                known[pk] = matches(rule, facts, context=context, known=known)
        for audience in whole:
            if (
                (not audience.segments or any(known[pk] for pk in audience.segments))
                and not any(known[pk] for pk in audience.excluded_segments)
                and in_places(audience.territories, audience.excluded_territories, facts.paths)
            ):
                hits.update(alike[audience])
    return hits


def _rule(segment: int, context: Context) -> Rule | None:
    """Return the rule of a segment; none if it cannot be applied, and its campaigns are seen by nobody."""
    try:
        rule = context.segment(segment)
        context.prepare(context.reach(rule))
    except RuleError:
        return None
    return rule


def _counted(audience: QuerySet[Partner], audiences: dict[int, Audience], context: Context) -> dict[int, int]:
    """Return how many partners of an audience are in others, in one query."""
    also = {f"also_{pk}": Count("pk", filter=partners_in(each, context=context)) for pk, each in audiences.items()}
    counted = audience.order_by().aggregate(**also) if also else {}
    return {int(key.removeprefix("also_")): number for key, number in counted.items()}
