"""Bring partners up to date with a table."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import nullcontext
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone
from wagtail.models import ModelLogEntry
from wagtail.search.backends import get_search_backends
from wagtail.search.models import IndexEntry

from campaigns.bulk_rows import insert_rows
from campaigns.models import Partner
from campaigns.partner_rows_file import PartnerTable
from campaigns.partner_rows_import import Outcome, Report, outcomes_of
from campaigns.partner_tree import PartnerTree
from campaigns.permissions import Actor, insist, may_import_partners
from campaigns.profile_lists import Lists
from campaigns.profile_store import write_profiles

BATCH = 500
"""Rows that are written, and counted as done, in one transaction."""

Beat = Callable[[Report], None]


def import_partners(
    *,
    table: PartnerTable,
    by: Actor,
    dry_run: bool = False,
    strict: bool = False,
    report: Report | None = None,
    beat: Beat = lambda report: None,
) -> Report:
    """Return a report on the import of a table; rows with errors are left out and told.

    Each batch of rows is one transaction. A partner for which nothing changes is not written.

    Args:
        table: the rows.
        by: the acting user.
        dry_run: whether nothing is written.
        strict: whether nothing is written if any row has an error.
        report: what an earlier run has done; this one goes on after it.
        beat: called after each batch with the report so far, and inside its transaction: what it raises undoes it.

    Raises:
        PermissionDenied: if `by` may not import partners.
    """
    insist(may_import_partners(by))
    if strict and not dry_run and report is None:
        first = import_partners(table=table, by=by, dry_run=True)
        if first.refused:
            return first
    report = report or Report(total=len(table))
    lists, tree = Lists.load(), PartnerTree.whole()
    while report.done < len(table):
        with nullcontext() if dry_run else transaction.atomic():
            outcomes = outcomes_of(table.rows(report.done, BATCH), table, lists, tree, lock=not dry_run)
            if not dry_run:
                _write(outcomes, lists, by)
            report.add(outcomes)
            beat(report)
    return report


def _write(outcomes: Sequence[Outcome], lists: Lists, by: Actor) -> None:
    differing = [outcome for outcome in outcomes if outcome.profile is not None]
    if not differing:
        return
    changes = [(outcome.kept, outcome.profile) for outcome in differing if outcome.profile is not None]
    partners = write_profiles(changes, lists)
    content_type = ContentType.objects.get_for_model(Partner)
    now = timezone.now()
    insert_rows(
        ModelLogEntry,
        [
            {
                "content_type_id": content_type.pk, "object_id": str(partner.pk), "label": str(partner)[:255],
                "timestamp": now, "action": "campaigns.import_partners", "user_id": by.pk if by is not None else None,
                "content_changed": True, "data": _record(outcome), "uuid": None,
            }
            for partner, outcome in zip(partners, differing, strict=True)
        ],
    )  # fmt: skip
    named = [
        partner
        for partner, outcome in zip(partners, differing, strict=True)
        if outcome.kept is None or {"name", "legal_name"} & {column for column, _old, _new in outcome.changes}
    ]
    if named:
        # Taken out first, since what the index has already it would change row by row.
        keys = [str(partner.pk) for partner in named]
        IndexEntry.objects.filter(content_type=content_type, object_id__in=keys).delete()
        for backend in get_search_backends(with_auto_update=True):
            backend.add_bulk(Partner, named)


def _record(outcome: Outcome) -> dict[str, Any]:
    changes = {column: [old, new] for column, old, new in outcome.changes}
    return {"row": outcome.row.number, "new": outcome.kept is None, "changes": changes}
