"""What a campaign makes of the templates that it offers: which of their fields are open, and for whom."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from brand_kit.models import Template
from campaigns.models import Campaign, FieldRule, Partner


@dataclass(frozen=True)
class FieldLimit:
    """What a campaign asks of one field beyond what the template asks."""

    required: bool = False
    max_length: int | None = None


def open_keys(campaign: Campaign, template: Template, partner: Partner) -> frozenset[str]:
    """Return the fields of a template that a partner may fill in a campaign; all others show their samples.

    Never more than the template opens: a rule only narrows. A field of which some rule names a segment is open for
    partners of those segments only.
    """
    opened = {region.key for region in template.regions.all() if not region.locked}
    return frozenset(opened & rules_for(campaign, template, partner).keys())


def rules_for(campaign: Campaign, template: Template, partner: Partner) -> dict[str, FieldLimit]:
    """Return what a campaign asks of each field that it leaves open for a partner, by the field's key.

    Where several rules of a field hold for the partner, the strictest counts: required if any says so, and the smallest
    length.
    """
    by_key: dict[str, list[FieldRule]] = defaultdict(list)
    for rule in campaign.field_rules.all():
        if rule.template_id == template.pk:
            by_key[rule.key].append(rule)
    inside = _segments_of(partner, by_key)
    found = {}
    for region in template.regions.all():
        if region.locked:
            continue
        rules = by_key.get(region.key, [])
        if any(rule.segment_id for rule in rules) and not any(rule.segment_id in inside for rule in rules):
            continue
        holding = [rule for rule in rules if not rule.segment_id or rule.segment_id in inside]
        lengths = [length for length in (region.max_length, *(rule.max_length for rule in holding)) if length]
        required = region.required or any(rule.required for rule in holding)
        found[region.key] = FieldLimit(required, min(lengths, default=None))
    return found


def _segments_of(partner: Partner, by_key: dict[str, list[FieldRule]]) -> set[int]:
    """Return which of the segments that rules name a partner is in."""
    from campaigns.facts import facts_of
    from campaigns.targeting import context_for, matches

    segments = {rule.segment_id: rule.segment for rules in by_key.values() for rule in rules if rule.segment}
    if not segments:
        return set()
    facts, context = facts_of(partner), context_for([segment.rule for segment in segments.values()])
    return {pk for pk, segment in segments.items() if pk and matches(segment.rule, facts, context=context)}
