"""Several processes count tries as one."""

from __future__ import annotations

import http.client
import re
import sqlite3
import statistics
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
from django.db import connection

from tests.cms.served_site import served_site

TRIES, PROCESSES, LIMIT = 200, 4, 5


@pytest.fixture
def _database_at_rest(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The database outside of any transaction; counts that other processes leave in it are taken out again."""
    with django_db_blocker.unblock():
        yield
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM shared_cache")


def ask(site: str, path: str, fields: dict[str, str] | None = None, **headers: str) -> tuple[int, str, str]:
    """One request by a visitor of its own: status, cookie set, page."""
    place = http.client.HTTPConnection(urlsplit(site).netloc, timeout=60)
    body = urlencode(fields) if fields else None
    if fields:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    place.request("POST" if fields else "GET", path, body, headers)
    answer = place.getresponse()
    return answer.status, answer.getheader("Set-Cookie") or "", answer.read().decode()


def token(site: str, path: str, visitor: str) -> tuple[str, str]:
    _, cookie, page = ask(site, path, **{"X-Forwarded-For": visitor})
    found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
    assert found
    return cookie.split(";")[0], found.group(1)


@pytest.mark.slow
@pytest.mark.usefixtures("_database_at_rest")
def test_two_hundred_guesses_from_two_hundred_addresses_at_four_processes_get_five_answers(tmp_path: Path) -> None:
    with served_site(tmp_path, workers=PROCESSES, LOCKUP_PROXY_DEPTH="1") as site:
        cookie, csrf = token(site, "/sign-in/", "203.0.113.1")

        def guess(turn: int) -> int:
            fields = {"login": "target@vendor.example", "password": f"guess {turn}", "csrfmiddlewaretoken": csrf}
            headers = {"Cookie": cookie, "X-Forwarded-For": f"6.6.6.6, 198.{turn}.100.{turn}"}
            return ask(site, "/sign-in/", fields, **headers)[0]

        with ThreadPoolExecutor(8) as visitors:
            answers = Counter(visitors.map(guess, range(TRIES)))
    print(f"{TRIES} guesses at {PROCESSES} processes: {answers[200]} answered, {answers[429]} turned away")
    assert answers[200] <= LIMIT
    assert answers[200] + answers[429] == TRIES


def add_accounts(path: Path, emails: list[str]) -> None:
    """Put accounts into the copied database."""
    with sqlite3.connect(path) as database:
        database.executemany(
            "INSERT INTO campaigns_user (password, is_superuser, email, full_name, language, is_active, date_joined)"
            " VALUES ('!', 0, ?, '', '', 1, '2026-11-22')",
            [(email,) for email in emails],
        )


@pytest.mark.slow
@pytest.mark.usefixtures("_database_at_rest")
def test_the_time_of_an_answer_does_not_tell_whether_an_account_exists(tmp_path: Path) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("the accounts would stay in the database of the other tests")
    with served_site(tmp_path, workers=1, LOCKUP_PROXY_DEPTH="1") as site:
        add_accounts(tmp_path / "served.sqlite3", [f"known{n}@partner.example" for n in range(20)])
        cookie, csrf = token(site, "/sign-in/forgotten/", "203.0.113.1")
        times: dict[str, list[float]] = {"known": [], "other": []}
        for n in range(40):
            kind = ("known", "other")[n % 2]
            fields = {"email": f"{kind}{n // 2}@partner.example", "csrfmiddlewaretoken": csrf}
            start = time.perf_counter()
            status, _, _ = ask(
                site, "/sign-in/forgotten/", fields, Cookie=cookie, **{"X-Forwarded-For": f"198.51.{n}.1"}
            )
            times[kind].append(time.perf_counter() - start)
            assert status == 302
            time.sleep(0.05)  # let the work after the answer end, which the next visitor would wait for
    known, other = (statistics.median(times[kind]) * 1000 for kind in ("known", "other"))
    print(f"median answer: {known:.1f} ms with an account, {other:.1f} ms without")
    assert abs(known - other) < max(25.0, 0.6 * other)
