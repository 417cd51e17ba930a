"""A site that a real browser visits, with the cast in it; the database is as it was before when a journey is over.

A browser is served by another thread, so that nothing here can happen inside one transaction that is taken back. Django
empties every table after such a test instead, those too that migrations have filled: `seeds_afterwards` fills them
again, for the tests that come next.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings as site_settings
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connection
from playwright.sync_api import Browser, BrowserContext, sync_playwright
from pytest_django.live_server_helper import LiveServer
from wagtail.models import Site

from brand_kit.models import Template
from campaigns.models import Campaign, CampaignTemplate, User
from tests.cast import Cast, make_cast

CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--no-first-run",
]  # fmt: skip


@pytest.fixture
def seeds_afterwards(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Bring back what migrations put into the tables, and see to it; it must be asked for before the database."""
    with django_db_blocker.unblock():
        before = rows()
    yield
    with django_db_blocker.unblock():
        connection.creation.deserialize_db_from_string(connection._test_serialized_contents)  # type: ignore[attr-defined]
        ContentType.objects.clear_cache()
        Site.clear_site_root_paths_cache()
        assert rows() == before


def rows() -> dict[str, int]:
    """How many rows each table has."""
    return {model._meta.label: model._base_manager.count() for model in apps.get_models() if model._meta.managed}


@pytest.fixture
def open_house(
    seeds_afterwards: None, django_db_serialized_rollback: None, transactional_db: None, monkeypatch: pytest.MonkeyPatch
) -> Iterator[LiveServer]:
    """The site, served on a port of its own."""
    # Playwright keeps a loop of events in this thread, in which nothing of Django's is asynchronous.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    server = LiveServer("localhost")
    server._live_server_modified_settings.enable()
    yield server
    for thread in threading.enumerate():  # what a page still does after its answer, which needs the database
        if "process_request_thread" in thread.name:
            thread.join(10)
    server.stop()
    server._live_server_modified_settings.disable()


@dataclass(frozen=True)
class House:
    """The site with the cast in it, and a browser."""

    address: str
    cast: Cast
    browser: Browser

    def visit(self, user: User, **options: Any) -> BrowserContext:
        """A window in which somebody is signed in."""
        context = self.browser.new_context(base_url=self.address, **options)
        cookie = self.cast.client(user).cookies[site_settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": site_settings.SESSION_COOKIE_NAME, "value": cookie, "url": self.address}])
        return context


@pytest.fixture
def house(open_house: LiveServer) -> Iterator[House]:
    """The site with the cast in it, and a browser."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield House(open_house.url, make_cast(), browser)
        browser.close()


@pytest.fixture
def browser() -> Iterator[Browser]:
    """A browser in which nobody is signed in."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def demo_site(open_house: LiveServer, settings: Any, tmp_path: Path) -> LiveServer:
    """The site with the demo in it, without its files."""
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.STORAGES = {
        **settings.STORAGES, "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    }  # fmt: skip
    settings.WAGTAILADMIN_BASE_URL = open_house.url
    call_command("load_demo", "--no-files", verbosity=0)
    return open_house


@pytest.fixture
def world(demo_site: LiveServer) -> LiveServer:
    """The same with one more campaign, which offers the flyer to everybody."""
    flyer = Template.objects.get(slug="continuity-flyer")
    campaign = Campaign(title="Back in minutes", slug="back-in-minutes-journey", brand=flyer.brand)
    campaign.offers = [CampaignTemplate(template=flyer)]
    campaign.save()
    campaign.save_revision().publish()
    return demo_site
