"""Reading a table of partners, a CSV file or a workbook, of any size that is sensible, in the order of distributors."""

from __future__ import annotations

import csv
import io
import json
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta
from pathlib import Path
from typing import IO, Any

from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from brand_kit.rows import TableRefused, _decoded
from campaigns.models.partner import MOST_LEVELS
from campaigns.partner_rows import ColumnRefused, check_columns, text_of_cell, unguarded
from campaigns.profile_lists import Lists

MOST_BYTES = 64 * 1024 * 1024
MOST_UNPACKED = 1024 * 1024 * 1024
"""Of a workbook, which is a zip archive."""
MOST_WORDS = 256 * 1024 * 1024
"""Of the workbook's table of words, the one part that is kept in memory whole."""
MOST_ROWS = 250_000
MOST_COLUMNS = 400
LONGEST_CELL = 20_000
_PLAIN = (str, int, float, date, time, timedelta, type(None))
"""What a cell of a workbook may hold; formulas of several cells come as other objects."""


@dataclass(frozen=True)
class Row:
    """One row of a table."""

    number: int
    """Where it stands in the file: the line in which it begins, or the row of the workbook."""
    cells: dict[str, str]
    problem: str = ""
    """Why it cannot be read, if it cannot."""


class PartnerTable:
    """The rows of a file, spread out in a temporary one, distributors before the partners below them.

    The order depends on the file alone, so work on it can go on at a row where another left it.
    """

    def __init__(self, path: Path, name: str, lists: Lists, beat: Callable[[], None] = lambda: None) -> None:
        """Read the file; `name` is what messages call it, and `beat` is called every few thousand rows.

        Raises:
            TableRefused: if it cannot be read to its end, its columns are not those of partners, or it is too large.
        """
        self.name = name
        self._spool: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - closed by close()
        try:
            self._read(path, lists, beat)
        except BaseException:
            self.close()
            raise

    def _read(self, path: Path, lists: Lists, beat: Callable[[], None]) -> None:
        name = self.name
        rows = _workbook_rows(path, name) if zipfile.is_zipfile(path) else _csv_rows(path, name)
        first = next(rows, None)
        self.headings = [cell.strip() for cell in first[1]] if first else []
        while self.headings and not self.headings[-1]:
            self.headings.pop()
        if not self.headings or len(self.headings) > MOST_COLUMNS:
            raise TableRefused(_("%s: the first row must name the columns.") % name)
        try:
            check_columns(self.headings, lists)
        except ColumnRefused as no:
            raise TableRefused(f"{name}: {no}") from no
        self.above: dict[str, str] = {}
        """The distributors that the file names, by the partner's short name."""
        self.numbers: dict[str, int] = {}
        """Where each partner is in the file."""
        starts, keys = self._spread(rows, beat)
        self.moving = self.numbers.keys() if "distributor" in self.headings else frozenset()
        levels = [_level(key, self.above) for key in keys]
        order = sorted(range(len(starts)), key=lambda at: levels[at])
        self._starts = [starts[at] for at in order]
        self._levels = [levels[at] for at in order]

    def _spread(self, rows: Iterator[tuple[int, list[str]]], beat: Callable[[], None]) -> tuple[list[int], list[str]]:
        slug_at = self.headings.index("slug")
        above_at = self.headings.index("distributor") if "distributor" in self.headings else -1
        starts: list[int] = []
        keys: list[str] = []
        end = 0
        for number, cells in rows:
            if not any(cells):
                continue
            if len(starts) >= MOST_ROWS:
                facts = {"name": self.name, "most": MOST_ROWS}
                raise TableRefused(_("%(name)s has more than %(most)d rows; split it.") % facts)
            slug = cells[slug_at].strip().lower() if slug_at < len(cells) else ""
            problem = self._problem(cells, slug)
            if len(starts) % 5_000 == 0:
                beat()
            starts.append(end)
            keys.append(slug)
            end += self._write(number, cells, problem)
            if slug and slug not in self.numbers:
                self.numbers[slug] = number
                if 0 <= above_at < len(cells) and cells[above_at].strip():
                    self.above[slug] = cells[above_at].strip().lower()
        return starts, keys

    def __len__(self) -> int:
        return len(self._starts)

    def rows(self, start: int, count: int) -> list[Row]:
        """Return the next rows in the order of work: at most `count`, and none below another of them."""
        level = self._levels[start] if start < len(self) else 0
        found = []
        for offset, own in zip(self._starts[start : start + count], self._levels[start : start + count], strict=True):
            if own != level:
                break
            self._spool.seek(offset)
            number, cells, problem = json.loads(self._spool.readline())
            found.append(Row(number, dict(zip(self.headings, cells, strict=False)), problem))
        return found

    def circle(self, slug: str) -> str:
        """Return the circle that the file's own distributors make above a partner; an empty string if they do not."""
        path = [slug]
        while (upper := self.above.get(path[-1])) and upper not in path:
            path.append(upper)
        return " > ".join([*path, upper]) if upper else ""

    def close(self) -> None:
        """Let the temporary file go."""
        self._spool.close()

    def _problem(self, cells: list[str], slug: str) -> str:
        width = len(self.headings)
        if len(cells) != width and (len(cells) < width or any(cells[width:])):
            return _("%(found)d cells instead of %(wanted)d") % {"found": len(cells), "wanted": width}
        if any(len(cell) > LONGEST_CELL for cell in cells):
            return _("A cell is longer than %(most)d characters.") % {"most": LONGEST_CELL}
        if slug in self.numbers:
            return _("The short name “%(slug)s” is in row %(row)d already.") % {
                "slug": slug[:80],
                "row": self.numbers[slug],
            }
        return ""

    def _write(self, number: int, cells: list[str], problem: str) -> int:
        kept = [] if problem else [unguarded(cell.strip()) for cell in cells[: len(self.headings)]]
        return self._spool.write(json.dumps([number, kept, problem]).encode() + b"\n")


def _level(slug: str, above: dict[str, str]) -> int:
    """Return how many partners of the file stand above one; those in a circle come last."""
    for level in range(MOST_LEVELS + 3):
        upper = above.get(slug)
        if not upper:
            return level
        slug = upper
    return MOST_LEVELS + 3


def _csv_rows(path: Path, name: str) -> Iterator[tuple[int, list[str]]]:
    try:
        lines = io.StringIO(_decoded(path), newline="")
    except TableRefused as no:
        raise TableRefused(str(no).replace(str(path), name)) from no
    first = lines.readline()
    lines.seek(0)
    reader = csv.reader(lines, delimiter=max(",;\t", key=first.count), strict=True)
    start = 1
    while True:
        try:
            cells = next(reader, None)
        except csv.Error as error:
            facts = {"name": name, "line": start, "why": error}
            sentence = _("%(name)s:%(line)d: this row cannot be read (%(why)s): look for a quote that is not closed.")
            raise TableRefused(sentence % facts) from error
        if cells is None:
            return
        yield start, cells
        start = reader.line_num + 1


def _workbook_rows(path: Path, name: str) -> Iterator[tuple[int, list[str]]]:
    _check_workbook(path, name)
    damaged = TableRefused(_("%s is no workbook that can be read: save it again as .xlsx.") % name)
    try:
        # An open file: a path would have to end in .xlsx.
        with path.open("rb") as file:
            sheet: Any = load_workbook(file, read_only=True, data_only=False, keep_links=False).worksheets[0]
            sheet.reset_dimensions()
            width = 0
            for number, values in enumerate(sheet.iter_rows(values_only=True), 1):
                cells = _workbook_cells(number, values, name)
                width = width or len(cells)
                yield number, cells + [""] * (width - len(cells))
    except TableRefused:
        raise
    except Exception as error:
        raise damaged from error


def _workbook_cells(number: int, values: tuple[Any, ...], name: str) -> list[str]:
    for column, value in enumerate(values, 1):
        if (isinstance(value, str) and value.startswith("=")) or not isinstance(value, _PLAIN):
            facts = {"name": name, "cell": f"{get_column_letter(column)}{number}"}
            sentence = _("%(name)s: the cell %(cell)s holds a formula; copy the cells and paste them as values.")
            raise TableRefused(sentence % facts)
    return [text_of_cell(value) for value in values]


def _check_workbook(path: Path, name: str) -> None:
    if path.stat().st_size > MOST_BYTES:
        raise TableRefused(_("%s is larger than 64 MB; split it.") % name)
    with zipfile.ZipFile(path) as archive:
        sizes = {entry.filename: entry.file_size for entry in archive.infolist()}
    words = sum(size for part, size in sizes.items() if part.endswith("sharedStrings.xml"))
    if sum(sizes.values()) > MOST_UNPACKED or words > MOST_WORDS:
        raise TableRefused(_("%s is too large when it is unpacked; split it, or save it as CSV.") % name)
    if "xl/workbook.xml" not in sizes:
        raise TableRefused(_("%s is no workbook that can be read: save it again as .xlsx.") % name)
