"""Laying a page out with WeasyPrint; runs only in a caged child process, and is the only importer of WeasyPrint."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import weasyprint
from PIL import ImageFile
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from brand_kit.rendering.compile_page import Breaker, Page, assemble, edition_of
from brand_kit.rendering.errors import CompileError
from brand_kit.rendering.page import Job, Locked, RegionKind, VAlign

# Importing WeasyPrint makes Pillow accept truncated files in the whole process; nothing here may.
ImageFile.LOAD_TRUNCATED_IMAGES = False

VERSION: str = weasyprint.__version__
STEP = 0.025
"""By how much of its size a text that does not fit is made smaller at a time."""
_TOLERANCE = 0.05
"""In CSS pixels, what rounding may add to a box."""


class _Fetcher(URLFetcher):  # type: ignore[misc]
    """Serves the job's own assets and nothing else."""

    def __init__(self, files: Mapping[str, tuple[str, bytes]]) -> None:
        super().__init__(allowed_protocols=(), allow_redirects=False)
        self._files = files
        self.refused: list[str] = []
        """What was asked for and is no asset: WeasyPrint does not report all of it."""

    def fetch(self, url: str, headers: object = None) -> Any:
        if url not in self._files:
            self.refused.append(f"{url[:120]} is no asset of this layout")
            raise ValueError(f"{url[:120]} is not an asset of this layout")
        kind, data = self._files[url]
        return URLFetcherResponse(url, data, {"Content-Type": kind})


class _Errors(logging.Handler):
    """Keeps what WeasyPrint would only log."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        message = record.getMessage()
        if record.levelno >= logging.ERROR or ".notdef" in message:
            self.messages.append(message)


@dataclass(frozen=True)
class Typeset:
    """A laid out page."""

    data: bytes
    page: Page
    scales: dict[str, float]
    """By region: the share of its size at which locked copy fits, where it is less than 1."""


@dataclass(frozen=True)
class Overflow:
    """How far a locked text goes beyond its region."""

    height: float
    """Its height as a multiple of the box's."""
    lines: int
    """How many lines it has more than the region allows."""
    width: float
    """Its widest line as a multiple of the box's width."""

    @property
    def over(self) -> bool:
        """Whether the text does not fit."""
        return self.height > 1 or self.lines > 0 or self.width > 1

    def __str__(self) -> str:
        """Say by how much, for a person."""
        if self.lines > 0:
            return f"over by {self.lines} line{'s' if self.lines > 1 else ''}"
        return f"over by {(max(self.height, self.width) - 1) * 100:.0f} %"


def typeset(job: Job, fonts_conf: str, identifier: bytes, breaker: Breaker | None = None) -> Typeset:
    """Lay a job's page out, with locked copy made smaller where it must be.

    Sets `FONTCONFIG_FILE` of this process, so it belongs in a child process.

    Raises:
        CompileError: if a text does not fit at its smallest size, the page has more or fewer pages than the layout's
            paper, or WeasyPrint logs any error.
    """
    os.environ["FONTCONFIG_FILE"] = fonts_conf
    edition, paper = edition_of(job)
    errors = _Errors()
    logger = logging.getLogger("weasyprint")
    logger.addHandler(errors)
    logger.setLevel(logging.WARNING)
    logger.propagate = False
    configuration = FontConfiguration()
    scales: dict[str, float] = {}
    tops: dict[str, float] = {}
    try:
        while True:
            errors.messages.clear()
            page = assemble(job, scales, tops, breaker)
            fetcher = _Fetcher(page.assets.files)
            style = CSS(string=page.css, font_config=configuration, url_fetcher=fetcher, base_url="asset:")
            html = HTML(string=page.html, url_fetcher=fetcher, base_url="asset:")
            document = html.render(
                stylesheets=[style], font_config=configuration, pdf_tags=True, **_options(identifier)
            )
            errors.messages += fetcher.refused
            if errors.messages:
                break
            if len(document.pages) != paper.pages:
                raise CompileError(
                    f"{job.layout.name}, {job.language}, {edition.key}: the page comes out as {len(document.pages)} "
                    f"pages instead of {paper.pages}; something in the layout's page.html overflows."
                )
            measures = dict(_measure(job, document))
            if not _shrink(job, measures, scales) and not _lower(job, measures, tops):
                data: bytes = document.write_pdf(pdf_tags=True, **_options(identifier))
                errors.messages += fetcher.refused
                break
    finally:
        logger.removeHandler(errors)
    if errors.messages:
        raise CompileError(f"{job.layout.name}, {job.language}, {edition.key}: {errors.messages[0][:300]}")
    return Typeset(data, page, {key: scale for key, scale in sorted(scales.items()) if scale < 1})


def _options(identifier: bytes) -> dict[str, Any]:
    return {"pdf_identifier": identifier, "pdf_variant": "pdf/ua-1", "custom_metadata": False}


def _lower(job: Job, measures: Mapping[str, Overflow], tops: dict[str, float]) -> bool:
    """Move texts to the middle or the foot of their box; return whether the page must be laid out again.

    WeasyPrint 70 places boxes wrongly in right-to-left flex containers, and table cells would be tagged as tables.
    """
    _, paper = edition_of(job)
    again = False
    for key, overflow in measures.items():
        region = job.layout.regions[key]
        share = {VAlign.TOP: 0.0, VAlign.CENTER: 0.5, VAlign.BOTTOM: 1.0}[region.valign]
        top = round(max(0.0, 1 - overflow.height) * region.boxes[paper.key].height * share, 3)
        if abs(tops.get(key, 0.0) - top) > _TOLERANCE:
            tops[key] = top
            again = True
    return again


def _shrink(job: Job, measures: Mapping[str, Overflow], scales: dict[str, float]) -> bool:
    """Make the texts that do not fit smaller; return whether the page must be laid out again."""
    again = False
    refused = []
    for key, overflow in measures.items():
        if not overflow.over:
            continue
        region, scale = job.layout.regions[key], scales.get(key, 1.0)
        # Area goes with the square of the size; never skip a step that might fit.
        guess = max(scale * max(overflow.height, overflow.width) ** -0.5, region.floor)
        smaller = min(round(scale - STEP, 4), round(1 - STEP * int((1 - guess) / STEP), 4))
        if smaller < region.floor - 1e-9:
            if scale <= region.floor + 1e-9:
                refused.append(f"{region.label} ({key}) is {overflow}")
                continue
            smaller = region.floor
        scales[key] = smaller
        again = True
    if refused and not again:  # all that is over is told at once
        edition, _ = edition_of(job)
        raise CompileError(
            f"{job.layout.name}, {job.language}, {edition.key}: " + "; ".join(refused) + ". Shorten the text.",
            code="overflow",
        )
    return again


def _measure(job: Job, document: Any) -> Iterator[tuple[str, Overflow]]:
    for page in document.pages:
        for outer in page._page_box.descendants():
            element = getattr(outer, "element", None)
            key = element.get("data-region") if element is not None and hasattr(element, "get") else None
            content = job.contents.get(key) if key else None
            if key is None or not isinstance(content, Locked) or not content.text or not outer.width:
                continue
            region = job.layout.regions[key]
            if region.kind is RegionKind.TEXT and hasattr(outer, "children"):
                yield key, _overflow(outer, region.max_lines * region.columns)


def _overflow(outer: Any, max_lines: int) -> Overflow:
    lines = [box for box in outer.descendants() if type(box).__name__ == "LineBox"]
    texts = [box for box in outer.descendants() if type(box).__name__ == "TextBox"]
    if not lines:
        return Overflow(0, 0, 0)
    top = min(box.position_y for box in lines)
    bottom = max(box.position_y + box.height for box in lines)
    start, end = outer.content_box_x(), outer.content_box_x() + outer.width
    beyond = max(
        [0.0, *(start - box.position_x for box in texts), *(box.position_x + box.width - end for box in texts)]
    )
    height = (bottom - top - _TOLERANCE) / (outer.height + outer.padding_top)
    return Overflow(height, len(lines) - max_lines, 1 + (beyond - _TOLERANCE) / outer.width)
