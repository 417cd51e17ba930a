"""Save what was typed into the fields of a collateral."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone

from brand_kit.permissions import Actor, insist
from campaigns.member_permissions import account_of, may_fill
from campaigns.models import Collateral, CollateralVersion
from campaigns.offers import open_keys

MOST_CHARACTERS = 20_000
"""Of all that is typed into one collateral, as JSON; a page of text has some three thousand."""
MOST_VERSIONS = 200
"""How many versions of a collateral are kept to go back to."""


class NotOpen(LookupError):
    """A field that this partner may not change."""


class TooMuch(ValueError):
    """More text than any page holds."""


@dataclass(frozen=True)
class Conflict:
    """One field that somebody else has changed meanwhile; theirs stands, and both are in the versions."""

    theirs: object
    yours: object


@dataclass(frozen=True)
class Saved:
    """What became of a change."""

    collateral: Collateral
    conflicts: Mapping[str, Conflict] = field(default_factory=dict)


def fill_collateral(*, collateral: Collateral, changes: Mapping[str, object], base: int, by: Actor) -> Saved:
    """Save what was typed, as it was typed; whether it is good is for `composition.compose` to say.

    `base` is the version on which the change was made. What somebody else changed since in other fields stays; where
    the same field was changed by both, theirs stands and yours is kept as a version of its own. None as a value
    forgets what was typed, so that profile or sample stand in the field again.

    Raises:
        PermissionDenied: if `by` may not fill this collateral.
        NotOpen: if a field is not open for this partner.
        TooMuch: if it is more than any page holds.
    """
    insist(may_fill(by, collateral))
    if closed := changes.keys() - open_keys(collateral.campaign, collateral.template, collateral.partner):
        raise NotOpen(", ".join(sorted(key[:60] for key in closed)))
    with transaction.atomic():
        current: Collateral = Collateral.objects.select_for_update().get(pk=collateral.pk)
        conflicts = _conflicts(current, changes, base)
        if conflicts:
            _write(current, {**current.entered, **changes}, by)
            changes = {**changes, **{key: conflict.theirs for key, conflict in conflicts.items()}}
        if conflicts or any(current.entered.get(key) != value for key, value in changes.items()):
            _write(current, {**current.entered, **changes}, by)
    for name in ("entered", "version", "changed_at", "changed_by"):
        setattr(collateral, name, getattr(current, name))
    return Saved(collateral, conflicts)


def _conflicts(current: Collateral, changes: Mapping[str, object], base: int) -> dict[str, Conflict]:
    if base >= current.version:
        return {}
    known = current.versions.filter(number=base).first()
    before = known.entered if known else {}
    return {
        key: Conflict(theirs, yours)
        for key, yours in changes.items()
        if (theirs := current.entered.get(key)) != before.get(key) and theirs != yours
    }


def _write(collateral: Collateral, entered: Mapping[str, object], by: Actor) -> None:
    kept = {key: value for key, value in entered.items() if value is not None}
    if len(json.dumps(kept, ensure_ascii=False)) > MOST_CHARACTERS:
        raise TooMuch("This is more than a page holds.")
    write_version(collateral, kept, collateral.language_code, by)


def write_version(collateral: Collateral, entered: dict[str, object], language_code: str, by: Actor) -> None:
    """Make `entered` what stands in a collateral, as a new version; the oldest versions are let go."""
    user = account_of(by)
    collateral.entered, collateral.language_code = entered, language_code
    collateral.version += 1
    collateral.changed_at, collateral.changed_by = timezone.now(), user
    collateral.save(update_fields=["entered", "language_code", "version", "changed_at", "changed_by"])
    CollateralVersion.objects.create(
        collateral=collateral, number=collateral.version, entered=entered, language_code=language_code, by=user
    )
    collateral.versions.filter(number__lte=collateral.version - MOST_VERSIONS).delete()
