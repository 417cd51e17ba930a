"""A site with the demo in it, loaded once: a database file beside the tests' own, and a folder for its files."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connections
from django.test import override_settings

from brand_kit.filling import prepare
from brand_kit.models import Template

DEMO = Path(__file__).resolve().parents[3] / "cms" / "demo"
MASTERS = (("continuity-flyer", "de", "screen-a4"), ("continuity-square", "en", "square"))
"""What is compiled beforehand; a test that fills another pair pays for its compile."""
_sites: list[Path] = []


@contextmanager
def inside(folder: Path) -> Iterator[None]:
    """Let the default database and storage be those of a site in a folder."""
    own = connections["default"]
    other = connections.create_connection("default")
    other.settings_dict = {**other.settings_dict, "NAME": str(folder / "site.sqlite3")}
    storages = {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    connections["default"] = other
    try:
        with override_settings(MEDIA_ROOT=folder / "media", STORAGES=storages):
            yield
    finally:
        other.close()
        connections["default"] = own


@pytest.fixture(scope="session")
def demo_folder(
    django_db_setup: None, django_db_blocker: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """The folder of a site into which the demo is loaded, without its files."""
    if connections["default"].vendor != "sqlite":
        pytest.skip("The demo's site is a copy of the tests' database file, which only SQLite has.")
    if not _sites:
        folder = tmp_path_factory.mktemp("demo")
        with django_db_blocker.unblock():  # type: ignore[attr-defined]
            connections["default"].ensure_connection()
            with sqlite3.connect(folder / "site.sqlite3") as copy:
                connections["default"].connection.backup(copy)
            copy.close()
            with inside(folder):
                call_command("load_demo", no_files=True, stdout=StringIO())
                for slug, language, edition in MASTERS:
                    template = Template.objects.get(slug=slug)
                    prepare(template=template, language_code=language, edition=edition, by=None)
        _sites.append(folder)
    return _sites[0]


@pytest.fixture
def demo_site(demo_folder: Path) -> Iterator[None]:
    """The demo's database and storage instead of the tests' own."""
    with inside(demo_folder):
        yield


@pytest.fixture
def demo(demo_site: None, db: None) -> None:
    """The demo, in which a test may change what it likes: the transaction is begun once the database is its own."""


@dataclass(frozen=True)
class Ran:
    """What a command left behind."""

    status: int
    out: str
    err: str


def run(name: str, *words: object) -> Ran:
    """Run a command as the command line does, errors of the command included."""
    out, err = StringIO(), StringIO()
    try:
        call_command(name, *map(str, words), stdout=out, stderr=err)
    except CommandError as error:
        return Ran(error.returncode, out.getvalue(), f"{err.getvalue()}{error}")
    return Ran(0, out.getvalue(), err.getvalue())


def files_in(folder: Path) -> list[str]:
    """The names of all that is in a folder, hidden files included, however deep."""
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))
