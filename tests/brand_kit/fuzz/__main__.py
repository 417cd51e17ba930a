"""Try damaged pictures, every bomb and real logos, print what became of them, and fail if any promise is broken."""

from __future__ import annotations

import argparse
import sys
import time

from tests.brand_kit.fuzz import corpora
from tests.brand_kit.fuzz.trial import due, run


def main() -> int:
    """Return 0 if every try was answered as it must be, 1 if one was not or if there were too few."""
    parser = argparse.ArgumentParser(prog="python -m tests.brand_kit.fuzz", description=__doc__)
    parser.add_argument("--svg", type=int, default=400)
    parser.add_argument("--raster", type=int, default=100)
    parser.add_argument("--bombs", action="store_true", help="try every bomb as well")
    parser.add_argument("--logos", action="store_true", help="try all logos of the corpora, which come from npm")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=2, help="how many pictures are converted at a time")
    options = parser.parse_args()
    good = _damaged(options)
    if options.logos:
        good = _real(options.jobs) and good
    return 0 if good else 1


def _tell(line: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {line}", flush=True)


def _damaged(options: argparse.Namespace) -> bool:
    counts = {"svg": options.svg, "raster": options.raster}
    wanted = due(counts, with_bombs=options.bombs)
    _tell(f"{wanted} damaged and hostile pictures; about {wanted / options.jobs / 20 / 60:.0f} minutes on idle cores")
    report = run(counts, seed=options.seed, jobs=options.jobs, with_bombs=options.bombs, tell=_tell)
    print(report.text(), flush=True)
    if report.tries != wanted or not wanted:
        print(f"FAILURE {report.tries} tries instead of {wanted}")
    return not report.failures and report.tries == wanted > 0


def _real(jobs: int) -> bool:
    try:
        logos = corpora.installed()
    except corpora.NoNpm as error:
        print(f"SKIPPED the real logos: {error}.")
        return True
    _tell(f"{len(logos)} real logos; about {len(logos) / jobs / 8 / 60:.0f} minutes on idle cores")
    report = corpora.run(logos, jobs=jobs, tell=_tell)
    print(report.text(), flush=True)
    if report.tries < corpora.LEAST_LOGOS:
        print(f"FAILURE {report.tries} logos are too few; there should be {corpora.LEAST_LOGOS} at least.")
    return report.good and report.tries >= corpora.LEAST_LOGOS


if __name__ == "__main__":
    sys.exit(main())
