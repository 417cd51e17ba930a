"""The one stylesheet of a page: ours, with the brand's colours and typefaces before it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.contrib.staticfiles import finders

from brand_kit.checks import contrast
from brand_kit.composition import engine_brand, tag_of
from brand_kit.models import Brand
from brand_kit.rendering.alphabet import script_of
from brand_kit.rendering.styles import SPACED
from campaigns.pages.typefaces import WebFace

COLOURS = {
    "primary": "#1d2b3a", "on_primary": "#ffffff", "accent": "#1d5fd1", "on_accent": "#ffffff", "ink": "#14181d",
    "paper": "#ffffff", "muted": "#55606b", "tint": "#eef1f4", "deep": "#121b25",
}  # fmt: skip
"""The colours that a page asks a brand for by name, and what stands in for one that it lacks."""
PAIRS = (
    ("on_primary", "primary"), ("on_accent", "accent"), ("ink", "paper"), ("ink", "tint"), ("muted", "paper"),
    ("muted", "tint"), ("primary", "paper"), ("primary", "tint"), ("on_primary", "deep"),
)  # fmt: skip
"""What stands on what."""
READABLE = 4.5
FALLBACKS = {
    "Arab": '"Noto Sans Arabic",Tahoma', "Hebr": '"Noto Sans Hebrew",Arial', "Deva": '"Noto Sans Devanagari"',
    "Thai": '"Noto Sans Thai"', "Jpan": '"Hiragino Sans","Yu Gothic","Noto Sans CJK JP"',
    "Kore": '"Apple SD Gothic Neo","Malgun Gothic","Noto Sans CJK KR"',
    "Hans": '"PingFang SC","Microsoft YaHei","Noto Sans CJK SC"',
    "Hant": '"PingFang TC","Microsoft JhengHei","Noto Sans CJK TC"',
}  # fmt: skip
_HEX = re.compile(r"#[0-9a-fA-F]{6}")


def stylesheet(brand: Brand, language_code: str, faces: Iterable[WebFace]) -> str:
    """Return the stylesheet of a brand's pages in a language."""
    engine, script = engine_brand(brand), script_of(tag_of(language_code))
    height = next((face.line_height for face in engine.typefaces if script in face.scripts), 1.0)
    tight = "-0.02em" if script in SPACED else "normal"
    rest = FALLBACKS.get(script, "")
    names = {
        "--display": f'"Page display",{rest + "," if rest else ""}system-ui,sans-serif',
        "--text": f'"Page text",{rest + "," if rest else ""}system-ui,sans-serif',
        "--tall": f"{min(max(height, 1.0), 1.6):.2f}",
        "--tight": tight,
        **{f"--{name.replace('_', '-')}": value for name, value in colours_of(brand).items()},
    }
    rules = "".join(
        f'@font-face{{font-family:"Page {face.role}";font-weight:{_span(face)};font-style:normal;font-display:swap;'
        f'src:url("{face.name}") format("woff2")}}\n'
        for face in faces
    )
    return f"{rules}:root{{{';'.join(f'{name}:{value}' for name, value in names.items())}}}\n{_own()}"


def _span(face: WebFace) -> str:
    if face.role == "display":
        return "100 900"
    return "100 499" if face.weight < 500 else "500 900"


def colours_of(brand: Brand) -> dict[str, str]:
    """Return the brand's colours by the names that pages use, each that stands on another readable there."""
    own = {colour.name: colour.screen.lower() for colour in brand.colours.all() if _HEX.fullmatch(colour.screen)}
    found = {name: own.get(name, stand_in) for name, stand_in in COLOURS.items()}
    for text, ground in PAIRS:
        if contrast(found[text], found[ground]) < READABLE:
            best = max(("#ffffff", "#10161d", found["ink"]), key=lambda each: contrast(each, found[ground]))
            if text.startswith("on_"):
                found[text] = best
    # What the brand draws in its main colour on light ground has to be read there.
    light = min(contrast(found["primary"], found["paper"]), contrast(found["primary"], found["tint"]))
    found["heading"] = found["primary"] if light >= READABLE else found["ink"]
    dim = min(contrast(found["muted"], found["paper"]), contrast(found["muted"], found["tint"]))
    found["muted"] = found["muted"] if dim >= READABLE else found["ink"]
    return found


def _own() -> str:
    path = finders.find("campaigns/page.css")
    if not isinstance(path, str):
        raise FileNotFoundError("campaigns/page.css")
    with open(path, encoding="utf-8") as file:
        return re.sub(r"/\*.*?\*/\s*|^\s+", "", file.read(), flags=re.DOTALL | re.MULTILINE)
