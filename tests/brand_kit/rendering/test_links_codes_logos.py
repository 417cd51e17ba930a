"""Links lead where they say, codes are read again, and a logo keeps its space."""

from __future__ import annotations

import io

import pikepdf
import pytest
import zxingcpp

from brand_kit.rendering.errors import ValueRefused
from brand_kit.rendering.fill import fill
from brand_kit.rendering.fonts import FontShelf
from brand_kit.rendering.master import Master
from brand_kit.rendering.picture import Picture, canonical_picture
from brand_kit.rendering.values import Code, Placed, Text
from tests.brand_kit.rendering import sheet
from tests.brand_kit.rendering.conftest import MakeMaster
from tests.brand_kit.rendering.readers import differ, draw, page_glyphs

NAME = {"name": Text("Nordwind")}


def annotation(data: bytes, master: Master, key: str) -> pikepdf.Dictionary:
    number = master.manifest.slots[key].annotation
    assert number is not None
    with pikepdf.open(io.BytesIO(data)) as pdf:
        found = pdf.get_object(number, 0)
        assert any(one.objgen[0] == number for one in pdf.pages[0].Annots)
        return pikepdf.Object.parse(found.unparse(resolved=True))  # type: ignore[return-value]


@pytest.mark.parametrize("language", ["de", "ar"])
@pytest.mark.parametrize("key", ["web", "mail"])
def test_a_link_covers_its_text_and_leads_where_it_says(
    master: MakeMaster, shelf: FontShelf, language: str, key: str
) -> None:
    made, link = master(language), "https://nordwind.example/a?b=(c)&d=\\e"
    slot = made.manifest.slots[key]
    data = fill(made, {**NAME, key: Text("nordwind.example", link, "ltr")}, shelf)
    found = annotation(data, made, key)
    assert str(found.A.URI) == link
    assert (str(found.A.S), int(found.F), str(found.Subtype)) == ("/URI", 4, "/Link")
    left, bottom, right, top = (float(number) for number in found.Rect)
    glyphs = [
        glyph for glyph in page_glyphs(data)
        if slot.bottom <= glyph.y <= slot.bottom + slot.height and slot.left - 1 <= glyph.x <= slot.left + slot.width
    ]  # fmt: skip
    assert len(glyphs) == len("nordwind.example")
    assert left <= min(glyph.x for glyph in glyphs) + 0.01
    assert left == pytest.approx(min(glyph.x for glyph in glyphs), abs=1)
    assert 0 < right - max(glyph.x for glyph in glyphs) < 9
    assert bottom < min(glyph.y for glyph in glyphs) < max(glyph.y for glyph in glyphs) + 6 < top


def test_a_link_lies_right_in_a_file_with_bleed(master: MakeMaster, shelf: FontShelf) -> None:
    made = master("de", "print")
    data = fill(made, {**NAME, "web": Text("x.example", "https://x.example/", "ltr")}, shelf)
    glyphs = [glyph for glyph in page_glyphs(data) if glyph.text == "x"]
    left, bottom, right, top = (float(number) for number in annotation(data, made, "web").Rect)
    assert left - 0.01 <= glyphs[0].x < right
    assert bottom < glyphs[0].y < top


def test_a_link_that_is_not_filled_is_hidden(master: MakeMaster, shelf: FontShelf) -> None:
    made = master("de")
    for data in (made.data, fill(made, {**NAME, "web": Text("x.example")}, shelf)):
        for key in ("web", "mail", "code"):
            found = annotation(data, made, key)
            assert int(found.F) & 2
            assert "/A" not in found
            assert [float(number) for number in found.Rect] == [0, 0, 0, 0]


@pytest.mark.parametrize(
    "link",
    ["javascript:alert(1)", "JaVaScRiPt:alert(1)", "http://x.example", "file:///etc/passwd", "data:text/html,x", "//x",
     " https://x.example", "https://x.example/\n", "https://x.exämple", "https://x\u202e.example", "", "x.example"],
)  # fmt: skip
@pytest.mark.parametrize("key", ["web", "code"])
def test_a_link_of_another_kind_is_refused(master: MakeMaster, shelf: FontShelf, link: str, key: str) -> None:
    value = Code("https://x.example", link) if key == "code" else Text("x", link)
    with pytest.raises(ValueRefused) as refused:
        fill(master("de"), {**NAME, key: value}, shelf)
    assert (refused.value.key, refused.value.code) == (key, "link")


@pytest.mark.parametrize("edition", ["screen", "print"])
@pytest.mark.parametrize("text", ["https://nordwind.example/x?y=1", "A", "Łódź 東京", "https://x.example/" + "a" * 300])
def test_a_code_is_read_again(master: MakeMaster, shelf: FontShelf, edition: str, text: str) -> None:
    made = master("de", edition)
    data = fill(made, {**NAME, "code": Code(text)}, shelf)
    found = zxingcpp.read_barcodes(draw(data, dpi=300))
    assert [one.text for one in found] == [text]


def test_a_code_s_text_is_its_alternative(master: MakeMaster, shelf: FontShelf) -> None:
    made = master("de")
    slot = made.manifest.slots["code"]
    with pikepdf.open(io.BytesIO(fill(made, {**NAME, "code": Code("https://x.example/")}, shelf))) as pdf:
        assert slot.element is not None
        assert "https://x.example/" in str(pdf.get_object(slot.element, 0).Alt)


@pytest.mark.parametrize("text", ["x" * 5000, "", "\ud800"])
def test_a_code_that_cannot_be_made_is_refused(master: MakeMaster, shelf: FontShelf, text: str) -> None:
    with pytest.raises(ValueRefused) as refused:
        fill(master("de"), {**NAME, "code": Code(text)}, shelf)
    assert refused.value.key == "code"


BLEED = 3 / 25.4 * 72


def drawn_box(made: Master, key: str, picture: Picture, shelf: FontShelf) -> tuple[float, float, float, float]:
    """Where a picture is drawn, in points from its slot's left bottom corner."""
    with_, without = fill(made, {**NAME, key: Placed(picture, "x")}, shelf), fill(made, NAME, shelf)
    box = differ(draw(with_, dpi=288), draw(without, dpi=288))
    assert box is not None
    slot, bleed = made.manifest.slots[key], BLEED if made.manifest.medium == "print" else 0
    height = made.manifest.pages[0][1] + bleed
    left, right = box[0] / 4 - bleed, box[2] / 4 - bleed
    top, bottom = box[1] / 4, box[3] / 4
    return left - slot.left, height - bottom - slot.bottom, right - slot.left, height - top - slot.bottom


@pytest.mark.parametrize("size", [(300, 30), (100, 100), (30, 300)])
@pytest.mark.parametrize("edition", ["screen", "print"])
def test_a_logo_keeps_its_proportions_and_its_clear_space(
    master: MakeMaster, shelf: FontShelf, size: tuple[int, int], edition: str
) -> None:
    made = master("de", edition)
    slot = made.manifest.slots["logo"]
    assert slot.inset == pytest.approx(0.12 * 46, abs=0.01)
    left, bottom, right, top = drawn_box(made, "logo", canonical_picture(sheet.picture_bytes(size)), shelf)
    assert min(left, bottom, slot.width - right, slot.height - top) >= slot.inset - 0.3
    assert (right - left) / (top - bottom) == pytest.approx(size[0] / size[1], rel=0.12)
    assert left == pytest.approx(slot.width - right, abs=0.6)
    assert bottom == pytest.approx(slot.height - top, abs=0.6)


def test_a_vector_logo_keeps_its_space_too(master: MakeMaster, shelf: FontShelf) -> None:
    svg = (
        b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 20"><rect width="60" height="20" fill="#f00"/></svg>'
    )
    made = master("de")
    slot = made.manifest.slots["logo"]
    left, bottom, right, top = drawn_box(made, "logo", canonical_picture(svg), shelf)
    assert left == pytest.approx(slot.inset, abs=0.3)
    assert right == pytest.approx(slot.width - slot.inset, abs=0.3)
    assert top - bottom == pytest.approx((right - left) / 3, abs=0.6)


@pytest.mark.parametrize("size", [(300, 30), (30, 300)])
def test_a_picture_that_covers_fills_its_box_and_no_more(
    master: MakeMaster, shelf: FontShelf, size: tuple[int, int]
) -> None:
    made = master("de")
    slot = made.manifest.slots["photo"]
    box = drawn_box(made, "photo", canonical_picture(sheet.picture_bytes(size)), shelf)
    assert box == pytest.approx((0, 0, slot.width, slot.height), abs=0.5)


def test_a_picture_s_alternative_text_is_in_the_file(master: MakeMaster, shelf: FontShelf, logo: Picture) -> None:
    made = master("de")
    slot = made.manifest.slots["logo"]
    with pikepdf.open(io.BytesIO(fill(made, {**NAME, "logo": Placed(logo, "Łódź (Logo)")}, shelf))) as pdf:
        assert slot.element is not None
        assert str(pdf.get_object(slot.element, 0).Alt) == "Łódź (Logo)"


@pytest.mark.parametrize(
    ("key", "value"), [("web", Code("x")), ("code", Text("x")), ("logo", Text("x")), ("headline", Text("x"))]
)
def test_a_value_of_another_kind_or_for_locked_copy_is_refused(
    master: MakeMaster, shelf: FontShelf, key: str, value: Text | Code
) -> None:
    with pytest.raises(ValueRefused) as refused:
        fill(master("de"), {**NAME, key: value}, shelf)
    assert refused.value.key == key
    assert refused.value.code == ("unknown" if key == "headline" else "kind")
