"""Lines of set text: runs of glyphs of one face, where they stand, and of which text each is a part.

All lengths are Pango units, 1024 to a CSS pixel.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from brand_kit.rendering.fonts import Face
from brand_kit.rendering.pango import GLYPH_EMPTY

NO_GLYPH = GLYPH_EMPTY
"""Stands in a run where there is an advance but nothing to draw."""


@dataclass(slots=True)
class Run:
    """Glyphs of one face and one direction, in the order in which they are drawn from left to right."""

    face: Face
    glyphs: tuple[int, ...]
    """Glyph ids; `NO_GLYPH` where there is only an advance."""
    widths: tuple[int, ...]
    x_offsets: tuple[int, ...]
    y_offsets: tuple[int, ...]
    clusters: list[int]
    """By glyph, where its text begins: a byte offset into the shaped text."""
    start: int
    end: int
    rtl: bool

    def groups(self, raw: bytes) -> Iterator[tuple[int, int, str]]:
        """Yield the run's clusters from left to right: the first glyph, the glyph behind the last, and their text."""
        clusters, count = self.clusters, len(self.clusters)
        at = 0
        while at < count:
            start, end = clusters[at], at + 1
            while end < count and clusters[end] == start:
                end += 1
            behind = at - 1 if self.rtl else end
            stop = clusters[behind] if 0 <= behind < count else self.end
            yield at, end, raw[start:stop].decode()
            at = end

    def letters(self, raw: bytes) -> Iterable[tuple[int, str]]:
        """Return the run's glyphs from left to right, each with the text of its cluster."""
        text = raw[self.start : self.end].decode()
        if len(text) == len(self.glyphs) == len(set(self.clusters)):
            return zip(self.glyphs, reversed(text) if self.rtl else text, strict=True)
        return ((glyph, part) for start, end, part in self.groups(raw) for glyph in self.glyphs[start:end])


@dataclass(slots=True)
class Line:
    """One line of set text."""

    runs: list[Run]
    width: int
    ascent: int
    height: int
    start: int
    end: int
    """Where the line's text begins and ends, in bytes of the shaped text."""
    rtl: bool
