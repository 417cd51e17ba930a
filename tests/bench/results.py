"""What a measurement gives: rows for the table and for `var/bench/results.json`."""

from __future__ import annotations

import json
import os
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@dataclass
class Row:
    """One figure, beside a peer's and a goal where there are any.

    With a peer, the goal is the least ratio of the peer's value to ours; without one, the most that the value may be.
    """

    area: str
    name: str
    value: float
    unit: str
    peer: str = ""
    peer_value: float | None = None
    goal: float | None = None

    @property
    def ratio(self) -> float | None:
        """How many times the peer's value is ours."""
        return self.peer_value / self.value if self.peer_value is not None and self.value else None

    @property
    def met(self) -> bool | None:
        """Whether the goal is met, where there is one."""
        if self.goal is None:
            return None
        return self.ratio >= self.goal if self.ratio is not None else self.value <= self.goal

    def as_json(self) -> dict[str, object]:
        """Return the row as it is kept."""
        return {**asdict(self), "ratio": self.ratio, "met": self.met}


@contextmanager
def one_core() -> Iterator[None]:
    """Keep this process, and all that it starts meanwhile, on one processor."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {max(before)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


BLOCK = 10


def timed(function: Callable[[int], object], times: int, warm_up: int = 2) -> list[float]:
    """Return the milliseconds that each of `times` calls took; each is given its number, so that no two are alike."""
    for number in range(warm_up):
        function(-1 - number)
    taken = []
    for number in range(times):
        start = time.perf_counter()
        function(number)
        taken.append((time.perf_counter() - start) * 1000)
    return taken


def in_turn(functions: Sequence[Callable[[int], object]], times: int) -> list[list[float]]:
    """Time functions in turn, ten calls at a time, so that the machine's moods meet all of them.

    Ten, since files are made one after the other: what a peer leaves in the processor's caches is no part of a fill.
    """
    taken: list[list[float]] = [[] for _ in functions]
    for start in range(0, times, BLOCK):
        for place, function in enumerate(functions):
            function(-1 - start)
            count = min(BLOCK, times - start)
            taken[place] += timed(lambda number, f=function, s=start: f(s + number), count, warm_up=0)  # type: ignore[misc]
    return taken


def median(values: Sequence[float]) -> float:
    """Return the middle value."""
    return statistics.median(values)


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value that `share` of all do not exceed."""
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def keep(rows: Sequence[Row], areas: Sequence[str]) -> Path:
    """Write the rows beside those of areas that were not measured this time; return where."""
    path = ROOT / "var" / "bench" / "results.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    kept = json.loads(path.read_text()) if path.exists() else []
    others = [row for row in kept if row["area"] not in areas]
    path.write_text(json.dumps([*others, *(row.as_json() for row in rows)], indent=1) + "\n")
    return path


def table(rows: Sequence[Row]) -> str:
    """Return the rows for a reader."""
    lines = [f"{'area':<9}{'what':<52}{'value':>10} {'unit':<6}{'peer':>11}{'ratio':>8}{'goal':>8}  met"]
    for row in rows:
        peer = f"{row.peer_value:.2f}" if row.peer_value is not None else ""
        ratio = f"{row.ratio:.0f} x" if row.ratio is not None else ""
        goal = "" if row.goal is None else f"{row.goal:g} x" if row.ratio is not None else f"{row.goal:g}"
        met = {None: "", True: "yes", False: "NO"}[row.met]
        lines.append(f"{row.area:<9}{row.name:<52}{row.value:>10.3f} {row.unit:<6}{peer:>11}{ratio:>8}{goal:>8}  {met}")
    return "\n".join(lines)
