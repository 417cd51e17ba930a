"""The fonts that a master embeds for its slots: what its locale's alphabet needs, where that is not too much."""

from __future__ import annotations

from collections.abc import Iterable

from brand_kit.rendering.alphabet import alphabet, direction_of
from brand_kit.rendering.compile_page import edition_of
from brand_kit.rendering.embed import Subset, subset
from brand_kit.rendering.fonts import Face, FontShelf
from brand_kit.rendering.page import Job, Open, RegionKind
from brand_kit.rendering.shape import TextStyle, typesetter
from brand_kit.rendering.styles import resolve

MOST_LETTERS = 1000
"""A face that an alphabet needs more letters of is left to fills: each brings the few glyphs that it uses."""


def slot_styles(job: Job) -> dict[str, TextStyle]:
    """Return by key the styles of a job's text slots."""
    edition, _ = edition_of(job)
    return {
        key: resolve(job.layout.styles[job.layout.regions[key].style], job.brand, job.language, edition.medium)
        for key, content in job.contents.items()
        if isinstance(content, Open) and job.layout.regions[key].kind is RegionKind.TEXT
    }


def slot_fonts(job: Job, styles: Iterable[TextStyle], shelf: FontShelf) -> list[Subset]:
    """Return what to embed for slots of these styles, in the order of the faces' keys."""
    setter = typesetter(shelf, job.brand.fonts, job.language, direction_of(job.language))
    wanted: dict[Face, set[str]] = {}
    letters = alphabet(job.language)
    for style in {(style.families, style.weight): style for style in styles}.values():
        for face, characters in setter.faces(letters, style).items():
            wanted.setdefault(face, set()).update(characters)
    return [
        subset(face, wanted[face])
        for face in sorted(wanted, key=lambda face: face.key)
        if len(wanted[face]) <= MOST_LETTERS
    ]
