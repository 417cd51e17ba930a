"""Try many damaged pictures, print what became of them, and fail if any was not answered properly."""

from __future__ import annotations

import argparse
import sys

from tests.brand_kit.fuzz.trial import run


def main() -> int:
    """Return 0 if every try was answered, 1 if one was not or if there were too few."""
    parser = argparse.ArgumentParser(prog="python -m tests.brand_kit.fuzz", description=__doc__)
    parser.add_argument("--svg", type=int, default=400)
    parser.add_argument("--raster", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=2, help="threads that wait for children")
    options = parser.parse_args()
    counts = {"svg": options.svg, "raster": options.raster}
    report = run(counts, seed=options.seed, jobs=options.jobs)
    print(report.text())
    return 0 if not report.failures and report.tries == sum(counts.values()) > 0 else 1


if __name__ == "__main__":
    sys.exit(main())
