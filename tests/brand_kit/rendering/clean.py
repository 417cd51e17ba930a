"""Is a file clean? Read from the file itself: what it can do, where it links to, what it is set in and its tags."""

from __future__ import annotations

import io
import re
from collections.abc import Collection, Iterator
from typing import Any

import pikepdf
from fontTools.cffLib import CFFFontSet
from fontTools.pens.boundsPen import BoundsPen
from fontTools.ttLib import TTFont
from pikepdf import Array, Dictionary, Name, Object, Stream

_ACTS = (
    *(
        "JavaScript",
        "JS",
        "OpenAction",
        "AA",
        "Launch",
        "Named",
        "Thread",
        "Hide",
        "SetOCGState",
        "GoTo3DView",
        "Trans",
    ),
    *("EmbeddedFiles", "EmbeddedFile", "EF", "AF", "Filespec", "FileAttachment", "Collection", "Encrypt", "OPI", "Ref"),
    *("RichMedia", "Movie", "Sound", "Screen", "3D", "Rendition", "XFA", "AcroForm", "Widget", "GoToR", "GoToE"),
    *("SubmitForm", "ImportData", "ResetForm"),
)
ACTIVE = frozenset(f"/{name}" for name in _ACTS)
"""Entries, types and actions by which a file acts or reaches outside itself (ISO 32000-1, 7.11, 8.10.4, 12.4 to 13)."""
_STYLE = re.compile(r"(thin|light|regular|medium|semibold|bold|black|heavy|italic|weight=?\d+|condensed)*")
_BLANK = re.compile(r"[\s\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]*")


def active_parts(pdf: pikepdf.Pdf) -> set[str]:
    """Return the names of all that acts by itself, or reaches outside the file, of any object."""
    found = {name for name in (*pdf.trailer.keys(), *pdf.Root.keys()) if name in ACTIVE}
    for item in pdf.objects:
        found |= {name for name in _names(item) if name in ACTIVE}
    return found


def _names(item: Any) -> Iterator[str]:
    if isinstance(item, Name):
        yield str(item)
    elif isinstance(item, Array):
        for each in item:
            if not _elsewhere(each):
                yield from _names(each)
    elif isinstance(item, (Dictionary, Stream)):
        for key, value in item.items():
            yield key
            # A name of the file's own making may be any word; a type, subtype or action may not.
            if not _elsewhere(value) and (not isinstance(value, Name) or key in ("/Type", "/Subtype", "/S")):
                yield from _names(value)


def _elsewhere(item: Any) -> bool:
    return isinstance(item, Object) and item.is_indirect


def addresses(pdf: pikepdf.Pdf) -> list[str]:
    """Return every address that the file can lead to, wherever it stands."""
    found = []
    for item in pdf.objects:
        found += _addresses(item)
    return sorted(found)


def _addresses(item: Any) -> Iterator[str]:
    for value in item if isinstance(item, Array) else item.values() if isinstance(item, (Dictionary, Stream)) else ():
        if not _elsewhere(value):
            yield from _addresses(value)
    if isinstance(item, (Dictionary, Stream)):
        yield from (str(item[key]) for key in ("/URI", "/Base", "/URL") if key in item)
        if isinstance(item.get("/F"), pikepdf.String):
            yield str(item.F)


def font_faults(pdf: pikepdf.Pdf, families: Collection[str]) -> list[str]:
    """Return what is wrong with the fonts: not embedded, not of these families, or without a glyph that is drawn."""
    allowed = [_plain(family) for family in families]
    faults = []
    for font, codes in drawn(pdf):
        name = str(font.BaseFont).lstrip("/")
        plain = _plain(re.sub(r"^[A-Z]{6}\+", "", name))
        if not any(plain.startswith(family) and _STYLE.fullmatch(plain[len(family) :]) for family in allowed):
            faults.append(f"{name} is no typeface of the brand")
        descriptor = font.DescendantFonts[0].FontDescriptor
        program = descriptor.get("/FontFile2", descriptor.get("/FontFile3"))
        if program is None:
            faults.append(f"{name} is not embedded")
            continue
        faults += [f"{name} {fault}" for fault in _glyph_faults(program, font, codes)]
    return faults


def _plain(name: str) -> str:
    return re.sub(r"[\s-]", "", name).lower()


def _glyph_faults(program: Object, font: Object, codes: set[int]) -> Iterator[str]:
    texts = to_unicode(font)
    outlines, names = _outlines(program)
    for code in sorted(codes):
        if code == 0 or code not in names:
            yield f"has no glyph {code}"
            continue
        if code not in texts:
            yield f"says no text for glyph {code}"
            continue
        pen = BoundsPen(outlines)
        outlines[names[code]].draw(pen)
        if pen.bounds is None and not _BLANK.fullmatch(texts[code]):
            yield f"draws nothing for {texts[code]!r}"


def _outlines(program: Object) -> tuple[Any, dict[int, str]]:
    """Return what a font file draws, by name, and the names by code."""
    data = io.BytesIO(program.read_bytes())
    if program.get("/Subtype") == "/CIDFontType0C":
        fonts = CFFFontSet()
        fonts.decompile(data, None)
        return fonts[0].CharStrings, {int(name[3:]): name for name in fonts[0].charset if name != ".notdef"}
    face = TTFont(data, lazy=True)
    return face.getGlyphSet(), dict(enumerate(face.getGlyphOrder()))


def to_unicode(font: Object) -> dict[int, str]:
    """Return the text of each code of a font, as a reader gets it."""
    texts = {}
    for block in re.findall(rb"beginbfchar(.*?)endbfchar", font.ToUnicode.read_bytes(), re.DOTALL):
        for code, text in re.findall(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]*)>", block):
            texts[int(code, 16)] = bytes.fromhex(text.decode()).decode("utf-16-be")
    return texts


def drawn(pdf: pikepdf.Pdf) -> list[tuple[Object, set[int]]]:
    """Return the fonts by which text is drawn, each with the codes that are."""
    found: dict[tuple[int, int], tuple[Object, set[int]]] = {}
    for page in pdf.pages:
        _read(page.obj, found)
    return list(found.values())


def _read(holder: Object, found: dict[tuple[int, int], tuple[Object, set[int]]]) -> None:
    resources = holder.get("/Resources", Dictionary())
    codes: set[int] = set()
    for operands, operator in pikepdf.parse_content_stream(holder):
        match str(operator):
            case "Tf":
                font = resources.Font[str(operands[0])]
                assert font.Encoding == "/Identity-H"
                codes = found.setdefault(font.objgen, (font, set()))[1]
            case "Tj" | "TJ" | "'" | '"':
                last: Any = operands[-1]
                for item in last if isinstance(last, Array) else [last]:
                    if isinstance(item, pikepdf.String):
                        raw = bytes(item)
                        codes |= {int.from_bytes(raw[at : at + 2], "big") for at in range(0, len(raw), 2)}
            case "Do":
                form = resources.XObject[str(operands[0])]
                if form.get("/Subtype") == "/Form":
                    _read(form, found)


def elements(pdf: pikepdf.Pdf) -> list[Dictionary]:
    """Return the elements of the structure in the order in which they are read."""
    return list(_below(pdf.Root.StructTreeRoot))


def kids(element: Object) -> list[Any]:
    """Return what an element holds: elements, references to annotations, and numbers of marked content."""
    held = element.get("/K", Array())
    return list(held) if isinstance(held, Array) else [held]


def _below(element: Object) -> Iterator[Dictionary]:
    for kid in kids(element):
        if isinstance(kid, Dictionary) and "/S" in kid:
            yield kid
            yield from _below(kid)


def tag_faults(pdf: pikepdf.Pdf) -> list[str]:
    """Return what veraPDF cannot know: headings that skip, empty elements, and links or figures without words."""
    faults = []
    level = 0
    for element in elements(pdf):
        kind = str(element.S)
        if re.fullmatch("/H[1-6]", kind):
            if int(kind[2]) > level + 1:
                faults.append(f"{kind} follows a heading of level {level}")
            level = int(kind[2])
        if not kids(element):
            faults.append(f"a {kind} is empty")
        if kind == "/Figure":
            words = str(element.get("/Alt", "")).strip()
            if not words or re.search(r"lockup|asset:|\.(svg|png|jpe?g)$", words):
                faults.append(f"a figure is called {words!r}")
            left, bottom, right, top = (float(length) for length in element.A.BBox)
            box = [float(length) for length in element.Pg.MediaBox]
            if (
                not (left < right and bottom < top)
                or right < box[0]
                or left > box[2]
                or top < box[1]
                or bottom > box[3]
            ):
                faults.append(f"the figure {words!r} is nowhere on its page")
    return faults


def faults(data: bytes, families: Collection[str], links: Collection[str] | None = None) -> list[str]:
    """Return everything in which a file is not clean; `links` are those of its fields, or none to allow all kinds."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        found = [f"it has {name}" for name in sorted(active_parts(pdf))]
        for address in addresses(pdf):
            if address not in links if links is not None else not address.startswith(("https://", "mailto:", "tel:")):
                found.append(f"it leads to {address}")
        return found + font_faults(pdf, families) + tag_faults(pdf)
