"""`manage.py export_partners FILE`: write all partners as a table."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from campaigns.actions.export_partners import export_partners
from campaigns.models import Partner


class Command(BaseCommand):
    """Exports partners; an import of the file changes nothing."""

    help = "Write all partners into a CSV file or workbook, which import_partners reads back."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Take the file, whose name says which kind it is."""
        parser.add_argument("file", type=Path, help="the file to write: .csv or .xlsx")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the file."""
        path: Path = options["file"]
        if path.suffix.lower() not in (".csv", ".xlsx"):
            raise CommandError("The name of the file must end in .csv or .xlsx.")
        try:
            with path.open("wb") as file:
                workbook = path.suffix.lower() == ".xlsx"
                count = export_partners(partners=Partner.objects.all(), workbook=workbook, file=file, by=None)
        except OSError as no:
            raise CommandError(f"{path} cannot be written: {no.strerror}.") from no
        self.stdout.write(f"{count} partners written to {path.name}.")
