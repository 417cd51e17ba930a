"""What is to be said of a logo: verdicts by id with their figures, which the site puts into words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from brand_kit.rendering.logo_anatomy import Anatomy, ratio
from brand_kit.rendering.logo_box import is_paper
from brand_kit.rendering.logo_pixels import Rectangle
from brand_kit.rendering.values import WHOLE, Setting

MILLIMETRE = 72 / 25.4
PIXEL = 0.75
GOOD, WARN, BAD = "good", "warn", "bad"


@dataclass(frozen=True)
class Verdict:
    """One thing that was found."""

    id: str
    severity: str
    """`good`, `warn` (it can be set) or `bad` (it cannot)."""
    facts: Mapping[str, float | str] = field(default_factory=dict)
    """The figures that its sentence tells."""
    area: Rectangle | None = None
    """Where the trouble is, in pixels of the ground; none if it is the whole logo."""


@dataclass(frozen=True, slots=True)
class Medium:
    """What the bars of sharpness and size are on paper or on a screen."""

    key: str
    unit: float
    """Millimetres or CSS pixels, in points."""
    sharp: float
    """Pixels per inch from which a logo looks sharp."""
    coarse: float
    """Pixels per inch below which it is not set."""
    least_side: float
    """The least width and height at which a logo can be recognised, in points."""
    small_side: float
    """The width and height below which that is hard."""
    hairline: float
    """The least thickness of strokes that is drawn without gaps, in points."""


PRINT = Medium("print", MILLIMETRE, 200, 100, 1.5 * MILLIMETRE, 3 * MILLIMETRE, 0.25)
"""200 pixels per inch are two for each dot of a common printing screen of 100 lines per inch."""
SCREEN = Medium("screen", PIXEL, 120, 60, 8 * PIXEL, 14 * PIXEL, 0.6 * PIXEL)
"""A screen PDF is read at full size and somewhat more; below 60, one pixel of the logo is more than one CSS pixel."""
PICTURE = Medium("picture", PIXEL, 96, 60, 8 * PIXEL, 14 * PIXEL, 0.6 * PIXEL)
"""A picture for the web has exactly 96 pixels per CSS inch."""


def medium_of(kind: str, medium: str) -> Medium:
    """Return the bars of an edition."""
    return PICTURE if kind == "picture" else PRINT if medium == "print" else SCREEN


def at_its_size(
    anatomy: Anatomy, setting: Setting, width: float, height: float, medium: Medium, minimum: float
) -> Iterator[Verdict]:
    """Yield what is to be said of a logo whose ink is drawn so wide and high, in points."""
    if anatomy.pixels is not None:
        across = anatomy.pixels[0] * (setting.ink[2] - setting.ink[0]) / WHOLE
        density = across / (width / 72)
        facts: dict[str, float | str] = {
            "pixels": round(across), "needed": round(medium.sharp * width / 72), "density": round(density),
            "unit": medium.key,
        }  # fmt: skip
        severity = GOOD if density >= medium.sharp else WARN if density >= medium.coarse else BAD
        yield Verdict({GOOD: "sharp", WARN: "soft", BAD: "coarse"}[severity], severity, facts)
    else:
        yield Verdict("vector", GOOD)
    shown: dict[str, float | str] = {
        "width": round(width / medium.unit, 1), "height": round(height / medium.unit, 1), "unit": medium.key,
    }  # fmt: skip
    if minimum and width < minimum - 0.05:
        yield Verdict("too-narrow", BAD, {**shown, "least": round(minimum / MILLIMETRE, 1)})
    elif min(width, height) < medium.least_side - 0.05:
        yield Verdict("too-thin", BAD, {**shown, "least": round(medium.least_side / medium.unit, 1)})
    elif min(width, height) < medium.small_side:
        yield Verdict("thin", WARN, {**shown, "least": round(medium.small_side / medium.unit, 1)})
    else:
        yield Verdict("size", GOOD, shown)
    stroke = anatomy.stroke * width * WHOLE / max(setting.ink[2] - setting.ink[0], 1)
    if anatomy.coverage and stroke < medium.hairline:
        yield Verdict("hairline", WARN, {"stroke": round(stroke, 2), "least": medium.hairline})


def on_arrival(anatomy: Anatomy, *, freed: bool, dark: bool) -> list[Verdict]:
    """Return what is to be said of a logo as it is uploaded, before it has a place; `dark` is for dark ground."""
    found = []
    if anatomy.plain:
        return [Verdict("plain", BAD)]
    if freed:
        found.append(Verdict("freed", GOOD))
    elif anatomy.box == "flat" and not is_paper(anatomy.ground):
        found.append(Verdict("own-box", WARN))
    elif anatomy.box:
        found.append(Verdict("boxed", WARN, {"even": anatomy.box == "flat"}))
    else:
        found.append(Verdict("clear", GOOD))
    if anatomy.pixels is None:
        found.append(Verdict("vector", GOOD))
    else:
        across = round(anatomy.pixels[0] * (anatomy.mark[2] - anatomy.mark[0]) / WHOLE)
        largest = across / PRINT.sharp * 25.4
        severity = GOOD if largest >= 45 else WARN
        facts: dict[str, float | str] = {"pixels": across, "largest": round(largest)}
        found.append(Verdict("sharp-up-to" if severity == GOOD else "few-pixels", severity, facts))
    if anatomy.proportion > 8 or anatomy.proportion < 0.2:
        found.append(Verdict("long" if anatomy.proportion > 1 else "tall", WARN))
    ground = 0.016 if dark else 1.0
    if not anatomy.box and ratio(anatomy.luminance, ground) < 2:
        found.append(Verdict("too-dark" if dark else "too-pale", WARN))
    left, bottom, right, top = anatomy.mark
    if (right - left) * (top - bottom) < 0.6 * WHOLE * WHOLE:
        found.append(Verdict("margin", GOOD, {"share": round(100 - (right - left) * (top - bottom) * 100 / WHOLE**2)}))
    order = (BAD, WARN, GOOD)
    return sorted(found, key=lambda verdict: order.index(verdict.severity))
