"""Embedding of a typeface: a part of it that keeps glyph ids, and the PDF objects that describe it.

Glyph ids are kept so that what shaping gives can be written as it comes, with the encoding Identity-H
(ISO 32000-1, 9.7.4.2 and 9.7.5.2).
"""

from __future__ import annotations

import hashlib
import io
import re
import unicodedata
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

import uharfbuzz
from fontTools.ttLib import TTFont

from brand_kit.rendering.fonts import Face
from brand_kit.rendering.outlines import small_font
from brand_kit.rendering.picture import PictureObject

FEATURES = (
    *("abvf", "abvm", "abvs", "akhn", "blwf", "blwm", "blws", "calt", "ccmp", "cfar", "cjct", "clig", "curs", "dist"),
    *("fin2", "fin3", "fina", "half", "haln", "init", "isol", "kern", "liga", "ljmo", "locl", "ltra", "ltrm", "mark"),
    *("med2", "medi", "mkmk", "mset", "nukt", "pref", "pres", "pstf", "psts", "rclt", "rkrf", "rlig", "rtla", "rtlm"),
    *("rphf", "rvrn", "stch", "tjmo", "vatu", "vjmo"),
)
"""The features that HarfBuzz applies unless told otherwise; glyphs that only others reach are left out."""
_REFERENCE = re.compile(rb"@(\d+)@")
_PAN_CJK = 20_000
_LAYOUT = ("GSUB", "GPOS", "GDEF", "kern")
_UNUSED = ("DSIG", "MATH", "BASE", "JSTF", "meta", "STAT", "SVG ", "COLR", "CPAL", "post", "vhea", "vmtx", "VORG")


@dataclass(frozen=True)
class Subset:
    """A part of a typeface, ready to be embedded."""

    face: Face
    data: bytes
    file: str
    """What `data` is: `cff` or `truetype`."""
    glyphs: Iterable[int]
    """The glyphs that it holds, by the typeface's own numbers, which are the codes in strings of text."""
    to_unicode: Mapping[int, str]
    """By glyph: the text that it stands for, where one is known."""


def subset(face: Face, characters: frozenset[str] | set[str]) -> Subset:
    """Return the part of a face that text made of `characters` can need, whatever the letters beside each other."""
    plan = _input(characters)
    if face.harfbuzz.glyph_count > _PAN_CJK:
        # Such a face has a form of most letters for each of its languages, and for upright lines: twice as many glyphs.
        # Its own form is the plain one, and a fill brings any other itself.
        plan.flags |= uharfbuzz.SubsetFlags.NO_LAYOUT_CLOSURE
    plan.layout_feature_tag_set.set(_tags(FEATURES))
    plan.drop_table_tag_set.update(_tags(_UNUSED))
    kept = uharfbuzz.SubsetPlan(face.harfbuzz, plan)
    glyphs = frozenset(kept.old_to_new_glyph_mapping)
    with TTFont(io.BytesIO(bytes(kept.execute().blob.data)), lazy=True) as font:
        to_unicode = _unicode(font, characters)
    texts = {glyph: text for glyph, text in to_unicode.items() if glyph in glyphs}
    if "CFF " in face.harfbuzz.table_tags:
        return _drawn(face, glyphs - {0}, texts)
    return Subset(face, _cut(face, glyphs), "truetype", glyphs, texts)


def extra_font(face: Face, glyphs: Mapping[int, str]) -> tuple[PictureObject, ...]:
    """Return a small font with just these glyphs, each with its text, as PDF objects.

    Nothing in it is compressed: it takes longer than it saves, and other machines' zlib could pack it otherwise.
    """
    return font_objects(_drawn(face, glyphs, glyphs), packed=False)


def _drawn(face: Face, glyphs: Iterable[int], to_unicode: Mapping[int, str]) -> Subset:
    numbers = sorted(glyphs)
    data = small_font(face.postscript_name, face.units, numbers, face.charstrings)
    return Subset(face, data, "cff", numbers, to_unicode)


def _tags(names: Iterable[str]) -> set[int]:
    return {int.from_bytes(name.encode(), "big") for name in names}


def _input(characters: frozenset[str] | set[str]) -> uharfbuzz.SubsetInput:
    plan = uharfbuzz.SubsetInput()
    plan.unicode_set.set({ord(character) for character in characters})
    plan.flags = uharfbuzz.SubsetFlags.RETAIN_GIDS
    return plan


def _cut(face: Face, glyphs: frozenset[int]) -> bytes:
    """Cut TrueType outlines out of a face: as charstrings they would take three times as much room."""
    plan = _input(frozenset())
    plan.glyph_set.set(set(glyphs))
    flags = uharfbuzz.SubsetFlags
    plan.flags = flags.NO_LAYOUT_CLOSURE | flags.NO_HINTING | flags.RETAIN_GIDS
    plan.drop_table_tag_set.update(_tags((*_UNUSED, *_LAYOUT, "name", "cmap", "OS/2")))
    return bytes(uharfbuzz.SubsetPlan(face.harfbuzz, plan).execute().blob.data)


def _unicode(font: TTFont, characters: frozenset[str] | set[str]) -> dict[int, str]:
    """Map glyphs to text: by `cmap`, then through substitutions (one to one, and ligatures) from glyphs with a text."""
    names: dict[str, str] = {}
    for code, name in sorted((font.getBestCmap() or {}).items()):
        if chr(code) in characters:
            names.setdefault(name, chr(code))
    if "GSUB" in font and font["GSUB"].table.LookupList:
        lookups = font["GSUB"].table.LookupList.Lookup
        for _ in range(3):  # a form of a form of a ligature is as deep as real fonts go
            before = len(names)
            for lookup in lookups:
                for table in lookup.SubTable:
                    _follow(getattr(table, "ExtSubTable", table), names)
            if len(names) == before:
                break
    return {font.getGlyphID(name): text for name, text in names.items()}


def _follow(table: object, names: dict[str, str]) -> None:
    kind = type(table).__name__
    if kind == "SingleSubst":
        for source, target in sorted(table.mapping.items()):  # type: ignore[attr-defined]
            if source in names:
                names.setdefault(target, names[source])
    elif kind == "AlternateSubst":
        for source, targets in sorted(table.alternates.items()):  # type: ignore[attr-defined]
            for target in targets:
                if source in names:
                    names.setdefault(target, names[source])
    elif kind == "MultipleSubst":
        for source, targets in sorted(table.mapping.items()):  # type: ignore[attr-defined]
            if source in names and targets:
                names.setdefault(targets[0], names[source])
                for target in targets[1:]:
                    names.setdefault(target, names[source])
    elif kind == "LigatureSubst":
        for first, ligatures in sorted(table.ligatures.items()):  # type: ignore[attr-defined]
            for ligature in ligatures:
                parts = (first, *ligature.Component)
                if all(part in names for part in parts):
                    names.setdefault(ligature.LigGlyph, visual("".join(names[part] for part in parts)))


def visual(text: str) -> str:
    """Return the text of one glyph as readers of PDF want it: from left to right also where it is read from the right.

    Poppler, PDFium and pdf.js all turn right-to-left text around letter by letter, and do not spare ligatures.
    """
    return text[::-1] if len(text) > 1 and unicodedata.bidirectional(text[0]) in ("R", "AL") else text


_FILES = {
    # The kind of CIDFont, the descriptor's key for the file, and the file's own entries (ISO 32000-1, 9.9, table 126).
    "cff": (0, "FontFile3", "/Subtype/CIDFontType0C"),
    "truetype": (2, "FontFile2", "/Length1 {length}"),
}


def font_objects(part: Subset, *, packed: bool = True) -> tuple[PictureObject, ...]:
    """Return a composite font as PDF objects; number 0 is the one that resources name.

    The objects are Type0 font, CIDFont, descriptor, font file and ToUnicode CMap (ISO 32000-1, 9.7 to 9.10).
    """
    face = part.face
    tag = "".join(chr(65 + byte % 26) for byte in hashlib.sha256(face.key.encode() + part.data).digest()[:6])
    name = f"/{tag}+{face.postscript_name}"
    ascent, descent = face.extents
    widths = _widths({glyph: face.widths[glyph] for glyph in part.glyphs})
    kind, file_key, entries = _FILES[part.file]
    to_gid = "/CIDToGIDMap/Identity" if part.file == "truetype" else ""
    system = "<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>"
    return (
        PictureObject(
            f"/Type/Font/Subtype/Type0/BaseFont{name}/Encoding/Identity-H/DescendantFonts[@1@]/ToUnicode @4@".encode(),
            b"",
        ),
        PictureObject(
            f"/Type/Font/Subtype/CIDFontType{kind}/BaseFont{name}/CIDSystemInfo{system}{to_gid}"
            f"/FontDescriptor @2@/DW 0/W[{widths}]".encode(),
            b"",
        ),
        PictureObject(
            f"/Type/FontDescriptor/FontName{name}/Flags 4/FontBBox[-1000 {min(descent, -300)} 3000 {max(ascent, 1000)}]"
            f"/ItalicAngle 0/Ascent {ascent}/Descent {descent}/CapHeight {ascent}/StemV 80/{file_key} @3@".encode(),
            b"",
        ),
        _stream(entries.format(length=len(part.data)).encode(), part.data, packed),
        _stream(b"", _cmap(part.to_unicode), packed),
    )


def _stream(head: bytes, data: bytes, packed: bool) -> PictureObject:
    return PictureObject(head + b"/Filter/FlateDecode", zlib.compress(data, 9)) if packed else PictureObject(head, data)


def place_objects(objects: tuple[PictureObject, ...], first_number: int) -> list[bytes]:
    """Return objects as complete `N 0 obj ... endobj` bodies, numbered upwards."""
    bodies = []
    for number, entry in enumerate(objects, start=first_number):
        head = _REFERENCE.sub(lambda match: b"%d 0 R" % (first_number + int(match[1])), entry.head)
        if entry.stream:
            content = b"<<%b/Length %d>>\nstream\n%b\nendstream" % (head, len(entry.stream), entry.stream)
        else:
            content = b"<<%b>>" % head
        bodies.append(b"%d 0 obj\n%b\nendobj\n" % (number, content))
    return bodies


def _widths(widths: dict[int, int]) -> str:
    parts: list[str] = []
    previous = -2
    for code, width in sorted(widths.items()):
        if code == previous + 1:
            parts.append(f" {width}")
        else:
            parts.append(f"{']' if parts else ''}{code}[{width}")
        previous = code
    return "".join(parts) + ("]" if parts else "")


def _cmap(to_unicode: Mapping[int, str]) -> bytes:
    rows = [_row(glyph, text) for glyph, text in sorted(to_unicode.items())]
    blocks = "".join(
        f"{len(rows[at : at + 100])} beginbfchar\n" + "\n".join(rows[at : at + 100]) + "\nendbfchar\n"
        for at in range(0, len(rows), 100)
    )
    return (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n"
        "/CIDSystemInfo <</Registry(Adobe)/Ordering(UCS)/Supplement 0>> def\n"
        "/CMapName /Adobe-Identity-UCS def /CMapType 2 def\n"
        "1 begincodespacerange <0000> <ffff> endcodespacerange\n"
        f"{blocks}endcmap CMapName currentdict /CMap defineresource pop end end\n"
    ).encode()


@lru_cache(maxsize=4096)
def _row(glyph: int, text: str) -> str:
    return f"<{glyph:04x}> <{text.encode('utf-16-be').hex()}>"
