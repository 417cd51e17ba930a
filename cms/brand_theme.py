"""Puts a vendor's colour on the screens without losing contrast: `--brand-*` of the stylesheet from one colour.

The colour is kept as it is where it can be read, else made darker (or lighter, in the dark) until it can, with the
same hue. All sums are those of WCAG 2.
"""

from __future__ import annotations

import re

from coloraide import Color

TEXT_CONTRAST = 4.5
LIGHT_GROUNDS = ("#f8f7f4", "#ffffff", "#efede8")
DARK_GROUNDS = ("#10161d", "#182029", "#0b1015")
_HEX = re.compile(r"#[0-9a-fA-F]{6}")


def brand_theme(colour: str) -> dict[str, str]:
    """Custom properties for a stylesheet, each a hexadecimal colour.

    Text in `--brand-accent` on every ground and tint of the light screens, and `--brand-accent-ink` on it, have a
    contrast of 4.5 or more; so do their `-dark` fellows in the dark.

    Raises:
        ValueError: the colour is not written like `#1f4070`.
    """
    if not _HEX.fullmatch(colour):
        raise ValueError(f"A colour is written like #1f4070, not {colour!r}.")
    brand = Color(colour).convert("oklch")
    tint, tint_dark = _at(brand, 0.95, 0.02), _at(brand, 0.29, 0.035)
    accent = _readable(brand, (*LIGHT_GROUNDS, tint), -0.01)
    accent_dark = _readable(brand, (*DARK_GROUNDS, tint_dark), 0.01)
    return {
        "--brand-accent": accent,
        "--brand-accent-hover": _moved(accent, -0.08),
        "--brand-accent-ink": "#ffffff",
        "--brand-tint": tint,
        "--brand-accent-dark": accent_dark,
        "--brand-accent-hover-dark": _moved(accent_dark, 0.06),
        "--brand-accent-ink-dark": "#0b1015",
        "--brand-tint-dark": tint_dark,
    }


def brand_css(colour: str) -> str:
    """The custom properties as a rule, for a stylesheet or a `<style>` with the page's nonce."""
    return ":root{" + "".join(f"{name}:{value};" for name, value in brand_theme(colour).items()) + "}"


def contrast(one: str, other: str) -> float:
    """The contrast of two colours by WCAG 2, from 1 to 21."""
    return float(Color(one).contrast(other, method="wcag21"))


def _readable(colour: Color, grounds: tuple[str, ...], step: float) -> str:
    """The colour, made darker or lighter by small steps until it can be read on every ground."""
    lightness = colour["lightness"]
    while 0 <= lightness <= 1:
        candidate = _at(colour, lightness, colour["chroma"])
        if all(contrast(candidate, ground) >= TEXT_CONTRAST for ground in grounds):
            return candidate
        lightness += step
    return "#000000" if step < 0 else "#ffffff"


def _moved(colour: str, by: float) -> str:
    moved = Color(colour).convert("oklch")
    return _at(moved, min(1.0, max(0.0, moved["lightness"] + by)), moved["chroma"])


def _at(colour: Color, lightness: float, chroma: float) -> str:
    """The colour's hue at another lightness and at most this chroma, inside sRGB."""
    changed = Color("oklch", [lightness, min(chroma, colour["chroma"]), _hue(colour)])
    return str(changed.convert("srgb").fit(method="oklch-chroma").to_string(hex=True))


def _hue(colour: Color) -> float:
    return 0.0 if colour.is_nan("hue") else float(colour["hue"])
