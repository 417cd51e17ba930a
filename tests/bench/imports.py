"""Importing 100,000 partners: the dry run, the import, the same file again, and a tenth of the rows changed.

Works on a database of its own: a temporary file, or a new one beside that which `DATABASE_URL` names.
"""

from __future__ import annotations

import csv
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.bench.results import Row

COUNT = int(os.environ.get("LOCKUP_BENCH_PARTNERS", "100000"))
GOAL = 60.0
"""Seconds for each pass over all rows."""
PLACES = (
    ("de", "DE", "+4930231250", "Speicherstraße", "Hamburg", "", "20457"),
    ("en", "GB", "+4420794601", "Mill Lane", "Leeds", "", "LS1 4AP"),
    ("en", "US", "+120255501", "Harbor Street", "Oakland", "CA", "94607"),
    ("fr", "FR", "+331426853", "rue des Tanneurs", "Lyon", "", "69005"),
    ("ja", "JP", "+813123456", "千代田区丸の内", "", "東京都", "100-0005"),
    ("pt-BR", "BR", "+5511234567", "Rua das Acácias", "São Paulo", "SP", "05422-010"),
    ("pl", "PL", "+481234567", "ul. Młyńska", "Poznań", "", "61-729"),
    ("ar", "SA", "+9661123456", "طريق الواحة", "الرياض", "", "12211"),
)
HEADINGS = [
    "slug", "name", "legal_name", "language", "languages", "country", "address.street_address", "address.city",
    "address.country_area", "address.postal_code", "phone", "email", "website", "partner_type", "tier", "territories",
    "product_lines", "certifications", "distributor", "revenue", "revenue_currency", "revenue_year", "training_score",
    "joined", "active", "x:verticals", "x:seats", "x:audited",
]  # fmt: skip
DISTRIBUTORS = 40


def measure() -> list[Row]:
    """Return the rows on imports."""
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as name, own_database(Path(name)) as engine:
        rows += _measured(Path(name), engine)
    return rows


class own_database:
    """A new, migrated database for as long as the block."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __enter__(self) -> str:
        """Set Django up on the database; the process has no other."""
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.test")
        if not os.environ.get("DATABASE_URL", "").startswith("postgres"):
            os.environ["DATABASE_URL"] = f"sqlite:///{self.folder}/bench.sqlite3"
        import django
        from django.db import connection
        from django.test.utils import get_runner  # noqa: F401 - loads the test machinery's database creation

        django.setup()
        connection.settings_dict.setdefault("TEST", {})["NAME"] = (
            str(self.folder / "bench.sqlite3") if connection.vendor == "sqlite" else "lockup_bench"
        )
        self.former = connection.settings_dict["NAME"]
        self.connection = connection
        connection.creation.create_test_db(verbosity=0, autoclobber=True)
        return "SQLite" if connection.vendor == "sqlite" else "PostgreSQL"

    def __exit__(self, *problem: object) -> None:
        """Let the database go."""
        self.connection.creation.destroy_test_db(self.former, verbosity=0)


def _measured(folder: Path, engine: str) -> Iterator[Row]:
    from campaigns.actions.import_partners import import_partners
    from campaigns.partner_rows_file import PartnerTable
    from campaigns.partner_rows_import import Report
    from campaigns.profile_lists import Lists

    _lists()
    first, second = folder / "partners.csv", folder / "changed.csv"
    _write(first, changed=False)
    _write(second, changed=True)

    def run(path: Path, dry_run: bool = False) -> Report:
        table = PartnerTable(path, path.name, Lists.load())
        try:
            return import_partners(table=table, by=None, dry_run=dry_run)
        finally:
            table.close()

    dry, seconds = _timed(lambda: run(first, dry_run=True))
    assert (dry.new, dry.refused) == (COUNT, 0), dry.errors[:3]
    yield Row("imports", f"dry run of {COUNT} partners, {engine}", seconds, "s", goal=GOAL)
    made, seconds = _timed(lambda: run(first))
    assert made.new == COUNT
    yield Row("imports", f"import of {COUNT} partners, {engine}", seconds, "s", goal=GOAL)
    again, seconds = _timed(lambda: run(first))
    assert again.unchanged == COUNT
    yield Row("imports", f"the same file again, {engine}", seconds, "s", goal=GOAL)
    some, seconds = _timed(lambda: run(second))
    assert some.changed == COUNT // 10
    yield Row("imports", f"a file with a tenth changed, {engine}", seconds, "s", goal=GOAL)


def _timed(work: Callable[[], object]) -> tuple[object, float]:
    start = time.perf_counter()
    found = work()
    return found, time.perf_counter() - start


def _lists() -> None:
    from campaigns.models import Attribute, Certification, ProductLine

    ProductLine.objects.bulk_create(ProductLine(slug=slug, name=slug) for slug in ("cloud", "backup", "network"))
    Certification.objects.bulk_create(Certification(slug=f"cert-{number}", name=str(number)) for number in range(5))
    Attribute.objects.create(key="verticals", label="Verticals", kind="choices", choices="bank\nretail\nhealth")
    Attribute.objects.create(key="seats", label="Seats", kind="number")
    Attribute.objects.create(key="audited", label="Audited", kind="flag")


def _write(path: Path, changed: bool) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADINGS)
        for number in range(COUNT):
            writer.writerow(_row(number, changed and number % 10 == 0))


def _row(number: int, changed: bool) -> list[object]:
    language, country, phone, street, city, area, code = PLACES[number % len(PLACES)]
    distributor = "" if number < DISTRIBUTORS else f"partner-{number % DISTRIBUTORS}"
    return [
        f"partner-{number}", f"Partner {number}", f"Partner {number} Ltd", language, "en" if number % 3 else "en; es",
        country, f"{street} {number % 90 + 1}", city, area, code, f"{phone}{number % 100:02}",
        f"hello@p{number}.example", f"https://www.p{number}.example", ("reseller", "consultant", "telco")[number % 3],
        ("registered", "silver", "gold", "platinum")[(number + changed) % 4], "" if number % 4 else f"{country}; AT",
        "cloud" if number % 2 else "backup; network",
        f"cert-{number % 5} 2025-02-01 2027-02-01; cert-{(number + 1) % 5} 2024-01-01",
        distributor, number * 37 + 1000 + changed, ("EUR", "GBP", "USD")[number % 3], 2025, number % 101,
        f"20{number % 20 + 5:02}-0{number % 9 + 1}-15", "yes", ("bank", "retail; health", "")[number % 3], number % 500,
        "yes" if number % 2 else "no",
    ]  # fmt: skip
