"""How much a segment is used in, for the list of segments."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import prefetch_related_objects
from django.utils.translation import ngettext

from campaigns.models import Segment


def uses_in_words(segments: Iterable[Segment]) -> list[str]:
    """Return in how much each segment is used, such as “2 campaigns, 1 segment”; a number of queries that is fixed."""
    segments = list(segments)
    prefetch_related_objects(segments, "campaigns", "campaigns_without", "field_rules", "used_by")
    return [_in_words(segment) for segment in segments]


def _in_words(segment: Segment) -> str:
    campaigns = {
        *(each.pk for each in segment.campaigns.all()),
        *(each.pk for each in segment.campaigns_without.all()),
        *(each.campaign_id for each in segment.field_rules.all()),
    }
    segments = {each.segment_id for each in segment.used_by.all()}
    words = [
        ngettext("%(number)s campaign", "%(number)s campaigns", len(campaigns)) % {"number": len(campaigns)},
        ngettext("%(number)s segment", "%(number)s segments", len(segments)) % {"number": len(segments)},
    ]
    return ", ".join(each for each, found in zip(words, (campaigns, segments), strict=True) if found)
