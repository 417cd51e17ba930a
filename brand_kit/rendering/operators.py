"""Set text as PDF operators: glyphs at their places, and the text that a reader gets for them."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from brand_kit.rendering.fitting import SetLine, SetText
from brand_kit.rendering.fonts import Face
from brand_kit.rendering.master import Slot
from brand_kit.rendering.pango import UNITS
from brand_kit.rendering.shape import NO_GLYPH, PIXEL, Run

_HEX = tuple(f"{glyph:04x}" for glyph in range(0x10000))


@dataclass(frozen=True, slots=True)
class ExtraFont:
    """A font of an update's own, for glyphs that the master does not embed."""

    name: str
    number: int
    codes: Mapping[int, int]
    """By glyph of the face: its code in this font."""


class Writer:
    """Knows by which font of a slot's resources each glyph is drawn."""

    def __init__(
        self,
        glyphs: Mapping[str, Mapping[int, str]],
        names: Mapping[str, str],
        extra: Mapping[Face, ExtraFont],
    ) -> None:
        """Take the master's glyphs and font names by face, and the update's own fonts."""
        self._glyphs, self._names, self._extra = glyphs, names, extra
        self.used: dict[str, int] = {}
        """The update's own fonts that were needed: number by name."""

    def spans(self, run: Run, raw: bytes, *, amid_rtl: bool = False) -> list[tuple[int, int, str | None]]:
        """Cut a run into glyphs that readers map to the right text by themselves, and others with the text to give.

        Each part is the first glyph, the glyph behind the last, and the text, or none where it is not needed.
        Right-to-left text is given as readers expect it, from left to right. A number or a Latin word amid it is given
        between marks (U+200F, U+200E) that keep poppler and PDFium from turning its neighbours' punctuation to it.
        """
        if amid_rtl and not run.rtl:
            return [(0, len(run.glyphs), f"\u200f{raw[run.start : run.end].decode()}\u200e")]
        embedded = self._glyphs.get(run.face.key, {})
        if not run.rtl:
            shown, drawn = raw[run.start : run.end].decode(), run.glyphs
            if drawn and drawn[-1] == NO_GLYPH:
                shown, drawn = shown[:-1], drawn[:-1]  # the space at which the line is broken
            if (
                "".join([embedded.get(glyph, "\0") for glyph in drawn]) == shown
                and sorted(run.clusters) == run.clusters
            ):
                return [(0, len(run.glyphs), None)]
        parts: list[tuple[int, int, str | None]] = []
        for start, end, text in run.groups(raw):
            shown = text[::-1] if run.rtl else text
            given = "".join([embedded.get(glyph, "\0") for glyph in run.glyphs[start:end] if glyph != NO_GLYPH])
            actual = None if given == shown else shown
            if parts and (parts[-1][2] is None) == (actual is None):
                first, _, before = parts.pop()
                parts.append((first, end, None if actual is None else f"{before}{actual}"))
            else:
                parts.append((start, end, actual))
        return parts

    def codes(self, run: Run) -> tuple[Sequence[str], Sequence[int]]:
        """Return by glyph the name of the font that draws it, and its code in that font."""
        extra = self._extra.get(run.face)
        own = self._names.get(run.face.key, "")
        if extra is None:
            return (own,) * len(run.glyphs), run.glyphs
        embedded = self._glyphs.get(run.face.key, {})
        self.used[extra.name] = extra.number
        names = [own if glyph in embedded else extra.name for glyph in run.glyphs]
        return names, [glyph if glyph in embedded else extra.codes.get(glyph, 0) for glyph in run.glyphs]


def text_operators(text: SetText, slot: Slot, writer: Writer) -> tuple[bytes, bool]:
    """Return the content of a slot's form, and whether readers need the whole text beside it.

    They do where glyphs stand in another order than letters, or for more or fewer letters than one.
    """
    colour = slot.style.colour if slot.style else "0 g"
    parts = [f"BT {colour}"]
    plain = True
    for placed in text.lines:
        plain = _line(placed, text, writer, parts) and plain
    parts.append("ET")
    return "\n".join(parts).encode("latin-1"), not plain


def _line(placed: SetLine, text: SetText, writer: Writer, parts: list[str]) -> bool:
    parts.append(f"1 0 0 1 {placed.x:.3f} {placed.baseline:.3f} Tm")
    scale = 1000 * PIXEL / (UNITS * text.size)  # thousandths of an em in a Pango unit
    current = ""
    wanted = drawn = 0.0  # where the pen should be, and where the operators so far leave it
    shown: list[str] = []  # glyphs in hexadecimal, and adjustments between them
    plain = True
    amid_rtl = placed.line.rtl and any(run.rtl for run in placed.line.runs)
    for run in placed.line.runs:
        advances = run.face.widths
        names, codes = writer.codes(run)
        plain = plain and not run.rtl
        for start, end, actual in writer.spans(run, text.raw, amid_rtl=amid_rtl):
            if actual is not None:
                plain = False
                _show(shown, parts)
                parts.append(f"/Span<</ActualText {utf16(actual)}>>BDC")
            if _is_plain(run, names, start, end):
                if names[start] != current:
                    _show(shown, parts)
                    current = names[start]
                    parts.append(f"{current} {text.size:g} Tf")
                offset = _show_plain(run, codes, start, end, scale, wanted - drawn, shown)
                wanted += sum(run.widths[start:end]) * scale
                drawn = wanted - offset
                start = end
            for glyph, code, name, width, x, y in zip(
                run.glyphs[start:end],
                codes[start:end],
                names[start:end],
                run.widths[start:end],
                run.x_offsets[start:end],
                run.y_offsets[start:end],
                strict=True,
            ):
                if glyph != NO_GLYPH:
                    if name != current:
                        _show(shown, parts)
                        current = name
                        parts.append(f"{current} {text.size:g} Tf")
                    # Whole thousandths: the rest is carried on, so that it never adds up.
                    step = wanted + x * scale - drawn
                    if not -0.5 <= step <= 0.5:
                        whole = round(step)
                        shown.append(f">{-whole}<")
                        drawn += whole
                    if y:
                        _show(shown, parts)
                        parts.append(f"{-y * PIXEL / UNITS:.3f} Ts <{code:04x}> Tj 0 Ts")
                    else:
                        shown.append(_HEX[code])
                    drawn += advances[glyph]
                wanted += width * scale
            if actual is not None:
                _show(shown, parts)
                parts.append("EMC")
    _show(shown, parts)
    return plain


def _is_plain(run: Run, names: Sequence[str], start: int, end: int) -> bool:
    """Whether glyphs are of one font and stand on the line one behind the other, as nearly all do."""
    return (
        end > start
        and not any(run.x_offsets[start:end])
        and not any(run.y_offsets[start:end])
        and NO_GLYPH not in run.glyphs[start:end]
        and names[start:end].count(names[start]) == end - start
    )


def _show_plain(
    run: Run, codes: Sequence[int], start: int, end: int, scale: float, offset: float, shown: list[str]
) -> float:
    """Show plain glyphs; return by how many thousandths of an em the pen is behind where it should be."""
    advances = run.face.widths
    hexes = struct.pack(f">{end - start}H", *codes[start:end]).hex()
    begin = 0
    for place, (glyph, width) in enumerate(zip(run.glyphs[start:end], run.widths[start:end], strict=True)):
        if not -0.5 <= offset <= 0.5:
            whole = round(offset)
            shown.append(f"{hexes[4 * begin : 4 * place]}>{-whole}<")
            begin = place
            offset -= whole
        offset += width * scale - advances[glyph]
    shown.append(hexes[4 * begin :])
    return offset


def _show(shown: list[str], parts: list[str]) -> None:
    if shown:
        # An adjustment at either end leaves an empty string there.
        array = f"<{''.join(shown)}>".removeprefix("<>").removesuffix("<>")
        parts.append(f"[{array}]TJ")
        shown.clear()


def utf16(text: str) -> str:
    """Return a PDF text string in UTF-16 with its byte order mark (ISO 32000-1, 7.9.2.2)."""
    return f"<FEFF{text.encode('utf-16-be').hex()}>"


def pdf_string(text: str) -> str:
    """Return a PDF string: literal where it is plain ASCII, else UTF-16."""
    if text.isascii() and text.isprintable():
        escaped = text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
        return f"({escaped})"
    return utf16(text)
