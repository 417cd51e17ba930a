"""The demo's campaigns: one for everybody, one for a segment, one that is still to come and one that is over."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone
from wagtail.models import Locale

from brand_kit.models import Template
from campaigns.models import Campaign, CampaignTemplate, FieldRule, KeyMessage, Segment, Territory
from cms.demo.brand import published
from cms.demo.program import program

CONTACT = ("Vera Voss", "vera@kestrane.example")


def load_campaigns(templates: list[Template], segments: dict[str, Segment]) -> list[Campaign]:
    """Bring the campaigns up to date and publish them; the dates of one that is there stay."""
    by_slug = {template.slug: template for template in templates}
    return [_load(entry, by_slug, segments) for entry in program()["campaigns"]]


def _load(entry: dict[str, Any], templates: dict[str, Template], segments: dict[str, Segment]) -> Campaign:
    campaign = Campaign.objects.filter(slug=entry["slug"]).first() or Campaign(slug=entry["slug"])
    campaign.title, campaign.story = entry["title"], _paragraphs(entry["story"])
    campaign.brand = next(iter(templates.values())).brand
    campaign.time_zone = entry["time_zone"]
    if not campaign.pk:
        campaign.starts_at, campaign.ends_at = (
            _midnight(entry[name], entry["time_zone"]) for name in ("starts", "ends")
        )
    for name in ("partners", "files", "visits", "leads"):
        setattr(campaign, f"goal_{name}", entry["goals"].get(name))
    campaign.budget, campaign.budget_currency = Decimal(entry["budget"]["amount"]), entry["budget"]["currency"]
    campaign.contact_name, campaign.contact_email = CONTACT
    campaign.segments = [segments[name] for name in entry.get("segments", [])]
    campaign.excluded_segments = [segments[name] for name in entry.get("excluded_segments", [])]
    campaign.territories = _places(entry.get("territories", []))
    campaign.excluded_territories = _places(entry.get("excluded_territories", []))
    campaign.locales = list(Locale.objects.filter(language_code__in=entry.get("locales", [])).order_by("pk"))
    campaign.messages = [KeyMessage(sort_order=place, **each) for place, each in enumerate(entry["messages"])]
    campaign.offers = [
        CampaignTemplate(sort_order=place, template=templates[each["template"]], advice=each["advice"])
        for place, each in enumerate(entry["offers"])
    ]
    campaign.field_rules = [
        FieldRule(
            sort_order=place,
            template=templates[each["template"]],
            key=each["key"],
            segment=segments.get(each.get("segment", "")),
            required=each.get("required", False),
            max_length=each.get("max_length"),
        )
        for place, each in enumerate(entry.get("rules", []))
    ]
    return published(campaign)


def _places(codes: list[str]) -> list[Territory]:
    return list(Territory.objects.filter(code__in=codes).order_by("path"))


def _midnight(days: int, zone: str) -> datetime:
    """Return the first minute of a day so many days from now, where the campaign is at home."""
    place = ZoneInfo(zone)
    day = timezone.now().astimezone(place).date() + timedelta(days=days)
    return datetime.combine(day, time(), place)


def _paragraphs(text: str) -> str:
    """Return a text with a line for each paragraph, which the file breaks where it is wide."""
    return "\n\n".join(" ".join(part.split()) for part in text.split("\n\n") if part.strip())
