"""veraPDF on files: whether each is PDF/UA-1, and what is at fault in it. `make verapdf` prepares it."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
JAR = HERE.parents[1] / "var" / "verapdf" / "verapdf.jar"
DEBIAN = Path("/usr/share/java")
LIBRARIES = (
    *("jaxb-runtime", "jaxb-core", "istack-commons-runtime", "txw2", "FastInfoset", "stax-ex"),
    "jakarta-activation",
)
"""Without JAXB no profile can be read."""
SECONDS = 600


@dataclass(frozen=True)
class Report:
    """What veraPDF says of a file."""

    compliant: bool
    checks: int
    """How many things were checked; 0 if the file could not be read."""
    faults: tuple[str, ...]
    """Clause and test of ISO 14289-1, the rule, and where it is broken."""

    @property
    def clauses(self) -> set[str]:
        """The clauses and tests that failed."""
        return {fault.split(" ")[0] for fault in self.faults}


def class_path() -> list[Path]:
    """Return the archives that veraPDF is made of."""
    return [JAR, *(DEBIAN / f"{name}.jar" for name in LIBRARIES)]


def missing() -> str:
    """Say what is missing before veraPDF can run; nothing if it can."""
    absent = [path.name for path in class_path() if not path.exists()]
    if shutil.which("java") is None:
        absent.append("java")
    return f"veraPDF is not prepared ({', '.join(absent)} missing): say make verapdf" if absent else ""


def validate(paths: Iterable[Path]) -> dict[Path, Report]:
    """Check files in one run, and return a report on each."""
    wanted = list(paths)
    done = subprocess.run(
        ["java", "-Xmx768m", "-cp", ":".join(map(str, class_path())), str(HERE / "Check.java")],
        input="".join(f"{path}\n" for path in wanted),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=SECONDS,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    found = {Path(row["path"]): Report(row["compliant"], row["checks"], tuple(row["faults"])) for row in rows}
    assert found.keys() == set(wanted)
    return found
