"""Masters on hand: found by what decides their bytes, read once in a process, kept for ever."""

from __future__ import annotations

import re
from collections import OrderedDict
from pathlib import Path

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from brand_kit.composition import job_for
from brand_kit.models import Master as KeptMaster
from brand_kit.models import Template
from brand_kit.rendering.compile import compile_master, fingerprint
from brand_kit.rendering.errors import CompileError
from brand_kit.rendering.fonts import FontShelf
from brand_kit.rendering.master import Master, manifest_from_json
from brand_kit.rendering.page import Edition, Job
from brand_kit.wording import check_wording

MOST_IN_MEMORY = 64
"""A master takes some hundred kilobytes, of a Chinese one a few megabytes."""

_masters: OrderedDict[str, Master] = OrderedDict()


class MasterMissing(LookupError):
    """No master has been compiled yet for a template as it stands; the message says which."""


def font_shelf() -> FontShelf:
    """Return the shelf that holds the font files of all brands; always a folder, as fontconfig reads it."""
    return FontShelf(Path(settings.MEDIA_ROOT) / "fonts")


def master_for(template: Template, language_code: str, edition: str) -> Master:
    """Return the master of a template as it stands, with approved copy only.

    Never compiles, so it may be called on anybody's request.

    Raises:
        MasterMissing: if none has been compiled since the template, its brand, copy or layout changed.
        RenderingError: if the template has no such edition, or the master's file is damaged.
    """
    kept = kept_master(job_for(template, language_code, edition).job)
    if kept is None:
        raise MasterMissing(f"{template.slug} is not compiled in {language_code} as {edition}; compile the template.")
    return read_master(kept)


def kept_master(job: Job) -> KeptMaster | None:
    """Return the row of the master that a job makes, or none if it has not been made."""
    return KeptMaster.objects.filter(fingerprint=fingerprint(job)).first()


def kept_row(master: Master) -> KeptMaster:
    """Return a row of a master that is kept; raises `LookupError` if none has its digest."""
    kept = KeptMaster.objects.filter(digest=master.manifest.digest).first()
    if kept is None:
        raise LookupError(f"There is no master {master.manifest.digest[:12]}.")
    return kept


def read_master(kept: KeptMaster) -> Master:
    """Return a kept master with its bytes, which are checked when they are read for the first time in a process."""
    master = _masters.get(kept.digest)
    if master is None:
        with kept.file.open("rb") as file:
            master = Master(file.read(), manifest_from_json(kept.manifest))
        master.check()
    return _remember(kept.digest, master)


def draft_master(job: Job) -> Master:
    """Return the master of a job for a preview: a kept one, or else one that only this process remembers.

    Raises:
        CompileError: with the region at fault.
    """
    key = fingerprint(job)
    if known := _masters.get(key):
        return _remember(key, known)
    kept = KeptMaster.objects.filter(fingerprint=key).first()
    return read_master(kept) if kept else _remember(key, compile_master(job, font_shelf()))


def keep_master(
    template: Template, language_code: str, job: Job, *, compiled: Master | None = None
) -> tuple[KeptMaster, bool]:
    """Return the row of a job's master, and whether it is new; `compiled` is one that was made ahead.

    Raises:
        CompileError: with the region at fault.
    """
    key = fingerprint(job)
    kept = KeptMaster.objects.filter(fingerprint=key).first()
    if kept and default_storage.exists(str(kept.file.name)):
        return kept, False
    master = compiled or compile_master(job, font_shelf())
    name = f"masters/{master.manifest.digest}.pdf"
    if not default_storage.exists(name):
        default_storage.save(name, ContentFile(master.data))
    with transaction.atomic():
        return KeptMaster.objects.get_or_create(
            fingerprint=key,
            defaults={
                "template_id": template.pk,
                "revision_id": template.live_revision_id or template.latest_revision_id,
                "language_code": language_code.lower(),
                "edition": job.edition,
                "digest": master.manifest.digest,
                "length": len(master.data),
                "manifest": master.manifest.to_json(),
                "file": name,
            },
        )


_MISFIT = re.compile(r"\((?P<key>[a-z][a-z0-9_-]*)\) is (?P<how>over by .+?)(?=[;.](?:\s|$))")


def misfits(template: Template, language_code: str) -> dict[str, str]:
    """Return the texts that fit on some paper of a template at no size, by key, each with a sentence by how much.

    Compiles one edition for each paper. What cannot be compiled for another reason is told under the empty key.
    """
    found: dict[str, str] = {}
    editions: dict[str, Edition] = {}
    for edition in template.design.editions.values():
        editions.setdefault(edition.paper, edition)
    for edition in editions.values():
        try:
            job = job_for(template, language_code, edition.key, drafts=True).job
            check_wording(template, language_code, job)
            draft_master(job)
        except CompileError as error:
            over = {match["key"]: match["how"] for match in _MISFIT.finditer(str(error))}
            for key, how in over.items():
                found.setdefault(key, f"{edition.label}: this text is {how}. Shorten it.")
            if not over:
                found.setdefault("", str(error))
    return found


def _remember(key: str, master: Master) -> Master:
    _masters[key] = master
    _masters.move_to_end(key)
    while len(_masters) > MOST_IN_MEMORY:
        _masters.popitem(last=False)
    return master
