"""A table of 20,000 partners through `manage.py fill --data`, by one process and by two.

So many flyers fill a disk, so 2,000 rows are filled and the time for a row is counted twenty thousandfold.
"""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.bench.flyer import DEMO
from tests.bench.results import ROOT, Row

ROWS, FEW = 2_000, 200
ALL = 20_000


def measure() -> list[Row]:
    """Return the rows on the time of a table."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        settings = {
            **os.environ,
            "DATABASE_URL": f"sqlite:///{folder / 'site.sqlite3'}",
            "LOCKUP_MEDIA_ROOT": str(folder / "media"),
        }
        _manage(settings, "migrate", "--verbosity", "0")
        _manage(settings, "load_demo", "--no-files")
        shutil.copy(DEMO / "partner_logos" / "nordwind.svg", folder / "logo.svg")
        _fill(settings, folder, 10, 1)  # compiles the master
        each = {}
        for jobs in (1, 2):
            # Two sizes, so that starting Django is not counted for every row.
            few, many = (_fill(settings, folder, count, jobs) for count in (FEW, ROWS))
            each[jobs] = (many - few) / (ROWS - FEW)
    one, two = (each[jobs] * 1000 for jobs in (1, 2))
    return [
        Row("bulk", "a row of a table, one process", one, "ms"),
        Row("bulk", "a row of a table, two processes", two, "ms", "one process", one),
        Row("bulk", f"{ALL:,} rows, one process (from {ROWS:,})", each[1] * ALL, "s"),
        Row("bulk", f"{ALL:,} rows, two processes (from {ROWS:,})", each[2] * ALL, "s"),
    ]


def _fill(settings: dict[str, str], folder: Path, count: int, jobs: int) -> float:
    table, out = folder / f"partners-{count}.csv", folder / "out"
    with table.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([_HEAD, *(_partner(number) for number in range(count))])
    start = time.perf_counter()
    _manage(
        settings,
        *("fill", "continuity-flyer", "--locale", "de", "--format", "pdf", "--jobs", str(jobs)),
        *("--data", str(table), "--out", str(out)),
    )
    taken = time.perf_counter() - start
    shutil.rmtree(out)
    return taken


_HEAD = [
    "partner",
    "offer",
    "partner_logo",
    "partner_name",
    *(f"partner_address.{part}" for part in ("country_code", "street_address", "city", "postal_code")),
    "partner_phone",
    "partner_web",
    "code",
]


def _partner(number: int) -> list[str]:
    site = f"https://www.partner{number}.example"
    return [
        f"Nordwind {number}",
        f"Kostenloser Notfall-Check {number}",
        "logo.svg",
        f"Nordwind Systemhaus {number} GmbH",
        *("DE", f"Große Bleichen {number}", "Hamburg", "20354"),
        f"+4940{66960000 + number}",
        site,
        f"{site}/continuity",
    ]


def _manage(settings: dict[str, str], *words: str) -> None:
    done = subprocess.run(
        [sys.executable, "manage.py", *words], cwd=ROOT, env=settings, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(f"manage.py {words[0]} failed: {(done.stdout + done.stderr)[-2000:]}")
