"""From a layout's styles and a brand to what a locale needs: families in order, line heights, colours."""

from __future__ import annotations

from brand_kit.rendering.alphabet import script_of
from brand_kit.rendering.errors import CompileError
from brand_kit.rendering.page import Brand, Ink, Style
from brand_kit.rendering.shape import TextStyle

SPACED = frozenset({"Latn", "Grek", "Cyrl", "Hebr"})
"""The scripts in which letters may be set apart or tightened; in the others that breaks words or joins."""


def families(brand: Brand, language: str, role: str) -> tuple[str, ...]:
    """Return the brand's families in the order in which a locale's text looks for its glyphs.

    First those made for the locale's script and the role, then those of the role, then all others.
    """
    script = script_of(language)

    def rank(place: int) -> tuple[bool, bool, int]:
        typeface = brand.typefaces[place]
        return (script not in typeface.scripts, role not in typeface.roles, place)

    order = sorted(range(len(brand.typefaces)), key=rank)
    return tuple(dict.fromkeys(brand.typefaces[place].family for place in order))


def resolve(style: Style, brand: Brand, language: str, medium: str) -> TextStyle:
    """Return a layout's style with the brand's typefaces and colours for one locale and medium."""
    names = families(brand, language, style.face)
    script = script_of(language)
    factor = next(
        (
            typeface.line_height
            for typeface in brand.typefaces
            if typeface.family == names[0] and script in typeface.scripts
        ),
        1.0,
    )
    return TextStyle(
        families=names,
        weight=style.weight,
        size=style.size,
        line_height=round(style.line_height * factor, 4),
        colour=operators(colour(brand, style.colour), medium),
        tracking=style.tracking if script in SPACED else 0.0,
    )


def colour(brand: Brand, name: str) -> Ink:
    """Return a brand colour by name.

    Raises:
        CompileError: if the brand has no such colour.
    """
    try:
        return brand.colours[name]
    except KeyError:
        raise CompileError(f"The brand {brand.name} has no colour named {name}; add it to the brand kit.") from None


def operators(ink: Ink, medium: str) -> str:
    """Return the PDF operators that set a fill colour (ISO 32000-1, 8.6.8)."""
    if medium == "print" and ink.cmyk is not None:
        return " ".join(f"{part:g}" for part in ink.cmyk) + " k"
    return " ".join(f"{int(ink.screen[at : at + 2], 16) / 255:.4g}" for at in (1, 3, 5)) + " rg"


def css(ink: Ink, medium: str) -> str:
    """Return a colour as CSS (`device-cmyk()` of CSS Color 5 for print)."""
    if medium == "print" and ink.cmyk is not None:
        return "device-cmyk(" + " ".join(f"{part:g}" for part in ink.cmyk) + ")"
    return ink.screen
