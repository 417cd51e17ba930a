"""The demo's further partners, and what the program knows of all of them."""

from __future__ import annotations

import tomllib
from typing import Any

from django.core.management.base import CommandError

from brand_kit.actions.store_picture import store_picture
from campaigns.actions.save_partner import save_partner
from campaigns.models import Partner
from campaigns.profile_lists import ProfileRefused
from cms.demo.brand import FOLDER
from cms.demo.partners import dark_version

MANAGERS = {"middle-east": "rania@kestrane.example", "": "vera@kestrane.example"}
"""Who looks after a partner: by the region that its country is in, and everybody else's."""


def load_firms() -> list[Partner]:
    """Bring all partners up to date with firms.toml; distributors first, whom others name.

    The partners of partners.toml must be there, as the file adds facts to them.
    """
    data = tomllib.loads((FOLDER / "firms.toml").read_text("utf-8"))
    entries = [*data["firms"], *({"slug": slug, **facts} for slug, facts in data["facts"].items())]
    above = {entry.get("distributor", "") for entry in entries}
    # Those that stand at the top come before those that stand below them.
    entries.sort(key=lambda entry: (bool(entry.get("distributor")), entry["slug"] not in above))
    kept = Partner.objects.in_bulk([entry["slug"] for entry in entries], field_name="slug")
    return [_load(entry, kept.get(entry["slug"])) for entry in entries]


def _load(entry: dict[str, Any], partner: Partner | None) -> Partner:
    try:
        return save_partner(data=_profile(entry), by=None, partner=partner)
    except ProfileRefused as no:
        raise CommandError(f"firms.toml, {entry['slug']}: {no}") from no


def _profile(entry: dict[str, Any]) -> dict[str, Any]:
    profile = dict(entry)
    slug = profile["slug"]
    if "name" in profile:
        profile |= {"email": f"hello@{slug}.example", "website": f"https://www.{slug}.example"}
    revenue = profile.pop("revenue", None)
    if revenue:
        profile |= {
            "revenue": revenue["amount"], "revenue_currency": revenue["currency"], "revenue_year": revenue["year"],
        }  # fmt: skip
    if "logo" in profile:
        file = FOLDER / "firm_logos" / profile["logo"]
        on_dark = dark_version(file)
        profile |= {"logo": store_picture(data=file.read_bytes(), by=None).pk}
        profile |= {"logo_on_dark": on_dark.pk} if on_dark else {}
    profile["certifications"] = {key: _days(days) for key, days in profile.get("certifications", {}).items()}
    profile["account_manager"] = _manager(profile["territories"])
    return profile


def _days(days: str) -> tuple[str, str]:
    issued, _, expires = days.partition("/")
    return issued, expires


def _manager(territories: list[str]) -> str:
    return MANAGERS["middle-east" if set(territories) & {"AE", "SA"} else ""]
