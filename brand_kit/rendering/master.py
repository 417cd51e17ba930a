"""A master: a frozen PDF in which every field is a reserved, empty slot, and the manifest that says where."""

from __future__ import annotations

import base64
import hashlib
import json
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from functools import cached_property
from typing import Any

from brand_kit.rendering.errors import RenderingError
from brand_kit.rendering.shape import TextStyle

FORMAT = 2
"""The manifest's format; a master of another format is refused, and compiled again."""


@dataclass(frozen=True, slots=True)
class Slot:
    """The reserved place in a master into which one field is set."""

    key: str
    label: str
    kind: str
    """`text`, `picture`, `logo` or `code`."""
    page: int
    """Counted from 1."""
    left: float
    bottom: float
    width: float
    height: float
    """The box in points, from the left bottom corner of the page's trim."""
    form: int
    """The number of the slot's Form XObject."""
    style: TextStyle | None = None
    align: str = "start"
    valign: str = "top"
    max_lines: int = 1
    floor: float = 1.0
    required: bool = False
    inset: float = 0.0
    """Clear space inside the box, in points."""
    cover: bool = False
    alt: str = ""
    resources: str = ""
    """The Form XObject's resources, as PDF text."""
    element: int | None = None
    """The number of the structure element that carries the alternative text, where there is one."""
    element_head: str = ""
    annotation: int | None = None
    """The number of the reserved link annotation, where there is one."""
    annotation_head: str = ""

    @property
    def room(self) -> float:
        """How far around its box a slot may paint, in points.

        A picture is cut at its box. A text lies in its box by its advances and line heights, but the ink of a swash, a
        tall mark or a long tail goes a little beyond it, as it does in locked copy.
        """
        return ink_room(self.style)


@dataclass(frozen=True, slots=True)
class SlotFont:
    """A font that the master embeds for its slots."""

    face: str
    """Its key on the font shelf."""
    name: str
    """Its name in the slots' resources."""
    number: int
    glyphs: str
    """The glyphs that are embedded, each with the text that it stands for, as `pack_glyphs` writes them."""


@dataclass(frozen=True, slots=True)
class DrawnLogo:
    """One of the brand's own logos as it stands on a page."""

    digest: str
    """The digest of its picture."""
    page: int
    width: float
    height: float
    """The size at which its whole picture is drawn, in points."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a fill needs to know of a master beside its bytes."""

    digest: str
    """SHA-256 of the master's bytes."""
    title: str
    language: str
    direction: str
    edition: str
    kind: str
    medium: str
    pages: tuple[tuple[float, float], ...]
    """The width and height of each page's trim, in points."""
    slots: dict[str, Slot]
    fonts: tuple[SlotFont, ...]
    font_files: tuple[str, ...]
    record: int
    """The number of the object that records what was filled in."""
    size: int
    root: int
    info: int | None
    xref: int
    identifier: str
    fits: dict[str, float] = field(default_factory=dict)
    """By region: the share of its size at which locked copy was set, where it is less than 1."""
    versions: dict[str, str] = field(default_factory=dict)
    plates: dict[str, str] = field(default_factory=dict)
    """The brand colours that may be laid under a partner's logo, by name, as the operators that set them."""
    logos: tuple[DrawnLogo, ...] = ()
    format: int = FORMAT

    def to_json(self) -> str:
        """Return the manifest as text that `manifest_from_json` reads again."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def manifest_from_json(text: str) -> Manifest:
    """Read a manifest.

    Raises:
        RenderingError: if it has another format than this engine writes.
    """
    data: dict[str, Any] = json.loads(text)
    if data.get("format") != FORMAT:
        raise RenderingError("This master was made by another version of the engine; compile the template again.")
    try:
        data["slots"] = {key: _slot(slot) for key, slot in data["slots"].items()}
        data["fonts"] = tuple(SlotFont(**font) for font in data["fonts"])
        data["pages"] = tuple((page[0], page[1]) for page in data["pages"])
        data["font_files"] = tuple(data["font_files"])
        data["logos"] = tuple(DrawnLogo(**logo) for logo in data.get("logos", ()))
        return Manifest(**data)
    except (KeyError, TypeError) as error:
        raise RenderingError("This master's manifest is damaged; compile the template again.") from error


def _slot(data: dict[str, Any]) -> Slot:
    style = data.pop("style")
    if style:
        style = TextStyle(**{**style, "families": tuple(style["families"])})
    return Slot(style=style, **data)


@dataclass(frozen=True)
class Master:
    """A master's bytes and manifest."""

    data: bytes
    manifest: Manifest

    @cached_property
    def glyphs(self) -> dict[str, dict[int, str]]:
        """By face, the glyphs that the master embeds, each with the text that a reader gets for it."""
        return {font.face: unpack_glyphs(font.glyphs) for font in self.manifest.fonts}

    @cached_property
    def font_names(self) -> dict[str, str]:
        """By face, the font's name in the slots' resources."""
        return {font.face: font.name for font in self.manifest.fonts}

    def check(self) -> None:
        """Raise RenderingError unless the bytes are those that the manifest was made for."""
        if hashlib.sha256(self.data).hexdigest() != self.manifest.digest:
            raise RenderingError("This master's file is damaged; compile the template again.")


def ink_room(style: TextStyle | None) -> float:
    """Return how far beyond its box the ink of a text in a style may go, in points; none for what is no text."""
    return round(style.size / 2, 2) if style else 0.0


def pack_glyphs(glyphs: Iterable[int], to_unicode: Mapping[int, str]) -> str:
    """Return glyph ids and their texts as short text."""
    rows = [[glyph, to_unicode.get(glyph, "")] for glyph in sorted(glyphs)]
    return base64.b85encode(zlib.compress(json.dumps(rows, separators=(",", ":")).encode(), 9)).decode()


def unpack_glyphs(text: str) -> dict[int, str]:
    """Return what `pack_glyphs` wrote."""
    return dict(json.loads(zlib.decompress(base64.b85decode(text))))
