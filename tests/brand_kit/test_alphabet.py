"""Scripts, directions and letters are those that CLDR has for a language."""

from __future__ import annotations

import string
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from brand_kit.rendering.alphabet import alphabet, direction_of, essential_alphabet, script_of
from brand_kit.rendering.errors import RenderingError

PROMISED = ("en", "de", "fr", "es", "pt-BR", "pl", "el", "ru", "ar", "he", "hi", "th", "ja", "ko", "zh-Hans", "zh-Hant")


@pytest.mark.parametrize(
    ("language", "script"),
    [
        *[(language, "Latn") for language in ("en", "pt-BR", "es-419", "en-US-u-nu-latn", "sr-Latn", "sr-ME", "sh")],
        *[(language, "Hans") for language in ("zh", "zh-Hans", "zh-CN")],
        *[(language, "Hant") for language in ("zh-Hant", "zh-TW", "zh-HK", "ZH_hant_tw")],
        *[("sr", "Cyrl"), ("el", "Grek"), ("ja", "Jpan"), ("ko", "Kore"), ("ar-EG", "Arab"), ("iw", "Hebr")],
        *[("pa-PK", "Arab"), ("pa", "Guru"), ("hi", "Deva"), ("th", "Thai")],
    ],
)
def test_a_language_has_its_script(language: str, script: str) -> None:
    assert script_of(language) == script


@pytest.mark.parametrize("language", ["ar", "he", "fa", "ur", "pa-Arab", "pa-PK", "ku-Arab", "az-Arab", "ar-Arab-MA"])
def test_what_is_written_from_the_right_is_rtl(language: str) -> None:
    assert direction_of(language) == "rtl"


@pytest.mark.parametrize("language", ["en", "hi", "th", "ja", "zh-Hant", "pa", "az", "sr", "sd-Deva"])
def test_what_is_written_from_the_left_is_ltr(language: str) -> None:
    assert direction_of(language) == "ltr"


@pytest.mark.parametrize("language", ["", "x", "english", "qq", "zz-ZZ", "../../etc", "de/Latn"])
def test_what_is_no_language_is_refused(language: str) -> None:
    for ask in (script_of, direction_of, alphabet, essential_alphabet):
        with pytest.raises(RenderingError) as refusal:
            ask(language)
        assert refusal.value.code == "language"


def test_a_language_without_known_characters_is_refused() -> None:
    with pytest.raises(RenderingError, match="characters of the language"):
        alphabet("zh-Latn")


@pytest.mark.parametrize("language", PROMISED)
def test_every_alphabet_has_ascii_punctuation_and_currencies(language: str) -> None:
    letters = alphabet(language)
    assert set(string.printable[:95]) <= letters
    assert set("–—‘’“”„‚«»‹›…•·°§©®™№×−€£¥₹₩₪฿\u00a0\u202f\u00ad") <= letters


@pytest.mark.parametrize("language", PROMISED)
def test_alphabets_hold_single_characters_that_can_be_set(language: str) -> None:
    for char in alphabet(language):
        assert len(char) == 1
        assert unicodedata.category(char) not in ("Cc", "Cn", "Cs", "Co")
        assert char != "\u25cc"


@pytest.mark.parametrize("language", PROMISED)
def test_what_is_essential_is_in_the_alphabet(language: str) -> None:
    assert essential_alphabet(language)
    assert essential_alphabet(language) <= alphabet(language)


@given(st.sampled_from(PROMISED), st.data())
def test_a_letter_has_its_capital_and_its_small_letter(language: str, data: st.DataObject) -> None:
    letters = alphabet(language)
    char = data.draw(st.sampled_from(sorted(letters - {"\u00b5"})))
    assert all(len(other) > 1 or other in letters for other in (char.upper(), char.lower()))


@pytest.mark.parametrize(
    ("language", "sample"),
    [
        ("de", "Größe, ÄÖÜ, STRASSE, STRAẞE"),
        ("pl", "Zażółć gęślą jaźń"),
        ("el", "Ξεσκεπάζω ΤΗΝ ψυχοφθόρα ΐΰ"),
        ("ar", "مرحبا بالعالم ٠١٢٣٤٥٦٧٨٩ ؟ ،"),
        ("he", "שלום עולם ״"),
        ("hi", "नमस्ते दुनिया ०१२३४५६७८९ ।"),
        ("th", "สวัสดีชาวโลก ๐๑๒๓๔๕๖๗๘๙"),
        ("ja", "バックアップ、復旧は数分で。「ー」ァヵ"),
        ("ko", "안녕하세요 세계 힣뷁"),
        ("zh-Hans", "几分钟内恢复工作。"),
        ("zh-Hant", "「幾分鐘」內恢復工作，《復原》。"),
        ("fa", "پژواک ۰۱۲۳۴۵۶۷۸۹"),
    ],
)
def test_a_sample_of_a_language_is_in_its_alphabet(language: str, sample: str) -> None:
    assert set(sample) - alphabet(language) == set()


def test_latin_alphabets_have_all_european_letters() -> None:
    european = {chr(point) for point in range(0xC0, 0x180) if chr(point).isalpha()}
    for language in ("en", "pt-BR", "tr", "vi"):
        assert european <= alphabet(language)
    assert not european <= alphabet("ja")


def test_joined_and_right_to_left_scripts_have_what_steers_them() -> None:
    assert set("\u200c\u200d\u200e\u200f") <= alphabet("ar")
    assert set("\u200c\u200d") <= alphabet("hi")
    assert not set("\u200c\u200d\u200e\u200f") & alphabet("de")


def test_accents_are_essential_only_where_letters_need_them() -> None:
    assert "\u0308" not in essential_alphabet("de")
    assert {"ü", "Ü", "ß"} <= essential_alphabet("de")
    assert "é" not in essential_alphabet("de")
    assert {"\u093f", "\u094d"} <= essential_alphabet("hi")
    assert {"\u0e31", "\u0e48"} <= essential_alphabet("th")


def test_korean_is_its_whole_range_of_syllables() -> None:
    assert {chr(point) for point in range(0xAC00, 0xD7A4)} == essential_alphabet("ko")


def test_an_alphabet_is_made_once() -> None:
    assert alphabet("de") is alphabet("de")


def test_chinese_and_japanese_have_the_everyday_characters_of_names_and_places() -> None:
    assert set("杭州拱墅区删触虚～｜") <= alphabet("zh-Hans")
    assert set("汐留") <= alphabet("ja")
    assert set("臺灣台淡水鎮區號樓巷弄鳳凰嶼～｜") <= alphabet("zh-Hant") == alphabet("zh-TW")
    assert "杭" not in essential_alphabet("zh-Hans")
