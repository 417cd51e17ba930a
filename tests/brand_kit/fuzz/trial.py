"""One try after another: a picture goes in, and a picture or a refusal must come out in time."""

from __future__ import annotations

import logging
import re
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import islice
from random import Random

from brand_kit.rendering.errors import PictureRefused
from brand_kit.rendering.picture import Picture, canonical_picture
from brand_kit.rendering.picture_intake import LIMITS
from brand_kit.rendering.picture_refusals import SENTENCES
from brand_kit.rendering.svg_rewrite import rewritten
from tests.brand_kit.fuzz import mutants

KINDS = {"svg": mutants.svg, "raster": mutants.raster}
FORBIDDEN = re.compile(rb"script|javascript|http|file:|data:|<!|<\?|&|<text|<image|on\w+=", re.IGNORECASE)
_NAMESPACE = b'xmlns="http://www.w3.org/2000/svg"'


@dataclass
class Report:
    """What became of all tries."""

    seed: int
    tries: int = 0
    accepted: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    worst: float = 0.0
    failures: list[str] = field(default_factory=list)

    def text(self) -> str:
        """Return the report as lines."""
        codes = ", ".join(f"{code} {count}" for code, count in self.refused.most_common())
        lines = [
            f"tries {self.tries} (seed {self.seed}), accepted {self.accepted}, refused {self.refused.total()}, "
            f"failures {len(self.failures)}, worst {self.worst:.2f} s",
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


def run(counts: Mapping[str, int], *, seed: int, jobs: int) -> Report:
    """Try so many files of each kind; the same seed tries the same files."""
    report, faults = Report(seed), _Faults()
    log = logging.getLogger("brand_kit.rendering.picture_intake")
    log.addHandler(faults)
    try:
        with ThreadPoolExecutor(jobs) as pool:
            work = _work(counts, seed)
            while batch := list(islice(work, 200)):
                for name, (answer, seconds) in zip(batch, pool.map(_tried, batch), strict=True):
                    _count(report, name, answer, seconds)
    finally:
        log.removeHandler(faults)
    report.failures += faults.messages
    return report


def _work(counts: Mapping[str, int], seed: int) -> Iterator[tuple[str, int, int]]:
    for kind, count in counts.items():
        for number in range(count):
            yield kind, seed, number


def made(kind: str, seed: int, number: int) -> bytes:
    """Return one file, to look at a failure again."""
    return KINDS[kind](Random(f"{kind} {seed} {number}"))


def _tried(name: tuple[str, int, int]) -> tuple[Picture | PictureRefused | Exception, float]:
    data = made(*name)
    start = time.monotonic()
    try:
        answer: Picture | PictureRefused | Exception = canonical_picture(data)
        if name[0] == "svg" and (left := FORBIDDEN.search(rewritten(data).svg.replace(_NAMESPACE, b""))):
            answer = AssertionError(f"{left[0]!r} is left")
    except Exception as error:
        answer = error
    return answer, time.monotonic() - start


def _count(report: Report, name: tuple[str, int, int], answer: object, seconds: float) -> None:
    report.tries += 1
    report.worst = max(report.worst, seconds)
    if seconds > LIMITS.seconds + 1:
        report.failures.append(f"{name}: {seconds:.1f} s")
    if isinstance(answer, Picture):
        report.accepted += 1
        if Picture.from_bytes(answer.to_bytes()) != answer:
            report.failures.append(f"{name}: not read back")
    elif isinstance(answer, PictureRefused) and answer.code in SENTENCES:
        report.refused[answer.code] += 1
    else:
        report.failures.append(f"{name}: {answer!r}")
