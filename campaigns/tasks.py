"""The work that workers do; a task carries ids only, and may run twice without doing anything twice."""

from __future__ import annotations

import logging
import os
import socket
import uuid
from collections.abc import Callable
from functools import partial

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django_tasks import task

from brand_kit.rows import TableRefused
from campaigns.jobs import LeaseLost, beat, claim, end, reap
from campaigns.models import Job
from campaigns.partner_jobs import apply_import, check_import, write_export

logger = logging.getLogger(__name__)

Work = Callable[[Job, Callable[..., None]], dict[str, object]]
KINDS: dict[str, Work] = {
    "check_import": check_import,
    "apply_import": apply_import,
    "export_partners": write_export,
}
"""What each kind of job does: it is given the job and what renews the lease, and returns the job's last changes."""


@task(backend="jobs")
def run_job(pk: int) -> None:
    """Do a job, unless somebody is at work on it or it has ended; first hand over what dead workers left behind."""
    reap()
    owner = f"{socket.gethostname()[:30]}:{os.getpid()}:{uuid.uuid4().hex[:12]}"
    job = claim(pk, owner)
    if job is None:
        return
    language = getattr(job.by, "language", "") or settings.LANGUAGE_CODE
    with translation.override(language):
        try:
            changes = KINDS[job.kind](job, partial(beat, job, owner))
            end(job, owner, Job.State.DONE, **changes)
        except LeaseLost:
            logger.info("Job %s is not ours any more.", pk)
        except TableRefused as no:
            _fail(job, owner, str(no))
        except Exception:
            logger.exception("Job %s failed.", pk)
            _fail(job, owner, _("Something went wrong that is no fault of yours. Please try again."))


def _fail(job: Job, owner: str, why: str) -> None:
    try:
        result = Job.objects.values_list("result", flat=True).get(pk=job.pk)
        end(job, owner, Job.State.FAILED, result={**result, "error": why})
    except LeaseLost:
        logger.info("Job %s is not ours any more.", job.pk)
