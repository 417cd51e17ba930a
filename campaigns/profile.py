"""How complete a partner's profile is, and what each thing that is missing would unlock."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from brand_kit.models import TemplateRegion
from campaigns.models import Partner, PartnerCertification, Segment

Knows = Callable[[Partner, Mapping[str, set[int]]], bool]


@dataclass(frozen=True)
class Item:
    """One thing that a profile can say."""

    key: str
    label: str | Promise
    weight: int
    source: str = ""
    """What fields of templates take from it, by `ProfileSource`."""
    attribute: str = ""
    """What rules of segments ask of it."""


ITEMS = (
    Item("logo", _("Logo on light ground"), 14, source="logo"),
    Item("logo_on_dark", _("Logo on dark ground"), 4),
    Item("address", _("Address"), 12, source="address"),
    Item("phone", _("Phone"), 10, source="phone"),
    Item("email", _("E-mail"), 10, source="email"),
    Item("website", _("Website"), 10, source="website"),
    Item("legal_name", _("Legal name"), 4, source="legal_name"),
    Item("partner_type", _("Partner type"), 8, attribute="partner_type"),
    Item("tier", _("Tier"), 8, attribute="tier"),
    Item("product_lines", _("Product lines"), 8, attribute="product_line"),
    Item("certifications", _("Certifications"), 4, attribute="certification"),
    Item("revenue", _("Annual revenue"), 3, attribute="revenue"),
    Item("training_score", _("Training score"), 3, attribute="training_score"),
    Item("joined", _("Joined"), 1, attribute="joined"),
    Item("account_manager", _("Account manager"), 1, attribute="account_manager"),
)
_TABLES: dict[str, Any] = {
    "product_lines": Partner.product_lines.through,
    "certifications": PartnerCertification,
}


@dataclass(frozen=True)
class Missing:
    """One thing that a profile does not say yet."""

    item: Item
    unlocks: str
    """What it would bring, as a sentence without a full stop."""


@dataclass(frozen=True)
class Completeness:
    """How complete a profile is."""

    per_cent: int
    missing: tuple[Missing, ...]


def percentages(partners: Iterable[Partner]) -> dict[int, int]:
    """Return how complete the profiles of some partners are, in per cent by id; two queries."""
    partners = list(partners)
    rows = _rows_of(partners)
    return {each.pk: _per_cent(each, rows) for each in partners}


def completeness_of(partner: Partner) -> Completeness:
    """Return how complete a partner's profile is and what is missing, what unlocks most first; four queries."""
    rows = _rows_of([partner])
    lacking = [item for item in ITEMS if not _knows(item, partner, rows)]
    templates, segments = needs()
    missing = sorted(lacking, key=lambda item: (-templates[item.source] - segments[item.attribute], -item.weight))
    return Completeness(
        _per_cent(partner, rows), tuple(Missing(item, _unlocks(item, templates, segments)) for item in missing)
    )


def needs() -> tuple[Counter[str], Counter[str]]:
    """Return how many live templates take each thing from profiles, and how many segments ask for it; two queries."""
    regions = TemplateRegion.objects.filter(locked=False, template__live=True).exclude(profile_source="").order_by()
    templates = Counter(dict(regions.values_list("profile_source").annotate(number=Count("template", distinct=True))))
    segments: Counter[str] = Counter()
    for rule in Segment.objects.order_by().values_list("rule", flat=True):
        segments.update(set(_attributes_in(rule)))
    segments["certification"] = max(segments["certification"], segments["certifications"])
    templates[""] = segments[""] = 0
    return templates, segments


def _attributes_in(rule: Any) -> list[str]:
    conditions = rule.get("conditions", []) if isinstance(rule, dict) else []
    return [str(each["attribute"]) for each in conditions if isinstance(each, dict) and "attribute" in each]


def _rows_of(partners: list[Partner]) -> dict[str, set[int]]:
    ids = [partner.pk for partner in partners]
    return {
        key: set(model.objects.filter(partner_id__in=ids).order_by().values_list("partner_id", flat=True))
        for key, model in _TABLES.items()
    }


def _knows(item: Item, partner: Partner, rows: Mapping[str, set[int]]) -> bool:
    if item.key in rows:
        return partner.pk in rows[item.key]
    field = Partner._meta.get_field(item.key)
    return getattr(partner, field.attname) not in (None, "", {})


def _per_cent(partner: Partner, rows: Mapping[str, set[int]]) -> int:
    known = sum(item.weight for item in ITEMS if _knows(item, partner, rows))
    return known * 100 // sum(item.weight for item in ITEMS)


def _unlocks(item: Item, templates: Counter[str], segments: Counter[str]) -> str:
    if count := templates[item.source]:
        sentence = ngettext(
            "filled in by itself in %(count)d template", "filled in by itself in %(count)d templates", count
        )
        return sentence % {"count": count}
    if count := segments[item.attribute]:
        return ngettext("asked for by %(count)d segment", "asked for by %(count)d segments", count) % {"count": count}
    return ""
