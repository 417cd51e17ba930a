"""`manage.py import_partners FILE`: bring partners up to date with a table."""

from __future__ import annotations

import argparse
import csv
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from brand_kit.rows import TableRefused
from campaigns.actions.import_partners import import_partners
from campaigns.partner_rows import guarded
from campaigns.partner_rows_file import PartnerTable
from campaigns.partner_rows_import import Report
from campaigns.profile_lists import Lists

SHOWN = 20


class Command(BaseCommand):
    """Imports partners; docs/partners.md names the columns."""

    help = "Bring partners up to date with a CSV file or workbook; rows with errors are left out and told."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Take the file and what to do with it."""
        parser.add_argument("file", type=Path, help="a .csv or .xlsx file; its columns are in docs/partners.md")
        parser.add_argument("--dry-run", action="store_true", help="only tell what would change")
        parser.add_argument("--strict", action="store_true", help="write nothing if any row has an error")
        parser.add_argument("--errors", type=Path, metavar="FILE", help="write the errors to a CSV file")

    def handle(self, *args: Any, **options: Any) -> None:
        """Import the file and tell what became of it."""
        path: Path = options["file"]
        try:
            table = PartnerTable(path, path.name, Lists.load())
        except TableRefused as no:
            raise CommandError(str(no)) from no
        except OSError as no:
            raise CommandError(f"{path} cannot be read: {no.strerror}.") from no
        try:
            report = import_partners(table=table, by=None, dry_run=options["dry_run"], strict=options["strict"])
        finally:
            table.close()
        self._tell(report, would=options["dry_run"])
        if options["errors"]:
            with options["errors"].open("w", encoding="utf-8-sig", newline="") as file:
                write_errors(report, csv.writer(file))
        if options["strict"] and report.refused:
            raise CommandError("Nothing was written: some rows have errors.")

    def _tell(self, report: Report, would: bool) -> None:
        if would:
            for entry in [each for each in report.shown if each["sort"] == "changed"][:SHOWN]:
                changes = ", ".join(f"{column}: “{old}” > “{new}”" for column, old, new in entry["changes"])
                self.stdout.write(f"row {entry['row']}, {entry['slug']}: {changes}")
        for entry in report.errors[:SHOWN]:
            self.stderr.write(f"row {entry['row']}, {entry['column'] or 'the row'}: {entry['message']}")
        if report.faults > SHOWN:
            self.stderr.write(f"... and {report.faults - SHOWN} more errors; --errors FILE writes the list.")
        lead = "It would make" if would else "Done:"
        counts = (f"{getattr(report, sort)} {sort}" for sort in ("new", "changed", "unchanged", "refused"))
        self.stdout.write(f"{lead} {', '.join(counts)}.")


def write_errors(report: Report, writer: Any) -> None:
    """Write the errors of a report as rows that a spreadsheet shows and does not work out."""
    writer.writerow(["row", "slug", "column", "cell", "problem"])
    for entry in report.errors:
        cells = (entry["slug"], entry["column"], entry["cell"], entry["message"])
        writer.writerow([entry["row"], *(guarded(cell) for cell in cells)])
