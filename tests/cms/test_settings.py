"""Production refuses to start half-configured, and says what to set."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from cms.settings.environment import DEV_SECRET_KEY, ROOT, email_settings, read, refusals

GOOD = {
    "LOCKUP_SECRET_KEY": "gZ4w-kq0ePz7Yt1_uVbNc5Xs8RdLh2MaJf6QoKi3WnTyEvBxUj9S",
    "LOCKUP_ALLOWED_HOSTS": "lockup.vendor.example, www.lockup.vendor.example",
    "LOCKUP_BASE_URL": "https://lockup.vendor.example",
}


def test_a_complete_environment_is_not_refused() -> None:
    assert refusals(read(GOOD)) == []


@pytest.mark.parametrize(
    ("change", "asks_for"),
    [
        ({"LOCKUP_SECRET_KEY": ""}, "LOCKUP_SECRET_KEY"),
        ({"LOCKUP_SECRET_KEY": "short"}, "LOCKUP_SECRET_KEY"),
        ({"LOCKUP_SECRET_KEY": "ab" * 40}, "LOCKUP_SECRET_KEY"),
        ({"LOCKUP_SECRET_KEY": DEV_SECRET_KEY}, "LOCKUP_SECRET_KEY"),
        ({"LOCKUP_SECRET_KEY": "django-insecure-" + GOOD["LOCKUP_SECRET_KEY"]}, "LOCKUP_SECRET_KEY"),
        ({"LOCKUP_ALLOWED_HOSTS": ""}, "LOCKUP_ALLOWED_HOSTS"),
        ({"LOCKUP_ALLOWED_HOSTS": " , "}, "LOCKUP_ALLOWED_HOSTS"),
        ({"LOCKUP_ALLOWED_HOSTS": "lockup.vendor.example,*"}, "LOCKUP_ALLOWED_HOSTS"),
        ({"LOCKUP_BASE_URL": ""}, "LOCKUP_BASE_URL"),
        ({"LOCKUP_BASE_URL": "http://lockup.vendor.example"}, "LOCKUP_BASE_URL"),
        ({"LOCKUP_DEBUG": "1"}, "LOCKUP_DEBUG"),
    ],
)
def test_an_unsafe_environment_is_refused_by_name(change: dict[str, str], asks_for: str) -> None:
    (reason,) = refusals(read({**GOOD, **change}))
    assert asks_for in reason
    assert reason.endswith(".")


def test_every_fault_is_told_at_once() -> None:
    assert len(refusals(read({}))) == 3


def test_the_secret_itself_is_never_told() -> None:
    assert "hunter2" not in " ".join(refusals(read({**GOOD, "LOCKUP_SECRET_KEY": "hunter2"})))


@pytest.mark.parametrize("variables", [{"LOCKUP_DEBUG": "maybe"}, {"LOCKUP_HSTS_SECONDS": "a year"}])
def test_a_value_that_cannot_be_read_is_named(variables: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=next(iter(variables))):
        read(variables)


def test_the_production_module_starts_when_all_is_set_and_refuses_when_not() -> None:
    code = "import cms.settings.production as s; print(s.DEBUG, s.SECURE_SSL_REDIRECT, s.ALLOWED_HOSTS)"
    clean = {key: value for key, value in os.environ.items() if not key.startswith(("LOCKUP_", "DATABASE_URL"))}

    def start(**variables: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-c", code], cwd=ROOT, env=clean | variables, capture_output=True, text=True, check=False
        )

    started = start(**GOOD)
    assert started.returncode == 0, started.stderr
    assert started.stdout.startswith("False True ['lockup.vendor.example'")

    refused = start(**GOOD, LOCKUP_DEBUG="1")
    assert refused.returncode != 0
    assert "ImproperlyConfigured: Lockup does not start in production like this. Unset LOCKUP_DEBUG" in refused.stderr


def test_a_mail_address_becomes_settings() -> None:
    settings = email_settings("smtp+tls://ann%40vendor.example:p%2Fw@mail.vendor.example")
    assert settings["EMAIL_HOST_USER"] == "ann@vendor.example"
    assert settings["EMAIL_HOST_PASSWORD"] == "p/w"
    assert (settings["EMAIL_PORT"], settings["EMAIL_USE_TLS"], settings["EMAIL_USE_SSL"]) == (587, True, False)
    assert email_settings("") == {}
    with pytest.raises(ValueError, match="LOCKUP_EMAIL_URL"):
        email_settings("carrier-pigeon://coop")
