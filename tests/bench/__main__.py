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
    """Run the topics; the exit status is 1 if a goal is missed."""
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
    return 1 if any(row.met is False for row in rows) else 0


sys.exit(main(sys.argv[1:]))
