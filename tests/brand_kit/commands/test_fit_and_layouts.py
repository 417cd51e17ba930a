"""`fit` and `layouts`: what a brand team asks before it publishes."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from brand_kit.models import Translation
from brand_kit.models.layout import layouts_folder
from tests.brand_kit.commands.demo_site import run

FIT = pytest.mark.usefixtures("demo")


@FIT
def test_the_matrix_has_a_row_for_each_locale_and_a_column_for_each_edition() -> None:
    ran = run("fit", "continuity-square", "--locale", "EN")
    assert (ran.status, ran.err) == (0, "")
    _, name, editions, row = ran.out.splitlines()
    assert name == "continuity-square"
    assert editions.split() == ["square"]
    assert row.startswith("en        fits")


@FIT
def test_a_text_that_is_too_long_fails_its_locale_with_region_and_amount() -> None:
    translation = Translation.objects.get(template__slug="continuity-square", locale__language_code="de", key="kicker")
    translation.text = "Donaudampfschifffahrtsgesellschaft " * 8
    translation.save()
    ran = run("fit", "continuity-square", "--locale", "de", "--locale", "en")
    lines = ran.out.splitlines()
    assert ran.status == 1
    assert ran.err == "1 cell over."
    assert lines[3].split() == ["de", "over"]
    assert lines[4].startswith("en        fits")
    assert lines[5].startswith("  de square: ")
    assert "(kicker) is over by " in lines[5]


@FIT
def test_a_text_that_had_to_shrink_says_to_what_share() -> None:
    translation = Translation.objects.get(template__slug="continuity-square", locale__language_code="de", key="kicker")
    for words in range(4, 80, 2):
        translation.text = "Wort " * words
        translation.save()
        ran = run("fit", "continuity-square", "--locale", "de")
        if ran.out.splitlines()[3].split() != ["de", "fits"]:
            break
    assert ran.status == 0
    assert re.search(r"^de +fits at [789]\d(\.\d+)? %", ran.out, re.MULTILINE)


@FIT
@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "Name a template, or say --all."),
        (["continuity-flier"], "Did you mean continuity-flyer?"),
        (["x"], "There are continuity-"),
        (["continuity-square", "--locale", "tlh"], "There is no locale 'tlh'; there are "),
    ],
)
def test_fit_says_what_it_needs(words: list[str], said: str) -> None:
    ran = run("fit", *words)
    assert ran.status == 1
    assert said in ran.err


@pytest.mark.django_db
def test_a_site_without_templates_says_how_to_get_some() -> None:
    assert "`manage.py load_demo`" in run("fit", "--all").err


def test_the_layouts_are_listed() -> None:
    ran = run("layouts")
    assert (ran.status, ran.err) == (0, "")
    assert [line.split()[0] for line in ran.out.splitlines()] == [
        "banner", "datasheet", "flyer", "invitation", "social-square",
    ]  # fmt: skip


def test_a_broken_manifest_is_told_with_file_and_line_and_the_others_are_listed(tmp_path: Path) -> None:
    for name in ("banner", "flyer"):
        shutil.copytree(layouts_folder() / name, tmp_path / name)
    manifest = tmp_path / "banner" / "layout.toml"
    text = manifest.read_text().replace('kind = "picture"', 'kind = "hologram"', 1)
    manifest.write_text(text)
    line = text[: text.index("hologram")].count("\n") + 1
    ran = run("layouts", "--folder", tmp_path)
    assert ran.status == 1
    assert f"{manifest}:{line}: " in ran.err
    assert "not well, see below" in ran.out
    assert "20 regions" in ran.out


@pytest.mark.parametrize("content", [b"", b"[[[", b"\xff\xfe", b"name = 1\n"])
def test_a_manifest_that_is_none_is_told(tmp_path: Path, content: bytes) -> None:
    shutil.copytree(layouts_folder() / "banner", tmp_path / "banner")
    (tmp_path / "banner" / "layout.toml").write_bytes(content)
    ran = run("layouts", "--folder", tmp_path)
    assert ran.status == 1
    assert f"{tmp_path / 'banner' / 'layout.toml'}:" in ran.err


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    ran = run("layouts", "--folder", tmp_path / "nowhere")
    assert ran.status == 1
    assert "there is no such folder" in ran.err
