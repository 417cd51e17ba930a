"""The life of a job: asked for, worked on under a lease, taken over from a dead worker, ended.

Whoever works on a job is its owner for as long as the lease lasts, and renews it with every step. Each step is one
conditional update, so that of two who believe to be the owner only one gets anything written: `beat` belongs into the
transaction of the step itself.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.files.base import File
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import get_random_string
from wagtail.log_actions import log

from brand_kit.permissions import Actor, insist
from campaigns.models import Job, User

LEASE = timedelta(seconds=60)
"""How long a worker may be silent before its work is taken over."""
FORGOTTEN = timedelta(minutes=10)
"""How long a job may wait before it is handed to the workers once more."""
OPEN = (Job.State.WAITING, Job.State.RUNNING)


class LeaseLost(Exception):
    """Somebody else owns the job now, or it was cancelled; whatever this step did must be undone."""


def ask_for(kind: str, *, by: User | None, options: dict[str, Any], file: File[Any] | None = None) -> Job:
    """Return a new job, which is handed to the workers when the transaction is committed."""
    with transaction.atomic():
        job = Job.objects.create(kind=kind, by=by, options=options, lease_until=timezone.now() + FORGOTTEN)
        if file is not None:
            job.file.save(get_random_string(32), file)
        hand_over(job.pk)
    return job


def hand_over(pk: int) -> None:
    """Hand a job to the workers when the transaction is committed; handed over twice, it is still done once."""
    from campaigns.tasks import run_job

    transaction.on_commit(lambda: run_job.enqueue(pk))


def claim(pk: int, owner: str) -> Job | None:
    """Return a job that nobody is at work on, now owned by `owner`; none if there is nothing to do."""
    now = timezone.now()
    free = Q(state=Job.State.WAITING) | Q(state=Job.State.RUNNING, lease_until__lt=now)
    changes = {"state": Job.State.RUNNING, "owner": owner, "lease_until": now + LEASE}
    return Job.objects.get(pk=pk) if Job.objects.filter(free, pk=pk).update(**changes) else None


def beat(job: Job, owner: str, **progress: Any) -> None:
    """Write how far a job is and renew the lease.

    Raises:
        LeaseLost: if `owner` does not own it any more.
    """
    own = Job.objects.filter(pk=job.pk, owner=owner, state=Job.State.RUNNING)
    if not own.update(lease_until=timezone.now() + LEASE, **progress):
        raise LeaseLost


def end(job: Job, owner: str, state: str, **progress: Any) -> None:
    """End a job, done or failed.

    Raises:
        LeaseLost: if `owner` does not own it any more.
    """
    beat(job, owner, state=state, ended_at=timezone.now(), **progress)


def reap() -> int:
    """Hand over again the jobs whose worker has died, and those that wait for too long; return how many."""
    now = timezone.now()
    late = Job.objects.filter(state__in=OPEN, lease_until__lt=now)
    count = 0
    for pk in late.values_list("pk", flat=True)[:100]:
        with transaction.atomic():
            # Only one of several who find it gets to hand it over.
            if late.filter(pk=pk).update(state=Job.State.WAITING, owner="", lease_until=now + FORGOTTEN):
                hand_over(pk)
                count += 1
    return count


def may_see_job(by: Actor, job: Job) -> bool:
    """Tell whether somebody may see a job: whoever asked for it."""
    return by is None or bool(by.is_active and (by.pk == job.by_id or getattr(by, "is_superuser", False)))


def cancel(job: Job, by: Actor) -> bool:
    """Cancel a job and return whether it was still open; what it has done already stays done.

    Raises:
        PermissionDenied: if `by` may not see the job.
    """
    insist(may_see_job(by, job))
    changes = {"state": Job.State.CANCELLED, "ended_at": timezone.now(), "owner": ""}
    if not Job.objects.filter(pk=job.pk, state__in=OPEN).update(**changes):
        return False
    log(job, "campaigns.cancel_job", user=by, data={"kind": job.kind})
    return True
