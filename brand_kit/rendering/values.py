"""What the engine sets into slots: text, codes and pictures, already cleaned and formatted."""

from __future__ import annotations

from dataclasses import dataclass

from brand_kit.rendering.picture import Picture

DIRECTIONS = ("auto", "ltr", "rtl")


@dataclass(frozen=True, slots=True)
class Text:
    """A text for a slot; a line feed is the only mark-up that there is."""

    text: str
    link: str | None = None
    """Where a click leads, an https, mailto or tel address."""
    direction: str = "auto"
    """`ltr`, `rtl`, or `auto` for the direction of each paragraph's first strong character."""


@dataclass(frozen=True, slots=True)
class Code:
    """The content of a QR code."""

    text: str
    link: str | None = None


@dataclass(frozen=True, slots=True)
class Placed:
    """A canonical picture with what a screen reader says of it."""

    picture: Picture
    alt: str


Value = Text | Code | Placed
