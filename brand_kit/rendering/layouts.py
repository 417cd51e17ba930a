"""The way in for layouts: a designer's folder, read strictly into a `Layout` or refused with file and line."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import replace
from pathlib import Path

from brand_kit.rendering.errors import LayoutError
from brand_kit.rendering.layout_page import check_page
from brand_kit.rendering.manifest import Manifest, read_manifest
from brand_kit.rendering.manifest_table import Refusals, did_you_mean, listed
from brand_kit.rendering.page import Layout

LARGEST_FILE = 4 * 1024 * 1024
"""The largest file of a layout, in bytes."""

ENGINE_PROPERTIES = frozenset({"bleed"})
"""CSS custom properties that the engine defines besides the brand's colours."""

_FILE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*", re.ASCII)
_CSS_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_CSS_DEFINED = re.compile(r"(?<![\w-])--([\w-]+)\s*:")
_CSS_USED = re.compile(r"\bvar\(\s*--([\w-]+)")
_CSS_URL = re.compile(r"\burl\(\s*[\"']?([^\"')]*)")
_CSS_FONT = re.compile(r"@font-face\b", re.IGNORECASE)
_CSS_IMPORT = re.compile(r"@import\b", re.IGNORECASE)


def load_layout(folder: Path) -> Layout:
    """Return the layout that a folder holds.

    Raises LayoutError for the first thing that is wrong in `layout.toml`, `page.html`, `style.css` or `assets/`,
    with a message that begins `path/to/file:line: `; `check_layouts` finds everything at once.
    """
    layout, errors = _read(folder)
    if errors or layout is None:
        raise errors[0]
    return layout


def list_layouts(root: Path) -> tuple[str, ...]:
    """Return the names of the layouts in a folder of layouts, in alphabetical order, without checking them.

    Raises LayoutError if there is no such folder.
    """
    return tuple(folder.name for folder in _folders(root) if (folder / "layout.toml").exists())


def check_layouts(root: Path) -> list[LayoutError]:
    """Return everything that is wrong in all layouts of a folder, by layout, file and line."""
    try:
        return [error for folder in _folders(root) for error in _read(folder)[1]]
    except LayoutError as error:
        return [error]


def _folders(root: Path) -> list[Path]:
    if not root.is_dir():
        raise LayoutError(f"{root}:1: there is no such folder: expected the folder that holds the layouts")
    return sorted(entry for entry in root.iterdir() if entry.is_dir() and entry.name[0] not in "._")


def _read(folder: Path) -> tuple[Layout | None, list[LayoutError]]:
    folder = folder if folder.name else folder.resolve()
    refusals = Refusals()
    manifest_text = _text(folder, "layout.toml", refusals)
    html = _text(folder, "page.html", refusals)
    css = _text(folder, "style.css", refusals)
    assets = dict(_assets(folder, refusals))
    manifest = None if manifest_text is None else read_manifest(folder / "layout.toml", manifest_text, refusals)
    if manifest is None:
        return None, refusals.errors()
    if html is not None:
        check_page(folder, html, manifest, assets, refusals)
    if css is not None:
        _check_css(folder / "style.css", css, manifest, assets, refusals)
    return replace(manifest.layout, html=html or "", css=css or "", assets=assets), refusals.errors()


def _bytes(folder: Path, file: Path, refusals: Refusals) -> bytes | None:
    if not file.resolve().is_relative_to(folder.resolve()):
        refusals.add(file, 1, "this is a link that leads out of the layout's folder: put a copy of the file here")
    elif not file.is_file():
        refusals.add(file, 1, "this is not a file: expected a file")
    elif file.stat().st_size > LARGEST_FILE:
        megabytes = file.stat().st_size / 1024 / 1024
        refusals.add(file, 1, f"this file has {megabytes:.1f} MiB: expected {LARGEST_FILE // 1024 // 1024} MiB or less")
    else:
        return file.read_bytes()
    return None


def _text(folder: Path, name: str, refusals: Refusals) -> str | None:
    file = folder / name
    if not file.exists() and not file.is_symlink():
        others = [entry.name for entry in folder.iterdir()] if folder.is_dir() else []
        near = did_you_mean(name, others).replace("did you mean", "did you mean to rename")
        refusals.add(file, 1, f"there is no such file{near}; expected layout.toml, page.html and style.css")
        return None
    data = _bytes(folder, file, refusals)
    if data is None:
        return None
    try:
        return data.decode("utf-8").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        refusals.add(file, data.count(b"\n", 0, error.start) + 1, "this is not UTF-8 text: save the file as UTF-8")
        return None


def _assets(folder: Path, refusals: Refusals) -> Iterator[tuple[str, bytes]]:
    assets = folder / "assets"
    if not assets.exists() and not assets.is_symlink():
        return
    if not assets.is_dir() or not assets.resolve().is_relative_to(folder.resolve()):
        refusals.add(assets, 1, "this must be a folder inside the layout's folder")
        return
    for file in sorted(assets.iterdir()):
        if file.name.startswith("."):
            continue
        if not _FILE_NAME.fullmatch(file.name):
            refusals.add(file, 1, "the name of an asset must be of letters, digits, dots, - and _: rename the file")
        elif (data := _bytes(folder, file, refusals)) is not None:
            yield file.name, data


def _check_css(file: Path, css: str, manifest: Manifest, assets: Collection[str], refusals: Refusals) -> None:
    """Refuse colours that no brand is asked for, and addresses that the engine would not fetch."""
    # Comments are blanked, not removed, so that lines stay where they are.
    css = _CSS_COMMENT.sub(lambda comment: re.sub(r"[^\n]", " ", comment[0]), css)

    def refuse(offset: int, message: str) -> None:
        refusals.add(file, css.count("\n", 0, offset) + 1, message)

    known = {*manifest.layout.colours, *ENGINE_PROPERTIES, *_CSS_DEFINED.findall(css)}
    for use in _CSS_USED.finditer(css):
        if use[1] not in known:
            near = did_you_mean(use[1], known)
            refuse(use.start(), f'var(--{use[1]}) is not known{near}; expected a colour named in "colours"')
    for url in _CSS_URL.finditer(css):
        if (name := url[1].removeprefix("asset:layout/")) == url[1]:
            if not url[1].startswith("#"):
                refuse(url.start(), f'"{url[1]}" cannot be fetched: expected url("asset:layout/NAME")')
        elif name not in assets:
            near = did_you_mean(name, assets)
            refuse(url.start(), f"there is no assets/{name}{near}; expected {listed(assets)}")
    for rule in _CSS_IMPORT.finditer(css):
        refuse(rule.start(), "@import cannot be fetched: write the rules into style.css")
    for rule in _CSS_FONT.finditer(css):
        refuse(rule.start(), "@font-face is not for layouts: add the typeface to the brand kit")
