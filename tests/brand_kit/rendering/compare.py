"""How far a filled slot is from the same text, locked in the same region."""

from __future__ import annotations

from dataclasses import dataclass

from PIL import ImageChops, ImageStat

from brand_kit.rendering.master import Master, Slot
from tests.brand_kit.rendering.readers import Glyph, draw, page_glyphs

MARGIN = 3.0
"""Points beyond its box at which a mark's or a space's origin may stand."""


@dataclass(frozen=True)
class Delta:
    """The differences of one region."""

    key: str
    same_lines: bool
    """Whether each line holds the same glyphs."""
    begin: float
    """The largest distance of the first glyphs of two lines, in points."""
    drift: float
    """By how much more than its line's first glyph a glyph is away from its double, in thousandths of an em."""
    y: float
    size: float

    def __str__(self) -> str:
        """Say it in a line of a report."""
        return (
            f"{self.key}: {'same' if self.same_lines else 'OTHER'} lines, begin {self.begin:.3f} pt, "
            f"drift {self.drift:.0f}/1000 em, dy {self.y:.3f} pt, size {self.size:.4f} pt"
        )


def inked(glyphs: list[Glyph]) -> list[Glyph]:
    """Return the glyphs without spaces, of which ends of lines may have more or fewer."""
    return [glyph for glyph in glyphs if glyph.text.strip(" \u00a0\u3000\n") or not glyph.text]


def inside(glyphs: list[Glyph], slot: Slot) -> list[Glyph]:
    """Return the glyphs that a region's box holds."""
    return [
        glyph
        for glyph in glyphs
        if slot.left - MARGIN <= glyph.x <= slot.left + slot.width + MARGIN
        and slot.bottom - 1 <= glyph.y <= slot.bottom + slot.height + 1
    ]


def lines(glyphs: list[Glyph]) -> list[list[Glyph]]:
    """Return glyphs by line from the top, each from left to right; a line is what lies within half of its size."""
    found: list[list[Glyph]] = []
    for glyph in sorted(glyphs, key=lambda glyph: -glyph.y):
        if not found or found[-1][0].y - glyph.y > glyph.size * 0.55:
            found.append([])
        found[-1].append(glyph)
    return [sorted(line, key=lambda glyph: glyph.x) for line in found]


def delta(locked: list[Glyph], filled: list[Glyph], slot: Slot) -> Delta:
    """Compare one region of two pages."""
    ours, theirs = (lines(inked(inside(glyphs, slot))) for glyphs in (filled, locked))
    same = bool(ours) and [len(line) for line in ours] == [len(line) for line in theirs]
    begin = drift = y = size = 0.0
    for our, their in zip(ours, theirs, strict=False):
        pairs = twins(our, their)
        same = same and len(pairs) == len(our)
        shift = pairs[0][0].x - pairs[0][1].x if pairs else 0.0
        begin = max(begin, abs(shift))
        for one, two in pairs:
            drift = max(drift, abs(one.x - two.x - shift) / one.size * 1000)
            y, size = max(y, abs(one.y - two.y)), max(size, abs(one.size - two.size))
    return Delta(slot.key, same, begin, drift, y, size)


def twins(ours: list[Glyph], theirs: list[Glyph]) -> list[tuple[Glyph, Glyph]]:
    """Return each glyph of a line with the nearest one of another line that is the same.

    Glyphs are the same by number, or by text where an update's own font numbers them anew.
    """
    left, pairs = list(theirs), []
    for one in ours:
        same = [two for two in left if two.number == one.number or (one.text and two.text == one.text)]
        if same:
            near = min(same, key=lambda two: abs(two.x - one.x))
            left.remove(near)
            pairs.append((one, near))
    return pairs


def deltas(locked: Master, filled: bytes, master: Master, keys: tuple[str, ...]) -> list[Delta]:
    """Compare regions of two pages."""
    one, other = page_glyphs(locked.data), page_glyphs(filled)
    return [delta(one, other, master.manifest.slots[key]) for key in keys]


def raster_difference(locked: bytes, filled: bytes, dpi: float = 150) -> tuple[int, float]:
    """Return the largest and the mean difference of two pages' pixels, of 255."""
    difference = ImageChops.difference(draw(locked, dpi=dpi), draw(filled, dpi=dpi)).convert("L")
    return int(difference.getextrema()[1]), ImageStat.Stat(difference).mean[0]
