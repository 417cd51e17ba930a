"""Memory over a long run: what a process that fills flyers holds after 2,000 and after 20,000."""

from __future__ import annotations

import multiprocessing
import os
from pathlib import Path

from brand_kit.rendering.fill import fill
from tests.bench.flyer import brand, master, values
from tests.bench.results import Row

EARLY, LATE = 2_000, 20_000
GROWTH = 5.0
"""Per cent that memory may grow by in between."""
SCRIPTS = {"de": "Latin", "ar": "Arabic", "ja": "Japanese"}


def measure() -> list[Row]:
    """Return rows for each script, each measured in a process of its own."""
    rows = []
    for language, script in SCRIPTS.items():
        with multiprocessing.get_context("spawn").Pool(1) as pool:
            early, late = pool.apply(_run, (language,))
        growth = (late - early) / early * 100
        rows += [
            Row("memory", f"memory after {EARLY:,} fills, {script}", early / 2**20, "MiB"),
            Row("memory", f"growth from then to {LATE:,} fills, {script}", growth, "%", goal=GROWTH),
        ]
    return rows


def _run(language: str) -> tuple[int, int]:
    one, shelf = master(language), brand()[1]
    early = 0
    for number in range(1, LATE + 1):
        fill(one, values(language, number), shelf)
        if number == EARLY:
            early = _resident()
    return early, _resident()


def _resident() -> int:
    """Return the bytes of memory that are this process's now, as Linux counts them."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
