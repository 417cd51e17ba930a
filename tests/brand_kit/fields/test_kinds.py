import hashlib

import pytest

from brand_kit.fields import KINDS, FieldRefused, Place, Rules, kind
from brand_kit.fields.base import register
from brand_kit.fields.text import TextKind
from brand_kit.rendering.errors import PictureRefused
from brand_kit.rendering.page import RegionKind
from brand_kit.rendering.picture import Picture
from brand_kit.rendering.values import Code, Placed, Text
from tests.brand_kit.fields.places import ALL, GERMANY, JAPAN, US

CHOICES = (("now", {"en": "Order now", "de": "Jetzt bestellen", "pt": "Peça já"}), ("call", {"en": "Call us"}))


class Shelf:
    """Pictures by digest, as a partner has them."""

    def __init__(self):
        self.pictures = {}

    def take(self, content: bytes) -> Picture:
        if content.startswith(b"bad"):
            raise PictureRefused("Export it as PNG.", code="broken")
        picture = Picture(hashlib.sha256(content).hexdigest(), 10, 10, False, ())
        self.pictures[picture.digest] = picture
        return picture

    def rules(self, **more) -> Rules:
        return Rules(pictures=self.pictures.__getitem__, take_picture=self.take, **more)


def refusal(key, raw, rules, place=US):
    with pytest.raises(FieldRefused) as refused:
        kind(key).clean(raw, rules, place)
    return refused.value.code


def test_the_twelve_kinds_are_known_by_key():
    assert list(KINDS) == [
        *("text", "lines", "choice", "phone", "email", "web", "address", "date", "money", "picture", "logo", "code")
    ]
    assert all(key == each.key and str(each.label) for key, each in KINDS.items())


def test_each_kind_fits_one_sort_of_region():
    other = {"picture": RegionKind.PICTURE, "logo": RegionKind.LOGO, "code": RegionKind.CODE}
    assert {key: each.region_kind for key, each in KINDS.items() if each.region_kind != RegionKind.TEXT} == other


def test_an_unknown_key_is_answered_with_those_that_there_are():
    with pytest.raises(LookupError, match="choose one of text, lines"):
        kind("movie")
    with pytest.raises(ValueError, match="already"):
        register(TextKind())


@pytest.mark.parametrize("place", ALL, ids=str)
@pytest.mark.parametrize("key", KINDS)
def test_every_sample_is_accepted_by_its_own_kind_and_can_be_set(key, place):
    rules = Rules(choices=CHOICES, partner="")
    sample = kind(key).sample(rules, place)
    assert kind(key).clean(sample, rules, place) == sample
    assert isinstance(kind(key).set(sample, place, rules), Text | Code | Placed)


@pytest.mark.parametrize("key", KINDS)
@pytest.mark.parametrize("raw", [None, ""])
def test_an_empty_field_is_nothing_unless_it_is_required(key, raw):
    assert kind(key).clean(raw, Rules(), US) is None
    assert refusal(key, raw, Rules(required=True)) == "required"


def test_a_sample_must_be_replaced_where_the_vendor_says_so():
    rules = Rules(change_required=True, default="Your offer here")
    assert refusal("text", " your  OFFER here", rules) == "unchanged"
    assert kind("text").clean("20 % off", rules, US) == "20 % off"
    assert refusal("text", "Northlight Systems", Rules(change_required=True)) == "unchanged"


def test_a_default_that_is_wrong_blames_nobody_else():
    rules = Rules(change_required=True, default="gone", choices=CHOICES)
    assert kind("choice").clean("now", rules, US) == "now"


def test_a_text_has_the_vendor_s_length():
    assert kind("text").clean("🎉🎉🎉", Rules(max_length=3), US) == "🎉🎉🎉"
    assert refusal("text", "🎉🎉🎉🎉", Rules(max_length=3)) == "length"
    assert refusal("lines", "a\nb\nc", Rules(max_lines=2)) == "lines"
    assert kind("lines").set("a\nb", US) == Text("a\nb")
    assert kind("text").sample(Rules(max_length=6), JAPAN) == "北光システム"


@pytest.mark.parametrize(
    ("language", "label"),
    [("en", "Order now"), ("de-AT", "Jetzt bestellen"), ("pt-BR", "Peça já"), ("ja", "Order now")],
)
def test_a_choice_is_set_in_the_file_s_language(language, label):
    rules = Rules(choices=CHOICES)
    assert kind("choice").set("now", Place(language), rules) == Text(label)


def test_a_choice_outside_the_list_is_refused_also_when_it_is_set():
    assert refusal("choice", "never", Rules(choices=CHOICES)) == "choice"
    with pytest.raises(FieldRefused):
        kind("choice").set("never", US, Rules(choices=CHOICES))


def test_an_uploaded_picture_is_converted_once_and_set_by_its_digest():
    shelf = Shelf()
    saved = kind("picture").clean({"upload": b"photo", "alt": " A server room "}, shelf.rules(), US)
    digest = hashlib.sha256(b"photo").hexdigest()
    assert saved == {"digest": digest, "alt": "A server room"}
    assert kind("picture").clean(saved, shelf.rules(), US) == saved
    assert kind("picture").set(saved, US, shelf.rules()) == Placed(shelf.pictures[digest], "A server room")


def test_a_picture_says_why_it_is_refused():
    rules = Shelf().rules()
    assert refusal("picture", {"upload": b"photo"}, rules) == "alt"
    assert refusal("picture", {"upload": b"bad"}, rules) == "broken"
    assert refusal("picture", {"upload": b"x" * (10 * 1024 * 1024 + 1)}, rules) == "size"
    assert refusal("picture", {"digest": "0" * 64, "alt": "x"}, rules) == "picture"
    assert refusal("picture", {"digest": "../../etc", "alt": "x"}, rules) == "picture"
    assert refusal("picture", {"upload": b"photo", "alt": "x"}, Rules()) == "picture"


def test_a_resolver_is_never_asked_for_anything_but_a_digest():
    asked = []
    rules = Rules(pictures=lambda digest: asked.append(digest) or Picture(digest, 1, 1, False, ()))
    for raw in ("../../etc/passwd", "A" * 64, "0" * 63, "0" * 64 + "\n"):
        assert refusal("picture", {"digest": raw, "alt": "x"}, rules) == "picture"
    assert asked == []


def test_the_stand_in_counts_as_the_sample_whatever_is_said_of_it():
    stand_in = kind("picture").sample(Rules(), US)
    assert refusal("picture", {**stand_in, "alt": "Ours"}, Rules(change_required=True)) == "unchanged"


def test_a_logo_bears_the_partner_s_name():
    rules = Shelf().rules(partner="Nordlicht GmbH")
    saved = kind("logo").clean(b"logo", rules, GERMANY)
    assert saved["alt"] == "Nordlicht GmbH"
    assert refusal("logo", b"logo", Shelf().rules()) == "alt"


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("www.x.de", Code("https://www.x.de", "https://www.x.de")),
        ("Table 12, please ring", Code("Table 12, please ring")),
        ("Note: ring twice", Code("Note: ring twice")),
    ],
)
def test_a_code_holds_an_address_or_words(raw, code):
    assert kind("code").set(kind("code").clean(raw, Rules(), US), US) == code


@pytest.mark.parametrize(
    "raw", ["tel:110", "smsto:1:hi", "WIFI:S:x;;", "BEGIN:VCARD\nEND:VCARD", "javascript:alert(1)"]
)
def test_a_code_never_holds_a_command(raw):
    assert refusal("code", raw, Rules()) in ("scheme", "port", "url")


def test_a_code_stays_small_enough_to_be_read():
    assert refusal("code", "字" * 101, Rules()) == "length"


def test_a_place_knows_its_country_and_currency():
    assert (Place("pt-BR").country, Place("pt-BR").money) == ("BR", "BRL")
    assert (Place("zh-Hans").country, Place("zh-Hans").money) == ("CN", "CNY")
    assert (Place("zh-Hant").country, Place("zh-Hant").money) == ("TW", "TWD")
    assert (Place("de", "DE-BY").country, Place("de", "CH").money) == ("DE", "CHF")
    assert (Place("en", "EMEA").country, Place("en", "GB", "USD").money) == ("US", "USD")
    assert Place("ar", "AE").right_to_left and not Place("ja").right_to_left
    with pytest.raises(ValueError, match="CLDR does not know"):
        assert Place("klingon").babel
