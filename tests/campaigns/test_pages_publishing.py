"""Publishing a partner's page and taking it back, from the portal too; and how often it is visited."""

from __future__ import annotations

import re

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone

from campaigns.actions.fill_collateral import fill_collateral
from campaigns.actions.publish_page import NoPage, publish_page
from campaigns.actions.start_collateral import NotOffered
from campaigns.actions.withdraw_page import withdraw_page
from campaigns.models import Campaign, DailyCount
from campaigns.pages.counting import MACHINES
from tests.campaigns.pages_files import issued
from tests.campaigns.pages_kit import BROWSER, Site
from tests.campaigns.pages_kit import site as site


def test_typing_changes_nothing_until_it_is_published(site: Site) -> None:
    fill_collateral(collateral=site.piece, changes={"offer": "Later"}, base=2, by=site.cast.alice)
    assert "Later" not in site.words() and "Free check" in site.words()


def test_only_pieces_of_the_campaign_s_page_can_be_published_while_it_runs(site: Site) -> None:
    with pytest.raises(NoPage):
        publish_page(collateral=site.cast.acme_piece, by=site.cast.alice)
    Campaign.objects.filter(pk=site.campaign.pk).update(ends_at=timezone.now())
    with pytest.raises(NotOffered):
        publish_page(collateral=site.piece, by=site.cast.alice)


@pytest.mark.parametrize("name", ["charlie", "vera", "rania", "ada"])
def test_nobody_else_publishes(site: Site, name: str) -> None:
    with pytest.raises(PermissionDenied):
        publish_page(collateral=site.piece, by=getattr(site.cast, name))


def test_the_vendor_takes_a_page_down_and_a_stranger_does_not(site: Site) -> None:
    with pytest.raises(PermissionDenied):
        withdraw_page(page=site.page, by=site.cast.charlie)
    withdraw_page(page=site.page, by=site.cast.vera)
    assert site.get().status_code == 410


def test_a_partner_publishes_and_withdraws_from_the_portal(site: Site) -> None:
    alice, base = site.cast.client(site.cast.alice), f"/portal/pieces/{site.piece.pk}/page/"
    fill_collateral(collateral=site.piece, changes={"offer": "From the portal"}, base=2, by=site.cast.alice)
    assert "other words" in alice.get(base).content.decode()
    draft = alice.get(f"{base}draft/")
    assert "From the portal" in draft.content.decode() and 'content="noindex"' in draft.content.decode()
    style = re.search(r'href="(style-[0-9a-f]+\.css)"', draft.content.decode())
    assert style and alice.get(f"{base}draft/{style[1]}").status_code == 200
    assert alice.post(f"{base}publish/").status_code == 302 and "From the portal" in site.words()
    assert alice.post(f"{base}withdraw/").status_code == 302 and site.get().status_code == 410
    assert "Taken down" in alice.get(f"/portal/campaigns/{site.campaign.slug}/").content.decode()


def test_charlie_meets_nothing_of_acme_s_page(site: Site) -> None:
    charlie, base = site.cast.client(site.cast.charlie), f"/portal/pieces/{site.piece.pk}/page/"
    for more in ("", "draft/", "draft/social.jpg"):
        assert charlie.get(f"{base}{more}").status_code == 404
    for more in ("publish/", "withdraw/"):
        assert charlie.post(f"{base}{more}").status_code == 404
    assert site.get().status_code == 200


def test_the_portal_shows_the_page_beside_the_piece(site: Site) -> None:
    html = site.cast.client(site.cast.alice).get(f"/portal/pieces/{site.piece.pk}/").content.decode()
    assert "Your web page" in html and site.url in html


# --- Counting ---------------------------------------------------------------------------------------------------------


def counts() -> dict[tuple[str, str], int]:
    return {(row.what, row.file_number): row.count for row in DailyCount.objects.all()}


def test_visits_and_scans_are_counted_apart(site: Site) -> None:
    number = issued(site).number
    site.get()
    site.get()
    site.get(f"?f={number}")
    site.get("?f=zzzzzzzzzzzz")
    site.get("?f=<script>")
    assert counts() == {("visit", ""): 4, ("scan", number): 1}


@pytest.mark.parametrize(
    "agent", ["", "Googlebot/2.1", "facebookexternalhit/1.1", "curl/8.0", "python-requests/2", "WhatsApp/2.23"]
)
def test_machines_are_not_counted(site: Site, agent: str) -> None:
    Client(headers={"user-agent": agent}).get(site.url)
    assert counts() == {}


def test_neither_are_people_who_are_signed_in_nor_pages_fetched_ahead(site: Site) -> None:
    site.cast.client(site.cast.alice).get(site.url, headers={"user-agent": BROWSER})
    site.get(**{"sec-purpose": "prefetch"})
    site.get(**{"sec-fetch-dest": "image"})
    Client(headers={"user-agent": BROWSER}).head(site.url)
    assert counts() == {}
    assert not MACHINES.search(BROWSER)
