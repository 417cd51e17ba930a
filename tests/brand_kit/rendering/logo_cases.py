"""Logos for tests, drawn by generator: fifty as good firms have them, and fifty as one must expect them."""

from __future__ import annotations

import gzip
import io
import math
import random
from collections.abc import Callable, Mapping
from pathlib import Path

from PIL import Image, ImageDraw, ImageFilter, ImageFont
from PIL.PngImagePlugin import PngInfo

FONT = Path("/usr/share/fonts/opentype/inter/Inter-Bold.otf")
DARK = ("#0a4da2", "#7a1236", "#124d2c", "#33254a", "#1a1a1a", "#8c1c3a", "#22396b", "#5b2bc4", "#0f6a70", "#a33a0c")
BRIGHT = ("#d8402f", "#1e7fd0", "#c4127a", "#2f8f3f", "#b85c00")


def svg(shapes: str, width: float = 600, height: float = 200) -> bytes:
    """A drawing of this size."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}">{shapes}</svg>'
    ).encode()  # fmt: skip


def saved(image: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    """A picture as a file."""
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def wordmark(
    text: str, colour: object, *, ground: object = (0, 0, 0, 0), size: int = 220, pad: int = 60, mark: object = None
) -> Image.Image:
    """A name set in bold letters, after a disc if there is a colour for it."""
    font = ImageFont.truetype(str(FONT), size)
    left, top, right, bottom = font.getbbox(text)
    lead = size + size // 3 if mark else 0
    canvas = Image.new("RGBA", (round(right - left) + lead + 2 * pad, round(bottom - top) + 2 * pad), ground)
    draw = ImageDraw.Draw(canvas)
    if mark:
        middle = canvas.height // 2
        draw.ellipse((pad, middle - size // 2, pad + size, middle + size // 2), fill=mark)
        hole = size // 5
        draw.ellipse((pad + size // 2 - hole, middle - hole, pad + size // 2 + hole, middle + hole),
                     fill=ground if ground != (0, 0, 0, 0) else (255, 255, 255, 255))  # fmt: skip
    draw.text((pad + lead - left, pad - top), text, font=font, fill=colour)
    return canvas


# --- Good ones -------------------------------------------------------------------------------------------------------


def _drawn(number: int) -> bytes:
    """A symbol and bars for a name, in one to three colours, in every proportion that firms have."""
    dice = random.Random(number)
    one, two = dice.choice(DARK), dice.choice(DARK + BRIGHT)
    width, height = dice.choice([(600, 200), (400, 400), (700, 130), (420, 260), (300, 420), (520, 150)])
    side = min(width, height)
    mid, u = side / 2, side / 10
    symbol = [
        f'<circle cx="{mid}" cy="{mid}" r="{4.2 * u}" fill="{one}"/>',
        f'<path d="M{u} {9 * u}L{mid} {u}L{9 * u} {9 * u}Z" fill="{one}"/>',
        f'<path d="M{u} {u}h{3 * u}v{5 * u}h{5 * u}v{3 * u}h{-8 * u}z" fill="{one}"/>',
        f'<circle cx="{mid}" cy="{mid}" r="{3.2 * u}" fill="none" stroke="{one}" stroke-width="{2 * u}"/>',
        f'<circle cx="{mid}" cy="{mid}" r="{4.4 * u}" fill="{one}"/>'
        f'<circle cx="{mid}" cy="{mid}" r="{2 * u}" fill="#fff"/>',
    ][number % 5]
    boxes: list[tuple[float, float, float, float]] = []
    if width > height:
        step = (width - side) / 3
        boxes = [(side + place * step, height * 0.26, step * 0.75, height * 0.48) for place in range(3)]
    elif height > width:
        boxes = [(u, side * 1.06, width - 2 * u, (height - side) * 0.6)]
    bars = [
        f'<rect x="{x:g}" y="{y:g}" width="{wide:g}" height="{high:g}" fill="{two}"/>' for x, y, wide, high in boxes
    ]
    return svg(symbol + "".join(bars), width, height)


def _set(number: int) -> bytes:
    """A name in pixels on a clear ground, with a disc before it or without."""
    dice = random.Random(number)
    text = dice.choice(["Nordwind", "Setu", "Harrow & Vale", "Ribalta", "goodbox", "AQ", "Lisière", "Inbar9"])
    mark = dice.choice([None, dice.choice(DARK + BRIGHT)])
    size, pad = dice.choice([300, 320, 360]), dice.choice([40, 50, 90])
    image = wordmark(text, dice.choice(DARK), size=size, pad=pad, mark=mark)
    return saved(image, dice.choice(["PNG", "WEBP"]), **({"lossless": True} if number % 2 else {}))


GOOD: Mapping[str, bytes] = {
    **{f"drawn-{number}": _drawn(number) for number in range(25)},
    **{f"set-{number}": _set(number) for number in range(25)},
}


# --- Hostile ones ----------------------------------------------------------------------------------------------------


def _frames(kind: str) -> bytes:
    frames = [Image.new("RGB", (200, 100), colour) for colour in ("red", "blue")]
    return saved(frames[0], kind, save_all=True, append_images=frames[1:])


def _noise(mode: str) -> Image.Image:
    dice = random.Random(1)
    bands = len(mode)
    return Image.frombytes(mode, (240, 120), dice.randbytes(240 * 120 * bands))


def _sixteen_bit() -> bytes:
    image = Image.new("I;16", (1200, 400), 65535)
    for x in range(200, 1000):
        for y in (*range(100, 140), *range(260, 300)):
            image.putpixel((x, y), 4000)
    return saved(image)


def _turned() -> bytes:
    exif = Image.Exif()
    exif[0x0112] = 6
    return saved(_boxed("#0a4da2").rotate(90, expand=True), "JPEG", quality=92, exif=exif)


def _gradient(size: tuple[int, int]) -> Image.Image:
    return Image.linear_gradient("L").resize(size).point([90 + value // 2 for value in range(256)]).convert("RGB")


def _boxed(colour: str, ground: str = "#ffffff", **more: object) -> Image.Image:
    return wordmark("Goodbox", colour, ground=ground, **more).convert("RGB")  # type: ignore[arg-type]


def _on_gradient() -> Image.Image:
    letters = wordmark("Grauton", "#111111")
    sheet = _gradient(letters.size).convert("RGBA")
    sheet.alpha_composite(letters)
    return sheet.convert("RGB")


def _shadowed() -> Image.Image:
    letters = wordmark("Schatten", "#0a4da2")
    shade = Image.new("RGBA", letters.size)
    shade.paste((0, 0, 0, 110), mask=letters.getchannel("A"))
    sheet = Image.new("RGBA", letters.size)
    sheet.alpha_composite(shade.filter(ImageFilter.GaussianBlur(12)), (10, 10))
    sheet.alpha_composite(letters)
    return sheet


def _palette() -> Image.Image:
    image = wordmark("Palette", "#7a1236").convert("RGB").quantize(8)
    image.info["transparency"] = image.getpixel((0, 0))
    return image


def _outlined() -> Image.Image:
    letters = wordmark("Umriss", "#000000")
    fat = letters.getchannel("A").filter(ImageFilter.MaxFilter(21))
    sheet = Image.new("RGBA", letters.size)
    sheet.paste((0, 0, 0, 255), mask=fat)
    sheet.paste((255, 255, 255, 255), mask=letters.getchannel("A"))
    return sheet


def _far(size: tuple[int, int]) -> Image.Image:
    sheet = Image.new("RGBA", size)
    letters = wordmark("far", "#0a4da2", size=260, pad=0)
    sheet.alpha_composite(letters, (size[0] * 2 // 3, size[1] // 5))
    return sheet


def _rays() -> str:
    return "".join(
        f'<path d="M100 100L{100 + 95 * math.cos(turn / 8):.2f} {100 + 95 * math.sin(turn / 8):.2f}" '
        f'stroke="#111" stroke-width="0.15"/>'
        for turn in range(50)
    )


def _one_bit() -> Image.Image:
    return wordmark("einbit", "#000000", ground="#ffffff").convert("1")


_BLUE_DISC = '<circle cx="100" cy="100" r="80" fill="#0a4da2"/>'

REFUSED: Mapping[str, tuple[Callable[[], bytes], str]] = {
    "nothing": (lambda: b"", "empty"),
    "letters": (lambda: b"this is not a picture", "kind"),
    "a page": (lambda: b"%PDF-1.7\n%%EOF", "kind-pdf"),
    "zipped": (lambda: gzip.compress(svg(_BLUE_DISC)), "kind-gzip"),
    "bitmap": (lambda: saved(Image.new("RGB", (300, 100), "navy"), "BMP"), "kind-other-picture"),
    "gif": (lambda: saved(Image.new("P", (300, 100)), "GIF"), "kind-other-picture"),
    "cut off": (lambda: saved(wordmark("halb", "#111111"))[:2000], "damaged"),
    "one pixel": (lambda: saved(Image.new("RGB", (1, 1))), "small"),
    "fifteen pixels": (lambda: saved(Image.new("RGB", (15, 15), "navy")), "small"),
    "a thread": (lambda: saved(Image.new("RGB", (2100, 100), "navy")), "aspect"),
    "moving png": (lambda: _frames("PNG"), "animated"),
    "moving webp": (lambda: _frames("WEBP"), "animated"),
    "all clear": (lambda: saved(Image.new("RGBA", (400, 200))), "blank"),
    "svg of nothing": (lambda: svg("<g/>"), "blank"),
    "svg without paint": (lambda: svg('<rect width="50" height="50" fill="none"/>'), "blank"),
    "svg with letters": (lambda: svg('<text x="9" y="90">Nordwind</text>'), "svg-text"),
    "svg with a script": (lambda: svg("<script>1</script>" + _BLUE_DISC), "svg-script"),
    "svg with a page": (lambda: svg('<foreignObject width="9" height="9"/>' + _BLUE_DISC), "svg-foreign"),
    "svg without end": (lambda: svg("<g>" + _BLUE_DISC), "svg-damaged"),
}
"""What never becomes a picture, with the code of its refusal."""

PLACED: Mapping[str, tuple[Callable[[], bytes], str, str]] = {
    # name: how it is drawn, where it is set, and the verdict that it must bring
    "tiny": (lambda: saved(wordmark("klein", "#111111", size=20, pad=0)), "light", "coarse"),
    "icon": (lambda: saved(Image.new("RGBA", (24, 24), "#0a4da2")), "light", "plain"),
    "small": (lambda: saved(wordmark("mittel", "#111111", size=90, pad=0)), "light", "soft"),
    "far margin in pixels": (lambda: saved(_far((2400, 1600))), "light", "margin"),
    "far margin in lines": (
        lambda: svg('<rect x="900" y="900" width="40" height="20" fill="#124d2c"/>'
                    '<circle cx="960" cy="910" r="14" fill="#7a1236"/>', 2000, 2000), "light", "margin"),
    "white on nothing": (lambda: saved(wordmark("weiss", "#ffffff")), "light", "plate"),
    "white drawing": (lambda: svg(_BLUE_DISC.replace("#0a4da2", "#ffffff")), "light", "plate"),
    "nearly white": (lambda: svg(_BLUE_DISC.replace("#0a4da2", "#f2f2f2")), "light", "plate"),
    "pale yellow": (lambda: svg(_BLUE_DISC.replace("#0a4da2", "#fff27a")), "light", "plate"),
    "the ground's own colour": (lambda: svg(_BLUE_DISC.replace("#0a4da2", "#0b3b3c")), "dark", "plate"),
    "black on dark": (lambda: saved(wordmark("schwarz", "#000000")), "dark", "plate"),
    "orange": (lambda: svg(_BLUE_DISC.replace("#0a4da2", "#f28f3b")), "light", "faint"),
    "half white": (
        lambda: svg('<rect x="20" y="20" width="160" height="160" fill="#111111"/>'
                    '<rect x="240" y="20" width="60" height="160" fill="#ffffff"/>'), "light", "plate"),
    "black and white halves": (
        lambda: svg('<circle cx="100" cy="100" r="80" fill="#ffffff"/><circle cx="300" cy="100" r="80" fill="#000000"/>'
                    ), "mixed", "plate"),
    "box on a gradient": (lambda: saved(_on_gradient()), "light", "boxed"),
    "black box": (lambda: saved(_boxed("#ffffff", "#000000")), "light", "boxed"),
    "red box": (lambda: saved(_boxed("#ffffff", "#b3001b")), "light", "boxed"),
    "cut by its box": (
        lambda: saved(wordmark("Randlos", "#0a4da2", ground="#ffffff", pad=0).convert("RGB").crop((40, 0, 700, 160))),
        "dark", "boxed"),
    "pale tones in a box": (
        lambda: saved(Image.alpha_composite(wordmark("Hauch", "#0a4da2", ground="#ffffff", pad=150),
                      wordmark("Hauch", (0, 0, 0, 14), pad=150).rotate(180)).convert("RGB")), "dark", "boxed"),
    "white behind a drawing": (
        lambda: svg('<rect width="600" height="200" fill="#ffffff"/>' + _BLUE_DISC), "dark", "boxed"),
    "white behind a drawing on white": (
        lambda: svg('<rect width="600" height="200" fill="#ffffff"/>' + _BLUE_DISC), "light", "hidden-box"),
    "noise": (lambda: saved(_noise("RGB")), "light", "boxed"),
    "a plain sheet": (lambda: saved(Image.new("RGB", (800, 400), "white"), "JPEG"), "light", "plain"),
    "hair": (lambda: svg(_rays(), 200, 200), "light", "hairline"),
    "a line of words": (lambda: svg('<rect x="0" y="0" width="1800" height="100" fill="#111111" fill-opacity="1"/>'
                                    '<circle cx="1850" cy="50" r="50" fill="#0a4da2"/>', 1900, 100), "light", "thin"),
    "a pole": (lambda: svg('<circle cx="20" cy="20" r="20" fill="#111111"/>'
                           '<rect x="15" y="40" width="10" height="660" fill="#0a4da2"/>', 40, 700), "light",
               "too-thin"),
    # These bring nothing to be mended: what is odd about them is put right without a word.
    "jpeg in a box": (lambda: saved(_boxed("#0a4da2"), "JPEG", quality=85), "dark", "freed"),
    "poor jpeg in a box": (lambda: saved(_boxed("#124d2c", mark="#d8402f"), "JPEG", quality=45), "dark", "freed"),
    "grey box": (lambda: saved(_boxed("#7a1236", "#eeeeee")), "dark", "freed"),
    "one bit": (lambda: saved(_one_bit()), "dark", "freed"),
    "cmyk": (lambda: saved(_boxed("#22396b").convert("CMYK"), "JPEG", quality=92), "dark", "freed"),
    "sixteen bits": (_sixteen_bit, "dark", "freed"),
    "turned by its camera": (_turned, "dark", "freed"),
    "palette": (lambda: saved(_palette()), "light", "contrast"),
    "grey with alpha": (lambda: saved(wordmark("grau", "#333333").convert("LA")), "light", "contrast"),
    "shadow": (lambda: saved(_shadowed()), "light", "contrast"),
    "white with an outline": (lambda: saved(_outlined()), "light", "contrast"),
    "drawing without colours": (lambda: svg('<path d="M10 10h180v180h-60v-90h-60v90h-60z"/>', 200, 200), "light",
                                "contrast"),
    "words in the file": (
        lambda: saved(wordmark("Meta", "#1a1a1a"), pnginfo=_said("<script>alert(1)</script>")), "light", "contrast"),
}  # fmt: skip
"""What becomes a picture, where it is set, and the verdict that says what is odd about it."""


def _said(words: str) -> PngInfo:
    info = PngInfo()
    info.add_text("Title", words)
    return info
