"""What was set is what readers read: exactly from the tags, and word for word from poppler and PDFium."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from brand_kit.rendering.errors import ValueRefused
from brand_kit.rendering.fill import fill
from brand_kit.rendering.fonts import FontShelf
from brand_kit.rendering.values import Text
from tests.brand_kit.rendering import sheet
from tests.brand_kit.rendering.conftest import MakeMaster
from tests.brand_kit.rendering.readers import norm, pdfium_text, poppler_text, tagged_text
from tests.brand_kit.rendering.words import LANGUAGES

LEFT_TO_RIGHT = tuple(language for language in LANGUAGES if language not in ("ar", "he"))
FOREIGN = {
    "Latin with ligatures": "Łódź affine Straße Ångström",
    "Greek": "Αθήνα, Ελλάδα",
    "Cyrillic": "Київ, Україна",
    "Arabic": "شركة النخيل للحلول",
    "Hebrew": "צפון מערכות בע״מ",
    "Devanagari": "उत्तर पवन प्राइवेट",
    "Thai": "บริษัท ลมเหนือ จำกัด",
    "Japanese": "北風システム株式会社",
    "Korean": "북풍시스템 주식회사",
    "Chinese": "北风系统有限公司",
    "Traditional Chinese": "北風資訊股份有限公司",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_tags_give_every_text_exactly(master: MakeMaster, shelf: FontShelf, language: str) -> None:
    made = master(language)
    texts = sheet.aligned_texts(language)
    data = fill(made, {key: Text(text) for key, text in texts.items()}, shelf)
    for key, text in texts.items():
        given = tagged_text(data, made.manifest, key)
        # Where lines broke, a text without ActualText has lost the space that broke it, or gained a break.
        assert given == text or norm(given) == norm(text), key
        if made.manifest.slots[key].max_lines == 1:
            assert given == text


@pytest.mark.parametrize("language", LEFT_TO_RIGHT)
def test_poppler_and_pdfium_read_every_text(
    master: MakeMaster, shelf: FontShelf, tmp_path: Path, language: str
) -> None:
    texts = sheet.aligned_texts(language)
    data = fill(master(language), {key: Text(text) for key, text in texts.items()}, shelf)
    poppler, pdfium = norm(poppler_text(data, tmp_path)), norm(pdfium_text(data))
    assert {key: text for key, text in texts.items() if norm(text) not in poppler} == {}
    if language == "th":  # where letters are set apart or small, PDFium moves vowels above or below to a neighbour
        texts = {key: texts[key] for key in ("address", "start_top", "centre_middle", "end_bottom")}
    assert {key: text for key, text in texts.items() if norm(text) not in pdfium} == {}


def pieces(text: str) -> list[str]:
    """The runs of letters and digits of a text, which readers keep whole whatever they do to the order."""
    return re.findall(r"[^\W\d]+|\d+", text)


@pytest.mark.parametrize("language", ["ar", "he"])
def test_readers_find_every_word_of_right_to_left_text(
    master: MakeMaster, shelf: FontShelf, tmp_path: Path, language: str
) -> None:
    # Readers put lines of mixed direction in an order of their own; their words must be whole.
    texts = sheet.aligned_texts(language)
    data = fill(master(language), {key: Text(text) for key, text in texts.items()}, shelf)
    for reader, read in (("poppler", poppler_text(data, tmp_path)), ("PDFium", pdfium_text(data))):
        found = norm(read)
        assert [word for text in texts.values() for word in pieces(text) if word not in found] == [], reader


@pytest.mark.parametrize("language", ["ar", "he"])
def test_poppler_and_pdfium_read_lines_of_one_direction(
    master: MakeMaster, shelf: FontShelf, tmp_path: Path, language: str
) -> None:
    text = sheet.words(language)["body"]
    data = fill(master(language), {"name": Text("x"), "address": Text(text)}, shelf)
    assert norm(text) in norm(poppler_text(data, tmp_path, raw=False))
    assert norm(text) in norm(pdfium_text(data))


@pytest.mark.parametrize("script", FOREIGN)
def test_a_value_in_another_script_than_the_master_s_comes_back(
    master: MakeMaster, shelf: FontShelf, tmp_path: Path, script: str
) -> None:
    made, text = master("de"), FOREIGN[script]
    data = fill(made, {"name": Text("Nordwind"), "address": Text(text)}, shelf)
    assert tagged_text(data, made.manifest, "address") == text
    # Amid German, PDFium orders the words of a right-to-left line from left to right; poppler does not.
    wanted = pieces(text) if script in ("Arabic", "Hebrew") else [norm(text)]
    assert norm(text) in norm(poppler_text(data, tmp_path, raw=False))
    assert [word for word in wanted if word not in norm(pdfium_text(data))] == []


@pytest.mark.parametrize(
    "text",
    ["خصم 20% على السنة (خاص)", "مبنى 12، شارع ABC", "שלום 12 (abc) עולם", "Hello مرحبا 12 world", "+49 (0)30 שלום"],
)
@pytest.mark.parametrize("language", ["ar", "de"])
def test_mixed_directions_are_exact_in_the_tags_and_whole_in_readers(
    master: MakeMaster, shelf: FontShelf, tmp_path: Path, language: str, text: str
) -> None:
    made = master(language)
    data = fill(made, {"name": Text("x"), "address": Text(text)}, shelf)
    assert tagged_text(data, made.manifest, "address") == text
    for read in (poppler_text(data, tmp_path), pdfium_text(data)):
        assert [word for word in pieces(text) if word not in norm(read)] == []


# In Arabic, Hindi and Thai, WeasyPrint 70 gives readers wrong letters for glyphs that stand for several.
@pytest.mark.parametrize("language", [one for one in LANGUAGES if one not in ("ar", "hi", "th")])
def test_locked_copy_comes_back_too(master: MakeMaster, tmp_path: Path, language: str) -> None:
    # A legal notice that must appear is looked for in the finished file's text.
    data, text = master(language).data, sheet.words(language)["headline"]
    assert norm(text) in norm(poppler_text(data, tmp_path, raw=False))
    assert norm(text) in norm(pdfium_text(data))


@pytest.mark.parametrize(
    "text",
    ["wieder\u00adholen", "a\u00a0b", "a\u202fb", "\u200fשלום\u200e", "e\u0301te\u0301", "ﬁne", "ﷺ", "①"],
)
def test_characters_that_draw_little_or_change_their_form_are_exact_in_the_tags(
    master: MakeMaster, shelf: FontShelf, text: str
) -> None:
    made = master("de")
    data = fill(made, {"name": Text("x"), "address": Text(text)}, shelf)
    assert tagged_text(data, made.manifest, "address") == text


def test_a_tab_is_refused_before_it_joins_the_words_beside_it(master: MakeMaster, shelf: FontShelf) -> None:
    with pytest.raises(ValueRefused, match=r"U\+0009"):
        fill(master("de"), {"name": Text("x"), "address": Text("links\trechts")}, shelf)


def test_a_hidden_mark_never_cuts_a_text_short(master: MakeMaster, shelf: FontShelf, tmp_path: Path) -> None:
    made = master("de")
    try:
        data = fill(made, {"name": Text("x"), "address": Text("vorher\0nachher")}, shelf)
    except ValueRefused:
        return
    assert "nachher" in poppler_text(data, tmp_path)
