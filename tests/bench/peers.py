"""The demo flyer against every other way to make it: one core, files written, other values in each."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from brand_kit.rendering.fill import fill_update
from tests.bench.flyer import brand, master, values
from tests.bench.peer_pages import makers
from tests.bench.peer_pages.folder import write_pictures
from tests.bench.results import Row, in_turn, median, one_core, timed

TIMES = 30
OURS_TIMES = 90
BATCH = 100
BATCHES = 3
SCRIPTS = {"de": "Latin", "ar": "Arabic", "ja": "Japanese"}
FRESH, OTHERS = 300.0, 5.0
"""How many times as fast we want to be as WeasyPrint used plainly, and as the fastest of the rest."""


def measure() -> list[Row]:
    """Return a row for each peer and script."""
    rows = []
    with tempfile.TemporaryDirectory() as name, one_core():
        folder = Path(name)
        write_pictures(folder)
        with makers.chromium(list(SCRIPTS), folder) as browsers:
            for language, script in SCRIPTS.items():
                rows += _race(language, script, folder, browsers[language])
    return rows


def _race(language: str, script: str, folder: Path, browser: makers.Maker) -> list[Row]:
    ours = _ours(language, folder)
    peers = {
        "WeasyPrint": makers.weasyprint_fresh(language, folder),
        "WeasyPrint, all kept": makers.weasyprint_kept(language, folder),
        "Chromium, warm": browser,
        "Typst, warm": makers.typst_kept(language, folder),
    }
    if language == "de":
        peers["ReportLab and pypdf"] = makers.overlay(folder, incremental=False)
        peers["ReportLab and pypdf, appending"] = makers.overlay(folder, incremental=True)
    # Ours thrice in a round: after a peer has had the processor, its first call meets caches full of other things.
    first, *taken = in_turn([lambda number: _thrice(ours, number), *peers.values()], TIMES)
    own = median(first) / 3
    batch = makers.weasyprint_batch(language, folder, BATCH)
    medians = dict(zip(peers, map(median, taken), strict=True))
    medians[f"WeasyPrint, {BATCH} in one"] = median(timed(batch, BATCHES, warm_up=0)) / BATCH
    fastest = min((name for name in medians if name != "WeasyPrint"), key=lambda name: medians[name])
    goals = {"WeasyPrint": FRESH, fastest: OTHERS}
    return [
        Row("peers", f"a flyer, {script}: {name}", own, "ms", name, value, goals.get(name))
        for name, value in medians.items()
    ]


def _ours(language: str, folder: Path) -> makers.Maker:
    """Fill the master, and write its bytes and the update one behind the other, without joining them first."""
    one, shelf = master(language), brand()[1]

    def make(number: int) -> None:
        update = fill_update(one, values(language, number), shelf)
        with (folder / f"ours-{language}-{number}.pdf").open("wb", buffering=0) as file:
            os.writev(file.fileno(), (one.data, update))

    return make


def _thrice(function: makers.Maker, number: int) -> None:
    for part in range(3):
        function(3 * number + part)
