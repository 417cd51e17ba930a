"""How a logo is drawn in its slot: its ink fitted into the box within its clear space, on a plate if it needs one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from brand_kit.rendering.errors import ValueRefused
from brand_kit.rendering.master import Slot
from brand_kit.rendering.picture import Picture
from brand_kit.rendering.values import WHOLE, Setting

LEAST_SHARE = 2_500
"""No logo is set smaller than this share of its largest size."""
LEAST_INK = 10
"""The ink is at least this wide and high, in ten-thousandths of its picture."""


@dataclass(frozen=True, slots=True)
class Spread:
    """Where a logo lies in its slot, in points from the slot's left bottom corner."""

    ink: tuple[float, float, float, float]
    """The left, bottom, width and height of its ink."""
    picture: tuple[float, float, float, float]
    """The same of the whole picture, whose empty margin may reach beyond the slot."""


def check_setting(slot: Slot, setting: Setting, plates: Mapping[str, str]) -> None:
    """Raise ValueRefused unless a logo may be set so: in a slot for logos, on one of the brand's colours."""
    left, bottom, right, top = setting.ink
    sound = (
        slot.kind == "logo"
        and 0 <= left <= right - LEAST_INK <= WHOLE - LEAST_INK
        and 0 <= bottom <= top - LEAST_INK <= WHOLE - LEAST_INK
        and LEAST_SHARE <= setting.share <= WHOLE
    )
    if not sound:
        raise ValueRefused(slot.key, f"{slot.label} cannot be set so.", code="setting")
    if setting.plate and setting.plate not in plates:
        raise ValueRefused(slot.key, f"{slot.label}: the brand has no colour {setting.plate[:40]}.", code="setting")


def spread(slot: Slot, width: float, height: float, setting: Setting) -> Spread:
    """Return where a logo lies whose picture has this width and height, in any unit."""
    left, bottom, right, top = (part / WHOLE for part in setting.ink)
    ink_width, ink_height = (right - left) * width, (top - bottom) * height
    room = slot.width - 2 * slot.inset, slot.height - 2 * slot.inset
    scale = min(room[0] / ink_width, room[1] / ink_height) * setting.share / WHOLE
    ink = ink_width * scale, ink_height * scale
    x, y = (slot.width - ink[0]) / 2, (slot.height - ink[1]) / 2
    picture = (x - left * width * scale, y - bottom * height * scale, width * scale, height * scale)
    return Spread((x, y, *ink), picture)


def logo_operators(slot: Slot, picture: Picture, setting: Setting, plates: Mapping[str, str]) -> str:
    """Return the content of a slot that holds a logo, which the slot's resources call `/P`.

    Whatever the setting says, nothing but the plate is painted in the clear space: the logo is cut at its edge.
    """
    x, y, width, height = spread(slot, picture.width, picture.height, setting).picture
    scale = (width / picture.width, height / picture.height) if picture.vector else (width, height)
    inner = f"{slot.inset:.4f} {slot.inset:.4f} {slot.width - 2 * slot.inset:.4f} {slot.height - 2 * slot.inset:.4f}"
    plate = f"q {plates[setting.plate]} 0 0 {slot.width:.4f} {slot.height:.4f} re f Q " if setting.plate else ""
    return f"{plate}q {inner} re W n {scale[0]:.8f} 0 0 {scale[1]:.8f} {x:.4f} {y:.4f} cm /P Do Q"
