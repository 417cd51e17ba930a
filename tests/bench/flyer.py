"""The demo flyer, made with the engine alone: its masters, and a different partner's values for every number."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from pathlib import Path

from brand_kit.rendering.compile import compile_master
from brand_kit.rendering.fonts import FontShelf
from brand_kit.rendering.layouts import load_layout
from brand_kit.rendering.master import Master
from brand_kit.rendering.page import Brand, Content, Ink, Job, Locked, Open, RegionKind, Typeface
from brand_kit.rendering.picture import Picture, canonical_picture
from brand_kit.rendering.values import Code, Placed, Text, Value
from tests.bench.results import ROOT

DEMO = ROOT / "cms" / "demo"
FONTS = Path("/usr/share")
LINKED = ("partner_phone", "partner_web", "partner_email")
WORDS = {
    "de": ("Kostenloser Notfall-Check {n}", "Nordwind Systemhaus {n} GmbH", "Große Bleichen {n}\n20354 Hamburg"),
    "ar": ("فحص مجاني رقم {n}", "مرساة للحلول التقنية {n}", "طريق الكورنيش {n}\nجدة 23513"),
    "ja": ("無料復旧診断{n}分", "汐見システムズ{n}", "〒231-0005\n神奈川県横浜市中区本町{n}"),
}


@lru_cache(maxsize=1)
def brand() -> tuple[Brand, FontShelf]:
    """Return the demo's brand and the shelf with its fonts."""
    data = tomllib.loads((DEMO / "brand.toml").read_text("utf-8"))
    shelf = FontShelf(ROOT / "var" / "bench" / "fonts")
    files = dict.fromkeys(name for typeface in data["typefaces"] for name in typeface["files"])
    fonts = tuple(shelf.add((FONTS / name).read_bytes()) for name in files)
    return (
        Brand(
            name=data["name"],
            colours={name: Ink(entry["screen"], tuple(entry["cmyk"])) for name, entry in data["colours"].items()},
            typefaces=tuple(
                Typeface(one["family"], tuple(one["scripts"]), tuple(one["roles"]), one["line_height"])
                for one in data["typefaces"]
            ),
            fonts=fonts,
            logos={use: _picture(entry["file"]) for use, entry in data["logos"].items()},
            clear_space=data["clear_space"],
        ),
        shelf,
    )


@lru_cache(maxsize=16)
def _picture(name: str) -> Picture:
    return canonical_picture((DEMO / name).read_bytes())


def job(language: str, edition: str = "screen-a4", filled: dict[str, Value] | None = None) -> Job:
    """Return the flyer's job; with values, they stand in it as locked copy would."""
    layout = load_layout(ROOT / "templates" / "layouts" / "flyer")
    copy = tomllib.loads((DEMO / "copy" / f"{language}.toml").read_text("utf-8"))["continuity-flyer"]
    contents: dict[str, Content] = {}
    for key, region in layout.regions.items():
        value = (filled or {}).get(key)
        if isinstance(value, Text):
            contents[key] = Locked(value.text)
        elif isinstance(value, Placed):
            contents[key] = Locked(picture=value.picture, alt=value.alt)
        elif isinstance(value, Code):
            contents[key] = Locked(picture=_picture("logos/single.svg"), alt=value.text)
        elif key == "photo":
            contents[key] = Locked(picture=_picture("photos/flyer.jpg"), alt=copy["photo_alt"])
        elif region.kind is RegionKind.TEXT and key in copy:
            contents[key] = Locked(copy[key])
        else:
            contents[key] = Open(region.label, link=key in LINKED, alt=region.label)
    return Job(copy["title"], language, layout, edition, brand()[0], contents)


@lru_cache(maxsize=4)
def master(language: str) -> Master:
    """Return the flyer's master, on screen and A4."""
    return compile_master(job(language), brand()[1])


def values(language: str, number: int) -> dict[str, Value]:
    """Return the seven values of partner number so and so: no two partners have a name or a code in common."""
    offer, name, address = (words.format(n=1000 + number) for words in WORDS[language])
    site = f"www.partner{number}.{language}.example"
    return {
        "offer": Text(offer),
        "partner_logo": Placed(_picture("partner_logos/nordwind.svg"), name),
        "partner_name": Text(name),
        "partner_address": Text(address),
        "partner_phone": Text(f"+49 40 {6696000 + number}", f"tel:+4940{6696000 + number}", "ltr"),
        "partner_web": Text(site, f"https://{site}", "ltr"),
        "code": Code(f"https://{site}/continuity"),
    }
