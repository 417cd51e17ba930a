"""`manage.py fit TEMPLATE`: does the locked copy fit, in every locale and edition?"""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from brand_kit.fit import Cell, fit_matrix
from brand_kit.management.arguments import counted, find_language, find_template, progress


class Command(BaseCommand):
    """Print the matrix of locale by edition; the exit status is 0 only if everything fits."""

    help = "Show in which locales and editions a template's locked copy fits, at which size, or by how much it is over."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the template, or all of them."""
        parser.add_argument("template", nargs="?", help="a template's short name")
        parser.add_argument("--all", action="store_true", help="all templates")
        parser.add_argument("--locale", action="append", help="only this locale; may be given again")

    def handle(self, *args: Any, **options: Any) -> None:
        """Compile what is missing, then print."""
        templates = find_template(options["template"], every=options["all"])
        languages = [find_language(asked) for asked in options["locale"] or ()] or None
        over = 0
        for template in templates:
            matrix = fit_matrix(template, languages, step=progress())
            over += self._print(template.slug, list(template.design.editions), matrix)
        if over:
            raise CommandError(f"{counted(over, 'cell')} over.")

    def _print(self, name: str, editions: list[str], matrix: dict[str, dict[str, Cell]]) -> int:
        width = max(16, *(len(edition) + 2 for edition in editions))
        self.stdout.write(f"\n{name}\n{'':<10}" + "".join(f"{edition:<{width}}" for edition in editions))
        problems = []
        for language, cells in matrix.items():
            self.stdout.write(f"{language:<10}" + "".join(f"{cells[edition].short:<{width}}" for edition in editions))
            problems += [f"  {language} {edition}: {cell.problem}" for edition, cell in cells.items() if cell.problem]
        for problem in problems:
            self.stdout.write(self.style.ERROR(problem))
        return len(problems)
