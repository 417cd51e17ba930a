"""A filled slot looks as the same text does when it is locked copy of the region: the fill is no second renderer."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from brand_kit.rendering.fill import fill
from brand_kit.rendering.fitting import fit
from brand_kit.rendering.fonts import FontShelf
from brand_kit.rendering.master import Master
from brand_kit.rendering.page import Brand, Job, Layout
from brand_kit.rendering.pango import UNITS
from brand_kit.rendering.shape import PIXEL, typesetter
from brand_kit.rendering.values import Text
from tests.brand_kit.rendering import sheet
from tests.brand_kit.rendering.compare import Delta, deltas, lines, page_glyphs, raster_difference
from tests.brand_kit.rendering.conftest import MakeMaster
from tests.brand_kit.rendering.words import LANGUAGES

FAST = ("de", "ar", "he", "hi", "th", "ja", "ko")
EACH = [language if language in FAST else pytest.param(language, marks=pytest.mark.slow) for language in LANGUAGES]
PLAIN = ("start_top", "centre_middle", "end_bottom", "address")
TRACKED = ("start_bottom", "centre_top", "end_middle", "offer", "name")
NEAR = 0.1
"""In points; a printer's dot at 720 dpi."""
DRIFT = 25
"""In thousandths of an em. WeasyPrint cuts each step between letters to whole thousandths, so its tracked lines come
out a little wide; the fill carries what is left over, so its lines do not."""

Compare = Callable[..., tuple[Master, Master, bytes]]


@pytest.fixture(scope="session")
def both(
    compiled: Callable[[Job], Master], master: MakeMaster, layout: Layout, brand: Brand, shelf: FontShelf
) -> Compare:
    """Return a master of locked texts, one of slots, and the latter filled with the same texts."""

    def both(language: str, texts: dict[str, str] | None = None) -> tuple[Master, Master, bytes]:
        made = master(language)
        if texts is None:
            texts = sheet.aligned_texts(language)
        locked = compiled(sheet.locked_job(layout, brand, language, texts))
        data = fill(made, {"name": Text("x")} | {key: Text(text) for key, text in texts.items()}, shelf)
        return locked, made, data

    return both


def off(found: list[Delta]) -> list[str]:
    return [
        str(one)
        for one in found
        if not one.same_lines or one.begin > NEAR or one.drift > DRIFT or one.y > NEAR or one.size > 0.001
    ]


@pytest.mark.parametrize("language", EACH)
def test_a_filled_slot_has_the_glyphs_and_places_of_locked_copy(both: Compare, language: str) -> None:
    locked, made, data = both(language)
    assert off(deltas(locked, data, made, PLAIN)) == []


@pytest.mark.parametrize("language", EACH)
def test_a_filled_slot_of_a_tracked_style_has_them_too(both: Compare, language: str) -> None:
    locked, made, data = both(language)
    assert off(deltas(locked, data, made, TRACKED)) == []


@pytest.mark.parametrize("language", EACH)
def test_what_does_not_fit_is_made_smaller_by_the_same_share(both: Compare, shelf: FontShelf, language: str) -> None:
    locked, made, _ = both(language)
    for key, text in sheet.aligned_texts(language).items():
        scale = fit(made.manifest, made.manifest.slots[key], Text(text), shelf).scale
        assert scale == pytest.approx(locked.manifest.fits.get(key, 1.0), abs=1e-6), key


@pytest.mark.parametrize("language", EACH)
def test_the_two_pages_look_the_same(both: Compare, language: str) -> None:
    locked, _, data = both(language)
    # PDFium puts glyphs on whole pixels, so a thousandth of a point can move one by a pixel.
    _, mean = raster_difference(locked.data, data)
    assert mean < 2


def test_other_scripts_amid_german_stand_where_locked_copy_has_them(both: Compare) -> None:
    texts = {
        "start_top": "Київ Αθήνα Köln",
        "centre_middle": "東京 Tokyo ไทย",
        "end_bottom": "Köln דוד",
        "address": "ABC\u00a0DEF GHI–JKL MNO/PQR\nश्री 서울",
    }
    locked, made, data = both("de", texts)
    assert off(deltas(locked, data, made, tuple(texts))) == []


def test_paragraphs_of_one_direction_in_an_arabic_page_stand_where_locked_copy_has_them(both: Compare) -> None:
    texts = {
        "start_top": "Nordwind GmbH",
        "centre_middle": "مرحبا\nHello\nمرحبا",
        "end_bottom": "خصم 1,500 ريال (خاص)",
        "address": "+971 4 123 4567\nدبي",
    }
    locked, made, data = both("ar", texts)
    assert off(deltas(locked, data, made, tuple(texts))) == []


def test_a_blank_line_is_as_high_as_between_locked_paragraphs(both: Compare) -> None:
    texts = {"start_top": "Zeile eins\n\nZeile zwei", "centre_middle": "eins\n\nzwei", "end_bottom": "eins\n\nzwei"}
    locked, made, data = both("de", texts)
    assert off(deltas(locked, data, made, tuple(texts))) == []


def test_the_space_at_which_a_line_breaks_changes_nothing_of_the_line(master: MakeMaster, shelf: FontShelf) -> None:
    # Inter Bold kerns a comma and a full stop with a space behind them; WeasyPrint sets the line without the space.
    manifest = master("de").manifest
    style = manifest.slots["end_middle"].style
    assert style is not None
    setter = typesetter(shelf, manifest.font_files, "de", "ltr")
    for word in ("Köln,", "Köln.", "Köln"):
        alone = setter.lines(word, style, 10.5, None)[0].width
        broken = setter.lines(f"{word} Donaudampfschifffahrt", style, 10.5, 60)[0].width
        assert (broken - alone) * PIXEL / UNITS == pytest.approx(0, abs=0.05), word


@pytest.mark.parametrize("language", ["ja", "zh-Hans", "zh-Hant"])
def test_no_line_begins_with_what_closes_or_ends_with_what_opens(
    master: MakeMaster, shelf: FontShelf, language: str
) -> None:
    manifest = master(language).manifest
    style = manifest.slots["start_top"].style
    assert style is not None
    setter = typesetter(shelf, manifest.font_files, language, "ltr")
    text = "一二「三四」五六，七（八九）十。「一二？」三、四《五六》七！「八」；九：『十』。"
    data = text.encode()
    for ems in range(2, 20):
        for line in setter.lines(text, style, 9, ems * 9 + 1)[1:]:
            before, after = data[: line.start].decode()[-1], data[line.start :].decode()[0]
            assert after not in "」』》）。，、；：？！", (ems, text)
            assert before not in "「『《（", (ems, text)


def test_lines_that_end_together_end_at_the_edge_of_the_box(master: MakeMaster, shelf: FontShelf) -> None:
    made = master("de")
    slot = made.manifest.slots["end_bottom"]
    data = fill(made, {"name": Text("\u00a0"), "end_bottom": Text("HHH\nHHHHHH\nHH")}, shelf)
    glyphs = [glyph for glyph in page_glyphs(data) if glyph.x > slot.left and glyph.y < slot.bottom + slot.height]
    ends = [max(glyph.x for glyph in line) for line in lines(glyphs)]
    assert max(ends) - min(ends) < 0.02
    advance = glyphs[1].x - glyphs[0].x
    assert ends[0] + advance == pytest.approx(slot.left + slot.width, abs=0.02)
