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
    parts = []
    for run in _DARK.finditer(pixels):
        row, column = divmod(run.start(), side)
        length = run.end() - run.start()
        y = QUIET + side - 1 - row
        while column + length > side:  # a run that goes on in the next row
            parts.append(b"%d %d %d 1 re" % (QUIET + column, y, side - column))
            length -= side - column
            column, y = 0, y - 1
        parts.append(b"%d %d %d 1 re" % (QUIET + column, y, length))
    return side + 2 * QUIET, b"\n".join(parts) + b"\nf"
