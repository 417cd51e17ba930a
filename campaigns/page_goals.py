"""How a partner's web pages do, against what the vendor hopes for from each partner."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Sum

from campaigns.models import Campaign, DailyCount, Lead, Partner, PartnerPage


@dataclass(frozen=True)
class Measure:
    """One thing that is counted, and how much of it is hoped for."""

    number: int
    goal: int | None
    """A partner's even share of the campaign's goal; none where the campaign does not say both."""

    @property
    def percent(self) -> int:
        """The share of the goal that is reached, 100 at most."""
        return min(100, self.number * 100 // self.goal) if self.goal else 0


@dataclass(frozen=True)
class PageResult:
    """What came of a partner's pages in one campaign, in all languages."""

    campaign: Campaign
    visits: Measure
    scans: int
    """Those visits that came from the code or link of a file."""
    leads: Measure


def page_results(partner: Partner, campaigns: Iterable[Campaign]) -> list[PageResult]:
    """Return what came of the published pages of a partner in some campaigns; three queries."""
    pages = PartnerPage.objects.filter(partner=partner, live=True, campaign__in=campaigns)
    shown = Campaign.objects.filter(pk__in=pages.values("campaign")).order_by("title", "pk")
    counts: Counter[tuple[int, str]] = Counter()
    rows = DailyCount.objects.filter(partner=partner, campaign__in=campaigns).order_by()
    for campaign, what, number in rows.values_list("campaign", "what").annotate(Sum("count")):
        counts[campaign, what] += number
    leads = dict(Lead.objects.filter(partner=partner).order_by().values_list("campaign").annotate(Count("pk")))
    found = []
    for each in shown:
        scans = counts[each.pk, DailyCount.What.SCAN]
        visits = counts[each.pk, DailyCount.What.VISIT] + scans
        found.append(
            PageResult(
                each,
                Measure(visits, _share(each.goal_visits, each.goal_partners)),
                scans,
                Measure(leads.get(each.pk, 0), _share(each.goal_leads, each.goal_partners)),
            )
        )
    return found


def _share(goal: int | None, partners: int | None) -> int | None:
    """Return what one of the partners that a campaign hopes to activate would have to bring, rounded up."""
    return -(-goal // partners) if goal and partners else None
