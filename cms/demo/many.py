"""As many invented partners as one likes, for trying out large programs: the same ones on every machine."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from itertools import accumulate
from random import Random
from typing import Any

from django.db import models, transaction

from campaigns.models import (
    Attribute,
    AttributeValue,
    Certification,
    ExchangeRate,
    Partner,
    PartnerCertification,
    PartnerLanguage,
    PartnerType,
    ProductLine,
    Territory,
    Tier,
)
from cms.demo.brand import FOLDER

BATCH = 5_000
DISTRIBUTORS = 200
"""One partner in so many is a distributor."""
DAY = date(2026, 11, 1)
"""The day from which ages count, so that the set is the same on every day."""
TIERS = {"registered": 55, "silver": 27, "gold": 14, "platinum": 4}
REVENUES = {"registered": 80_000, "silver": 400_000, "gold": 1_300_000, "platinum": 6_000_000}
"""The usual annual revenue of a tier in euros."""
Rows = dict[type[models.Model], list[Any]]


@dataclass
class Lists:
    """What partners are made of: the program's entries by short name, and the words of each country."""

    words: dict[str, dict[str, Any]]
    tiers: dict[str, int]
    types: dict[str, int]
    lines: list[int]
    certifications: list[int]
    attributes: dict[str, Attribute]
    places: dict[str, int]
    rates: dict[str, float]
    distributors: dict[str, list[int]] = field(default_factory=dict)

    @classmethod
    def load(cls) -> Lists:
        """Read the program; the demo's lists must be there."""
        words = tomllib.loads((FOLDER / "many.toml").read_text("utf-8"))
        rates = ExchangeRate.objects.order_by("day").values_list("currency", "per_euro")
        return cls(
            words=words,
            tiers=dict(Tier.objects.values_list("slug", "pk")),
            types=dict(PartnerType.objects.order_by("slug").values_list("slug", "pk")),
            lines=list(ProductLine.objects.order_by("slug").values_list("pk", flat=True)),
            certifications=list(Certification.objects.order_by("slug").values_list("pk", flat=True)),
            attributes={each.key: each for each in Attribute.objects.all()},
            places=dict(Territory.objects.filter(code__in=words).values_list("code", "pk")),
            rates={"EUR": 1.0, **{currency: float(rate) for currency, rate in rates}},
        )


def load_many(number: int, step: Callable[[str, int, int], None]) -> int:
    """Add the partners that are missing of so many, and return how many these were; `step` is told how far it is.

    Takes about a minute for 100,000. Nothing is written down of each in the log, and none is put into the search index.
    """
    lists = Lists.load()
    kept = dict(Partner.objects.filter(slug__regex=r"^[a-z]{2}-\d{7}$").values_list("slug", "pk"))
    plan = [(place, _country(place, lists)) for place in range(1, number + 1)]
    # Distributors come first, as others name them; those that are there already are named too.
    firsts = [(place, country) for place, country in plan if place % DISTRIBUTORS == 0]
    rest = [(place, country) for place, country in plan if place % DISTRIBUTORS]
    made = 0
    for part in (firsts, rest):
        missing = [(place, country) for place, country in part if _slug(place, country) not in kept]
        for start in range(0, len(missing), BATCH):
            with transaction.atomic():
                made += _write(missing[start : start + BATCH], lists)
            step("partners", made, number)
        if part is firsts:
            slugs = {_slug(place, country): country for place, country in firsts}
            for slug, pk in Partner.objects.filter(slug__in=slugs).order_by("slug").values_list("slug", "pk"):
                lists.distributors.setdefault(slugs[slug], []).append(pk)
    return made


def _dice(what: str, place: int) -> Random:
    return Random(f"{what} {place}")  # noqa: S311 - the same partners on every machine, and no secrets


def _country(place: int, lists: Lists) -> str:
    return _country_at(_dice("country", place).random(), tuple((c, w["share"]) for c, w in lists.words.items()))


@lru_cache(maxsize=1)
def _ends(shares: tuple[tuple[str, int], ...]) -> list[tuple[float, str]]:
    whole = sum(share for _country, share in shares)
    ends = accumulate(share / whole for _country, share in shares)
    return [(end, country) for end, (country, _share) in zip(ends, shares, strict=True)]


def _country_at(point: float, shares: tuple[tuple[str, int], ...]) -> str:
    return next((country for end, country in _ends(shares) if point <= end), shares[-1][0])


def _slug(place: int, country: str) -> str:
    return f"{country.lower()}-{place:07}"


def _write(batch: list[tuple[int, str]], lists: Lists) -> int:
    dice = [_dice("partner", place) for place, _country in batch]
    partners = Partner.objects.bulk_create(
        [_partner(place, country, die, lists) for (place, country), die in zip(batch, dice, strict=True)]
    )
    rows: Rows = {}
    for partner, die in zip(partners, dice, strict=True):
        for row in _below(partner, die, lists):
            rows.setdefault(type(row), []).append(row)
    for model, each in rows.items():
        model._default_manager.bulk_create(each)
    return len(partners)


def _partner(place: int, country: str, die: Random, lists: Lists) -> Partner:
    words = lists.words[country]
    distributor = place % DISTRIBUTORS == 0
    tier = "platinum" if distributor else die.choices(list(TIERS), weights=list(TIERS.values()))[0]
    name, legal_name = _names(words, die)
    slug = _slug(place, country)
    revenue = _revenue(tier, distributor, die) if die.random() < 0.93 else None
    above = lists.distributors.get(country)
    types = [slug for slug in lists.types if slug != "distributor"]
    return Partner(
        slug=slug,
        name=name,
        legal_name=legal_name,
        language_code=words["language"],
        country_id=country,
        address=_address(country, words, die),
        phone=f"{words['phone']}{die.randrange(10_000):04}",
        email=f"hello@{slug}.example",
        website=f"https://www.{slug}.example",
        partner_type_id=lists.types["distributor" if distributor else die.choice(types)],
        tier_id=lists.tiers[tier],
        distributor_id=die.choice(above) if above and not distributor and die.random() < 0.4 else None,
        revenue=None if revenue is None else _rounded(revenue * lists.rates[words["currency"]]),
        revenue_currency="" if revenue is None else words["currency"],
        revenue_year=None if revenue is None else 2025,
        training_score=min(100, int(die.betavariate(4, 2) * 101)) if die.random() < 0.85 else None,
        joined=DAY - timedelta(days=int(die.betavariate(1, 2) * 5_500)),
        active=die.random() < 0.97,
    )


def _names(words: dict[str, Any], die: Random) -> tuple[str, str]:
    first, second, trade = (die.choice(words[part]) for part in ("first", "second", "trades"))
    name = f"{first} {second} {trade}" if words.get("spaced") else f"{first}{second}"
    if not words.get("spaced"):
        name += trade if words.get("joined") else f" {trade}"
    form = die.choice(words["forms"])
    if words["language"] in ("ja", "ko"):
        return name, f"{form}{name}" if words["language"] == "ja" else f"{form} {name}"
    if words["language"].startswith("zh"):
        return name, f"{name}{form}"
    return name, f"บริษัท {name} {form}" if words["language"] == "th" else f"{name} {form}"


def _address(country: str, words: dict[str, Any], die: Random) -> dict[str, str]:
    city, postal_code, area = (*die.choice(words["cities"]).split("|"), "", "")[:3]
    street, number = die.choice(words["streets"]), die.randrange(1, 400)
    before = country in ("GB", "FR", "AU", "IN")
    parts = {
        "country_code": country,
        "street_address": f"{number} {street}" if before else f"{street} {number}",
        "city": city,
        "postal_code": postal_code,
        "country_area": area,
    }
    return {name: value for name, value in parts.items() if value}


def _revenue(tier: str, distributor: bool, die: Random) -> float:
    return die.lognormvariate(0, 0.8) * REVENUES[tier] * (3 if distributor else 1)


def _rounded(amount: float) -> int:
    """Return an amount with three figures that count, as firms report it."""
    return int(Decimal(f"{amount:.3g}"))


def _below(partner: Partner, die: Random, lists: Lists) -> Iterator[models.Model]:
    words = lists.words[str(partner.country_id)]
    further = [code for code in (*words.get("more", ()), "en") if code != partner.language_code]
    for code in further:
        if die.random() < 0.45:
            yield PartnerLanguage(partner=partner, language_code=code)
    for line in die.sample(lists.lines, k=die.choices((1, 2, 3), weights=(50, 35, 15))[0]):
        yield Partner.product_lines.through(partner_id=partner.pk, productline_id=line)
    for certification in die.sample(
        lists.certifications, k=die.choices((0, 1, 2, 3, 4), weights=(40, 27, 18, 10, 5))[0]
    ):
        issued = DAY - timedelta(days=die.randrange(30, 1_800))
        expires = issued + timedelta(days=1_095) if die.random() < 0.8 else None
        yield PartnerCertification(partner=partner, certification_id=certification, issued=issued, expires=expires)
    if die.random() < 0.2:
        for code in {str(partner.country_id), die.choice(list(lists.places))}:
            yield Partner.territories.through(partner_id=partner.pk, territory_id=lists.places[code])
    yield from _answers(partner, die, lists.attributes)


def _answers(partner: Partner, die: Random, attributes: dict[str, Attribute]) -> Iterator[AttributeValue]:
    if die.random() < 0.6:
        yield AttributeValue(partner=partner, attribute=attributes["own_data_centre"], flag=die.random() < 0.3)
    if die.random() < 0.7:
        hours = die.choices(("business", "extended", "always"), weights=(5, 3, 2))[0]
        yield AttributeValue(partner=partner, attribute=attributes["support_hours"], text=hours)
    if die.random() < 0.5:
        options = list(attributes["industries"].options)
        for key in die.sample(options, k=die.choice((1, 1, 2))):
            yield AttributeValue(partner=partner, attribute=attributes["industries"], text=key)
    if die.random() < 0.4:
        day = DAY + timedelta(days=die.randrange(1, 900))
        yield AttributeValue(partner=partner, attribute=attributes["contract_renewal"], day=day)
