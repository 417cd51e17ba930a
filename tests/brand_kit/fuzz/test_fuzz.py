"""A small round of the fuzzer, so that it keeps working and the door keeps holding."""

from __future__ import annotations

import pytest

from tests.brand_kit.fuzz.trial import made, run


@pytest.mark.slow
def test_damaged_pictures_are_answered() -> None:
    report = run({"svg": 400, "raster": 100}, seed=7, jobs=2)
    assert not report.failures, report.text()
    assert report.tries == 500
    assert report.accepted > 50
    assert len(report.refused) > 5


def test_a_seed_always_makes_the_same_file() -> None:
    assert made("svg", 1, 5) == made("svg", 1, 5)
    assert made("raster", 1, 5) != made("raster", 1, 6)
