"""Is a layout in a brand fit to be read: contrast, letters, logo sizes. Pure: dataclasses in, findings out."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from coloraide import Color

from brand_kit.rendering.alphabet import essential_alphabet, script_of
from brand_kit.rendering.page import Box, Brand, Layout, Region, RegionKind

NORMAL_CONTRAST = 4.5
"""WCAG 2.1, 1.4.3: the least contrast of text with what lies under it."""

LARGE_CONTRAST = 3.0
"""WCAG 2.1, 1.4.3: the least contrast of large text."""

_LARGE, _LARGE_BOLD, _BOLD = 18.0, 14.0, 700
_ROUNDING = 0.01  # Points.
_HEX = re.compile(r"#[0-9a-fA-F]{6}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a check has found."""

    code: str
    level: Literal["error", "warning"]
    message: str
    remedy: str
    """What to do about it, one sentence."""
    where: str
    """The region, language or typeface concerned."""


def contrast(one: str, other: str) -> float:
    """Return the contrast of two `#rrggbb` colours by WCAG 2.1, from 1 to 21.

    Raises ValueError for what is no such colour.
    """
    for colour in (one, other):
        if not _HEX.fullmatch(colour):
            raise ValueError(f'"{colour}" is not a colour such as "#0b3b3c"')
    return float(Color(one).contrast(Color(other), method="wcag21"))


def check_contrast(layout: Layout, brand: Brand) -> list[Finding]:
    """Return what is wrong with the contrast of each text region of a layout in a brand, by its screen colours.

    A region is judged at the smallest size to which its text may shrink, and needs 4.5:1, or 3:1 from 18 pt on, or
    from 14 pt on if it is bold. A region that names no background cannot be judged and is a warning.
    """
    return [
        finding
        for region in layout.regions.values()
        if region.kind == RegionKind.TEXT and region.style in layout.styles
        for finding in _contrast_of(region, layout, brand)
    ]


def _contrast_of(region: Region, layout: Layout, brand: Brand) -> Iterator[Finding]:
    style = layout.styles[region.style]
    if not region.background:
        yield Finding(
            "background_unknown",
            "warning",
            f'The contrast of "{region.label}" cannot be checked, as the layout does not say what lies under it.',
            "Name the colour under the region as its background in layout.toml.",
            region.key,
        )
        return
    missing = [name for name in dict.fromkeys((style.colour, region.background)) if name not in brand.colours]
    for name in missing:
        yield Finding(
            "colour_missing",
            "error",
            f'"{region.label}" uses the colour "{name}", which the brand does not have.',
            f'Add a colour called "{name}" to the brand.',
            region.key,
        )
    if missing:
        return
    size = style.size * region.floor
    large = size + _ROUNDING >= (_LARGE_BOLD if style.weight >= _BOLD else _LARGE)
    needed = LARGE_CONTRAST if large else NORMAL_CONTRAST
    found = contrast(brand.colours[style.colour].screen, brand.colours[region.background].screen)
    if found < needed:
        # Rounded down, so that 4.499 is not shown as the 4.5 that it misses.
        ratio = math.floor(found * 100) / 100
        yield Finding(
            "contrast",
            "error",
            f'"{region.label}" is hard to read: {style.colour} on {region.background} has a contrast of {ratio:g}:1, '
            f"and text of {size:g} pt needs {needed:g}:1.",
            "Choose a darker or lighter colour for the text or for what lies under it.",
            region.key,
        )


def check_glyph_cover(brand: Brand, coverage: Mapping[str, Collection[int]], languages: Iterable[str]) -> list[Finding]:
    """Return the languages that the brand's typefaces cannot write, and the typefaces that have no font.

    `coverage` has the code points of each family. An essential character of a language must be in a family listed for
    the language's script or, failing that, in any family of the brand.
    """
    families = dict.fromkeys(typeface.family for typeface in brand.typefaces)
    findings = [
        Finding(
            "typeface_missing",
            "error",
            f'The typeface "{family}" of the brand has no font file.',
            "Add a font file of this family to the brand, or take the typeface out.",
            family,
        )
        for family in families
        if not coverage.get(family)
    ]
    covered = {chr(point) for family in families for point in coverage.get(family, ())}
    for language in dict.fromkeys(languages):
        missing = sorted(essential_alphabet(language) - covered)
        if missing:
            findings.append(_uncovered(language, missing, brand))
    return findings


def _uncovered(language: str, missing: list[str], brand: Brand) -> Finding:
    script = script_of(language)
    listed = list(dict.fromkeys(typeface.family for typeface in brand.typefaces if script in typeface.scripts))
    first = " ".join(_shown(char) for char in missing[:5])
    more = " ..." if len(missing) > 5 else ""
    characters = "1 character" if len(missing) == 1 else f"{len(missing)} characters"
    remedy = (
        f"Add the missing characters to {' or '.join(listed)}, or list another typeface for the script {script}."
        if listed
        else f"List a typeface for the script {script} in the brand."
    )
    return Finding(
        "glyphs",
        "error",
        f'No typeface of the brand has {characters} of the language "{language}": {first}{more}',
        remedy,
        language,
    )


def _shown(char: str) -> str:
    """Return a character so that it can be seen alone: marks on a dotted circle, others as they are."""
    return "\u25cc" + char if unicodedata.category(char).startswith("M") else char


def drawn_size(box: Box, width: float, height: float, clear_space: float = 0.0) -> tuple[float, float]:
    """Return the width and height in points at which a logo of these proportions stands in a box, contained in it.

    `clear_space` is kept free on each side, as a share of the box's smaller side.
    """
    margin = clear_space * min(box.width, box.height)
    room = (max(box.width - 2 * margin, 0.0), max(box.height - 2 * margin, 0.0))
    if width <= 0 or height <= 0:
        return (0.0, 0.0)
    scale = min(room[0] / width, room[1] / height)
    return (width * scale, height * scale)


def check_logo_size(sizes: Mapping[str, tuple[float, float]], minimum: tuple[float, float]) -> list[Finding]:
    """Return the places at which a logo is drawn smaller than it may be.

    `sizes` has the width and height drawn, in points, by place (such as a region); of `minimum`, the least width and
    height, 0 sets no limit. `drawn_size` gives the size of a logo in a box.
    """
    return [
        Finding(
            "logo_size",
            "error",
            f"The logo is drawn {size[0]:.1f} pt wide and {size[1]:.1f} pt high at {where}, "
            f"but must be {_least(minimum)}.",
            "Give the logo a larger box in the layout, or use a logo that stays readable when small.",
            where,
        )
        for where, size in sizes.items()
        if any(drawn < least - _ROUNDING for drawn, least in zip(size, minimum, strict=True))
    ]


def _least(minimum: tuple[float, float]) -> str:
    words = [f"{least:.1f} pt {side}" for least, side in zip(minimum, ("wide", "high"), strict=True) if least]
    return f"at least {' and '.join(words)}"
