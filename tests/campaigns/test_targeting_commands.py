"""`manage.py audience` and `manage.py visible` tell who gets what, and why."""

from __future__ import annotations

import csv
import io

import pytest
from django.core.management import CommandError, call_command
from wagtail.models import Locale

from brand_kit.models import Brand, Template
from campaigns.models import Campaign, CampaignTemplate, ExchangeRate, Partner
from tests.campaigns.program import condition, make_campaign, make_lists, make_partner, make_segment

pytestmark = pytest.mark.django_db


def told(*words: str) -> str:
    out = io.StringIO()
    call_command(*words, stdout=out, no_color=True)
    return out.getvalue()


@pytest.fixture
def campaign(db: None) -> Campaign:
    make_lists()
    for number in range(3):
        make_partner(f"gold-{number}", name=f'=HYPERLINK("{number}")', tier="gold")
    make_partner("silver", tier="silver")
    gold = make_segment("Gold", condition("tier", "at_least", "gold"))
    brand = Brand.objects.create(name="Brand")
    campaign = make_campaign("Spring", brand, segments=[gold], territories=["uki"])
    flyer = Template.objects.create(
        title="Flyer", slug="flyer", brand=brand, layout="flyer", locale=Locale.objects.first(), live=True
    )
    CampaignTemplate.objects.create(campaign=campaign, template=flyer)
    return campaign


def test_the_audience_is_printed_with_the_reasons(campaign: Campaign) -> None:
    text = told("audience", "spring", "--limit", "1")
    assert text.splitlines()[0] == "Spring (spring): 3 of 4 partners"
    assert "+ serves United Kingdom and Ireland: United Kingdom" in text
    assert "  + in segment “Gold”\n    + Tier at least Gold: Gold" in text
    assert "gold-1" not in text
    assert "--after gold-0" in text
    assert "gold-1" in told("audience", "spring", "--limit", "1", "--after", "gold-0")


def test_the_audience_as_a_table_holds_no_formulas(campaign: Campaign) -> None:
    rows = list(csv.reader(io.StringIO(told("audience", "spring", "--limit", "0", "--format", "csv"))))
    assert rows[0] == ["partner", "name", "why"]
    assert [row[0] for row in rows[1:]] == ["gold-0", "gold-1", "gold-2"]
    assert rows[1][1].startswith("'=")


def test_an_audience_that_is_not_known_is_refused_with_the_reason(campaign: Campaign) -> None:
    pounds = {"amount": "1", "currency": "GBP"}
    campaign.segments.set([make_segment("Rich", condition("revenue", "at_least", pounds))])
    campaign.save()
    ExchangeRate.objects.all().delete()
    with pytest.raises(CommandError, match="GBP"):
        told("audience", "spring")


def test_partners_that_cannot_be_compared_are_told(campaign: Campaign) -> None:
    pounds = {"amount": "1", "currency": "GBP"}
    campaign.segments.set([make_segment("Rich", condition("revenue", "at_least", pounds))])
    campaign.save()
    Partner.objects.filter(slug="silver").update(revenue=5, revenue_currency="TRY")
    assert "1 partner reports its revenue in TRY" in told("audience", "spring")


def test_an_unknown_campaign_is_refused_with_one_of_much_the_same_name(campaign: Campaign) -> None:
    with pytest.raises(CommandError, match="Did you mean spring"):
        told("audience", "sprin")


def test_what_a_partner_sees_is_printed_with_its_templates(campaign: Campaign) -> None:
    text = told("visible", "gold-0")
    assert "1 campaign at" in text
    assert "spring  Spring\n  flyer  Flyer" in text
    assert "0 campaigns" in told("visible", "silver")


def test_why_a_partner_does_not_see_a_campaign_is_printed(campaign: Campaign) -> None:
    text = told("visible", "silver", "--why")
    assert "Running, but not for this partner:" in text
    assert "- Tier at least Gold: Silver" in text
    assert "+ serves United Kingdom and Ireland" in text
    assert "+ in segment “Gold”" in told("visible", "gold-0", "--why")


def test_a_moment_can_be_asked_for(campaign: Campaign) -> None:
    Campaign.objects.update(starts_at="2026-03-29T01:00Z")
    assert "0 campaigns at 2026-03-29 00:59 UTC" in told("visible", "gold-0", "--at", "2026-03-29T00:59")
    assert "1 campaign at 2026-03-29 01:00 UTC" in told("visible", "gold-0", "--at", "2026-03-29T03:00+02:00")
    for wrong in ("tomorrow", "2026-02-30"):
        with pytest.raises(CommandError, match="--at"):
            told("visible", "gold-0", "--at", wrong)
    with pytest.raises(CommandError, match="no partner"):
        told("visible", "nobody")
