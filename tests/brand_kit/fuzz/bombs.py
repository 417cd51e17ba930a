"""Files that are small and cost a fortune to open, or pretend to be what they are not: all of them must be answered."""

from __future__ import annotations

import struct
import zlib
from functools import cache
from io import BytesIO

import PIL.Image
from PIL import ImageCms

from tests.brand_kit.svg_attacks import ATTACKS, RECT, SVG, drawing, laughs, uses

_PNG = b"\x89PNG\r\n\x1a\n"
_MASQUERADES = ("TIFF", "BMP", "ICO", "TGA", "PPM", "JPEG2000", "PCX", "SGI", "DDS", "AVIF", "GIF", "PDF", "EPS")


@cache
def svg_bombs() -> dict[str, bytes]:
    """Return every hostile SVG file by name."""
    quadratic = f'<!DOCTYPE svg [<!ENTITY a "{"x" * 50_000}">]>'
    more = {
        "an entity of 50 KB, 140 times": drawing(f"<desc>{'&a;' * 140}</desc>{RECT}", quadratic),
        "a million laughs as text": drawing(f"<text>&l6;</text>{RECT}", laughs(6)),
        "a hundred thousand uses": drawing(uses(5, 10)),
        "five hundred groups deep": drawing("<g>" * 500 + RECT + "</g>" * 500),
        "thirty thousand groups deep": drawing("<g>" * 30_000 + RECT + "</g>" * 30_000),
        "ten thousand shapes, two thousand rules": drawing(
            "<style>"
            + "".join(f"rect.c{n}{{fill:red}}" for n in range(2000))
            + "</style>"
            + "<rect class='c1'/>" * 9999
        ),
        "an attribute of two megabytes": f'<svg {SVG}><path d="{"M0 0" * 500_000}"/></svg>'.encode(),
        "turbulence that is never drawn": drawing(
            f'<filter id="f"><feTurbulence baseFrequency="9" numOctaves="1000000000"/></filter>'
            f'<g style="filter:url(#f)">{RECT}</g>'
        ),
        "an SVG of nothing but zeroes, zipped": b"\x1f\x8b\x08\0\0\0\0\0\0\xff" + _zlib(b"\0" * 100_000_000)[2:],
        "UTF-16": drawing(RECT).decode().encode("utf-16"),
    }
    return {name: data for name, (data, _) in ATTACKS.items()} | more


@cache
def raster_bombs() -> dict[str, bytes]:
    """Return every hostile raster file by name."""
    small = PIL.Image.linear_gradient("L").resize((64, 48)).convert("RGB")
    found = {
        "13,300 pixels square in colour": _rows(13_300, 13_300, 6, 8),
        "13,000 pixels square in one bit": _rows(13_000, 13_000, 0, 1),
        "5,000 pixels square in colour": _rows(5_000, 5_000, 6, 8),
        "5,000 pixels square, 16 bit": _rows(5_000, 5_000, 6, 16),
        "a strip as long as allowed": _rows(16_000, 1_500, 2, 8),
        "a header of 9,000 pixels with ten bytes": _png(9_000, 9_000, 2, 8, b"0123456789"),
        "a header of 4,900 pixels with ten bytes": _png(4_900, 4_900, 2, 8, b"0123456789"),
        "a header of the largest size": _png(2**31 - 1, 2**31 - 1, 2, 8, b""),
        "pixels that unpack to 300 MB": _png(64, 48, 2, 8, _zeroes(300)),
        "a comment of 300 MB": _with(_rows(64, 48, 2, 8), b"zTXt", b"Comment\0\0" + _zeroes(300)),
        "an international comment of 300 MB": _with(_rows(64, 48, 2, 8), b"iTXt", b"C\0\1\0\0\0" + _zeroes(300)),
        "a profile of 300 MB": _with(_rows(64, 48, 2, 8), b"iCCP", b"icc\0\0" + _zeroes(300)),
        "a profile that is none": _with(_rows(64, 48, 2, 8), b"iCCP", b"icc\0\0" + _zlib(b"no profile" * 99)),
        "a hundred thousand empty chunks": _with(_rows(64, 48, 2, 8), *([b"tEXt", b""] * 100_000)),
        "a picture cut short": _saved(small, "PNG")[:120],
        "a photograph cut short": _saved(small, "JPEG")[:-300],
        "a photograph with a program behind it": _saved(small, "JPEG") + b"MZ" + b"\0" * 4096,
        "a photograph that claims 65,000 pixels": _claiming(_saved(small, "JPEG"), 65_000, 65_000),
        "a photograph that claims 5,000 pixels": _claiming(_saved(small, "JPEG"), 4_990, 4_990),
        "a progressive photograph of many scans": _scans(_saved(small, "JPEG", progressive=True), 400),
        "a large WebP of one colour": _saved(PIL.Image.new("RGB", (5_000, 5_000), "red"), "WEBP"),
        "a WebP of 16,383 pixels": _saved(PIL.Image.new("RGB", (16_383, 2_000), "red"), "WEBP"),
        "a profile of another kind": _saved(small, "PNG", icc_profile=_lab()),
    }
    for kind in _MASQUERADES:
        found[f"{kind} sent as a PNG"] = _saved(small, kind)
    return found


def _zlib(data: bytes) -> bytes:
    return zlib.compress(data, 9)


def _zeroes(megabytes: int) -> bytes:
    packer = zlib.compressobj(9)
    return b"".join(packer.compress(bytes(1_000_000)) for _ in range(megabytes)) + packer.flush()


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def _png(width: int, height: int, colour: int, depth: int, data: bytes) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    return _PNG + _chunk(b"IHDR", header) + _chunk(b"IDAT", data) + _chunk(b"IEND", b"")


def _rows(width: int, height: int, colour: int, depth: int) -> bytes:
    """Return a whole PNG of one colour, packed as tightly as can be."""
    bands = {0: 1, 2: 3, 6: 4}[colour]
    row = b"\0" + b"\x7f" * ((width * bands * depth + 7) // 8)
    packer = zlib.compressobj(9)
    return _png(width, height, colour, depth, b"".join(packer.compress(row) for _ in range(height)) + packer.flush())


def _with(png: bytes, *chunks: bytes) -> bytes:
    more = b"".join(_chunk(kind, body) for kind, body in zip(chunks[::2], chunks[1::2], strict=True))
    return png[:33] + more + png[33:]


def _saved(image: PIL.Image.Image, kind: str, **options: object) -> bytes:
    buffer = BytesIO()
    image.save(buffer, kind, **options)  # type: ignore[arg-type]
    return buffer.getvalue()


def _claiming(jpeg: bytes, width: int, height: int) -> bytes:
    """Return a JPEG whose frame header names another size."""
    at = jpeg.index(b"\xff\xc0") + 5
    return jpeg[:at] + struct.pack(">HH", height, width) + jpeg[at + 4 :]


def _scans(jpeg: bytes, times: int) -> bytes:
    """Return a progressive JPEG with its last scan repeated."""
    at = jpeg.rindex(b"\xff\xda")
    return jpeg[:at] + jpeg[at:-2] * times + jpeg[-2:]


def _lab() -> bytes:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
