"""What a master keeps for a partner's logo: the colours that may lie under it, and how large the brand's own stand."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

import pikepdf
from pikepdf import Dictionary, Object, Pdf

from brand_kit.rendering.compile_page import edition_of
from brand_kit.rendering.master import DrawnLogo
from brand_kit.rendering.page import Job
from brand_kit.rendering.styles import operators

_Matrix = tuple[float, float, float, float, float, float]
_UNIT: _Matrix = (1, 0, 0, 1, 0, 0)
_DEEPEST = 12


def plates(job: Job) -> Dictionary:
    """Return the brand's colours by name as the operators that set them, which the master's own bytes then say."""
    medium = edition_of(job)[0].medium
    return Dictionary(
        {f"/{name}": pikepdf.String(operators(ink, medium)) for name, ink in sorted(job.brand.colours.items())}
    )


def drawn_logos(pdf: Pdf, logos: Mapping[tuple[int, int], str]) -> tuple[DrawnLogo, ...]:
    """Return the brand's logos as they are drawn, page by page; `logos` has digests by the object that draws one."""
    if not logos:
        return ()
    return tuple(
        DrawnLogo(logos[number], page, round(math.hypot(*matrix[:2]), 2), round(math.hypot(*matrix[2:4]), 2))
        for page, leaf in enumerate(pdf.pages, 1)
        for number, matrix in _painted(leaf.obj, _UNIT, set(logos), 0)
    )


def _painted(
    holder: Object, matrix: _Matrix, wanted: set[tuple[int, int]], depth: int
) -> Iterator[tuple[tuple[int, int], _Matrix]]:
    """Yield the forms that are wanted with the matrix under which each is painted."""
    forms = holder.get("/Resources", Dictionary()).get("/XObject", Dictionary())
    if depth > _DEEPEST or not forms:
        return
    kept: list[_Matrix] = []
    for instruction in pikepdf.parse_content_stream(holder, "q Q cm Do"):
        operands = instruction.operands
        match str(instruction.operator):
            case "q":
                kept.append(matrix)
            case "Q" if kept:
                matrix = kept.pop()
            case "cm":
                a, b, c, d, e, f = (float(str(number)) for number in operands)
                matrix = _times((a, b, c, d, e, f), matrix)
            case "Do":
                form = forms.get(str(operands[0]))
                if form is None or form.get("/Subtype") != "/Form":
                    continue
                if form.objgen in wanted:
                    yield form.objgen, matrix
                else:
                    yield from _painted(form, matrix, wanted, depth + 1)


def _times(one: _Matrix, other: _Matrix) -> _Matrix:
    a, b, c, d, e, f = one
    g, h, i, j, k, m = other
    return (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m)
