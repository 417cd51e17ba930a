"""Importing and exporting partners: what a table changes, what is refused, and what happens when a worker dies."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from brand_kit.rows import TableRefused
from campaigns import jobs
from campaigns.actions.export_partners import export_partners
from campaigns.actions.import_partners import import_partners
from campaigns.models import Attribute, Certification, Job, Partner, ProductLine, Tier, User
from campaigns.partner_jobs import apply_import, ask_apply, ask_check, check_import, may_apply
from campaigns.partner_rows import guarded, unguarded
from campaigns.partner_rows_file import PartnerTable
from campaigns.partner_rows_import import Report
from campaigns.profile_lists import Lists

START = "slug,name,language,country"


@pytest.fixture
def program(db: None) -> None:
    ProductLine.objects.get_or_create(slug="cloud", defaults={"name": "Cloud"})
    Certification.objects.get_or_create(slug="cloud-pro", defaults={"name": "Cloud Pro"})
    Tier.objects.get_or_create(slug="gold", defaults={"name": "Gold", "rank": 30})
    Attribute.objects.get_or_create(
        key="verticals", defaults={"label": "Verticals", "kind": "choices", "choices": "bank = Banks\nshop = Shops"}
    )
    Attribute.objects.get_or_create(key="seats", defaults={"label": "Seats", "kind": "number"})


def table(folder: Path, text: str | bytes, name: str = "partners.csv") -> PartnerTable:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return PartnerTable(path, name, Lists.load())


def run(folder: Path, text: str | bytes, **options: Any) -> Report:
    with closing(table(folder, text)) as rows:
        return import_partners(table=rows, by=None, **options)


def counts(report: Report) -> tuple[int, int, int, int]:
    return report.new, report.changed, report.unchanged, report.refused


FULL = (
    f"{START},languages,phone,address.street_address,address.city,address.postal_code,tier,territories,product_lines,"
    "certifications,revenue,revenue_currency,joined,x:verticals,x:seats,name:fr,distributor\n"
    'nord,Nordlicht,de,DE,en;fr,030 23125014,Hafen 1,Hamburg,20457,gold,DE;AT,cloud,"cloud-pro 2025-01-01 2027-01-01",'
    "1200000,EUR,2020-05-01,shop;Banks,12.5,Aurore,top\n"
    "top,Top,en,GB,,,,,,,,,,,,,,,,\n"
)


def test_a_row_brings_a_partner_with_all_that_is_below_it(program: None, tmp_path: Path) -> None:
    report = run(tmp_path, FULL)
    assert counts(report) == (2, 0, 0, 0), report.errors
    nord = Partner.objects.get(slug="nord")
    assert (nord.phone, nord.address["city"], nord.tier.slug) == ("+493023125014", "Hamburg", "gold")
    assert [each.language_code for each in nord.languages.all()] == ["en", "fr"]
    assert set(nord.territories.values_list("code", flat=True)) == {"AT", "DE"}
    assert set(nord.attribute_values.values_list("text", flat=True)) == {"", "bank", "shop"}
    assert nord.local_names.get().name == "Aurore"
    assert nord.distributor.slug == "top"


def test_the_same_file_again_writes_nothing(program: None, tmp_path: Path) -> None:
    run(tmp_path, FULL)
    with CaptureQueriesContext(connection) as queries:
        report = run(tmp_path, FULL)
    assert counts(report) == (0, 0, 2, 0)
    assert [query["sql"] for query in queries if not query["sql"].startswith(("SELECT", "SAVEPOINT", "RELEASE"))] == []


@pytest.mark.parametrize("workbook", [False, True])
def test_an_export_imported_again_changes_nothing(program: None, tmp_path: Path, workbook: bool) -> None:
    run(tmp_path, FULL)
    Partner.objects.filter(slug="nord").update(name="=1+1", legal_name="'-x", phone="+49 (old)", address={"city": "A"})
    file = io.BytesIO()
    assert export_partners(partners=Partner.objects.all(), workbook=workbook, file=file, by=None) == 2
    report = run(tmp_path, file.getvalue())
    assert counts(report) == (0, 0, 2, 0), report.shown
    if workbook:
        sheet = load_workbook(io.BytesIO(file.getvalue())).active
        assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value} == {"s"}
    else:
        cells = [cell for row in csv.reader(io.StringIO(file.getvalue().decode("utf-8-sig"))) for cell in row]
        assert [cell for cell in cells if cell[:1] in "=+-@" and cell] == []


@given(st.text(st.sampled_from("'=+-@ ab＝"), max_size=6), st.booleans())
def test_a_guarded_cell_gives_its_text_back(text: str, spreadsheet: bool) -> None:
    assert unguarded(guarded(text, spreadsheet=spreadsheet)) == text


def test_columns_that_are_not_there_change_nothing_and_empty_cells_empty(program: None, tmp_path: Path) -> None:
    run(tmp_path, FULL)
    report = run(tmp_path, "slug,tier,languages\nnord,,fr\n")
    assert counts(report) == (0, 1, 0, 0)
    assert report.shown[0]["changes"] == [("tier", "gold", ""), ("languages", "en; fr", "fr")]
    nord = Partner.objects.get(slug="nord")
    assert (nord.tier, nord.name, nord.revenue) == (None, "Nordlicht", 1200000)


def test_a_dry_run_writes_nothing_and_says_what_would_change(program: None, tmp_path: Path) -> None:
    report = run(tmp_path, FULL, dry_run=True)
    assert counts(report) == (2, 0, 0, 0)
    assert not Partner.objects.exists()


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("a,,de,DE", "name"),
        ("a,A,klingon,DE", "language"),
        ("a,A,de,Germany", "country"),
        ("A b,A,de,DE", "slug"),
        ("a,A,de,DE,no-such", "tier"),
        ("a,A,de,DE,,Atlantis", "territories"),
        ("a,A,de,DE,,,12", "phone"),
        ("a,A,de,DE,,,,1.5", "revenue"),
        ("a,A,de,DE,,,,15", "revenue_currency"),
        ("a,A,de,DE,,,,,31.12.2025", "joined"),
        ("a,A,de,DE,,,,,,cloud-pro", "certifications"),
        ("a,A,de,DE,,,,,,cloud-pro 2025-01-02 2025-01-01", "certifications"),
        ("a,A,de,DE,,,,,,,red", "x:verticals"),
        ("a,A,de,DE,,,,,,,,nobody", "distributor"),
    ],
)
def test_a_fault_is_told_by_row_and_column(program: None, tmp_path: Path, row: str, column: str) -> None:
    headings = f"{START},tier,territories,phone,revenue,joined,certifications,x:verticals,distributor"
    row += "," * (headings.count(",") - row.count(","))
    report = run(tmp_path, f"{headings}\ngood,Good,de,DE,,,,,,,,\n{row}\n")
    assert counts(report) == (1, 0, 0, 1)
    assert [(error["row"], error["column"]) for error in report.errors] == [(3, column)]


def test_all_or_nothing_writes_nothing_if_a_row_is_bad(program: None, tmp_path: Path) -> None:
    report = run(tmp_path, f"{START}\na,A,de,DE\nb,B,xx,DE\n", strict=True)
    assert report.refused == 1
    assert not Partner.objects.exists()


def test_circles_and_too_many_levels_are_refused_with_the_path(program: None, tmp_path: Path) -> None:
    report = run(tmp_path, f"{START},distributor\na,A,de,DE,b\nb,B,de,DE,a\n")
    assert "a > b > a" in report.errors[0]["message"]
    rows = "".join(f"p{n},P,de,DE,{f'p{n - 1}' if n else ''}\n" for n in range(5))
    report = run(tmp_path, f"{START},distributor\n{rows}")
    assert counts(report) == (4, 0, 0, 1)
    assert "p4 > p3 > p2 > p1 > p0" in report.errors[0]["message"]


def test_a_short_name_stands_once_in_a_file(program: None, tmp_path: Path) -> None:
    report = run(tmp_path, f"{START}\na,A,de,DE\nA,B,de,DE\n")
    assert counts(report) == (1, 0, 0, 1)
    assert "row 2" in report.errors[0]["message"]


@pytest.mark.parametrize(
    "data",
    [
        "name\nA\n", f"{START},colour\n", f"{START},slug\n", f"{START},x:none\n", "", f'{START}\na,"A,de\n',
        b"\x00\x01\x02", b"PK\x03\x04 no workbook",
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_is_refused_by_its_name(program: None, tmp_path: Path, data: str | bytes) -> None:
    with pytest.raises(TableRefused, match=r"partners\.csv") as refused:
        run(tmp_path, data)
    assert str(tmp_path) not in str(refused.value)


def test_any_usual_encoding_and_separator_is_read(program: None, tmp_path: Path) -> None:
    text = f"{START}\nzuerich,Zürich Systeme,de,CH\n".replace(",", ";")
    for number, encoding in enumerate(("utf-8-sig", "utf-16", "cp1252")):
        data = text.replace("zuerich", f"zuerich-{number}").encode(encoding)
        assert counts(run(tmp_path, data)) == (1, 0, 0, 0)
    assert set(Partner.objects.values_list("name", flat=True)) == {"Zürich Systeme"}


def test_a_workbook_is_read_with_its_dates_and_numbers(program: None, tmp_path: Path) -> None:
    from datetime import date

    book = Workbook()
    book.active.append([*START.split(","), "joined", "revenue", "revenue_currency", "active", "x:seats"])
    book.active.append(["a", "A", "de", "DE", date(2020, 5, 1), 1200000.0, "EUR", True, 2.5])
    book.active.append(["b", "B", "de", "DE"])
    file = io.BytesIO()
    book.save(file)
    assert counts(run(tmp_path, file.getvalue())) == (2, 0, 0, 0)
    partner = Partner.objects.get(slug="a")
    assert (str(partner.joined), partner.revenue, partner.active) == ("2020-05-01", 1200000, True)
    book.active["B3"] = "=A1"
    file = io.BytesIO()
    book.save(file)
    with pytest.raises(TableRefused, match="B3"):
        run(tmp_path, file.getvalue())


def many(count: int, name: str = "P") -> str:
    fixed = "de,DE,gold,DE;AT,cloud,cloud-pro 2025-01-01,bank"
    rows = "".join(f"p{n},{name} {n},{fixed},{'' if n < 9 else f'p{n % 9}'}\n" for n in range(count))
    return f"{START},tier,territories,product_lines,certifications,x:verticals,distributor\n{rows}"


def queries_of(work: Callable[[], Report]) -> tuple[Report, int]:
    with CaptureQueriesContext(connection) as queries:
        report = work()
    return report, len([query for query in queries if "SAVEPOINT" not in query["sql"]])


def test_the_number_of_queries_grows_with_batches_only(program: None, tmp_path: Path) -> None:
    report, queries = queries_of(lambda: run(tmp_path, many(2000)))
    assert report.new == 2000, report.errors[:3]
    # Five batches; SQLite takes a statement for each 33 new partners, and the search index some of its own.
    assert queries < 5 * 90, queries
    report, queries = queries_of(lambda: run(tmp_path, many(2000)))
    assert report.unchanged == 2000
    assert queries < 5 * 12, queries
    report, queries = queries_of(lambda: run(tmp_path, many(2000, "Q")))
    assert report.changed == 2000, report.errors[:3]
    assert queries < 5 * 90, queries


def test_commands_import_and_export(program: None, tmp_path: Path, capsys: Any) -> None:
    path = tmp_path / "in.csv"
    path.write_text(FULL)
    call_command("import_partners", str(path), "--dry-run")
    assert not Partner.objects.exists()
    call_command("import_partners", str(path))
    call_command("export_partners", str(tmp_path / "out.xlsx"))
    call_command("import_partners", str(tmp_path / "out.xlsx"), "--errors", str(tmp_path / "errors.csv"))
    assert "0 new, 0 changed, 2 unchanged, 0 refused" in capsys.readouterr().out


class Killed(BaseException):
    """What ends a worker without a word."""


@pytest.fixture
def vera(db: None) -> User:
    return User.objects.create_superuser("vera@vendor.example", "correct horse battery", full_name="Vera")


def checked(vera: User, text: str) -> Job:
    job = ask_check(file=ContentFile(text.encode(), name="p.csv"), strict=False, by=vera)
    assert jobs.claim(job.pk, "one")
    jobs.end(job, "one", Job.State.DONE, **check_import(job, lambda **progress: jobs.beat(job, "one", **progress)))
    job.refresh_from_db()
    return job


def test_an_import_whose_worker_dies_is_finished_once_by_another(program: None, vera: User) -> None:
    job = ask_apply(checked=checked(vera, many(1200)), by=vera)
    assert job is not None
    job = jobs.claim(job.pk, "one")

    def dies(**progress: Any) -> None:
        if progress.get("done", 0) >= 500:
            jobs.beat(job, "one", **progress)
            raise Killed
        jobs.beat(job, "one", **progress)

    with pytest.raises(Killed):
        apply_import(job, dies)
    # Killed inside its second transaction at the latest: what counts as done and what is written agree.
    job.refresh_from_db()
    assert job.done == Partner.objects.count()
    assert jobs.claim(job.pk, "two") is None
    Job.objects.filter(pk=job.pk).update(lease_until=timezone.now())
    taken = jobs.claim(job.pk, "two")
    with pytest.raises(jobs.LeaseLost):
        jobs.beat(job, "one", done=1200)
    jobs.end(taken, "two", Job.State.DONE, **apply_import(taken, lambda **p: jobs.beat(taken, "two", **p)))
    job.refresh_from_db()
    assert (job.state, job.done, job.result["report"]["new"]) == (Job.State.DONE, 1200, 1200)
    assert Partner.objects.count() == 1200


def test_a_check_is_applied_once(program: None, vera: User) -> None:
    job = checked(vera, FULL)
    assert may_apply(job)
    assert ask_apply(checked=job, by=vera) is not None
    assert ask_apply(checked=job, by=vera) is None


def test_a_cancelled_import_stops_at_its_next_step(program: None, vera: User) -> None:
    job = ask_apply(checked=checked(vera, FULL), by=vera)
    assert job is not None
    job = jobs.claim(job.pk, "one")
    assert jobs.cancel(job, vera)
    with pytest.raises(jobs.LeaseLost):
        apply_import(job, lambda **progress: jobs.beat(job, "one", **progress))
    assert not Partner.objects.exists()


def test_forgotten_jobs_are_handed_over_once(program: None, vera: User) -> None:
    job = ask_check(file=ContentFile(b"x", name="p.csv"), strict=False, by=vera)
    assert jobs.reap() == 0
    Job.objects.filter(pk=job.pk).update(lease_until=timezone.now())
    assert jobs.reap() == 1
    assert jobs.reap() == 0
