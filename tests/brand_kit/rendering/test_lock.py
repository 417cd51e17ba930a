"""The lock: whatever a field accepts, the file is its master but for the fields' own objects and their own places."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache

import pikepdf
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from PIL import Image

from brand_kit.rendering.errors import ValueRefused
from brand_kit.rendering.fill import fill
from brand_kit.rendering.fonts import FontShelf
from brand_kit.rendering.master import Master, Slot
from brand_kit.rendering.page import Brand, Job
from brand_kit.rendering.picture import Picture, canonical_picture
from brand_kit.rendering.raster import page_image
from brand_kit.rendering.values import DIRECTIONS, Code, Placed, Text, Value
from tests.brand_kit.rendering import demo, sheet
from tests.brand_kit.rendering.conftest import only_one
from tests.brand_kit.rendering.readers import differ, draw, without
from tests.brand_kit.rendering.words import WORDS
from tests.brand_kit.svg_attacks import drawing

DPI = 150
EXAMPLES = 5
LOCALES = ("en", "ar", "ja")
CASES = [
    (name, edition, language, False)
    for name in demo.SLUGS
    for edition in demo.layout(name).editions
    for language in LOCALES
]
# Every region of each layout as a field, in a locale of its own.
CASES += [(name, next(iter(demo.layout(name).editions)), "hi", True) for name in demo.SLUGS]
LINKS = ("https://nordwind.example/a?b=c", "mailto:a@b.example", "tel:+49401234", None)
LETTERS = st.characters(categories=("L", "M", "N", "P", "S", "Zs")) | st.sampled_from(
    "agjÅÄf|_ﷺक्षिต์ปี東국\n\u200d\u200c"
)
WRITTEN = st.sampled_from([text for words in WORDS.values() for text in words.values()])
TEXTS = WRITTEN | st.text(LETTERS, min_size=1, max_size=70) | st.lists(WRITTEN, min_size=2, max_size=3).map(" ".join)


@pytest.fixture(scope="session")
def demo_brand(room, shelf: FontShelf) -> Brand:  # type: ignore[no-untyped-def]
    with only_one(room, "demo"):
        return demo.brand(shelf)


@lru_cache
def pictures() -> tuple[Picture, ...]:
    clear = Image.new("RGBA", (300, 200), (255, 91, 58, 0))
    clear.paste((11, 59, 60, 120), (20, 20, 280, 150))
    out = io.BytesIO()
    clear.save(out, "PNG")
    outside = '<g transform="translate(-400 -400)"><rect width="900" height="900" fill="#c00" stroke-width="60"/></g>'
    files = [
        out.getvalue(), drawing(outside), drawing('<circle r="90" stroke="red" stroke-width="300"/>'),
        sheet.picture_bytes((1000, 51)), sheet.picture_bytes((51, 1000)),
    ]  # fmt: skip
    return (*(canonical_picture(data) for data in files), demo.picture("photos/flyer.jpg"))


def any_value(slot: Slot) -> st.SearchStrategy[Value | None]:
    if slot.kind == "text":
        return st.builds(Text, TEXTS, st.sampled_from(LINKS), st.sampled_from(DIRECTIONS))
    if slot.kind == "code":
        return st.builds(Code, st.text(st.characters(codec="ascii"), min_size=1, max_size=200), st.sampled_from(LINKS))
    return st.builds(Placed, st.sampled_from(pictures()), TEXTS)


def accepted(master: Master, values: dict[str, Value | None], shelf: FontShelf) -> tuple[bytes, dict[str, Value]]:
    """Return the file and the values with which it could be made, the refused ones left out."""
    given_values = {key: value for key, value in values.items() if value is not None}
    while True:
        try:
            return fill(master, given_values, shelf), given_values
        except ValueRefused as error:
            if error.code == "required":
                given_values[error.key] = Text("x")
            else:
                del given_values[error.key]


def objects_of(update: bytes, at: int) -> set[int]:
    """The numbers of the objects in the cross-reference table at the end of an update."""
    table = update[at : update.index(b"trailer", at)]
    found: set[int] = set()
    for first, count in re.findall(rb"^(\d+) (\d+)$", table, re.MULTILINE):
        found |= set(range(int(first), int(first) + int(count)))
    return found


def reserved(master: Master) -> set[int]:
    numbers = {master.manifest.record}
    for slot in master.manifest.slots.values():
        numbers |= {number for number in (slot.form, slot.element, slot.annotation) if number is not None}
    return numbers


def as_written(data: bytes, numbers: range, but: set[int]) -> dict[int, bytes]:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        found = {}
        for number in set(numbers) - but:
            each = pdf.get_object(number, 0)
            stream = each.read_raw_bytes() if isinstance(each, pikepdf.Stream) else b""
            found[number] = (each.stream_dict if stream else each).unparse(resolved=not stream) + stream
        return found


def trim(data: bytes) -> list[tuple[float, float]]:
    """By page, how far its trim's left bottom corner is from that of what is drawn."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        pages = [(page.mediabox, page.trimbox) for page in pdf.pages]
        return [(float(inner[0]) - float(outer[0]), float(inner[1]) - float(outer[1])) for outer, inner in pages]


def blanked(image: Image.Image, slots: list[Slot], corner: tuple[float, float], dpi: float = DPI) -> Image.Image:
    """Return a page's image with the slots' places blanked."""
    moved = [replace(slot, left=slot.left + corner[0], bottom=slot.bottom + corner[1]) for slot in slots]
    return without(image, moved, image.height / dpi * 72, dpi)


def check_structure(master: Master, data: bytes, before: dict[int, bytes]) -> None:
    size = master.manifest.size
    assert data.startswith(master.data)
    start = int(re.findall(rb"startxref\n(\d+)\n%%EOF\n", data)[-1])
    assert start > len(master.data)
    assert data.count(b"%%EOF", len(master.data)) == 1
    assert data.endswith(b"%%EOF\n")
    written = objects_of(data, start)
    assert {number for number in written if number < size} <= reserved(master)
    assert as_written(data, range(1, size), reserved(master)) == before


@pytest.mark.slow
@pytest.mark.parametrize(("name", "edition", "language", "all_open"), CASES)
def test_the_lock_holds_whatever_is_filled_in(
    name: str, edition: str, language: str, all_open: bool, demo_brand: Brand, shelf: FontShelf,
    compiled: Callable[[Job], Master],
) -> None:  # fmt: skip
    job = demo.job(name, edition, language, demo_brand, all_open=all_open)
    master = compiled(job)
    slots = master.manifest.slots
    before = as_written(master.data, range(1, master.manifest.size), reserved(master))
    pages = range(len(master.manifest.pages))
    corners = trim(master.data)
    on_page = [[slot for slot in slots.values() if slot.page == page + 1] for page in pages]
    locked = [blanked(draw(master.data, page, DPI), on_page[page], corners[page]) for page in pages]
    kinds = st.fixed_dictionaries({key: any_value(slot) for key, slot in slots.items()})
    filled: set[str] = set()

    @settings(
        max_examples=EXAMPLES, deadline=None, phases=(Phase.generate,), derandomize=True, database=None,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(kinds)
    def holds(values: dict[str, Value | None]) -> None:
        data, taken = accepted(master, values, shelf)
        filled.update(taken)
        check_structure(master, data, before)
        for page in pages:
            now = blanked(draw(data, page, DPI), on_page[page], corners[page])
            assert differ(now, locked[page]) is None, (page, taken)
        if master.manifest.kind == "picture":
            width = round(master.manifest.pages[0][0] / 0.75)
            one, other = (blanked(page_image(each, 1, width), on_page[0], (0, 0), 96) for each in (master.data, data))
            assert differ(one, other) is None, taken

    holds()
    assert len(filled) > len(slots) / 2


def test_the_comparison_sees_a_change_beside_a_slot(
    compiled: Callable[[Job], Master], layout, brand: Brand, shelf: FontShelf
) -> None:  # type: ignore[no-untyped-def]
    master = compiled(sheet.open_job(layout, brand, "de"))
    slots = list(master.manifest.slots.values())
    page = draw(master.data, 0, DPI)
    other = page.copy()
    other.putpixel((page.width // 2, 2), (1, 2, 3))
    assert differ(blanked(page, slots, (0, 0)), blanked(other, slots, (0, 0))) is not None
    before = as_written(master.data, range(1, master.manifest.size), reserved(master))
    check_structure(master, fill(master, {"name": Text("x")}, shelf), before)
    with pytest.raises(AssertionError):
        check_structure(master, fill(master, {"name": Text("x")}, shelf), before | {1: b"other"})
