"""`manage.py verify FILE...`: is each file genuine, and if not, what was altered?"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from brand_kit.management.arguments import counted, printable
from brand_kit.rendering.raster import FORMATS
from brand_kit.rendering.verify import Verdict
from brand_kit.verification import verify_file

MOST_BYTES = 512 * 1024 * 1024
"""Many times what the largest finished file takes; no more is read of any file."""
ENDINGS = {".pdf", *(f".{ending}" for ending in FORMATS)}


class Command(BaseCommand):
    """Verify finished files against the masters on hand; the exit status is 0 only if all are genuine."""

    help = "Say of finished files whether they are genuine, and what was altered where they are not."

    # A layout that is not well must not keep this command from running.
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the files; a folder stands for all PDFs and pictures below it."""
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="a file, or a folder of them")
        parser.add_argument("--quiet", action="store_true", help="name only files that are not genuine")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print a line for each file."""
        files = bad = others = 0
        for path in _files(options["files"]):
            if path is None:
                others += 1
                continue
            files += 1
            genuine, line = _judged(path)
            if not genuine:
                bad += 1
                self.stdout.write(self.style.ERROR(line))
            elif not options["quiet"]:
                self.stdout.write(self.style.SUCCESS(line))
        left = f"; {counted(others, 'file')} of other kinds passed over" if others else ""
        self.stdout.write(f"{files - bad} of {counted(files, 'file')} genuine{left}")
        if bad:
            raise CommandError(f"{counted(bad, 'file')} not genuine.")
        if not files:
            raise CommandError("There are no files to verify.")


def _files(paths: list[Path]) -> Iterator[Path | None]:
    """Yield the files that are named or lie in folders that are; nothing for one that is no PDF or picture by name."""
    for path in paths:
        if not path.is_dir():
            yield path
            continue
        for below in sorted(path.rglob("*")):
            if below.is_file():
                yield below if below.suffix.lower() in ENDINGS else None


def _judged(path: Path) -> tuple[bool, str]:
    """Return whether a file is genuine, and the line that says so."""
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        return False, printable(f"{path}: cannot be read: {error.strerror}")
    if len(data) > MOST_BYTES:
        return False, printable(f"{path}: {Verdict.UNKNOWN}: It is far larger than any finished file.")
    result = verify_file(data)
    reasons = f": {' '.join(result.reasons)}" if result.reasons else ""
    return result.verdict is Verdict.GENUINE, printable(f"{path}: {result.verdict}{reasons}")
