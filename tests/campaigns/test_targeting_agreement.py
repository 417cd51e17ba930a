"""The law of targeting: what is true of a partner in memory is true of it in the database, and the other way round."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from campaigns.attributes import all_attributes
from campaigns.audience import Audience, is_in, partners_in
from campaigns.models import Partner, Segment, Territory
from campaigns.targeting import audience_q, context_for, explain, facts_of_many, matches
from tests.campaigns.program import ATTRIBUTES, TODAY, make_lists, make_partner

pytestmark = pytest.mark.django_db

PLACES = ["world", "emea", "dach", "DE", "DE-BY", "DE-BE", "AT", "uki", "GB", "GB-SCT", "US", "US-CA"]
COUNTRIES = ["DE", "AT", "GB", "US"]
LANGUAGES = ["de", "de-AT", "DE-at", "en", "pt-BR", "pt", "zh-Hans"]
MONEY = ["GBP", "EUR", "JPY", "USD"]
DAYS = [TODAY + timedelta(days=each) for each in (-400, -30, -1, 0, 1, 30)]
NUMBERS = [Decimal(each) for each in ("-1.5", "0", "0.0001", "1", "2.5", "70", "100", "9999999999.9999")]
SCORES = [0, 1, 50, 70, 100]
TEXTS = ["", "Cloud first", "cloud", "100%", "a_b", "Größe", "é"]


def some(values: list[Any], least: int = 0) -> st.SearchStrategy[list[Any]]:
    return st.lists(st.sampled_from(values), min_size=least, max_size=3, unique=True)


def maybe(values: list[Any]) -> st.SearchStrategy[Any]:
    return st.none() | st.sampled_from(values)


answers = st.fixed_dictionaries(
    {},
    optional={
        "motto": st.sampled_from(TEXTS),
        "seats": st.sampled_from([*NUMBERS, None]),
        "audited": st.sampled_from([*DAYS, None]),
        "public_sector": st.sampled_from([True, False, None]),
        "size": st.sampled_from(["", "small", "large", "gone"]),
        "sectors": some(["", "health", "banking", "retail"]),
    },
)


@st.composite
def partners(draw: st.DrawFn) -> dict[str, Any]:
    revenue = draw(st.none() | st.sampled_from([0, 1, 999_999, 1_000_000, 1_162_790, 1_162_791, 2**62]))
    certifications = draw(some(["architect", "operator", "seller"]))
    return {
        "active": draw(st.booleans()),
        "tier": draw(maybe(["registered", "silver", "gold", "platinum"])),
        "partner_type": draw(maybe(["reseller", "integrator"])),
        "country": draw(st.sampled_from(COUNTRIES)),
        "territories": draw(some(PLACES)),
        "language_code": draw(st.sampled_from(LANGUAGES)),
        "languages": draw(some(LANGUAGES)),
        "product_lines": draw(some(["cloud", "security", "networks"])),
        "certifications": [
            (slug, draw(st.sampled_from(DAYS)), draw(maybe(DAYS))) for slug in certifications
        ],
        "revenue": revenue,
        "revenue_currency": draw(st.sampled_from([*MONEY, "TRY"] if revenue is not None else ["", "GBP"])),
        "training_score": draw(maybe(SCORES)),
        "joined": draw(maybe(DAYS)),
        "answers": draw(answers),
        "above": draw(st.integers(0, 5)),
    }  # fmt: skip


def ranges(values: list[Any]) -> st.SearchStrategy[dict[str, Any]]:
    ends = st.tuples(st.sampled_from(values), st.sampled_from(values)).map(sorted)
    return ends.map(lambda pair: {"from": str(pair[0]), "to": str(pair[1])})


DRAWN: set[tuple[str, str]] = set()
"""The operators of which rules are made below."""


def of(attribute: str, **operators: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    DRAWN.update((attribute, operator) for operator in operators)
    return st.one_of(
        st.fixed_dictionaries(
            {"attribute": st.just(attribute), "operator": st.just(operator), "value": value},
            optional={"negated": st.booleans()},
        )
        for operator, value in operators.items()
    )


def chosen(keys: list[str]) -> dict[str, st.SearchStrategy[Any]]:
    return {"is": st.sampled_from(keys), "is_any_of": some(keys, 1), "is_set": st.none()}


def several(keys: list[str], *, is_set: bool = True) -> dict[str, st.SearchStrategy[Any]]:
    known = {"is_set": st.none()} if is_set else {}
    return {"has_any": some(keys, 1), "has_all": some(keys, 1), **known}


def numbers(values: list[Any]) -> dict[str, st.SearchStrategy[Any]]:
    one = st.sampled_from(values).map(str)
    return {"is": one, "at_least": one, "at_most": one, "between": ranges(values)}


AMOUNTS = ["0", "0.5", "1", "1000000", "1000000.01", "1162790.70", "161500000"]
days = st.sampled_from(DAYS).map(str)
dates = {
    "before": days, "after": days, "between": ranges(DAYS), "is_set": st.none(),
    "within_last": st.sampled_from([1, 30, 400]).map(lambda number: {"days": number}),
}  # fmt: skip
tiers = [*["registered", "silver", "gold", "platinum"], "gone"]
amount = st.fixed_dictionaries({"amount": st.sampled_from(AMOUNTS), "currency": st.sampled_from(MONEY)})
span = st.builds(
    lambda pair, currency: {**pair, "currency": currency},
    ranges([Decimal(each) for each in AMOUNTS]),
    st.sampled_from(MONEY),
)
conditions = st.one_of(
    of("tier", **chosen(tiers), at_least=st.sampled_from(tiers), at_most=st.sampled_from(tiers)),
    of("partner_type", **chosen(["reseller", "integrator", "gone"])),
    of("country", **{"is": st.sampled_from(COUNTRIES), "is_any_of": some(COUNTRIES, 1)}),
    of("territory", is_any_of=some([*PLACES, "nowhere"], 1)),
    of("language", **several(LANGUAGES, is_set=False)),
    of("product_line", **several(["cloud", "security", "networks", "gone"])),
    of("certification", **several(["architect", "operator", "seller", "gone"])),
    of("certifications", **numbers([0, 1, 2, 3, Decimal("1.5")])),
    of("revenue", at_least=amount, at_most=amount, between=span, is_set=st.none()),
    of("training_score", **numbers([*SCORES, Decimal("70.5"), 2_000_000_000]), is_set=st.none()),
    of("joined", **dates),
    of("distributor", is_any_of=some(["p0", "p1", "p2", "gone"], 1), is_set=st.none()),
    of("account_manager", is_any_of=st.just(["nobody@vendor.example"]), is_set=st.none()),
    of(
        "x:motto",
        **{"is": st.sampled_from(TEXTS[1:]), "contains": st.sampled_from(["cloud", "%", "_", "ö", "e"])},
        is_set=st.none(),
    ),
    of("x:seats", **numbers(NUMBERS), is_set=st.none()),
    of("x:audited", **dates),
    of("x:public_sector", **{"is": st.booleans(), "is_set": st.none()}),
    of("x:size", **chosen(["small", "large", "gone"])),
    of("x:sectors", **several(["health", "banking", "retail", "gone"])),
)


def rules(segments: int) -> st.SearchStrategy[dict[str, Any]]:
    """Rules that may name the first so many segments."""
    numbered = st.integers(0, segments - 1) if segments else st.nothing()
    named = st.fixed_dictionaries({"segment": numbered}, optional={"negated": st.booleans()})
    every = st.one_of(conditions, named) if segments else conditions
    return st.fixed_dictionaries({"match": st.sampled_from(["all", "any"]), "conditions": st.lists(every, max_size=4)})


@pytest.fixture
def program(db: None) -> None:
    make_lists()


def known_partners(drawn: list[dict[str, Any]]) -> None:
    """Keep partners, each with the one above it that it drew, if that one is there already."""
    made: list[Partner] = []
    for place, facts in enumerate(drawn):
        above = facts["above"]
        rest = {key: value for key, value in facts.items() if key != "above"}
        made.append(make_partner(f"p{place}", **rest, distributor=made[above] if above < len(made) else None))


def known_segments(drawn: list[dict[str, Any]]) -> list[int]:
    """Keep segments; the numbers by which they name each other become ids."""
    ids: list[int] = []
    for place, rule in enumerate(drawn):
        ids.append(Segment.objects.create(name=f"s{place}", rule=with_ids(rule, ids)).pk)
    return ids


def with_ids(rule: dict[str, Any], ids: list[int]) -> dict[str, Any]:
    named = [{**each, "segment": ids[each["segment"]]} if "segment" in each else each for each in rule["conditions"]]
    return {**rule, "conditions": named}


@pytest.mark.usefixtures("program")
@given(
    st.lists(partners(), min_size=1, max_size=5),
    st.tuples(rules(0), rules(1), rules(2)),
    st.lists(rules(3), min_size=4, max_size=8),
)
@settings(
    max_examples=40, deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)  # fmt: skip
def test_both_forms_of_a_rule_agree(
    drawn: list[dict[str, Any]], segments: tuple[dict[str, Any], ...], asked: list[dict[str, Any]]
) -> None:
    with transaction.atomic():
        known_partners(drawn)
        ids = known_segments(list(segments))
        facts = facts_of_many(Partner.objects.all())
        rules_kept = [with_ids(rule, ids) for rule in (*segments, *asked)]
        context = context_for(rules_kept, on=TODAY)
        for kept in rules_kept:
            in_memory = {pk for pk, each in facts.items() if matches(kept, each, context=context)}
            condition = audience_q(kept, context=context)
            assert set(Partner.objects.filter(condition).values_list("pk", flat=True)) == in_memory, kept
            assert set(Partner.objects.filter(~condition).values_list("pk", flat=True)) == facts.keys() - in_memory
            first = min(facts)
            assert explain(kept, facts[first], context=context).matched is (first in in_memory)
        transaction.set_rollback(True)


@pytest.mark.usefixtures("program")
@given(
    st.lists(partners(), min_size=1, max_size=5),
    st.tuples(rules(0), rules(1)),
    st.lists(st.tuples(*[st.sets(st.integers(0, 1))] * 2, some(PLACES), some(PLACES)), min_size=3, max_size=8),
)
@settings(
    max_examples=25, deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)  # fmt: skip
def test_both_forms_of_an_audience_agree(
    drawn: list[dict[str, Any]], segments: tuple[dict[str, Any], ...], asked: list[tuple[Any, ...]]
) -> None:
    with transaction.atomic():
        known_partners(drawn)
        ids = known_segments(list(segments))
        facts = facts_of_many(Partner.objects.all())
        paths = dict(Territory.objects.filter(code__in=PLACES).values_list("code", "path"))
        context = context_for(on=TODAY)
        for inside, outside, places, excluded in asked:
            audience = Audience(
                tuple(ids[each] for each in inside),
                tuple(ids[each] for each in outside),
                tuple(paths[code] for code in places),
                tuple(paths[code] for code in excluded),
            )
            found = Partner.objects.filter(partners_in(audience, context=context))
            in_memory = {pk for pk, each in facts.items() if is_in(audience, each, context=context)}
            assert set(found.values_list("pk", flat=True)) == in_memory, audience
        transaction.set_rollback(True)


def test_every_operator_is_drawn() -> None:
    make_lists()
    asked = {
        (key, operator)
        for key, attribute in all_attributes().items()
        if not key.startswith("x:") or key[2:] in ATTRIBUTES
        for operator in attribute.operators
    }
    assert asked == DRAWN
