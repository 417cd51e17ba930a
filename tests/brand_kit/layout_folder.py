"""A small layout's folder, and ways to spoil it."""

from __future__ import annotations

from pathlib import Path

from brand_kit.rendering.layouts import check_layouts

MANIFEST = """\
name = "card"
label = "Card"
description = "One page."
colours = ["primary", "ink", "paper"]

[papers.a4]
width = "210mm"
height = "297mm"
pages = 1

[papers.letter]
width = "8.5in"
height = "11in"
pages = 1

[editions.screen-a4]
label = "Screen PDF, A4"
paper = "a4"
kind = "pdf"
medium = "screen"

[editions.print-letter]
label = "Print PDF, Letter"
paper = "letter"
kind = "pdf"
medium = "print"
bleed = "3mm"

[styles.headline]
face = "display"
weight = 700
size = "34pt"
line_height = 1.08
colour = "ink"
tracking = -0.01

[regions.headline]
label = "Headline"
kind = "text"
style = "headline"
page = 1
align = "end"
valign = "bottom"
max_lines = 3
floor = 0.75
required = true
columns = 2
column_gap = "6mm"
background = "paper"
role = "legal"
box.a4 = ["15mm", "40mm", "120mm", "38mm"]
box.letter = ["15mm", "4cm", "340px", "2in"]

[regions.photo]
label = "Photo"
kind = "picture"
page = 1
fit = "cover"
box.a4 = ["0mm", "0mm", "210mm", "38mm"]
box.letter = ["-3mm", "-3mm", "200mm", "38mm"]
"""

PAGE = """\
<body>
<section class="page" data-page="1">
  <div data-region="photo"></div>
  <h1 data-region="headline"></h1>
  <img src="asset:logo/full" alt="Kestrane"><img src="asset:layout/mark.svg" alt="A mark">
</section>
</body>
"""

STYLE = """\
section { color: var(--ink); padding: var(--bleed) }
.band { background: var(--primary) url("asset:layout/mark.svg") }
"""

Change = tuple[str, str]


def make_layout(root: Path, *changes: Change, page: Change | None = None, style: Change | None = None) -> Path:
    """Write a good layout with some of its words replaced, and return its folder."""
    manifest, html, css = MANIFEST, PAGE, STYLE
    for old, new in changes:
        assert old in manifest, old
        manifest = manifest.replace(old, new, 1)
    if page:
        assert page[0] in html, page[0]
        html = html.replace(*page, 1)
    if style:
        assert style[0] in css, style[0]
        css = css.replace(*style, 1)
    folder = root / "card"
    (folder / "assets").mkdir(parents=True)
    (folder / "layout.toml").write_text(manifest, encoding="utf-8")
    (folder / "page.html").write_text(html, encoding="utf-8")
    (folder / "style.css").write_text(css, encoding="utf-8")
    (folder / "assets" / "mark.svg").write_bytes(b"<svg/>")
    return folder


def refusals(folder: Path) -> list[str]:
    """Return every refusal of the layouts beside this one, without the path to its folder."""
    return [str(error).replace(f"{folder}/", "") for error in check_layouts(folder.parent)]


def line_of(words: str, text: str = MANIFEST) -> int:
    """Return the line of the first mention of these words."""
    return text[: text.index(words)].count("\n") + 1
