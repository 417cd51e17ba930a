"""Reading and writing the profiles of many partners, in a number of queries that does not grow with them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import F

from campaigns.bulk_rows import insert_rows
from campaigns.models import (
    Attribute,
    AttributeValue,
    Branch,
    LocalName,
    Partner,
    PartnerCertification,
    PartnerLanguage,
)
from campaigns.profile_check import EMPTY
from campaigns.profile_lists import Lists, Profile

SIMPLE = (
    "slug", "name", "legal_name", "language_code", "address", "phone", "email", "website", "revenue",
    "revenue_currency", "revenue_year", "training_score", "joined", "active",
)  # fmt: skip
"""Parts of a profile that are columns of the same name."""
REFERENCES = {
    "country": "country_id", "partner_type": "partner_type_id", "tier": "tier_id", "distributor": "distributor_id",
    "account_manager": "account_manager_id", "logo": "logo_id", "logo_on_dark": "logo_on_dark_id",
}  # fmt: skip
BELOW = ("local_names", "languages", "certifications", "attributes", "branches", "territories", "product_lines")
"""Parts of a profile that are rows of other tables."""


@dataclass
class Kept:
    """A partner with its profile as the database has it."""

    partner: Partner
    profile: Profile


def profiles_of(partners: models.QuerySet[Partner], lists: Lists) -> list[Kept]:
    """Return partners with their profiles; eight queries, however many there are."""
    found = list(partners.annotate(_above=F("distributor__slug"), _manager=F("account_manager__email")))
    names = _Names(lists)
    kept = {each.pk: Kept(each, _columns(each, names)) for each in found}
    ids = list(kept)
    own = {"partner_id__in": ids}
    for pk, code, name, legal in LocalName.objects.filter(**own).values_list(
        "partner_id", "language_code", "name", "legal_name"
    ):
        kept[pk].profile["local_names"][code] = (name, legal)
    for pk, code in PartnerLanguage.objects.filter(**own).values_list("partner_id", "language_code"):
        kept[pk].profile["languages"] += (code,)
    for pk, slug, issued, expires in (
        PartnerCertification.objects.filter(**own)
        .order_by("certification__slug")
        .values_list("partner_id", "certification__slug", "issued", "expires")
    ):
        kept[pk].profile["certifications"][slug] = (issued, expires)
    for branch in Branch.objects.filter(**own).values("partner_id", "label", "address", "phone", "email", "website"):
        kept[branch.pop("partner_id")].profile["branches"] += (branch,)
    for pk, place in Partner.territories.through.objects.filter(**own).values_list("partner_id", "territory_id"):
        kept[pk].profile["territories"] += (names.territories[place],)
    for pk, line in Partner.product_lines.through.objects.filter(**own).values_list("partner_id", "productline_id"):
        kept[pk].profile["product_lines"] += (names.lines[line],)
    _read_attributes(kept, lists, own)
    for each in kept.values():
        for part in ("territories", "product_lines"):
            each.profile[part] = tuple(sorted(each.profile[part]))
    return list(kept.values())


class _Names:
    """The stable keys of the entries of lists, by id."""

    def __init__(self, lists: Lists) -> None:
        self.types = {pk: slug for slug, pk in lists.types.items()}
        self.tiers = {pk: slug for slug, pk in lists.tiers.items()}
        self.lines = {pk: slug for slug, pk in lists.lines.items()}
        self.territories = {pk: code for code, pk in lists.territories.items()}


def _columns(partner: Partner, names: _Names) -> Profile:
    profile = {**EMPTY, "local_names": {}, "certifications": {}, "attributes": {}}
    for name in SIMPLE:
        profile[name] = getattr(partner, name)
    profile["country"] = partner.country_id
    profile["partner_type"] = names.types.get(partner.partner_type_id or 0)
    profile["tier"] = names.tiers.get(partner.tier_id or 0)
    profile["distributor"] = partner._above  # type: ignore[attr-defined]
    profile["account_manager"] = partner._manager  # type: ignore[attr-defined]
    profile["logo"], profile["logo_on_dark"] = partner.logo_id, partner.logo_on_dark_id
    return profile


def _read_attributes(kept: dict[int, Kept], lists: Lists, own: dict[str, Any]) -> None:
    by_pk = {attribute.pk: attribute for attribute in lists.attributes.values()}
    order = {pk: {key: place for place, key in enumerate(each.options)} for pk, each in by_pk.items()}
    rows = AttributeValue.objects.filter(**own).values_list(
        "partner_id", "attribute_id", "text", "number", "day", "flag"
    )
    for pk, attribute_id, text, number, day, flag in rows:
        attribute = by_pk[attribute_id]
        answers = kept[pk].profile["attributes"]
        if attribute.kind == Attribute.Kind.CHOICES:
            answers[attribute.key] = (*answers.get(attribute.key, ()), text)
        elif number is not None:
            answers[attribute.key] = number.normalize() + 0
        else:
            answers[attribute.key] = next((each for each in (day, flag) if each is not None), text)
    for each in kept.values():
        answers = each.profile["attributes"]
        for key, answer in answers.items():
            if isinstance(answer, tuple):
                places = order[lists.attributes[key].pk]
                answers[key] = tuple(sorted(answer, key=lambda one: places.get(one, len(places))))
        each.profile["attributes"] = dict(sorted(answers.items()))


def write_profiles(changes: Sequence[tuple[Kept | None, Profile]], lists: Lists) -> list[Partner]:
    """Write the profiles of new and of kept partners and return the partners in the same order.

    Only what differs is written; the number of queries does not grow with the partners, but for the parts in which a
    database takes many rows at once. Distributors must be there already. To be called inside a transaction.
    """
    ids = _distributors(changes)
    partners: list[Partner] = []
    new: list[Partner] = []
    changed: list[Partner] = []
    fields: set[str] = set()
    for kept, profile in changes:
        partner = kept.partner if kept else Partner()
        before = kept.profile if kept else None
        own = _set_columns(partner, profile, before, lists, ids)
        if before is None:
            new.append(partner)
        elif own:
            changed.append(partner)
            fields |= own
        partners.append(partner)
    Partner.objects.bulk_create(new)
    if changed:
        Partner.objects.bulk_create(changed, update_conflicts=True, update_fields=sorted(fields), unique_fields=["id"])
    pairs = [
        (partner, kept.profile if kept else EMPTY, profile)
        for partner, (kept, profile) in zip(partners, changes, strict=True)
    ]
    for part in BELOW:
        differing = [(partner, after[part]) for partner, before, after in pairs if before[part] != after[part]]
        if differing:
            fresh = {partner.pk for partner in new}
            _write_below(part, differing, fresh, lists)
    return partners


def _distributors(changes: Iterable[tuple[Kept | None, Profile]]) -> dict[str, int]:
    wanted = {
        profile["distributor"]
        for kept, profile in changes
        if profile["distributor"] and (kept is None or kept.profile["distributor"] != profile["distributor"])
    }
    return dict(Partner.objects.filter(slug__in=wanted).values_list("slug", "pk")) if wanted else {}


def _set_columns(
    partner: Partner, profile: Profile, before: Profile | None, lists: Lists, distributors: dict[str, int]
) -> set[str]:
    ids: dict[str, dict[str, int]] = {
        "partner_type": lists.types, "tier": lists.tiers, "account_manager": lists.staff, "distributor": distributors,
    }  # fmt: skip
    changed = set()
    for name in (*SIMPLE, *REFERENCES):
        if before is not None and before[name] == profile[name]:
            continue
        value = profile[name]
        if name in ids and value is not None:
            value = ids[name][value]
        setattr(partner, REFERENCES.get(name, name), value)
        changed.add(name)
    return changed


def _write_below(part: str, differing: list[tuple[Partner, Any]], fresh: Collection[int], lists: Lists) -> None:
    model: Any = {
        "local_names": LocalName, "languages": PartnerLanguage, "certifications": PartnerCertification,
        "attributes": AttributeValue, "branches": Branch, "territories": Partner.territories.through,
        "product_lines": Partner.product_lines.through,
    }[part]  # fmt: skip
    old = [partner.pk for partner, _value in differing if partner.pk not in fresh]
    if old:
        model._default_manager.filter(partner_id__in=old).delete()
    insert_rows(model, [row for partner, value in differing for row in _rows(part, partner.pk, value, lists)])


def _rows(part: str, pk: int, value: Any, lists: Lists) -> list[dict[str, Any]]:
    own = {"partner_id": pk}
    if part == "local_names":
        return [
            {**own, "sort_order": place, "language_code": code, "name": name, "legal_name": legal}
            for place, (code, (name, legal)) in enumerate(value.items())
        ]
    if part == "languages":
        return [{**own, "sort_order": place, "language_code": code} for place, code in enumerate(value)]
    if part == "certifications":
        return [
            {**own, "sort_order": place, "certification_id": lists.certifications[slug], "issued": days[0],
             "expires": days[1]}
            for place, (slug, days) in enumerate(value.items())
        ]  # fmt: skip
    if part == "branches":
        return [{**own, "sort_order": place, **branch} for place, branch in enumerate(value)]
    if part == "territories":
        return [{**own, "territory_id": lists.territories[code]} for code in value]
    if part == "product_lines":
        return [{**own, "productline_id": lists.lines[slug]} for slug in value]
    return [
        {**own, "attribute_id": lists.attributes[key].pk, **answer_columns(each)}
        for key, answer in value.items()
        for each in (answer if isinstance(answer, tuple) else (answer,))
    ]


def answer_columns(answer: Any) -> dict[str, Any]:
    """Return the columns of an `AttributeValue` for one cleaned answer."""
    columns: dict[str, Any] = {"text": "", "number": None, "day": None, "flag": None}
    kinds = (("flag", bool), ("number", Decimal), ("text", str), ("day", date))
    return {**columns, next(name for name, kind in kinds if isinstance(answer, kind)): answer}
