"""Targeting with 100,000 partners and 1,000 live campaigns whose segments nest: who sees what, and how many match.

Works on a database of its own: a temporary file, or a new one beside that which `DATABASE_URL` names.
"""

from __future__ import annotations

import os
import random
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from tests.bench.imports import own_database
from tests.bench.results import Row, median, percentile, timed

COUNT = int(os.environ.get("LOCKUP_BENCH_PARTNERS", "100000"))
CAMPAIGNS = 1_000
GOAL_VISIBLE, GOAL_COUNT = 15.0, 300.0
"""Milliseconds at the 95th percentile."""
NOW = datetime(2026, 6, 15, 9, tzinfo=UTC)
COUNTRIES = [
    *("DE", "GB", "US", "FR", "JP", "BR", "PL", "SA", "AE", "ES"),
    *("IT", "NL", "SE", "AT", "CH", "IN", "KR", "TH", "GR", "MX"),
]
CURRENCIES = ["EUR", "GBP", "USD", "JPY", "BRL", "PLN", "SAR", "CHF", "SEK", "INR"]
REGIONS = [
    *("world", "emea", "dach", "nordics", "apac", "latam"),
    *("north-america", "uki", "middle-east", "southern-europe"),
]
LANGUAGES = ["de", "en", "fr", "ja", "pt-BR", "pl", "ar", "es", "it", "nl", "sv", "ko", "th", "el", "zh-Hans"]
TIERS = ["registered", "silver", "gold", "platinum"]
LINES = ["cloud", "security", "networks", "storage", "mobile", "print", "backup", "analytics"]
CERTIFICATIONS = [f"exam-{number}" for number in range(10)]
SECTORS = ["health", "banking", "retail", "public", "energy", "schools"]
DISTRIBUTORS = 200


def measure() -> list[Row]:
    """Return the rows on targeting."""
    with tempfile.TemporaryDirectory() as name, own_database(Path(name)) as engine:
        _fill()
        return _measured(engine)


def _measured(engine: str) -> list[Row]:
    from django.db import connection

    from campaigns.models import Campaign, Partner, Segment
    from campaigns.targeting import audience_q, context_for

    chance = random.Random(4)
    partners = list(Partner.objects.filter(pk__in=chance.sample(range(1, COUNT), 300)))

    def visible(number: int) -> int:
        return len(Campaign.objects.visible_to(partners[number % len(partners)], NOW).values_list("pk", "title"))

    asked = _rules(chance, list(Segment.objects.order_by("pk").values_list("pk", flat=True)), 150)

    def count(number: int) -> int:
        rule = asked[number % len(asked)]
        return Partner.objects.filter(audience_q(rule, context=context_for([rule], on=NOW.date()))).count()

    found = []
    for what, function, times, goal in (
        ("campaigns a partner sees", visible, len(partners), GOAL_VISIBLE),
        ("live count of a rule", count, len(asked), GOAL_COUNT),
    ):
        taken = timed(function, times)
        queries = [_queries(connection, function, number) for number in range(10)]
        name = f"{engine}: {what}"
        found += [
            Row("targeting", f"{name}, p50", median(taken), "ms"),
            Row("targeting", f"{name}, p95", percentile(taken, 0.95), "ms", goal=goal),
            Row("targeting", f"{name}, most queries", max(queries), "", goal=20),
        ]
        if os.environ.get("LOCKUP_BENCH_SLOWEST") and function is count:
            for number in sorted(range(times), key=lambda each: -taken[each])[:8]:
                print(f"{taken[number]:.0f} ms {asked[number]}", file=sys.stderr)
    return found


def _queries(connection: Any, function: Callable[[int], object], number: int) -> int:
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        function(number)
    return len(captured)


def _fill() -> None:
    """Make the partners, segments and campaigns; the same each time."""
    from django.db import connection, transaction

    chance = random.Random(3)
    with transaction.atomic():
        _lists()
        _partners(chance)
        _segments_and_campaigns(chance)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _lists() -> None:
    from campaigns import models as m

    for rank, slug in enumerate(TIERS, 901):
        m.Tier.objects.update_or_create(slug=slug, defaults={"name": slug, "rank": rank})
    for slug in ("reseller", "integrator", "service-provider"):
        m.PartnerType.objects.get_or_create(slug=slug, defaults={"name": slug})
    for slug in LINES:
        m.ProductLine.objects.get_or_create(slug=slug, defaults={"name": slug})
    for slug in CERTIFICATIONS:
        m.Certification.objects.get_or_create(slug=slug, defaults={"name": slug})
    for key, kind in (("seats", "number"), ("size", "choice"), ("sectors", "choices"), ("audited", "date")):
        choices = "small\nlarge" if kind == "choice" else "\n".join(SECTORS)
        m.Attribute.objects.create(key=key, label=key, kind=kind, choices=choices)
    extra = [f"X{first}{second}" for first in "ABCD" for second in "FGHIJ"]
    m.ExchangeRate.objects.bulk_create(
        m.ExchangeRate(currency=currency, day=date(2026, month, 1), per_euro=Decimal(1 + place) / 4)
        for place, currency in enumerate([*CURRENCIES[1:], *extra])
        for month in range(1, 7)
    )


def _partners(chance: random.Random) -> None:
    from campaigns import models as m

    ids = {
        model: list(getattr(m, model).objects.order_by("pk").values_list("pk", flat=True))
        for model in ("Tier", "PartnerType", "ProductLine", "Certification")
    }
    places = list(m.Territory.objects.filter(code__in=[*COUNTRIES, *REGIONS]).values_list("pk", flat=True))
    places += list(m.Territory.objects.filter(kind="subdivision").values_list("pk", flat=True))[::100]
    attributes = {each.key: each.pk for each in m.Attribute.objects.all()}
    first_day = date(2015, 1, 1)

    def day(span: int) -> date:
        return first_day + timedelta(days=chance.randrange(span))

    def above(pk: int) -> int | None:
        # 20 stand at the top, 180 below them, and most others below any of them.
        if pk <= 20 or chance.random() < 0.3:
            return None
        return chance.randrange(1, 21 if pk <= DISTRIBUTORS else DISTRIBUTORS + 1)

    everyone = range(1, COUNT + 1)
    m.Partner.objects.bulk_create(
        (
            m.Partner(
                pk=pk, slug=f"p-{pk}", name=f"Partner {pk}", language_code=chance.choice(LANGUAGES),
                country_id=chance.choice(COUNTRIES), tier_id=chance.choice([*ids["Tier"][-4:], None]),
                partner_type_id=chance.choice([*ids["PartnerType"], None]), distributor_id=above(pk),
                revenue=revenue, revenue_currency=chance.choice(CURRENCIES) if revenue is not None else "",
                training_score=chance.choice([None, *range(101)]), joined=chance.choice([None, day(4_000)]),
                active=chance.random() < 0.97,
            )
            for pk in everyone
            for revenue in [chance.choice([None, int(10 ** chance.uniform(3, 8)), int(10 ** chance.uniform(3, 8))])]
        ),
        batch_size=5_000,
    )  # fmt: skip
    _bulk(
        m.Partner.territories.through,
        (
            {"partner_id": pk, "territory_id": place}
            for pk in everyone
            if chance.random() < 0.4
            for place in chance.sample(places, chance.randint(1, 3))
        ),
    )
    _bulk(
        m.PartnerLanguage,
        (
            {"partner_id": pk, "language_code": code}
            for pk in everyone
            if chance.random() < 0.5
            for code in chance.sample(LANGUAGES, chance.randint(1, 2))
        ),
    )
    _bulk(
        m.Partner.product_lines.through,
        (
            {"partner_id": pk, "productline_id": line}
            for pk in everyone
            for line in chance.sample(ids["ProductLine"], chance.randint(0, 3))
        ),
    )
    _bulk(
        m.PartnerCertification,
        (
            {
                "partner_id": pk,
                "certification_id": exam,
                "issued": issued,
                "expires": chance.choice([None, issued + timedelta(days=1_500)]),
            }
            for pk in everyone
            for exam in chance.sample(ids["Certification"][-10:], chance.randint(0, 4))
            for issued in [day(4_300)]
        ),
    )

    def answers(pk: int) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = [
            {"attribute_id": attributes["sectors"], "text": text}
            for text in chance.sample(SECTORS, chance.randint(0, 2))
        ]
        if chance.random() < 0.6:
            found.append({"attribute_id": attributes["seats"], "number": Decimal(chance.randrange(5_000))})
        if chance.random() < 0.4:
            found.append({"attribute_id": attributes["size"], "text": chance.choice(["small", "large"])})
        if chance.random() < 0.3:
            found.append({"attribute_id": attributes["audited"], "day": day(4_000)})
        return [{"partner_id": pk, **each} for each in found]

    _bulk(m.AttributeValue, (each for pk in everyone for each in answers(pk)))


def _bulk(model: Any, rows: Any) -> None:
    model.objects.bulk_create((model(**row) for row in rows), batch_size=10_000)


def _condition(chance: random.Random) -> dict[str, Any]:
    amount = {"amount": str(10 ** chance.randint(4, 7)), "currency": chance.choice(CURRENCIES)}
    days = {"from": "2020-01-01", "to": f"202{chance.randint(1, 6)}-01-01"}
    key, operator, value = chance.choice(
        [
            ("tier", "at_least", chance.choice(TIERS)),
            ("tier", "is_any_of", chance.sample(TIERS, 2)),
            ("partner_type", "is", chance.choice(["reseller", "integrator"])),
            ("country", "is_any_of", chance.sample(COUNTRIES, 3)),
            ("territory", "is_any_of", chance.sample([*REGIONS[1:], *COUNTRIES], 2)),
            ("language", "has_any", chance.sample(LANGUAGES, 2)),
            ("product_line", "has_any", chance.sample(LINES, 2)),
            ("product_line", "has_all", chance.sample(LINES, 2)),
            ("certification", "has_any", chance.sample(CERTIFICATIONS, 2)),
            ("certifications", "at_least", chance.randint(1, 4)),
            ("certifications", "between", {"from": 1, "to": 2}),
            ("revenue", "at_least", amount),
            ("revenue", "between", {"from": "10000", "to": "5000000", "currency": amount["currency"]}),
            ("training_score", "at_least", chance.randrange(100)),
            ("joined", "between", days),
            ("joined", "within_last", {"days": chance.randint(30, 2_000)}),
            ("distributor", "is_any_of", [f"p-{chance.randint(1, DISTRIBUTORS)}" for _each in range(2)]),
            ("x:seats", "at_least", chance.randrange(5_000)),
            ("x:size", "is", "large"),
            ("x:sectors", "has_any", chance.sample(SECTORS, 2)),
            ("x:audited", "after", "2022-01-01"),
        ]
    )
    return {"attribute": key, "operator": operator, "value": value, "negated": chance.random() < 0.2}


def _rules(chance: random.Random, segments: list[int], number: int) -> list[dict[str, Any]]:
    """Return rules as people make them: the one of the product's description, and others of up to four conditions."""
    wanted = [
        ("revenue", "at_least", {"amount": "1000000", "currency": "GBP"}),
        ("territory", "is_any_of", ["GB"]),
        ("product_line", "has_any", ["cloud"]),
        ("certifications", "at_least", 3),
    ]
    found = [
        {
            "match": "all",
            "conditions": [dict(zip(("attribute", "operator", "value"), each, strict=True)) for each in wanted],
        }
    ]
    while len(found) < number:
        conditions = [_condition(chance) for _each in range(chance.randint(1, 4))]
        if segments and chance.random() < 0.5:
            conditions.append({"segment": chance.choice(segments), "negated": chance.random() < 0.2})
        found.append({"match": chance.choice(["all", "all", "any"]), "conditions": conditions})
    return found


def _segments_and_campaigns(chance: random.Random) -> None:
    from brand_kit.models import Brand
    from campaigns import models as m

    segments: list[int] = []
    for level, number in enumerate((300, 150, 50)):
        made = m.Segment.objects.bulk_create(
            m.Segment(name=f"Segment {level}.{place}", rule=rule)
            for place, rule in enumerate(_rules(chance, segments, number))
        )
        segments += [segment.pk for segment in made]
    brand = Brand.objects.create(name="Bench")
    places = list(m.Territory.objects.filter(code__in=[*COUNTRIES, *REGIONS[1:]]).values_list("pk", flat=True))
    campaigns = m.Campaign.objects.bulk_create(
        m.Campaign(
            title=f"Campaign {number}", slug=f"campaign-{number}", brand=brand, live=True,
            starts_at=chance.choice([None, NOW - timedelta(days=9)]),
            ends_at=chance.choice([None, NOW + timedelta(days=9)]),
        )
        for number in range(CAMPAIGNS)
    )  # fmt: skip
    for axis, members, most, share in (
        ("segments", segments, 3, 0.8), ("excluded_segments", segments, 2, 0.2),
        ("territories", places, 3, 0.5), ("excluded_territories", places, 2, 0.1),
    ):  # fmt: skip
        through = getattr(m.Campaign, axis).through
        column = "segment_id" if "segments" in axis else "territory_id"
        _bulk(
            through,
            (
                {"campaign_id": campaign.pk, column: pk}
                for campaign in campaigns
                if chance.random() < share
                for pk in chance.sample(members, chance.randint(1, most))
            ),
        )
