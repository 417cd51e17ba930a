"""Imports and exports of partners as jobs: what is asked for in the admin, and what a worker then does."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile, File
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _

from campaigns.actions.export_partners import export_partners
from campaigns.actions.import_partners import import_partners
from campaigns.jobs import ask_for
from campaigns.models import Job, Partner, User
from campaigns.partner_rows_file import PartnerTable
from campaigns.partner_rows_import import Report
from campaigns.permissions import insist, may_export_partners, may_import_partners
from campaigns.profile_lists import Lists

Beat = Callable[..., None]


def ask_check(*, file: File[Any], strict: bool, by: User) -> Job:
    """Ask for a dry run of an uploaded table.

    Raises:
        PermissionDenied: if `by` may not import partners.
    """
    insist(may_import_partners(by))
    return ask_for(
        "check_import", by=by, options={"name": Path(file.name or "").name[:120], "strict": strict}, file=file
    )


def ask_apply(*, checked: Job, by: User) -> Job | None:
    """Ask for the import of a table that has been checked; none if it was asked for already, or has nothing to do.

    Raises:
        PermissionDenied: if `by` may not import partners.
    """
    insist(may_import_partners(by))
    with transaction.atomic():
        locked = Job.objects.select_for_update().get(pk=checked.pk)
        if not may_apply(locked):
            return None
        job = ask_for("apply_import", by=by, options=dict(locked.options))
        Job.objects.filter(pk=job.pk).update(file=locked.file.name, total=locked.total)
        locked.options["applied_by"] = job.pk
        locked.save(update_fields=["options"])
    return job


def may_apply(job: Job) -> bool:
    """Tell whether a check has found something that can be imported, and nobody has begun to."""
    if job.kind != "check_import" or job.state != Job.State.DONE or "applied_by" in job.options:
        return False
    report = Report.from_json(job.result["report"])
    return bool(report.new + report.changed) and not (job.options["strict"] and report.refused)


def ask_export(*, workbook: bool, by: User) -> Job:
    """Ask for a table of the partners that somebody may see.

    Raises:
        PermissionDenied: if `by` may not export partners.
    """
    insist(may_export_partners(by))
    return ask_for("export_partners", by=by, options={"workbook": workbook})


def check_import(job: Job, beat: Beat) -> dict[str, Any]:
    """Work out what an import would do; begun anew if it is taken over, as it writes nothing."""
    return _import(job, beat, dry_run=True)


def apply_import(job: Job, beat: Beat) -> dict[str, Any]:
    """Import a table, going on where another worker has stopped."""
    changes = _import(job, beat, dry_run=False)
    job.file.delete(save=False)
    return {**changes, "file": ""}


def _import(job: Job, beat: Beat, dry_run: bool) -> dict[str, Any]:
    def progress(report: Report) -> dict[str, Any]:
        return {
            "total": report.total,
            "done": report.done,
            "failed": report.refused,
            "result": {"report": report.as_json()},
        }

    insist(job.by is not None)  # an account that is gone may do nothing
    former = None if dry_run or "report" not in job.result else Report.from_json(job.result["report"])
    with _table(job, beat) as table:
        report = import_partners(
            table=table, by=job.by, dry_run=dry_run, report=former, beat=lambda report: beat(**progress(report))
        )
    return progress(report)


@contextmanager
def _table(job: Job, beat: Beat) -> Iterator[PartnerTable]:
    """Open the job's file, copied to where a workbook can be read out of order."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "table"
        with job.file.open("rb") as source, path.open("wb") as target:
            shutil.copyfileobj(source, target)
        beat()
        table = PartnerTable(path, job.options["name"] or _("The file"), Lists.load(), lambda: beat())
    try:
        yield table
    finally:
        table.close()


def write_export(job: Job, beat: Beat) -> dict[str, Any]:
    """Write the partners that whoever asked may see into the job's file."""
    insist(job.by is not None)  # an account that is gone may do nothing
    partners = Partner.objects.visible_to(job.by)
    total = partners.count()
    beat(total=total)
    workbook = bool(job.options["workbook"])
    with tempfile.TemporaryFile() as file:
        count = export_partners(
            partners=partners, workbook=workbook, file=file, by=job.by, beat=lambda done: beat(done=done)
        )
        file.seek(0)
        name = f"partners-{timezone.now():%Y-%m-%d}.{'xlsx' if workbook else 'csv'}"
        job.file.save(get_random_string(32), ContentFile(file.read()), save=False)
    return {"done": count, "total": total, "file": job.file.name, "result": {"name": name}}
