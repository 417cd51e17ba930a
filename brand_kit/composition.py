"""From what is kept in the database to what the engine takes: brands, jobs, and values for slots."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from django.utils.translation import to_locale

from brand_kit.fields import KINDS, Cleaned, FieldRefused, Kind, Place, Rules
from brand_kit.models import TITLE_KEY, Brand, StoredPicture, Template, TemplateRegion, Translation
from brand_kit.rendering import page
from brand_kit.rendering.picture import Picture
from brand_kit.rendering.values import Value


@dataclass(frozen=True, slots=True)
class Composed:
    """A job for the engine, and what it does not say in the language asked for."""

    job: page.Job
    fallen_back: tuple[str, ...]
    """The keys whose copy stands in the source language because it is not translated."""


@dataclass(frozen=True)
class OpenField:
    """An opened region as a person or an import meets it."""

    key: str
    kind: Kind
    label: str
    help: str
    rules: Rules
    place: Place
    profile_source: str
    region: page.Region

    def sample(self) -> Cleaned:
        """Return the vendor's sample, or an invented value where it has none that the place can take."""
        try:
            return self.kind.sample(self.rules, self.place)
        except FieldRefused:
            return self.kind.example(self.rules, self.place)


class ValuesRefused(Exception):
    """Values that cannot be taken: every refusal by the key of its field."""

    def __init__(self, errors: Mapping[str, FieldRefused]) -> None:
        """Keep the refusals."""
        super().__init__("; ".join(f"{key}: {error}" for key, error in errors.items()))
        self.errors = dict(errors)


def tag_of(language_code: str) -> str:
    """Return the BCP 47 tag of a language code as Django and Wagtail keep it, such as `pt-BR` for `pt-br`."""
    return to_locale(language_code).replace("_", "-")


def engine_brand(brand: Brand) -> page.Brand:
    """Return a brand as the engine takes it, from the row or from a revision."""
    return page.Brand(
        name=brand.name,
        colours={
            colour.name: page.Ink(
                colour.screen.lower(),
                (inks[0] / 100, inks[1] / 100, inks[2] / 100, inks[3] / 100) if (inks := colour.process) else None,
            )
            for colour in brand.colours.all()
        },
        typefaces=tuple(
            page.Typeface(typeface.family, tuple(typeface.scripts), tuple(typeface.roles), float(typeface.line_height))
            for typeface in brand.typefaces.all()
        ),
        fonts=tuple(sorted({font.digest for font in brand.font_files.all()})),
        logos={logo.use: stored_picture(logo.picture.digest) for logo in brand.logos.all()},
        clear_space=float(brand.clear_space),
    )


@lru_cache(maxsize=64)
def stored_picture(digest: str) -> Picture:
    """Return a canonical picture by its digest; raises `LookupError` if it is not kept here."""
    try:
        return StoredPicture.objects.get(digest=digest).canonical()
    except StoredPicture.DoesNotExist as missing:
        raise LookupError(f"There is no picture {digest[:12]}.") from missing


def job_for(
    template: Template,
    language_code: str,
    edition: str,
    *,
    contents: Mapping[str, page.Content] | None = None,
    drafts: bool = False,
) -> Composed:
    """Return the job that makes a template's master in one language and edition.

    Takes the template as it is given, be it the published row, a revision or a form's unsaved state, and its brand as
    published. `contents` replaces what stands in some regions, for a text that is not saved yet; with `drafts`,
    translations that nobody has approved are used as well.

    Raises:
        LayoutError: if the template's layout is not there or not well.
    """
    layout = template.design
    words = translations_of(template, language_code, drafts=drafts)
    translated = language_code.lower() != template.locale.language_code.lower()
    found: dict[str, page.Content] = {}
    fallen_back = []
    for region in template.regions.all():
        box = layout.regions.get(region.key)
        if box is None:
            continue
        own = words.get(region.key)
        if not region.locked:
            found[region.key] = _opened(region, box, own)
            continue
        locked = _locked(region, own)
        if locked.text or locked.picture is not None:
            found[region.key] = locked
            if translated and not (own and own.text):
                fallen_back.append(region.key)
    if translated and TITLE_KEY not in words:
        fallen_back.append(TITLE_KEY)
    found.update(contents or {})
    title = words[TITLE_KEY].text if TITLE_KEY in words else template.title
    job = page.Job(title, tag_of(language_code), layout, edition, engine_brand(template.brand), found)
    return Composed(job, tuple(fallen_back))


def translations_of(template: Template, language_code: str, *, drafts: bool = False) -> dict[str, Translation]:
    """Return the translations of a template into a language by key; of its own language there are none."""
    if template.pk is None or language_code.lower() == template.locale.language_code.lower():
        return {}
    rows = Translation.objects.filter(template_id=template.pk, locale__language_code__iexact=language_code)
    if not drafts:
        rows = rows.filter(state=Translation.State.APPROVED)
    return {row.key: row for row in rows}


def _locked(region: TemplateRegion, own: Translation | None) -> page.Locked:
    if region.picture is not None:
        alt = (own.text if own else "") or region.alt or region.picture.alt
        return page.Locked(picture=stored_picture(region.picture.stored.digest), alt=alt)
    text = (own.text if own else "") or region.text
    return page.Locked(text=text.replace("\r\n", "\n").strip("\n"))


def _opened(region: TemplateRegion, box: page.Region, own: Translation | None) -> page.Open:
    label = (own.label if own else "") or region.label or box.label
    return page.Open(label, link=_kind(region, box).link, alt=region.alt)


def _kind(region: TemplateRegion, box: page.Region) -> Kind:
    """Return a region's kind of field; the first that fits where none is chosen."""
    chosen = KINDS.get(region.field_kind)
    if chosen is not None and chosen.region_kind == box.kind:
        return chosen
    return next(kind for kind in KINDS.values() if kind.region_kind == box.kind)


def open_fields(
    template: Template,
    language_code: str,
    *,
    territory: str | None = None,
    partner: str = "",
    pictures: Callable[[str], Picture] | None = None,
    take_picture: Callable[[bytes], Picture] | None = None,
    versions: Callable[[str], tuple[str, ...]] | None = None,
    drafts: bool = False,
) -> dict[str, OpenField]:
    """Return the fields of a template by key, in reading order, for one language and territory.

    `partner` is whose logo it is; `pictures` finds a picture that the acting person may use, and `take_picture` keeps
    an upload; `versions` names the other versions of a logo.
    """
    layout = template.design
    words = translations_of(template, language_code, drafts=drafts)
    place = Place(tag_of(language_code), territory)
    found = {}
    for region in template.regions.all():
        box = layout.regions.get(region.key)
        if region.locked or box is None:
            continue
        own = words.get(region.key)
        kind = _kind(region, box)
        rules = Rules(
            required=region.required or box.required,
            change_required=region.change_required,
            max_length=region.max_length,
            max_lines=box.max_lines if box.kind == page.RegionKind.TEXT else None,
            choices=_choices(region, own, template.locale.language_code, language_code),
            default=default_of((own.default if own else "") or region.default),
            partner=partner,
            pictures=pictures,
            take_picture=take_picture,
            versions=versions,
            minimum_width=float(template.brand.minimum_logo_width) * 72 / 25.4,
        )
        label = (own.label if own else "") or region.label or box.label
        text = (own.help if own else "") or region.help
        found[region.key] = OpenField(region.key, kind, label, text, rules, place, region.profile_source, box)
    order = list(layout.regions)
    return dict(sorted(found.items(), key=lambda item: order.index(item[0])))


def default_of(text: str) -> Cleaned:
    """Return a sample as its kind reads it: kinds of several parts are kept as a JSON object."""
    if not text:
        return None
    if text.startswith("{"):
        try:
            parts = json.loads(text)
        except ValueError:
            return text
        return parts if isinstance(parts, dict) else text
    return text


def choices_in(text: str) -> dict[str, str]:
    """Return the words of a choice by key from lines `key = words`; a line of words alone is its own key."""
    found = {}
    for line in filter(None, (line.strip() for line in text.splitlines())):
        key, equals, words = line.partition("=")
        found[key.strip()] = words.strip() if equals else line
    return found


def _choices(
    region: TemplateRegion, own: Translation | None, source: str, language_code: str
) -> tuple[tuple[str, Mapping[str, str]], ...]:
    translated = choices_in(own.text) if own else {}
    return tuple(
        (key, {tag_of(source): words} | ({tag_of(language_code): translated[key]} if key in translated else {}))
        for key, words in choices_in(region.choices).items()
    )


def cleaned_values(fields: Mapping[str, OpenField], raw: Mapping[str, object]) -> dict[str, Cleaned]:
    """Return values as they are saved.

    Raises:
        ValuesRefused: with the refusals of all fields at once; a key that no field has is refused too.
    """
    cleaned, errors = {}, {}
    for key in raw.keys() - fields.keys():
        errors[key] = FieldRefused("unknown", f"There is no field {key}.")
    for key, field in fields.items():
        try:
            cleaned[key] = field.kind.clean(raw.get(key), field.rules, field.place)
        except FieldRefused as refused:
            errors[key] = refused
    if errors:
        raise ValuesRefused(errors)
    return cleaned


def set_values(fields: Mapping[str, OpenField], cleaned: Mapping[str, Cleaned]) -> dict[str, Value]:
    """Return cleaned values as the engine sets them into slots; what is empty is left out.

    Raises:
        ValuesRefused: with the refusals of all fields at once.
    """
    values, errors = {}, {}
    for key, field in fields.items():
        value = cleaned.get(key)
        if value is None:
            continue
        try:
            values[key] = field.kind.set(value, field.place, field.rules)
        except FieldRefused as refused:
            errors[key] = refused
    if errors:
        raise ValuesRefused(errors)
    return values


def slot_values(
    template: Template,
    language_code: str,
    raw: Mapping[str, object],
    pictures: Callable[[str], Picture] | None = None,
    *,
    territory: str | None = None,
    partner: str = "",
) -> dict[str, Value]:
    """Clean what was entered and return it as the engine sets it into slots.

    Raises:
        ValuesRefused: with the refusals of all fields at once.
    """
    fields = open_fields(template, language_code, territory=territory, partner=partner, pictures=pictures)
    return set_values(fields, cleaned_values(fields, raw))


def sample_values(fields: Mapping[str, OpenField]) -> dict[str, Value]:
    """Return the samples of fields as the engine sets them into slots; a kind without one is left out."""
    return set_values(fields, {key: field.sample() for key, field in fields.items()})
