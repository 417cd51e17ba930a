"""Set text as PDF operators: glyphs at their places, and the text that a reader gets for them."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from brand_kit.rendering.fitting import SetLine, SetText
from brand_kit.rendering.fonts import Face
from brand_kit.rendering.lines import NO_GLYPH, Run
from brand_kit.rendering.master import Slot
from brand_kit.rendering.pango import UNITS
from brand_kit.rendering.shape import PIXEL


@dataclass(frozen=True, slots=True)
class ExtraFont:
    """A font of an update's own, for glyphs that the master does not embed."""

    name: str
    number: int
    texts: Mapping[int, str]
    """The glyphs that it holds, each with the text that a reader gets for it."""


@dataclass(frozen=True, slots=True)
class Operators:
    """The content of a text slot's form."""

    content: bytes
    plain: bool
    """Whether readers get the text from the glyphs alone.

    They do not where glyphs stand in another order than letters, or for more or fewer letters than one.
    """
    fonts: dict[str, int]
    """The update's own fonts that were needed: number by name."""


class Writer:
    """Knows by which font of a slot's resources each glyph is drawn, and what a reader gets for it."""

    def __init__(
        self,
        glyphs: Mapping[str, Mapping[int, str]],
        names: Mapping[str, str],
        extra: Mapping[Face, ExtraFont],
    ) -> None:
        """Take the master's glyphs and font names by face, and the update's own fonts."""
        self._glyphs, self._names, self._extra = glyphs, names, extra
        self._both = {face: {**glyphs.get(face.key, {}), **font.texts} for face, font in extra.items()}

    def texts(self, face: Face) -> Mapping[int, str]:
        """Return by glyph of a face the text that a reader gets for it."""
        return self._both.get(face) or self._glyphs.get(face.key, {})

    def spans(self, run: Run, raw: bytes, *, amid_rtl: bool = False) -> list[tuple[int, int, str | None]]:
        """Cut a run into glyphs that readers map to the right text by themselves, and others with the text to give.

        Each part is the first glyph, the glyph behind the last, and the text, or none where it is not needed.
        Right-to-left text is given as readers expect it, from left to right. A number or a Latin word amid it is given
        between marks (U+200F, U+200E) that keep poppler and PDFium from turning its neighbours' punctuation to it.
        """
        if amid_rtl and not run.rtl:
            return [(0, len(run.glyphs), f"\u200f{raw[run.start : run.end].decode()}\u200e")]
        texts = self.texts(run.face)
        if self._reads(run, raw, texts):
            return [(0, len(run.glyphs), None)]
        parts: list[tuple[int, int, str | None]] = []
        for start, end, text in run.groups(raw):
            shown = text[::-1] if run.rtl else text
            given = "".join([texts.get(glyph, "\0") for glyph in run.glyphs[start:end] if glyph != NO_GLYPH])
            actual = None if given == shown else shown
            if parts and (parts[-1][2] is None) == (actual is None):
                first, _, before = parts.pop()
                parts.append((first, end, None if actual is None else f"{before}{actual}"))
            else:
                parts.append((start, end, actual))
        return parts

    @staticmethod
    def _reads(run: Run, raw: bytes, texts: Mapping[int, str]) -> bool:
        """Whether a run's glyphs, from left to right, give its text as readers expect it."""
        shown, drawn = raw[run.start : run.end].decode(), run.glyphs
        if drawn and drawn[0 if run.rtl else -1] == NO_GLYPH:  # the space at which the line is broken
            shown, drawn = shown[:-1], drawn[1:] if run.rtl else drawn[:-1]
        given = "".join([texts.get(glyph, "\0") for glyph in drawn])
        return given == (shown[::-1] if run.rtl else shown) and sorted(run.clusters, reverse=run.rtl) == run.clusters

    def names(self, run: Run, used: dict[str, int]) -> Sequence[str]:
        """Return by glyph the name of the font that draws it; note the update's own fonts in `used`."""
        extra = self._extra.get(run.face)
        own = self._names.get(run.face.key, "")
        if extra is None:
            return (own,) * len(run.glyphs)
        embedded = self._glyphs.get(run.face.key, {})
        names = [own if glyph in embedded else extra.name for glyph in run.glyphs]
        if extra.name in names:
            used[extra.name] = extra.number
        return names


def text_operators(text: SetText, slot: Slot, writer: Writer) -> Operators:
    """Return the content of a text slot's form, and what it needs beside it."""
    style = slot.style
    colour, tracking = (style.colour, style.tracking) if style else ("0 g", 0.0)
    parts = [f"BT {colour}"]
    if tracking:
        parts.append(f"{tracking * text.size:.4f} Tc")
    pen = _Pen(text, writer, parts, round(tracking * text.size, 4) * 1000 / text.size)
    plain = True
    for placed in text.lines:
        plain = pen.line(placed) and plain
    parts.append("ET")
    return Operators("\n".join(parts).encode("latin-1"), plain, pen.used)


class _Pen:
    """Draws the lines of a text, glyph by glyph, and keeps where it stands."""

    def __init__(self, text: SetText, writer: Writer, parts: list[str], spacing: float) -> None:
        self._text, self._writer, self._parts, self._spacing = text, writer, parts, spacing
        self._scale = 1000 * PIXEL / (UNITS * text.size)
        """Thousandths of an em in a Pango unit."""
        self._behind = 0.0
        """By how many thousandths of an em it is behind where it should be."""
        self._shown: list[str] = []
        """Glyphs in hexadecimal, and adjustments between them."""
        self._font = ""
        self.used: dict[str, int] = {}

    def line(self, placed: SetLine) -> bool:
        """Draw a line; return whether readers get its text from the glyphs alone."""
        self._parts.append(f"1 0 0 1 {placed.x:.3f} {placed.baseline:.3f} Tm")
        self._behind = 0.0
        plain = True
        amid_rtl = placed.line.rtl and any(run.rtl for run in placed.line.runs)
        for run in placed.line.runs:
            names = self._writer.names(run, self.used)
            plain = plain and not run.rtl
            for start, end, actual in self._writer.spans(run, self._text.raw, amid_rtl=amid_rtl):
                if actual is not None:
                    plain = False
                    self._show()
                    self._parts.append(f"/Span<</ActualText {utf16(actual)}>>BDC")
                stop = end - 1 if end > start and run.glyphs[end - 1] == NO_GLYPH else end
                if _is_plain(run, names, start, stop):
                    self._choose(names[start])
                    self._draw_plain(run, start, stop)
                    start = stop
                self._draw(run, names, start, end)
                if actual is not None:
                    self._show()
                    self._parts.append("EMC")
        self._show()
        return plain

    def _choose(self, font: str) -> None:
        if font != self._font:
            self._show()
            self._font = font
            self._parts.append(f"{font} {self._text.size:g} Tf")

    def _draw(self, run: Run, names: Sequence[str], start: int, end: int) -> None:
        advances, shown, scale = run.face.widths, self._shown, self._scale
        for place in range(start, end):
            glyph, y = run.glyphs[place], run.y_offsets[place]
            if glyph != NO_GLYPH:
                self._choose(names[place])
                # Whole thousandths: the rest is carried on, so that it never adds up.
                step = self._behind + run.x_offsets[place] * scale
                if not -0.5 <= step <= 0.5:
                    whole = round(step)
                    shown.append(f">{-whole}<")
                    self._behind -= whole
                if y:
                    self._show()
                    self._parts.append(f"{-y * PIXEL / UNITS:.3f} Ts <{glyph:04x}> Tj 0 Ts")
                else:
                    shown.append(f"{glyph:04x}")
                self._behind -= advances[glyph] + self._spacing
            self._behind += run.widths[place] * scale

    def _draw_plain(self, run: Run, start: int, end: int) -> None:
        """Draw glyphs of one font that stand on the line one behind the other."""
        advances, shown, scale, spacing, behind = run.face.widths, self._shown, self._scale, self._spacing, self._behind
        glyphs = run.glyphs[start:end]
        hexes = struct.pack(f">{end - start}H", *glyphs).hex()
        begin = 0
        for place, (glyph, width) in enumerate(zip(glyphs, run.widths[start:end], strict=True)):
            if not -0.5 <= behind <= 0.5:
                whole = round(behind)
                shown.append(f"{hexes[4 * begin : 4 * place]}>{-whole}<")
                begin = place
                behind -= whole
            behind += width * scale - advances[glyph] - spacing
        shown.append(hexes[4 * begin :])
        self._behind = behind

    def _show(self) -> None:
        if self._shown:
            # An adjustment at either end leaves an empty string there.
            array = f"<{''.join(self._shown)}>".removeprefix("<>").removesuffix("<>")
            self._parts.append(f"[{array}]TJ")
            self._shown.clear()


def _is_plain(run: Run, names: Sequence[str], start: int, end: int) -> bool:
    """Whether glyphs are of one font and stand on the line one behind the other, as nearly all do."""
    return (
        end > start
        and not any(run.x_offsets[start:end])
        and not any(run.y_offsets[start:end])
        and NO_GLYPH not in run.glyphs[start:end]
        and names[start:end].count(names[start]) == end - start
    )


def utf16(text: str) -> str:
    """Return a PDF text string in UTF-16 with its byte order mark (ISO 32000-1, 7.9.2.2)."""
    return f"<FEFF{text.encode('utf-16-be').hex()}>"


def pdf_string(text: str) -> str:
    """Return a PDF string: literal where it is plain ASCII, else UTF-16."""
    if text.isascii() and text.isprintable():
        escaped = text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
        return f"({escaped})"
    return utf16(text)
