"""A character that the brand's typefaces lack is refused by name, and no other typeface steps in."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pikepdf
import pytest
import uharfbuzz
from fontTools.cffLib import CFFFontSet
from fontTools.pens.areaPen import AreaPen

from brand_kit.rendering.compile import compile_master
from brand_kit.rendering.compile_fonts import MOST_LETTERS
from brand_kit.rendering.errors import CompileError, ValueRefused
from brand_kit.rendering.fill import fill
from brand_kit.rendering.fonts import FontShelf
from brand_kit.rendering.outlines import small_font
from brand_kit.rendering.page import Brand, Layout, Locked
from brand_kit.rendering.values import Text
from brand_kit.rendering.verify import Verdict, verify
from tests.brand_kit.rendering import sheet
from tests.brand_kit.rendering.conftest import MakeMaster
from tests.brand_kit.rendering.forging import on_hand
from tests.brand_kit.rendering.readers import fonts, pdfium_text, poppler_text

DEJAVU = Path("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf")
MISSING = {
    "an emoji": ("Hallo 😀", "😀", "U+1F600"),
    "a family of emoji": ("👩‍👩‍👧", "👩", "U+1F469"),
    "a letter of private use": ("a\U000f5678", "", "U+F5678"),
    "an Ethiopic letter": ("ሰላም", "ሰ", "U+1230"),
    "a Tibetan letter": ("བོད", "བ", "U+0F56"),
    "a control mark": ("a\x07b", "", "U+0007"),
}


@pytest.mark.parametrize("what", MISSING)
@pytest.mark.parametrize("key", ["offer", "address"])
def test_what_no_typeface_has_is_refused_by_character_and_field(
    master: MakeMaster, shelf: FontShelf, what: str, key: str
) -> None:
    text, character, code = MISSING[what]
    with pytest.raises(ValueRefused) as refused:
        fill(master(), {"name": Text("x"), key: Text(text)}, shelf)
    assert (refused.value.key, refused.value.code) == (key, "glyph")
    assert f"The {key}" in str(refused.value)
    assert character in str(refused.value)
    assert code in str(refused.value)
    assert "  " not in str(refused.value)


@pytest.mark.skipif(not DEJAVU.exists(), reason="the machine has no typeface outside of the brand to fall back to")
def test_a_typeface_of_the_machine_never_steps_in(master: MakeMaster, shelf: FontShelf) -> None:
    # DejaVu has Georgian and Armenian, which no typeface of the brand has.
    for text in ("გამარჯობა", "Բարեւ"):
        with pytest.raises(ValueRefused):
            fill(master(), {"name": Text(text)}, shelf)


def test_locked_copy_that_no_typeface_has_fails_the_compile(layout: Layout, brand: Brand, shelf: FontShelf) -> None:
    with pytest.raises(CompileError, match=r"U\+10D2|გ"):
        compile_master(sheet.open_job(layout, brand, "de", headline=Locked("გამარჯობა")), shelf)


def test_a_face_beside_the_main_one_is_the_brand_s_too(master: MakeMaster, shelf: FontShelf, tmp_path: Path) -> None:
    data = fill(master(), {"name": Text("x"), "offer": Text("東京 Αθήνα مرحبا")}, shelf)
    assert not [name for name, _ in fonts(data, tmp_path) if "DejaVu" in name]


def test_extra_glyphs_bring_only_themselves(master: MakeMaster, shelf: FontShelf) -> None:
    made = master()
    data = fill(made, {"name": Text("東京")}, shelf)
    assert len(data) - len(made.data) < 60_000
    with pikepdf.open(io.BytesIO(data)) as pdf:
        form = pdf.get_object(made.manifest.slots["name"].form, 0)
        extra = [font for name, font in form.Resources.Font.items() if name.startswith("/X")]
        assert len(extra) == 1
        assert len(re.findall(rb"\n<[0-9a-f]{4}> <", extra[0].ToUnicode.read_bytes())) == 2


def test_letters_of_the_master_s_own_alphabet_bring_no_font(master: MakeMaster, shelf: FontShelf) -> None:
    for language in ("de", "ar"):
        made = master(language)
        data = fill(made, {"name": Text(sheet.words(language)["name"])}, shelf)
        assert b"/FontFile" not in data[len(made.data) :], language


@pytest.mark.parametrize("language", ["ja", "ko", "zh-Hans"])
def test_letters_of_a_large_alphabet_come_with_the_fill(
    master: MakeMaster, shelf: FontShelf, tmp_path: Path, language: str
) -> None:
    made = master(language)
    assert all(len(glyphs) <= MOST_LETTERS for glyphs in made.glyphs.values())
    texts = {key: sheet.words(language)[key] for key in ("name", "address")}
    data = fill(made, {key: Text(text) for key, text in texts.items()}, shelf)
    update = data[len(made.data) :]
    assert len(update) < 30_000
    assert update.count(b"/FontFile3") in (1, 2), "one for each weight"
    with pikepdf.open(io.BytesIO(data)) as pdf:
        forms = [pdf.get_object(made.manifest.slots[key].form, 0) for key in texts]
        names = {str(font.BaseFont) for form in forms for key, font in form.Resources.Font.items() if key[:2] == "/X"}
        assert b"/ActualText" not in b"".join(form.read_bytes() for form in forms), (
            "the fonts say what glyphs stand for"
        )
    assert names and all("+NotoSansCJK" in name for name in names)
    assert all(embedded for _, embedded in fonts(data, tmp_path))
    assert verify(data, on_hand(made), shelf).verdict is Verdict.GENUINE
    for read in (poppler_text(data, tmp_path), pdfium_text(data)):
        for word in " ".join(texts.values()).split():
            assert word in read, word


def test_a_glyph_of_a_small_font_is_that_of_its_typeface(shelf: FontShelf, brand: Brand) -> None:
    for digest in brand.fonts:
        face = shelf.face(f"{digest}:0")
        drawn = uharfbuzz.Font(face.harfbuzz)
        wanted = [glyph for glyph in (drawn.get_nominal_glyph(ord(letter)) for letter in "gÄ8س漢한") if glyph]
        if not wanted:
            continue
        read = CFFFontSet()
        read.decompile(io.BytesIO(small_font("Small", face.units, sorted(wanted), face.charstrings)), None)
        glyphs = read[0].CharStrings
        for glyph in wanted:
            pen, other = AreaPen(), AreaPen()
            glyphs[f"cid{glyph:05d}"].draw(pen)
            drawn.draw_glyph_with_pen(glyph, other)
            assert pen.value == pytest.approx(other.value, rel=1e-6), (face.path.name, glyph)
            assert glyphs[f"cid{glyph:05d}"].width == drawn.get_glyph_h_advance(glyph)


def test_a_brand_without_a_script_refuses_its_letters(layout: Layout, shelf: FontShelf) -> None:
    small = sheet.make_brand(shelf, cjk=False, noto=False)
    made = compile_master(sheet.open_job(layout, small, "de"), shelf)
    with pytest.raises(ValueRefused) as refused:
        fill(made, {"name": Text("北風")}, shelf)
    assert refused.value.code == "glyph"
