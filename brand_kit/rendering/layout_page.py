"""The page of a layout, `page.html`, held against its manifest: sections, regions and pictures."""

from __future__ import annotations

from collections.abc import Callable, Collection
from html.parser import HTMLParser
from pathlib import Path

from brand_kit.rendering.manifest import Manifest
from brand_kit.rendering.manifest_table import Refusals, did_you_mean, listed

LOGO_USES = ("full", "reversed", "single")
"""The brand logos that a page can show as `asset:logo/...`."""

_VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
)
_MAY_STAY_OPEN = frozenset({"html", "head", "body"})
_Attributes = dict[str, str]


class _Page(HTMLParser):
    """A reading of `page.html` that notes where its sections and regions stand."""

    def __init__(self, manifest: Manifest, assets: Collection[str], refuse: Callable[[int, str], None]) -> None:
        super().__init__(convert_charrefs=True)
        self.manifest = manifest
        self.assets = assets
        self.refuse = refuse
        self.sections: list[int] = []
        self.regions: dict[str, int] = {}
        self._open: list[tuple[str, int]] = []
        self._section_depth = 0
        self._region: tuple[str, int] | None = None

    @property
    def _line(self) -> int:
        return self.getpos()[0]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a start tag."""
        self._start(tag, {name: value or "" for name, value in reversed(attrs)})
        if tag not in _VOID:
            self._open.append((tag, self._line))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag such as `<img/>`, which HTML knows only for void elements and inside SVG."""
        self._start(tag, {name: value or "" for name, value in reversed(attrs)}, empty=True)
        if tag not in _VOID and not any(name == "svg" for name, _ in [*self._open, (tag, 0)]):
            self.refuse(self._line, f"<{tag}/> does not close itself in HTML: write <{tag}></{tag}>")

    def handle_endtag(self, tag: str) -> None:
        """Note an end tag, and refuse what it leaves open."""
        if tag not in (name for name, _ in self._open):
            self.refuse(self._line, f"</{tag}> closes nothing: take it out, or open <{tag}> before it")
            return
        while True:
            name, line = self._open.pop()
            if name == tag:
                break
            self.refuse(line, f"<{name}> is never closed: expected </{name}> before </{tag}> on line {self._line}")
        if self._region and len(self._open) <= self._region[1]:
            self._region = None
        if len(self._open) < self._section_depth:
            self._section_depth = 0

    def handle_data(self, data: str) -> None:
        """Refuse words inside a region."""
        if self._region and data.strip():
            line = self._line + data[: len(data) - len(data.lstrip())].count("\n")
            self.refuse(line, f'the region "{self._region[0]}" has words of its own: leave it empty, templates fill it')

    def finish(self) -> None:
        """Refuse what is open at the end of the file, and pages or regions that are missing."""
        self.close()
        for tag, line in self._open:
            if tag not in _MAY_STAY_OPEN:
                self.refuse(line, f"<{tag}> is never closed: expected </{tag}>")

    def _start(self, tag: str, attributes: _Attributes, *, empty: bool = False) -> None:
        if self._region:
            self.refuse(
                self._line, f'the region "{self._region[0]}" holds a <{tag}>: leave it empty, templates fill it'
            )
        if "data-page" in attributes:
            self._start_section(tag, attributes)
        if "data-region" in attributes:
            self._start_region(tag, attributes, empty=empty)
        if tag == "img":
            self._start_picture(attributes)

    def _start_section(self, tag: str, attributes: _Attributes) -> None:
        number = len(self.sections) + 1
        self.sections.append(self._line)
        if tag != "section" or "page" not in attributes.get("class", "").split():
            self.refuse(self._line, f'a page must be <section class="page" data-page="{number}">, not <{tag}>')
        if attributes["data-page"] != str(number):
            self.refuse(
                self._line,
                f'data-page is "{attributes["data-page"]}", but this is page {number}: expected data-page="{number}"',
            )
        if self._section_depth:
            self.refuse(self._line, f"page {number} stands inside another page: close that one first")
        self._section_depth = len(self._open) + 1

    def _start_region(self, tag: str, attributes: _Attributes, *, empty: bool) -> None:
        key = attributes["data-region"]
        regions = self.manifest.layout.regions
        if key not in regions:
            near = did_you_mean(key, regions)
            expected = "" if near else f"; expected {listed(regions)}"
            self.refuse(self._line, f'data-region="{key}" is not a region of layout.toml{near}{expected}')
        elif key in self.regions:
            self.refuse(
                self._line, f'the region "{key}" has an element on line {self.regions[key]} already: take one out'
            )
        else:
            self.regions[key] = self._line
            self._check_place(key)
        if tag in _VOID or tag == "svg":
            self.refuse(self._line, f'<{tag}> cannot hold the region "{key}": expected an element such as <div>')
        if "style" in attributes:
            self.refuse(self._line, f'the region "{key}" has a style attribute: its box and style are in layout.toml')
        if not empty and tag not in _VOID:
            self._region = (key, len(self._open))

    def _check_place(self, key: str) -> None:
        page = self.manifest.layout.regions[key].page
        here = len(self.sections) if self._section_depth else 0
        if here == 0:
            self.refuse(self._line, f'the region "{key}" stands outside of all pages: expected it on page {page}')
        elif here != page:
            self.refuse(self._line, f'the region "{key}" stands on page {here}, but layout.toml puts it on page {page}')

    def _start_picture(self, attributes: _Attributes) -> None:
        source = attributes.get("src", "")
        room, _, name = source.rpartition("/")
        if room == "asset:logo" and name not in LOGO_USES:
            near = did_you_mean(name, LOGO_USES)
            self.refuse(self._line, f'"{source}" is not a brand logo{near}; expected {listed(LOGO_USES)}')
        elif room == "asset:layout" and name not in self.assets:
            near = did_you_mean(name, self.assets)
            self.refuse(self._line, f"there is no assets/{name}{near}; expected {listed(self.assets)}")
        elif room not in ("asset:logo", "asset:layout"):
            self.refuse(
                self._line, f'"{source}" cannot be fetched: expected src="asset:logo/full" or src="asset:layout/NAME"'
            )
        if not attributes.get("alt", "").strip():
            self.refuse(self._line, "this <img> has no alt text: say what it shows, or draw it as a CSS background")


def check_page(folder: Path, html: str, manifest: Manifest, assets: Collection[str], refusals: Refusals) -> None:
    """Add to `refusals` everything in which `page.html` and the manifest do not agree.

    Each region has exactly one empty element, on its page; the pages are `<section class="page" data-page="n">`, as
    many as every paper has; pictures are the brand's logos or files of the layout, and have an alt text.
    """
    file = folder / "page.html"
    page = _Page(manifest, assets, lambda line, message: refusals.add(file, line, message))
    try:
        page.feed(html)
        page.finish()
    except AssertionError:  # What html.parser raises for `<![` that begins no section that it knows.
        refusals.add(file, page.getpos()[0], "this is not HTML: write &lt; for a < that begins no tag")
        return
    for paper in manifest.layout.papers.values():
        if paper.pages != len(page.sections):
            refusals.add(
                folder / "layout.toml",
                manifest.line("papers", paper.key, "pages"),
                f'paper "{paper.key}" has {paper.pages} pages, but page.html has {len(page.sections)} elements with '
                "data-page: expected as many",
            )
    for key in manifest.layout.regions:
        if key not in page.regions:
            refusals.add(
                folder / "layout.toml",
                manifest.line("regions", key),
                f'region "{key}" has no element in page.html: expected one such as <div data-region="{key}"></div>',
            )
