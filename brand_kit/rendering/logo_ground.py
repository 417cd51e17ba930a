"""What lies under a logo: the pixels of the page at its place, and the colour of a plate as it is drawn."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache

import PIL.Image
import pypdfium2

from brand_kit.rendering.fill import fill
from brand_kit.rendering.fonts import FontShelf
from brand_kit.rendering.logo_anatomy import Colour
from brand_kit.rendering.master import Master, Slot
from brand_kit.rendering.picture import Picture, PictureObject
from brand_kit.rendering.picture_proof import drawn
from brand_kit.rendering.raster import PDFIUM
from brand_kit.rendering.values import Value

FINENESS = 220
"""The longer side of a slot in pixels, at which its ground is looked at."""
_MOST_KEPT = 256
_kept: OrderedDict[tuple[str, ...], PIL.Image.Image] = OrderedDict()


def ground_of(
    master: Master, slot: Slot, values: Mapping[str, Value], shelf: FontShelf, *, margin: float = 0.0
) -> PIL.Image.Image:
    """Return the page under a slot as it will be drawn, its longer side `FINENESS` pixels.

    It is drawn from the master once; where other fields reach under the slot, with what stands in them. `margin` takes
    in more of the page around it, as a share of its longer side.
    """
    beneath = {key: value for key, value in values.items() if key != slot.key and _overlap(master, slot, key)}
    name = (master.manifest.digest, slot.key, f"{margin:g}", *(f"{key}={value}" for key, value in beneath.items()))
    known = _kept.get(name)
    if known is None:
        data = fill(_without_needs(master), beneath, shelf) if beneath else master.data
        known = _kept[name] = page_part(data, slot, margin=margin)
    while len(_kept) > _MOST_KEPT:
        _kept.popitem(last=False)
    return known


def page_part(data: bytes, slot: Slot, *, margin: float = 0.0, longest: int = FINENESS) -> PIL.Image.Image:
    """Return the part of a file's page in which a slot lies, the slot's longer side `longest` pixels."""
    scale = longest / max(slot.width, slot.height)
    more = margin * max(slot.width, slot.height)
    with PDFIUM, pypdfium2.PdfDocument(data) as document:
        page = document[slot.page - 1]
        media, trim = page.get_mediabox(), page.get_trimbox()
        left, bottom = trim[0] - media[0] + slot.left - more, trim[1] - media[1] + slot.bottom - more
        width, height = page.get_size()
        crop = (
            max(left, 0), max(bottom, 0),
            max(width - left - slot.width - 2 * more, 0), max(height - bottom - slot.height - 2 * more, 0),
        )  # fmt: skip
        image: PIL.Image.Image = page.render(scale=scale, rev_byteorder=True, crop=crop).to_pil().convert("RGB")
        page.close()
    return image


@lru_cache(maxsize=256)
def painted(operators: str) -> Colour:
    """Return the colour on a screen of what is painted after these operators, process colours included."""
    head = b"/Type /XObject /Subtype /Form /BBox [0 0 8 8] /Resources << >>"
    picture = Picture.of(8.0, 8.0, (PictureObject(head, f"{operators} 0 0 8 8 re f".encode()),))
    with PDFIUM:
        pixel = drawn(picture, 8).getpixel((4, 4))
    if not isinstance(pixel, tuple):
        raise TypeError("A drawn picture has colours.")
    return (int(pixel[0]), int(pixel[1]), int(pixel[2]))


def _overlap(master: Master, slot: Slot, key: str) -> bool:
    other = master.manifest.slots.get(key)
    return (
        other is not None
        and other.page == slot.page
        and other.left < slot.left + slot.width - 0.5
        and slot.left < other.left + other.width - 0.5
        and other.bottom < slot.bottom + slot.height - 0.5
        and slot.bottom < other.bottom + other.height - 0.5
    )


def _without_needs(master: Master) -> Master:
    slots = {key: replace(slot, required=False) for key, slot in master.manifest.slots.items()}
    return Master(master.data, replace(master.manifest, slots=slots))
