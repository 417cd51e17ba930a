"""Finished files by edition: a PDF is the fill itself, a picture is the fill drawn by PDFium."""

from __future__ import annotations

from collections.abc import Mapping

from brand_kit.rendering.errors import RenderingError
from brand_kit.rendering.fill import fill
from brand_kit.rendering.fonts import FontShelf
from brand_kit.rendering.master import Master
from brand_kit.rendering.raster import FORMATS, encode, page_image
from brand_kit.rendering.record import write_record
from brand_kit.rendering.shape import PIXEL
from brand_kit.rendering.values import Value

MAX_WIDTH = 8000


def finish(master: Master, values: Mapping[str, Value], shelf: FontShelf, extension: str) -> bytes:
    """Return a finished file of a master's edition, as the kind of file that `extension` names.

    Raises:
        ValueRefused: as `fill` does.
        RenderingError: if the edition is not of this kind.
    """
    wanted = extension.lower().lstrip(".")
    if wanted == "pdf" and master.manifest.kind == "pdf":
        return fill(master, values, shelf)
    if wanted in FORMATS and master.manifest.kind == "picture":
        return finish_picture(master, values, shelf, wanted)
    kinds = "pdf" if master.manifest.kind == "pdf" else "png, jpg or webp"
    raise RenderingError(f"The edition {master.manifest.edition} is made as {kinds}, not as {wanted[:20]}.")


def finish_picture(
    master: Master, values: Mapping[str, Value], shelf: FontShelf, extension: str, width: int | None = None
) -> bytes:
    """Return a picture of a filled master's first page, `width` pixels wide, or as wide as its canvas in CSS pixels.

    Raises:
        ValueRefused: as `fill` does.
        RenderingError: if the width is out of bounds.
    """
    pixels = width or round(master.manifest.pages[0][0] / PIXEL)
    if not 16 <= pixels <= MAX_WIDTH:
        raise RenderingError(f"A picture is from 16 to {MAX_WIDTH} pixels wide.")
    image = page_image(fill(master, values, shelf), 1, pixels)
    return encode(image, extension, write_record(master.manifest, values, width=pixels))
