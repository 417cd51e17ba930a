"""Layouts are folders, not rows: what the models know of them."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from django.conf import settings

from brand_kit.rendering.errors import LayoutError
from brand_kit.rendering.layouts import list_layouts, load_layout
from brand_kit.rendering.page import Layout


def layouts_folder() -> Path:
    """Return the folder that holds the layouts."""
    return Path(settings.BASE_DIR) / "templates" / "layouts"


def layout_named(name: str) -> Layout:
    """Return a layout, read again only when one of its files has changed.

    Raises:
        LayoutError: if there is no such layout, or something is wrong with it.
    """
    folder = layouts_folder() / name
    changed = max((file.stat().st_mtime_ns for file in folder.rglob("*") if file.is_file()), default=0)
    return _read(folder, changed)


@lru_cache(maxsize=64)
def _read(folder: Path, _changed: int) -> Layout:
    return load_layout(folder)


def layout_choices() -> list[tuple[str, str]]:
    """Return the layouts that a template can have, by name, with their labels; a broken one is called by its name."""
    return [(name, _label(name)) for name in list_layouts(layouts_folder())]


def _label(name: str) -> str:
    try:
        return layout_named(name).label
    except LayoutError:
        return name  # the system check of layouts says what is wrong with it
