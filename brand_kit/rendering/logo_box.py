"""Taking the plain box away in which a logo was saved, where that is safe."""

from __future__ import annotations

import PIL.Image
from PIL import ImageChops, ImageFilter, ImageMath

from brand_kit.rendering.logo_anatomy import UNEVEN, Colour, anatomy_of, difference, luminance
from brand_kit.rendering.logo_pixels import Patch, above, mask_of, patches, raster_pixels
from brand_kit.rendering.picture import Picture
from brand_kit.rendering.raster_intake import picture_of

PALEST = 0.55
"""The least luminance of a box that is taken for paper; a darker or coloured one may belong to the logo."""
_GREY = 20
_PALE = 9
"""By how much of 255 a tone differs from its box at least, if it is meant to be seen."""
_MOST_LOST = 0.004
_HALO = 9
_SOFT = 5
_SPECK, _STRONG = 48, 110


def is_paper(colour: Colour | None) -> bool:
    """Tell whether the colour of a box is that of paper, so that nobody means it as a part of the logo."""
    return colour is not None and luminance(colour) >= PALEST and max(colour) - min(colour) <= _GREY


def freed(picture: Picture) -> Picture | None:
    """Return a raster logo without the pale box around it, with soft edges; none where it has none or it is not safe.

    It is safe where the logo does not touch the edge of its box, and no pale tone of it would go with the box. What
    the logo encloses goes too where it shows the ground, as the eye of an `o` does; white shapes that lie inside a
    field of colour stay.
    """
    if picture.vector or picture.pixels is None:
        return None
    anatomy = anatomy_of(picture)
    if anatomy.box != "flat" or anatomy.plain or not is_paper(anatomy.ground) or anatomy.ground is None:
        return None
    image, ground = raster_pixels(picture), anatomy.ground
    away = difference(image, ground)
    outside = _outside(image, away, one_colour=anatomy.one_colour)
    if outside is None or _loses(away, outside):
        return None
    return picture_of(*_cut(image, ground, away, outside))


def freed_form(data: bytes) -> bytes:
    """Return the canonical form of a logo without its box, or nothing; `data` is its canonical form.

    For the cage: it looks at every pixel.
    """
    found = freed(Picture.from_bytes(data))
    return found.to_bytes() if found else b""


def _outside(image: PIL.Image.Image, away: PIL.Image.Image, *, one_colour: bool) -> PIL.Image.Image | None:
    """Return the mask of the box; none if the logo reaches its edge."""
    inks = patches(above(away, UNEVEN + 1))
    if inks is None:
        return None
    found = patches(ImageChops.invert(mask_of(_without_specks(inks, away), image.size)))
    if found is None:
        return None
    ground = [patch for patch in found if patch.at_edge]
    box = mask_of(ground, image.size)
    rim = PIL.Image.new("L", image.size, 255)
    rim.paste(0, (1, 1, image.width - 1, image.height - 1))
    if ImageChops.subtract(rim, box).histogram()[255] > 0.002 * rim.histogram()[255]:
        return None
    holes = [patch for patch in found if not patch.at_edge and (one_colour or _shows_through(patch, box))]
    return mask_of([*ground, *holes], image.size)


def _without_specks(inks: list[Patch], away: PIL.Image.Image) -> list[Patch]:
    """Return the parts of a logo without the pale specks that JPEG strews around it."""
    data, width = away.tobytes(), away.width

    def strong(patch: Patch) -> bool:
        return any(max(data[row * width + first : row * width + last]) >= _STRONG for row, first, last in patch.runs)

    return [patch for patch in inks if patch.area > _SPECK or strong(patch)]


def _shows_through(hole: Patch, box: PIL.Image.Image) -> bool:
    """Tell whether what encloses a pale patch is as thin as the stroke of a letter, so that the patch is its eye."""
    left, top, right, bottom = hole.box
    thick = 2 + hole.area // max(right - left, bottom - top)
    around = (max(left - thick, 0), max(top - thick, 0), min(right + thick, box.width), min(bottom + thick, box.height))
    return box.crop(around).getbbox() is not None


def _loses(away: PIL.Image.Image, outside: PIL.Image.Image) -> bool:
    """Tell whether pale tones of the logo lie in what would go, beyond the traces that JPEG leaves around ink."""
    ink = ImageChops.subtract(above(away, 3 * UNEVEN), outside)
    near = ink.filter(ImageFilter.MaxFilter(2 * _HALO + 1))
    pale = ImageChops.darker(above(away, _PALE), ImageChops.subtract(outside, near))
    found = max(ink.histogram()[255], 1)
    return pale.histogram()[255] > _MOST_LOST * found + 12


def _cut(
    image: PIL.Image.Image, ground: Colour, away: PIL.Image.Image, outside: PIL.Image.Image
) -> tuple[PIL.Image.Image, PIL.Image.Image]:
    """Return the colours and the mask of a logo whose box is taken away.

    Along its edges a pixel is a mixture of ink and box: its share of ink is how far it is from the box, against how
    far the ink beside it is; its colour is that ink's.
    """
    band = outside.filter(ImageFilter.MaxFilter(_SOFT))
    ink = ImageChops.invert(outside)
    away = ImageChops.darker(away, ink.filter(ImageFilter.MaxFilter(3)))
    full = ImageChops.darker(away, ink).filter(ImageFilter.MaxFilter(_SOFT + 2))
    soft = ImageMath.lambda_eval(
        lambda args: args["min"](args["away"] * 255 / args["max"](args["full"], 1), 255), away=away, full=full
    ).convert("L")
    haze = away.point([0 if value <= _PALE else 255 for value in range(256)])
    alpha = PIL.Image.composite(ImageChops.darker(soft, haze), PIL.Image.new("L", image.size, 255), band)
    bands = [
        _unmixed(seen, PIL.Image.new("L", image.size, paper), alpha)
        for seen, paper in zip(image.convert("RGB").split(), ground, strict=True)
    ]
    clear = above(alpha, 1)
    colour = PIL.Image.merge("RGB", bands)
    # What cannot be seen has no colour: the same logo gives the same bytes whatever its box was.
    return PIL.Image.composite(colour, PIL.Image.new("RGB", image.size), clear), alpha


def _unmixed(seen: PIL.Image.Image, paper: PIL.Image.Image, alpha: PIL.Image.Image) -> PIL.Image.Image:
    """Return one band of the ink that, mixed with the box by its mask, looks as it does."""
    ink = ImageMath.lambda_eval(
        lambda args: args["max"](
            args["min"]((args["seen"] - args["paper"]) * 255 / args["max"](args["alpha"], 1) + args["paper"], 255), 0
        ),
        seen=seen,
        paper=paper,
        alpha=alpha,
    )
    band: PIL.Image.Image = ink.convert("L")
    return band
