"""`manage.py load_demo`: a believable vendor, its templates, partners and campaigns, and finished files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from wagtail.models import Locale

from brand_kit.composition import ValuesRefused
from brand_kit.management.arguments import progress
from brand_kit.rendering.errors import RenderingError
from campaigns.models import Campaign, Partner, User
from cms.demo.brand import load_brand
from cms.demo.campaigns import load_campaigns
from cms.demo.firms import load_firms
from cms.demo.many import load_many
from cms.demo.pages import load_pages
from cms.demo.partners import issue_files, load_partners
from cms.demo.people import LOGINS, PASSWORD, load_members, load_people
from cms.demo.program import load_lists, load_segments
from cms.demo.templates import load_templates


class Command(BaseCommand):
    """Load the demo; running it again brings it up to date and doubles nothing."""

    help = (
        "Load the demo: a brand, five templates in fifteen locales, sixty partners, segments, campaigns, logins and "
        "finished files."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Say where the files go, or leave them out."""
        parser.add_argument("--out", type=Path, default=Path(settings.BASE_DIR) / "var" / "demo", metavar="FOLDER")
        parser.add_argument("--no-files", action="store_true", help="load the database only, issue no files")
        parser.add_argument(
            "--partners",
            type=int,
            default=0,
            metavar="NUMBER",
            help="load so many further invented partners too, for trying out large programs; issues no files",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Load, issue, and say where everything is."""
        files = not options["no_files"] and not options["partners"]
        try:
            if files:
                options["out"].mkdir(parents=True, exist_ok=True)  # a wrong folder shows before the minutes of work
            with transaction.atomic():
                for code, _ in settings.WAGTAIL_CONTENT_LANGUAGES:
                    Locale.objects.get_or_create(language_code=code)
                self.stdout.write("Loading the brand, the templates, the partners and the campaigns ...")
                templates = load_templates(load_brand())
                partners = load_partners()
                load_people()
                load_lists()
                load_firms()
                load_members()
                load_campaigns(templates, load_segments())
                load_pages()
            if options["partners"]:
                self.stdout.write(f"Loading {options['partners']} further partners ...")
                made = load_many(options["partners"], progress())
                self.stdout.write(f"{made} were added; there are {Partner.objects.count()} partners now.")
            if files:
                self.stdout.write("Compiling the masters and issuing the files; the first time takes some minutes ...")
                paths = issue_files(templates, partners, options["out"], progress())
                self._say_files(paths, options["out"])
        except (RenderingError, ValuesRefused) as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"{error.filename or 'A file'} cannot be used: {error.strerror}.") from error
        self._say_logins()

    def _say_files(self, paths: list[Path], folder: Path) -> None:
        self.stdout.write(self.style.SUCCESS(f"\n{len(paths)} files are in {folder}:"))
        for below in sorted({path.parent for path in paths}):
            self.stdout.write(f"  {below}/  {len([path for path in paths if path.parent == below])} files")
        self.stdout.write(f"Prove them with: manage.py verify {folder}")

    def _say_logins(self) -> None:
        url = settings.WAGTAILADMIN_BASE_URL
        self.stdout.write(
            f"\nSite:    {url}/\nPortal:  {url}/portal/\nAdmin:   {url}/admin/   password of all: {PASSWORD}"
        )
        for email, login in LOGINS.items():
            self.stdout.write(f"  {email:<24} {login.name}, {login.does}: {self._sees(User.objects.get(email=email))}")

    def _sees(self, user: User) -> str:
        seen = Partner.objects.visible_to(user).count()
        own = Partner.objects.filter(memberships__user=user).values_list("name", flat=True)
        if not own:
            return f"sees {seen} partners and {Campaign.objects.readable_by(user).count()} campaigns"
        titles = Campaign.objects.for_user(user).values_list("title", flat=True)
        below = f", sees {seen - len(own)} partners below it" if seen > len(own) else ""
        return f"acts for {', '.join(own)}{below}; is offered: {', '.join(titles)}"
