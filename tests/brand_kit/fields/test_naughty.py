"""Strings that have broken other programs: each is taken as it is, or refused for the reason given."""

import pytest

from brand_kit.fields import KINDS, FieldRefused, Rules
from brand_kit.fields.policy import clean_text
from tests.brand_kit.fields.places import EMIRATES, US

PLAIN = [
    *("undefined", "null", "NaN", "None", "true", "\\", "\\\\", "0", "-1", "1/0", "1e309", "0x0", "1,000.00"),
    *("<script>alert(1)</script>", "&lt;b&gt;", "<svg/onload=alert(1)>", '"><img src=x onerror=alert(1)>', "]]>"),
    *("{{7*7}}", "{% debug %}", "{0.__class__}", "%s%n%d", "${jndi:ldap://x}", "#{7*7}", "$(touch x)", "`id`"),
    *("'; DROP TABLE users;--", "=1+1", "+cmd|' /C calc'!A0", "@SUM(A1)", "../../etc/passwd", "C:\\con\\con"),
    *("(BT /F1 12 Tf)", "endstream endobj", "%PDF-1.7", "<< /JS (app.alert) >>", "\\u202e", "&#x202e;"),
    *(
        "田中さんにあげて下さい",
        "社會科學院語學研究所",
        "ﾊﾝｶｸ",
        "𠜎𠜱𠝹𠱓",
        "찦차를 타고 온",
        "Ω≈ç√∫˜µ≤≥÷",
        "¡™£¢∞§¶•ªº",
    ),
    *("( ͡° ͜ʖ ͡°)", "¯\\_(ツ)_/¯", "(╯°□°）╯︵ ┻━┻)", "𝐓𝐡𝐞 𝐪𝐮𝐢𝐜𝐤", "ﬁnancial", "ǅ", "ß", "ıİ", "Åśņ", "％＄＃", "﷽"),
    *("👾 🙇 💁 🙅", "👩🏽‍🚀", "🇺🇸🇷🇺🇸", "0️⃣ 1️⃣", "✋🏿", "１２３", "١٢٣", "Ṱ̺̺̕o͞ invoke", "בְּרֵאשִׁית"),
]

REFUSED = [
    ("\x00", "control"),
    ("a\x08b", "control"),
    ("a\x0bb", "control"),
    ("a\x1b[31mred", "control"),
    ("a\x7fb", "control"),
    ("wait\x85", "control"),
    ("a\x9db", "control"),
    ("\ud800", "surrogate"),
    ("a\udfffb", "surrogate"),
    ("\ud83d\ude00", "surrogate"),
    ("\ufffe", "noncharacter"),
    ("\U0001ffff", "noncharacter"),
    ("\ufdd0", "noncharacter"),
    ("abc\u202egnp.exe", "bidi"),
    ("\u2067אב", "bidi"),
    ("a\u2069b", "bidi"),
    ("\u202aa\u202c", "bidi"),
    ("\ue000", "private"),
    ("\uf8ff", "private"),
    ("\U00100000", "private"),
    ("\u0378", "unassigned"),
    ("\U000e1000", "unassigned"),
    ("🏴\U000e0067\U000e0062\U000e007f", "tag"),
    ("a\U000e0001", "tag"),
    ("\u3164", "blank"),
    ("a\u115fb", "blank"),
    ("a\u1160b", "blank"),
    ("a\uffa0b", "blank"),
    ("a\u2800b", "blank"),
    ("a\u17b4b", "blank"),
    ("a\u200bb", "invisible"),
    ("a\u2060b", "invisible"),
    ("\ufeffa", "invisible"),
    ("a\u00adb", "invisible"),
    ("a\u180eb", "invisible"),
    ("a\u2061b", "invisible"),
    ("a\u206fb", "invisible"),
    ("a\ufff9b", "invisible"),
    ("a\U0001d173b", "invisible"),
    ("a\ufffcb", "damaged"),
    ("a\ufffdb", "damaged"),
    ("\u200d", "joiner"),
    (" \u200c", "joiner"),
    ("\ufe0f", "joiner"),
    ("\u034f", "joiner"),
    ("a\u200eb", "direction"),
    ("T\u0336\u0322\u0327\u0328\u0321\u0334\u0335\u0337", "marks"),
    ("A" * 100, "unbroken"),
    ("a\nb", "lines"),
    ("a" + " " * 300 + "b", "length"),
]


@pytest.mark.parametrize("raw", PLAIN)
def test_a_harmless_string_is_taken_literally(raw):
    assert clean_text(raw, max_graphemes=200) == raw


@pytest.mark.parametrize(("raw", "code"), REFUSED)
def test_a_harmful_string_is_refused_for_its_own_reason(raw, code):
    with pytest.raises(FieldRefused) as refused:
        clean_text(raw, max_graphemes=200)
    assert refused.value.code == code


@pytest.mark.parametrize("place", [US, EMIRATES], ids=["en", "ar"])
@pytest.mark.parametrize("key", KINDS)
def test_no_string_breaks_a_kind(key, place):
    rules = Rules(choices=(("a", {"en": "A"}),))
    for raw in (*PLAIN, *(raw for raw, _code in REFUSED)):
        for shape in (
            raw,
            {"amount": raw, "currency": raw},
            {"digest": raw, "alt": raw},
            {"street_address": raw, "city": raw, "postal_code": raw, "country_area": raw},
            {"country_code": raw, "city": "x"},
        ):
            try:
                value = KINDS[key].clean(shape, rules, place)
            except FieldRefused as refused:
                assert len(refused.message) < 250
            else:
                assert KINDS[key].clean(value, rules, place) == value


@pytest.mark.parametrize(
    "raw", [0, 1.5, float("nan"), True, [], [["a"]], object(), b"\xff", {"amount": []}, {"x": None}]
)
@pytest.mark.parametrize("key", KINDS)
def test_no_other_type_breaks_a_kind(key, raw):
    try:
        KINDS[key].clean(raw, Rules(), US)
    except FieldRefused as refused:
        assert refused.message
