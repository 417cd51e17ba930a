"""Shaping and line breaking with Pango: text in, lines of positioned glyphs out.

All lengths here are Pango units, 1024 to a CSS pixel, so that they can be compared with WeasyPrint's own.
Pango objects never cross threads: each thread has its own font maps.
"""

from __future__ import annotations

import re
import struct
import threading
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from brand_kit.rendering.errors import RenderingError
from brand_kit.rendering.fonts import Face, FontSet, FontShelf
from brand_kit.rendering.lines import NO_GLYPH, Line, Run
from brand_kit.rendering.pango import (
    DIRECTION,
    GLYPH_STRUCT,
    GLYPH_UNKNOWN_FLAG,
    UNITS,
    ffi,
    fontconfig,
    gobject,
    pango,
    pangoft2,
)

PIXEL = 0.75
"""Points in a CSS pixel."""
_LIMIT = 0xFFFFFFFF
_WORD = re.compile(rb"[^\s]+")
_WIDTHLESS = 2**21
# Named once: to read a type from its name takes longer than the cast.
_LINE, _ITEM, _ADDRESS = (ffi.typeof(name) for name in ("PangoLayoutLine *", "PangoGlyphItem *", "uintptr_t"))


@dataclass(frozen=True, slots=True)
class TextStyle:
    """A style as a slot of a master has it: a brand and a locale are chosen."""

    families: tuple[str, ...]
    weight: int
    size: float
    """In points."""
    line_height: float
    colour: str
    """PDF operators that set the fill colour, such as `0 0 0 rg`."""
    tracking: float = 0.0
    """In ems."""


class Typesetter:
    """Shapes text of one language with one set of fonts, in one thread."""

    def __init__(self, shelf: FontShelf, fonts: FontSet, language: str, direction: str) -> None:
        """Open the fonts; this takes some milliseconds, so keep what `typesetter` returns."""
        self._shelf, self._fonts = shelf, fonts
        config = fontconfig.FcConfigCreate()
        path = str(fonts.configuration).encode()
        if not fontconfig.FcConfigParseAndLoad(config, path, True) or not fontconfig.FcConfigBuildFonts(config):
            raise RenderingError("The brand's fonts cannot be opened; save the brand again.")
        self._map = ffi.gc(pangoft2.pango_ft2_font_map_new(), gobject.g_object_unref)
        pangoft2.pango_fc_font_map_set_config(ffi.cast("PangoFcFontMap *", self._map), config)
        fontconfig.FcConfigDestroy(config)  # the font map has its own reference
        self._context = ffi.gc(pango.pango_font_map_create_context(self._map), gobject.g_object_unref)
        pango.pango_context_set_round_glyph_positions(self._context, False)
        pango.pango_context_set_base_dir(self._context, DIRECTION[direction])
        pango.pango_context_set_language(self._context, pango.pango_language_from_string(language.encode()))
        self._layout = ffi.gc(pango.pango_layout_new(self._context), gobject.g_object_unref)
        self._whole_words = keeps_words(language)
        self._direction = direction
        self._base = direction
        self._auto: bool | None = None
        self._rectangle = ffi.new("PangoRectangle *")
        self._descriptions: dict[tuple[tuple[str, ...], int, int], Any] = {}
        self._spacings: dict[int, Any] = {}
        self._faces: dict[int, tuple[Any, Face]] = {}
        self._struts: dict[tuple[tuple[str, ...], int, int], tuple[int, int]] = {}

    def lines(
        self, text: str, style: TextStyle, size: float, width: float | None, direction: str = "auto"
    ) -> list[Line]:
        """Return the lines of a text, broken at `width`.

        Args:
            text: what to set; line feeds end paragraphs.
            style: families, weight and tracking; its own size is not read.
            size: in points.
            width: in points, or none for lines without end.
            direction: `ltr` or `rtl` for all, or `auto` for each paragraph's first strong character.

        Raises:
            MissingGlyph: if the fonts lack a character.
        """
        layout, units = self._layout, int(size / PIXEL * UNITS)
        self._turn(direction)
        pango.pango_layout_set_font_description(layout, self._description(style, units))
        raw = text.encode()
        spacing = int(style.tracking * size / PIXEL * UNITS)
        limit = -1 if width is None or width / PIXEL >= _WIDTHLESS else int(width / PIXEL * UNITS)
        if self._whole_words and limit >= 0:
            raw, limit = self._broken_at_words(raw, spacing, limit), -1
        pango.pango_layout_set_attributes(layout, self._spacing(spacing))
        pango.pango_layout_set_width(layout, limit)
        pango.pango_layout_set_text(layout, raw, len(raw))
        lines = self._read(raw)
        for line in lines:
            _forget_space(line, units, spacing)
        return lines

    def faces(self, characters: frozenset[str], style: TextStyle) -> dict[Face, set[str]]:
        """Return which face sets each of the characters in this style; those that no face has are left out."""
        found: dict[Face, set[str]] = {}
        self._turn("ltr")
        pango.pango_layout_set_font_description(self._layout, self._description(style, 16 * UNITS))
        pango.pango_layout_set_attributes(self._layout, self._spacing(0))
        pango.pango_layout_set_width(self._layout, -1)
        # The spaces keep letters from joining into one cluster.
        raw = " ".join(sorted(characters)).encode()
        pango.pango_layout_set_text(self._layout, raw, len(raw))
        for line in self._read(raw, strict=False):
            for run in line.runs:
                for glyph, at in zip(run.glyphs, run.clusters, strict=True):
                    if glyph not in (0, NO_GLYPH):
                        character = raw[at : at + 4].decode(errors="ignore")[:1]
                        found.setdefault(run.face, set()).add(character)
        return found

    def strut(self, style: TextStyle, size: float) -> tuple[int, int]:
        """Return the ascent and the height of the style's first typeface, as CSS 2.2 section 10.8.1 has it."""
        units = int(size / PIXEL * UNITS)
        key = (style.families, style.weight, units)
        known = self._struts.get(key)
        if known is None:
            line = self.lines(" ", style, size, None)[0]
            known = self._struts[key] = (line.ascent, line.height)
        return known

    def _turn(self, direction: str) -> None:
        auto, base = direction == "auto", self._direction if direction == "auto" else direction
        if base != self._base:
            pango.pango_context_set_base_dir(self._context, DIRECTION[base])
            pango.pango_layout_context_changed(self._layout)
            self._base = base
        if auto != self._auto:
            pango.pango_layout_set_auto_dir(self._layout, auto)
            self._auto = auto

    def _description(self, style: TextStyle, units: int) -> Any:
        key = (style.families, style.weight, units)
        known = self._descriptions.get(key)
        if known is None:
            known = ffi.gc(pango.pango_font_description_new(), pango.pango_font_description_free)
            pango.pango_font_description_set_family(known, ",".join(style.families).encode())
            pango.pango_font_description_set_weight(known, style.weight)
            pango.pango_font_description_set_absolute_size(known, units)
            if len(self._descriptions) > 4096:
                self._descriptions.clear()
            self._descriptions[key] = known
        return known

    def _spacing(self, units: int) -> Any:
        if units not in self._spacings:
            self._spacings[units] = self._attributes(units)
        return self._spacings[units]

    def _attributes(self, spacing: int) -> Any:
        attributes = ffi.gc(pango.pango_attr_list_new(), pango.pango_attr_list_unref)
        if spacing:
            _insert(attributes, pango.pango_attr_letter_spacing_new(spacing), 0, _LIMIT)
        return attributes

    def _broken_at_words(self, raw: bytes, spacing: int, limit: int) -> bytes:
        """Return a text with line feeds for the spaces at which lines break, when they break between words only.

        Words that are kept whole are shaped one by one and lose the kerning with the spaces beside them, so this only
        finds the places.
        """
        attributes = self._attributes(spacing)
        for word in _WORD.finditer(raw):
            _insert(attributes, pango.pango_attr_allow_breaks_new(False), word.start(), word.end())
        pango.pango_layout_set_attributes(self._layout, attributes)
        pango.pango_layout_set_width(self._layout, limit)
        pango.pango_layout_set_text(self._layout, raw, len(raw))
        broken = bytearray(raw)
        for line in self._read(raw):
            if broken[line.end - 1 : line.end] == b" " and line.end < len(broken):
                broken[line.end - 1] = 0x0A
        return bytes(broken)

    def _read(self, raw: bytes, *, strict: bool = True) -> list[Line]:
        lines = []
        node, rectangle = pango.pango_layout_get_lines_readonly(self._layout), self._rectangle
        while node != ffi.NULL:
            line = ffi.cast(_LINE, node.data)
            node = node.next
            pango.pango_layout_line_get_extents(line, ffi.NULL, rectangle)
            runs, total, item_node = [], 0, line.runs
            while item_node != ffi.NULL:
                run, width = self._run(ffi.cast(_ITEM, item_node.data), strict)
                item_node = item_node.next
                runs.append(run)
                total += width
            lines.append(
                Line(
                    runs,
                    total,
                    -rectangle.y,
                    rectangle.height,
                    line.start_index,
                    line.start_index + line.length,
                    bool(line.flags >> 1 & 7 == 1),
                )
            )
        return lines

    def _run(self, entry: Any, strict: bool) -> tuple[Run, int]:
        item, string = entry.item, entry.glyphs
        count, start = string.num_glyphs, item.offset
        flat = _unpacker(count).unpack(ffi.buffer(string.glyphs, count * 20))
        glyphs, widths = flat[0::4], flat[1::4]
        if count and max(glyphs) >= GLYPH_UNKNOWN_FLAG:
            if strict:
                raise MissingGlyph(next(chr(glyph & 0x1FFFFF) for glyph in glyphs if glyph & GLYPH_UNKNOWN_FLAG))
            glyphs = tuple(NO_GLYPH if glyph & GLYPH_UNKNOWN_FLAG else glyph for glyph in glyphs)
        clusters = [start + cluster for cluster in ffi.unpack(string.log_clusters, count)] if count else []
        level = item.analysis.level
        face = self._face(item.analysis.font)
        run = Run(face, glyphs, widths, flat[2::4], flat[3::4], clusters, start, start + item.length, bool(level & 1))
        return run, sum(widths)

    def _face(self, font: Any) -> Face:
        address = int(ffi.cast(_ADDRESS, font))
        known = self._faces.get(address)
        if known is None:
            pattern = pangoft2.pango_fc_font_get_pattern(ffi.cast("PangoFcFont *", font))
            name, index = ffi.new("unsigned char **"), ffi.new("int *")
            fontconfig.FcPatternGetString(pattern, b"file", 0, name)
            fontconfig.FcPatternGetInteger(pattern, b"index", 0, index)
            digest = self._fonts.files[Path(ffi.string(name[0]).decode()).name]
            # The reference keeps Pango from giving the address to another font.
            held = ffi.gc(ffi.cast("PangoFont *", gobject.g_object_ref(font)), gobject.g_object_unref)
            known = self._faces[address] = (held, self._shelf.face(f"{digest}:{index[0] & 0xFFFF}"))
        return known[1]


def _forget_space(line: Line, units: int, spacing: int) -> None:
    """Undo what the space at which a line is broken does to the letter before it: kerning, and half the tracking."""
    run = line.runs[-1] if line.runs else None
    if run is None or run.rtl or len(run.glyphs) < 2 or run.glyphs[-1] != NO_GLYPH or run.glyphs[-2] == NO_GLYPH:
        return
    alone = round(run.face.advance(run.glyphs[-2]) * units / 1000) + spacing // 2
    line.width += alone - run.widths[-2]
    run.widths = (*run.widths[:-2], alone, run.widths[-1])


def keeps_words(language: str) -> bool:
    """Whether lines break between words only: Pango would break Korean after any syllable, as no printer does."""
    return language.split("-")[0] == "ko"


def _insert(attributes: Any, attribute: Any, start: int, end: int) -> None:
    attribute.start_index, attribute.end_index = start, end
    pango.pango_attr_list_insert(attributes, attribute)


@lru_cache(maxsize=512)
def _unpacker(count: int) -> struct.Struct:
    return struct.Struct("<" + GLYPH_STRUCT * count)


class MissingGlyph(RenderingError):
    """The brand's typefaces lack a character."""

    code = "glyph"

    def __init__(self, character: str) -> None:
        """Keep the character that is missing."""
        super().__init__(f"The brand's typefaces have no glyph for U+{ord(character):04X} {character}.")
        self.character = character


_threads = threading.local()


def typesetter(shelf: FontShelf, digests: tuple[str, ...], language: str, direction: str) -> Typesetter:
    """Return this thread's typesetter for a set of fonts and a language, opened once."""
    known: dict[tuple[FontShelf, tuple[str, ...], str, str], Typesetter]
    known = _threads.__dict__.setdefault("typesetters", {})
    key = (shelf, digests, language, direction)
    if key not in known:
        if len(known) > 64:
            known.clear()
        known[key] = Typesetter(shelf, shelf.font_set(digests), language, direction)
    return known[key]
