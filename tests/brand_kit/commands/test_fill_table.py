"""`fill --data`: a table of many partners, of which the bad rows are told and the good ones made."""

from __future__ import annotations

import csv
import hashlib
import io
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from brand_kit.rows import safe_cell
from tests.brand_kit.commands.demo_site import Ran, files_in, run

pytestmark = pytest.mark.usefixtures("demo")
Save = Callable[..., Path]


def cells(flyer: dict[str, Any], **others: str) -> dict[str, str]:
    """A partner's values as the cells of a row."""
    row = {"partner": "Nordwind Systemhaus", "partner_logo": "logo.svg"}
    for key, value in flyer.items():
        if key == "partner_address":
            row |= {f"partner_address.{part}": text for part, text in value.items()}
        elif isinstance(value, str):
            row[key] = value
    return row | others


def table(rows: list[dict[str, str]], delimiter: str = ",") -> str:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(rows[0]), delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def fill(path: Path, out: Path, *more: str) -> Ran:
    return run("fill", "continuity-flyer", "--locale", "de", "--data", path, "--out", out, *more)


def manifest(out: Path) -> list[dict[str, str]]:
    with (out / "manifest.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def refused(folder: Path, path: Path, *words: str) -> None:
    """Fill, and make sure that the whole table is refused in these words and leaves nothing behind."""
    before = files_in(folder)
    ran = fill(path, folder / "out")
    assert (ran.status, ran.out) == (1, "")
    assert "\n" not in ran.err.strip()
    for word in (str(path), *words):
        assert word in ran.err
    assert files_in(folder) == before


def test_bad_rows_are_told_with_row_and_field_and_the_rest_goes_on(
    folder: Path, save: Save, flyer: dict[str, Any]
) -> None:
    good = cells(flyer, file="nordwind")
    rows = [good, good | {"partner_phone": "12"}, good | {"partner_name": "", "code": "a\x07"}, good | {"file": "last"}]
    path = save(table(rows).encode(), "partners.csv")
    ran = fill(path, folder / "out")
    assert ran.status == 1
    told = ran.err.splitlines()
    assert told[0].startswith(f"{path}:3: partner_phone: ")
    assert told[1].startswith(f"{path}:4: partner_name: Fill in this field.; code: ")
    assert told[2] == "2 rows refused."
    assert ran.out == f"2 of 4 files in {folder / 'out'}, listed in {folder / 'out' / 'manifest.csv'}\n"
    assert files_in(folder / "out") == ["last.pdf", "manifest.csv", "nordwind.pdf"]
    listed = manifest(folder / "out")
    assert [(row["row"], row["file"], row["state"]) for row in listed] == [
        ("2", "nordwind.pdf", "made"),
        ("3", "", "refused"),
        ("4", "", "refused"),
        ("5", "last.pdf", "made"),
    ]
    data = (folder / "out" / "nordwind.pdf").read_bytes()
    assert listed[0]["sha256"] == hashlib.sha256(data).hexdigest() == listed[3]["sha256"]
    assert listed[1]["problem"].startswith("partner_phone: ")
    assert run("verify", folder / "out").out.endswith("2 of 2 files genuine; 1 file of other kinds passed over\n")


def test_a_row_and_the_same_values_make_the_same_bytes(folder: Path, save: Save, flyer: dict[str, Any]) -> None:
    fill(save(table([cells(flyer, file="a")]).encode(), "partners.csv"), folder / "out")
    out = folder / "one.pdf"
    run("fill", "continuity-flyer", "--locale", "de", "--values", save(flyer), "--out", out)
    assert out.read_bytes() == (folder / "out" / "a.pdf").read_bytes()


@pytest.mark.parametrize("asked", ["0", "-1", "65", "two", "99999999999"])
def test_a_number_of_processes_that_cannot_be_is_refused(folder: Path, save: Save, asked: str) -> None:
    ran = fill(save(b"", "partners.csv"), folder / "out", f"--jobs={asked}")
    assert ran.status != 0
    assert "a number of processes is from 1 to 64" in ran.err


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("ends", ["\r\n", "\n", "\r"])
def test_whatever_program_wrote_it_the_file_is_the_same(
    folder: Path, save: Save, flyer: dict[str, Any], encoding: str, delimiter: str, ends: str
) -> None:
    text = table([cells(flyer, file="a", offer="Prüfung für Ärzte; «CAFÉ», 24h")], delimiter).replace("\r\n", ends)
    mark = "\ufeff" if encoding in ("utf-16-le", "utf-16-be") else ""
    ran = fill(save((mark + text).encode(encoding), "partners.csv"), folder / "out")
    assert (ran.status, ran.err) == (0, "")
    plain = save(table([cells(flyer, file="a", offer="Prüfung für Ärzte; «CAFÉ», 24h")]).encode(), "plain.csv")
    fill(plain, folder / "plain")
    assert manifest(folder / "out")[0]["sha256"] == manifest(folder / "plain")[0]["sha256"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "the first line is empty"),
        (b"\n\n\n", "the first line is empty"),
        (b"\xef\xbb\xbf", "the first line is empty"),
        (b"partner_name,offer\n", "these columns are missing: partner_logo"),
        (b"partner_name,headline\n", "there is no field “headline”"),
        (b"partner_name,,offer\n", "there is no field “”"),
        (b"partner_name,=cmd|'/c calc'!A1\n", "there is no field"),
        (b"partner_name,partner_name\n", "the column partner_name is there twice"),
        (b"partner,partner\n", "these columns are missing"),
        (b"partner_name,partner_name.first\n", "asks for a part, but partner_name has none"),
        (b"partner_address.cty\n", "there is no part “partner_address.cty”; there are partner_address.country_code"),
        (b"partner_address,partner_address.city\n", "both whole and in parts"),
        (b'"partner_name\n', "quote"),
        ("partner_name\n".encode("utf-16-le"), "known encoding"),
        ("partner_name\n".encode("utf-32"), "known encoding"),
        (b"\xff\xfep\0a", "known encoding"),
        (b"PK\x03\x04\0\0\x08\0", "known encoding"),
        ("partner_name\nMünchen Köln".encode() + b"\xe4", "partners.csv:2: this is not in UTF-8"),
        (b"partner_name\n\x81", "known encoding"),
        ("\x1b[2J\u202e,partner_name\n".encode(), "\\x1b[2J\\u202e"),
    ],
    ids=lambda value: ascii(value)[:24],
)
def test_a_table_that_cannot_be_read_is_refused_whole(folder: Path, save: Save, content: bytes, words: str) -> None:
    refused(folder, save(content, "partners.csv"), words)


def test_a_table_with_no_rows_a_folder_and_a_missing_file_are_refused(
    folder: Path, save: Save, flyer: dict[str, Any]
) -> None:
    heading = table([cells(flyer)]).split("\r\n")[0]
    refused(folder, save(f"{heading}\r\n,,,\r\n\r\n".encode(), "partners.csv"), "no rows")
    refused(folder, folder, "Is a directory")
    refused(folder, folder / "nowhere.csv", "No such file")


def test_quotes_that_do_not_match_spoil_the_table_and_name_the_line_where_they_open(
    folder: Path, save: Save, flyer: dict[str, Any]
) -> None:
    text = table([cells(flyer)] * 3).split("\r\n")
    text[2] = text[2].replace("Kostenloser", '"Kostenloser', 1)
    refused(folder, save("\r\n".join(text).encode(), "partners.csv"), "partners.csv:3: ", "quote")
    text[2] = '"closed"too soon'
    refused(folder, save("\r\n".join(text).encode(), "partners.csv"), "partners.csv:3: ", "quote")


def test_short_and_long_rows_are_refused_alone(folder: Path, save: Save, flyer: dict[str, Any]) -> None:
    head, row, *_ = table([cells(flyer)]).split("\r\n")
    text = "\r\n".join([head, row, "Nordwind", "", f"{row},more", row])
    ran = fill(save(text.encode(), "partners.csv"), folder / "out")
    assert [line.partition(": ")[2] for line in ran.err.splitlines()[:2]] == [
        "1 cells instead of 11",
        "12 cells instead of 11",
    ]
    assert [row["row"] for row in manifest(folder / "out")] == ["2", "3", "5", "6"]
    assert files_in(folder / "out") == ["00001.pdf", "00004.pdf", "manifest.csv"]


def test_a_cell_of_several_lines_is_one_cell(folder: Path, save: Save, flyer: dict[str, Any]) -> None:
    street = cells(flyer) | {"partner_address.street_address": "Haus 3\r\nHafenstraße 12"}
    bad = cells(flyer) | {"partner_name": "Nord\nwind"}
    ran = fill(save(table([street, bad, street]).encode(), "partners.csv"), folder / "out")
    assert [row["row"] for row in manifest(folder / "out")] == ["2", "4", "6"]
    assert ":4: partner_name: " in ran.err


@pytest.mark.parametrize(
    ("wish", "name"),
    [
        ("../../evil", "evil"),
        ("..\\..\\evil.pdf", "evil"),
        ("/etc/cron.d/evil", "evil"),
        ("CON", "00001"),
        ("nul.pdf", "00001"),
        ("com1", "00001"),
        ("", "00001"),
        ("..", "00001"),
        (".hidden", "hidden"),
        ("a/", "00001"),
        ("Müller & Söhne.PDF", "muller-sohne"),
        ("北风", "00001"),
        ("a\0b", "ab"),
        ("x" * 300, "x" * 80),
        ("-rf", "rf"),
        ("manifest.csv", "manifest-csv"),
        ("partner.jpg", "partner"),
        ("~root", "root"),
        ("$(id)", "id"),
    ],
)
def test_the_name_of_a_file_is_only_a_wish(
    folder: Path, save: Save, flyer: dict[str, Any], wish: str, name: str
) -> None:
    path = save(table([cells(flyer, file=wish.replace("\0", "\x01"))]).encode(), "partners.csv")
    before = set(files_in(folder))
    assert fill(path, folder / "out").status == 0
    assert set(files_in(folder)) - before == {"out", "out/manifest.csv", f"out/{name}.pdf"}


def test_no_two_rows_share_a_file(folder: Path, save: Save, flyer: dict[str, Any]) -> None:
    wishes = ["same", "SAME", "same.pdf", "00005", "", "same-00002", "../same"]
    path = save(table([cells(flyer, file=wish) for wish in wishes]).encode(), "partners.csv")
    assert fill(path, folder / "out").status == 0
    names = [row["file"] for row in manifest(folder / "out")]
    assert len(set(names)) == len(wishes)
    assert sorted([*names, "manifest.csv"]) == files_in(folder / "out")


def test_a_link_in_the_folder_is_replaced_and_not_followed(folder: Path, save: Save, flyer: dict[str, Any]) -> None:
    (folder / "out").mkdir()
    (folder / "precious").write_bytes(b"precious")
    (folder / "out" / "a.pdf").symlink_to(folder / "precious")
    (folder / "out" / "manifest.csv").symlink_to(folder / "precious")
    fill(save(table([cells(flyer, file="a")]).encode(), "partners.csv"), folder / "out")
    assert (folder / "precious").read_bytes() == b"precious"
    assert not (folder / "out" / "a.pdf").is_symlink()


FORMULAS = ["=1+1", "+1", "-1+2", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1", "＋1", "－1", "＠a", "\n=1", "\u00a0=1"]


@pytest.mark.parametrize("text", FORMULAS, ids=ascii)
def test_no_cell_is_a_formula(text: str) -> None:
    shown = safe_cell(text)
    assert shown.startswith("'")
    assert shown.isprintable()
    book = Workbook()
    book.active.append([shown])  # type: ignore[union-attr]
    file = io.BytesIO()
    book.save(file)
    assert load_workbook(file).active["A1"].data_type == "s"  # type: ignore[index]


@pytest.mark.parametrize("text", FORMULAS, ids=ascii)
def test_a_formula_in_a_table_reaches_no_cell_of_the_manifest(
    folder: Path, save: Save, flyer: dict[str, Any], text: str
) -> None:
    row = cells(flyer, file=text) | {"partner_logo": text, "partner": text}
    fill(save(table([row]).encode(), "partners.csv"), folder / "out")
    for listed in manifest(folder / "out"):
        assert not any(cell.lstrip().startswith(tuple("=+-@＝＋－＠")) for cell in listed.values())


def test_a_picture_outside_the_folder_is_refused_for_its_row(folder: Path, save: Save, flyer: dict[str, Any]) -> None:
    rows = [cells(flyer), cells(flyer) | {"partner_logo": "/etc/hostname"}]
    ran = fill(save(table(rows).encode(), "partners.csv"), folder / "out")
    assert ":3: partner_logo: /etc/hostname is outside the folder" in ran.err
    assert files_in(folder / "out") == ["00001.pdf", "manifest.csv"]


def test_a_file_in_place_of_the_folder_is_refused(folder: Path, save: Save, flyer: dict[str, Any]) -> None:
    (folder / "out").write_text("in the way")
    ran = fill(save(table([cells(flyer)]).encode(), "partners.csv"), folder / "out")
    assert "is no folder" in ran.err


@pytest.mark.slow
def test_two_thousand_rows_are_made_in_two_minutes(folder: Path, save: Save, flyer: dict[str, Any]) -> None:
    rows = [cells(flyer, file=f"p{number}", partner_name=f"Nordwind {number}") for number in range(2_000)]
    path = save(table(rows).encode(), "partners.csv")
    start = time.perf_counter()
    assert fill(path, folder / "out").status == 0
    assert time.perf_counter() - start < 120
    assert len(files_in(folder / "out")) == 2_001
