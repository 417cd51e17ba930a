"""A brand is told what would be hard to read, could not be written, or is drawn too small."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from brand_kit.checks import check_contrast, check_glyph_cover, check_logo_size, contrast, drawn_size
from brand_kit.rendering.alphabet import essential_alphabet
from brand_kit.rendering.page import Box, Brand, Ink, Layout, Region, RegionKind, Style, Typeface

COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")

BRAND = Brand(
    name="Kestrane",
    colours={"ink": Ink("#10201f"), "grey": Ink("#8a8a8a"), "pale": Ink("#b0b0b0"), "paper": Ink("#ffffff")},
    typefaces=(Typeface("Sora", ("Latn",), ("display",)), Typeface("Inter", ("Latn", "Grek", "Cyrl"))),
    fonts=(),
    logos={},
)


def layout_with(style: Style, *, background: str = "paper", floor: float = 1.0) -> Layout:
    """Return a layout with one text region in a style."""
    region = Region("intro", "Introduction", RegionKind.TEXT, 1, {}, "body", background=background, floor=floor)
    photo = Region("photo", "Photo", RegionKind.PICTURE, 1, {})
    return Layout("card", "Card", "", (), {}, {}, {"body": style}, {"intro": region, "photo": photo}, "", "")


def style_of(colour: str, size: float = 10, weight: int = 400) -> Style:
    """Return a style in a colour."""
    return Style("text", weight, size, 1.4, colour)


def code_points(*languages: str) -> frozenset[int]:
    """Return the code points of what is essential in some languages."""
    return frozenset(ord(char) for language in languages for char in essential_alphabet(language))


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#FFFFFF") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("colour", ["red", "#fff", "", "#12345g", "#1234567"])
def test_contrast_is_of_six_digits_only(colour: str) -> None:
    with pytest.raises(ValueError, match="is not a colour"):
        contrast(colour, "#ffffff")


@given(COLOURS, COLOURS)
def test_contrast_is_the_same_both_ways_and_bounded(one: str, other: str) -> None:
    assert contrast(one, other) == pytest.approx(contrast(other, one))
    assert 1 <= round(contrast(one, other), 9) <= 21


@pytest.mark.parametrize(
    ("size", "weight", "fine"),
    [
        (17.9, 400, False),
        (18, 400, True),
        (13.9, 700, False),
        (14, 700, True),
        (14, 600, False),
        (24 * 0.75, 400, True),
    ],
)
def test_large_text_needs_less_contrast(size: float, weight: int, fine: bool) -> None:
    findings = check_contrast(layout_with(style_of("grey", size, weight)), BRAND)
    assert [finding.code for finding in findings] == ([] if fine else ["contrast"])


def test_text_that_may_shrink_is_judged_at_its_smallest() -> None:
    assert check_contrast(layout_with(style_of("grey", 20), floor=0.8), BRAND)
    assert not check_contrast(layout_with(style_of("grey", 20), floor=0.95), BRAND)


def test_a_finding_says_what_how_much_and_where() -> None:
    (finding,) = check_contrast(layout_with(style_of("pale", 40)), BRAND)
    assert (finding.code, finding.level, finding.where) == ("contrast", "error", "intro")
    assert finding.message == (
        '"Introduction" is hard to read: pale on paper has a contrast of 2.16:1, and text of 40 pt needs 3:1.'
    )
    assert finding.remedy


def test_good_contrast_is_no_finding() -> None:
    assert check_contrast(layout_with(style_of("ink")), BRAND) == []


def test_a_region_without_a_background_is_a_warning() -> None:
    (finding,) = check_contrast(layout_with(style_of("ink"), background=""), BRAND)
    assert (finding.code, finding.level) == ("background_unknown", "warning")


def test_a_colour_that_the_brand_lacks_is_an_error() -> None:
    findings = check_contrast(layout_with(style_of("accent"), background="tint"), BRAND)
    assert [(finding.code, finding.level) for finding in findings] == [("colour_missing", "error")] * 2
    assert '"accent"' in findings[0].message


def test_a_brand_that_covers_its_languages_has_no_findings() -> None:
    coverage = {"Sora": code_points("en"), "Inter": code_points("de", "el", "pl")}
    assert check_glyph_cover(BRAND, coverage, ["en", "de", "el", "pl"]) == []


def test_families_of_a_script_cover_a_language_together() -> None:
    umlauts = frozenset(map(ord, "ÄÖÜäöüßẞ"))
    assert check_glyph_cover(BRAND, {"Sora": code_points("en"), "Inter": umlauts}, ["de"]) == []


def test_any_family_may_help_out() -> None:
    brand = replace(BRAND, typefaces=(Typeface("Sora", ("Latn",)), Typeface("Inter", ("Cyrl",))))
    assert check_glyph_cover(brand, {"Sora": code_points("en"), "Inter": code_points("en", "de")}, ["de"]) == []


def test_missing_letters_are_counted_and_five_are_shown() -> None:
    coverage = {"Sora": code_points("en"), "Inter": code_points("en"), "Unlisted": code_points("de")}
    (finding,) = check_glyph_cover(BRAND, coverage, ["en", "de", "de"])
    assert (finding.code, finding.level, finding.where) == ("glyphs", "error", "de")
    assert finding.message == 'No typeface of the brand has 8 characters of the language "de": Ä Ö Ü ß ä ...'
    assert "Sora or Inter" in finding.remedy


def test_a_script_without_a_typeface_asks_for_one() -> None:
    coverage = {"Sora": code_points("en"), "Inter": code_points("en")}
    (finding,) = check_glyph_cover(BRAND, coverage, ["th"])
    assert "73 characters" in finding.message
    assert finding.remedy == "List a typeface for the script Thai in the brand."


def test_marks_are_shown_on_a_circle() -> None:
    coverage = {"Sora": code_points("en"), "Inter": code_points("hi") - {0x93F}}
    (finding,) = check_glyph_cover(BRAND, coverage, ["hi"])
    assert finding.message.endswith('1 character of the language "hi": ◌ि')


def test_a_typeface_without_a_font_is_an_error() -> None:
    findings = check_glyph_cover(BRAND, {"Inter": code_points("en")}, ["en"])
    assert [(finding.code, finding.where) for finding in findings] == [("typeface_missing", "Sora")]


SIZES = st.floats(1, 1000)


@given(SIZES, SIZES, SIZES, SIZES, st.floats(0, 0.45))
def test_a_drawn_logo_fits_its_box_and_keeps_its_proportions(
    box_width: float, box_height: float, width: float, height: float, clear: float
) -> None:
    drawn = drawn_size(Box(0, 0, box_width, box_height), width, height, clear)
    free = 2 * clear * min(box_width, box_height)
    assert drawn[0] <= (box_width - free) * 1.000001
    assert drawn[1] <= (box_height - free) * 1.000001
    assert drawn[0] * height == pytest.approx(drawn[1] * width)


def test_a_logo_without_proportions_has_no_size() -> None:
    assert drawn_size(Box(0, 0, 10, 10), 0, 5) == (0, 0)


def test_a_logo_below_its_least_size_is_an_error() -> None:
    findings = check_logo_size({"partner_logo": (50, 20), "top": (60, 20), "foot": (60, 9.995)}, (60, 10))
    assert [(finding.code, finding.where) for finding in findings] == [("logo_size", "partner_logo")]
    assert "50.0 pt wide and 20.0 pt high at partner_logo" in findings[0].message
    assert "at least 60.0 pt wide and 10.0 pt high" in findings[0].message


def test_a_limit_of_none_is_not_named() -> None:
    (finding,) = check_logo_size({"top": (10, 1)}, (20, 0))
    assert finding.message.endswith("must be at least 20.0 pt wide.")
