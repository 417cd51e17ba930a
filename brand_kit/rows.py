"""Reading many partners' values from a CSV file, whatever program wrote it."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

OWN_COLUMNS = ("file", "partner")
"""Columns that are no fields: the name of the file to write, and whose logo it is."""
MOST_BYTES = 64 * 1024 * 1024
"""Some hundred thousand rows, all of which are read before the first file is made."""


class TableRefused(Exception):
    """A table cannot be read at all; the message names the file and says what to do."""


@dataclass
class Row:
    """One row of a table."""

    number: int
    """The line of the file in which it begins."""
    raw: dict[str, object] = field(default_factory=dict)
    file: str = ""
    partner: str = ""
    problem: str = ""
    """Why it cannot be read, if it cannot."""


def read_rows(path: Path, fields: Mapping[str, Collection[str]], needed: Collection[str]) -> list[Row]:
    """Return the rows of a CSV file.

    A column is named after its field; a field of several parts has one for each, such as `partner_address.city`.
    UTF-8, UTF-16 with a byte order mark and Windows-1252 are read; the separator may be a comma, a semicolon or a tab.

    Args:
        path: the file.
        fields: the parts of each field that may be filled, which are none for a field of one piece.
        needed: the fields that must have a column.

    Raises:
        TableRefused: if the file cannot be read to its end, or its columns are not those of the fields.
    """
    lines = io.StringIO(_decoded(path), newline="")
    first = lines.readline()
    lines.seek(0)
    reader = csv.reader(lines, delimiter=max(",;\t", key=first.count), strict=True)
    header = [column.strip() for column in _next(reader, path) or ()]
    if not any(header):
        raise TableRefused(_("%s: the first line is empty; it must name the columns.") % path)
    _check_header(f"{path}:1", header, fields, needed)
    rows = []
    start = reader.line_num + 1
    while (cells := _next(reader, path)) is not None:
        if any(cell.strip() for cell in cells):
            rows.append(_row(start, header, cells))
        start = reader.line_num + 1
    return rows


def _next(reader: Any, path: Path) -> list[str] | None:
    """Return the cells of the next row, or nothing at the end.

    Nobody can tell where the rows are in a table whose quotes do not match, so nothing of it is used.
    """
    start = reader.line_num + 1
    try:
        return next(reader, None)
    except csv.Error as error:
        why = {"path": path, "line": start, "why": error}
        raise TableRefused(
            _("%(path)s:%(line)d: this row cannot be read (%(why)s): look for a quote that is not closed.") % why
        ) from error


def _decoded(path: Path) -> str:
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise TableRefused(_("%(path)s cannot be read: %(why)s.") % {"path": path, "why": error.strerror}) from error
    if len(data) > MOST_BYTES:
        raise TableRefused(_("%s is larger than 64 MB; split it.") % path)
    wide = data[:2] in (b"\xff\xfe", b"\xfe\xff")
    try:
        text = data.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError as error:
        text = "\0" if wide else _western(path, data, error.start)
    if "\0" in text:
        raise TableRefused(_("%s is not text in a known encoding; save it as CSV in UTF-8.") % path)
    return text


def _western(path: Path, data: bytes, fault: int) -> str:
    """Return what is not UTF-8 read as Windows-1252, unless it is UTF-8 for the most part, but damaged."""
    text = data.decode(errors="replace")
    if len(re.findall(r"[^\x00-\x7f\ufffd]", text)) > text.count("\ufffd"):
        line = data.count(b"\n", 0, fault) + 1
        raise TableRefused(_("%(path)s:%(line)d: this is not in UTF-8; save it so.") % {"path": path, "line": line})
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError:
        return "\0"


def _check_header(
    place: str, header: list[str], fields: Mapping[str, Collection[str]], needed: Collection[str]
) -> None:
    def refuse(message: str, **facts: str) -> TableRefused:
        return TableRefused(f"{place}: {message % facts}")

    for column in header:
        key, dot, part = column.partition(".")
        if column in OWN_COLUMNS:
            continue
        if key not in fields:
            known = ", ".join([*fields, *OWN_COLUMNS])
            raise refuse(_("there is no field “%(column)s”; the columns are %(known)s."), column=column, known=known)
        if dot and not fields[key]:
            raise refuse(_("“%(column)s” asks for a part, but %(key)s has none."), column=column, key=key)
        if dot and part not in fields[key]:
            known = ", ".join(f"{key}.{each}" for each in fields[key])
            raise refuse(_("there is no part “%(column)s”; there are %(known)s."), column=column, known=known)
        if header.count(column) > 1:
            raise refuse(_("the column %(column)s is there twice."), column=column)
        if dot and key in header:
            raise refuse(_("%(key)s is there both whole and in parts; leave one out."), key=key)
    names = [column.partition(".")[0] for column in header]
    if missing := [key for key in needed if key not in names]:
        raise refuse(_("these columns are missing: %(missing)s."), missing=", ".join(missing))


def _row(number: int, header: list[str], cells: list[str]) -> Row:
    row = Row(number)
    if len(cells) != len(header):
        row.problem = _("%(found)d cells instead of %(wanted)d") % {"found": len(cells), "wanted": len(header)}
        return row
    for column, cell in zip(header, cells, strict=True):
        key, dot, part = column.partition(".")
        if column in OWN_COLUMNS:
            setattr(row, column, cell.strip())
        elif dot:
            parts: Any = row.raw.setdefault(key, {})
            parts[part] = cell
        else:
            row.raw[key] = cell
    return row


_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]")


def safe_cell(text: str) -> str:
    """Return a text that a spreadsheet shows rather than works out, with no hidden characters in it."""
    shown = "".join(character if character.isprintable() else " " for character in text)
    return f"'{shown}" if _FORMULA.match(shown) else shown
