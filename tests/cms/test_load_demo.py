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
from django.utils import timezone
from wagtail.models import Revision

from brand_kit.management.arguments import progress
from brand_kit.models import Brand, Master, Template, TemplateRegion
from campaigns.models import Campaign, Partner, Segment, Territory, User
from campaigns.profile_check import checked_profile
from campaigns.profile_lists import Lists, ProfileRefused
from campaigns.profile_store import profiles_of
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
def test_the_logins_work_and_each_is_told_what_it_sees() -> None:
    ran = run("load_demo", "--no-files")
    for email, login in LOGINS.items():
        assert User.objects.get(email=email).check_password(PASSWORD)
        assert f"{email:<24} {login.name}, {login.does}: " in ran.out
    said = {line.split()[0]: line for line in ran.out.splitlines() if "@" in line}
    assert "sees 60 partners and 4 campaigns" in said["vera@kestrane.example"]
    assert "sees 6 partners and 3 campaigns" in said["rania@kestrane.example"]
    assert "acts for Summit Distribution, sees 4 partners below it" in said["dora@summit.example"]
    assert "is offered: Back before breakfast, Your cloud has an off switch" in said["alice@acme.example"]
    assert said["charlie@globex.example"].endswith("acts for Globex Systemhaus; is offered: Back before breakfast")


@LOADED
def test_vendor_marketing_cannot_make_administrators() -> None:
    vera = User.objects.get(email="vera@kestrane.example")
    assert vera.has_perm("campaigns.change_partner")
    assert not vera.has_perm("campaigns.change_user")
    assert not vera.has_perm("campaigns.change_staffscope")


@LOADED
def test_the_program_is_of_a_size_to_believe_in() -> None:
    partners = Partner.objects.all()
    assert partners.count() == 60
    assert partners.values("country").distinct().count() == 20
    assert {partner.name for partner in partners.filter(below__isnull=False, partner_type__slug="distributor")} == {
        "Summit Distribution",
        "Kaskade Distribution",
    }
    assert partners.values("partner_type").distinct().count() >= 12
    regions = {Territory.ancestor_paths(path)[1] for path in partners.values_list("country__path", flat=True)}
    assert set(Territory.objects.filter(path__in=regions).values_list("code", flat=True)) == {"emea", "latam", "apac"}
    assert Segment.objects.count() == 8


@LOADED
def test_one_segment_is_the_one_that_everybody_asks_for() -> None:
    segment = Segment.objects.get(name="Revenue above 1 million pounds in the UK, cloud products, three certifications")
    # Corrigan & Pell reports in euros; Peveril's third certification has run out; Harrowvale earns too little.
    assert {partner.slug for partner in Partner.objects.in_segment(segment)} == {"acme", "tarnholm", "corrigan"}


@LOADED
def test_two_campaigns_are_live_one_is_to_come_and_one_is_over() -> None:
    now = timezone.now()
    live = Campaign.objects.published().order_by("slug")
    assert [campaign.slug for campaign in live] == ["back-before-breakfast", "cloud-recovery-specialists"]
    assert [campaign.slug for campaign in Campaign.objects.filter(starts_at__gt=now)] == ["recovery-evenings"]
    assert [campaign.slug for campaign in Campaign.objects.filter(ends_at__lt=now)] == ["storm-season-check"]
    for campaign in Campaign.objects.all():
        assert campaign.live
        assert campaign.offers.count() >= 2
        assert campaign.messages.count() >= 2
        assert len(campaign.story) > 300


@LOADED
def test_many_partners_are_believable_and_the_same_every_time() -> None:
    ran = run("load_demo", "--partners", 400)
    assert (ran.status, ran.err) == (0, "")
    assert "400 were added; there are 460 partners now." in ran.out
    made = Partner.objects.filter(slug__regex=r"^[a-z]{2}-[0-9]{7}$")
    assert made.filter(partner_type__slug="distributor").count() == 2
    assert made.filter(distributor__isnull=False).count() > 2
    assert made.values("revenue_currency").distinct().count() > 10
    assert made.values("language_code").distinct().count() > 10
    before = counts()
    assert "0 were added" in run("load_demo", "--partners", 400).out
    assert counts() == before
    lists = Lists.load()
    for kept in profiles_of(made, lists)[:200]:
        refused = errors_of(kept.profile, lists)
        assert refused == {}, kept.profile


def errors_of(profile: dict[str, Any], lists: Lists) -> dict[str, str]:
    """What the form of a partner would say of a profile."""
    try:
        checked_profile(profile, before=None, lists=lists)
    except ProfileRefused as no:
        return no.errors
    return {}


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
