"""Lines of type in a brand's own fonts, as outlines, so that no font file ever leaves the site."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import uharfbuzz
from fontTools.pens.svgPathPen import SVGPathPen

from brand_kit.fields.samples import sample_partner
from brand_kit.rendering.errors import RenderingError

if TYPE_CHECKING:
    from brand_kit.models import Brand, FontFile

SPEAKERS = {
    "Latn": "en", "Grek": "el", "Cyrl": "", "Arab": "ar", "Hebr": "he", "Deva": "hi", "Thai": "th", "Jpan": "ja",
    "Kore": "ko", "Hans": "zh", "Hant": "zh-Hant",
}  # fmt: skip
"""The language whose sample stands for a script."""


@dataclass(frozen=True, slots=True)
class Specimen:
    """A line of type as the outline of an SVG."""

    family: str
    weight: int
    text: str
    path: str
    width: int
    """In thousandths of an em, as are the height and the outline's own numbers."""
    height: int = 1500


def type_specimens(brand: Brand) -> list[Specimen]:
    """Return a line for each typeface, script and weight of a brand for which it has a font file."""
    return [
        specimen
        for typeface in brand.typefaces.all()
        for script in typeface.scripts
        for font in brand.font_files.all()
        for specimen in _lines(font, typeface.family, script)
    ]


def _lines(font: FontFile, family: str, script: str) -> Iterator[Specimen]:
    text = sample_partner(SPEAKERS[script]).name if SPEAKERS.get(script) else ""
    for face in font.faces:
        if face["family"] == family and text and not face.get("italic"):
            try:
                yield _set(font.digest, face["index"], family, face["weight"], text)
            except RenderingError:
                continue  # the file is not on the shelf; the checks say so


def _set(digest: str, index: int, family: str, weight: int, text: str) -> Specimen:
    from brand_kit.masters import font_shelf

    face = font_shelf().face(f"{digest}:{index}")
    font = uharfbuzz.Font(face.harfbuzz)
    scale = 1000 / face.units
    buffer = uharfbuzz.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    uharfbuzz.shape(font, buffer)
    x, parts = 0.0, []
    for info, place in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
        pen = _Moved(x + place.x_offset * scale, 1100 - place.y_offset * scale, scale)
        font.draw_glyph_with_pen(info.codepoint, pen)
        parts.append(pen.getCommands())
        x += place.x_advance * scale
    return Specimen(family, weight, text, "".join(parts), round(x) + 1)


class _Moved(SVGPathPen):
    """A pen that sets a glyph down at a place, with y growing downwards as in SVG."""

    def __init__(self, x: float, y: float, scale: float) -> None:
        super().__init__(None, ntos=lambda number: f"{number:.0f}")
        self._x, self._y, self._scale = x, y, scale

    def _to(self, point: tuple[float, float]) -> tuple[float, float]:
        return (self._x + point[0] * self._scale, self._y - point[1] * self._scale)

    def moveTo(self, pt: tuple[float, float]) -> None:
        super().moveTo(self._to(pt))

    def lineTo(self, pt: tuple[float, float]) -> None:
        super().lineTo(self._to(pt))

    def curveTo(self, *points: tuple[float, float]) -> None:
        super().curveTo(*map(self._to, points))

    def qCurveTo(self, *points: tuple[float, float]) -> None:
        super().qCurveTo(*map(self._to, points))
