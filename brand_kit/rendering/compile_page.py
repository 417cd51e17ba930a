"""The HTML and CSS of a page to compile, made from a layout, a brand and what stands in each region."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Protocol
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

import tinyhtml5
from PIL import Image

from brand_kit.rendering.alphabet import direction_of, script_of
from brand_kit.rendering.errors import CompileError
from brand_kit.rendering.page import Align, Edition, Job, Locked, Open, Paper, Region, RegionKind
from brand_kit.rendering.picture import Picture, canonical_picture
from brand_kit.rendering.styles import colour, css, resolve

SLOT_ALT = "lockup-slot:"
SLOT_LINK = "https://slot.invalid/"
RASTERS = (".png", ".jpg", ".jpeg", ".webp")
_PLACEHOLDER_SIDE = 640
_SVG, _XLINK = "{http://www.w3.org/2000/svg}", "{http://www.w3.org/1999/xlink}"
_XMLNS = "{http://www.w3.org/2000/xmlns/}"


@dataclass
class Assets:
    """What the page may fetch: layout files, and a plain stand-in for each picture and slot.

    WeasyPrint lays out the stand-ins; `compile_slots` then puts canonical pictures and empty slots in their place, so
    WeasyPrint reads no picture of anybody's.
    """

    files: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    """By URL: media type and bytes."""
    pictures: list[Picture] = field(default_factory=list)
    slots: list[str] = field(default_factory=list)

    def picture(self, url: str, picture: Picture) -> None:
        """Let `url` stand for a picture, by a stand-in of its proportions."""
        self.pictures.append(picture)
        scale = _PLACEHOLDER_SIDE / max(picture.width, picture.height)
        size = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
        self.files[url] = ("image/png", _plain(size, (1, *divmod(len(self.pictures) - 1, 256))))

    def slot(self, key: str) -> str:
        """Return the URL of a new slot's stand-in."""
        self.slots.append(key)
        url = f"asset:slot/{key}"
        self.files[url] = ("image/png", _plain((1, 1), (2, *divmod(len(self.slots) - 1, 256))))
        return url


def _plain(size: tuple[int, int], colour: tuple[int, int, int]) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, "PNG")
    return out.getvalue()


@dataclass
class Page:
    """A page that is ready to be laid out."""

    html: str
    css: str
    assets: Assets


def edition_of(job: Job) -> tuple[Edition, Paper]:
    """Return a job's edition and paper.

    Raises:
        CompileError: if the layout has no such edition.
    """
    edition = job.layout.editions.get(job.edition)
    if edition is None:
        known = ", ".join(job.layout.editions)
        raise CompileError(f"The layout {job.layout.name} has no edition {job.edition}; it has {known}.")
    return edition, job.layout.papers[edition.paper]


class Breaker(Protocol):
    """Breaks a paragraph of a region into lines, at a share of its style's size."""

    def __call__(self, key: str, paragraph: str, scale: float) -> str:
        """Return the paragraph with a line feed where each line ends."""


def assemble(job: Job, scales: Mapping[str, float], tops: Mapping[str, float], breaker: Breaker | None = None) -> Page:
    """Return the page of a job.

    Each region's text stands at `scales` (1 where it is not named) of its style's size, and `tops` points (0 where it
    is not named) below the top of its box. Lines break as CSS has it, or where `breaker` says.
    """
    edition, paper = edition_of(job)
    assets = _layout_assets(job)
    root = tinyhtml5.parse(job.layout.html, namespace_html_elements=False)
    direction = direction_of(job.language)
    root.set("lang", job.language)
    root.set("dir", direction)
    classes = f"paper-{paper.key} medium-{edition.medium} script-{script_of(job.language)}"
    root.set("class", f"{root.get('class', '')} {classes}".strip())
    head = root.find("head")
    if head is None:
        raise CompileError(f"The page of the layout {job.layout.name} has no head.")
    for old in head.findall("title"):
        head.remove(old)
    SubElement(head, "title").text = job.title
    for element in root.iter():
        key = element.get("data-region") if isinstance(element.tag, str) else None
        if key is not None:
            region = job.layout.regions[key]
            cut = partial(breaker, key, scale=scales.get(key, 1.0)) if breaker else str
            _fill_element(element, job, region, assets, cut)
    _plain_names(root)
    html = "<!DOCTYPE html>" + ElementTree.tostring(root, encoding="unicode", method="html")
    return Page(html, _css(job, edition, paper, direction, scales, tops), assets)


def _plain_names(root: Element) -> None:
    """Name inline SVG as HTML does: with a namespace's prefix before its name, WeasyPrint draws nothing of it."""
    for element in root.iter():
        if isinstance(element.tag, str):
            element.tag = element.tag.removeprefix(_SVG)
            for name in [name for name in element.attrib if name.startswith((_XLINK, _XMLNS))]:
                value = element.attrib.pop(name)
                if name.startswith(_XLINK):
                    element.set(f"xlink:{name.removeprefix(_XLINK)}", value)


def _layout_assets(job: Job) -> Assets:
    assets = Assets()
    for use, logo in job.brand.logos.items():
        assets.picture(f"asset:logo/{use}", logo)
    for name, data in job.layout.assets.items():
        if name.lower().endswith(RASTERS):
            assets.picture(f"asset:layout/{name}", canonical_picture(data))
        elif name.lower().endswith(".svg"):
            assets.files[f"asset:layout/{name}"] = ("image/svg+xml", data)
    return assets


def _fill_element(element: Element, job: Job, region: Region, assets: Assets, cut: Callable[[str], str]) -> None:
    content = job.contents.get(region.key)
    for child in list(element):
        element.remove(child)
    element.text = None
    if isinstance(content, Open):
        parent = element
        if content.link:
            parent = SubElement(element, "a", href=f"{SLOT_LINK}{region.key}")
        SubElement(
            parent, "img", {"src": assets.slot(region.key), "alt": SLOT_ALT + region.key, "class": "lockup-slot"}
        )
    elif isinstance(content, Locked) and content.picture is not None:
        url = f"asset:region/{region.key}"
        assets.picture(url, content.picture)
        fit = "lockup-cover" if region.cover else "lockup-contain"
        SubElement(element, "img", {"src": url, "alt": content.alt or region.label, "class": fit})
    elif isinstance(content, Locked) and content.text and region.kind is RegionKind.TEXT:
        # A <p> may stand in a <div>, but not in a heading or another <p>.
        outer, inner = ("div", "p") if element.tag == "div" else ("span", "span")
        block = SubElement(element, outer, {"class": "lockup-text"})
        for paragraph in content.text.split("\n\n"):
            lines = cut(paragraph).split("\n")
            part = SubElement(block, inner, {"class": "lockup-paragraph"})
            part.text = lines[0]
            for line in lines[1:]:
                SubElement(part, "br").tail = line


def _css(
    job: Job,
    edition: Edition,
    paper: Paper,
    direction: str,
    scales: Mapping[str, float],
    tops: Mapping[str, float],
) -> str:
    variables = "".join(
        f"--{name.replace('_', '-')}:{css(ink, edition.medium)};--{name}:{css(ink, edition.medium)};"
        for name, ink in sorted(job.brand.colours.items())
    )
    parts = [
        f"@page{{size:{paper.width:.4f}pt {paper.height:.4f}pt;margin:0;bleed:{edition.bleed:.4f}pt}}"
        f":root{{{variables}--bleed:{edition.bleed:.4f}pt}}"
        "html,body{margin:0;padding:0}"
        f".page{{position:relative;width:{paper.width:.4f}pt;height:{paper.height:.4f}pt;break-after:page}}"
        ".page:last-child{break-after:auto}"
        "[data-region]{position:absolute;margin:0;padding:0;border:0;display:block;box-sizing:border-box;"
        "overflow:visible;letter-spacing:normal;text-transform:none;font-style:normal;list-style:none;text-indent:0}"
        ".lockup-text{display:block;width:100%;overflow-wrap:normal;hyphens:manual;white-space:normal}"
        ".lockup-paragraph{display:block;margin:0}"
        ".lockup-slot{display:block;width:100%;height:100%;overflow:visible}[data-region]>a{display:block;width:100%;height:100%}"
        ".lockup-cover{display:block;width:100%;height:100%;object-fit:cover}"
        ".lockup-contain{display:block;width:100%;height:100%;object-fit:contain}\n",
        job.layout.css,
    ]
    for region in job.layout.regions.values():
        scale, top = scales.get(region.key, 1.0), tops.get(region.key, 0.0)
        parts.append(_region_css(job, region, edition, paper, direction, scale, top))
    return "\n".join(parts)


def left(region: Region, paper: Paper, direction: str) -> float:
    """Return the distance of a region's box from the page's left edge, mirrored in right-to-left locales."""
    box = region.boxes[paper.key]
    return box.start if direction == "ltr" else paper.width - box.start - box.width


def _region_css(
    job: Job, region: Region, edition: Edition, paper: Paper, direction: str, scale: float, top: float
) -> str:
    box = region.boxes[paper.key]
    rules = (
        f"left:{left(region, paper, direction):.4f}pt;top:{box.top:.4f}pt;right:auto;bottom:auto;"
        f"width:{box.width:.4f}pt;height:{box.height:.4f}pt;"
    )
    inner = ""
    if region.kind is RegionKind.TEXT:
        style = job.layout.styles[region.style]
        text = resolve(style, job.brand, job.language, edition.medium)
        names = ",".join(f"'{name}'" for name in text.families)
        size = text.size * scale
        rules += (
            f"font-family:{names};font-weight:{text.weight};font-size:{size:.4f}pt;line-height:{text.line_height};"
            f"color:{css(colour(job.brand, style.colour), edition.medium)};text-align:{region.align};"
            f"padding-top:{top:.4f}pt;"
        )
        if text.tracking:
            rules += f"letter-spacing:{text.tracking * size:.4f}pt;"
        # A blank line between paragraphs, that falls away at the head of a column.
        inner = f"[data-region='{region.key}'] .lockup-paragraph:not(:last-child){{margin-bottom:{text.line_height}em}}"
        if region.columns > 1 and region.align is Align.START:
            inner += (
                f"[data-region='{region.key}']>.lockup-text"
                f"{{columns:{region.columns};column-gap:{region.column_gap:.4f}pt}}"
            )
    # The rules come last and with the weight of an id, so that no stylesheet of a layout moves or restyles a region.
    return f":root:root [data-region='{region.key}'][data-region]{{{rules}}}{inner}"
