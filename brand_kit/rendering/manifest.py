"""The manifest of a layout, `layout.toml`, read strictly: every refusal has its line and says what is expected."""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from brand_kit.rendering.manifest_table import Refusals, Table, did_you_mean, listed
from brand_kit.rendering.page import Align, Box, Edition, Layout, Paper, Region, RegionKind, Style, VAlign
from brand_kit.rendering.toml_lines import TomlPath, key_lines

_LARGEST_PAPER = 14400.0  # PDF viewers draw no page larger than 200 inches.
_ROUNDING = 0.01  # Points; "297mm" and the sum of "40mm" and "257mm" differ in the last bits.
_TEXT_ONLY = ("style", "max_lines", "floor", "columns", "column_gap", "role")
_SCREEN_OR_PRINT = ("screen", "print")


@dataclass(frozen=True)
class Manifest:
    """A manifest as read: the layout without its page, and where each key of the manifest stands."""

    layout: Layout
    line: Callable[..., int]
    """The line of the key to which a path of keys leads, or of what holds it."""


def read_manifest(file: Path, text: str, refusals: Refusals) -> Manifest | None:
    """Read a manifest and add everything that is wrong in it to `refusals`.

    Returns none if the text is not TOML at all; otherwise whatever could be read, with stand-ins for the rest,
    so that the page can be checked against it in the same run.
    """
    text = text.replace("\r\n", "\n")
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"\s*\(at (?:line (\d+), column \d+|end of document)\)$", str(error))
        line = int(place[1]) if place and place[1] else text.rstrip("\n").count("\n") + 1
        reason = str(error)[: place.start()] if place else str(error)
        refusals.add(file, line, f"this is not valid TOML: {reason[:1].lower()}{reason[1:]}")
        return None
    lines = key_lines(text)

    def line_of(*path: str | int) -> int:
        return next((lines[path[:end]] for end in range(len(path), 0, -1) if path[:end] in lines), 1)

    def refuse(path: TomlPath, message: str) -> None:
        refusals.add(file, line_of(*path), message)

    return Manifest(_layout(Table(values, (), "the layout", refuse), file.parent.name), line_of)


def _layout(root: Table, folder: str) -> Layout:
    name = root.text("name")
    if name and name != folder:
        root.refuse("name", f'"name" is "{name}", but the folder is called "{folder}": give both the same name')
    label, description = root.text("label"), root.text("description")
    colours = root.names("colours")
    papers = {key: _paper(key, table) for key, table in root.tables("papers", required=True)}
    editions = {key: _edition(key, table, papers) for key, table in root.tables("editions", required=True)}
    styles = {key: _style(table, colours) for key, table in root.tables("styles")}
    bleeds = {
        paper: max((edition.bleed for edition in editions.values() if edition.paper == paper), default=0.0)
        for paper in papers
    }
    regions = {
        key: _Reading(key, table, colours, papers, styles, bleeds).region()
        for key, table in root.tables("regions", required=True)
    }
    root.close()
    return Layout(name, label, description, colours, papers, editions, styles, regions, html="", css="")


def _paper(key: str, table: Table) -> Paper:
    width = table.length("width", above=0, most=_LARGEST_PAPER)
    height = table.length("height", above=0, most=_LARGEST_PAPER)
    pages = table.integer("pages", least=1)
    table.close()
    return Paper(key, width, height, pages)


def _edition(key: str, table: Table, papers: Mapping[str, Paper]) -> Edition:
    label = table.text("label")
    paper = table.choice("paper", papers, what="a paper of this layout")
    kind = table.choice("kind", ("pdf", "picture"))
    medium = table.choice("medium", _SCREEN_OR_PRINT)
    bleed = table.length("bleed", default=0.0, least=0)
    if bleed and medium == "screen":
        table.refuse("bleed", f'{table.what} is for screens and cannot have a bleed: write "0mm" or leave it out')
    if kind == "picture" and medium == "print":
        table.refuse("medium", f'{table.what} is a picture, and pictures are for screens: write "screen"')
    if kind == "picture" and paper in papers and papers[paper].pages > 1:
        table.refuse("paper", f'{table.what} is a picture, which has one page, but the paper "{paper}" has more')
    table.close()
    return Edition(key, label, paper, kind, medium, bleed)


def _style(table: Table, colours: Collection[str]) -> Style:
    face = table.choice("face", ("display", "text"))
    weight = table.integer("weight", least=1, most=1000)
    size = table.length("size", above=0)
    line_height = table.number("line_height", least=0.5, most=5)
    colour = table.choice("colour", colours, what='a colour named in "colours"')
    tracking = table.number("tracking", default=0.0, least=-1, most=1)
    table.close()
    return Style(face, weight, size, line_height, colour, tracking)


@dataclass(frozen=True)
class _Reading:
    """One region while it is read, with everything that it can name."""

    key: str
    table: Table
    colours: Collection[str]
    papers: Mapping[str, Paper]
    styles: Mapping[str, Style]
    bleeds: Mapping[str, float]

    def region(self) -> Region:
        table = self.table
        label = table.text("label")
        kind = table.choice("kind", tuple(RegionKind))
        page = table.integer("page", default=1, least=1)
        self._page_exists(page)
        align = table.choice("align", tuple(Align), default="start")
        valign = table.choice("valign", tuple(VAlign), default="top")
        required = table.flag("required", default=False)
        background = table.choice("background", self.colours, what='a colour named in "colours"', default="")
        style, max_lines, floor, columns, gap, role = "", 1, 1.0, 1, 0.0, ""
        if kind == RegionKind.TEXT:
            style = table.choice("style", self.styles, what="a style of this layout")
            max_lines = table.integer("max_lines", default=1, least=1)
            floor = table.number("floor", default=1.0, above=0, most=1)
            columns = table.integer("columns", default=1, least=1, most=12)
            gap = table.length("column_gap", default=0.0, least=0)
            role = table.choice("role", ("", "legal"), default="")
        elif kind:
            for key in (key for key in _TEXT_ONLY if table.has(key) and not (key == "role" and table.value(key) == "")):
                table.refuse(key, f'"{key}" is for text only, and {table.what} holds a {kind}: leave it out')
        cover = self._cover(kind)
        boxes = dict(self._boxes(kind))
        if kind == RegionKind.TEXT:
            self._holds_a_line(boxes, style, floor)
            self._holds_its_columns(boxes, columns, gap)
        table.close(also=("style", "max_lines", "floor", "columns", "column_gap", "role", "fit", "box"))
        return Region(
            self.key,
            label,
            RegionKind(kind) if kind else RegionKind.TEXT,
            page,
            boxes,
            style,
            Align(align or "start"),
            VAlign(valign or "top"),
            max_lines,
            floor,
            required,
            columns,
            gap,
            background,
            cover,
            role,
        )

    def _page_exists(self, page: int) -> None:
        for paper in self.papers.values():
            if page > paper.pages > 0:
                self.table.refuse(
                    "page", f'{self.table.what} stands on page {page}, but paper "{paper.key}" has {paper.pages}'
                )
                return

    def _cover(self, kind: str) -> bool:
        if not self.table.has("fit"):
            return False
        if kind in (RegionKind.TEXT, RegionKind.CODE):
            self.table.refuse("fit", f'"fit" is for pictures, and {self.table.what} holds a {kind}: leave it out')
            return False
        fit = self.table.choice("fit", ("contain", "cover"))
        if kind == RegionKind.LOGO and fit == "cover":
            self.table.refuse("fit", f'{self.table.what} holds a logo, which is never cropped: write "contain"')
            return False
        return fit == "cover"

    def _boxes(self, kind: str) -> Iterator[tuple[str, Box]]:
        table = self.table
        given = table.value("box")
        if given is not None and not isinstance(given, dict):
            table.refuse("box", f'"box" of {table.what} must name a paper: write box.{next(iter(self.papers), "a4")}')
            return
        given = given or {}
        for paper in given:
            if paper not in self.papers:
                table.refuse(
                    ("box", paper),
                    f'"{paper}" is not a paper of this layout'
                    f"{did_you_mean(paper, self.papers)}; expected {listed(self.papers)}",
                )
        for name, paper in self.papers.items():
            if name not in given:
                table.refuse(
                    None,
                    f'{table.what} has no box for the paper "{name}": '
                    f"expected box.{name} = [start, top, width, height]",
                )
            elif (box := self._box(name, given[name])) is not None:
                yield name, box
                # A picture may run over the trim into the bleed; what must be read or recognised may not.
                self._inside(paper, box, self.bleeds.get(name, 0.0) if kind == RegionKind.PICTURE else 0.0)

    def _box(self, paper: str, given: object) -> Box | None:
        where = f"box.{paper} of {self.table.what}"
        if not isinstance(given, list) or len(given) != 4:
            self.table.refuse(
                ("box", paper), f'{where} must be four lengths, such as ["15mm", "40mm", "120mm", "38mm"]'
            )
            return None
        lengths = [
            self.table.points_of(value, ("box", paper, index), f"value {index + 1} of {where}")
            for index, value in enumerate(given)
        ]
        start, top, width, height = (math.nan if length is None else length for length in lengths)
        if width <= 0 or height <= 0:
            self.table.refuse(("box", paper), f"{where} has no area: expected a width and a height above 0")
            return None
        return None if any(map(math.isnan, (start, top, width, height))) else Box(start, top, width, height)

    def _inside(self, paper: Paper, box: Box, bleed: float) -> None:
        slack = bleed + _ROUNDING
        sides = {
            "start": -box.start,
            "top": -box.top,
            "end": box.start + box.width - paper.width,
            "bottom": box.top + box.height - paper.height,
        }
        over = {side: out for side, out in sides.items() if out > slack}
        if over and paper.width > 0 and paper.height > 0:
            places = " and ".join(f"{out:.1f} pt at the {side}" for side, out in over.items())
            allowed = f" plus its bleed of {bleed:g} pt" if bleed else ""
            self.table.refuse(
                ("box", paper.key),
                f"box.{paper.key} of {self.table.what} is outside its page by {places}: "
                f"expected a box inside {paper.width:g} x {paper.height:g} pt{allowed}",
            )

    def _holds_a_line(self, boxes: Mapping[str, Box], name: str, floor: float) -> None:
        if (style := self.styles.get(name)) is None:
            return
        line = style.size * style.line_height * floor
        for paper, box in boxes.items():
            if box.height < line - _ROUNDING:
                self.table.refuse(
                    ("box", paper),
                    f"box.{paper} of {self.table.what} is too low for one line at its smallest size: "
                    f"expected a height of {line:.1f} pt or more, not {box.height:.1f} pt",
                )

    def _holds_its_columns(self, boxes: Mapping[str, Box], columns: int, gap: float) -> None:
        for paper, box in boxes.items():
            if gap * (columns - 1) >= box.width:
                self.table.refuse(
                    ("box", paper),
                    f"box.{paper} of {self.table.what} is too narrow for {columns} columns: "
                    f"expected a width above {gap * (columns - 1):.1f} pt",
                )
