"""Delete an entry of one of the vendor's lists, such as a tier, that nothing needs."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from brand_kit.permissions import Actor, insist
from campaigns.models import Attribute, Certification, Partner, PartnerType, ProductLine, Segment, Tier
from campaigns.permissions import may_change_program
from campaigns.rules import segments_naming

Entry = PartnerType | Tier | ProductLine | Certification | Attribute


@dataclass(frozen=True)
class Needs:
    """What needs an entry, and what would go with it."""

    segments: list[Segment] = field(default_factory=list)
    """The segments whose rules name it."""
    partners: int = 0
    """The partners that have it."""
    keeps: bool = False
    """Whether partners that have it keep it from being deleted; from others it is taken."""

    @property
    def stand_against(self) -> bool:
        """Whether the entry cannot be deleted."""
        return bool(self.segments) or (self.keeps and self.partners > 0)


class EntryNeeded(Exception):
    """Something needs the entry; `needs` says what."""

    def __init__(self, entry: Entry, needs: Needs) -> None:
        """Keep what needs it."""
        super().__init__(_("“%(name)s” cannot be deleted, since it is used.") % {"name": entry})
        self.needs = needs


def delete_program_entry(*, entry: Entry, by: Actor) -> None:
    """Delete an entry; product lines and the vendor's own attributes are taken from the partners that have them.

    Raises:
        PermissionDenied: if `by` may not change the program.
        EntryNeeded: if a segment names it, or partners have that type, tier or certification.
    """
    insist(may_change_program(by))
    with transaction.atomic():
        type(entry).objects.select_for_update().get(pk=entry.pk)
        if (needs := needs_of(entry)).stand_against:
            raise EntryNeeded(entry, needs)
        data = {"name": str(entry), "key": key_of(entry), "partners": needs.partners}
        log(entry, "campaigns.delete_program_entry", user=by, data=data, deleted=True)
        entry.delete()


def needs_of(entry: Entry) -> Needs:
    """Return what needs an entry; three queries at most."""
    match entry:
        case Attribute():
            return Needs(segments_naming(f"x:{entry.key}"), entry.values.count())
        case PartnerType():
            return Needs(segments_naming("partner_type", entry.slug), entry.partners.count(), keeps=True)
        case Tier():
            return Needs(segments_naming("tier", entry.slug), entry.partners.count(), keeps=True)
        case Certification():
            return Needs(segments_naming("certification", entry.slug), entry.holders.count(), keeps=True)
        case ProductLine():
            partners = Partner.objects.filter(product_lines=entry).count()
            return Needs(segments_naming("product_line", entry.slug), partners)


def key_of(entry: Entry) -> str:
    """Return the name by which rules and files know an entry."""
    return entry.key if isinstance(entry, Attribute) else entry.slug
