"""The segment editor in the admin: made, changed and refused as a browser without scripts does it."""

from __future__ import annotations

from html import unescape
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import ModelLogEntry

from campaigns.models import Partner, ProductLine, Segment, SegmentUse, Tier, User
from tests.cast import Cast, group, person

SEGMENTS = "/admin/snippets/campaigns/segment/"
ADD = f"{SEGMENTS}add/"


@pytest.fixture
def admin(cast: Cast) -> Client:
    client = cast.client(cast.ada)
    client.raise_request_exception = True
    return client


def rows(*conditions: dict[str, Any], match: str = "all", **more: Any) -> dict[str, Any]:
    """What a browser sends of some conditions."""
    data: dict[str, Any] = {"name": "Somebody", "description": "", "rule-match": match, "rule-row": [], **more}
    for number, condition in enumerate(conditions):
        data["rule-row"].append(str(number))
        data |= {f"rule-{number}-{name}": value for name, value in condition.items()}
    return data


def tier(operator: str = "at_least", value: str = "gold") -> dict[str, Any]:
    return {"subject": "tier", "operator": operator, "value": value}


def certified(number: str = "1") -> dict[str, Any]:
    return {"subject": "certifications", "operator": "at_least", "value": number}


def words_of(response: Any) -> str:
    return unescape(response.content.decode())


def beside(response: Any, number: int) -> str:
    """What stands beside a row."""
    page = words_of(response)
    return page.split(f'id="rule-{number}-note" data-note>')[1].split("</p>")[0]


# --- Making and changing ---


def test_a_segment_is_built_as_a_sentence(admin: Client) -> None:
    page = words_of(admin.get(ADD))
    for words in ("Partners that match", "Add a condition", "Tier", "Number of valid certifications", "Territory"):
        assert words in page
    response = admin.post(ADD, rows(tier(), {**certified("3"), "operator": "not:at_least"}, name="Gold, untrained"))
    assert response.status_code == 302, response.context["form"].errors
    assert Segment.objects.get(name="Gold, untrained").rule == {
        "match": "all",
        "conditions": [
            {"attribute": "tier", "operator": "at_least", "value": "gold"},
            {"attribute": "certifications", "operator": "at_least", "value": 3, "negated": True},
        ],
    }
    assert "Tier at least Gold, and not (Number of valid certifications at least 3)" in words_of(admin.get(SEGMENTS))


def test_what_was_saved_stands_in_the_form_again(admin: Client, cast: Cast) -> None:
    ProductLine.objects.get_or_create(slug="network", defaults={"name": "Network"})
    data = rows(
        {"subject": "revenue", "operator": "at_least", "value": "1,000,000", "currency": "GBP"},
        {"subject": "country", "operator": "is", "value": "GB"},
        {"subject": "product_line", "operator": "has_any", "value": ["cloud", "network"]},
        {"subject": "joined", "operator": "within_last", "value": "36500"},
        {"subject": "training_score", "operator": "between", "from": "50", "to": "90"},
        {"subject": "segment", "operator": "not:in", "value": str(cast.silver.pk)},
        match="any",
    )
    assert admin.post(ADD, data).status_code == 302
    segment = Segment.objects.get(name="Somebody")
    page = admin.get(f"{SEGMENTS}edit/{segment.pk}/")
    shown = [(row.subject, row.operator, row.row.sent) for row in page.context["form"].builder.shown_rows]
    assert shown == [
        ("revenue", "at_least", {"value": ["1,000,000"], "currency": ["GBP"]}),
        ("country", "is", {"value": ["GB"]}),
        ("product_line", "has_any", {"value": ["cloud", "network"]}),
        ("joined", "within_last", {"value": ["36,500"]}),
        ("training_score", "between", {"from": ["50"], "to": ["90"]}),
        ("segment", "not:in", {"value": [str(cast.silver.pk)]}),
    ]
    again = rows(
        *({"subject": subject, "operator": operator, **sent} for subject, operator, sent in shown), match="any"
    )
    assert admin.post(f"{SEGMENTS}edit/{segment.pk}/", again).status_code == 302
    rule = segment.rule
    segment.refresh_from_db()
    assert segment.rule == rule
    assert list(SegmentUse.objects.filter(segment=segment).values_list("used", flat=True)) == [cast.silver.pk]


def test_a_number_may_be_written_as_in_the_language_of_the_screen(admin: Client, cast: Cast) -> None:
    User.objects.filter(pk=cast.ada.pk).update(language="de")
    money = {"subject": "revenue", "operator": "at_least", "value": "1.250.000,50", "currency": "EUR"}
    assert admin.post(ADD, rows(money)).status_code == 302
    segment = Segment.objects.get(name="Somebody")
    assert segment.rule["conditions"][0]["value"] == {"amount": "1250000.5", "currency": "EUR"}
    assert 'value="1.250.000,5"' in words_of(admin.get(f"{SEGMENTS}edit/{segment.pk}/"))


def test_who_saved_it_stands_in_the_history(admin: Client, cast: Cast) -> None:
    admin.post(ADD, rows(tier()))
    segment = Segment.objects.get(name="Somebody")
    entry = ModelLogEntry.objects.get(action="campaigns.save_segment")
    assert (entry.user, entry.object_id) == (cast.ada, str(segment.pk))
    assert "Segment saved" in words_of(admin.get(f"{SEGMENTS}history/{segment.pk}/"))


def test_a_row_in_which_nothing_was_chosen_says_nothing(admin: Client) -> None:
    assert admin.post(ADD, rows({"subject": ""}, tier())).status_code == 302
    assert len(Segment.objects.get(name="Somebody").rule["conditions"]) == 1


# --- What is refused ---


@pytest.mark.parametrize(
    ("condition", "message"),
    [
        ({"subject": "tier", "operator": "is", "value": ""}, "Choose a value"),
        ({"subject": "certifications", "operator": "at_least", "value": "many"}, "Enter a number"),
        ({"subject": "joined", "operator": "after", "value": "soon"}, "Enter a date"),
        ({"subject": "training_score", "operator": "between", "from": "9", "to": ""}, "Give both ends"),
        ({"subject": "revenue", "operator": "at_least", "value": "5", "currency": "TRY"}, "no exchange rate for TRY"),
        ({"subject": "territory", "operator": "is_any_of", "value": ["ATLANTIS"]}, "There is no “ATLANTIS” here"),
        ({"subject": "segment", "operator": "in", "value": "999999"}, "Choose a segment"),
        ({"subject": "product_line", "operator": "has_any"}, "Choose at least one value"),
    ],
)
def test_what_is_wrong_stands_beside_its_row_and_nothing_is_lost(
    admin: Client, condition: dict[str, Any], message: str
) -> None:
    response = admin.post(ADD, rows(tier(), condition, name="Kept", description="Kept too"))
    assert response.status_code == 200
    assert message in beside(response, 1)
    assert beside(response, 0) == ""
    page = words_of(response)
    assert 'value="Kept"' in page and "Kept too" in page
    for value in (condition.get("value"), condition.get("from")):
        if isinstance(value, str) and value and condition["subject"] not in ("segment", "tier"):
            assert f'value="{value}"' in page
    assert not Segment.objects.filter(name="Kept").exists()


def test_a_segment_cannot_come_to_name_itself(admin: Client, cast: Cast) -> None:
    of_nested = {"subject": "segment", "operator": "in", "value": str(cast.nested.pk)}
    response = admin.post(f"{SEGMENTS}edit/{cast.gold_in_britain.pk}/", rows(tier(), of_nested))
    assert "round in a circle" in beside(response, 1)
    assert cast.nested.name in beside(response, 1)


def test_a_name_that_is_taken_stands_beside_the_name(admin: Client, cast: Cast) -> None:
    response = admin.post(ADD, rows(tier(), name=cast.silver.name))
    assert response.status_code == 200
    assert response.context["form"].errors["name"]
    assert beside(response, 0) == ""


def test_words_in_a_rule_are_never_markup(admin: Client) -> None:
    Tier.objects.create(slug="evil", name="<img src=x onerror=alert(1)>", rank=99)
    segment = Segment.objects.create(name="<b>x</b>", rule={"match": "all", "conditions": []})
    assert admin.post(f"{SEGMENTS}edit/{segment.pk}/", rows(tier("is", "evil"), name="<i>y</i>")).status_code == 302
    for address in (SEGMENTS, f"{SEGMENTS}edit/{segment.pk}/", f"{SEGMENTS}delete/{segment.pk}/"):
        page = admin.get(address).content.decode()
        assert "<img src=x" not in page and "<i>y</i>" not in page


# --- Without scripts ---


def test_a_row_is_added_and_taken_away_by_a_button(admin: Client) -> None:
    response = admin.post(ADD, rows(tier(), name="", **{"rule-add": "1"}))
    assert response.status_code == 200
    assert [row.subject for row in response.context["form"].builder.shown_rows] == ["tier", ""]
    assert not response.context["form"].errors, "nothing is checked before it is saved"
    response = admin.post(ADD, rows(tier(), certified(), **{"rule-remove": "0"}))
    assert [row.subject for row in response.context["form"].builder.shown_rows] == ["certifications"]
    assert Segment.objects.filter(name="Somebody").count() == 0


def test_operators_and_values_follow_the_attribute_after_an_update(admin: Client) -> None:
    response = admin.post(
        ADD, rows({"subject": "revenue", "operator": "is_any_of", "value": ""}, **{"rule-update": "1"})
    )
    (row,) = response.context["form"].builder.shown_rows
    assert (row.operator, row.shape) == ("at_least", "money")


def test_a_place_is_found_by_its_name_and_ticked(admin: Client) -> None:
    asked = {"subject": "territory", "operator": "is_any_of", "find": "germ"}
    page = words_of(admin.post(ADD, rows(asked, **{"rule-update": "1"})))
    assert 'type="checkbox" name="rule-0-value" value="DE" data-label="Germany">' in page
    page = words_of(admin.post(ADD, rows({**asked, "find": "Germany", "value": ["FR"]}, **{"rule-update": "1"})))
    for code in ("DE", "FR"):
        assert f'name="rule-0-value" value="{code}"' in page
    assert admin.post(ADD, rows({**asked, "value": ["DE", "FR"]})).status_code == 302
    assert Segment.objects.get(name="Somebody").rule["conditions"][0]["value"] == ["DE", "FR"]


def test_partners_are_counted_and_explained_on_demand(admin: Client, cast: Cast) -> None:
    response = admin.post(ADD, rows(tier(), **{"rule-ask": str(cast.globex.pk)}))
    page = words_of(response)
    assert "of 4 partners match" in page
    assert "2" in response.context["form"].builder.answer.count
    assert f"{cast.globex.name} does not match." in page
    response = admin.post(ADD, rows(tier(), **{"rule-check": "1", "partner-search": "acme"}))
    assert f"{cast.acme.name} matches." in words_of(response)
    response = admin.post(ADD, rows(tier(), **{"rule-check": "1", "partner-search": "nobody"}))
    assert "No partner has this name." in words_of(response)


# --- The list, and deleting ---


def test_the_list_says_who_is_in_a_segment_and_what_uses_it(admin: Client, cast: Cast) -> None:
    page = words_of(admin.get(SEGMENTS))
    assert "Tier at least Gold, and Country is United Kingdom" in page
    assert "1 campaign, 1 segment" in page
    counted = admin.get(f"{SEGMENTS}counts/", {"id": [cast.gold_in_britain.pk, cast.silver.pk, "x", 999999]}).json()
    assert counted["counts"] == {str(cast.gold_in_britain.pk): "2", str(cast.silver.pk): "2"}


def test_neither_the_list_nor_the_counts_ask_more_for_more_segments(admin: Client) -> None:
    def asked(address: str) -> int:
        admin.get(address)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert admin.get(address).status_code == 200
        return len(queries)

    ids = "&".join(f"id={pk}" for pk in Segment.objects.values_list("pk", flat=True))
    before = asked(SEGMENTS), asked(f"{SEGMENTS}counts/?{ids}")
    named = Segment.objects.first()
    for number in range(10):
        conditions = [{"attribute": "country", "operator": "is", "value": code} for code in ("DE", "FR", "GB")]
        conditions = [*conditions, {"segment": named.pk if named else 0}]
        Segment.objects.create(name=f"More {number}", rule={"match": "any", "conditions": conditions})
    ids = "&".join(f"id={pk}" for pk in Segment.objects.values_list("pk", flat=True))
    assert (asked(SEGMENTS), asked(f"{SEGMENTS}counts/?{ids}")) == before


def test_a_segment_in_use_is_not_deleted_and_says_why(admin: Client, cast: Cast) -> None:
    address = f"{SEGMENTS}delete/{cast.gold_in_britain.pk}/"
    for response in (admin.get(address), admin.post(address)):
        page = words_of(response)
        assert "cannot be deleted" in page
        assert cast.nested.name in page and cast.acme_campaign.title in page
        assert "Yes, delete" not in page
    assert Segment.objects.filter(pk=cast.gold_in_britain.pk).exists()
    assert admin.post(f"{SEGMENTS}delete/{cast.nested.pk}/").status_code == 302
    assert not Segment.objects.filter(pk=cast.nested.pk).exists()
    assert ModelLogEntry.objects.filter(action="campaigns.delete_segment").count() == 1


# --- While somebody types ---


def test_the_answer_follows_what_is_typed(admin: Client, cast: Cast) -> None:
    data = rows(tier(), certified("x"), {"subject": "joined", "operator": "after", "value": ""})
    answer = admin.post(f"{SEGMENTS}live/", {**data, "partner": cast.acme.pk}).json()
    assert answer["notes"]["1"] == {
        "level": "error", "text": "Enter a number in digits, with a point before decimals, such as 1250000.5."
    }  # fmt: skip
    assert answer["notes"]["2"]["level"] == "hint"
    assert "Mend the condition" in answer["count"]
    answer = admin.post(f"{SEGMENTS}live/", rows(tier(), certified(), **{"partner": cast.acme.pk})).json()
    assert answer["sentence"] == "Tier at least Gold, and Number of valid certifications at least 1"
    assert "2</strong> of 4 partners match" in answer["count"]
    assert answer["share"] == 50
    assert cast.acme.name in answer["found"] and cast.globex.name not in answer["found"]
    assert f"{cast.acme.name} matches." in unescape(answer["why"])
    assert set(answer["verdicts"]) == {"0", "1"}
    assert "Gold" in answer["verdicts"]["0"]


def test_partners_whose_currency_has_no_rate_are_spoken_of(admin: Client, cast: Cast) -> None:
    Partner.objects.filter(pk=cast.globex.pk).update(revenue_currency="TRY")
    money = {"subject": "revenue", "operator": "at_least", "value": "1", "currency": "EUR"}
    assert "TRY" in admin.post(f"{SEGMENTS}live/", rows(money)).json()["found"]
    assert "TRY" not in admin.post(f"{SEGMENTS}live/", rows(tier())).json()["found"]


def test_values_are_found_by_name(admin: Client, cast: Cast) -> None:
    def found(subject: str, text: str, **more: Any) -> list[dict[str, str]]:
        options: list[dict[str, str]] = admin.get(
            f"{SEGMENTS}options/", {"subject": subject, "q": text, **more}
        ).json()["options"]
        return options

    assert {"value": "DE", "label": "Germany", "hint": "DE"} in found("territory", "german")
    assert [each["label"] for each in found("distributor", "summit")] == ["Summit Distribution"]
    assert [each["label"] for each in found("partner", "acme")] == [cast.acme.name]
    assert cast.silver.name in [each["label"] for each in found("segment", "silver")]
    assert found("segment", "silver", **{"not": cast.silver.pk}) == []
    assert found("nothing", "x") == found("revenue", "x") == []
    assert len(found("territory", "")) == 20


# --- Who may ---


def test_only_those_who_may_change_segments_reach_the_editor(cast: Cast) -> None:
    for name, user in cast.people.items():
        client = cast.client(user)
        may = name in ("ada", "vera")
        edit = client.get(f"{SEGMENTS}edit/{cast.silver.pk}/")
        assert (edit.status_code == 200) is may, name
        for method, address in (("post", "live/"), ("get", "options/?subject=partner"), ("get", "counts/")):
            response = getattr(client, method)(SEGMENTS + address)
            sees = may or (name == "rania" and address == "counts/")
            assert (response.status_code == 200) is sees, (name, address)
            assert response.status_code in (200, 302, 403, 404)
        assert client.post(ADD, rows(tier(), name=f"By {name}")).status_code in (302, 403, 404)
        assert Segment.objects.filter(name=f"By {name}").exists() is may


def test_staff_with_a_limit_counts_its_own_partners(cast: Cast) -> None:
    counted = cast.client(cast.rania).get(f"{SEGMENTS}counts/", {"id": cast.silver.pk}).json()
    assert counted["counts"] == {str(cast.silver.pk): "1"}


def test_who_may_not_see_partners_is_told_numbers_only(cast: Cast) -> None:
    only = group("Segments only", [])
    only.permissions.add(*Permission.objects.filter(codename__in=["change_segment", "add_segment"]))
    client = cast.client(person("sam@vendor.example", "Sam", only))
    answer = client.post(f"{SEGMENTS}live/", rows(tier())).json()
    assert "2</strong> of 4" in answer["count"]
    for partner in cast.partners:
        assert partner.name not in answer["found"]
        assert client.post(f"{SEGMENTS}live/", {**rows(tier()), "partner": partner.pk}).status_code == 404
    for subject in ("partner", "distributor"):
        assert client.get(f"{SEGMENTS}options/", {"subject": subject, "q": ""}).json() == {"options": []}


@pytest.mark.parametrize("sent", ["x", "-1", "9" * 30, "1 or 1"])
def test_nonsense_is_not_found(admin: Client, sent: str) -> None:
    assert admin.post(f"{SEGMENTS}live/", {**rows(tier()), "partner": sent}).status_code == 404
    assert admin.get(f"{SEGMENTS}options/", {"subject": "segment", "not": sent}).status_code == 404
    assert admin.get(f"{SEGMENTS}live/").status_code == 405
