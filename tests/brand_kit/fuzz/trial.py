"""One try after another: a picture goes in, and a picture or a refusal must come out in time."""

from __future__ import annotations

import logging
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import islice
from random import Random

from brand_kit.rendering.errors import PictureRefused
from brand_kit.rendering.picture import Picture, canonical_picture
from brand_kit.rendering.picture_refusals import SENTENCES
from brand_kit.rendering.svg_rewrite import rewritten
from tests.brand_kit.fuzz import bombs, mutants
from tests.brand_kit.fuzz.memory import Watch

KINDS = {"svg": mutants.svg, "raster": mutants.raster}
LONGEST = 10.0
"""Seconds within which every upload must have its answer."""
MOST_MEMORY = 1.2 * 1024**3
"""Bytes that no caged process may reach."""
FORBIDDEN = re.compile(rb"script|javascript|http|file:|data:|<!|<\?|&|<text|<image|on\w+=", re.IGNORECASE)
_NAMESPACE = b'xmlns="http://www.w3.org/2000/svg"'
_BATCH = 200

Name = tuple[str, str]
"""`svg` or `raster`, and the number of a mutant or the name of a bomb."""


@dataclass
class Report:
    """What became of all tries."""

    seed: int
    tries: int = 0
    accepted: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    worst: float = 0.0
    slowest: Name = ("", "")
    peak: int = 0
    """The largest resident set of any caged process, in bytes."""
    failures: list[str] = field(default_factory=list)

    def text(self) -> str:
        """Return the report as lines."""
        codes = ", ".join(f"{code} {count}" for code, count in self.refused.most_common())
        lines = [
            f"tries {self.tries} (seed {self.seed}), accepted {self.accepted}, refused {self.refused.total()}, "
            f"failures {len(self.failures)}, worst {self.worst:.2f} s ({' '.join(self.slowest)}), "
            f"peak memory of a caged process {self.peak / 1024**2:.0f} MiB",
            f"refused: {codes}",
        ]
        return "\n".join([*lines, *(f"FAILURE {failure}" for failure in self.failures[:20])])


class _Faults(logging.Handler):
    """Collects what intake logs as errors: a child that crashed, or answered nonsense."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(record.getMessage())


def run(
    counts: Mapping[str, int], *, seed: int, jobs: int, with_bombs: bool = False, tell: Callable[[str], None] = str
) -> Report:
    """Try so many mutants of each kind, after all bombs if they are wanted; the same seed tries the same files."""
    report, faults = Report(seed), _Faults()
    log = logging.getLogger("brand_kit.rendering.picture_intake")
    log.addHandler(faults)
    start = time.monotonic()
    try:
        with Watch() as watch, ThreadPoolExecutor(jobs) as pool:
            work = _work(counts, seed, with_bombs)
            while batch := list(islice(work, _BATCH)):
                answers = pool.map(_tried, [data for _, data in batch], [name[0] for name, _ in batch])
                for (name, _), (answer, seconds) in zip(batch, answers, strict=True):
                    _count(report, name, answer, seconds)
                if report.tries % (5 * _BATCH) < _BATCH:
                    tell(f"{report.tries} tries, {len(report.failures)} failures, {time.monotonic() - start:.0f} s")
            report.peak = watch.peak
    finally:
        log.removeHandler(faults)
    report.failures += faults.messages
    if report.peak >= MOST_MEMORY:
        report.failures.append(f"a caged process took {report.peak / 1024**2:.0f} MiB")
    return report


def due(counts: Mapping[str, int], *, with_bombs: bool = False) -> int:
    """Return how many tries a run must have made."""
    return sum(counts.values()) + (len(bombs.svg_bombs()) + len(bombs.raster_bombs()) if with_bombs else 0)


def _work(counts: Mapping[str, int], seed: int, with_bombs: bool) -> Iterator[tuple[Name, bytes]]:
    if with_bombs:
        yield from ((("svg", name), data) for name, data in bombs.svg_bombs().items())
        yield from ((("raster", name), data) for name, data in bombs.raster_bombs().items())
    for kind, count in counts.items():
        for number in range(count):
            yield (kind, str(number)), made(kind, seed, number)


def made(kind: str, seed: int, number: int) -> bytes:
    """Return one file, to look at a failure again."""
    return KINDS[kind](Random(f"{kind} {seed} {number}"))


def _tried(data: bytes, kind: str) -> tuple[Picture | PictureRefused | Exception, float]:
    start = time.monotonic()
    try:
        answer: Picture | PictureRefused | Exception = canonical_picture(data)
    except Exception as error:
        answer = error
    seconds = time.monotonic() - start
    left = None
    if kind == "svg" and isinstance(answer, Picture):
        left = FORBIDDEN.search(rewritten(data).svg.replace(_NAMESPACE, b""))
    return AssertionError(f"{left[0]!r} is left") if left else answer, seconds


def _count(report: Report, name: Name, answer: object, seconds: float) -> None:
    report.tries += 1
    if seconds > report.worst:
        report.worst, report.slowest = seconds, name
    if seconds > LONGEST:
        report.failures.append(f"{name}: {seconds:.1f} s")
    if isinstance(answer, Picture):
        report.accepted += 1
        if Picture.from_bytes(answer.to_bytes()) != answer:
            report.failures.append(f"{name}: not read back")
    elif isinstance(answer, PictureRefused) and answer.code in SENTENCES:
        report.refused[answer.code] += 1
    else:
        report.failures.append(f"{name}: {answer!r}")
