"""The demo's templates and their copy in fifteen locales."""

from __future__ import annotations

import datetime
import json
import tomllib
from functools import lru_cache
from typing import Any

from wagtail.models import Locale

from brand_kit.actions.sync_regions import sync_regions
from brand_kit.composition import tag_of
from brand_kit.models import TITLE_KEY, Brand, Template, Translation
from cms.demo.brand import FOLDER, load_photo, published

TEMPLATES = {
    "continuity-flyer": "flyer",
    "continuity-datasheet": "datasheet",
    "continuity-invitation": "invitation",
    "continuity-square": "social-square",
    "continuity-banner": "banner",
}
FIELDS = {
    "offer": ("text", "", True),
    "price": ("money", "", True),
    "event_date": ("date", "", True),
    "event_time": ("text", "", True),
    "event_place": ("address", "", True),
    "partner_logo": ("logo", "logo", True),
    "partner_name": ("text", "name", True),
    "partner_address": ("address", "address", True),
    "partner_phone": ("phone", "phone", True),
    "partner_email": ("email", "email", True),
    "partner_web": ("web", "website", True),
    "code": ("code", "website", True),
}
"""The regions that the demo opens: kind of field, where a partner's profile gives the value, required."""


@lru_cache(maxsize=32)
def copy_in(language: str) -> dict[str, Any]:
    """Return the demo's copy in one locale, by template."""
    return tomllib.loads((FOLDER / "copy" / f"{language}.toml").read_text("utf-8"))


def load_templates(brand: Brand) -> list[Template]:
    """Bring the templates and their translations up to date with the demo's files and publish them."""
    source = Locale.objects.get(language_code="en")
    others = [locale for locale in Locale.objects.exclude(pk=source.pk) if _has_copy(tag_of(locale.language_code))]
    templates = []
    for slug, layout in TEMPLATES.items():
        template = Template.objects.filter(slug=slug).first() or Template(slug=slug)
        copy = copy_in("en")[slug]
        template.title, template.brand, template.layout, template.locale = copy["title"], brand, layout, source
        sync_regions(template=template, by=None)
        photo = load_photo(slug, copy["photo_alt"])
        regions = list(template.regions.all())
        for region in regions:
            if region.key == "photo":
                region.picture = photo
            elif region.key in FIELDS:
                region.locked = False
                region.field_kind, region.profile_source, region.required = FIELDS[region.key]
                words = copy["fields"][region.key]
                region.label, region.help = words["label"], words["help"]
                region.default = _default(words.get("sample"))
            else:
                region.text = copy[region.key]
        template.regions.add(*regions)  # read from the database, they are not the template's own yet
        template = published(template)
        for locale in others:
            _translate(template, locale)
        templates.append(template)
    return templates


def _has_copy(language: str) -> bool:
    return (FOLDER / "copy" / f"{language}.toml").exists()


def _default(sample: object) -> str:
    if isinstance(sample, dict):
        return json.dumps(sample, ensure_ascii=False)
    if isinstance(sample, datetime.date):
        return sample.isoformat()
    return str(sample or "")


def _translate(template: Template, locale: Locale) -> None:
    copy = copy_in(tag_of(locale.language_code))[template.slug]
    rows = {TITLE_KEY: {"text": copy["title"], "source_text": template.title}}
    for region in template.regions.all():
        if region.key == "photo":
            rows["photo"] = {"text": copy["photo_alt"], "source_text": region.picture.alt if region.picture else ""}
        elif region.locked:
            rows[region.key] = {"text": copy[region.key], "source_text": region.text}
        else:
            words = copy["fields"][region.key]
            default = _default(words.get("sample"))
            rows[region.key] = {"label": words["label"], "help": words["help"], "default": default}
    kept = {row.key: row for row in Translation.objects.filter(template=template, locale=locale)}
    fresh = []
    for key, row in rows.items():
        row["state"] = Translation.State.APPROVED
        translation = kept.get(key) or Translation(template=template, locale=locale, key=key)
        if any(getattr(translation, name) != value for name, value in row.items()):
            for name, value in row.items():
                setattr(translation, name, value)
            if key in kept:
                translation.save()
            else:
                fresh.append(translation)
    Translation.objects.bulk_create(fresh)
