"""`load_demo`: loading it again doubles nothing and changes nothing."""

from __future__ import annotations

import json
import os
import pty
import select
import sys
import termios
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from wagtail.models import Revision

from brand_kit.management.arguments import progress
from brand_kit.models import Brand, Master, Template, TemplateRegion
from cms.demo import partners
from cms.demo.people import LOGINS, PASSWORD
from tests.brand_kit.commands.demo_site import DEMO, demo, demo_folder, demo_site, files_in, run

__all__ = ["demo", "demo_folder", "demo_site"]
LOADED = pytest.mark.usefixtures("demo")


@pytest.fixture
def one_partner(monkeypatch: pytest.MonkeyPatch) -> None:
    """Issue one file for one partner, whose master is there already."""
    load = partners.load_partners
    monkeypatch.setattr(
        "cms.management.commands.load_demo.load_partners",
        lambda: [entry for entry in load() if entry[0].slug == "nordwind"],
    )
    monkeypatch.setattr(partners, "ISSUES", (("continuity-flyer", "screen-a4", "pdf"),))


def counts() -> dict[str, int]:
    return {
        model.__name__: model._default_manager.count()
        for label in ("brand_kit", "campaigns", "wagtailcore", "auth")
        for model in apps.get_app_config(label).get_models()
    }


@LOADED
def test_loading_again_changes_nothing() -> None:
    before, revisions = counts(), list(Revision.objects.values_list("pk", flat=True))
    ran = run("load_demo", "--no-files")
    assert (ran.status, ran.err) == (0, "")
    assert counts() == before
    assert list(Revision.objects.values_list("pk", flat=True)) == revisions


@LOADED
def test_what_was_changed_by_hand_is_put_right_and_published() -> None:
    TemplateRegion.objects.filter(template__slug="continuity-flyer", key="headline").update(text="Mine")
    Brand.objects.update(clear_space="0.3")
    before = counts()
    run("load_demo", "--no-files")
    copy = tomllib.loads((DEMO / "copy" / "en.toml").read_text())["continuity-flyer"]
    assert Template.objects.get(slug="continuity-flyer").regions.get(key="headline").text == copy["headline"]
    assert Brand.objects.get().clear_space < 0.1  # type: ignore[operator]
    after = counts()
    assert after["Revision"] - before["Revision"] == 2
    assert {name for name in after if after[name] != before[name]} <= {"Revision", "ModelLogEntry", "ReferenceIndex"}


@LOADED
def test_the_logins_work() -> None:
    for email in LOGINS:
        assert get_user_model().objects.get(email=email).check_password(PASSWORD)


@LOADED
@pytest.mark.usefixtures("one_partner")
def test_the_demo_the_values_and_a_row_of_a_table_make_the_same_bytes(tmp_path: Path) -> None:
    digests = Master.objects.count()
    ran = run("load_demo", "--out", tmp_path / "demo")
    assert (ran.status, ran.err) == (0, "")
    assert f"1 files are in {tmp_path / 'demo'}" in ran.out
    issued = tmp_path / "demo" / "de" / "nordwind-continuity-flyer-screen-a4.pdf"
    first = issued.read_bytes()
    run("load_demo", "--out", tmp_path / "demo")
    assert issued.read_bytes() == first
    assert Master.objects.count() == digests

    entry = next(
        row for row in tomllib.loads((DEMO / "partners.toml").read_text())["partners"] if row["slug"] == "nordwind"
    )
    (tmp_path / "logo.svg").write_bytes((DEMO / "partner_logos" / entry["logo"]).read_bytes())
    values: dict[str, Any] = {
        "offer": entry["offer"],
        "partner_logo": {"path": "logo.svg", "alt": entry["name"]},
        "partner_name": entry["name"],
        "partner_address": entry["address"],
        "partner_phone": entry["phone"],
        "partner_web": entry["website"],
        "code": f"{entry['website']}/continuity",
    }
    (tmp_path / "values.json").write_text(json.dumps(values))
    row = {"partner": entry["name"], **values, "partner_logo": "logo.svg"}
    address = row.pop("partner_address")
    row |= {f"partner_address.{part}": text for part, text in address.items()}
    (tmp_path / "rows.csv").write_text(";".join(row) + "\n" + ";".join(f'"{cell}"' for cell in row.values()))

    fill = ("fill", "continuity-flyer", "--locale", "de", "--territory", "DE")
    assert run(*fill, "--values", tmp_path / "values.json", "--out", tmp_path / "one.pdf").err == ""
    assert run(*fill, "--data", tmp_path / "rows.csv", "--out", tmp_path / "many").err == ""
    assert (tmp_path / "one.pdf").read_bytes() == first
    assert (tmp_path / "many" / "00001.pdf").read_bytes() == first
    assert run("verify", tmp_path / "demo").status == 0


@LOADED
def test_a_folder_that_cannot_be_used_shows_before_the_work(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    ran = run("load_demo", "--out", tmp_path / "file" / "demo")
    assert ran.status == 1
    assert "cannot be used: Not a directory" in ran.err
    assert "Loading" not in ran.out
    assert files_in(tmp_path) == ["file"]


def shown(draw: Callable[[], None], *, terminal: bool, monkeypatch: pytest.MonkeyPatch) -> bytes:
    """What stands on the error stream, be it a terminal or a pipe."""
    reader, writer = pty.openpty() if terminal else os.pipe()
    if terminal:
        termios.tcsetwinsize(writer, (24, 80))
    with os.fdopen(writer, "w") as stream:
        monkeypatch.setattr(sys, "stderr", stream)
        draw()
        stream.flush()
        monkeypatch.undo()
        # While the other end is open: a terminal that is closed forgets; and it takes a moment to pass words on.
        ready = select.select([reader], [], [], 10 if terminal else 0.1)[0]
        seen = os.read(reader, 9_000) if ready else b""
        os.close(reader)
        return seen


@pytest.mark.parametrize("terminal", [True, False])
def test_a_bar_is_shown_on_a_terminal_only(terminal: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    def draw() -> None:
        step = progress()
        for done in range(1, 4):
            step("de flyer", done, 3)

    assert bool(shown(draw, terminal=terminal, monkeypatch=monkeypatch)) is terminal


def test_other_packages_do_not_talk_between_a_command_s_own_lines(settings: Any) -> None:
    loggers = settings.LOGGING["loggers"]
    for name in ("django_tasks", "wagtail", "weasyprint", "pikepdf", "modelsearch"):
        assert loggers[name]["level"] == "WARNING"
