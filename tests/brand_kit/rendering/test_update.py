"""A filled file is its master's bytes and one update of reserved objects, which other programs take without a word."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pikepdf
import pypdfium2
import pytest

from brand_kit.rendering.compile import compile_master
from brand_kit.rendering.fill import fill
from brand_kit.rendering.fonts import FontShelf
from brand_kit.rendering.master import Master, manifest_from_json
from brand_kit.rendering.page import Brand, Layout
from brand_kit.rendering.picture import Picture
from brand_kit.rendering.values import Placed, Text
from tests.brand_kit.rendering import sheet
from tests.brand_kit.rendering.conftest import MakeMaster
from tests.brand_kit.rendering.readers import fonts, norm, pdfium_text, run

FAMILIES = ("Inter", "InterDisplay", "Sora", "NotoSansArabic", "NotoSansHebrew", "NotoSansDevanagari", "NotoSansThai",
            "NotoSansCJK")  # fmt: skip
EXTRA = {"address": Text("Αθήνα Київ\nשלום مرحبا\nनमस्ते ไทย\n東京 서울 北京")}
"""Words in scripts whose glyphs a German master does not embed."""


def everything(master: Master, logo: Picture, shelf: FontShelf) -> bytes:
    language = master.manifest.language
    return fill(master, {**sheet.values(language, logo), "photo": Placed(logo, "A photo"), **EXTRA}, shelf)


def references(target: pikepdf.Object, *, inner: bool = False) -> set[int]:
    """The numbers of the objects that an object names itself."""
    if inner and target.is_indirect:
        return {target.objgen[0]}
    if isinstance(target, pikepdf.Stream):
        target = target.stream_dict
    if isinstance(target, pikepdf.Dictionary):
        children = [value for _, value in target.items()]
    else:
        children = list(target) if isinstance(target, pikepdf.Array) else []
    return {
        number for child in children if isinstance(child, pikepdf.Object) for number in references(child, inner=True)
    }


@pytest.mark.parametrize("edition", ["screen", "print"])
def test_a_filled_file_begins_with_the_bytes_of_its_master(
    master: MakeMaster, logo: Picture, shelf: FontShelf, edition: str
) -> None:
    made = master("de", edition)
    data = everything(made, logo, shelf)
    assert data.startswith(made.data)
    assert len(data) > len(made.data)
    assert data[len(made.data) :].count(b"%%EOF") == 1


@pytest.mark.parametrize("edition", ["screen", "print"])
def test_the_update_redefines_reserved_objects_only(
    master: MakeMaster, logo: Picture, shelf: FontShelf, edition: str
) -> None:
    made = master("de", edition)
    manifest = made.manifest
    data = everything(made, logo, shelf)
    update = data[len(made.data) :]
    numbers = {int(number) for number in re.findall(rb"(?:^|\n)(\d+) 0 obj\n", update)}
    reserved = {manifest.record}
    for slot in manifest.slots.values():
        reserved |= {number for number in (slot.form, slot.element, slot.annotation) if number is not None}
    assert {number for number in numbers if number < manifest.size} <= reserved
    # What a reader finds says the same: every object of the master that is not reserved is what it was.
    with pikepdf.open(io.BytesIO(made.data)) as before, pikepdf.open(io.BytesIO(data)) as after:
        for number in set(range(1, manifest.size)) - reserved:
            one, other = before.get_object(number, 0), after.get_object(number, 0)
            assert references(one) == references(other), number
            if isinstance(one, pikepdf.Stream):
                assert one.read_raw_bytes() == other.read_raw_bytes()
            else:
                assert one.unparse(resolved=True) == other.unparse(resolved=True), number


def test_new_objects_are_reached_by_reserved_objects_and_by_nothing_else(
    master: MakeMaster, logo: Picture, shelf: FontShelf
) -> None:
    made = master("de")
    size = made.manifest.size
    with pikepdf.open(io.BytesIO(everything(made, logo, shelf))) as pdf:
        reached: set[int] = set()
        todo = [made.manifest.slots[key].form for key in made.manifest.slots]
        while todo:
            targets = references(pdf.get_object(todo.pop(), 0))
            todo += [number for number in targets - reached if number >= size]
            reached |= targets
        assert {number for number in reached if number >= size} == set(range(size, int(pdf.trailer.Size)))


@pytest.mark.parametrize("edition", ["screen", "print"])
def test_qpdf_finds_nothing_wrong(
    master: MakeMaster, logo: Picture, shelf: FontShelf, tmp_path: Path, edition: str
) -> None:
    made = master("de", edition)
    for data in (made.data, everything(made, logo, shelf)):
        done = run("qpdf", "--check", "@", data=data, tmp_path=tmp_path)
        assert (done.returncode, done.stderr) == (0, ""), done.stdout


@pytest.mark.parametrize("language", ["de", "ar", "ja"])
def test_all_fonts_are_embedded_and_of_the_brand(
    master: MakeMaster, logo: Picture, shelf: FontShelf, tmp_path: Path, language: str
) -> None:
    found = fonts(everything(master(language), logo, shelf), tmp_path)
    assert found
    assert [name for name, embedded in found if not embedded] == []
    assert [name for name, _ in found if not name.replace("-", "").startswith(FAMILIES)] == []


def test_pages_stay_as_many_and_as_large(master: MakeMaster, logo: Picture, shelf: FontShelf) -> None:
    for edition, bleed in (("screen", 0.0), ("print", 3 / 25.4 * 72)):
        made = master("de", edition)
        for data in (made.data, everything(made, logo, shelf)):
            document = pypdfium2.PdfDocument(data)
            size = document[0].get_size()
            assert len(document) == 1
            assert size == pytest.approx((105 / 25.4 * 72 + 2 * bleed, 148 / 25.4 * 72 + 2 * bleed), abs=0.01)
            document.close()


def test_a_slot_on_the_second_page_is_filled_there(two_pages: Layout, brand: Brand, shelf: FontShelf) -> None:
    made = compile_master(sheet.open_job(two_pages, brand, "de"), shelf)
    data = fill(made, {"name": Text("Eins"), "over": Text("Rückseite")}, shelf)
    assert len(made.manifest.pages) == 2
    assert "Rückseite" in pdfium_text(data, 1)
    assert "Rückseite" not in pdfium_text(data, 0)
    assert "Eins" in pdfium_text(data, 0)


def test_print_keeps_to_process_colours(master: MakeMaster, shelf: FontShelf, logo: Picture) -> None:
    made = master("de", "print")
    with pikepdf.open(io.BytesIO(fill(made, sheet.values("de"), shelf))) as pdf:
        for slot in made.manifest.slots.values():
            content = pdf.get_object(slot.form, 0).read_bytes()
            assert not re.search(rb"(^|\s)(rg|RG|g|G)(\s|$)", content), slot.key


def test_a_manifest_is_read_as_it_was_written(master: MakeMaster) -> None:
    manifest = master("ar").manifest
    assert manifest_from_json(manifest.to_json()) == manifest


def test_the_same_picture_in_two_slots_is_embedded_once(master: MakeMaster, shelf: FontShelf, logo: Picture) -> None:
    made = master("de")
    once = fill(made, {"name": Text("x"), "logo": Placed(logo, "a")}, shelf)
    twice = fill(made, {"name": Text("x"), "logo": Placed(logo, "a"), "photo": Placed(logo, "b")}, shelf)
    assert len(twice) - len(once) < 900


def test_the_headline_is_locked_copy_of_the_master(master: MakeMaster, shelf: FontShelf) -> None:
    data = fill(master("de"), {"name": Text("x")}, shelf)
    assert norm("Zurück an die Arbeit") in norm(pdfium_text(data))
