"""The demo's brand and templates, made the way the admin and the demo make them."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from wagtail.models import Locale

from brand_kit.actions.add_font_file import add_font_file
from brand_kit.actions.store_picture import store_picture
from brand_kit.actions.sync_regions import sync_regions
from brand_kit.models import Brand, BrandColour, BrandLogo, BrandPicture, Template, Typeface

DEMO = Path(__file__).resolve().parents[3] / "cms" / "demo"
FONTS = Path("/usr/share/fonts")
LATIN = ("opentype/inter/Inter-Regular.otf", "opentype/inter/Inter-Bold.otf", "opentype/sora/Sora-Bold.otf")
ARABIC = ("truetype/noto/NotoSansArabic-Regular.ttf", "truetype/noto/NotoSansArabic-Bold.ttf")
INKS = ("cyan", "magenta", "yellow", "black")
FIELDS = {
    "offer": "text",
    "partner_logo": "logo",
    "partner_name": "text",
    "partner_address": "address",
    "partner_phone": "phone",
    "partner_web": "web",
    "partner_email": "email",
    "price": "money",
    "code": "code",
}


def language(code: str) -> Locale:
    """A content language, made if it is not there."""
    return Locale.objects.get_or_create(language_code=code)[0]


def make_brand(*, fonts: tuple[str, ...] = LATIN + ARABIC, **fields: Any) -> Brand:
    """The demo's brand, published."""
    data = tomllib.loads((DEMO / "brand.toml").read_text())
    brand = Brand(name=data["name"], slug="kestrane", clear_space="0.12", **fields)
    brand.colours = [
        BrandColour(
            name=name, screen=inks["screen"], sort_order=place,
            **dict(zip(INKS, (round(part * 100) for part in inks["cmyk"]), strict=True)),
        )
        for place, (name, inks) in enumerate(data["colours"].items())
    ]  # fmt: skip
    brand.logos = [
        BrandLogo(use=use, picture=store_picture(data=(DEMO / "logos" / f"{use}.svg").read_bytes(), by=None))
        for use in ("full", "reversed", "single")
    ]
    brand.typefaces = [
        Typeface(family="Sora", scripts=["Latn"], roles=["display"], sort_order=0),
        Typeface(family="Inter", scripts=["Latn", "Grek", "Cyrl"], roles=["text"], sort_order=1),
        Typeface(
            family="Noto Sans Arabic", scripts=["Arab"], roles=["display", "text"], line_height="1.2", sort_order=2
        ),
    ]  # fmt: skip
    brand.font_files = [
        add_font_file(data=(FONTS / path).read_bytes(), name=path.rsplit("/", 1)[-1], by=None) for path in fonts
    ]
    brand.save()
    brand.save_revision().publish()
    brand.refresh_from_db()
    return brand


def make_picture() -> BrandPicture:
    """An approved picture."""
    photo = sorted((DEMO / "photos").glob("*.jpg"))
    data = photo[0].read_bytes() if photo else (DEMO / "logos" / "full.svg").read_bytes()
    return BrandPicture.objects.create(title="Ball", alt="A coral ball", stored=store_picture(data=data, by=None))


def make_template(brand: Brand, layout: str = "banner", slug: str = "continuity-banner") -> Template:
    """A template of the demo with its copy in English and its fields opened, published."""
    copy = tomllib.loads((DEMO / "copy" / "en.toml").read_text())[slug]
    template = Template(title=copy["title"], slug=slug, brand=brand, layout=layout, locale=language("en"))
    sync_regions(template=template, by=None)
    for region in template.regions.all():
        if region.key in FIELDS:
            region.locked, region.field_kind = False, FIELDS[region.key]
            region.label = copy["fields"].get(region.key, {}).get("label", "")
        elif region.key == "photo":
            region.picture, region.alt = make_picture(), copy["photo_alt"]
        else:
            region.text = copy[region.key].strip()
    template.save()
    template.save_revision().publish()
    template.refresh_from_db()
    return template
