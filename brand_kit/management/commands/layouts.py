"""`manage.py layouts`: the layouts on hand, and what is wrong with them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from brand_kit.management.arguments import counted
from brand_kit.models.layout import layouts_folder
from brand_kit.rendering.errors import LayoutError
from brand_kit.rendering.layouts import check_layouts, list_layouts, load_layout


class Command(BaseCommand):
    """List the layouts and check their manifests; the exit status is 0 only if all are well."""

    help = "List the layouts and check their manifests."

    # A layout that is not well must not keep this command from running.
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """Take another folder than the site's own."""
        parser.add_argument("--folder", type=Path, help="a folder of layouts (the site's own by default)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print a line for each layout, then one for each fault."""
        root: Path = options["folder"] or layouts_folder()
        try:
            errors = check_layouts(root)
            for name in list_layouts(root):
                self._describe(root / name)
        except LayoutError as error:
            raise CommandError(str(error)) from error
        for fault in errors:
            self.stderr.write(self.style.ERROR(str(fault)))
        if errors:
            raise CommandError(f"{counted(len(errors), 'fault')} found.")

    def _describe(self, folder: Path) -> None:
        try:
            layout = load_layout(folder)
        except LayoutError:
            self.stdout.write(f"{folder.name:<16} not well, see below")
            return
        editions = ", ".join(layout.editions)
        self.stdout.write(f"{layout.name:<16} {len(layout.regions):>3} regions   {editions}")
