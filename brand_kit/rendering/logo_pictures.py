"""Pictures of what is wrong with a logo: the logo on its actual ground, with the trouble outlined."""

from __future__ import annotations

import PIL.Image
from PIL import ImageDraw

from brand_kit.rendering.logo_anatomy import anatomy_of
from brand_kit.rendering.logo_ground import FINENESS, painted
from brand_kit.rendering.logo_pixels import Rectangle, part_pixels, raster_pixels, resized
from brand_kit.rendering.logo_placing import Placement, Site
from brand_kit.rendering.logo_setting import spread
from brand_kit.rendering.logo_verdicts import Verdict
from brand_kit.rendering.picture import Picture
from brand_kit.rendering.raster import encode
from brand_kit.rendering.values import WHOLE

MARGIN = 0.14
"""How much of the page is shown around a slot, as a share of the slot's longer side."""
SIDE = (480, 270)
_MARK, _CASE = (200, 0, 120), (255, 255, 255)
_DARK = (28, 36, 48)
_PIXELLED = frozenset({"soft", "coarse", "few-pixels"})
_MEASURED = frozenset({"size", "thin", "too-thin", "too-narrow", "long", "tall", "hairline"})
_BOXED = frozenset({"boxed", "own-box", "plain", "freed"})


def placed_picture(site: Site, page: PIL.Image.Image, placement: Placement, verdict: Verdict) -> bytes:
    """Return a picture of a verdict about a logo at its place, as WebP.

    `page` is the ground with `MARGIN` around it and the slot's longer side any number of pixels.
    """
    scale = page.width / (site.slot.width + 2 * MARGIN * max(site.slot.width, site.slot.height))
    edge = MARGIN * max(site.slot.width, site.slot.height) * scale
    slot = _rectangle(edge, edge, site.slot.width * scale, site.slot.height * scale)
    canvas = page.convert("RGBA")
    draw = ImageDraw.Draw(canvas)
    if placement.setting.plate:
        draw.rectangle(_inside(slot), fill=(*painted(site.plates[placement.setting.plate]), 255))
    picture, setting = placement.picture, placement.setting
    x, y, width, height = (each * scale for each in spread(site.slot, picture.width, picture.height, setting).ink)
    ink = _rectangle(edge + x, edge + site.slot.height * scale - y - height, width, height)
    logo = part_pixels(picture, setting.ink, 1200)
    canvas.alpha_composite(resized(logo, _size(ink)), (max(ink[0], 0), max(ink[1], 0)))
    if verdict.id in _PIXELLED:
        return _webp(_enlarged(canvas, picture, placement, ink))
    if verdict.id == "margin":
        return arrival_picture(picture, verdict, dark=False)
    if verdict.id == "clear-space":
        _shade(canvas, slot, ink, site.slot.inset * scale)
    elif verdict.area:
        fine = max(site.slot.width, site.slot.height) / FINENESS * scale
        left, top, right, bottom = (round(each * fine + edge) for each in verdict.area)
        _outline(canvas, (left - 4, top - 4, right + 4, bottom + 4))
    elif verdict.id in _MEASURED:
        _measure(canvas, ink)
    elif verdict.severity != "good" or verdict.id in _BOXED:
        _outline(canvas, slot if verdict.id == "plate" else ink)
    return _webp(canvas.convert("RGB"))


def arrival_picture(picture: Picture, verdict: Verdict, *, dark: bool) -> bytes:
    """Return a picture of a verdict about a logo that has no place yet, on a chequered ground, as WebP."""
    pale = verdict.id in ("too-pale", "too-dark")
    plain = (*_DARK, 255) if dark else (255, 255, 255, 255)
    canvas = PIL.Image.new("RGBA", SIDE, plain) if pale else _chequered(SIDE, dark=dark)
    whole = (0, 0, WHOLE, WHOLE)
    image = part_pixels(picture, whole, 1200)
    scale = min((SIDE[0] - 48) / image.width, (SIDE[1] - 48) / image.height)
    size = max(1, round(image.width * scale)), max(1, round(image.height * scale))
    at = (SIDE[0] - size[0]) // 2, (SIDE[1] - size[1]) // 2
    smaller = size[0] <= image.width
    shown = resized(image, size) if smaller else image.resize(size, PIL.Image.Resampling.NEAREST)
    canvas.alpha_composite(shown, at)
    left, bottom, right, top = anatomy_of(picture).mark
    ink = (
        at[0] + left * size[0] // WHOLE, at[1] + (WHOLE - top) * size[1] // WHOLE,
        at[0] + right * size[0] // WHOLE, at[1] + (WHOLE - bottom) * size[1] // WHOLE,
    )  # fmt: skip
    if verdict.id in _BOXED:
        _outline(canvas, (at[0], at[1], at[0] + size[0], at[1] + size[1]))
    elif verdict.id == "margin":
        _outline(canvas, (at[0], at[1], at[0] + size[0], at[1] + size[1]), thin=True)
        _outline(canvas, ink)
    elif verdict.id in _PIXELLED and not picture.vector:
        canvas = _chequered(SIDE, dark=dark)
        canvas.alpha_composite(_closer(raster_pixels(picture), SIDE))
    elif verdict.id in _MEASURED:
        _measure(canvas, ink)
    elif verdict.severity != "good":
        _outline(canvas, ink)
    return _webp(canvas.convert("RGB"))


def _enlarged(canvas: PIL.Image.Image, picture: Picture, placement: Placement, ink: Rectangle) -> PIL.Image.Image:
    """Return the page with a part of the logo beside it, so large that its pixels show."""
    whole = canvas.convert("RGB")
    across = max(1.0, (picture.pixels or (1, 1))[0] * (placement.setting.ink[2] - placement.setting.ink[0]) / WHOLE)
    # A lens of a third of the logo's width, in the pixels of the picture as they are.
    part = max(6, round(across / 3))
    source = part_pixels(picture, placement.setting.ink, 10_000)
    crop = source.crop((0, max(0, (source.height - part) // 2), part, max(0, (source.height - part) // 2) + part))
    ground = PIL.Image.new("RGBA", crop.size, whole.getpixel((min(ink[0] + 1, whole.width - 1), max(ink[1] - 3, 0))))
    ground.alpha_composite(crop)
    lens = ground.resize((whole.height, whole.height), PIL.Image.Resampling.NEAREST).convert("RGB")
    side = PIL.Image.new("RGB", (whole.width + 8 + lens.width, whole.height), _CASE)
    side.paste(whole, (0, 0))
    side.paste(lens, (whole.width + 8, 0))
    _outline(side, (ink[0], (ink[1] + ink[3]) // 2 - (ink[2] - ink[0]) // 6, ink[0] + (ink[2] - ink[0]) // 3,
                    (ink[1] + ink[3]) // 2 + (ink[2] - ink[0]) // 6))  # fmt: skip
    return side


def _closer(image: PIL.Image.Image, size: tuple[int, int]) -> PIL.Image.Image:
    """Return the middle of a picture, each of its pixels several wide."""
    left, top, right, bottom = image.getchannel("A").getbbox() or (0, 0, *image.size)
    wide = min(right - left, 64)
    high = max(1, min(bottom - top, wide * size[1] // size[0]))
    x, y = (left + right - wide) // 2, (top + bottom - high) // 2
    crop = image.crop((x, y, x + wide, y + high))
    factor = max(1, min(size[0] // wide, size[1] // high))
    grown = crop.resize((wide * factor, high * factor), PIL.Image.Resampling.NEAREST)
    sheet = PIL.Image.new("RGBA", size)
    sheet.alpha_composite(grown, ((size[0] - grown.width) // 2, (size[1] - grown.height) // 2))
    return sheet


def _chequered(size: tuple[int, int], *, dark: bool) -> PIL.Image.Image:
    one, other = ((56, 64, 76, 255), (40, 48, 60, 255)) if dark else ((255, 255, 255, 255), (225, 228, 232, 255))
    sheet = PIL.Image.new("RGBA", size, one)
    draw = ImageDraw.Draw(sheet)
    for row in range(0, size[1], 12):
        for column in range(row % 24, size[0], 24):
            draw.rectangle((column, row, column + 11, row + 11), fill=other)
    return sheet


def _outline(canvas: PIL.Image.Image, box: Rectangle, *, thin: bool = False) -> None:
    """Draw a frame in a colour that no ground hides: it has a white edge on both sides."""
    draw = ImageDraw.Draw(canvas)
    left, top = max(box[0], 3), max(box[1], 3)
    right, bottom = min(max(box[2], left + 6), canvas.width - 4), min(max(box[3], top + 6), canvas.height - 4)
    if right - left < 4 or bottom - top < 4:
        return
    draw.rectangle((left - 2, top - 2, right + 2, bottom + 2), outline=_CASE, width=1 if thin else 6)
    draw.rectangle((left, top, right, bottom), outline=_MARK, width=1 if thin else 2)


def _measure(canvas: PIL.Image.Image, ink: Rectangle) -> None:
    """Draw the width below a logo and the height beside it, as on a plan."""
    draw = ImageDraw.Draw(canvas)
    left, top, right, bottom = ink
    below, beside = min(bottom + 12, canvas.height - 8), max(left - 12, 8)
    for width, colour in ((6, _CASE), (2, _MARK)):
        draw.line((left, below, right, below), fill=colour, width=width)
        draw.line((beside, top, beside, bottom), fill=colour, width=width)
        for x in (left, right):
            draw.line((x, below - 5, x, below + 5), fill=colour, width=width)
        for y in (top, bottom):
            draw.line((beside - 5, y, beside + 5, y), fill=colour, width=width)


def _shade(canvas: PIL.Image.Image, slot: Rectangle, ink: Rectangle, inset: float) -> None:
    """Tint the clear space of a slot."""
    veil = PIL.Image.new("RGBA", canvas.size)
    draw = ImageDraw.Draw(veil)
    draw.rectangle(_inside(slot), fill=(*_MARK, 70))
    left, top, right, bottom = slot
    gap = round(inset)
    draw.rectangle(_inside((left + gap, top + gap, right - gap, bottom - gap)), fill=(0, 0, 0, 0))
    canvas.alpha_composite(veil)
    _outline(canvas, ink)


def _rectangle(x: float, y: float, width: float, height: float) -> Rectangle:
    left, top = round(x), round(y)
    return (left, top, left + max(1, round(width)), top + max(1, round(height)))


def _size(box: Rectangle) -> tuple[int, int]:
    return (box[2] - box[0], box[3] - box[1])


def _inside(box: Rectangle) -> Rectangle:
    """Return a rectangle as Pillow draws it, its last pixels included."""
    return (box[0], box[1], max(box[2] - 1, box[0]), max(box[3] - 1, box[1]))


def _webp(image: PIL.Image.Image) -> bytes:
    return encode(image.convert("RGB"), "webp")
