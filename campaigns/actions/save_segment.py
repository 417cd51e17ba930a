"""Keep a segment: its name, what it is for, and its rule."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from wagtail.log_actions import log

from campaigns.models import Segment, SegmentUse
from campaigns.permissions import Actor, insist, may_change_segment
from campaigns.rules import cleaned_rule, segments_of


def save_segment(*, segment: Segment, rule: object, by: Actor) -> Segment:
    """Save a segment, new or not, with a rule, and note which other segments the rule names.

    Args:
        segment: with its name and description as they are to be.
        rule: as JSON, from an editor or a file.
        by: who saves it.

    Raises:
        PermissionDenied: if `by` may not change segments.
        RuleRefused: with what is wrong with the rule, place by place.
        ValidationError: with what is wrong with the name.
    """
    insist(may_change_segment(by))
    with transaction.atomic():
        # One at a time: two people who each name the other's segment would otherwise both be let through.
        before = dict(Segment.objects.select_for_update().order_by("pk").values_list("pk", "rule"))
        segment.rule = cleaned_rule(rule, segment=segment)
        segment.full_clean(exclude=["rule"])
        segment.save()
        named = set(segments_of(segment.rule))
        segment.uses.exclude(used__in=named).delete()
        noted = set(segment.uses.values_list("used", flat=True))
        SegmentUse.objects.bulk_create(SegmentUse(segment=segment, used_id=pk) for pk in sorted(named - noted))
        changes: dict[str, Any] = {"rule": segment.rule, "before": before.get(segment.pk)}
        log(segment, "campaigns.save_segment", user=by, data=changes)
    return segment
