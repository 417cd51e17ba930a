"""Compiling: a layout, a brand and locked copy in, a master out; once per template revision, locale and edition."""

from __future__ import annotations

import hashlib
import json
from dataclasses import is_dataclass
from importlib.metadata import version

from brand_kit.rendering import pango
from brand_kit.rendering.alphabet import direction_of
from brand_kit.rendering.errors import CompileError
from brand_kit.rendering.fonts import FontShelf
from brand_kit.rendering.master import FORMAT, Master, manifest_from_json
from brand_kit.rendering.page import Job
from brand_kit.rendering.picture import Picture
from brand_kit.rendering.sandbox import CageError, Limits, run_in_cage
from brand_kit.rendering.shape import typesetter

MEBIBYTE = 1024 * 1024
SECONDS, MEMORY = 120.0, 3072 * MEBIBYTE
"""What one compile may take; a flyer in Chinese needs about a tenth of it."""


COMPILER = 3
"""Goes up with every change of ours after which a compile gives other bytes."""


def engine_versions() -> dict[str, str]:
    """Return the versions on which a master's bytes depend."""
    names = ("weasyprint", "pydyf", "pikepdf", "uharfbuzz", "fonttools", "gflanguages", "babel")
    return {
        **{name: version(name) for name in names},
        "pango": pango.version(),
        "compiler": str(COMPILER),
        "format": str(FORMAT),
    }


def fingerprint(job: Job) -> str:
    """Return a SHA-256 over everything that decides a master's bytes, so that nothing is compiled twice."""
    text = json.dumps([_plain(job), engine_versions()], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: object) -> object:
    if isinstance(value, Picture):
        return value.digest
    if isinstance(value, bytes):
        return hashlib.sha256(value).hexdigest()
    if is_dataclass(value) and not isinstance(value, type):
        return {name: _plain(getattr(value, name)) for name in value.__dataclass_fields__} | {"": type(value).__name__}
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    return value


def compile_master(job: Job, shelf: FontShelf) -> Master:
    """Lay a page out and return it as a master.

    Works in a child process with limits and without a network.

    Raises:
        CompileError: with the layout, the locale, the edition and the region at fault.
    """
    where = f"{job.layout.name}, {job.language}, {job.edition}"
    for key in job.contents:
        if key not in job.layout.regions:
            raise CompileError(f"The layout {job.layout.name} has no region {key}.")
    # Opening the fonts here writes fontconfig's cache, which the child may only read.
    typesetter(shelf, job.brand.fonts, job.language, direction_of(job.language))
    # WeasyPrint is imported with it: only a process that compiles pays for that.
    from brand_kit.rendering.compile_child import compile_in_child

    limits = Limits(seconds=SECONDS, cpu_seconds=int(SECONDS), memory=MEMORY, reads=(str(shelf.folder),))
    try:
        data, manifest = run_in_cage(compile_in_child, job, str(shelf.folder), limits=limits)
    except CageError as error:
        why = (error.detail.strip().splitlines() or [str(error)])[-1]
        raise CompileError(f"{where}: the compile was stopped ({error.code}): {why[:300]}") from error
    return Master(data, manifest_from_json(manifest))
