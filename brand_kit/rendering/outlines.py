"""Glyphs as a fill brings them: charstrings of outlines alone, and the smallest CFF font around some of them.

Cutting a part out of a large font takes HarfBuzz milliseconds, in each file anew. Here a glyph is drawn once in a
process, by HarfBuzz, and written as a Type 2 charstring without hints and subroutines (Adobe Technical Note 5177). A
font of such charstrings (Technical Note 5176) is put together by laying them one behind the other.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from itertools import accumulate

import uharfbuzz
from fontTools.misc.psCharStrings import encodeFixed, encodeFloat, encodeIntT2

from brand_kit.rendering.errors import RenderingError

_ONE = 65536
"""Coordinates are kept in whole parts of this, the finest that a charstring knows."""
_MOVE, _LINE, _CURVE, _END = b"\x15", b"\x05", b"\x08", b"\x0e"
_STACK = 48
"""The most numbers that may stand before an operator."""
_ROS, _FONT_MATRIX, _CID_COUNT, _FD_ARRAY, _FD_SELECT = (bytes((12, code)) for code in (30, 7, 34, 36, 37))
_CHARSET, _CHARSTRINGS, _PRIVATE = b"\x0f", b"\x11", b"\x12"
_STANDARD_STRINGS = 391
_PLAIN = b"\x8b\x14"
"""A Private DICT that says only that widths are given in full (`0 defaultWidthX`)."""

_Point = tuple[float, float]


class _Pen:
    """Takes an outline as HarfBuzz draws it and writes it as a charstring."""

    def __init__(self, width: int) -> None:
        self._parts = [encodeIntT2(width)]
        self._x = self._y = 0
        self._start: _Point = (0, 0)
        self._line: _Point | None = None
        """A line that is not written yet: the one back to a contour's start need not be."""
        self._operator = b""
        self._numbers = 0

    def moveTo(self, point: _Point) -> None:
        self._add(_MOVE, point)
        self._start = point

    def lineTo(self, point: _Point) -> None:
        self._write_line()
        self._line = point

    def curveTo(self, one: _Point, two: _Point, point: _Point) -> None:
        self._write_line()
        self._add(_CURVE, one, two, point)

    def qCurveTo(self, control: _Point, point: _Point) -> None:
        # The same curve as a cubic one: both of its controls lie two thirds of the way to the one of the quadratic.
        self._write_line()
        begin = (self._x / _ONE, self._y / _ONE)
        self._add(_CURVE, _two_thirds(begin, control), _two_thirds(point, control), point)

    def closePath(self) -> None:
        # The next contour's beginning, or the glyph's end, closes this one.
        if self._line == self._start:
            self._line = None
        self._write_line()

    def charstring(self) -> bytes:
        return b"".join((*self._parts, self._operator, _END))

    def _write_line(self) -> None:
        if self._line is not None:
            self._add(_LINE, self._line)
            self._line = None

    def _add(self, operator: bytes, *points: _Point) -> None:
        if operator != self._operator or operator == _MOVE or self._numbers + 2 * len(points) > _STACK:
            self._parts.append(self._operator)
            self._operator, self._numbers = operator, 0
        for x, y in points:
            new_x, new_y = round(x * _ONE), round(y * _ONE)
            self._parts += _number(new_x - self._x), _number(new_y - self._y)
            self._x, self._y = new_x, new_y
        self._numbers += 2 * len(points)


def _two_thirds(begin: _Point, end: _Point) -> _Point:
    return begin[0] + (end[0] - begin[0]) * 2 / 3, begin[1] + (end[1] - begin[1]) * 2 / 3


def _number(value: int) -> bytes:
    whole, rest = divmod(value, _ONE)
    if not -0x8000 <= whole < 0x7FFF:
        raise RenderingError("A glyph of the brand's typefaces is too large to be embedded.")
    number: bytes = encodeFixed(value / _ONE) if rest else encodeIntT2(whole)
    return number


class Charstrings(dict[int, bytes]):
    """A face's glyphs as charstrings, each drawn when it is first asked for."""

    def __init__(self, font: uharfbuzz.Font) -> None:
        """Take the face as HarfBuzz has it, in font units."""
        super().__init__()
        self._font = font

    def __missing__(self, glyph: int) -> bytes:
        """Draw a glyph and keep it."""
        pen = _Pen(self._font.get_glyph_h_advance(glyph))
        self._font.draw_glyph_with_pen(glyph, pen)
        drawn = self[glyph] = pen.charstring()
        return drawn


def small_font(name: str, units: int, glyphs: Sequence[int], charstrings: Mapping[int, bytes]) -> bytes:
    """Return a CID-keyed CFF font of some glyphs, each under its number in its own typeface, and an empty `.notdef`.

    Args:
        name: the font's PostScript name.
        units: how many font units make an em.
        glyphs: in ascending order, without 0.
        charstrings: at least of these glyphs.
    """
    count = len(glyphs) + 1
    drawn = _index([b"\x8b\x0e", *(charstrings[glyph] for glyph in glyphs)])
    charset = struct.pack(f">B{count - 1}H", 0, *glyphs)
    select = struct.pack(">BHHBH", 3, 1, 0, 0, count)
    head = b"\x01\x00\x04\x04" + _index([name.encode()])
    strings = _index([b"Adobe", b"Identity"]) + _index([])
    matrix = b"" if units == 1000 else _matrix(units)
    start = len(head) + len(_index([_top(0, 0, 0, 0, glyphs[-1] + 1, matrix)])) + len(strings)
    at_select = start + len(charset)
    at_drawn = at_select + len(select)
    at_private = at_drawn + len(drawn)
    at_array = at_private + len(_PLAIN)
    top = _index([_top(start, at_select, at_drawn, at_array, glyphs[-1] + 1, matrix)])
    array = _index([_offset(len(_PLAIN)) + _offset(at_private) + _PRIVATE])
    return b"".join((head, top, strings, charset, select, drawn, _PLAIN, array))


def _top(charset: int, select: int, charstrings: int, array: int, cid_count: int, matrix: bytes) -> bytes:
    return b"".join(
        (
            *(_offset(_STANDARD_STRINGS), _offset(_STANDARD_STRINGS + 1), _offset(0), _ROS),
            matrix,
            *(_offset(cid_count), _CID_COUNT),
            *(_offset(charset), _CHARSET),
            *(_offset(charstrings), _CHARSTRINGS),
            *(_offset(array), _FD_ARRAY),
            *(_offset(select), _FD_SELECT),
        )
    )


def _matrix(units: int) -> bytes:
    scale, zero = encodeFloat(1 / units), encodeFloat(0)
    return b"".join((scale, zero, zero, scale, zero, zero, _FONT_MATRIX))


def _offset(value: int) -> bytes:
    """Return a number that takes the same room whatever it is."""
    return struct.pack(">BI", 29, value)


def _index(entries: Sequence[bytes]) -> bytes:
    if not entries:
        return b"\0\0"
    ends = list(accumulate(map(len, entries), initial=1))
    return struct.pack(f">HB{len(ends)}I", len(entries), 4, *ends) + b"".join(entries)
