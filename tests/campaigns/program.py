"""A small program for tests of targeting: lists, rates and attributes, and partners made in a line."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import count
from typing import Any

from campaigns.models import (
    Attribute,
    AttributeValue,
    Campaign,
    Certification,
    ExchangeRate,
    Partner,
    PartnerCertification,
    PartnerLanguage,
    PartnerType,
    ProductLine,
    Segment,
    Territory,
    Tier,
)

TODAY = date(2026, 6, 15)
ATTRIBUTES = {
    "motto": "text", "seats": "number", "audited": "date", "public_sector": "flag", "size": "choice",
    "sectors": "choices",
}  # fmt: skip
RATES = {"GBP": "0.86", "USD": "1.17", "JPY": "161.5"}
_number = count(1)


def make_lists() -> None:
    """Fill the vendor's lists; what a migration seeded stays beside it."""
    for rank, slug in enumerate(["registered", "silver", "gold", "platinum"], 101):
        Tier.objects.update_or_create(slug=slug, defaults={"name": slug.title(), "rank": rank})
    for slug in ("reseller", "integrator"):
        PartnerType.objects.get_or_create(slug=slug, defaults={"name": slug.title()})
    for slug in ("cloud", "security", "networks"):
        ProductLine.objects.get_or_create(slug=slug, defaults={"name": slug.title()})
    for slug in ("architect", "operator", "seller"):
        Certification.objects.get_or_create(slug=slug, defaults={"name": slug.title()})
    for key, kind in ATTRIBUTES.items():
        choices = "small = Small\nlarge = Large" if kind == "choice" else "health\nbanking\nretail"
        Attribute.objects.get_or_create(key=key, defaults={"label": key.title(), "kind": kind, "choices": choices})
    for currency, rate in RATES.items():
        ExchangeRate.objects.get_or_create(
            currency=currency, day=date(2026, 1, 1), defaults={"per_euro": Decimal(rate)}
        )


def make_partner(slug: str = "", **facts: Any) -> Partner:
    """Make a partner; lists are given by slug or code, certifications as (slug, issued, expires)."""
    slug = slug or f"partner-{next(_number)}"
    places, languages = facts.pop("territories", ()), facts.pop("languages", ())
    lines, held, answers = facts.pop("product_lines", ()), facts.pop("certifications", ()), facts.pop("answers", {})
    for field, model in (("tier", Tier), ("partner_type", PartnerType)):
        if facts.get(field):
            facts[field] = model.objects.get(slug=facts[field])
    facts.setdefault("country_id", facts.pop("country", "GB"))
    partner: Partner = Partner.objects.create(**{"slug": slug, "name": slug.title(), "language_code": "en", **facts})
    partner.territories.set(Territory.objects.filter(code__in=places))
    partner.product_lines.set(ProductLine.objects.filter(slug__in=lines))
    PartnerLanguage.objects.bulk_create(PartnerLanguage(partner=partner, language_code=code) for code in languages)
    PartnerCertification.objects.bulk_create(
        PartnerCertification(
            partner=partner, certification=Certification.objects.get(slug=each), issued=issued, expires=expires
        )
        for each, issued, expires in held
    )
    columns = {"number": "number", "date": "day", "flag": "flag"}
    for key, values in answers.items():
        attribute = Attribute.objects.get(key=key)
        for value in values if isinstance(values, list | tuple) else [values]:
            AttributeValue.objects.create(
                partner=partner, attribute=attribute, **{columns.get(attribute.kind, "text"): value}
            )
    return partner


def make_segment(name: str, *conditions: dict[str, Any], match: str = "all") -> Segment:
    """Make a segment of conditions as they are."""
    return Segment.objects.create(name=name, rule={"match": match, "conditions": list(conditions)})


def make_campaign(title: str, brand: Any, **facts: Any) -> Campaign:
    """Make a published campaign; segments as objects, territories by code."""
    from django.utils.text import slugify

    axes = {
        axis: facts.pop(axis, ())
        for axis in ("segments", "excluded_segments", "territories", "excluded_territories", "locales")
    }
    campaign = Campaign.objects.create(
        title=title, slug=slugify(title), brand=brand, live=facts.pop("live", True), **facts
    )
    for axis, members in axes.items():
        if "territories" in axis:
            members = Territory.objects.filter(code__in=members)
        getattr(campaign, axis).set(members)
    campaign.save()
    return campaign


def condition(attribute: str, operator: str, value: Any = None, **more: Any) -> dict[str, Any]:
    """Return a condition as rules keep it."""
    return {"attribute": attribute, "operator": operator, "value": value, **more}
