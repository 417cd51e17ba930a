"""Finished files as pictures: exact pixels, and a record that comes back."""

from __future__ import annotations

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from brand_kit.rendering.errors import RenderingError
from brand_kit.rendering.fill import fill
from brand_kit.rendering.finish import finish, finish_picture
from brand_kit.rendering.fonts import FontShelf
from brand_kit.rendering.raster import encode, page_image, picture_record
from brand_kit.rendering.record import read_record, recorded_values, write_record
from brand_kit.rendering.values import Code, Placed, Text
from tests.brand_kit.rendering import sheet
from tests.brand_kit.rendering.conftest import MakeMaster

NAME = {"name": Text("Nordwind")}
RATIO = 148 / 105


@pytest.mark.parametrize("width", [16, 100, 101, 397, 640, 1080, 1201])
def test_a_page_has_exactly_the_pixels_that_were_asked_for(master: MakeMaster, shelf: FontShelf, width: int) -> None:
    image = page_image(fill(master("de"), NAME, shelf), 1, width)
    assert image.size == (width, round(width * RATIO))
    assert image.mode == "RGB"
    # No edge is left black by rounding.
    assert all(image.getpixel((at, image.height - 1)) == (255, 255, 255) for at in (0, width - 1))
    assert image.getpixel((width - 1, 0)) == (255, 255, 255)


@pytest.mark.parametrize("extension", ["png", "jpg", "jpeg", "webp"])
def test_a_picture_edition_is_as_wide_as_its_canvas(master: MakeMaster, shelf: FontShelf, extension: str) -> None:
    data = finish(master("de", "picture"), NAME, shelf, extension)
    with Image.open(io.BytesIO(data)) as image:
        assert image.size == (397, 560)


@pytest.mark.parametrize("extension", ["png", "jpg", "webp"])
@settings(max_examples=15, deadline=None)
@given(record=st.binary(min_size=1, max_size=2000))
def test_a_record_comes_back_from_every_format(extension: str, record: bytes) -> None:
    image = Image.new("RGB", (30, 20), "teal")
    data = encode(image, extension, record)
    assert picture_record(data) == (record, extension, 30)
    assert encode(image, extension, record) == data


def test_a_png_keeps_every_pixel(master: MakeMaster, shelf: FontShelf) -> None:
    image = page_image(fill(master("de"), NAME, shelf), 1, 200)
    with Image.open(io.BytesIO(encode(image, "png", b"{}"))) as again:
        assert again.convert("RGB").tobytes() == image.tobytes()


def test_a_picture_without_a_record_is_told_so() -> None:
    with pytest.raises(RenderingError, match="no record"):
        picture_record(encode(Image.new("RGB", (3, 3)), "png"))


@pytest.mark.parametrize("page", [0, 2, -1])
def test_a_page_that_is_not_there_is_refused(master: MakeMaster, page: int) -> None:
    with pytest.raises(RenderingError):
        page_image(master("de").data, page, 100)


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7", b"no PDF"])
def test_what_is_no_pdf_is_not_drawn(data: bytes) -> None:
    with pytest.raises(RenderingError):
        page_image(data, 1, 100)


def test_a_file_of_another_kind_than_its_edition_is_refused(master: MakeMaster, shelf: FontShelf) -> None:
    for edition, extension in (("screen", "png"), ("picture", "pdf"), ("screen", "exe"), ("picture", "gif")):
        with pytest.raises(RenderingError):
            finish(master("de", edition), NAME, shelf, extension)


@pytest.mark.parametrize("width", [1, 15, 8001, -5])
def test_a_width_out_of_bounds_is_refused(master: MakeMaster, shelf: FontShelf, width: int) -> None:
    with pytest.raises(RenderingError):
        finish_picture(master("de", "picture"), NAME, shelf, "png", width=width)


def test_a_record_gives_its_values_again(master: MakeMaster, logo) -> None:  # type: ignore[no-untyped-def]
    values = {**sheet.values("ar"), "logo": Placed(logo, "\u200fشعار"), "code": Code("x", "https://x.example")}
    record = read_record(write_record(master("ar").manifest, values))
    assert recorded_values(record, {logo.digest: logo}) == values
    assert record["master"] == master("ar").manifest.digest
