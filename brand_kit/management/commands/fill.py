"""`manage.py fill TEMPLATE`: finished files from one partner's values, or from a table of many."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import multiprocessing
import os
import re
import tempfile
from argparse import ArgumentTypeError
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import babel
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connections
from django.utils.text import slugify

from brand_kit.composition import ValuesRefused, open_fields
from brand_kit.filling import PARTS, Filling, edition_for, extension_for, prepare, read_pictures, refusals
from brand_kit.management.arguments import counted, find_language, find_template, printable, progress
from brand_kit.models import Template
from brand_kit.rendering.errors import RenderingError
from brand_kit.rows import Row, TableRefused, read_rows, safe_cell

MOST_JSON = 4 * 1024 * 1024
LONGEST_NAME = 80
MOST_JOBS = 64
_RESERVED = re.compile(r"con|prn|aux|nul|com[0-9]|lpt[0-9]")
"""Names of devices under Windows, with any ending."""


class Command(BaseCommand):
    """Fill a template from the command line: the same files as everywhere else, byte for byte."""

    help = "Fill a template with values from a JSON file, or with each row of a CSV file."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take either one partner's values and a file, or a table and a folder."""
        parser.add_argument("template", help="a template's short name")
        parser.add_argument("--locale", help="the language, such as de or pt-BR (the template's own by default)")
        parser.add_argument("--territory", help="an ISO 3166 country, such as AT, by which formats are chosen")
        parser.add_argument("--edition", help="the edition (by the file's ending by default)")
        parser.add_argument("--values", type=Path, metavar="FILE", help="a JSON object: region keys to values")
        parser.add_argument("--data", type=Path, metavar="FILE", help="a CSV file with one partner in each row")
        parser.add_argument("--format", default="", help="with --data: pdf, png, jpg or webp")
        parser.add_argument(
            "--jobs", type=_jobs, default=1, metavar="N", help="with --data: fill in N processes at once"
        )
        parser.add_argument("--out", type=Path, required=True, help="the file to write; with --data, the folder")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read everything first, then fill; no file is written unless it is whole."""
        out, table = options["out"], options["data"]
        if bool(options["values"]) == bool(table):
            raise CommandError("Give either --values FILE or --data FILE.")
        if options["format"] and not table:
            raise CommandError("--format goes with --data; with --values the ending of --out says it.")
        if options["jobs"] > 1 and not table:
            raise CommandError("--jobs goes with --data; a single file is made by one process.")
        if out.exists() and out.is_dir() != bool(table):
            raise CommandError(f"{out} is {'no' if table else 'a'} folder; name a {'folder' if table else 'file'}.")
        template = find_template(options["template"])[0]
        language = find_language(options["locale"] or template.locale.language_code)
        territory = _territory(options["territory"])
        try:
            extension = (options["format"] if table else out.suffix).lower().lstrip(".")
            extension = extension or extension_for(template, options["edition"])
            edition = edition_for(template, edition=options["edition"], extension=extension)
            given = _read_table(template, language, table) if table else _read_json(options["values"])
            filling = prepare(template=template, language_code=language, edition=edition, by=None, territory=territory)
        except RenderingError as error:
            raise CommandError(printable(error)) from error
        except OSError as error:
            raise CommandError(f"A file that this site keeps cannot be read: {error}.") from error
        if isinstance(given, list):
            self._fill_many(filling, given, table, out, extension, options["jobs"])
        else:
            self._fill_one(filling, given, options["values"], out, extension)

    def _fill_one(self, filling: Filling, raw: dict[str, object], path: Path, out: Path, extension: str) -> None:
        try:
            data = filling.finished(filling.values(read_pictures(raw, filling.fields, path.parent)), extension)
        except ValuesRefused as refused:
            raise CommandError("\n".join(printable(f"{path}: {line}") for line in refusals(refused))) from refused
        except RenderingError as error:
            raise CommandError(printable(f"{path}: {error}")) from error
        _write(out, data)
        self.stdout.write(f"{printable(out)}  sha256:{hashlib.sha256(data).hexdigest()}")

    def _fill_many(self, filling: Filling, rows: list[Row], path: Path, out: Path, extension: str, jobs: int) -> None:
        step, results, failed, taken = progress(), [], 0, set[str]()
        names = [f"{_file_name(row, count, taken)}.{extension}" for count, row in enumerate(rows, 1)]
        made = _made_all(_Batch(filling, path, out, extension), list(zip(rows, names, strict=True)), jobs)
        for count, (row, name, (digest, problem)) in enumerate(zip(rows, names, made, strict=True), 1):
            if problem:
                failed += 1
                self.stderr.write(self.style.ERROR(printable(f"{path}:{row.number}: {problem}")))
            results.append(
                [str(row.number), "" if problem else name, digest, "refused" if problem else "made", problem]
            )
            step(name, count, len(rows))
        listed = out / "manifest.csv"
        _write(listed, _manifest(results))
        self.stdout.write(f"{len(rows) - failed} of {counted(len(rows), 'file')} in {out}, listed in {listed}")
        if failed:
            raise CommandError(f"{counted(failed, 'row')} refused.")


@dataclass(frozen=True)
class _Batch:
    """What all rows of a table have in common."""

    filling: Filling
    path: Path
    out: Path
    extension: str

    def made(self, task: tuple[Row, str]) -> tuple[str, str]:
        """Write one row's file; return its digest, or why there is none."""
        row, name = task
        if row.problem:
            return "", row.problem
        try:
            raw = read_pictures(row.raw, self.filling.fields, self.path.parent)
            data = self.filling.finished(self.filling.values(raw, partner=row.partner), self.extension)
        except ValuesRefused as refused:
            return "", "; ".join(refusals(refused))
        except RenderingError as error:
            return "", str(error)
        _write(self.out / name, data)
        return hashlib.sha256(data).hexdigest(), ""


_batch: _Batch | None = None
"""What a process of the pool works on: it has it from its parent by being forked, so nothing is sent."""


def _made_all(batch: _Batch, tasks: list[tuple[Row, str]], jobs: int) -> Iterator[tuple[str, str]]:
    """Yield what came of each row, in the rows' order."""
    if jobs == 1:
        yield from map(batch.made, tasks)
        return
    global _batch
    _batch = batch
    # No connection to the database may be shared: each process opens its own when it needs one.
    connections.close_all()
    try:
        with multiprocessing.get_context("fork").Pool(min(jobs, len(tasks))) as pool:
            yield from pool.imap(_made_one, tasks, chunksize=max(1, min(16, len(tasks) // (4 * jobs))))
    finally:
        _batch = None


def _made_one(task: tuple[Row, str]) -> tuple[str, str]:
    if _batch is None:
        raise RuntimeError("the pool was not forked from a command that fills")
    return _batch.made(task)


def _jobs(asked: str) -> int:
    """Return how many processes to fill in.

    Raises:
        ArgumentTypeError: if it is no number from 1 to 64.
    """
    if not (asked.isascii() and asked.isdecimal() and 1 <= int(asked[:4]) <= MOST_JOBS):
        raise ArgumentTypeError(f"a number of processes is from 1 to {MOST_JOBS}")
    return int(asked)


def _territory(asked: str | None) -> str | None:
    """Return an ISO 3166 code in capitals; one that no country has would be passed over in silence later."""
    if not asked:
        return None
    code = asked.upper()
    if len(code.split("-")[0]) != 2 or code.split("-")[0] not in babel.Locale("en").territories:
        raise CommandError(f"There is no country {asked[:20]!r}; give its ISO 3166 code, such as AT.")
    return code


def _read_table(template: Template, language: str, path: Path) -> list[Row]:
    fields = open_fields(template, language)
    parts = {key: PARTS.get(field.kind.key, ()) for key, field in fields.items()}
    try:
        rows = read_rows(path, parts, [key for key, field in fields.items() if field.rules.required])
    except TableRefused as refused:
        raise CommandError(printable(refused)) from refused
    if not rows:
        raise CommandError(f"{path} has no rows below its first line.")
    return rows


def _read_json(path: Path) -> dict[str, object]:
    try:
        with path.open("rb") as file:
            data = file.read(MOST_JSON + 1)
    except OSError as error:
        raise CommandError(f"{path} cannot be read: {error.strerror}.") from error
    if len(data) > MOST_JSON:
        raise CommandError(f"{path} is larger than 4 MB; values are short.")
    try:
        text = data.decode("utf-8-sig")
        if "\0" in text:
            raise CommandError(f"{path} is not in UTF-8; save it so.")
        raw = json.loads(text, object_pairs_hook=_once)
    except UnicodeDecodeError as error:
        raise CommandError(f"{path} is not in UTF-8; save it so.") from error
    except json.JSONDecodeError as error:
        raise CommandError(f"{path}:{error.lineno}: this is not JSON: {error.msg}.") from error
    except RecursionError as error:
        raise CommandError(f"{path} is nested far too deep.") from error
    except ValueError as error:  # a key that is there twice, or a number of thousands of digits
        raise CommandError(printable(f"{path}: {error}.")) from error
    if not isinstance(raw, dict):
        raise CommandError(f"{path} must hold an object of region keys and values.")
    return raw


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """Return an object with each key only once: of two values, nobody could say which is meant."""
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = next(key for key in found if [other for other, _ in pairs].count(key) > 1)
        raise ValueError(f"the key “{twice}” is there twice")
    return found


def _file_name(row: Row, count: int, taken: set[str]) -> str:
    """Return a name of plain letters that no other row has; what a table says is only a wish."""
    wish = re.sub(r"\.(pdf|png|jpe?g|webp)\Z", "", re.split(r"[/\\]", row.file)[-1], flags=re.IGNORECASE)
    name = slugify(wish.replace(".", "-"))[:LONGEST_NAME].strip("-_")
    if not name or _RESERVED.fullmatch(name):
        name = f"{count:05d}"
    while name in taken:
        name = f"{name}-{count:05d}"
    taken.add(name)
    return name


def _write(path: Path, data: bytes) -> None:
    """Write a file whole or not at all."""
    name = ""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".")
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        os.chmod(name, 0o644)
        os.replace(name, path)
    except OSError as error:
        raise CommandError(f"{path} cannot be written: {error.strerror}.") from error
    finally:
        if name:
            with suppress(FileNotFoundError):
                os.unlink(name)


def _manifest(results: list[list[str]]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(["row", "file", "sha256", "state", "problem"])
    writer.writerows([safe_cell(cell) for cell in cells] for cells in results)
    return text.getvalue().encode(errors="backslashreplace")
