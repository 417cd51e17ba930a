"""What runs in the caged child of a compile; the child is forked from a process that has WeasyPrint loaded already."""

from __future__ import annotations

from brand_kit.rendering.alphabet import direction_of
from brand_kit.rendering.compile import engine_versions, fingerprint
from brand_kit.rendering.compile_page import Breaker, edition_of
from brand_kit.rendering.compile_slots import reserve
from brand_kit.rendering.compile_typeset import typeset
from brand_kit.rendering.fonts import FontShelf
from brand_kit.rendering.page import Job
from brand_kit.rendering.shape import keeps_words, typesetter
from brand_kit.rendering.styles import resolve


def whole_words(job: Job, shelf: FontShelf) -> Breaker:
    """Return a breaker of lines between words only, which WeasyPrint 70 cannot do (CSS `word-break: keep-all`)."""
    edition, paper = edition_of(job)
    setter = typesetter(shelf, job.brand.fonts, job.language, direction_of(job.language))

    def broken(key: str, paragraph: str, scale: float) -> str:
        region = job.layout.regions[key]
        style = resolve(job.layout.styles[region.style], job.brand, job.language, edition.medium)
        gaps = region.column_gap * (region.columns - 1)
        width = (region.boxes[paper.key].width - gaps) / region.columns
        raw = paragraph.encode()
        lines = setter.lines(paragraph, style, style.size * scale, width, direction_of(job.language))
        return "\n".join(raw[line.start : line.end].decode().rstrip(" ") for line in lines)

    return broken


def compile_in_child(job: Job, folder: str) -> tuple[bytes, str]:
    """Return the bytes and the manifest of a job's master; `folder` is the font shelf's."""
    shelf = FontShelf(folder)
    configuration = shelf.font_set(job.brand.fonts).configuration
    breaker = whole_words(job, shelf) if keeps_words(job.language) else None
    master = reserve(
        job, typeset(job, str(configuration), bytes.fromhex(fingerprint(job))[:16], breaker), shelf, engine_versions()
    )
    return master.data, master.manifest.to_json()
