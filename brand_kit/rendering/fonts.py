"""The brand's font files and nothing else: a shelf of files by digest, and an isolated fontconfig for a set of them."""

from __future__ import annotations

import hashlib
import os
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from xml.sax.saxutils import escape

import uharfbuzz
from fontTools.ttLib import TTCollection, TTFont

from brand_kit.rendering.errors import RenderingError
from brand_kit.rendering.outlines import Charstrings

CONFIGURATION = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
  <dir>{fonts}</dir>
  <cachedir>{cache}</cachedir>
  <match target="font">
    <edit name="hinting" mode="assign"><bool>false</bool></edit>
    <edit name="autohint" mode="assign"><bool>false</bool></edit>
    <edit name="hintstyle" mode="assign"><const>hintnone</const></edit>
    <edit name="embeddedbitmap" mode="assign"><bool>false</bool></edit>
    <edit name="antialias" mode="assign"><bool>true</bool></edit>
  </match>
</fontconfig>
"""
SUFFIXES = {b"OTTO": ".otf", b"ttcf": ".ttc", b"\x00\x01\x00\x00": ".ttf", b"true": ".ttf"}


class FontRefused(RenderingError):
    """A font file cannot be kept with a brand."""

    code = "font"


@dataclass(frozen=True)
class FaceInfo:
    """What a font file says of one of its faces."""

    family: str
    weight: int
    """CSS weight, 1 to 1000, from the OS/2 table."""
    italic: bool
    index: int
    """The face's place in a collection, 0 in a file of one face."""
    embeddable: bool
    """Whether the licence flags (OS/2 `fsType`, OpenType 1.9 section OS/2) allow embedding and subsetting."""
    codepoints: frozenset[int]


def inspect(data: bytes) -> tuple[FaceInfo, ...]:
    """Return the faces of a font file.

    Raises:
        FontRefused: if the file is no TrueType or OpenType font, or a variable one (keep static instances instead).
    """
    if data[:4] not in SUFFIXES:
        raise FontRefused("This is no TrueType or OpenType font; upload an .otf, .ttf or .ttc file.")
    with tempfile.TemporaryFile() as file:
        file.write(data)
        file.seek(0)
        try:
            fonts = TTCollection(file, lazy=True).fonts if data[:4] == b"ttcf" else [TTFont(file, lazy=True)]
            tables = [table for font in fonts for table in font.reader.tables.values()]
            if any(table.offset + table.length > len(data) for table in tables):
                raise FontRefused("This font file is cut short; copy it again from its source.")
            blob = uharfbuzz.Blob(data)
            return tuple(_face(font, uharfbuzz.Face(blob, index), index) for index, font in enumerate(fonts))
        except FontRefused:
            raise
        except Exception as error:
            raise FontRefused("This font file is damaged; export it again from its source.") from error


def _face(font: TTFont, face: uharfbuzz.Face, index: int) -> FaceInfo:
    if "fvar" in font:
        raise FontRefused("This is a variable font; upload the static instances that the brand uses.")
    names, os2 = font["name"], font["OS/2"]
    family = names.getDebugName(16) or names.getDebugName(1) or ""
    # HarfBuzz reads a Chinese collection's ten tables of characters in 30 ms, fontTools in more than a second; but it
    # takes a damaged table for an empty one.
    codepoints = frozenset(face.unicodes)
    if not codepoints:
        raise FontRefused("This font file has no characters; export it again from its source.")
    # fsType bit 1 (0x2): restricted licence; bit 8 (0x100): no subsetting; bit 9 (0x200): bitmaps only.
    return FaceInfo(
        family=family,
        weight=int(os2.usWeightClass),
        italic=bool(os2.fsSelection & 1),
        index=index,
        embeddable=not os2.fsType & 0x302,
        codepoints=codepoints,
    )


class Face:
    """One face of a font file on the shelf, opened for measuring and subsetting."""

    def __init__(self, digest: str, index: int, path: Path) -> None:
        """Open face number `index` of the file at `path`, whose SHA-256 is `digest`."""
        self.digest, self.index, self.path = digest, index, path
        self.key = f"{digest}:{index}"
        """A name for the face that is the same on every machine."""
        self.widths = _Widths(self)
        """By glyph: its advance in thousandths of an em, rounded as it stands in the PDF's `W` array."""

    @cached_property
    def harfbuzz(self) -> uharfbuzz.Face:
        """The face as HarfBuzz reads it."""
        return uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(self.path)), self.index)

    @cached_property
    def _font(self) -> uharfbuzz.Font:
        return uharfbuzz.Font(self.harfbuzz)

    @cached_property
    def charstrings(self) -> Charstrings:
        """By glyph: its outline as a charstring, drawn when it is first asked for."""
        return Charstrings(self._font)

    @cached_property
    def postscript_name(self) -> str:
        """The typeface's name for PDF, in letters, digits and hyphens."""
        with TTFont(self.path, fontNumber=self.index, lazy=True) as font:
            name = font["name"].getDebugName(6) or "Font"
        return "".join(letter for letter in name if letter.isascii() and (letter.isalnum() or letter == "-"))

    @cached_property
    def extents(self) -> tuple[int, int]:
        """Ascent and descent in thousandths of an em."""
        extents = self._font.get_font_extents("ltr")
        return round(extents.ascender * 1000 / self.units), round(extents.descender * 1000 / self.units)

    @cached_property
    def units(self) -> int:
        """Font units in an em."""
        return int(self.harfbuzz.upem)

    def advance(self, glyph: int) -> float:
        """Return a glyph's advance in thousandths of an em."""
        return float(self._font.get_glyph_h_advance(glyph) * 1000 / self.units)


class _Widths(dict[int, int]):
    def __init__(self, face: Face) -> None:
        super().__init__()
        self._face = face

    def __missing__(self, glyph: int) -> int:
        width = self[glyph] = round(self._face.advance(glyph))
        return width


@dataclass(frozen=True)
class FontSet:
    """The files of one brand, with a fontconfig configuration that knows no others."""

    digest: str
    configuration: Path
    files: dict[str, str]
    """File name to digest."""


class FontShelf:
    """A folder that keeps font files under their digests."""

    def __init__(self, folder: Path | str) -> None:
        """Use `folder`, which is made when the first file is added."""
        self.folder = Path(folder).resolve()
        self._hash = hash(self.folder)

    def add(self, data: bytes) -> str:
        """Keep a font file and return its SHA-256 in hexadecimal."""
        digest = hashlib.sha256(data).hexdigest()
        path = self.folder / f"{digest}{SUFFIXES.get(data[:4], '.ttf')}"
        if not path.exists():
            _write(path, data)
        return digest

    def path(self, digest: str) -> Path:
        """Return where a file of the shelf is.

        Raises:
            RenderingError: if it is not on the shelf.
        """
        for suffix in (".otf", ".ttf", ".ttc"):
            path = self.folder / f"{digest}{suffix}"
            if path.exists():
                return path
        raise RenderingError(f"The font file {digest[:12]} is not on the shelf; save the brand again.")

    def face(self, key: str) -> Face:
        """Return the face with a key as `Face.key` gives it; faces are kept open for the life of the process."""
        return _open_face(self, key)

    def font_set(self, digests: tuple[str, ...]) -> FontSet:
        """Return the isolated configuration of a brand's files, written once."""
        return _font_set(self, tuple(sorted(set(digests))))

    def __eq__(self, other: object) -> bool:
        """Two shelves are the same where they share a folder."""
        return isinstance(other, FontShelf) and other.folder == self.folder

    def __hash__(self) -> int:
        """Hash by folder."""
        return self._hash


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
    os.chmod(name, 0o644)
    os.replace(name, path)


@lru_cache(maxsize=256)
def _open_face(shelf: FontShelf, key: str) -> Face:
    digest, _, index = key.partition(":")
    return Face(digest, int(index), shelf.path(digest))


@lru_cache(maxsize=64)
def _font_set(shelf: FontShelf, digests: tuple[str, ...]) -> FontSet:
    digest = hashlib.sha256("\n".join(digests).encode()).hexdigest()
    folder = shelf.folder / "sets" / digest[:32]
    configuration = folder / "fonts.conf"
    files = {}
    for one in digests:
        source = shelf.path(one)
        files[source.name] = one
        link = folder / "fonts" / source.name
        if not link.exists():
            link.parent.mkdir(parents=True, exist_ok=True)
            with suppress(FileExistsError):  # another process was quicker
                os.symlink(os.path.relpath(source, link.parent), link)
    text = CONFIGURATION.format(fonts=escape(str(folder / "fonts")), cache=escape(str(folder / "cache")))
    if not configuration.exists() or configuration.read_text() != text:
        _write(configuration, text.encode())
    return FontSet(digest, configuration, files)
