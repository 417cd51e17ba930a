"""Jobs of the demo's own layouts, brand and copy, for any layout, edition and locale."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from pathlib import Path

from brand_kit.rendering.fonts import FontShelf
from brand_kit.rendering.layouts import load_layout
from brand_kit.rendering.page import Brand, Content, Ink, Job, Layout, Locked, Open, RegionKind, Typeface
from brand_kit.rendering.picture import Picture, canonical_picture

ROOT = Path(__file__).resolve().parents[3]
DEMO = ROOT / "cms" / "demo"
FONTS = Path("/usr/share")
SLUGS = {
    "flyer": "continuity-flyer",
    "datasheet": "continuity-datasheet",
    "invitation": "continuity-invitation",
    "social-square": "continuity-square",
    "banner": "continuity-banner",
}
LINKED = ("partner_phone", "partner_web", "partner_email", "code")


@lru_cache
def layout(name: str) -> Layout:
    """Return one of the layouts that come with the product."""
    return load_layout(ROOT / "templates" / "layouts" / name)


@lru_cache
def picture(name: str) -> Picture:
    """Return a picture of the demo."""
    return canonical_picture((DEMO / name).read_bytes())


def brand(shelf: FontShelf) -> Brand:
    """Return the demo's brand, with its fonts on the shelf."""
    data = tomllib.loads((DEMO / "brand.toml").read_text("utf-8"))
    files = dict.fromkeys(name for typeface in data["typefaces"] for name in typeface["files"])
    return Brand(
        name=data["name"],
        colours={name: Ink(entry["screen"], tuple(entry["cmyk"])) for name, entry in data["colours"].items()},
        typefaces=tuple(
            Typeface(one["family"], tuple(one["scripts"]), tuple(one["roles"]), one["line_height"])
            for one in data["typefaces"]
        ),
        fonts=tuple(shelf.add((FONTS / name).read_bytes()) for name in files),
        logos={use: picture(entry["file"]) for use, entry in data["logos"].items()},
        clear_space=data["clear_space"],
    )


def job(name: str, edition: str, language: str, brand: Brand, *, all_open: bool = False) -> Job:
    """Return a job of the demo's copy, with its fields open, or with every region open."""
    page = layout(name)
    copy = tomllib.loads((DEMO / "copy" / f"{language}.toml").read_text("utf-8"))[SLUGS[name]]
    photo = next(DEMO.glob(f"photos/{name.removeprefix('social-')}.*"))
    contents: dict[str, Content] = {}
    for key, region in page.regions.items():
        if key == "photo" and not all_open:
            contents[key] = Locked(picture=picture(f"photos/{photo.name}"), alt=copy["photo_alt"])
        elif region.kind is RegionKind.TEXT and isinstance(copy.get(key), str) and not all_open:
            contents[key] = Locked(copy[key])
        else:
            contents[key] = Open(region.label, link=key in LINKED, alt=region.label)
    return Job(copy["title"], language, page, edition, brand, contents)
