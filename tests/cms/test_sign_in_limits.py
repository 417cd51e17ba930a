"""Guessing is limited by account and by visitor, however the guesses are dressed up."""

from __future__ import annotations

import re

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client, RequestFactory, override_settings

from campaigns.models import User
from cms.client_address import client_address

PASSWORD = "correct horse battery"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh_counts() -> None:
    cache.clear()


@pytest.fixture
def paula() -> User:
    return User.objects.create_user("paula@partner.example", PASSWORD)


def guess(client: Client, email: str, password: str = "guess", **headers: str) -> int:  # noqa: S107
    return client.post("/sign-in/", {"login": email, "password": password}, **headers).status_code  # type: ignore[arg-type]


def test_after_five_wrong_passwords_even_the_right_one_waits_and_the_page_says_how_long(
    client: Client, paula: User
) -> None:
    assert [guess(client, paula.email) for _ in range(6)] == [200] * 5 + [429]
    response = client.post("/sign-in/", {"login": paula.email, "password": PASSWORD})
    assert response.status_code == 429
    assert 240 < int(response["Retry-After"]) <= 300
    assert "Try again in 5 minutes" in response.content.decode()
    assert "cms/site.css" in response.content.decode()


def test_an_account_is_counted_from_every_address_host_port_and_spelling(client: Client, paula: User) -> None:
    spellings = [paula.email, paula.email.upper(), f" {paula.email} ", "Paula@Partner.Example"]
    answers = [
        client.post(
            "/sign-in/",
            {"login": email, "password": "guess"},
            headers={"host": f"localhost:{8000 + turn}", "x-forwarded-for": f"203.0.113.{turn}"},
            REMOTE_ADDR=f"198.51.100.{turn}",
        ).status_code
        for turn, email in enumerate(spellings * 3)
    ]
    assert answers.count(200) == 5
    assert answers[5:] == [429] * 7


def test_a_visitor_who_tries_many_accounts_is_counted_too(client: Client) -> None:
    answers = [guess(client, f"somebody{n}@partner.example") for n in range(14)]
    assert answers.count(200) == 10


def test_turning_forwarded_addresses_is_no_help_without_a_proxy(client: Client) -> None:
    answers = [
        guess(client, f"somebody{n}@partner.example", headers={"x-forwarded-for": f"203.0.113.{n}"})  # type: ignore[arg-type]
        for n in range(14)
    ]
    assert answers.count(200) == 10


@pytest.mark.parametrize(
    ("depth", "forwarded", "expected"),
    [
        (0, "203.0.113.9", "192.0.2.1"),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "6.6.6.6, 203.0.113.9", "203.0.113.9"),
        (2, "6.6.6.6, 203.0.113.9, 10.0.0.2", "203.0.113.9"),
        (2, "203.0.113.9", "192.0.2.1"),  # did not come through both proxies
        (1, "", "192.0.2.1"),
        (1, "not an address", "192.0.2.1"),
        (1, "203.0.113.9:4711", "203.0.113.9"),
        (1, "[2001:db8::1]:4711", "2001:db8::1"),
        (1, "2001:db8::1", "2001:db8::1"),
    ],
)
def test_the_visitors_address_is_what_the_outermost_proxy_saw(depth: int, forwarded: str, expected: str) -> None:
    request = RequestFactory().get("/", headers={"x-forwarded-for": forwarded}, REMOTE_ADDR="192.0.2.1")
    with override_settings(PROXY_DEPTH=depth):
        assert client_address(request) == expected


def test_addresses_of_one_ipv6_network_count_as_one(client: Client) -> None:
    answers = [guess(client, f"somebody{n}@partner.example", REMOTE_ADDR=f"2001:db8::{n:x}") for n in range(14)]
    assert answers.count(200) == 10


def test_signing_in_rightly_is_never_used_up(client: Client, paula: User) -> None:
    for _ in range(12):
        assert guess(client, paula.email, PASSWORD) == 302
        client.post("/sign-out/")


def test_a_right_password_between_wrong_ones_does_not_clear_the_count(client: Client, paula: User) -> None:
    for _ in range(4):
        guess(client, paula.email)
    assert guess(client, paula.email, PASSWORD) == 302
    client.post("/sign-out/")
    assert guess(client, paula.email) == 200
    assert guess(client, paula.email) == 429


def test_a_mailbox_cannot_be_flooded_with_links(client: Client, paula: User) -> None:
    answers = [client.post("/sign-in/forgotten/", {"email": paula.email}).status_code for _ in range(6)]
    assert answers == [302] * 3 + [429] * 3
    assert len(mail.outbox) == 3


def test_a_reset_password_lets_in_at_once(client: Client, paula: User) -> None:
    for _ in range(6):
        guess(client, paula.email)
    client.post("/sign-in/forgotten/", {"email": paula.email})
    link = re.search(r"/sign-in/forgotten/\S+-\S+/", str(mail.outbox[0].body))
    assert link
    form = client.get(link.group(), follow=True)
    new = "a long and private phrase"
    client.post(form.request["PATH_INFO"], {"password1": new, "password2": new})
    assert guess(client, paula.email, new, REMOTE_ADDR="192.0.2.77") == 302


def test_codes_cannot_be_guessed(client: Client, paula: User) -> None:
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    TOTP.activate(paula, generate_totp_secret())
    guess(client, paula.email, PASSWORD)
    answers = [client.post("/sign-in/code/", {"code": f"{n:06d}"}).status_code for n in range(8)]
    assert answers == [200] * 5 + [429] * 3


def test_the_password_asked_for_again_cannot_be_guessed(client: Client, paula: User) -> None:
    client.force_login(paula)
    answers = [client.post("/sign-in/again/", {"password": "guess"}).status_code for _ in range(8)]
    assert answers == [200] * 5 + [429] * 3
