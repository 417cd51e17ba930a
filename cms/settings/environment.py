"""The one place that reads environment variables.

| variable | meaning | without it |
|---|---|---|
| `LOCKUP_SECRET_KEY` | signs sessions and links; 50 or more characters | a known key in dev; production refuses |
| `LOCKUP_ALLOWED_HOSTS` | host names of the site, with commas between | localhost in dev; production refuses |
| `LOCKUP_BASE_URL` | address in links that leave the site (mail, codes) | localhost:8000 in dev; production refuses |
| `LOCKUP_DEBUG` | `1` shows tracebacks in the browser; dev only | on in dev; production refuses to start with it |
| `DATABASE_URL` | `postgres://user:password@host/name` or `sqlite:////path` | `var/db.sqlite3` |
| `LOCKUP_MEDIA_ROOT` | folder for uploads and issued files | `var/media` |
| `LOCKUP_STATIC_ROOT` | folder that `collectstatic` fills | `var/static` |
| `LOCKUP_TRUSTED_PROXY` | `1` if a proxy sets `X-Forwarded-Proto` and drops it from visitors | not believed |
| `LOCKUP_PROXY_DEPTH` | how many of your proxies add to `X-Forwarded-For` | 1 with a trusted proxy, else 0 |
| `LOCKUP_STAFF_SECOND_STEP` | `1`: staff need a passkey or an app to enter the admin | off in dev, on in production |
| `LOCKUP_HSTS_SECONDS` | how long browsers insist on HTTPS | one year |
| `LOCKUP_EMAIL_URL` | `smtp://`, `smtp+tls://` or `smtps://user:password@host:port` | dev prints, else localhost |
| `LOCKUP_FROM_EMAIL` | sender of the site's mail | `lockup@localhost` |
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

ROOT = Path(__file__).resolve().parents[2]
"""The folder that holds `manage.py`."""

DEV_SECRET_KEY = "dev-only-this-key-is-public-and-production-refuses-to-start-with-it"  # noqa: S105 - public on purpose
SHORTEST_SECRET = 50
ONE_YEAR = 365 * 24 * 60 * 60
MAIL_PORTS = {"smtp": 25, "smtp+tls": 587, "smtps": 465}

_KNOWN_SECRET_STARTS = ("dev-only", "django-insecure", "change", "secret", "insecure", "example", "test")
_YES = {"1", "true", "yes", "on"}
_NO = {"", "0", "false", "no", "off"}


@dataclass(frozen=True, slots=True)
class Environment:
    """What the environment says, with names and types; an unset variable is its documented default."""

    secret_key: str
    allowed_hosts: tuple[str, ...]
    base_url: str
    debug: bool | None
    database_url: str
    media_root: Path
    static_root: Path
    trusted_proxy: bool
    proxy_depth: int
    staff_second_step: bool | None
    hsts_seconds: int
    email_url: str
    from_email: str


def read(variables: Mapping[str, str]) -> Environment:
    """Read the site's variables.

    Raises:
        ValueError: a variable has a value that cannot be understood; the sentence names it.
    """
    hosts = variables.get("LOCKUP_ALLOWED_HOSTS", "").split(",")
    trusted_proxy = bool(_switch(variables, "LOCKUP_TRUSTED_PROXY"))
    return Environment(
        secret_key=variables.get("LOCKUP_SECRET_KEY", ""),
        allowed_hosts=tuple(host.strip() for host in hosts if host.strip()),
        base_url=variables.get("LOCKUP_BASE_URL", "").rstrip("/"),
        debug=_switch(variables, "LOCKUP_DEBUG"),
        database_url=variables.get("DATABASE_URL", "") or f"sqlite:///{ROOT / 'var' / 'db.sqlite3'}",
        media_root=Path(variables.get("LOCKUP_MEDIA_ROOT", "") or ROOT / "var" / "media"),
        static_root=Path(variables.get("LOCKUP_STATIC_ROOT", "") or ROOT / "var" / "static"),
        trusted_proxy=trusted_proxy,
        proxy_depth=_whole_number(variables, "LOCKUP_PROXY_DEPTH", int(trusted_proxy), "a whole number of proxies"),
        staff_second_step=_switch(variables, "LOCKUP_STAFF_SECOND_STEP"),
        hsts_seconds=_whole_number(variables, "LOCKUP_HSTS_SECONDS", ONE_YEAR, "a whole number of seconds"),
        email_url=variables.get("LOCKUP_EMAIL_URL", ""),
        from_email=variables.get("LOCKUP_FROM_EMAIL", "") or "lockup@localhost",
    )


def refusals(environment: Environment) -> list[str]:
    """Every reason why production may not start, each a sentence that says what to set."""
    reasons = []
    secret, hosts = environment.secret_key, environment.allowed_hosts
    if not secret:
        reasons.append(f"Set LOCKUP_SECRET_KEY to a secret of at least {SHORTEST_SECRET} random characters.")
    elif secret.lower().startswith(_KNOWN_SECRET_STARTS):
        reasons.append("Set LOCKUP_SECRET_KEY to a new random secret: the present one is a known example.")
    elif len(secret) < SHORTEST_SECRET or len(set(secret)) < 10:
        reasons.append(
            f"Set LOCKUP_SECRET_KEY to at least {SHORTEST_SECRET} random characters: it is too easy to guess."
        )
    if not hosts:
        reasons.append("Set LOCKUP_ALLOWED_HOSTS to the host names of this site, separated by commas.")
    elif any(host.strip(".") in {"*", ""} for host in hosts):
        reasons.append("Set LOCKUP_ALLOWED_HOSTS to the real host names of this site: `*` would answer to any name.")
    if not environment.base_url.startswith("https://"):
        reasons.append("Set LOCKUP_BASE_URL to the public https:// address of this site; links in files point to it.")
    if environment.debug:
        reasons.append("Unset LOCKUP_DEBUG: it would show the site's inner workings to every visitor.")
    return reasons


def email_settings(url: str) -> dict[str, str | int | bool]:
    """Django's e-mail settings for `LOCKUP_EMAIL_URL`; empty for an empty URL.

    Raises:
        ValueError: the URL names no known way of sending.
    """
    if not url:
        return {}
    parts = urlsplit(url)
    if parts.scheme not in MAIL_PORTS or not parts.hostname:
        raise ValueError("LOCKUP_EMAIL_URL must look like smtp+tls://user:password@host:587.")
    return {
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or MAIL_PORTS[parts.scheme],
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_TLS": parts.scheme == "smtp+tls",
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_TIMEOUT": 20,
    }


def _switch(variables: Mapping[str, str], name: str) -> bool | None:
    if name not in variables:
        return None
    word = variables[name].strip().lower()
    if word not in _YES | _NO:
        raise ValueError(f"{name} must be 1 or 0, not {variables[name]!r}.")
    return word in _YES


def _whole_number(variables: Mapping[str, str], name: str, default: int, what: str) -> int:
    text = variables.get(name, "").strip()
    if not text:
        return default
    if not text.isascii() or not text.isdigit():
        raise ValueError(f"{name} must be {what}, not {text!r}.")
    return int(text)
