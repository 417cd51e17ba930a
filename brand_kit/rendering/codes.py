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
    slices, pieces = _grid(side)
    path = b"".join(map(_Pieces.__getitem__, pieces, map(pixels.__getitem__, slices)))
    return side + 2 * QUIET, path + b"f"


class _Pieces(dict[bytes, bytes]):
    """Rectangles of up to eight modules at one place, by the modules: codes of a size share most of them.

    All pieces of a code are one path, which is filled once, so that no seams show between them.
    """

    def __init__(self, x: int, y: int) -> None:
        """Take the place of the leftmost module."""
        super().__init__()
        self._x, self._y = x, y

    def __missing__(self, modules: bytes) -> bytes:
        """Write the rectangles and keep them; there are 256 at most."""
        piece = self[modules] = b"".join(
            b"%d %d %d 1 re\n" % (self._x + run.start(), self._y, len(run[0])) for run in _DARK.finditer(modules)
        )
        return piece


@lru_cache(maxsize=40)
def _grid(side: int) -> tuple[list[slice], list[_Pieces]]:
    """Return where the pieces of a code of this many modules are in its pixels, and what they draw."""
    places = [(row, column) for row in range(side) for column in range(0, side, 8)]
    slices = [slice(row * side + column, row * side + min(column + 8, side)) for row, column in places]
    return slices, [_Pieces(QUIET + column, QUIET + side - 1 - row) for row, column in places]
