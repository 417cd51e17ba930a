"""What tests of web pages share: Acme's page of a campaign in English, published, with the demo's flyer behind it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client

from brand_kit.models import Brand, Template
from campaigns.actions.fill_collateral import fill_collateral
from campaigns.actions.publish_page import publish_page
from campaigns.actions.start_collateral import start_collateral
from campaigns.models import Campaign, Collateral, ConsentText, PartnerPage, Territory
from campaigns.pages import answers, forms
from tests.brand_kit.models import kit
from tests.cast import Cast, campaign

BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
CONSENT = "{partner} may answer me. Deleted after {days} days."


@dataclass
class Site:
    """The cast, with a published page of Acme's."""

    cast: Cast
    template: Template
    campaign: Campaign
    piece: Collateral
    page: PartnerPage

    @property
    def url(self) -> str:
        """The page's address."""
        return f"/en/{self.campaign.slug}/with/{self.cast.acme.slug}/"

    def get(self, more: str = "", **headers: str) -> Any:
        """What a browser without cookies gets."""
        return Client(headers={"user-agent": BROWSER, **headers}).get(f"{self.url}{more}")

    def words(self, more: str = "") -> str:
        """The page as HTML."""
        return str(self.get(more).content.decode())

    def type_in(self, **words: object) -> None:
        """Type something into the piece and publish it."""
        fill_collateral(collateral=self.piece, changes=words, base=self.piece.version, by=self.cast.alice)
        publish_page(collateral=self.piece, by=self.cast.alice)

    def form(self, more: str = "", **changes: str) -> dict[str, str]:
        """What a visitor sends who opened the page a minute ago."""
        ticket = ticket_in(self.words(more))
        sent = {"name": "Nora Finch", "email": "nora@finch.example", "message": "Please call", "consent": "on"}
        return {"ticket": ticket, **sent, **changes}

    def send(self, data: dict[str, str], **extra: Any) -> HttpResponse:
        """Send the form."""
        client = Client(enforce_csrf_checks=True, headers={"user-agent": BROWSER})
        answer: HttpResponse = client.post(f"{self.url}leads/", data, **extra)
        return answer


def ticket_in(html: str) -> str:
    """The ticket of the form on a page."""
    found = re.search(r'name="ticket" value="([^"]+)"', html)
    assert found
    return found[1]


@pytest.fixture
def site(cast: Cast, settings: Any, tmp_path_factory: Any, monkeypatch: pytest.MonkeyPatch) -> Site:
    """Acme's page; forms may be sent at once."""
    settings.MEDIA_ROOT = tmp_path_factory.getbasetemp() / "pages-media"
    settings.STORAGES = {
        **settings.STORAGES, "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    }  # fmt: skip
    monkeypatch.setattr(forms, "FASTEST_SECONDS", 0)
    monkeypatch.setattr("campaigns.pages.views.FASTEST_SECONDS", 0)
    cache.clear()
    answers._memory.clear()
    Brand.objects.filter(pk=cast.brand.pk).update(slug="cast")
    template = kit.make_template(kit.make_brand(fonts=kit.LATIN), layout="flyer", slug="continuity-flyer")
    sources = {"partner_name": "name", "partner_web": "website", "partner_phone": "phone",
               "partner_address": "address"}  # fmt: skip
    for region in template.regions.all():
        if region.key in sources:
            region.profile_source = sources[region.key]
            region.save()
    place = {**cast.acme.address, "street_address": f"1 {cast.acme.slug} Road", "city": "Manchester"}
    cast.acme.address, cast.acme.phone = {**place, "postal_code": "M4 1LG"}, "+441614960142"
    cast.acme.save()
    made = campaign("acme", cast.brand, template, country="GB", segment=cast.gold_in_britain, slug="page-week",
                    title="Page week")  # fmt: skip
    Campaign.objects.filter(pk=made.pk).update(page_template=template, lead_fields=["company", "phone", "message"])
    made.refresh_from_db()
    ConsentText.objects.create(territory=Territory.objects.get(code="world"), language_code="en", text=CONSENT)
    piece = start_collateral(partner=cast.acme, campaign=made, template=template, by=cast.alice)
    fill_collateral(collateral=piece, changes={"offer": "Free check"}, base=1, by=cast.alice)
    page = publish_page(collateral=piece, by=cast.alice)
    return Site(cast, template, made, piece, page)


Changes = Callable[[Site], object]
