"""The portal: from the last keystroke to the decoded picture in a real Chromium, and home with 1,000 campaigns.

Works on a database of its own in a temporary folder, with the demo's flyer, served by gunicorn as in production.
"""

from __future__ import annotations

import json
import os
import random
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.bench.results import ROOT, Row

KEYS = 60
"""How many times somebody stops typing."""
VISITS = 20
CAMPAIGNS = 1000
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
         "--disable-sync", "--no-first-run")  # fmt: skip


def measure() -> list[Row]:
    """Return the rows on the portal."""
    with tempfile.TemporaryDirectory() as name:
        env = _environment(Path(name))
        for command in (["migrate", "-v0"], ["load_demo", "--no-files"]):
            subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env=env, check=True, capture_output=True)
        made = subprocess.run(
            [sys.executable, "-m", "tests.bench.portal"], cwd=ROOT, env=env, check=True, capture_output=True, text=True
        )
        ways = json.loads(made.stdout.splitlines()[-1])
        with _served(env):
            return [*_typing(env["LOCKUP_BASE_URL"], ways), *_home(env["LOCKUP_BASE_URL"], ways)]


def _typing(base: str, ways: dict[str, str]) -> list[Row]:
    from playwright.sync_api import sync_playwright

    words = random.Random(7)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=list(FLAGS))
        page = browser.new_context(viewport={"width": 1280, "height": 900}, bypass_csp=True).new_page()
        page.goto(f"{base}{ways['link']}")
        page.locator(".offer form button").first.click()
        field = page.locator("#f-offer")
        page.wait_for_load_state("networkidle")  # the page's scripts listen only then
        field.fill("Warm")
        page.wait_for_function("performance.getEntriesByName('preview').length > 0", timeout=60_000)
        page.wait_for_timeout(1500)
        page.evaluate("performance.clearMeasures()")
        field.fill("")
        for count in range(KEYS):
            if count % 20 == 0:
                field.fill("")
            field.press(words.choice("abcdefghijklmnop "))
            page.wait_for_function(f"performance.getEntriesByName('preview').length > {count}", timeout=60_000)
            page.wait_for_timeout(words.randrange(50, 250))
        found = page.evaluate("performance.getEntriesByName('preview').map(each => each.duration)")
        browser.close()
    found.sort()
    half, most = found[len(found) // 2], found[int(len(found) * 0.95)]
    return [
        Row("portal", "preview, last key to decoded picture, p50", round(half, 1), "ms", goal=200),
        Row("portal", "preview, last key to decoded picture, p95", round(most, 1), "ms", goal=200),
    ]


def _home(base: str, ways: dict[str, str]) -> list[Row]:
    times = []
    for _visit in range(VISITS):
        asked = urllib.request.Request(f"{base}/portal/", headers={"Cookie": f"sessionid={ways['session']}"})  # noqa: S310
        start = time.perf_counter()
        with urllib.request.urlopen(asked) as answer:  # noqa: S310 - our own server
            answer.read()
        times.append((time.perf_counter() - start) * 1000)
    times.sort()
    return [Row("portal", f"home with {CAMPAIGNS:,} live campaigns, p50", round(times[len(times) // 2], 1), "ms")]


def _environment(folder: Path) -> dict[str, str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    return {
        **os.environ,
        "DATABASE_URL": f"sqlite:///{folder}/bench.sqlite3",
        "LOCKUP_MEDIA_ROOT": str(folder / "media"),
        "DJANGO_SETTINGS_MODULE": "cms.settings.dev",
        "LOCKUP_DEBUG": "0",
        "LOCKUP_BASE_URL": f"http://localhost:{port}",
    }


@contextmanager
def _served(env: dict[str, str]) -> Iterator[None]:
    place = env["LOCKUP_BASE_URL"].removeprefix("http://localhost")
    command = [sys.executable, "-m", "gunicorn", "cms.wsgi", "--bind", f"127.0.0.1{place}", "--workers", "2"]
    server = subprocess.Popen(command, cwd=ROOT, env=env, stderr=subprocess.DEVNULL)
    try:
        for _try in range(120):
            try:
                with urllib.request.urlopen(f"{env['LOCKUP_BASE_URL']}/sign-in/"):  # noqa: S310 - our own server
                    break
            except OSError:
                time.sleep(0.5)
        yield
    finally:
        server.terminate()
        server.wait(timeout=30)


def prepare() -> None:
    """Make a partner's person, its campaign and a thousand more, and print the ways in."""
    import django

    django.setup()
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from brand_kit.actions.compile_template import compile_template
    from brand_kit.models import Template
    from campaigns.mail_links import link_token
    from campaigns.models import Campaign, CampaignTemplate, Membership, Partner, User

    partner = Partner.objects.get(slug="harrowvale")
    flyer = Template.objects.get(slug="continuity-flyer")
    person = User.objects.create_user("bench@harrowvale.example", "correct horse battery", full_name="Bench")
    Membership.objects.create(user=person, partner=partner, role="maker")
    rows = [
        Campaign(title=f"Campaign {n}", slug=f"campaign-{n}", brand=flyer.brand, live=True) for n in range(CAMPAIGNS)
    ]
    Campaign.objects.bulk_create(rows)
    first = list(Campaign.objects.filter(slug__startswith="campaign-"))
    CampaignTemplate.objects.bulk_create(CampaignTemplate(campaign=each, template=flyer) for each in first)
    compile_template(template=flyer, language_code="en", edition="screen-a4", by=None)
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.save()
    token = link_token(user=person, partner=partner, campaign=first[0])
    print(json.dumps({"link": f"/go/{token}/", "session": session.session_key}))


if __name__ == "__main__":
    prepare()
