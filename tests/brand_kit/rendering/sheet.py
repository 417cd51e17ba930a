"""A layout, a brand and jobs of the tests' own: one sheet with slots of every kind, and a variant of two pages."""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path

from PIL import Image, ImageDraw

from brand_kit.rendering.fonts import FontShelf
from brand_kit.rendering.layouts import load_layout
from brand_kit.rendering.page import Brand, Content, Ink, Job, Layout, Locked, Open, Typeface
from brand_kit.rendering.picture import Picture, canonical_picture
from brand_kit.rendering.values import Code, Placed, Text, Value
from tests.brand_kit.rendering.words import WORDS

FONTS = Path("/usr/share/fonts")
LATIN = (
    *(f"opentype/inter/Inter-{weight}.otf" for weight in ("Regular", "Bold")),
    "opentype/inter/InterDisplay-Bold.otf",
    "opentype/sora/Sora-Bold.otf",
)
NOTO = tuple(
    f"truetype/noto/NotoSans{script}-{weight}.ttf"
    for script in ("Arabic", "Hebrew", "Devanagari", "Thai")
    for weight in ("Regular", "Bold")
)
CJK = tuple(f"opentype/noto/NotoSansCJK-{weight}.ttc" for weight in ("Regular", "Bold"))
TYPEFACES = (
    Typeface("Sora", ("Latn",), ("display",)),
    Typeface("Inter Display", ("Grek", "Cyrl", "Latn"), ("display",)),
    Typeface("Inter", ("Latn", "Grek", "Cyrl"), ("text",)),
    Typeface("Noto Sans Arabic", ("Arab",), line_height=1.25),
    Typeface("Noto Sans Hebrew", ("Hebr",)),
    Typeface("Noto Sans Devanagari", ("Deva",), line_height=1.25),
    Typeface("Noto Sans Thai", ("Thai",), line_height=1.25),
    Typeface("Noto Sans CJK JP", ("Jpan",), line_height=1.1),
    Typeface("Noto Sans CJK KR", ("Kore",), line_height=1.1),
    Typeface("Noto Sans CJK SC", ("Hans",), line_height=1.1),
    Typeface("Noto Sans CJK TC", ("Hant",), line_height=1.1),
)
COLOURS = {
    "primary": Ink("#0b3b3c", (0.9, 0.4, 0.5, 0.5)),
    "ink": Ink("#10201f", (0, 0, 0, 1)),
    "paper": Ink("#ffffff", (0, 0, 0, 0)),
    "tint": Ink("#eaf1ee", (0.08, 0, 0.06, 0)),
}
EDITIONS = """
[editions.screen]
label = "Screen"
paper = "a6"
kind = "pdf"
medium = "screen"

[editions.print]
label = "Print"
paper = "a6"
kind = "pdf"
medium = "print"
bleed = "3mm"
"""
PICTURE_EDITION = """
[editions.picture]
label = "Picture"
paper = "a6"
kind = "picture"
medium = "screen"
"""
STYLES = """
[styles.display]
face = "display"
weight = 700
size = "17pt"
line_height = 1.1
colour = "primary"
tracking = -0.01

[styles.text]
face = "text"
weight = 400
size = "9pt"
line_height = 1.35
colour = "ink"

[styles.strong]
face = "text"
weight = 700
size = "10.5pt"
line_height = 1.2
colour = "ink"
tracking = 0.02
"""
ALIGNED = {
    # key: style, align, valign, and the box: inline-start offset, top, width, height
    "start_top": ("text", "start", "top", 8, 60, 90, 72),
    "centre_middle": ("text", "center", "center", 104, 60, 90, 72),
    "end_bottom": ("text", "end", "bottom", 200, 60, 90, 72),
    "start_bottom": ("strong", "start", "bottom", 8, 140, 90, 72),
    "centre_top": ("strong", "center", "top", 104, 140, 90, 72),
    "end_middle": ("strong", "end", "center", 200, 140, 90, 72),
}
"""Regions in which the same text is compared locked and filled."""
OTHERS = {
    "headline": ("text", 8, 8, 280, 44, 'style = "display"\nmax_lines = 2\nfloor = 0.7'),
    "offer": ("text", 8, 220, 200, 46, 'style = "display"\nmax_lines = 2\nfloor = 0.6'),
    "name": ("text", 8, 272, 180, 14, 'style = "strong"\nrequired = true\nfloor = 0.8'),
    "address": ("text", 8, 290, 180, 52, 'style = "text"\nmax_lines = 4\nfloor = 0.8'),
    "web": ("text", 8, 346, 180, 14, 'style = "text"\nfloor = 0.8'),
    "mail": ("text", 8, 364, 180, 26, 'style = "text"\nalign = "end"\nmax_lines = 2\nfloor = 0.8'),
    "logo": ("logo", 214, 220, 76, 46, ""),
    "code": ("code", 214, 272, 76, 76, ""),
    "photo": ("picture", 214, 352, 76, 52, 'fit = "cover"'),
}
LINKED = {"web", "mail", "code"}


def _regions(pages: int) -> str:
    parts = []
    for key, (style, align, valign, *box) in ALIGNED.items():
        parts.append(
            f'[regions.{key}]\nlabel = "Text {key}"\nkind = "text"\nstyle = "{style}"\nalign = "{align}"\n'
            f'valign = "{valign}"\nmax_lines = 5\nfloor = 0.6\nbox.a6 = {[f"{length}pt" for length in box]}\n'
        )
    for key, (kind, start, top, width, height, more) in OTHERS.items():
        box = [f"{length}pt" for length in (start, top, width, height)]
        parts.append(f'[regions.{key}]\nlabel = "The {key}"\nkind = "{kind}"\n{more}\nbox.a6 = {box}\n')
    if pages > 1:
        parts.append(
            '[regions.over]\nlabel = "The other page"\nkind = "text"\nstyle = "text"\npage = 2\nmax_lines = 3\n'
            'floor = 0.8\nbox.a6 = ["20pt", "30pt", "200pt", "50pt"]\n'
        )
    return "\n".join(parts)


def write_layout(root: Path, name: str = "sheet", *, pages: int = 1, more: str = "", css: str = "") -> Path:
    """Write the layout's folder; `more` goes into the first page's HTML, `css` behind the stylesheet."""
    folder = root / name
    folder.mkdir(parents=True, exist_ok=True)
    editions = EDITIONS + (PICTURE_EDITION if pages == 1 else "")
    (folder / "layout.toml").write_text(
        f'name = "{name}"\nlabel = "Sheet"\ndescription = "A sheet for tests."\ncolours = {list(COLOURS)}\n'
        f'[papers.a6]\nwidth = "105mm"\nheight = "148mm"\npages = {pages}\n{editions}{STYLES}{_regions(pages)}'
    )
    regions = "".join(
        f'<div data-region="{key}"></div>' for key in ("headline", *ALIGNED, *OTHERS) if key != "headline"
    )
    html = f'<section class="page" data-page="1"><h1 data-region="headline"></h1>{regions}{more}</section>'
    if pages > 1:
        html += '<section class="page" data-page="2"><p data-region="over"></p></section>'
    (folder / "page.html").write_text(html)
    (folder / "style.css").write_text(".page { background: var(--paper) }\n" + css)
    return folder


def make_layout(root: Path, name: str = "sheet", *, pages: int = 1) -> Layout:
    """Write the layout and read it as the engine does."""
    return load_layout(write_layout(root, name, pages=pages))


def make_brand(shelf: FontShelf, *, cjk: bool = True, noto: bool = True) -> Brand:
    """Return the tests' brand, with its fonts on the shelf."""
    names = LATIN + (NOTO if noto else ()) + (CJK if cjk else ())
    fonts = tuple(shelf.add((FONTS / name).read_bytes()) for name in names)
    logo = canonical_picture(picture_bytes((300, 100), "#0b3b3c"))
    return Brand("Kestrane", COLOURS, TYPEFACES, fonts, {"full": logo}, 0.12)


def picture_bytes(size: tuple[int, int], colour: str = "#ff5b3a") -> bytes:
    """Return a PNG of one colour with a cross, so that it can be told from a plain one."""
    image = Image.new("RGB", size, colour)
    ImageDraw.Draw(image).line((0, 0, *size), fill="white", width=3)
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def words(language: str) -> Mapping[str, str]:
    """Return a language's test texts by region."""
    return WORDS[language]


def open_job(layout: Layout, brand: Brand, language: str, edition: str = "screen", **changes: Content) -> Job:
    """Return a job in which only the headline is locked."""
    contents: dict[str, Content] = {
        key: Open(region.label, link=key in LINKED, alt=f"Alt of {key}" if region.kind != "text" else "")
        for key, region in layout.regions.items()
    }
    contents["headline"] = Locked(words(language)["headline"])
    return Job(f"Sheet {language}", language, layout, edition, brand, {**contents, **changes})


def locked_job(layout: Layout, brand: Brand, language: str, texts: Mapping[str, str]) -> Job:
    """Return a job in which every text is locked copy and all else is empty."""
    contents = {key: Locked(text) for key, text in texts.items()}
    headline = {"headline": Locked(words(language)["headline"])}
    return Job(f"Sheet {language}", language, layout, "screen", brand, {**headline, **contents})


def aligned_texts(language: str) -> dict[str, str]:
    """Return what stands in the regions that are compared, and in the plain ones."""
    texts = words(language)
    return {**dict.fromkeys(ALIGNED, texts["body"]), **{key: texts[key] for key in ("offer", "name", "address")}}


def values(language: str, logo: Picture | None = None) -> dict[str, Value]:
    """Return values for every slot of the sheet but the photo."""
    filled: dict[str, Value] = {key: Text(text) for key, text in aligned_texts(language).items()}
    filled["web"] = Text("nordwind.example", "https://nordwind.example/", "ltr")
    filled["mail"] = Text("hallo@nordwind.example", "mailto:hallo@nordwind.example", "ltr")
    filled["code"] = Code("https://nordwind.example/x?y=1", "https://nordwind.example/x?y=1")
    if logo is not None:
        filled["logo"] = Placed(logo, "Nordwind")
    return filled
