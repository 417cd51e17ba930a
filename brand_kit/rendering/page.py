"""What the engine is given to compile: layouts, editions, regions, styles and what stands in each region.

All lengths are PDF points (1/72 inch), measured from the page's top left corner unless said otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from brand_kit.rendering.picture import Picture


class RegionKind(StrEnum):
    """What a region of a layout can hold."""

    TEXT = "text"
    PICTURE = "picture"
    LOGO = "logo"
    CODE = "code"


class Align(StrEnum):
    """Where a text stands along its line, in logical directions."""

    START = "start"
    CENTER = "center"
    END = "end"


class VAlign(StrEnum):
    """Where a block stands in the height of its box."""

    TOP = "top"
    CENTER = "center"
    BOTTOM = "bottom"


@dataclass(frozen=True, slots=True)
class Ink:
    """A brand colour: its sRGB value for screens and its process colours for print."""

    screen: str
    """`#rrggbb`."""
    cmyk: tuple[float, float, float, float] | None = None
    """Cyan, magenta, yellow and black, each from 0 to 1; none means that print uses the screen value."""


@dataclass(frozen=True, slots=True)
class Style:
    """A text style of a layout, before a brand and a locale are chosen."""

    face: str
    """The brand's typeface role: `display` or `text`."""
    weight: int
    size: float
    line_height: float
    """As a multiple of the size."""
    colour: str
    """The name of a brand colour."""
    tracking: float = 0.0
    """Extra space between letters, in ems."""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a page; `start` is the distance from the page's inline-start edge."""

    start: float
    top: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Region:
    """A fixed box of a layout with a style."""

    key: str
    label: str
    kind: RegionKind
    page: int
    boxes: Mapping[str, Box]
    """By paper."""
    style: str = ""
    align: Align = Align.START
    valign: VAlign = VAlign.TOP
    max_lines: int = 1
    floor: float = 1.0
    """The smallest size allowed, as a share of the style's size."""
    required: bool = False
    columns: int = 1
    column_gap: float = 0.0
    background: str = ""
    """The name of the brand colour that lies under the region, for contrast checks."""
    cover: bool = False
    """Whether a picture fills the box and is cropped, rather than contained in it."""
    role: str = ""


@dataclass(frozen=True, slots=True)
class Paper:
    """A trim size and its number of pages."""

    key: str
    width: float
    height: float
    pages: int


@dataclass(frozen=True, slots=True)
class Edition:
    """One output of a layout on one paper."""

    key: str
    label: str
    paper: str
    kind: str
    """`pdf` or `picture`."""
    medium: str
    """`screen` or `print`."""
    bleed: float = 0.0


@dataclass(frozen=True, slots=True)
class Layout:
    """A designer's page design, as read from its folder."""

    name: str
    label: str
    description: str
    colours: tuple[str, ...]
    papers: Mapping[str, Paper]
    editions: Mapping[str, Edition]
    styles: Mapping[str, Style]
    regions: Mapping[str, Region]
    html: str
    css: str
    assets: Mapping[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Typeface:
    """A family of the brand and the scripts and roles for which it comes first."""

    family: str
    scripts: tuple[str, ...]
    """ISO 15924 codes, such as `Latn`; Japanese is `Jpan`, Korean `Kore`, Chinese `Hans` or `Hant`."""
    roles: tuple[str, ...] = ("display", "text")
    line_height: float = 1.0
    """By how much line heights are multiplied where this family is the locale's own (tall scripts need more)."""


@dataclass(frozen=True, slots=True)
class Brand:
    """The brand as the engine needs it."""

    name: str
    colours: Mapping[str, Ink]
    typefaces: tuple[Typeface, ...]
    """In order of preference."""
    fonts: tuple[str, ...]
    """SHA-256 digests of the font files, all of which must be in the font shelf."""
    logos: Mapping[str, Picture]
    """By use: `full`, `reversed`, `single`."""
    clear_space: float = 0.0
    """Space kept free around a partner's logo inside its box, as a share of the box's smaller side."""


@dataclass(frozen=True, slots=True)
class Locked:
    """Approved copy or an approved picture that nobody may change in a file."""

    text: str = ""
    picture: Picture | None = None
    alt: str = ""


@dataclass(frozen=True, slots=True)
class Open:
    """A region that is opened as a field."""

    label: str
    link: bool = False
    """Whether the field's text can become a link."""
    alt: str = ""
    """What a screen reader says of a picture that has no text of its own."""


Content = Locked | Open


@dataclass(frozen=True, slots=True)
class Job:
    """Everything that decides the bytes of one master."""

    title: str
    language: str
    """A BCP 47 tag, such as `pt-BR`."""
    layout: Layout
    edition: str
    brand: Brand
    contents: Mapping[str, Content]
    """By region key; a region that is missing stays empty."""
