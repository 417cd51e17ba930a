"""The front page says what Lockup is, in the visitor's direction, and sends a strict policy with it."""

from __future__ import annotations

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test import Client
from django.utils import translation

from campaigns.models import User

pytestmark = pytest.mark.django_db


def test_the_front_page_leads_in(client: Client) -> None:
    page = client.get("/").content.decode()
    assert 'href="/welcome/"' in page
    assert '<html lang="en" dir="ltr">' in page


def test_the_front_page_needs_nothing_from_elsewhere_and_no_inline_style(client: Client) -> None:
    response = client.get("/")
    page = response.content.decode()
    assert "//" not in page.replace("http://www.w3.org/2000/svg", "")
    assert "style=" not in page
    assert "<script" not in page
    policy = response["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy


def test_the_admin_gets_the_wider_policy_that_wagtail_needs(client: Client, administrator: User) -> None:
    client.force_login(administrator)
    response = client.get("/admin/")
    assert response.status_code == 200
    assert "'unsafe-inline'" in response["Content-Security-Policy"]
    assert "object-src 'none'" in response["Content-Security-Policy"]


def test_signing_in_keeps_the_strict_policy(client: Client) -> None:
    assert "unsafe" not in client.get("/sign-in/")["Content-Security-Policy"]


def test_a_missing_page_is_friendly(client: Client) -> None:
    response = client.get("/nothing-here/")
    assert response.status_code == 404
    assert "This page is not here" in response.content.decode()


def test_the_error_page_needs_no_request() -> None:
    assert "on our side" in render_to_string("500.html")


def test_a_right_to_left_language_turns_the_page() -> None:
    with translation.override("ar"):
        assert 'lang="ar" dir="rtl"' in render_to_string("404.html")


def test_the_interface_speaks_german() -> None:
    with translation.override("de"):
        assert "Diese Seite gibt es hier nicht" in render_to_string("404.html")


def test_sqlite_is_set_up_for_several_processes() -> None:
    if connection.vendor != "sqlite":
        pytest.skip("the database is not SQLite")
    assert connection.settings_dict["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    with connection.cursor() as cursor:
        assert cursor.execute("PRAGMA foreign_keys").fetchone() == (1,)
        assert cursor.execute("PRAGMA synchronous").fetchone() == (1,)
