"""What is wrong with the brands that are kept: for the brand's own page, and for `manage.py check`."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error, Warning, register
from django.db import DatabaseError, connections

from brand_kit.rendering.errors import LayoutError, RenderingError

if TYPE_CHECKING:
    from brand_kit.checks import Finding
    from brand_kit.models import Brand

TAG = "brand_kit"
MILLIMETRE = 72 / 25.4


@register(TAG)
def check_layouts_on_disk(app_configs: Sequence[AppConfig] | None, **options: Any) -> list[CheckMessage]:
    """Report everything that is wrong in the folder of layouts; needs no database."""
    from brand_kit.models.layout import layouts_folder
    from brand_kit.rendering.layouts import check_layouts

    return [Error(str(error), id="brand_kit.E001") for error in check_layouts(layouts_folder())]


@register(TAG, "database")
def check_brands(
    app_configs: Sequence[AppConfig] | None, databases: Iterable[str] | None = None, **options: Any
) -> list[CheckMessage]:
    """Report the findings of every published brand; runs only where databases are checked (`--database`)."""
    from brand_kit.models import Brand

    found: list[CheckMessage] = []
    for alias in databases or ():
        try:
            if Brand._meta.db_table not in connections[alias].introspection.table_names():
                continue
            brands = list(Brand.objects.using(alias).filter(live=True))
            for brand in brands:
                found += [_message(brand, finding) for finding in findings_of(brand)]
        except DatabaseError:
            continue  # not migrated yet: there are no brands to speak of
    return found


def _message(brand: Brand, finding: Finding) -> CheckMessage:
    # Always a warning: a brand that cannot do everything yet must not keep a site from starting.
    return Warning(f"{brand.name}: {finding.message}", hint=finding.remedy, id=f"brand_kit.{finding.code}")


def findings_of(brand: Brand) -> list[Finding]:
    """Return what is wrong with a brand: contrast in each layout, letters of each language, sizes of logos.

    Takes the brand as it is given, published or not.
    """
    from wagtail.models import Locale

    from brand_kit.checks import check_contrast, check_glyph_cover, check_logo_size, drawn_size
    from brand_kit.composition import engine_brand, tag_of
    from brand_kit.fields import KINDS
    from brand_kit.models.layout import layout_choices, layout_named
    from brand_kit.rendering.page import RegionKind

    engine = engine_brand(brand)
    findings: list[Finding] = []
    sizes = {}
    logo = KINDS["logo"].placeholder  # type: ignore[attr-defined]
    for name, label in layout_choices():
        try:
            layout = layout_named(name)
        except LayoutError:
            continue  # the layout's own check speaks of it
        findings += [_named(finding, label) for finding in check_contrast(layout, engine)]
        for region in layout.regions.values():
            if region.kind == RegionKind.LOGO:
                for paper, box in region.boxes.items():
                    sizes[f"{label}, {region.label}, {paper}"] = drawn_size(
                        box, logo.width, logo.height, engine.clear_space
                    )
    languages = [tag_of(code) for code in Locale.objects.values_list("language_code", flat=True)]
    findings += check_glyph_cover(engine, coverage(brand), languages)
    findings += check_logo_size(sizes, (float(brand.minimum_logo_width) * MILLIMETRE, 0.0))
    return findings


def _named(finding: Finding, layout: str) -> Finding:
    from dataclasses import replace

    return replace(finding, message=f"{layout}: {finding.message}", where=f"{layout}, {finding.where}")


def coverage(brand: Brand) -> dict[str, frozenset[int]]:
    """Return the code points that each family of a brand can write, by the files that are on the shelf."""
    from brand_kit.masters import font_shelf

    found: dict[str, frozenset[int]] = {}
    for font in brand.font_files.all():
        try:
            path = font_shelf().path(font.digest)
        except RenderingError:
            continue  # a file that is gone covers nothing
        for family, points in _cover(str(path)):
            found[family] = found.get(family, frozenset()) | points
    return found


@lru_cache(maxsize=256)
def _cover(path: str) -> tuple[tuple[str, frozenset[int]], ...]:
    """Return what the faces of a file can write, from a note that is made when the file is first asked about.

    Files are kept under their digests, so the note holds for ever; reading a Chinese collection takes seconds.
    """
    import json
    from pathlib import Path

    from brand_kit.rendering.fonts import inspect

    note = Path(path).with_suffix(".cover.json")
    if not note.exists():
        families: dict[str, set[int]] = {}
        for face in inspect(Path(path).read_bytes()):
            families.setdefault(face.family, set()).update(face.codepoints)
        draft = note.with_suffix(f".{os.getpid()}")
        draft.write_text(json.dumps({family: _ranges(points) for family, points in families.items()}))
        draft.replace(note)
    ranges = json.loads(note.read_text())
    return tuple(
        (family, frozenset(point for first, last in pairs for point in range(first, last + 1)))
        for family, pairs in ranges.items()
    )


def _ranges(points: Iterable[int]) -> list[list[int]]:
    ranges: list[list[int]] = []
    for point in sorted(points):
        if ranges and ranges[-1][1] == point - 1:
            ranges[-1][1] = point
        else:
            ranges.append([point, point])
    return ranges
