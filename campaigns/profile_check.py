"""Whether a changed profile holds together: each part cleaned, then what only several parts together can tell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from brand_kit.fields import FieldRefused
from campaigns.profile_lists import Lists, Profile, ProfileRefused, Refusals, Situation
from campaigns.profile_values import FIELDS, clean_address, clean_attribute, language_tag, text_of

EMPTY: Profile = {
    "slug": "", "name": "", "legal_name": "", "language_code": "", "languages": (), "local_names": {}, "country": "",
    "address": {}, "phone": "", "email": "", "website": "", "partner_type": None, "tier": None, "territories": (),
    "product_lines": (), "certifications": {}, "distributor": None, "revenue": None, "revenue_currency": "",
    "revenue_year": None, "training_score": None, "joined": None, "account_manager": None, "active": True,
    "attributes": {}, "branches": (), "logo": None, "logo_on_dark": None,
}  # fmt: skip
"""The profile of a partner of which nothing is known yet."""
NEEDED = ("slug", "name", "language_code", "country")


def checked_profile(data: Mapping[str, Any], *, before: Profile | None, lists: Lists) -> Profile:
    """Return a partner's whole profile with some parts changed; what `data` does not name stays as it is.

    `data` has parts by the names of `EMPTY`; of `attributes` only the keys named change, and `None` takes an answer
    away. Logos are the ids of stored pictures. Whether a distributor may stand above the partner is not asked here.

    Raises:
        ProfileRefused: with a sentence for every part at fault.
    """
    profile = {**(before or EMPTY)}
    errors: Refusals = {}
    situation = Situation(lists, profile["language_code"], profile["country"])
    asked = {*data, *(NEEDED if before is None else ())}
    for name in ("language_code", "country"):
        if name in asked:
            _clean(name, data.get(name), situation, profile, errors)
    situation = replace(situation, language=profile["language_code"], country=profile["country"])
    for name in asked - {"language_code", "country"}:
        if name in FIELDS:
            _clean(name, data.get(name), situation, profile, errors)
    if "attributes" in data:
        profile["attributes"] = _attributes(data["attributes"], profile["attributes"], situation, errors)
    if "branches" in data:
        profile["branches"] = _branches(data["branches"], situation, errors)
    for name in ("logo", "logo_on_dark"):
        if name in data:
            profile[name] = data[name]
    own = language_tag(profile["language_code"])
    profile["languages"] = tuple(each for each in profile["languages"] if language_tag(each) != own)
    if profile["revenue"] is not None and not profile["revenue_currency"] and "revenue_currency" not in errors:
        errors["revenue_currency"] = _("Say in which currency the revenue is.")
    if profile["distributor"] and profile["distributor"] == profile["slug"]:
        errors["distributor"] = _("A partner cannot be its own distributor.")
    if errors:
        raise ProfileRefused(errors)
    return profile


def _clean(name: str, raw: object, situation: Situation, profile: Profile, errors: Refusals) -> None:
    try:
        profile[name] = FIELDS[name](raw, situation)
    except FieldRefused as no:
        errors[f"{name}.{no.part}" if no.part else name] = no.message


def _attributes(
    given: Mapping[str, object], before: Mapping[str, Any], situation: Situation, errors: Refusals
) -> dict[str, Any]:
    answers = dict(before)
    for key, raw in given.items():
        attribute = situation.lists.attributes.get(key)
        if attribute is None:
            errors[f"attributes.{key}"] = _("There is no attribute “%(key)s”.") % {"key": key[:60]}
            continue
        try:
            answer = clean_attribute(attribute, raw, situation)
        except FieldRefused as no:
            errors[f"attributes.{key}"] = no.message
            continue
        if answer is None:
            answers.pop(key, None)
        else:
            answers[key] = answer
    return dict(sorted(answers.items()))


def _branches(given: list[Mapping[str, Any]], situation: Situation, errors: Refusals) -> tuple[dict[str, Any], ...]:
    parts = {"label": text_of(120, required=True), "address": clean_address,
             **{name: FIELDS[name] for name in ("phone", "email", "website")}}  # fmt: skip
    found = []
    for number, branch in enumerate(given):
        address = branch.get("address") or {}
        here = replace(situation, country=str(address.get("country_code") or situation.country))
        entry: dict[str, Any] = {}
        for name, clean in parts.items():
            try:
                entry[name] = clean(branch.get(name), here)
            except FieldRefused as no:
                errors[f"branches.{number}.{name}"] = no.message
        found.append(entry)
    return tuple(found)
