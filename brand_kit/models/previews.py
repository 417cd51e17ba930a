"""What the admin shows of brands and templates before they are published."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from wagtail.models import Locale

from brand_kit.rendering.errors import LayoutError, RenderingError, ValueRefused
from brand_kit.rendering.raster import encode, page_image

if TYPE_CHECKING:
    from brand_kit.composition import OpenField
    from brand_kit.models import Brand, Template
    from brand_kit.rendering.master import Master
    from brand_kit.rendering.page import Edition
    from brand_kit.rendering.picture import Picture

WIDTH = 1240
"""How many pixels wide a page is drawn."""


@dataclass(frozen=True, slots=True)
class ShownPage:
    """A page of a file, drawn by PDFium."""

    number: int
    width: int
    height: int
    source: str
    """A data URL, so that nothing of a draft is kept anywhere."""


def template_modes(template: Template) -> list[tuple[str, str]]:
    """Return every language and edition of a template by mode name, its own language first."""
    if template.pk is None:
        return []
    try:
        editions = list(template.design.editions.values())
    except LayoutError:
        return []
    own = template.locale_id
    locales = sorted(Locale.objects.all(), key=lambda locale: (locale.pk != own, str(locale)))
    return [
        (f"{locale.language_code}:{edition.key}", f"{locale.get_display_name()} · {edition.label}")
        for locale in locales
        for edition in editions
    ]


def template_preview(template: Template, request: HttpRequest, mode: str) -> HttpResponseBase:
    """Show the file of a template as it stands, unsaved changes and drafts of translations included."""
    language_code, _, key = (mode or template.default_preview_mode).partition(":")
    edition = template.design.editions.get(key)
    if edition is None:
        raise Http404(f"There is no edition {key}.")
    context: dict[str, Any] = {"template": template, "language_code": language_code, "edition": edition}
    try:
        context |= _drawn_template(template, language_code, edition)
    except RenderingError as error:
        context["problems"] = _sentences(str(error))
    return TemplateResponse(request, "brand_kit/template_preview.html", context)


def _drawn_template(template: Template, language_code: str, edition: Edition) -> dict[str, Any]:
    from brand_kit.composition import job_for, open_fields
    from brand_kit.masters import draft_master
    from brand_kit.models import TITLE_KEY

    composed = job_for(template, language_code, edition.key, drafts=True)
    master = draft_master(composed.job)
    data = filled_with_samples(master, open_fields(template, language_code, drafts=True))
    regions = template.design.regions
    return {
        "pages": [_shown(data, number + 1, WIDTH) for number in range(len(master.manifest.pages))],
        "smaller": [(regions[key].label, round(share * 100)) for key, share in master.manifest.fits.items()],
        "fallen_back": [regions[key].label for key in composed.fallen_back if key != TITLE_KEY],
        "language": Locale.objects.filter(language_code=language_code).first(),
        "source": template.locale,
    }


def filled_with_samples(master: Master, fields: Mapping[str, OpenField]) -> bytes:
    """Return a master with samples in its fields, which may be the vendor's own.

    A sample that does not fit gives way to an invented one.

    Raises:
        ValueRefused: if that does not fit either.
    """
    from brand_kit.composition import sample_values
    from brand_kit.masters import font_shelf
    from brand_kit.rendering.fill import fill

    values = {key: value for key, value in sample_values(fields).items() if key in master.manifest.slots}
    replaced: set[str] = set()
    while True:
        try:
            return fill(master, values, font_shelf())
        except ValueRefused as refused:
            field = fields.get(refused.key)
            example = field.kind.example(field.rules, field.place) if field and refused.key not in replaced else None
            if field is None or example is None:
                raise
            replaced.add(refused.key)
            values[refused.key] = field.kind.set(example, field.place, field.rules)


def _shown(data: bytes, number: int, width: int) -> ShownPage:
    image = page_image(data, number, width)
    encoded = base64.b64encode(encode(image, "jpg")).decode()
    return ShownPage(number, image.width, image.height, f"data:image/jpeg;base64,{encoded}")


def _sentences(message: str) -> list[str]:
    """Return a refusal in parts, without the layout, language and edition that stand before it."""
    parts = message.split(": ", 1)
    body = parts[1] if len(parts) == 2 and parts[0].count(",") == 2 else message
    return [part.strip() for part in body.split("; ")]


def picture_png(picture: Picture, longest: int) -> bytes:
    """Return a canonical picture as PNG on a transparent ground, its longer side `longest` pixels."""
    import io

    from brand_kit.rendering.picture_proof import drawn

    out = io.BytesIO()
    drawn(picture, longest).save(out, "PNG")
    return out.getvalue()


def brand_preview(brand: Brand, request: HttpRequest) -> HttpResponseBase:
    """Show a brand as a page of specimens: logos, colours and typefaces."""
    from brand_kit.models.specimens import type_specimens

    logos = [
        (logo, f"data:image/png;base64,{base64.b64encode(picture_png(logo.picture.canonical(), 640)).decode()}")
        for logo in brand.logos.all()
    ]
    colours = {colour.name: colour.screen for colour in brand.colours.all()}
    context = {
        "brand": brand,
        "logos": logos,
        "dark": colours.get("primary", "#222222"),
        "specimens": type_specimens(brand),
    }
    return TemplateResponse(request, "brand_kit/brand_preview.html", context)
