"""One rule, two forms side by side: `matches` asks the facts of one partner, `audience_q` asks the database.

Both say the same of every partner, nulls and empties included; a property test proves it on both databases.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from operator import and_, or_

from django.db.models import Q

from campaigns.conditions import ALWAYS
from campaigns.context import Context, context_for
from campaigns.facts import Facts, facts_of, facts_of_many
from campaigns.rule_errors import RateMissing, RuleBroken, RuleError
from campaigns.rule_tree import Condition, Reference, Rule
from campaigns.sentences import condition_sentence, what_it_has

__all__ = [
    "Context", "Facts", "RateMissing", "Reason", "RuleBroken", "RuleError", "Verdict", "audience_q", "context_for",
    "explain", "facts_of", "facts_of_many", "holds", "matches",
]  # fmt: skip

Known = dict[int, bool]
"""Of segments, whether the partner in hand is in them."""


@dataclass(frozen=True)
class Reason:
    """What came of one condition."""

    text: str
    """The condition as a sentence."""
    matched: bool
    """Whether it holds as it is written, negation included."""
    detail: str
    """What the partner has; of a segment, nothing."""
    children: tuple[Reason, ...] = ()
    """Of a segment, what came of its conditions."""


@dataclass(frozen=True)
class Verdict:
    """Whether a rule holds for a partner, and why."""

    matched: bool
    reasons: tuple[Reason, ...]


def matches(rule: object, facts: Facts, *, context: Context, known: Known | None = None) -> bool:
    """Tell whether a rule holds for a partner.

    Args:
        rule: as it is kept, JSON.
        facts: what is known of the partner.
        context: what the rule is applied with.
        known: which segments this partner is in, as far as that is known; what is found is added.

    Raises:
        RateMissing: if the rule, or a segment in it, names a currency that has no rate.
        RuleBroken: if it names what is not there.
    """
    read = context.rule(rule)
    context.prepare(context.reach(read))
    return _holds(read, facts, context, {} if known is None else known)


def holds(segment: int, facts: Facts, *, context: Context, known: Known) -> bool:
    """Tell whether a partner is in a segment that `context.reach` has let through; `known` is added to."""
    held = known.get(segment)
    if held is None:
        held = known[segment] = _holds(context.segment(segment), facts, context, known)
    return held


def _holds(rule: Rule, facts: Facts, context: Context, known: Known) -> bool:
    for each in rule.conditions:
        if isinstance(each, Reference):
            held = holds(each.segment, facts, context=context, known=known)
        else:
            held = each.both.holds(facts, context)
        if (held is each.negated) is rule.match_all:
            return not rule.match_all
    return rule.match_all or not rule.conditions


def audience_q(rule: object, *, context: Context) -> Q:
    """Return the partners for whom a rule holds, as a condition for `Partner.objects.filter`.

    It joins nothing, so that no partner comes twice, and may be negated and combined.

    Raises:
        RateMissing: if the rule, or a segment in it, names a currency that has no rate.
        RuleBroken: if it names what is not there.
    """
    read = context.rule(rule)
    context.prepare(context.reach(read))
    return _as_q(read, context)


def _as_q(rule: Rule, context: Context) -> Q:
    conditions = []
    for each in rule.conditions:
        held = _condition_q(each, context)
        conditions.append(~held if each.negated else held)
    return reduce(and_ if rule.match_all else or_, conditions) if conditions else ALWAYS


def _condition_q(condition: Condition | Reference, context: Context) -> Q:
    if isinstance(condition, Reference):
        return _as_q(context.segment(condition.segment), context)
    return condition.both.as_q(context)


def explain(rule: object, facts: Facts, *, context: Context) -> Verdict:
    """Return whether a rule holds for a partner and why, condition by condition, in the language of the screen.

    Raises:
        RateMissing: if the rule, or a segment in it, names a currency that has no rate.
        RuleBroken: if it names what is not there.
    """
    read = context.rule(rule)
    context.prepare(context.reach(read))
    return Verdict(_holds(read, facts, context, {}), _reasons(read, facts, context))


def _reasons(rule: Rule, facts: Facts, context: Context) -> tuple[Reason, ...]:
    reasons = []
    for each in rule.conditions:
        text = condition_sentence(each, context)
        if isinstance(each, Reference):
            inner = context.segment(each.segment)
            held = _holds(inner, facts, context, {})
            reasons.append(Reason(text, held is not each.negated, "", _reasons(inner, facts, context)))
        else:
            held = each.both.holds(facts, context)
            reasons.append(Reason(text, held is not each.negated, what_it_has(each, facts, context)))
    return tuple(reasons)
