"""The audiences of many campaigns at once, and what keeps a partner from seeing one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from campaigns.audience import Audience, explain_audience
from campaigns.facts import Facts
from campaigns.models import Campaign
from campaigns.rule_errors import RuleError
from campaigns.targeting import Context, Reason


def audiences_of(campaigns: Iterable[int]) -> dict[int, Audience]:
    """Return the audiences of campaigns as they stand in the database, by their ids; four queries."""
    ids = list(campaigns)
    segments, without = _linked(ids, "segments", "segment_id"), _linked(ids, "excluded_segments", "segment_id")
    places = _linked(ids, "territories", "territory__path")
    but_for = _linked(ids, "excluded_territories", "territory__path")
    return {pk: Audience(tuple(segments[pk]), tuple(without[pk]), tuple(places[pk]), tuple(but_for[pk])) for pk in ids}


def why_not(campaign: Campaign, audience: Audience, facts: Facts, *, context: Context, at: datetime) -> list[Reason]:
    """Return everything that keeps a partner from seeing a published campaign at a moment; none if it sees it."""
    found = []
    if campaign.starts_at and campaign.starts_at > at:
        found.append(Reason(_("has started"), False, _("starts on %s") % _moment(campaign.starts_at)))
    if campaign.ends_at and campaign.ends_at <= at:
        found.append(Reason(_("runs"), False, _("ended on %s") % _moment(campaign.ends_at)))
    try:
        verdict = explain_audience(audience, facts, context=context)
    except RuleError as error:
        return [*found, Reason(_("has an audience that can be worked out"), False, str(error))]
    return [*found, *(reason for reason in verdict.reasons if not reason.matched)]


def _moment(moment: datetime) -> str:
    return f"{date_format(moment, 'DATETIME_FORMAT')} UTC"


def _linked(ids: list[int], relation: str, value: str) -> defaultdict[int, list]:  # type: ignore[type-arg]
    found: defaultdict[int, list] = defaultdict(list)  # type: ignore[type-arg]
    through = getattr(Campaign, relation).through
    for pk, linked in through.objects.filter(campaign__in=ids).values_list("campaign_id", value):
        found[pk].append(linked)
    return found
