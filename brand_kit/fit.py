"""The matrix of locale by edition: whether a template's locked copy fits."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from wagtail.models import Locale

from brand_kit.actions.compile_template import compile_template
from brand_kit.composition import tag_of
from brand_kit.models import Template
from brand_kit.permissions import Actor
from brand_kit.rendering.errors import RenderingError
from brand_kit.rendering.master import manifest_from_json


@dataclass(frozen=True)
class Cell:
    """How a template's copy fits in one locale and edition."""

    smallest: float = 1.0
    """The share of its size at which the text that had to shrink most is set."""
    region: str = ""
    problem: str = ""
    """Why there is no master: which region is over, and by how much."""

    @property
    def short(self) -> str:
        """A word or two for a table."""
        if self.problem:
            return "over" if "over by" in self.problem else "fails"
        return "fits" if self.smallest >= 1 else f"fits at {self.smallest * 100:.4g} %"


def fit_matrix(
    template: Template,
    languages: Iterable[str] | None = None,
    *,
    by: Actor = None,
    step: Callable[[str, int, int], None] | None = None,
) -> dict[str, dict[str, Cell]]:
    """Return the cells by locale and edition; compiles what is not compiled yet.

    `step` is told what is done, how many cells are done, and how many there are.
    """
    known = [tag_of(code) for code in Locale.objects.values_list("language_code", flat=True)]
    rows = [tag_of(language) for language in languages] if languages else known
    editions = list(template.design.editions)
    matrix: dict[str, dict[str, Cell]] = {}
    done = 0
    for language in rows:
        matrix[language] = {}
        for edition in editions:
            matrix[language][edition] = _cell(template, language, edition, by)
            done += 1
            if step:
                step(f"{template.slug} {language} {edition}", done, len(rows) * len(editions))
    return matrix


def _cell(template: Template, language: str, edition: str, by: Actor) -> Cell:
    try:
        kept = compile_template(template=template, language_code=language, edition=edition, by=by)
    except RenderingError as error:
        return Cell(problem=str(error))
    fits = manifest_from_json(kept.manifest).fits
    if not fits:
        return Cell()
    region = min(fits, key=lambda key: fits[key])
    return Cell(fits[region], region)
