"""QR codes as PDF drawing operators."""

from __future__ import annotations

import re
from functools import lru_cache
from math import isqrt

import zxingcpp

from brand_kit.rendering.errors import RenderingError
from brand_kit.rendering.qr_masks import QUIET, best

_DARK = re.compile("1+")
_AS_DIGITS = bytes.maketrans(b"\x00\xff", b"10")
_MASKS = range(8)


@lru_cache(maxsize=256)
def qr_operators(text: str) -> tuple[int, bytes]:
    """Return a QR code of error level M as its side in modules with the quiet zone, and its path.

    The path draws in a coordinate system of one unit to a module, from the bottom left corner of the quiet zone.

    Raises:
        RenderingError: if the text is too long for a code.
    """
    width, modules = _modules(text, 0)
    changes = _changes.get(width)
    if changes is None:
        changes = _changes[width] = tuple(modules ^ _modules(text, mask)[1] for mask in _MASKS)
    codes = [modules ^ change for change in changes]
    digits = f"{codes[best(codes, width - 2 * QUIET)]:0{width * width}b}"
    slices, pieces = _grid(width)
    path = b"".join(map(_Pieces.__getitem__, pieces, map(digits.__getitem__, slices)))
    return width, path + b"f"


_changes: dict[int, tuple[int, ...]] = {}
"""By a code's size: what each mask changes beside the first. It is the same for all contents, as masks and what a code
says of its mask are laid over the content (ISO/IEC 18004:2015, 7.8.2 and 7.9.1)."""


def _modules(text: str, mask: int) -> tuple[int, int]:
    """Return a code's width with the quiet zone, and its modules as one number, row by row, dark modules as ones."""
    try:
        code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M", data_mask=mask)
    except (ValueError, RuntimeError) as error:
        raise RenderingError("This is too long for a QR code; use a shorter address.") from error
    pixels = bytes(memoryview(code.to_image(scale=1, add_quiet_zones=True)))  # type: ignore[arg-type]
    return isqrt(len(pixels)), int(pixels.translate(_AS_DIGITS), 2)


class _Pieces(dict[str, bytes]):
    """Rectangles of up to eight modules at one place, by the modules: codes of a size share most of them.

    All pieces of a code are one path, which is filled once, so that no seams show between them.
    """

    def __init__(self, x: int, y: int) -> None:
        """Take the place of the leftmost module."""
        super().__init__()
        self._x, self._y = x, y

    def __missing__(self, modules: str) -> bytes:
        """Write the rectangles and keep them; there are 256 at most."""
        piece = self[modules] = b"".join(
            b"%d %d %d 1 re\n" % (self._x + run.start(), self._y, len(run[0])) for run in _DARK.finditer(modules)
        )
        return piece


@lru_cache(maxsize=40)
def _grid(width: int) -> tuple[list[slice], list[_Pieces]]:
    """Return where the pieces of a code of this width are in its modules, and what they draw."""
    inside = range(QUIET, width - QUIET)
    places = [(row, column) for row in inside for column in inside[::8]]
    slices = [slice(row * width + column, row * width + min(column + 8, width - QUIET)) for row, column in places]
    return slices, [_Pieces(column, width - 1 - row) for row, column in places]
