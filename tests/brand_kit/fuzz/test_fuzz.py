"""A small round of the fuzzer, so that it keeps working and the door keeps holding."""

from __future__ import annotations

import json
import multiprocessing
import subprocess
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import PIL.Image
import pytest

from tests.brand_kit.fuzz import bombs, corpora
from tests.brand_kit.fuzz.memory import Watch
from tests.brand_kit.fuzz.trial import Report, due, made, run


@pytest.mark.slow
def test_damaged_pictures_and_bombs_are_answered() -> None:
    counts = {"svg": 400, "raster": 100}
    # The memory of caged children is told apart from that of other tests' children only in a process of its own.
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as own:
        report = own.submit(run, counts, seed=7, jobs=2, with_bombs=True).result()
    assert not report.failures, report.text()
    assert report.tries == due(counts, with_bombs=True) > 600
    assert report.accepted > 60
    assert len(report.refused) > 15
    assert report.peak > 50 * 1024**2, "the peak of memory was not measured"


def test_memory_is_measured_only_where_no_other_child_was() -> None:
    subprocess.run(["true"], check=True)
    with pytest.raises(RuntimeError, match="children already"), Watch():
        pass


@pytest.mark.slow
def test_real_logos_are_accepted_and_drawn_equal() -> None:
    try:
        logos = corpora.sample(150)
    except corpora.NoNpm as error:
        pytest.skip(str(error))
    report = corpora.run(logos)
    assert report.tries == 150
    assert report.good, report.text()


def test_a_seed_always_makes_the_same_file() -> None:
    assert made("svg", 1, 5) == made("svg", 1, 5)
    assert made("raster", 1, 5) != made("raster", 1, 6)


def test_every_bomb_has_a_name_and_bytes() -> None:
    assert len(bombs.svg_bombs()) > 75
    assert all(bombs.svg_bombs().values())


def test_a_drawing_that_lost_a_part_is_not_equal() -> None:
    whole = PIL.Image.new("RGBA", (512, 256), (0, 0, 0, 0))
    whole.paste((0, 0, 0, 255), (100, 100, 140, 140))
    for colour in ((255, 255, 255, 0), (255, 255, 255, 255), (0, 0, 0, 150)):
        other = whole.copy()
        other.paste(colour, (100, 100, 140, 140))
        assert corpora.difference(whole, other) > corpora.MOST_PIXELS, colour
    assert corpora.difference(whole, whole.resize((300, 150))) == 1
    assert corpora.difference(whole, whole) == 0


@pytest.mark.parametrize(
    ("outcomes", "good"),
    [
        (["equal"] * 199 + ["unequal 3.0 %"], True),
        (["equal"] * 196 + ["unequal 3.0 %"] * 4, True),
        (["equal"] * 195 + ["unequal 3.0 %"] * 5, False),
        (["equal"] * 199 + ["refused svg-text"], True),
        (["equal"] * 198 + ["refused svg-text"] * 2, False),
        (["equal"] * 199 + ["failed KeyError()"], False),
        ([], False),
    ],
)
def test_a_corpus_is_good_only_if_the_promise_holds(outcomes: list[str], good: bool) -> None:
    report = corpora.Report()
    for outcome in outcomes:
        report.add("devicon/x", outcome)
    assert report.good is good


def test_the_corpora_are_pinned_and_name_no_index() -> None:
    folder = Path(corpora.__file__).parent / "logos"
    packages = json.loads((folder / "package-lock.json").read_text())["packages"]
    asked = json.loads((folder / "package.json").read_text())["dependencies"]
    assert all(packages[f"node_modules/{name}"]["version"] == version for name, version in asked.items())
    assert all("integrity" in entry and "resolved" not in entry for name, entry in packages.items() if name)


def test_a_report_tells_the_tries_and_the_failures() -> None:
    assert Report(3, tries=4, failures=["one"]).text().splitlines()[-1] == "FAILURE one"
