"""What runs in the caged child of a compile; the child is forked from a process that has WeasyPrint loaded already."""

from __future__ import annotations

from brand_kit.rendering.compile import engine_versions
from brand_kit.rendering.compile_slots import reserve
from brand_kit.rendering.compile_typeset import typeset
from brand_kit.rendering.fonts import FontShelf
from brand_kit.rendering.page import Job


def compile_in_child(job: Job, folder: str) -> tuple[bytes, str]:
    """Return the bytes and the manifest of a job's master; `folder` is the font shelf's."""
    shelf = FontShelf(folder)
    configuration = shelf.font_set(job.brand.fonts).configuration
    master = reserve(job, typeset(job, str(configuration)), shelf, engine_versions())
    return master.data, master.manifest.to_json()
