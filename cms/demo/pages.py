"""The demo's web pages: what visitors agree to, a few published pages, requests that came in, and visits."""

from __future__ import annotations

import tomllib
import uuid
from datetime import UTC, timedelta
from typing import Any

from django.utils import timezone

from campaigns.actions.fill_collateral import fill_collateral
from campaigns.actions.publish_page import publish_page
from campaigns.actions.start_collateral import start_collateral
from campaigns.models import Campaign, Collateral, ConsentText, DailyCount, Lead, Partner, PartnerPage, Territory
from cms.demo.brand import FOLDER

_NAMES = uuid.UUID("3b9c64a6-5b0e-4f51-8f0e-5f2d8a2f4d11")


def load_pages() -> list[PartnerPage]:
    """Bring the consent texts, pages and requests up to date; campaigns and partners must be there."""
    data = tomllib.loads((FOLDER / "pages.toml").read_text("utf-8"))
    for place, texts in data["consents"].items():
        territory = Territory.objects.get(code=place)
        for code, text in texts.items():
            ConsentText.objects.update_or_create(territory=territory, language_code=code, defaults={"text": text})
    pages = [_page(entry, code) for entry in data["pages"] for code in entry["languages"]]
    for entry in data["leads"]:
        _lead(entry)
    for page in pages:
        _visits(page)
    return pages


def _page(entry: dict[str, Any], code: str) -> PartnerPage:
    partner = Partner.objects.get(slug=entry["partner"])
    campaign = Campaign.objects.select_related("page_template").get(slug=entry["campaign"])
    template = campaign.page_template
    if template is None:
        raise LookupError(f"The campaign {campaign.slug} has no pages.")
    known = PartnerPage.objects.filter(campaign=campaign, partner=partner, language_code=code).first()
    piece: Collateral = known.collateral if known else start_collateral(
        partner=partner, campaign=campaign, template=template, language_code=code, by=None
    )  # fmt: skip
    offer = entry.get("offer", {}).get(code)
    if offer and piece.entered.get("offer") != offer:
        fill_collateral(collateral=piece, changes={"offer": offer}, base=piece.version, by=None)
    return publish_page(collateral=piece, by=None)


def _lead(entry: dict[str, Any]) -> None:
    page = PartnerPage.objects.get(
        partner__slug=entry["partner"], campaign__slug=entry["campaign"], language_code=entry["language"]
    )
    token = uuid.uuid5(_NAMES, f"{entry['partner']} {entry['email']}")
    when = timezone.now() - timedelta(days=entry["days"], hours=3)
    words = {name: entry.get(name, "") for name in ("name", "email", "company", "phone", "message")}
    # Written down as they were received: nobody is mailed about requests of days past.
    Lead.objects.get_or_create(
        token=token,
        defaults={
            "page": page, "campaign": page.campaign, "partner": page.partner, "created_at": when, "mailed_at": when,
            **words,
        },
    )  # fmt: skip


def _visits(page: PartnerPage) -> None:
    today = timezone.now().astimezone(UTC).date()
    for back in range(1, 15):
        DailyCount.objects.get_or_create(
            day=today - timedelta(days=back), what=DailyCount.What.VISIT, campaign=page.campaign, partner=page.partner,
            file_number="", defaults={"count": 5 + (page.partner_id * 7 + back * 11) % 23},
        )  # fmt: skip
