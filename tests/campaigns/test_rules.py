"""A rule is checked before it is kept, reads as a sentence, and says of each partner why."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import override_settings
from django.utils import translation

from campaigns.attributes import all_attributes
from campaigns.facts import facts_of
from campaigns.models import Attribute, Partner, Segment, User
from campaigns.rules import RuleRefused, cleaned_rule, segments_naming, sentence
from campaigns.targeting import Reason, RuleBroken, audience_q, context_for, explain, matches
from tests.campaigns.program import TODAY, condition, make_lists, make_partner, make_segment

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def program(db: None) -> None:
    make_lists()


def rule(*conditions: dict[str, Any], match: str = "all") -> dict[str, Any]:
    return {"match": match, "conditions": list(conditions)}


def refusals(*conditions: Any, **more: Any) -> dict[str, str]:
    with pytest.raises(RuleRefused) as caught:
        cleaned_rule({"match": "all", "conditions": list(conditions), **more})
    return caught.value.errors


BRITISH_CLOUD = [
    condition("revenue", "at_least", {"amount": "1000000", "currency": "GBP"}),
    condition("territory", "is_any_of", ["GB"]),
    condition("product_line", "has_any", ["cloud"]),
    condition("certifications", "at_least", 3),
]


def test_a_rule_is_kept_in_one_form() -> None:
    given = rule(
        condition("tier", "is_any_of", ["gold", "gold", " silver "], negated=False),
        condition("revenue", "at_least", {"amount": "1 000 000.50", "currency": "GBP", "more": 1}),
        condition("training_score", "between", {"from": "7e1", "to": "80.0"}),
        condition("joined", "within_last", {"days": "30"}, negated=True),
        condition("x:public_sector", "is", "yes"),
        condition("joined", "is_set", "whatever"),
    )
    assert cleaned_rule({**given, "note": "is not kept"})["conditions"] == [
        {"attribute": "tier", "operator": "is_any_of", "value": ["gold", "silver"]},
        {"attribute": "revenue", "operator": "at_least", "value": {"amount": "1000000.5", "currency": "GBP"}},
        {"attribute": "training_score", "operator": "between", "value": {"from": 70, "to": 80}},
        {"attribute": "joined", "operator": "within_last", "value": {"days": 30}, "negated": True},
        {"attribute": "x:public_sector", "operator": "is", "value": True},
        {"attribute": "joined", "operator": "is_set"},
    ]


def test_what_is_kept_is_cleaned_to_itself() -> None:
    kept = cleaned_rule(
        rule(*BRITISH_CLOUD, condition("joined", "between", {"from": "2020-01-01", "to": "2021-01-01"}))
    )
    assert cleaned_rule(kept) == kept


def test_an_empty_rule_is_for_every_partner_and_its_negation_for_none() -> None:
    make_partner()
    everyone = make_segment("Everyone")
    context = context_for([rule()], on=TODAY)
    assert Partner.objects.filter(audience_q(rule(), context=context)).count() == 1
    assert not Partner.objects.filter(audience_q(rule({"segment": everyone.pk, "negated": True}), context=context))
    assert not Partner.objects.filter(~audience_q(rule(match="any"), context=context))


@pytest.mark.parametrize(
    ("wrong", "place"),
    [
        ("no object", "conditions.0"),
        (condition("tier", "is", "gold", negated="yes"), "conditions.0.negated"),
        (condition("colour", "is", "red"), "conditions.0.attribute"),
        ({"operator": "is"}, "conditions.0.attribute"),
        (condition("tier", "has_any", ["gold"]), "conditions.0.operator"),
        (condition("tier", "is", "tin"), "conditions.0.value"),
        (condition("tier", "is", ["gold"]), "conditions.0.value"),
        (condition("tier", "is_any_of", []), "conditions.0.value"),
        (condition("territory", "is_any_of", ["atlantis"]), "conditions.0.value"),
        (condition("country", "is", "DE-BY"), "conditions.0.value"),
        (condition("language", "has_any", ["tlhingan"]), "conditions.0.value"),
        (condition("distributor", "is_any_of", ["nobody"]), "conditions.0.value"),
        (condition("training_score", "at_least", "many"), "conditions.0.value"),
        (condition("training_score", "at_least", "1,5"), "conditions.0.value"),
        (condition("training_score", "at_least", "NaN"), "conditions.0.value"),
        (condition("training_score", "at_least", "1e99"), "conditions.0.value"),
        (condition("training_score", "at_least", True), "conditions.0.value"),
        (condition("training_score", "between", {"from": 80, "to": 70}), "conditions.0.value"),
        (condition("training_score", "between", {"from": 80}), "conditions.0.value"),
        (condition("joined", "before", "31.12.2026"), "conditions.0.value"),
        (condition("joined", "within_last", {"days": 0}), "conditions.0.value"),
        (condition("joined", "within_last", None), "conditions.0.value"),
        (condition("revenue", "at_least", "1000000"), "conditions.0.value"),
        (condition("revenue", "at_least", {"amount": "1", "currency": "pounds"}), "conditions.0.value"),
        (condition("revenue", "at_least", {"amount": "-1", "currency": "GBP"}), "conditions.0.value"),
        (condition("revenue", "between", {"from": "2", "to": "1", "currency": "GBP"}), "conditions.0.value"),
        (condition("x:motto", "contains", "  "), "conditions.0.value"),
        (condition("x:motto", "is", "a\u202eb"), "conditions.0.value"),
        (condition("x:public_sector", "is", "maybe"), "conditions.0.value"),
        (condition("x:size", "is", "huge"), "conditions.0.value"),
        ({"segment": 0}, "conditions.0.segment"),
        ({"segment": True}, "conditions.0.segment"),
        ({"segment": None}, "conditions.0.segment"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_at_its_place(wrong: Any, place: str) -> None:
    errors = refusals(wrong)
    assert list(errors) == [place]
    assert errors[place].endswith((".", "here."))


def test_every_fault_is_told_at_once() -> None:
    errors = refusals(condition("tier", "is", "tin"), condition("colour", "is", 1), match="some")
    assert set(errors) == {"match", "conditions.0.value", "conditions.1.attribute"}


@pytest.mark.parametrize("data", [None, [], "all", 3])
def test_what_is_no_rule_is_refused(data: object) -> None:
    with pytest.raises(RuleRefused):
        cleaned_rule(data)


def test_a_rule_of_too_many_conditions_is_refused() -> None:
    errors = refusals(*[condition("tier", "is", "gold")] * 51)
    assert "50" in errors["conditions"]


def test_segments_may_not_unfold_beyond_what_a_database_takes() -> None:
    wide = make_segment("Wide", *[condition("tier", "is", "gold")] * 50)
    wider = make_segment("Wider", *[{"segment": wide.pk}] * 5)
    assert "300" in refusals({"segment": wider.pk}, {"segment": wide.pk})["conditions"]


def test_segments_may_not_nest_too_deep() -> None:
    inner = make_segment("0")
    for depth in range(1, 8):
        inner = make_segment(str(depth), {"segment": inner.pk})
    assert cleaned_rule(rule({"segment": inner.pk}))
    inner = make_segment("8", {"segment": inner.pk})
    assert "8" in refusals({"segment": inner.pk})["conditions"]


def test_a_segment_does_not_come_to_name_itself() -> None:
    first = make_segment("First")
    second = make_segment("Second", {"segment": first.pk})
    third = make_segment("Third", {"segment": second.pk})
    with pytest.raises(RuleRefused) as caught:
        cleaned_rule(rule(condition("tier", "is", "gold"), {"segment": third.pk}), segment=first)
    assert caught.value.errors == {
        "conditions.1.segment": "This would go round in a circle: “First” > “Third” > “Second” > “First”."
    }
    with pytest.raises(RuleRefused, match="“First” > “First”"):
        cleaned_rule(rule({"segment": first.pk}), segment=first)


def test_a_circle_that_is_there_all_the_same_stops_with_its_path() -> None:
    first = make_segment("First")
    second = make_segment("Second", {"segment": first.pk})
    Segment.objects.filter(pk=first.pk).update(rule=rule({"segment": second.pk}))
    context = context_for()
    with pytest.raises(RuleBroken, match="“Second” > “First” > “Second”"):
        audience_q(rule({"segment": second.pk}), context=context)


def test_a_rule_that_names_what_is_gone_stops_with_a_word() -> None:
    Attribute.objects.filter(key="seats").delete()
    facts, context = facts_of(make_partner()), context_for()
    with pytest.raises(RuleBroken, match="seats"):
        matches(rule(condition("x:seats", "at_least", 3, negated=True)), facts, context=context)
    with pytest.raises(RuleBroken, match="segment"):
        matches(rule({"segment": 999}), facts, context=context)


def test_a_changed_segment_counts_at_once() -> None:
    segment = make_segment("Gold", condition("tier", "is", "gold"))
    facts = facts_of(make_partner(tier="silver"))
    named = rule({"segment": segment.pk})
    assert not matches(named, facts, context=context_for())
    Segment.objects.filter(pk=segment.pk).update(rule=rule(condition("tier", "is", "silver")))
    assert matches(named, facts, context=context_for())


def test_an_attribute_of_another_kind_is_read_anew() -> None:
    partner = make_partner(answers={"size": "12"})
    named = rule(condition("x:size", "is", "12"))
    assert matches(named, facts_of(partner), context=context_for())
    Attribute.objects.filter(key="size").update(kind="number")
    assert not matches(named, facts_of(partner), context=context_for())


def test_a_rule_reads_as_a_sentence() -> None:
    context = context_for(on=TODAY)
    assert sentence(rule(*BRITISH_CLOUD), context=context) == (
        "Annual revenue at least £1,000,000, and serves United Kingdom, and Product line: Cloud, "
        "and Number of valid certifications at least 3"
    )
    assert sentence(rule(), context=context) == "Every partner"
    inner = make_segment("Big ones")
    several = rule(
        condition("tier", "is_any_of", ["gold", "silver"]),
        condition("product_line", "has_all", ["cloud", "security"]),
        condition("joined", "between", {"from": "2020-01-31", "to": "2021-02-01"}),
        condition("joined", "within_last", {"days": 1}, negated=True),
        {"segment": inner.pk, "negated": True},
        match="any",
    )
    assert sentence(several, context=context_for([several])) == (
        "Tier is Gold or Silver, or Product line: Cloud and Security, or Joined from Jan 31, 2020 to Feb 1, 2021, "
        "or not (Joined within the last 1 day), or not in segment “Big ones”"
    )


def test_a_sentence_counts_what_is_too_long_to_name() -> None:
    many = rule(condition("country", "is_any_of", ["DE", "AT", "CH", "GB", "FR", "ES", "IT", "PL"]))
    assert sentence(many, context=context_for([many])) == (
        "Country is Germany, Austria, Switzerland, United Kingdom, France, or 3 more"
    )


def test_a_sentence_writes_numbers_as_the_screen_s_language_does() -> None:
    with translation.override("de"):
        assert "1.000.000 £" in sentence(rule(BRITISH_CLOUD[0]), context=context_for(on=TODAY)).replace("\xa0", " ")


def test_sentences_of_many_rules_need_no_more_queries(django_assert_max_num_queries: Any) -> None:
    for number in range(30):
        make_segment(f"s{number}", *BRITISH_CLOUD, condition("country", "is", "DE"))
    segments = list(Segment.objects.all())
    with django_assert_max_num_queries(12):
        context = context_for([segment.rule for segment in segments])
        assert all(sentence(segment.rule, context=context) for segment in segments)


def test_it_is_told_why_a_partner_is_in_or_not() -> None:
    partner = make_partner(
        "acme", revenue=2_000_000, revenue_currency="EUR", territories=["DE", "GB-SCT"], product_lines=["security"],
        certifications=[("architect", date(2020, 1, 1), date(2026, 6, 14)), ("operator", date(2025, 1, 1), None)],
    )  # fmt: skip
    inner = make_segment("British cloud", *BRITISH_CLOUD)
    asked = rule({"segment": inner.pk}, condition("tier", "is_set", negated=True), match="any")
    verdict = explain(asked, facts_of(partner), context=context_for([asked], on=TODAY))
    assert verdict.matched
    segment, tier = verdict.reasons
    assert tier == Reason("not (Tier is known)", True, "not known")
    assert (segment.text, segment.matched) == ("in segment “British cloud”", False)
    assert segment.children == (
        Reason("Annual revenue at least £1,000,000", True, "€2,000,000, about £1,720,000"),
        Reason("serves United Kingdom", True, "Germany and Scotland"),
        Reason("Product line: Cloud", False, "Security"),
        Reason("Number of valid certifications at least 3", False, "1"),
    )


def test_a_certification_counts_until_the_day_it_expires() -> None:
    partner = make_partner(certifications=[("architect", date(2026, 1, 2), date(2026, 6, 15))])
    asked = rule(condition("certification", "has_any", ["architect"]))
    days = [date(2026, 1, 1), date(2026, 1, 2), date(2026, 6, 15), date(2026, 6, 16)]
    counted = [matches(asked, facts_of(partner), context=context_for([asked], on=day)) for day in days]
    assert counted == [False, True, True, False]
    late = explain(asked, facts_of(partner), context=context_for([asked], on=days[-1]))
    assert "Architect" in late.reasons[0].detail


def test_a_wider_language_finds_the_narrower_and_not_the_other_way_round() -> None:
    austrian = facts_of(make_partner(language_code="de-AT"))
    german = facts_of(make_partner(language_code="de"))
    context = context_for(on=TODAY)
    wide, narrow = (rule(condition("language", "has_any", [code])) for code in ("de", "de-at"))
    assert [matches(wide, each, context=context) for each in (austrian, german)] == [True, True]
    assert [matches(narrow, each, context=context) for each in (austrian, german)] == [True, False]


def test_the_segments_that_name_something_are_found_before_it_is_deleted() -> None:
    gold = make_segment("Gold", condition("tier", "is_any_of", ["gold", "silver"]))
    seats = make_segment("Seats", condition("x:seats", "at_least", 3))
    assert segments_naming("tier", "gold") == [gold]
    assert segments_naming("tier", "platinum") == []
    assert segments_naming("x:seats") == [seats]


def test_attributes_describe_themselves_to_an_editor() -> None:
    described = {key: attribute.as_json() for key, attribute in all_attributes().items()}
    assert [option["key"] for option in described["tier"]["choices"]][-1] == "platinum"
    assert described["territory"]["choices"] is None and described["territory"]["search"]
    assert described["x:seats"] == {
        "key": "x:seats", "label": "Seats", "kind": "number", "choices": None, "search": False,
        "operators": [
            {"key": "is", "label": "is", "value": "number"},
            {"key": "at_least", "label": "is at least", "value": "number"},
            {"key": "at_most", "label": "is at most", "value": "number"},
            {"key": "between", "label": "is between", "value": "number_range"},
            {"key": "is_set", "label": "is known", "value": "none"},
        ],
    }  # fmt: skip


def test_values_are_found_by_their_names() -> None:
    top = make_partner("summit", name="Summit Distribution")
    make_partner("acme", distributor=top, account_manager=User.objects.create_user("ann@vendor.example"))
    found = {key: attribute.search for key, attribute in all_attributes().items() if attribute.has_choices}
    assert ("dach", "DACH") in found["territory"]("dac")
    assert ("DE", "Germany") in found["territory"]("germ")
    assert found["country"]("king") == [("GB", "United Kingdom")]
    assert found["distributor"]("summ") == [("summit", "Summit Distribution")]
    assert found["distributor"]("acme") == []
    assert found["account_manager"]("ann") == [("ann@vendor.example", "ann@vendor.example")]
    with translation.override("de"):
        assert ("DE", "Deutschland") in found["territory"]("Deutschl")


@override_settings(USE_I18N=True)
def test_languages_of_the_site_are_offered_first() -> None:
    assert all_attributes()["language"].search("")[0][0] == "en"
    assert ("nl", "Dutch") in all_attributes()["language"].search("dutch")
