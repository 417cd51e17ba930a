"""Placing a logo: which version of it, how large, on the page itself or on a plate, and what is to be said about that.

Everything here is decided from pixels and lengths alone, so that the same logo at the same place is always set alike.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import PIL.Image
from PIL import ImageStat

from brand_kit.rendering.logo_anatomy import Anatomy, anatomy_of
from brand_kit.rendering.logo_ground import painted
from brand_kit.rendering.logo_reading import ENOUGH, HARDLY, MOST_LOST, Reading, reading
from brand_kit.rendering.logo_setting import LEAST_SHARE, spread
from brand_kit.rendering.logo_verdicts import Medium, Verdict, at_its_size
from brand_kit.rendering.master import Slot
from brand_kit.rendering.picture import Picture
from brand_kit.rendering.values import WHOLE, Setting

LARGER, SMALLER = 1.25, 0.8
"""A partner's logo looks as large as the vendor's if its optical area is within these shares of the vendor's."""
FIRST_PLATES = ("paper", "primary")
"""The plates that are tried first, by the names that every layout knows; then the others, by name."""
_LEAST_SHARE = 0.55
_SAME = 10
"""By how much of 255 the ground may differ from the colour of a box that cannot be seen on it."""


@dataclass(frozen=True, slots=True)
class Site:
    """The place where a logo is set, with all that counts there."""

    slot: Slot
    ground: PIL.Image.Image
    """The pixels on which it lies, `logo_ground.FINENESS` of them along the slot's longer side."""
    plates: dict[str, str]
    """The brand's colours as the operators that paint them."""
    medium: Medium
    minimum: float = 0.0
    """The least width that the brand wants for a partner's logo, in points."""
    vendor: float = 0.0
    """The optical area of the vendor's own logo on the page, in square points; 0 where there is none."""


@dataclass(frozen=True, slots=True)
class Placement:
    """How a logo is set at a place, and what was found."""

    picture: Picture
    """The version that is set."""
    setting: Setting
    size: tuple[float, float]
    """The width and height of its ink, in points."""
    contrast: float
    verdicts: tuple[Verdict, ...]
    """The worst first."""

    @property
    def refused(self) -> Verdict | None:
        """Why it cannot be set; none if it can."""
        return next((verdict for verdict in self.verdicts if verdict.severity == "bad"), None)


@dataclass(frozen=True, slots=True)
class _Try:
    """One way to set a logo."""

    place: int
    picture: Picture
    anatomy: Anatomy
    setting: Setting
    seen: Reading

    @property
    def boxed(self) -> bool:
        """Whether a box can be seen around it."""
        return bool(self.anatomy.box) and self.setting.ink == self.anatomy.ink and not self.hidden

    @property
    def hidden(self) -> bool:
        """Whether it has a box that cannot be told from the ground."""
        return self.anatomy.box == "flat" and self.setting.ink == self.anatomy.mark != self.anatomy.ink


def place_logo(site: Site, versions: Sequence[Picture]) -> Placement:
    """Return how a logo is set, of which there may be several versions; the first is the one that was chosen.

    On the page itself the version is taken that is seen better. If none is seen well enough there, the logo is laid on
    the first plate on which it is.
    """
    tries = [_tried(site, place, picture) for place, picture in enumerate(versions)]
    chosen = max(tries, key=_worth)
    if not _acceptable(chosen):
        plated = []
        for each in _on_plates(site, tries):
            plated.append(each)
            if _good(each):
                break
        # A logo that no plate suits, such as one in a dark and a yellow part, is best where most of it is seen.
        chosen = plated[-1] if plated and _good(plated[-1]) else max((chosen, *plated), key=_rescue)
    width, height = spread(site.slot, chosen.picture.width, chosen.picture.height, chosen.setting).ink[2:]
    verdicts = [*at_its_size(chosen.anatomy, chosen.setting, width, height, site.medium, site.minimum)]
    verdicts += _of_ground(site, chosen, versions)
    verdicts += _of_size(site, chosen, width, height)
    order = ("bad", "warn", "good")
    verdicts.sort(key=lambda verdict: order.index(verdict.severity))
    return Placement(chosen.picture, chosen.setting, (width, height), chosen.seen.contrast, tuple(verdicts))


def _tried(site: Site, place: int, picture: Picture) -> _Try:
    anatomy = anatomy_of(picture)
    ink = anatomy.mark if _box_is_hidden(anatomy, site.ground) else anatomy.ink
    setting = _balanced(site, picture, anatomy, Setting(ink))
    return _Try(place, picture, anatomy, setting, _seen(site, picture, anatomy, setting, site.ground))


def _seen(site: Site, picture: Picture, anatomy: Anatomy, setting: Setting, ground: PIL.Image.Image) -> Reading:
    if anatomy.box == "uneven":
        return Reading(21.0, 21.0, 0.0, None)  # It brings its own ground, on which nothing can be told from it.
    return reading(picture, anatomy, site.slot, setting, ground)


def _box_is_hidden(anatomy: Anatomy, ground: PIL.Image.Image) -> bool:
    if anatomy.box != "flat" or anatomy.ground is None or anatomy.plain:
        return False
    return all(
        max(abs(extreme - own) for extreme in band) <= _SAME
        for band, own in zip(ImageStat.Stat(ground).extrema, anatomy.ground, strict=True)
    )


def _good(tried: _Try) -> bool:
    return tried.seen.passes and not tried.anatomy.plain


def _acceptable(tried: _Try) -> bool:
    """Tell whether a logo can stand on the page as it is: a plate is laid only where it could hardly be seen."""
    return tried.anatomy.plain or tried.seen.stands


def _worth(tried: _Try) -> tuple[bool, bool, bool, float, int]:
    return (_good(tried), _acceptable(tried), not tried.boxed, round(tried.seen.contrast), -tried.place)


def _rescue(tried: _Try) -> tuple[bool, bool, float, float]:
    return (tried.seen.bears, not tried.setting.plate, tried.seen.half, -tried.seen.lost)


def _on_plates(site: Site, tries: Sequence[_Try]) -> Iterator[_Try]:
    """Yield each version on each plate, the plates that are wanted first first."""
    names = [name for name in FIRST_PLATES if name in site.plates]
    names += [name for name in site.plates if name not in names]
    for name in names:
        ground = PIL.Image.new("RGB", site.ground.size, painted(site.plates[name]))
        for each in tries:
            if each.anatomy.box and not _box_is_hidden(each.anatomy, ground):
                continue
            ink = each.anatomy.mark if each.anatomy.box else each.anatomy.ink
            setting = _balanced(site, each.picture, each.anatomy, Setting(ink, plate=name))
            seen = _seen(site, each.picture, each.anatomy, setting, ground)
            yield _Try(each.place, each.picture, each.anatomy, setting, seen)


def _balanced(site: Site, picture: Picture, anatomy: Anatomy, setting: Setting) -> Setting:
    """Return a setting with the size at which a logo looks no larger than the vendor's.

    Optical areas go with the square of the size. A logo is made smaller to at most 55 % of what its box takes, and
    never below the brand's least width, so that none is lost in its place.
    """
    width, height = spread(site.slot, picture.width, picture.height, setting).ink[2:]
    own = _optical(anatomy, setting, width, height)
    if not site.vendor or own <= LARGER * site.vendor:
        return setting
    share = max(math.sqrt(LARGER * site.vendor / own), _LEAST_SHARE)
    if site.minimum:
        share = max(share, min(site.minimum / width, 1.0))
    share = max(share, min(site.medium.least_side / min(width, height), 1.0))
    return replace(setting, share=max(math.ceil(share * WHOLE), LEAST_SHARE))


def _optical(anatomy: Anatomy, setting: Setting, width: float, height: float) -> float:
    """Return the optical area of a logo; one in a box that is seen looks as large as the box."""
    if anatomy.box and setting.ink == anatomy.ink:
        return width * height
    return anatomy.optical_area(width, height)


def _of_ground(site: Site, chosen: _Try, versions: Sequence[Picture]) -> Iterator[Verdict]:
    """Yield what is to be said of a logo and what it lies on."""
    seen, plate = chosen.seen, chosen.setting.plate
    where = seen.faint
    if chosen.anatomy.plain:
        yield Verdict("plain", "bad")
        return
    if chosen.boxed:
        yield Verdict("boxed", "warn", {"even": chosen.anatomy.box == "flat"})
    elif chosen.hidden:
        yield Verdict("hidden-box", "good")
    if chosen.anatomy.box != "uneven":
        facts = {"contrast": seen.contrast, "lost": round(seen.lost * 100)}
        if seen.passes:
            yield Verdict("contrast", "good", facts)
        elif seen.half < HARDLY or seen.lost > 0.5:
            yield Verdict("unseen", "bad", facts, where)
        elif seen.lost > MOST_LOST:
            yield Verdict("lost", "warn", facts, where)
        else:
            yield Verdict("faint" if seen.half < ENOUGH else "faint-part", "warn", facts, where)
    if plate:
        yield Verdict("plate", "warn" if len(versions) < 2 else "good", {"colour": plate})
    elif chosen.place > 0:
        yield Verdict("version", "good")


def _of_size(site: Site, chosen: _Try, width: float, height: float) -> Iterator[Verdict]:
    """Yield what is to be said of a logo's clear space, margin and weight beside the vendor's."""
    left, bottom, right, top = chosen.setting.ink
    if (right - left) * (top - bottom) < 0.6 * WHOLE * WHOLE:
        yield Verdict("margin", "good", {"share": round(100 - (right - left) * (top - bottom) * 100 / WHOLE**2)})
    if site.slot.inset:
        yield Verdict("clear-space", "good", {"free": round(site.slot.inset / site.medium.unit, 1)})
    if not site.vendor:
        return
    beside = _optical(chosen.anatomy, chosen.setting, width, height) / site.vendor
    facts = {"percent": round(beside * 100), "share": round(chosen.setting.share * 100 / WHOLE)}
    if beside < SMALLER / 2:
        yield Verdict("small-beside", "warn", facts)
    elif beside < SMALLER:
        yield Verdict("smaller", "good", facts)
    elif beside > LARGER * 1.02:
        yield Verdict("larger", "good", facts)
    else:
        yield Verdict("balance", "good", facts)
