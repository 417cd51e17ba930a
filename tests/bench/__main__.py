"""`python -m tests.bench [TOPIC ...]`: measure some topics, or all, and print the table."""

from __future__ import annotations

import importlib
import os
import pkgutil
import platform
import sys

import tests.bench
from tests.bench.results import Row, keep, table

NOT_TOPICS = ("results", "flyer", "peer_pages", "__main__")


def main(asked: list[str]) -> int:
    """Run the topics; a missed goal is told, but is no failure: speed is measured here, never asserted."""
    topics = [module.name for module in pkgutil.iter_modules(tests.bench.__path__) if module.name not in NOT_TOPICS]
    unknown = [topic for topic in asked if topic not in topics]
    if unknown:
        print(f"There is no topic {unknown[0]}; there are {', '.join(topics)}.", file=sys.stderr)
        return 2
    rows: list[Row] = []
    areas: list[str] = []
    for topic in asked or topics:
        print(f"Measuring {topic} ...", file=sys.stderr)
        module = importlib.import_module(f"tests.bench.{topic}")
        rows += module.measure()
        areas.append(topic)
    print(f"Python {platform.python_version()}, {platform.machine()}, {os.cpu_count()} processors, one of them used")
    print(table(rows))
    print(f"Kept in {keep(rows, areas)}")
    missed = [row.name for row in rows if row.met is False]
    if missed:
        print(f"Goals missed: {', '.join(missed)}")
    return 0


sys.exit(main(sys.argv[1:]))
