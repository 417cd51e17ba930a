"""What the panels of brands and templates show beside their forms."""

from __future__ import annotations

from typing import Any

from wagtail.models import Locale

from brand_kit.checks import Finding
from brand_kit.models import TITLE_KEY, Brand, Template, Translation
from brand_kit.system_checks import findings_of


def findings(brand: Brand | None) -> dict[str, Any]:
    """Return what is wrong with a brand as it was last saved, the worst first; each thing once."""
    if brand is None or brand.pk is None:
        return {"findings": None}
    found: dict[str, Finding] = {}
    for finding in findings_of(brand):
        found.setdefault(finding.message, finding)
    return {"findings": sorted(found.values(), key=lambda finding: finding.level != "error")}


def standing_of_translations(template: Template | None) -> dict[str, Any]:
    """Return, by language, how much of a template's locked copy is approved, drafted, stale and missing."""
    if template is None or template.pk is None:
        return {"languages": []}
    copy = {region.key: _words(region) for region in template.regions.all() if region.locked and _words(region)}
    copy[TITLE_KEY] = template.title
    rows: dict[int, dict[str, Translation]] = {}
    for row in Translation.objects.filter(template=template, key__in=copy):
        rows.setdefault(row.locale_id, {})[row.key] = row
    return {
        "languages": [
            _standing(locale, copy, rows.get(locale.pk, {}))
            for locale in Locale.objects.all()
            if locale.pk != template.locale_id
        ]
    }


def _standing(locale: Locale, copy: dict[str, str], rows: dict[str, Translation]) -> dict[str, Any]:
    states = {"approved": 0, "draft": 0, "stale": 0}
    for key, row in rows.items():
        if row.text:
            stale = bool(row.source_text) and row.source_text != copy[key]
            states["stale" if stale else row.state] += 1
    return {"locale": locale, "total": len(copy), "missing": len(copy) - sum(states.values()), **states}


def _words(region: Any) -> str:
    if region.picture is not None:
        return str(region.alt or region.picture.alt)
    return str(region.text)
