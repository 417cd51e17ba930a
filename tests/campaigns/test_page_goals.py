"""What came of a partner's pages, against an even share of what the vendor hopes for."""

from __future__ import annotations

from datetime import date

from campaigns.models import Campaign, DailyCount
from campaigns.page_goals import page_results
from tests.campaigns.pages_kit import Site
from tests.campaigns.pages_kit import site as site


def counted(site: Site, what: str, number: int, day: int = 1) -> None:
    DailyCount.objects.create(
        day=date(2026, 6, day), what=what, campaign=site.campaign, partner=site.cast.acme, count=number
    )


def test_visits_scans_and_requests_are_held_against_an_even_share_of_the_goals(site: Site) -> None:
    Campaign.objects.filter(pk=site.campaign.pk).update(goal_partners=40, goal_visits=2010, goal_leads=100)
    counted(site, "visit", 20)
    counted(site, "visit", 5, day=2)
    counted(site, "scan", 7)
    assert site.send(site.form()).status_code == 302
    (found,) = page_results(site.cast.acme, Campaign.objects.all())
    # 20 and 5 visits and 7 scans, and one for opening the form.
    assert (found.visits.number, found.visits.goal, found.visits.percent) == (33, 51, 64)
    assert (found.scans, found.leads.number, found.leads.goal) == (7, 1, 3)


def test_without_goals_there_are_figures_only(site: Site) -> None:
    (found,) = page_results(site.cast.acme, Campaign.objects.all())
    assert (found.visits.goal, found.visits.percent) == (None, 0)


def test_nobody_reads_of_another_s_pages(site: Site) -> None:
    counted(site, "visit", 20)
    assert page_results(site.cast.globex, Campaign.objects.all()) == []
    alice = site.cast.client(site.cast.alice).get("/portal/").content.decode()
    assert "Your pages" in alice and ">20" in alice
    charlie = site.cast.client(site.cast.charlie).get("/portal/").content.decode()
    assert "Your pages" not in charlie
