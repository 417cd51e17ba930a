"""What an import would do, or does, with some rows of a table: each is cleaned, compared and, if need be, refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from campaigns.models import Partner
from campaigns.partner_rows import cells_of, data_of, heading_of
from campaigns.partner_rows_file import PartnerTable, Row
from campaigns.partner_tree import PartnerTree
from campaigns.profile_check import checked_profile
from campaigns.profile_lists import Lists, Profile, ProfileRefused
from campaigns.profile_store import Kept, profiles_of

MOST_SHOWN = 100
"""Rows of each sort that a preview shows."""
MOST_ERRORS = 2_000
"""Faulty cells that a report lists; the others are counted."""


@dataclass
class Outcome:
    """What becomes of one row."""

    row: Row
    kept: Kept | None = None
    profile: Profile | None = None
    """The profile to be written; none if the row is refused or changes nothing."""
    changes: list[tuple[str, str, str]] = field(default_factory=list)
    """Column, old and new."""
    errors: list[tuple[str, str]] = field(default_factory=list)
    """Column and sentence."""


@dataclass
class Report:
    """What an import did, or would do."""

    total: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: int = 0
    columns: dict[str, int] = field(default_factory=dict)
    """How many partners change, by column."""
    shown: list[dict[str, Any]] = field(default_factory=list)
    """The first new and the first changed rows."""
    errors: list[dict[str, Any]] = field(default_factory=list)
    """Row, partner, column and sentence of the first faulty cells."""
    faults: int = 0
    """How many faulty cells there are in all."""

    @property
    def done(self) -> int:
        """How many rows have been worked on."""
        return self.new + self.changed + self.unchanged + self.refused

    def as_json(self) -> dict[str, Any]:
        """Return the report as it is kept with a job."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Report:
        """Return a report that was kept with a job."""
        return cls(**data)

    def add(self, outcomes: Sequence[Outcome]) -> None:
        """Count what became of some rows."""
        for outcome in outcomes:
            slug = outcome.row.cells.get("slug", "")[:80]
            if outcome.errors:
                self.refused += 1
                self._add_errors(outcome, slug)
            elif outcome.profile is None:
                self.unchanged += 1
            else:
                sort = "changed" if outcome.kept else "new"
                number = getattr(self, sort) + 1
                setattr(self, sort, number)
                for column, _old, _new in outcome.changes if outcome.kept else ():
                    self.columns[column] = self.columns.get(column, 0) + 1
                if number <= MOST_SHOWN:
                    entry = {"row": outcome.row.number, "slug": slug, "name": outcome.profile["name"], "sort": sort}
                    self.shown.append({**entry, "changes": outcome.changes if outcome.kept else []})

    def _add_errors(self, outcome: Outcome, slug: str) -> None:
        self.faults += len(outcome.errors)
        for column, message in outcome.errors[: max(0, MOST_ERRORS - len(self.errors))]:
            entry = {"row": outcome.row.number, "slug": slug, "column": column, "message": message}
            self.errors.append({**entry, "cell": outcome.row.cells.get(column, "")[:200]})


def outcomes_of(
    rows: Sequence[Row], table: PartnerTable, lists: Lists, tree: PartnerTree, *, lock: bool
) -> list[Outcome]:
    """Return what becomes of some rows, none of which is below another; the tree takes up what they change.

    Reads the partners that they name, locked if they are to be written; eight queries, however many there are.
    """
    slugs = {row.cells.get("slug", "").lower() for row in rows}
    partners = Partner.objects.filter(slug__in=slugs).order_by()
    if lock:
        partners = partners.select_for_update(of=("self",))
    kept = {each.profile["slug"]: each for each in profiles_of(partners, lists)}
    return [_outcome(row, kept, table, lists, tree) for row in rows]


def _outcome(row: Row, kept: dict[str, Kept], table: PartnerTable, lists: Lists, tree: PartnerTree) -> Outcome:
    if row.problem:
        return Outcome(row, errors=[("", row.problem)])
    cells = {**row.cells, "slug": row.cells["slug"].lower()}
    own = kept.get(cells["slug"])
    before = own.profile if own else None
    data = data_of(cells, before, lists)
    if own and not data:
        return Outcome(row, own)
    try:
        profile = checked_profile(data, before=before, lists=lists)
        _check_above(profile, before, table, tree)
    except ProfileRefused as no:
        return Outcome(row, own, errors=[(heading_of(path, table.headings), why) for path, why in no.errors.items()])
    if profile == before:
        return Outcome(row, own)
    tree.put(profile["slug"], profile["distributor"])
    return Outcome(row, own, profile, _changes(before, profile, table, lists) if before else [])


def _check_above(profile: Profile, before: Profile | None, table: PartnerTable, tree: PartnerTree) -> None:
    slug, distributor = profile["slug"], profile["distributor"]
    if not distributor or (before and before["distributor"] == distributor):
        return
    why = tree.refusal(slug, distributor, table.moving)
    if why and distributor not in tree.above:
        if circle := table.circle(slug):
            why = _("This would go round in a circle: %(path)s.") % {"path": circle}
        elif distributor in table.numbers:
            facts = {"slug": distributor, "row": table.numbers[distributor]}
            why = _("Its distributor “%(slug)s” cannot be imported: mend row %(row)d first.") % facts
    if why:
        raise ProfileRefused({"distributor": why})


def _changes(before: Profile, after: Profile, table: PartnerTable, lists: Lists) -> list[tuple[str, str, str]]:
    old, new = (cells_of(each, table.headings, lists) for each in (before, after))
    return [(column, old[column], new[column]) for column in table.headings if old[column] != new[column]]
