"""What a logo is made of, read from the pixels of its canonical picture: ink, box, colours and weight."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import PIL.Image
from PIL import ImageChops, ImageFilter

from brand_kit.rendering.logo_pixels import Part, Rectangle, above, part_pixels, share
from brand_kit.rendering.picture import Picture
from brand_kit.rendering.values import WHOLE

LONGEST = 720
"""At how many pixels a logo is looked at."""
SEEN = 16
"""The least alpha, of 255, that counts as ink; below it lies the haze of a shadow."""
SOLID = 250
UNEVEN = 28
"""By how much of 255 the colours of an even box may differ: JPEG leaves such traces."""
_RIM = 0.985
_FEW, _ALIKE, _MOST_COLOURS = 240, 40, 24
Colour = tuple[int, int, int]
_ALL: Part = (0, 0, WHOLE, WHOLE)


@dataclass(frozen=True, slots=True)
class Anatomy:
    """What a logo is made of."""

    digest: str
    width: float
    height: float
    pixels: tuple[int, int] | None
    """Of a raster; none for a vector."""
    ink: Part
    """Where anything can be seen."""
    box: str
    """`flat` if it stands in an opaque box of one colour, `uneven` in one of many, empty if its ground is clear."""
    ground: Colour | None
    """The colour of a flat box."""
    mark: Part
    """Where anything can be seen but the box; the ink itself where there is no flat box."""
    coverage: float
    """The share of the mark's rectangle that is ink."""
    stroke: float
    """How thick its strokes are on average, as a share of the picture's width."""
    luminance: float
    """The relative luminance of its ink by WCAG, on average."""
    colours: tuple[tuple[Colour, float], ...]
    """Its main colours with their shares of the ink, the greatest first."""

    @property
    def one_colour(self) -> bool:
        """Whether nearly all its ink is of one colour."""
        return bool(self.colours) and self.colours[0][1] >= 0.9

    @property
    def plain(self) -> bool:
        """Whether it is nothing but a box."""
        return self.box == "flat" and self.coverage == 0

    @property
    def proportion(self) -> float:
        """The width of its mark by its height."""
        left, bottom, right, top = self.mark
        return (right - left) * self.width / ((top - bottom) * self.height)

    def optical_area(self, width: float, height: float) -> float:
        """Return how large a logo looks whose mark is drawn this wide and high, in the same unit squared.

        It is the geometric mean of the rectangle that it takes and of the ink in it: a fine line of letters looks
        smaller than a solid disc in the same rectangle, but not by as much as it has less ink.
        """
        return width * height * math.sqrt(self.coverage)


@lru_cache(maxsize=256)
def anatomy_of(picture: Picture) -> Anatomy:
    """Return what a logo is made of; the same picture always gives the same answer."""
    ink = ink_of(picture)
    image = part_pixels(picture, ink, LONGEST)
    kind, ground = _box_of(image)
    mark = mark_of(image, ground)
    if kind == "uneven" or (ground is None and not mark.getbbox()):
        mark = above(image.getchannel("A"), SEEN)
    within = mark.getbbox()
    shown = within or (0, 0, *image.size)
    inside = mark.crop(shown)
    colours = _colours(image, mark)
    across = (ink[2] - ink[0]) / WHOLE
    return Anatomy(
        digest=picture.digest,
        width=picture.width,
        height=picture.height,
        pixels=picture.pixels,
        ink=ink,
        box=kind,
        ground=ground,
        mark=_within(ink, shown, image.size) if kind == "flat" and within else ink,
        coverage=round(share(inside), 4) if within else 0.0,
        stroke=round(_stroke(inside) / image.width * across, 6),
        luminance=round(sum(luminance(colour) * part for colour, part in colours), 4),
        colours=colours[:6],
    )


def ink_of(picture: Picture) -> Part:
    """Return the part of a picture in which anything can be seen, to a ten-thousandth or a pixel."""
    part = _ALL
    # A small logo on a large sheet is looked at again from nearby.
    for _ in range(2):
        image = part_pixels(picture, part, LONGEST if picture.vector else max(picture.pixels or (LONGEST, 1)))
        box = above(image.getchannel("A"), SEEN).getbbox()
        if box is None:
            return part
        found = _within(part, box, image.size)
        if not picture.vector or max(found[2] - found[0], found[3] - found[1]) > WHOLE // 2:
            return found
        slack = 2 * WHOLE // LONGEST
        part = (
            max(found[0] - slack, 0), max(found[1] - slack, 0),
            min(found[2] + slack, WHOLE), min(found[3] + slack, WHOLE),
        )  # fmt: skip
    return found


def mark_of(image: PIL.Image.Image, ground: Colour | None) -> PIL.Image.Image:
    """Return the mask of what can be seen, without a box of one colour."""
    alpha = image.getchannel("A")
    if ground is None:
        return above(alpha, 96)
    return above(ImageChops.lighter(difference(image, ground), ImageChops.invert(alpha)), UNEVEN + 1)


def difference(image: PIL.Image.Image, colour: Colour) -> PIL.Image.Image:
    """Return by how much each pixel differs from a colour, in the band in which it differs most."""
    bands = ImageChops.difference(image.convert("RGB"), PIL.Image.new("RGB", image.size, colour)).split()
    return ImageChops.lighter(ImageChops.lighter(bands[0], bands[1]), bands[2])


def luminance(colour: tuple[int, ...]) -> float:
    """Return the relative luminance of an sRGB colour as WCAG 2.2 defines it."""
    return 0.2126 * LINEAR[colour[0]] + 0.7152 * LINEAR[colour[1]] + 0.0722 * LINEAR[colour[2]]


LINEAR = tuple(
    value / 255 / 12.92 if value / 255 <= 0.04045 else ((value / 255 + 0.055) / 1.055) ** 2.4 for value in range(256)
)


def ratio(one: float, other: float) -> float:
    """Return the contrast of two luminances as WCAG 2.2 defines it, from 1 to 21."""
    return (max(one, other) + 0.05) / (min(one, other) + 0.05)


def _box_of(image: PIL.Image.Image) -> tuple[str, Colour | None]:
    """Tell whether what can be seen fills a rectangle to its edges, and of which colour its rim is."""
    # A pixel at the edge of a drawing may be half covered.
    slack = 1 if min(image.size) > 24 else 0
    whole = image.crop((slack, slack, image.width - slack, image.height - slack))
    rim = _rim(whole, max(1, min(whole.size) // 60))
    if share(above(rim.getchannel("A"), SOLID)) < _RIM:
        return "", None
    bands = [_median(band) for band in rim.convert("RGB").split()]
    colour = (bands[0], bands[1], bands[2])
    even = 1 - share(above(difference(rim, colour), UNEVEN + 1))
    return ("flat", colour) if even >= _RIM else ("uneven", None)


def _rim(image: PIL.Image.Image, deep: int) -> PIL.Image.Image:
    """Return the pixels along the four edges, `deep` of them, as one strip."""
    width, height = image.size
    sides = (
        image.crop((0, 0, width, deep)),
        image.crop((0, height - deep, width, height)),
        image.crop((0, 0, deep, height)).transpose(PIL.Image.Transpose.ROTATE_90),
        image.crop((width - deep, 0, width, height)).transpose(PIL.Image.Transpose.ROTATE_90),
    )
    strip = PIL.Image.new("RGBA", (sum(side.width for side in sides), deep))
    at = 0
    for side in sides:
        strip.paste(side, (at, 0))
        at += side.width
    return strip


def _median(band: PIL.Image.Image) -> int:
    half, so_far = band.width * band.height / 2, 0
    for value, count in enumerate(band.histogram()):
        so_far += count
        if so_far >= half:
            return value
    return 255


def _within(part: Part, box: Rectangle, size: tuple[int, int]) -> Part:
    """Return a rectangle of the pixels of a part as a part of the picture, never smaller than it is."""
    left, top, right, bottom = box
    width, height = size
    across, up = part[2] - part[0], part[3] - part[1]
    return (
        part[0] + left * across // width,
        part[1] + (height - bottom) * up // height,
        min(part[0] - (-right * across // width), WHOLE),
        min(part[1] - (-(height - top) * up // height), WHOLE),
    )


def _stroke(mark: PIL.Image.Image) -> float:
    """Return the average thickness of strokes in pixels: a long stroke has its thickness times half its outline."""
    padded = PIL.Image.new("L", (mark.width + 2, mark.height + 2))
    padded.paste(mark, (1, 1))
    outline = padded.histogram()[255] - padded.filter(ImageFilter.MinFilter(3)).histogram()[255]
    return 2 * padded.histogram()[255] / outline if outline else 0.0


def _colours(image: PIL.Image.Image, mark: PIL.Image.Image) -> tuple[tuple[Colour, float], ...]:
    """Return the colours of the ink, those that look alike counted as one, the most frequent first."""
    inner = mark.filter(ImageFilter.MinFilter(3))
    mask = inner if inner.getbbox() else mark
    size = (min(image.width, _FEW), min(image.height, _FEW))
    small, chosen = (each.resize(size, PIL.Image.Resampling.NEAREST) for each in (image.convert("RGB"), mask))
    data, counts = small.tobytes(), dict[bytes, int]()
    for at, set_here in enumerate(chosen.tobytes()):
        if set_here:
            key = data[3 * at : 3 * at + 3]
            counts[key] = counts.get(key, 0) + 1
    found: list[tuple[bytes, int]] = []
    for key, count in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        for place, (known, so_far) in enumerate(found):
            if max(abs(one - other) for one, other in zip(known, key, strict=True)) <= _ALIKE:
                found[place] = (known, so_far + count)
                break
        else:
            if len(found) < _MOST_COLOURS:
                found.append((key, count))
    total = sum(counts.values()) or 1
    ordered = sorted(found, key=lambda item: (-item[1], item[0]))
    return tuple(((key[0], key[1], key[2]), round(count / total, 4)) for key, count in ordered)
