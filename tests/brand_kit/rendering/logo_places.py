"""A page with three places for a partner's logo: on paper, on a dark field, and on one that is half and half."""

from __future__ import annotations

from pathlib import Path

from brand_kit.rendering.fonts import FontShelf
from brand_kit.rendering.layouts import load_layout
from brand_kit.rendering.page import Brand, Ink, Job, Layout, Locked, Open
from brand_kit.rendering.picture import canonical_picture
from tests.brand_kit.rendering import sheet

COLOURS = {
    **sheet.COLOURS,
    "accent": Ink("#ff5b3a", (0.0, 0.76, 0.78, 0.0)),
    "deep": Ink("#082c2d", (0.9, 0.5, 0.62, 0.72)),
}
PLACES = ("light", "dark", "mixed")


def layout(root: Path) -> Layout:
    """Write the layout and read it."""
    folder = root / "places"
    folder.mkdir()
    tops = {"light": 60, "dark": 150, "mixed": 240}
    regions = "".join(
        f'[regions.{key}]\nlabel = "The {key} place"\nkind = "logo"\nbox.a6 = ["30pt", "{top}pt", "130pt", "65pt"]\n'
        for key, top in tops.items()
    )
    title = (
        '[regions.title]\nlabel = "Title"\nkind = "text"\nstyle = "text"\nbox.a6 = ["170pt", "10pt", "100pt", "20pt"]\n'
    )
    (folder / "layout.toml").write_text(
        f'name = "places"\nlabel = "Places"\ndescription = "Places for logos."\ncolours = {list(COLOURS)}\n'
        f'[papers.a6]\nwidth = "105mm"\nheight = "148mm"\npages = 1\n{sheet.EDITIONS}{sheet.STYLES}{title}{regions}'
    )
    (folder / "page.html").write_text(
        '<section class="page" data-page="1"><img class="own" src="asset:logo/full" alt="Kestrane">'
        '<h1 data-region="title"></h1><div class="field dark"></div><div class="field half"></div>'
        + "".join(f'<div data-region="{key}"></div>' for key in tops)
        + "</section>"
    )
    (folder / "style.css").write_text(
        ".page { background: var(--paper) }\n.own { position: absolute; left: 30pt; top: 14pt; width: 120pt; "
        "height: 26pt }\n.field { position: absolute; left: 20pt; width: 150pt; height: 85pt; "
        "background: var(--primary) }\n.dark { top: 140pt }\n.half { top: 230pt; left: 95pt; width: 75pt }\n"
    )
    return load_layout(folder)


def brand(shelf: FontShelf) -> Brand:
    """Return the tests' brand with a logo of letters' weight."""
    plain = sheet.make_brand(shelf, cjk=False, noto=False)
    bars = "".join(f'<rect x="{x}" y="10" width="22" height="80" fill="#0b3b3c"/>' for x in range(0, 460, 40))
    own = canonical_picture(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 462 100">{bars}</svg>'.encode()
    )  # fmt: skip
    return Brand("Kestrane", COLOURS, plain.typefaces, plain.fonts, {"full": own}, 0.08)


def job(page: Layout, own: Brand, edition: str = "print") -> Job:
    """Return a job with every place open."""
    contents = {key: Open(region.label, alt=f"Logo {key}") for key, region in page.regions.items() if key != "title"}
    return Job("Places", "en", page, edition, own, {**contents, "title": Locked("Places")})
