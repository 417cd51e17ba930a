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


WHOLE = 10_000
"""What shares of a picture and of a size are counted in: ten-thousandths."""


@dataclass(frozen=True, slots=True)
class Setting:
    """How a logo stands in its slot, where that was chosen for it; whole numbers, so that a record says it exactly."""

    ink: tuple[int, int, int, int] = (0, 0, WHOLE, WHOLE)
    """The left, bottom, right and top of what can be seen of the picture, in ten-thousandths of it."""
    share: int = WHOLE
    """The size, in ten-thousandths of the largest at which the ink keeps its clear space."""
    plate: str = ""
    """The brand colour that is laid under it; none if it stands on the page itself."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A canonical picture with what a screen reader says of it."""

    picture: Picture
    alt: str
    setting: Setting | None = None
    """How a logo is set; without one a picture is set whole and as large as its slot takes it."""


Value = Text | Code | Placed
