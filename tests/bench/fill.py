"""Filling the demo flyer: photo, two columns of copy, and seven fields, of which one is a logo and one a code."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

from brand_kit.rendering.compile import compile_master
from brand_kit.rendering.compile_page import assemble
from brand_kit.rendering.compile_typeset import _Fetcher
from brand_kit.rendering.fill import fill, fill_update
from brand_kit.rendering.raster import encode, page_image
from tests.bench.flyer import brand, job, master, values
from tests.bench.results import Row, in_turn, median, percentile, timed

TIMES = 60
WIDTH = round(210 / 25.4 * 110)
"""A4 at 110 dpi, in pixels."""
SCRIPTS = {"de": "Latin", "ar": "Arabic", "ja": "Japanese"}


def measure() -> list[Row]:
    """Return the rows on filling, compiling, storage and previews."""
    rows = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for language, script in SCRIPTS.items():
            ours, whole, cached = in_turn(
                [
                    lambda number, code=language: _fill(code, number, folder),
                    lambda number, code=language: _whole_page(code, number, folder, None),
                    lambda number, code=language: _whole_page(code, number, folder, KEPT),
                ],
                TIMES,
            )
            peers = (("WeasyPrint, whole page", whole, 100.0), ("WeasyPrint, fonts kept", cached, None))
            rows += [
                Row("fill", f"fill a flyer, {script}: {peer}", median(ours), "ms", peer, median(taken), goal)
                for peer, taken, goal in peers
            ]
    for language, script in SCRIPTS.items():
        compiled = timed(lambda _, code=language: compile_master(job(code), brand()[1]), 5, 1)
        one = master(language)
        update = len(fill(one, values(language, 1), brand()[1])) - len(one.data)
        preview = timed(lambda number, code=language: _preview(code, number), TIMES)
        rows += [
            Row("fill", f"compile a master, {script}", median(compiled), "ms"),
            Row("fill", f"bytes of a file beside its master, {script}", update, "B"),
            Row("fill", f"bytes of the master, {script}", len(one.data), "B"),
            Row("fill", f"preview at 110 dpi, {script}, p50", median(preview), "ms"),
            Row("fill", f"preview at 110 dpi, {script}, p95", percentile(preview, 0.95), "ms", goal=60.0),
        ]
    return rows


def _fill(language: str, number: int, folder: Path) -> None:
    one = master(language)
    update = fill_update(one, values(language, number), brand()[1])
    with (folder / f"ours-{language}-{number}.pdf").open("wb", buffering=0) as file:
        os.writev(file.fileno(), (one.data, update))


KEPT = FontConfiguration()


def _whole_page(language: str, number: int, folder: Path, kept: FontConfiguration | None) -> None:
    """Lay the same page out with the values in it.

    Pictures are plain stand-ins and the sizes at which copy fits are given, so the peer is spared both.
    """
    one = master(language)
    page = assemble(job(language, filled=values(language, number)), one.manifest.fits, {})
    fetcher = _Fetcher(page.assets.files)
    fonts = kept or FontConfiguration()
    style = CSS(string=page.css, font_config=fonts, url_fetcher=fetcher, base_url="asset:")
    html = HTML(string=page.html, url_fetcher=fetcher, base_url="asset:")
    html.write_pdf(
        folder / f"theirs-{language}-{number}-{kept is None:d}.pdf",
        stylesheets=[style],
        font_config=fonts,
        pdf_tags=True,
    )


def _preview(language: str, number: int) -> bytes:
    data = fill(master(language), values(language, number), brand()[1])
    return encode(page_image(data, 1, WIDTH), "jpg")
