"""The preflight of campaigns with 100,000 partners and 1,000 live campaigns, and the page of its figures.

Works on the database of the topic `targeting`.
"""

from __future__ import annotations

import random
import tempfile
from pathlib import Path

from tests.bench.imports import own_database
from tests.bench.results import Row, median, percentile, timed
from tests.bench.targeting import COUNT, NOW, _fill, _queries

GOAL = 2_000.0
"""Milliseconds at the 95th percentile."""
CAMPAIGNS = 24


def measure() -> list[Row]:
    """Return the rows on the preflight."""
    with tempfile.TemporaryDirectory() as name, own_database(Path(name)) as engine:
        _fill()
        return _measured(engine)


def _measured(engine: str) -> list[Row]:
    from django.db import connection

    from brand_kit.models import Template
    from campaigns.models import Campaign, CampaignTemplate
    from campaigns.preflight import preflight

    chosen = random.Random(7).sample(list(Campaign.objects.order_by("pk")), CAMPAIGNS - 1)
    everybody = Campaign(title="Everybody", slug="everybody", brand=chosen[0].brand)
    everybody.offers = [CampaignTemplate(template=template) for template in Template.objects.all()[:3]]
    everybody.save()
    chosen.append(everybody)

    def fly(number: int) -> int:
        return preflight(chosen[number % len(chosen)], at=NOW).partners

    whole = preflight(everybody, at=NOW)
    taken = timed(fly, len(chosen))
    area = "preflight"
    return [
        Row(area, f"{engine}: preflight of a campaign, p50", median(taken), "ms"),
        Row(area, f"{engine}: preflight of a campaign, p95", percentile(taken, 0.95), "ms", goal=GOAL),
        Row(area, f"{engine}: preflight for all {COUNT:,} partners", timed(lambda _n: fly(len(chosen) - 1), 1)[0], "ms",
            goal=GOAL),
        Row(area, f"{engine}: most queries", max(_queries(connection, fly, each) for each in range(6)), "", goal=60),
        Row(area, f"{engine}: partners in the widest audience", whole.partners, ""),
    ]  # fmt: skip
