"""The brand's typefaces for a page: of each face the glyphs that the page sets, as WOFF2."""

from __future__ import annotations

import hashlib
import io
import logging
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from fontTools import subset
from fontTools.ttLib import TTFont

from brand_kit.composition import engine_brand, tag_of
from brand_kit.masters import font_shelf
from brand_kit.models import Brand
from brand_kit.rendering.alphabet import essential_alphabet, script_of
from brand_kit.rendering.styles import families

FACES = (("display", 700), ("text", 400), ("text", 600))
"""Role and weight of the faces that pages set."""
PLAIN = "".join(map(chr, range(0x20, 0x7F)))
MOST_LETTERS = 600
"""A script with more letters than that, such as Chinese, gets a file for headings only: that of all text would weigh
more than the rest of the page together, and every device has letters of its own for such a script."""
CALM = ["kern", "palt", "liga", "locl", "ccmp", "mark", "mkmk"]
"""The features that files of such scripts keep; others bring other forms of each letter along."""

logging.getLogger("fontTools").setLevel(logging.WARNING)  # it tells of every table and glyph


@dataclass(frozen=True)
class WebFace:
    """One face of a page, and the characters that it is cut down to."""

    role: str
    weight: int
    digest: str
    index: int
    characters: str
    calm: bool = False
    """Whether it keeps only the features that running text needs."""

    @property
    def name(self) -> str:
        """The file's name: another one as soon as its bytes are others."""
        key = hashlib.sha256(f"{self.digest} {self.index} {self.characters}".encode()).hexdigest()
        return f"{self.role}-{self.weight}-{key[:16]}.woff2"


def web_faces(brand: Brand, language_code: str, text: str, headings: str) -> tuple[WebFace, ...]:
    """Return the faces in which a page of a brand sets a text; a face that the brand has no file of is left out.

    `headings` is the part of the text that is set in the display face.
    """
    engine, tag = engine_brand(brand), tag_of(language_code)
    own = {each for each in essential_alphabet(tag) if len(each) == 1}
    many = len(own) > MOST_LETTERS
    characters = _shown(set(headings) if many else own | set(text) | set(PLAIN))
    files = [
        (face["family"], face["weight"], file.digest, face["index"])
        for file in brand.font_files.all()
        for face in file.faces
        if file.embeddable and not face["italic"]
    ]
    script = script_of(tag)
    made_for = {face.family for face in engine.typefaces if script in face.scripts}
    found = []
    for role, weight in FACES[:1] if many else FACES:
        family = next((each for each in families(engine, tag, role) if each in made_for), "")
        mine = [file for file in files if file[0] == family]
        if mine:
            _family, real, digest, index = min(mine, key=lambda file: abs(file[1] - weight))
            found.append(WebFace(role, weight if len(mine) > 1 else real, digest, index, characters, many))
    return tuple({(face.role, face.digest, face.index): face for face in found}.values())


def _shown(letters: set[str]) -> str:
    return "".join(sorted(each for each in letters if each >= " " and not "\x7f" <= each <= "\x9f"))


@lru_cache(maxsize=96)
def face_file(face: WebFace) -> bytes:
    """Return a face cut down to its characters, with the features that its script needs, as WOFF2."""
    options = subset.Options()
    options.flavor, options.hinting, options.notdef_outline = "woff2", False, True
    if face.calm:
        options.layout_features = CALM
        options.drop_tables += ["vhea", "vmtx", "VORG", "BASE"]
    options.drop_tables += ["DSIG", "FFTM"]
    options.name_IDs = [0, 1, 2, 13, 14]  # whose it is and on what terms
    with TTFont(font_shelf().path(face.digest), fontNumber=face.index, lazy=True, recalcTimestamp=False) as font:
        cutter = subset.Subsetter(options)
        cutter.populate(unicodes=_codepoints(face.characters))
        cutter.subset(font)
        font.flavor = "woff2"
        out = io.BytesIO()
        font.save(out)
    return out.getvalue()


def _codepoints(characters: Iterable[str]) -> list[int]:
    return [ord(each) for each in characters]
