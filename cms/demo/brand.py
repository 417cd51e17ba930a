"""The demo's brand kit: Kestrane, an invented vendor."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

from django.core.management.base import CommandError

from brand_kit.actions.add_font_file import add_font_file
from brand_kit.actions.store_picture import store_picture
from brand_kit.models import (
    Brand,
    BrandColour,
    BrandLogo,
    BrandPicture,
    FontFile,
    ForbiddenWording,
    LegalLine,
    Template,
    Typeface,
)
from campaigns.models import Campaign

FOLDER = Path(__file__).parent
FONT_ROOTS = (Path("/usr/share"), Path("/usr/local/share"))
"""Where systems keep the fonts of their packages."""


def load_brand() -> Brand:
    """Bring the brand up to date with the demo's files and publish it."""
    data = tomllib.loads((FOLDER / "brand.toml").read_text("utf-8"))
    brand = Brand.objects.filter(slug="kestrane").first() or Brand(slug="kestrane")
    brand.name = data["name"]
    brand.clear_space = Decimal(str(data["clear_space"]))
    brand.colours = [_colour(name, entry) for name, entry in data["colours"].items()]
    brand.typefaces = [
        Typeface(
            family=entry["family"],
            scripts=entry["scripts"],
            roles=entry["roles"],
            line_height=Decimal(str(entry["line_height"])),
        )
        for entry in data["typefaces"]
    ]
    brand.font_files = _fonts(data["typefaces"])
    brand.logos = [_logo(use, entry) for use, entry in data["logos"].items()]
    brand.legal_lines = [LegalLine(text=data["required"]["legal_line"])]
    brand.forbidden_wordings = [
        ForbiddenWording(language_code="" if language == "all" else language, word=word)
        for language, words in data["forbidden"].items()
        for word in words
    ]
    for order in (brand.colours, brand.typefaces, brand.font_files, brand.logos):
        for place, entry in enumerate(order.all()):
            entry.sort_order = place
    return published(brand)


Published = TypeVar("Published", Brand, Template, Campaign)


def published(item: Published) -> Published:
    """Return a brand, a template or a campaign as it is kept, saved and published only if that changes anything."""
    kept = type(item).objects.filter(pk=item.pk, live=True, has_unpublished_changes=False).first()
    if kept is None or _content(kept.serializable_data()) != _content(item.serializable_data()):
        item.save()
        item.save_revision().publish()
    return type(item).objects.get(pk=item.pk)


def _content(data: object) -> object:
    """Return what is kept without the numbers that rows get when they are saved."""
    if isinstance(data, dict):
        return {key: _content(value) for key, value in data.items() if key != "pk"}
    return [_content(value) for value in data] if isinstance(data, list) else data


def _colour(name: str, entry: dict[str, Any]) -> BrandColour:
    cyan, magenta, yellow, black = (round(part * 100) for part in entry["cmyk"])
    return BrandColour(
        name=name, label=entry["label"], screen=entry["screen"], cyan=cyan, magenta=magenta, yellow=yellow, black=black
    )


def _fonts(typefaces: list[dict[str, Any]]) -> list[FontFile]:
    fonts: dict[str, FontFile] = {}
    for typeface in typefaces:
        for name in typeface["files"]:
            path = next((root / name for root in FONT_ROOTS if (root / name).is_file()), None)
            if path is None:
                raise CommandError(f"The font {Path(name).name} is missing; install the package {typeface['package']}.")
            if name not in fonts:
                fonts[name] = add_font_file(data=path.read_bytes(), name=path.name, by=None)
    return list(fonts.values())


def _logo(use: str, entry: dict[str, Any]) -> BrandLogo:
    stored = store_picture(data=(FOLDER / entry["file"]).read_bytes(), by=None)
    return BrandLogo(use=use, picture=stored, minimum_width=Decimal(entry["minimum_width"].removesuffix("mm")))


def load_photo(slug: str, alt: str) -> BrandPicture:
    """Bring the picture of a demo template up to date."""
    data = tomllib.loads((FOLDER / "brand.toml").read_text("utf-8"))
    stored = store_picture(data=(FOLDER / data["photos"][slug]).read_bytes(), by=None)
    title = slug.replace("-", " ").capitalize()
    picture, _ = BrandPicture.objects.update_or_create(title=title, defaults={"alt": alt, "stored": stored})
    return picture
