"""Fitting: a text set into its slot's box, as large as it goes and not smaller than the brand allows."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from math import sqrt

from brand_kit.rendering.errors import ValueRefused
from brand_kit.rendering.fonts import FontShelf
from brand_kit.rendering.lines import Line
from brand_kit.rendering.master import Manifest, Slot
from brand_kit.rendering.pango import UNITS
from brand_kit.rendering.shape import PIXEL, MissingGlyph, TextStyle, Typesetter, typesetter
from brand_kit.rendering.values import Text

STEP = 0.025
"""By how much of the style's size a text that does not fit is made smaller at a time."""
_POINTS = PIXEL / UNITS
_TOLERANCE = 0.02
"""In points, what rounding may add."""
# Controls but the line feed, separators, what turns directions around, surrogates, private use and noncharacters: the
# kinds of field refuse them with better words, and nothing else may bring them in.
_HIDDEN = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u206f\ufeff\ud800-\udfff\ue000-\uf8ff\ufdd0-\ufdef\ufff0-\uffff"
    "\U000e0000-\U0010ffff]"
)
MAX_CHARACTERS, MAX_LINES = 4000, 60
"""No slot holds more; a text is refused by these before it costs any time to shape."""


@dataclass(frozen=True, slots=True)
class SetLine:
    """A line at its place in the slot's box, in points from the box's left bottom corner."""

    line: Line
    x: float
    baseline: float


@dataclass(frozen=True, slots=True)
class SetText:
    """A text that fits its box."""

    raw: bytes
    size: float
    scale: float
    """The share of the style's size at which it fits."""
    lines: tuple[SetLine, ...]


@dataclass(frozen=True, slots=True)
class _Try:
    lines: list[Line]
    above: list[float]
    heights: list[float]
    width: float

    @property
    def height(self) -> float:
        return sum(self.heights)


def fit(manifest: Manifest, slot: Slot, value: Text, shelf: FontShelf) -> SetText:
    """Set a text into a slot of a master.

    Raises:
        ValueRefused: if the typefaces lack a character (`glyph`), or the text does not fit at the smallest size that
            the region allows (`overflow`); the message says by how much.
    """
    style = slot.style
    if style is None:
        raise ValueRefused(slot.key, f"{slot.label} holds a picture, not text.", code="kind")
    if len(value.text) > MAX_CHARACTERS or value.text.count("\n") >= MAX_LINES:
        raise ValueRefused(
            slot.key,
            f"{slot.label} is far too long: {len(value.text)} characters, {value.text.count(chr(10)) + 1} lines.",
            code="overflow",
        )
    if hidden := _HIDDEN.search(value.text):
        code = f"U+{ord(hidden[0]):04X}"
        raise ValueRefused(
            slot.key, f"{slot.label}: {code} cannot be set; write it without this character.", code="glyph"
        )
    setter = typesetter(shelf, manifest.font_files, manifest.language, manifest.direction)
    try:
        first = _try(setter, slot, style, value, 1.0)
        if _fits(slot, first):
            return _place(manifest, slot, value, first, 1.0)
        scales = _scales(slot.floor)
        at = _guess(slot, first, scales)
        best = _try(setter, slot, style, value, scales[at])
        if _fits(slot, best):
            while at > 0 and _fits(slot, larger := _try(setter, slot, style, value, scales[at - 1])):
                at, best = at - 1, larger
        else:
            while not _fits(slot, best):
                if at == len(scales) - 1:
                    raise ValueRefused(slot.key, _overflow(slot, best), code="overflow")
                at += 1
                best = _try(setter, slot, style, value, scales[at])
        return _place(manifest, slot, value, best, scales[at])
    except MissingGlyph as missing:
        character = missing.character
        shown = character if character.isprintable() else ""
        raise ValueRefused(
            slot.key,
            f"{slot.label}: the brand's typefaces have no glyph for {shown} (U+{ord(character):04X}); "
            "write it without this character.",
            code="glyph",
        ) from missing


@lru_cache(maxsize=64)
def _scales(floor: float) -> tuple[float, ...]:
    """Return the shares of a style's size that are tried below the whole, down to the smallest."""
    steps = round((1 - floor) / STEP + 1e-9)
    scales = [max(1 - STEP * (step + 1), floor) for step in range(steps)]
    return tuple(scales if scales and scales[-1] <= floor + 1e-9 else [*scales, floor])


def _guess(slot: Slot, first: _Try, scales: tuple[float, ...]) -> int:
    """Return which of the scales a text that is too large is likely to fit at; a line's width is known best."""
    wanted = min(
        slot.width / first.width if first.width else 1.0,
        sqrt(slot.height / first.height),  # smaller letters take less height, and fewer lines
        slot.max_lines / len(first.lines),
    )
    return next((at for at, scale in enumerate(scales) if scale <= wanted), len(scales) - 1)


def _try(setter: Typesetter, slot: Slot, style: TextStyle, value: Text, scale: float) -> _Try:
    size = style.size * scale
    lines = setter.lines(value.text, style, size, slot.width, value.direction)
    strut_ascent, strut_height = setter.strut(style, size)
    leading = style.line_height * size
    # CSS 2.2, 10.8.1: half the leading goes above a box's content and half below, and a line holds all its boxes.
    strut = strut_ascent * _POINTS + (leading - strut_height * _POINTS) / 2
    above, heights, width = [], [], 0.0
    for line in lines:
        own = line.ascent * _POINTS + (leading - line.height * _POINTS) / 2 if line.runs else strut
        top = max(strut, own)
        above.append(top)
        heights.append(top + max(leading - strut, leading - own))
        width = max(width, _width(line, style, size))
    return _Try(lines, above, heights, width)


def _width(line: Line, style: TextStyle, size: float) -> float:
    """Return a line's width in points; as in locked copy, tracking counts behind the last letter too."""
    return line.width * _POINTS + style.tracking * size


def _fits(slot: Slot, attempt: _Try) -> bool:
    return (
        len(attempt.lines) <= slot.max_lines
        and attempt.height <= slot.height + _TOLERANCE
        and attempt.width <= slot.width + _TOLERANCE
    )


def _overflow(slot: Slot, attempt: _Try) -> str:
    extra = len(attempt.lines) - slot.max_lines
    if extra > 0:
        return f"{slot.label} is over by {extra} line{'s' if extra > 1 else ''} at its smallest size; shorten it."
    over = max(attempt.height / slot.height, attempt.width / slot.width) - 1
    return f"{slot.label} is over by {max(over * 100, 1):.0f} % at its smallest size; shorten it."


def _place(manifest: Manifest, slot: Slot, value: Text, attempt: _Try, scale: float) -> SetText:
    if slot.style is None:
        raise ValueRefused(slot.key, f"{slot.label} holds a picture, not text.", code="kind")
    free = slot.height - attempt.height
    top = slot.height - {"top": 0.0, "center": free / 2, "bottom": free}[slot.valign]
    factor = {"center": 0.5, "start": 0.0, "end": 1.0}[slot.align]
    if manifest.direction == "rtl":
        factor = 1 - factor
    placed = []
    for line, above, height in zip(attempt.lines, attempt.above, attempt.heights, strict=True):
        if line.runs:
            width = _width(line, slot.style, slot.style.size * scale)
            placed.append(SetLine(line, (slot.width - width) * factor, top - above))
        top -= height
    return SetText(value.text.encode(), slot.style.size * scale, scale, tuple(placed))
