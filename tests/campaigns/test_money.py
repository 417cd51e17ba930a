"""Revenue is compared across currencies by the vendor's rates, exactly, in memory as in the database."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from campaigns.facts import facts_of
from campaigns.models import ExchangeRate, Partner
from campaigns.money import Money, RateMissing, rates_on, whole_span
from campaigns.rules import RuleRefused, cleaned_rule, warnings
from campaigns.targeting import audience_q, context_for, explain, matches
from tests.campaigns.program import TODAY, condition, make_lists, make_partner

pytestmark = pytest.mark.django_db

A_MILLION_POUNDS = {
    "match": "all",
    "conditions": [condition("revenue", "at_least", {"amount": "1000000", "currency": "GBP"})],
}


@pytest.fixture(autouse=True)
def program(db: None) -> None:
    make_lists()


def found(rule: dict[str, object], on: date = TODAY) -> set[str]:
    """Return the partners that a rule finds, by both ways, which must agree."""
    context = context_for([rule], on=on)
    in_database = set(Partner.objects.filter(audience_q(rule, context=context)).values_list("slug", flat=True))
    partners = {partner.slug: facts_of(partner) for partner in Partner.objects.all()}
    assert in_database == {slug for slug, facts in partners.items() if matches(rule, facts, context=context)}
    return in_database


def test_a_threshold_is_met_to_the_unit_in_every_currency() -> None:
    # A million pounds are 1,162,790.697... euros and 187,790,697.67... yen at these rates.
    for currency, revenue in (("GBP", 1_000_000), ("EUR", 1_162_791), ("JPY", 187_790_698)):
        make_partner(f"just-{currency.lower()}", revenue=revenue, revenue_currency=currency)
        make_partner(f"short-{currency.lower()}", revenue=revenue - 1, revenue_currency=currency)
    assert found(A_MILLION_POUNDS) == {"just-gbp", "just-eur", "just-jpy"}


def test_the_latest_rate_of_the_day_or_before_counts() -> None:
    ExchangeRate.objects.create(currency="GBP", day=date(2026, 6, 15), per_euro=Decimal("2"))
    ExchangeRate.objects.create(currency="GBP", day=date(2026, 6, 16), per_euro=Decimal("4"))
    assert [rates_on(date(2026, 6, day))["GBP"] for day in (14, 15, 16)] == [Decimal("0.86"), 2, 4]
    make_partner("acme", revenue=600_000, revenue_currency="EUR")
    assert [bool(found(A_MILLION_POUNDS, date(2026, 6, day))) for day in (14, 15)] == [False, True]


def test_before_its_first_rate_a_currency_has_none() -> None:
    with pytest.raises(RateMissing, match="GBP"):
        audience_q(A_MILLION_POUNDS, context=context_for([A_MILLION_POUNDS], on=date(2025, 12, 31)))


def test_a_rule_in_a_currency_without_a_rate_is_refused_with_what_to_do() -> None:
    lira = {"match": "all", "conditions": [condition("revenue", "at_most", {"amount": "5", "currency": "TRY"})]}
    with pytest.raises(RuleRefused) as caught:
        cleaned_rule(lira)
    message = caught.value.errors["conditions.0.value"]
    assert "TRY" in message
    assert "add one" in message
    facts = facts_of(make_partner())
    with pytest.raises(RateMissing, match="TRY"):
        matches(lira, facts, context=context_for([lira]))
    with pytest.raises(RateMissing, match="TRY"):
        audience_q(lira, context=context_for([lira]))


def test_a_rule_that_would_not_get_to_the_missing_rate_is_refused_all_the_same() -> None:
    lira = condition("revenue", "at_most", {"amount": "5", "currency": "TRY"})
    rule = {"match": "any", "conditions": [condition("tier", "is_set", negated=True), lira]}
    with pytest.raises(RateMissing):
        matches(rule, facts_of(make_partner()), context=context_for([rule]))


def test_partners_that_report_in_a_currency_without_a_rate_do_not_match_and_are_counted() -> None:
    partner = make_partner("anka", revenue=10**12, revenue_currency="TRY")
    assert found(A_MILLION_POUNDS) == set()
    context = context_for([A_MILLION_POUNDS], on=TODAY)
    (reason,) = explain(A_MILLION_POUNDS, facts_of(partner), context=context).reasons
    assert reason.detail == "TRY\xa01,000,000,000,000, which cannot be compared: there is no exchange rate for TRY"
    assert warnings([A_MILLION_POUNDS], context=context) == [
        "1 partner reports its revenue in TRY, for which there is no exchange rate."
    ]
    assert warnings([{"match": "all", "conditions": []}], context=context) == []


def test_spans_are_exact_where_floating_point_is_not() -> None:
    rates = {"AAA": Decimal("3"), "BBB": Decimal("0.1"), "EUR": Decimal(1)}
    assert whole_span(Money("BBB", Decimal("0.1"), Decimal("0.1")), "AAA", rates) == (3, 3)
    assert whole_span(Money("AAA", Decimal(1), Decimal(2)), "EUR", rates) == (1, 0)
