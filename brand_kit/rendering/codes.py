"""QR codes as PDF drawing operators."""

from __future__ import annotations

import re
from functools import lru_cache
from math import isqrt

import zxingcpp

from brand_kit.rendering.errors import RenderingError

_DARK = re.compile(rb"\x00+")
QUIET = 4
"""Modules kept free around a code (ISO/IEC 18004, 9.1)."""


@lru_cache(maxsize=1024)
def qr_operators(text: str) -> tuple[int, bytes]:
    """Return a QR code of error level M as its side in modules with the quiet zone, and its path.

    The path draws in a coordinate system of one unit to a module, from the bottom left corner of the quiet zone.

    Raises:
        RenderingError: if the text is too long for a code.
    """
    try:
        code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    except (ValueError, RuntimeError) as error:
        raise RenderingError("This is too long for a QR code; use a shorter address.") from error
    pixels = bytes(memoryview(code.to_image(scale=1, add_quiet_zones=False)))  # type: ignore[arg-type]
    side = isqrt(len(pixels))
    path = b"".join(
        [
            _PIECES[
                QUIET + side - 1 - row, QUIET + column, pixels[row * side + column : row * side + min(column + 8, side)]
            ]
            for row in range(side)
            for column in range(0, side, 8)
        ]
    )
    return side + 2 * QUIET, path + b"f"


class _Pieces(dict[tuple[int, int, bytes], bytes]):
    """Rectangles of up to eight modules of a row, by height, left edge and modules: most codes share most of them.

    All pieces of a code are one path, which is filled once, so that no seams show between them.
    """

    def __missing__(self, key: tuple[int, int, bytes]) -> bytes:
        y, x, modules = key
        piece = b"".join(b"%d %d %d 1 re\n" % (x + run.start(), y, len(run[0])) for run in _DARK.finditer(modules))
        if len(self) < 200_000:
            self[key] = piece
        return piece


_PIECES = _Pieces()
