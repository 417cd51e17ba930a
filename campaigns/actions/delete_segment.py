"""Delete a segment that nothing names."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from campaigns.models import Campaign, FieldRule, Segment
from campaigns.permissions import Actor, insist, may_change_segment


@dataclass(frozen=True)
class Use:
    """Something that names a segment."""

    kind: str
    """`segment`, `campaign`, `exclusion` or `field`."""
    pk: int
    """Of the segment or campaign."""
    text: str
    """What it is, in a few words of the screen's language."""


class SegmentUsed(Exception):
    """A segment is still named; `uses` says by what."""

    def __init__(self, segment: Segment, uses: list[Use]) -> None:
        self.uses = uses
        facts = {"name": segment.name, "uses": "; ".join(use.text for use in uses)}
        super().__init__(_("“%(name)s” cannot be deleted, since it is used: %(uses)s.") % facts)


def delete_segment(*, segment: Segment, by: Actor) -> None:
    """Delete a segment.

    Raises:
        PermissionDenied: if `by` may not change segments.
        SegmentUsed: if another segment, a campaign or a rule for a field names it, be it in a draft.
    """
    insist(may_change_segment(by))
    with transaction.atomic():
        Segment.objects.select_for_update().get(pk=segment.pk)
        if uses := uses_of(segment):
            raise SegmentUsed(segment, uses)
        log(segment, "campaigns.delete_segment", user=by, data={"name": segment.name, "rule": segment.rule})
        segment.delete()


def uses_of(segment: Segment) -> list[Use]:
    """Return what names a segment: other segments, campaigns as published and as drafted, rules for fields."""
    found = [
        Use("segment", each.pk, _("segment “%(name)s”") % {"name": each.name})
        for each in Segment.objects.filter(uses__used=segment)
    ]
    campaigns = Campaign.objects.all()
    for each in campaigns.filter(segments=segment):
        found.append(Use("campaign", each.pk, _("campaign “%(name)s”") % {"name": each.title}))
    for each in campaigns.filter(excluded_segments=segment):
        found.append(Use("exclusion", each.pk, _("campaign “%(name)s”, as an exception") % {"name": each.title}))
    rules = FieldRule.objects.filter(segment=segment).select_related("campaign", "template").order_by("campaign", "pk")
    for rule in rules:
        facts = {"field": rule.key, "template": rule.template.title, "name": rule.campaign.title}
        words = _("field “%(field)s” of “%(template)s” in campaign “%(name)s”") % facts
        found.append(Use("field", rule.campaign_id, words))
    known = {use.pk for use in found if use.kind != "segment"}
    drafts = campaigns.filter(has_unpublished_changes=True).exclude(pk__in=known).select_related("latest_revision")
    for each in drafts:
        if each.latest_revision and _names(each.latest_revision.content, segment.pk):
            found.append(Use("campaign", each.pk, _("the draft of campaign “%(name)s”") % {"name": each.title}))
    return found


def _names(content: dict[str, object], pk: int) -> bool:
    """Tell whether the kept draft of a campaign names a segment."""
    listed = [content.get("segments"), content.get("excluded_segments")]
    rules = content.get("field_rules")
    fields = [rule.get("segment") for rule in rules if isinstance(rule, dict)] if isinstance(rules, list) else []
    return pk in fields or any(isinstance(each, list) and pk in each for each in listed)
