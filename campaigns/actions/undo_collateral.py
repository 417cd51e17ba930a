"""Go back to what stood in a collateral before."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction

from brand_kit.permissions import Actor, insist
from campaigns.actions.fill_collateral import write_version
from campaigns.member_permissions import may_fill
from campaigns.models import Collateral, CollateralVersion

TOGETHER = timedelta(seconds=20)
"""Changes of one field by one person within this time are undone together."""


def undo_collateral(*, collateral: Collateral, by: Actor, to: int | None = None) -> Collateral:
    """Make an earlier version stand again, as a new version; by default that before the last change.

    Does nothing where there is nothing to go back to.

    Raises:
        PermissionDenied: if `by` may not fill this collateral.
    """
    insist(may_fill(by, collateral))
    with transaction.atomic():
        current: Collateral = Collateral.objects.select_for_update().get(pk=collateral.pk)
        number = to or before_last(current)
        wanted = current.versions.filter(number=number).first() if number else None
        if wanted is not None:
            write_version(current, wanted.entered, wanted.language_code, by)
            current.versions.filter(number=current.version).update(undoes=wanted.number)
    return current


def before_last(collateral: Collateral) -> int | None:
    """Return the number of the version that stood before the last change, or none if there is none.

    An undoing counts as standing where it went back to, so that undoing again goes back further.
    """
    versions = {each.number: each for each in collateral.versions.all()}
    at = versions.get(collateral.version)
    while at is not None and at.undoes is not None and at.undoes in versions:
        at = versions[at.undoes]
    if at is None:
        return None
    before = versions.get(at.number - 1)
    while before is not None and (earlier := versions.get(before.number - 1)) and _together(earlier, before, at):
        at, before = before, earlier
    return before.number if before else None


def _together(earlier: CollateralVersion, before: CollateralVersion, at: CollateralVersion) -> bool:
    first, second = _changed(earlier, before), _changed(before, at)
    return (
        before.undoes is None
        and before.by_id == at.by_id
        and first == second
        and len(first) == 1
        and at.at - before.at < TOGETHER
    )


def _changed(one: CollateralVersion, other: CollateralVersion) -> set[str]:
    keys = {key for key in {*one.entered, *other.entered} if one.entered.get(key) != other.entered.get(key)}
    return keys | ({"@language"} if one.language_code != other.language_code else set())
