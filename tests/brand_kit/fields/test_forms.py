from html.parser import HTMLParser

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from brand_kit.fields import KINDS, Place, Rules, kind
from brand_kit.rendering.picture import Picture
from tests.brand_kit.fields.places import EMIRATES, GERMANY, JAPAN, US


class Tags(HTMLParser):
    """The tags of a piece of HTML with their attributes."""

    def __init__(self, html):
        super().__init__()
        self.found = []
        self.feed(str(html))

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))

    def names(self):
        return [attrs["name"] for _tag, attrs in self.found if "name" in attrs]

    def one(self, name):
        return next(attrs for _tag, attrs in self.found if attrs.get("name") == name)


def form_of(key, rules, place, data=None, files=None, initial=None):
    made = type("OneField", (forms.Form,), {"value": kind(key).form_field(rules, place)})
    posted = None if data is None else QueryDict(data)
    return made(posted, MultiValueDict(files) if files else None, initial={"value": initial} if initial else None)


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("phone", {"type": "tel", "inputmode": "tel", "autocomplete": "tel", "dir": "ltr"}),
        ("email", {"type": "email", "inputmode": "email", "autocomplete": "email", "dir": "ltr"}),
        ("web", {"type": "text", "inputmode": "url", "autocomplete": "url", "dir": "ltr"}),
        ("text", {"type": "text", "lang": "ar", "dir": "auto"}),
        ("date", {"type": "date", "min": "1900-01-01", "max": "2100-12-31"}),
    ],
)
def test_an_input_opens_the_right_keyboard_and_runs_the_right_way(key, expected):
    attrs = Tags(form_of(key, Rules(), EMIRATES)["value"]).one("value")
    assert expected.items() <= attrs.items()


@pytest.mark.parametrize("key", KINDS)
def test_a_form_cleans_as_its_kind_does_and_shows_the_same_reason(key):
    form = form_of(key, Rules(required=True), US, data="")
    assert not form.is_valid()
    assert form.errors["value"] == ["Fill in this field."]
    assert form.errors.as_data()["value"][0].code == "required"


def test_a_form_gives_the_cleaned_value():
    form = form_of("phone", Rules(), GERMANY, data="value=030+23125014")
    assert form.is_valid()
    assert form.cleaned_data == {"value": "+493023125014"}


def test_a_saved_number_is_shown_as_people_write_it():
    html = form_of("phone", Rules(), GERMANY, initial="+493023125014")["value"]
    assert Tags(html).one("value")["value"] == "+49 30 23125014"


def test_a_price_is_typed_and_shown_in_the_place_s_way():
    rules = Rules(currencies=("EUR", "USD"))
    form = form_of("money", rules, GERMANY, data="value_amount=1.234,5&value_currency=USD")
    assert form.is_valid()
    assert form.cleaned_data["value"] == {"amount": "1234.50", "currency": "USD"}
    html = form_of("money", rules, GERMANY, initial=form.cleaned_data["value"])["value"]
    assert Tags(html).one("value_amount")["value"] == "1.234,50"
    refused = form_of("money", rules, GERMANY, data="value_amount=viel&value_currency=USD")
    assert Tags(refused["value"]).one("value_amount")["value"] == "viel"


@pytest.mark.parametrize(
    ("place", "parts"),
    [
        (GERMANY, "country_code company_name street_address postal_code city"),
        (US, "country_code company_name street_address city country_area postal_code"),
        (JAPAN, "country_code postal_code country_area street_address company_name"),
        (EMIRATES, "country_code company_name street_address country_area"),
    ],
)
def test_an_address_asks_for_what_its_country_uses_in_its_own_order(place, parts):
    tags = Tags(form_of("address", Rules(required=True), place)["value"])
    assert tags.names() == [f"value_{part}" for part in parts.split()]
    assert "required" in tags.one("value_street_address")
    assert "required" not in tags.one("value_company_name")


def test_every_input_of_an_address_has_a_label_of_its_own():
    tags = Tags(form_of("address", Rules(), US)["value"]).found
    ids = {attrs["id"] for tag, attrs in tags if tag in ("input", "select", "textarea")}
    assert ids == {attrs["for"] for tag, attrs in tags if tag == "label"}
    assert "ZIP code" in str(form_of("address", Rules(), US)["value"])


def test_an_address_follows_the_country_that_was_posted():
    data = "value_country_code=JP&value_city=Bonn&value_street_address=x&value_postal_code=1"
    form = form_of("address", Rules(), GERMANY, data=data)
    assert not form.is_valid()
    assert Tags(form["value"]).names()[1:3] == ["value_postal_code", "value_country_area"]


def test_an_address_is_posted_by_part():
    data = "value_country_code=DE&value_street_address=Hof+1&value_postal_code=20457&value_city=Hamburg"
    form = form_of("address", Rules(), GERMANY, data=data)
    assert form.is_valid()
    assert form.cleaned_data["value"] == {
        "country_code": "DE",
        "street_address": "Hof 1",
        "city": "Hamburg",
        "postal_code": "20457",
    }


def test_states_are_offered_in_the_script_of_the_language():
    assert ">東京都</option>" in str(form_of("address", Rules(), JAPAN)["value"])
    assert ">Tokyo</option>" in str(form_of("address", Rules(), Place("en", "JP"))["value"])


def test_a_picture_is_uploaded_with_its_words_and_stays_without_a_new_one():
    picture = Picture("a" * 64, 1, 1, False, ())
    rules = Rules(pictures={picture.digest: picture}.__getitem__, take_picture=lambda content: picture)
    upload = {"value_upload": [SimpleUploadedFile("x.png", b"png")]}
    form = form_of("picture", rules, US, data="value_alt=A+room", files=upload)
    assert form.is_multipart() and form.is_valid()
    assert form.cleaned_data["value"] == {"digest": "a" * 64, "alt": "A room"}
    again = form_of("picture", rules, US, data=f"value_digest={'a' * 64}&value_alt=A+hall")
    assert again.is_valid() and again.cleaned_data["value"]["alt"] == "A hall"


def test_what_was_typed_is_escaped_when_it_is_shown_again():
    for key, name in (
        ("text", "value"),
        ("money", "value_amount"),
        ("address", "value_city"),
        ("picture", "value_alt"),
    ):
        html = str(form_of(key, Rules(), US, data=f"{name}=%22%3E%3Cscript%3E")["value"])
        assert "<script" not in html
