"""How well a logo can be seen at its place: the contrast of its outline with the pixels on which it lies."""

from __future__ import annotations

from dataclasses import dataclass

import PIL.Image
from PIL import ImageChops, ImageFilter

from brand_kit.rendering.logo_anatomy import LINEAR, Anatomy, mark_of, ratio
from brand_kit.rendering.logo_pixels import Rectangle, above, mask_of, part_pixels, patches, resized
from brand_kit.rendering.logo_setting import spread
from brand_kit.rendering.master import Slot
from brand_kit.rendering.picture import Picture
from brand_kit.rendering.values import Setting

ENOUGH = 3.0
"""WCAG 2.2, 1.4.11: the least contrast of what must be seen to be understood. It lets logos off; we do not."""
HARDLY = 2.2
"""Below this a logo can hardly be seen. Between the two it may stand on the page, as many an orange one does on white,
and that is said."""
QUARTER = 0.25
"""The share of an outline that may have less contrast than the figure that is told."""
UNSEEN = 1.25
"""Ink of less contrast than this cannot be told from what it lies on."""
MOST_LOST = 0.06
"""The share of a logo's ink that may be lost on its ground."""


@dataclass(frozen=True, slots=True)
class Reading:
    """How well a logo can be seen."""

    contrast: float
    """Three quarters of its outline have at least this contrast with what they lie on."""
    half: float
    """Half of its outline has at least this contrast."""
    lost: float
    """The share of its ink that cannot be told from the ground, and is not enclosed or edged by ink that can."""
    faint: Rectangle | None
    """Where it is hard to see, in pixels of the ground."""

    @property
    def passes(self) -> bool:
        """Whether it is well seen."""
        return self.contrast >= ENOUGH and self.lost <= MOST_LOST

    @property
    def bears(self) -> bool:
        """Whether it can be recognised all the same, though it or a part of it is faint."""
        return (self.contrast >= HARDLY or self.half >= ENOUGH) and self.lost <= 4 * MOST_LOST

    @property
    def stands(self) -> bool:
        """Whether it needs no plate."""
        return self.contrast >= HARDLY and self.lost <= MOST_LOST


def reading(picture: Picture, anatomy: Anatomy, slot: Slot, setting: Setting, ground: PIL.Image.Image) -> Reading:
    """Return how well a logo is seen in a slot on `ground`, which are the pixels of the slot's box.

    In a box of one colour it is the mark in the box that must be seen.
    """
    logo, at = placed_pixels(picture, slot, setting, ground.size)
    under = ground.crop((at[0], at[1], at[0] + logo.width, at[1] + logo.height))
    if anatomy.box == "flat" and anatomy.ground is not None:
        under = PIL.Image.new("RGB", logo.size, anatomy.ground)
        mask = mark_of(logo, anatomy.ground)
    else:
        mask = above(logo.getchannel("A"), 128)
        if mask.histogram()[255] < 24:
            mask = above(logo.getchannel("A"), 40)
    ratios = _ratios(logo, under, mask)
    seen = above(ratios, _tenths(UNSEEN))
    area = mask.histogram()[255]
    if not area or seen.histogram()[255] < 0.04 * area:
        highest = _highest(ratios)
        return Reading(highest, highest, 1.0 if area else 0.0, _moved(mask.getbbox(), at))
    lost = _lost(mask, seen)
    outline = ImageChops.subtract(seen, _inner(seen))
    # Where ink meets other ink or its ground, a pixel is a mixture of both: what counts is the ink beside it.
    beside = ImageChops.darker(ratios.filter(ImageFilter.MaxFilter(3)), outline)
    contrast = _quantile(beside, outline, QUARTER)
    faint = ImageChops.subtract(ImageChops.darker(outline, mask), above(beside, _tenths(ENOUGH)))
    where = ImageChops.lighter(faint, lost) if contrast < ENOUGH else lost
    gone = round(lost.histogram()[255] / area, 4)
    return Reading(contrast, _quantile(beside, outline, 0.5), gone, _moved(where.getbbox(), at))


def placed_pixels(
    picture: Picture, slot: Slot, setting: Setting, size: tuple[int, int]
) -> tuple[PIL.Image.Image, tuple[int, int]]:
    """Return a logo's ink at the size at which it stands in a slot of so many pixels, and its left top corner."""
    scale = size[0] / slot.width
    x, y, width, height = spread(slot, picture.width, picture.height, setting).ink
    image = part_pixels(picture, setting.ink, 720)
    wide, high = max(1, round(width * scale)), max(1, round(height * scale))
    return resized(image, (wide, high)), (round(x * scale), round((slot.height - y - height) * scale))


def _tenths(value: float) -> int:
    return round(value * 10)


def _ratios(logo: PIL.Image.Image, under: PIL.Image.Image, mask: PIL.Image.Image) -> PIL.Image.Image:
    """Return the contrast of each pixel of the ink with the ground, in tenths."""
    ink, ground = logo.convert("RGB").tobytes(), under.tobytes()
    out = bytearray(len(mask.tobytes()))
    known: dict[bytes, float] = {}

    def light(colour: bytes) -> float:
        if colour not in known:
            red, green, blue = colour
            known[colour] = 0.2126 * LINEAR[red] + 0.7152 * LINEAR[green] + 0.0722 * LINEAR[blue]
        return known[colour]

    for at, set_here in enumerate(mask.tobytes()):
        if set_here:
            three = slice(3 * at, 3 * at + 3)
            out[at] = min(int(ratio(light(ink[three]), light(ground[three])) * 10 + 1e-6), 210)
    return PIL.Image.frombytes("L", mask.size, bytes(out))


def _inner(mask: PIL.Image.Image) -> PIL.Image.Image:
    """Return a mask without its outline, the edge of the picture counting as outside."""
    padded = PIL.Image.new("L", (mask.width + 2, mask.height + 2))
    padded.paste(mask, (1, 1))
    return padded.filter(ImageFilter.MinFilter(3)).crop((1, 1, mask.width + 1, mask.height + 1))


def _quantile(ratios: PIL.Image.Image, outline: PIL.Image.Image, part: float) -> float:
    counts = ratios.histogram(outline)
    least, so_far = part * sum(counts), 0
    for tenths, count in enumerate(counts):
        so_far += count
        if so_far > least:
            return tenths / 10
    return 1.0


def _highest(ratios: PIL.Image.Image) -> float:
    return max(int(ratios.getextrema()[1]), 10) / 10  # type: ignore[arg-type]


def _lost(mask: PIL.Image.Image, seen: PIL.Image.Image) -> PIL.Image.Image:
    """Return the ink that cannot be seen and touches none that can: not a white edge, nor white letters in a disc."""
    touched = seen.filter(ImageFilter.MaxFilter(3))
    found = patches(ImageChops.subtract(mask, seen)) or []
    alone = [patch for patch in found if patch.area > 3 and not _meets(patch.box, patch.runs, touched)]
    return mask_of(alone, mask.size)


def _meets(box: Rectangle, runs: list[tuple[int, int, int]], touched: PIL.Image.Image) -> bool:
    if touched.crop(box).getbbox() is None:
        return False
    data, width = touched.tobytes(), touched.width
    return any(255 in data[row * width + first : row * width + last] for row, first, last in runs)


def _moved(box: Rectangle | None, at: tuple[int, int]) -> Rectangle | None:
    return (box[0] + at[0], box[1] + at[1], box[2] + at[0], box[3] + at[1]) if box else None
