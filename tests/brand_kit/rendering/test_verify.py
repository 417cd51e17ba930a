"""A file is genuine if filling its master again gives all of its bytes; every other file is told what is the matter."""

from __future__ import annotations

import json
import random
import re
from pathlib import Path
from typing import Any

import pytest

from brand_kit.rendering.fill import fill
from brand_kit.rendering.finish import finish
from brand_kit.rendering.fonts import FontShelf
from brand_kit.rendering.master import Master
from brand_kit.rendering.picture import Picture
from brand_kit.rendering.record import sealed
from brand_kit.rendering.values import Code, Placed, Text
from brand_kit.rendering.verify import Verdict, Verification, verify
from tests.brand_kit.rendering import forging, sheet
from tests.brand_kit.rendering.conftest import MakeMaster

EXTENSIONS = ("png", "jpg", "webp")


@pytest.fixture(scope="module")
def made(master: MakeMaster) -> Master:
    return master("de")


@pytest.fixture(scope="module")
def values(logo: Picture) -> dict[str, Text | Code | Placed]:
    return {**sheet.values("de", logo), "address": Text("Αθήνα\n東京")}


@pytest.fixture(scope="module")
def genuine(made: Master, values: dict[str, Text | Code | Placed], shelf: FontShelf) -> bytes:
    return fill(made, values, shelf)


@pytest.fixture(scope="module")
def check(made: Master, master: MakeMaster, logo: Picture, shelf: FontShelf):  # type: ignore[no-untyped-def]
    def check(data: bytes) -> Verification:
        return verify(data, forging.on_hand(made, master("de", "picture"), pictures=(logo,)), shelf)

    return check


def altered(found: Verification) -> str:
    assert found.verdict is Verdict.ALTERED, found
    assert found.reasons
    return " ".join(found.reasons)


def recorded(genuine: bytes, made: Master) -> dict[str, Any]:
    """The record of a file, without its sum."""
    match = re.search(rb"/LockupRecord/Length \d+>>\nstream\n(.*?)\nendstream", genuine[len(made.data) :], re.DOTALL)
    assert match
    return {key: value for key, value in json.loads(match[1]).items() if key != "check"}


def test_a_filled_file_is_genuine(made: Master, genuine: bytes, check) -> None:
    assert check(genuine) == Verification(Verdict.GENUINE, (), made.manifest.digest)


@pytest.mark.parametrize("extension", EXTENSIONS)
def test_a_finished_picture_is_genuine(master: MakeMaster, values, shelf: FontShelf, extension: str, check) -> None:
    data = finish(master("de", "picture"), values, shelf, extension)
    assert check(data).verdict is Verdict.GENUINE


def no_change_is_genuine(data: bytes, check, count: int, seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(count):
        at, by = chance.randrange(len(data)), chance.randrange(1, 256)
        found = check(forging.change_byte(data, at, by))
        assert found.verdict is Verdict.ALTERED, (at, by)
        assert found.reasons, (at, by)


def test_no_change_of_a_byte_of_a_pdf_is_genuine(genuine: bytes, made: Master, check) -> None:
    no_change_is_genuine(genuine, check, 150, 1)
    start = len(made.data)
    chance = random.Random(2)
    for _ in range(150):
        at = chance.randrange(start, len(genuine))
        found = check(forging.change_byte(genuine, at, chance.randrange(1, 256)))
        assert found.verdict is Verdict.ALTERED, at


@pytest.mark.parametrize("extension", EXTENSIONS)
def test_no_change_of_a_byte_of_a_picture_is_genuine(
    master: MakeMaster, values, shelf: FontShelf, extension: str, check
) -> None:
    data = finish(master("de", "picture"), values, shelf, extension)
    no_change_is_genuine(data, check, 12, 3)
    # Where the record is, most changes make it unreadable at once.
    start = data.index(b"l:record>")
    for at in range(start, start + 400, 5):
        assert check(forging.change_byte(data, at, 1)).verdict is Verdict.ALTERED


@pytest.mark.slow
@pytest.mark.parametrize("extension", ("pdf", *EXTENSIONS))
def test_ten_thousand_changes_of_a_byte_are_found(
    master: MakeMaster, values, genuine: bytes, shelf: FontShelf, extension: str, check
) -> None:
    pdf = extension == "pdf"
    data = genuine if pdf else finish(master("de", "picture"), values, shelf, extension)
    no_change_is_genuine(data, check, 10_000 if pdf else 500, 4)


def test_a_slot_s_changed_content_is_named(genuine: bytes, made: Master, check) -> None:
    form = b"\n%d 0 obj" % made.manifest.slots["offer"].form
    at = genuine.index(b" Tm", genuine.index(form, len(made.data)))
    assert "The offer is altered." in altered(check(forging.change_byte(genuine, at - 1, 1)))


def test_a_changed_link_is_named(genuine: bytes, check) -> None:
    at = genuine.rindex(b"/URI (https://nordwind")
    assert "The web is altered." in altered(check(forging.change_byte(genuine, at + 20, 1)))


def test_a_changed_picture_or_font_is_named(genuine: bytes, made: Master, check) -> None:
    at = genuine.index(b"/FontFile3", len(made.data))
    assert "font" in altered(check(forging.change_byte(genuine, genuine.index(b"stream\n", at) + 50, 1)))


def test_an_object_of_the_brand_redefined_by_another_update_is_named(genuine: bytes, made: Master, check) -> None:
    changed = forging.append_update(genuine, {1: b"<</Type/Catalog>>"})
    assert "(1)" in altered(check(changed))


def test_a_note_on_the_page_is_named(genuine: bytes, check) -> None:
    assert "own page is redefined" in altered(check(forging.with_annotation(genuine)))


def test_a_second_update_that_changes_nothing_is_found(genuine: bytes, made: Master, check) -> None:
    altered(check(forging.append_update(genuine, {made.manifest.size + 500: b"<<>>"})))
    altered(check(genuine + genuine[len(made.data) :]))


def test_a_second_fill_over_the_first_is_found(genuine: bytes, made: Master, shelf: FontShelf, check) -> None:
    other = fill(made, {"name": Text("Somebody else")}, shelf)
    altered(check(genuine + other[len(made.data) :]))


@pytest.mark.parametrize("added", [b"\n", b" ", b"\0", b"%comment\n", b"<script>alert(1)</script>"])
def test_bytes_behind_the_end_are_found(genuine: bytes, check, added: bytes) -> None:
    assert "end of the file" in altered(check(genuine + added))


def test_a_file_that_is_cut_short_is_told_so(genuine: bytes, made: Master, check) -> None:
    for length in (len(genuine) - 1, len(genuine) - 300, len(made.data) + 200, len(made.data)):
        altered(check(genuine[:length]))
    assert check(genuine[: len(made.data) // 2]).verdict is not Verdict.GENUINE


def test_a_file_saved_anew_is_not_genuine(genuine: bytes, tmp_path: Path, check) -> None:
    for again in (
        forging.saved_by_pikepdf(genuine),
        forging.saved_by_qpdf(genuine, tmp_path),
        forging.saved_by_qpdf(genuine, tmp_path, "--linearize"),
        forging.saved_by_qpdf(genuine, tmp_path, "--object-streams=generate"),
    ):
        found = check(again)
        assert found.verdict is not Verdict.GENUINE
        assert found.reasons


def test_bytes_before_the_beginning_are_found(genuine: bytes, check) -> None:
    assert check(b"\n" + genuine).verdict is not Verdict.GENUINE


def test_a_bare_master_is_not_genuine(made: Master, check) -> None:
    assert "bare master" in altered(check(made.data))


def test_a_change_of_the_master_s_own_bytes_is_placed(genuine: bytes, check) -> None:
    assert "brand's own part" in altered(check(forging.change_byte(genuine, 5000, 1)))


def test_a_record_of_other_values_is_found(genuine: bytes, made: Master, check) -> None:
    record = recorded(genuine, made)
    record["values"]["offer"]["text"] = "90 %"
    assert "record of what was filled in is damaged" in altered(
        check(forging.with_record(genuine, json.dumps(record).encode()))
    )
    assert "The offer is altered." in altered(check(forging.with_record(genuine, sealed(record))))


def test_the_record_of_another_master_is_found(genuine: bytes, made: Master, check) -> None:
    record = recorded(genuine, made)
    record["master"] = "0" * 64
    assert "another master" in altered(check(forging.with_record(genuine, sealed(record))))


def test_a_file_of_another_version_of_the_engine_is_not_accused(genuine: bytes, made: Master, check) -> None:
    record = recorded(genuine, made)
    record["engine"] = "0/0123456789ab"
    found = check(forging.with_record(genuine, sealed(record)))
    assert found.verdict is Verdict.UNKNOWN
    assert "Other versions of the engine" in found.reasons[0]


def test_a_file_of_an_unknown_master_is_unknown(master: MakeMaster, shelf: FontShelf, made: Master) -> None:
    other = master("ar")
    data = fill(other, {"name": Text("x")}, shelf)
    found = verify(data, forging.on_hand(made), shelf)
    assert (found.verdict, found.master) == (Verdict.UNKNOWN, other.manifest.digest)
    assert found.reasons
    assert verify(b"%PDF-1.7\n", forging.on_hand(made), shelf).verdict is Verdict.UNKNOWN


def test_a_file_with_a_picture_that_is_not_on_hand_is_unknown(genuine: bytes, made: Master, shelf: FontShelf) -> None:
    found = verify(genuine, forging.on_hand(made), shelf)
    assert found.verdict is Verdict.UNKNOWN
    assert "logo" in found.reasons[0]


def test_a_picture_s_master_must_be_on_hand(master: MakeMaster, values, shelf: FontShelf, made: Master) -> None:
    data = finish(master("de", "picture"), values, shelf, "png")
    assert verify(data, forging.on_hand(made), shelf).verdict is Verdict.UNKNOWN
