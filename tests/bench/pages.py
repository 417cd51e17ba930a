"""Partners' web pages: requests a second from the cache and cold, against a bare Wagtail page of the same server.

Works on a database of its own in a temporary folder, with the demo's pages, served by gunicorn as in production.
"""

from __future__ import annotations

import gzip
import http.client
import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.bench.portal import _environment, _served
from tests.bench.results import ROOT, Row

SECONDS = 6
PAGE = "/en/back-before-breakfast/with/acme/"
BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
BUDGET = 100
"""Kilobytes of a page besides its hero."""


def measure() -> list[Row]:
    """Return the rows on pages."""
    with tempfile.TemporaryDirectory() as name:
        env = _environment(Path(name))
        for command in (["migrate", "-v0"], ["load_demo", "--no-files"]):
            subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env=env, check=True, capture_output=True)
        subprocess.run([sys.executable, "-m", "tests.bench.pages"], cwd=ROOT, env=env, check=True, capture_output=True)
        with _served(env):
            place = env["LOCKUP_BASE_URL"].removeprefix("http://")
            return [*_speed(place), *_weight(place)]


def _speed(place: str) -> list[Row]:
    bare = _rate(place, ["/"])
    cached = _rate(place, [PAGE])
    counted = _rate(place, [PAGE], agent=BROWSER)
    cold = _cold(place)
    return [
        Row("pages", "from the cache, requests a second", round(cached, 1), "1/s"),
        Row("pages", "a bare Wagtail page of the same server", round(bare, 1), "1/s"),
        Row("pages", "from the cache, each visit counted", round(counted, 1), "1/s"),
        Row("pages", "one page from the cache", round(1000 / cached, 2), "ms", "Wagtail", round(1000 / bare, 2), 1),
        Row("pages", "one page cold, drawn anew", round(cold, 1), "ms"),
    ]


def _rate(place: str, paths: list[str], agent: str = "bench bot") -> float:
    """Return how many requests one visitor after the other gets answered in a second."""
    for path in paths * 6:
        _get(place, path, agent)
    start, done = time.perf_counter(), 0
    while time.perf_counter() - start < SECONDS:
        status, _body, _headers = _get(place, paths[done % len(paths)], agent)
        assert status == 200, status
        done += 1
    return done / (time.perf_counter() - start)


def _cold(place: str) -> float:
    """Return the milliseconds of a page that no process has drawn yet: the demo has a dozen, each is asked for once."""
    taken = []
    for slug, code in (("nordwind", "de"), ("marsa", "ar"), ("shiomi", "ja"), ("lisiere", "fr"), ("harrowvale", "en")):
        start = time.perf_counter()
        status, _body, _headers = _get(place, f"/{code}/back-before-breakfast/with/{slug}/", "bench bot")
        assert status == 200, status
        taken.append((time.perf_counter() - start) * 1000)
    return sorted(taken)[len(taken) // 2]


def _weight(place: str) -> list[Row]:
    """Return how many bytes and requests a page takes besides its hero, in four languages; the heaviest counts."""
    heaviest, most, hero = 0.0, 0, 0
    for slug, code in (("acme", "en"), ("nordwind", "de"), ("marsa", "ar"), ("shiomi", "ja")):
        base = f"/{code}/back-before-breakfast/with/{slug}/"
        _status, packed, headers = _get(place, base, "bench bot", gzipped=True)
        html = gzip.decompress(packed).decode()
        style = re.search(r'href="(style-[^"]+)"', html)
        assert style and headers["content-encoding"] == "gzip"
        css = _get(place, base + style[1], "bench bot")[1]
        names = {*re.findall(r'url\("([^"]+)"\)', css.decode()), *re.findall(r'class="logo" src="([^"]+)"', html)}
        total = len(packed) + len(css) + sum(len(_get(place, base + name, "bench bot")[1]) for name in names)
        photo = re.search(r"([0-9a-f]{20}-800\.avif)", html)
        assert photo
        hero = max(hero, len(_get(place, base + photo[1], "bench bot")[1]))
        heaviest, most = max(heaviest, total / 1000), max(most, 3 + len(names))
    return [
        Row("pages", "bytes besides the hero, the heaviest of en de ar ja", round(heaviest, 1), "kB", goal=BUDGET),
        Row("pages", "the hero, 800 pixels wide, AVIF", round(hero / 1000, 1), "kB"),
        Row("pages", "requests of a page with its hero", most, ""),
    ]


def _get(place: str, path: str, agent: str, *, gzipped: bool = False) -> tuple[int, bytes, dict[str, str]]:
    connection = http.client.HTTPConnection(place, timeout=60)
    headers = {"User-Agent": agent, **({"Accept-Encoding": "gzip"} if gzipped else {})}
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer.status, body, {name.lower(): value for name, value in answer.getheaders()}


def prepare() -> None:
    """Give the site a page of Wagtail's own with nothing on it, in the place of the front page."""
    import django

    django.setup()
    from wagtail.models import Site

    from campaigns.models import PartnerPage
    from campaigns.page_tasks import prepare_page

    root = Site.objects.get(is_default_site=True).root_page.specific
    root.title = "Bare"
    root.save()
    for pk in PartnerPage.objects.values_list("pk", flat=True)[:4]:
        prepare_page.func(pk)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.dev")
    prepare()
