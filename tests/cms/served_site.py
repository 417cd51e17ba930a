"""The site as it runs: gunicorn on the database of the test, for tests of what several processes share."""

from __future__ import annotations

import os
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError

from django.conf import settings
from django.db import connection

SECONDS_TO_START = 120


def free_port() -> int:
    with socket.socket() as place:
        place.bind(("127.0.0.1", 0))
        return int(place.getsockname()[1])


def database_url(folder: Path) -> str:
    """An address under which other processes find the database of the tests, as it is outside of any test.

    SQLite's lies in memory and is copied; PostgreSQL's is the very same.
    """
    if connection.vendor == "sqlite":
        path = folder / "served.sqlite3"
        connection.ensure_connection()
        with sqlite3.connect(path) as copy:
            connection.connection.backup(copy)
        return f"sqlite:///{path}"
    kept = connection.settings_dict
    return f"postgres://{kept['USER']}@{str(kept['HOST']).replace('/', '%2F')}:{kept['PORT']}/{kept['NAME']}"


@contextmanager
def served_site(folder: Path, *, workers: int, **variables: str) -> Iterator[str]:
    """Run the site with so many processes; gives its address and stops it afterwards.

    No transaction may be open: the copy of the database would wait for its end.
    """
    port = free_port()
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "cms.settings.test",
        "DATABASE_URL": database_url(folder),
        "LOCKUP_MEDIA_ROOT": str(folder),
        **variables,
    }
    command = [sys.executable, "-m", "gunicorn", "cms.wsgi", "--bind", f"127.0.0.1:{port}", "--workers", str(workers)]
    with (folder / "gunicorn.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=settings.BASE_DIR, env=environment, stdout=log, stderr=log)
        try:
            address = f"http://localhost:{port}"
            _wait_for(address, process)
            yield address
        finally:
            process.terminate()
            process.wait(timeout=30)


def _wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < end and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{address}/sign-in/", timeout=30):  # noqa: S310 - our own server
                return
        except (URLError, OSError):
            time.sleep(0.3)
    raise AssertionError("The site did not start.")
