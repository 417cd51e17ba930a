"""Rules as people make them: checked before they are kept, and read out as sentences."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from babel import Locale, UnknownLocaleError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaigns.attributes import AttributeType
from campaigns.context import Context, context_for
from campaigns.operands import ValueRefused, kept_value, read_value
from campaigns.rule_errors import RateMissing, RuleBroken, RuleError, RuleRefused
from campaigns.sentences import rule_sentence

if TYPE_CHECKING:
    from campaigns.models import Segment

__all__ = ["RuleRefused", "cleaned_rule", "keys_named", "segments_naming", "segments_of", "sentence", "warnings"]

MOST_CONDITIONS = 50
MOST_UNFOLDED = 300
"""Conditions that a rule has when each segment in it is written out, so that a database can hold it in one query."""
MOST_NESTED = 8
"""Segments within segments."""


def cleaned_rule(data: object, *, segment: Segment | None = None) -> dict[str, Any]:
    """Return a rule in the one form in which it is kept.

    Args:
        data: the rule as JSON, from an editor or a file.
        segment: whose rule it is to be, so that no segment comes to name itself, however many others are between.

    Raises:
        RuleRefused: with a message for each place that is wrong, such as `conditions.2.value`.
    """
    context = context_for([])
    errors: dict[str, str] = {}
    if not isinstance(data, Mapping):
        raise RuleRefused({"": _("A rule is an object with “match” and “conditions”.")})
    match, conditions = data.get("match", "all"), data.get("conditions", [])
    if match not in ("all", "any"):
        errors["match"] = _("Choose whether all conditions must hold, or any.")
    if not isinstance(conditions, list | tuple):
        raise RuleRefused({**errors, "conditions": _("The conditions are a list.")})
    if len(conditions) > MOST_CONDITIONS:
        words = _("A rule has at most %(most)d conditions: put some into a segment of their own and name that.")
        raise RuleRefused({**errors, "conditions": words % {"most": MOST_CONDITIONS}})
    kept = [_condition(each, f"conditions.{place}", context, errors) for place, each in enumerate(conditions)]
    if not errors:
        _check_nesting({"match": match, "conditions": kept}, segment, context, errors)
    if errors:
        raise RuleRefused(errors)
    return {"match": match, "conditions": kept}


def _condition(data: object, place: str, context: Context, errors: dict[str, str]) -> dict[str, Any]:
    """Return a condition as it is kept; write down what is wrong with it."""
    if not isinstance(data, Mapping):
        errors[place] = _("A condition is an object.")
        return {}
    negated = data.get("negated", False)
    if not isinstance(negated, bool):
        errors[f"{place}.negated"] = _("Say true or false.")
    kept = {"negated": True} if negated is True else {}
    if "segment" in data:
        pk = data["segment"]
        pk = int(pk) if isinstance(pk, str) and pk.isdecimal() else pk
        if isinstance(pk, bool) or not isinstance(pk, int) or pk not in context.segments:
            errors[f"{place}.segment"] = _("Choose a segment that is there.")
        return {"segment": pk, **kept}
    attribute = context.types.get(data.get("attribute"))  # type: ignore[arg-type]
    if attribute is None:
        errors[f"{place}.attribute"] = _("Choose an attribute.")
        return {}
    operator = data.get("operator")
    if operator not in attribute.operators:
        names = ", ".join(str(label) for label in attribute.operators.values())
        errors[f"{place}.operator"] = _("Choose one of: %(names)s.") % {"names": names}
        return {}
    try:
        value = read_value(attribute.kind, str(operator), data.get("value"))
        _check_value(attribute, value, context)
    except (ValueRefused, RateMissing) as refused:
        errors[f"{place}.value"] = str(refused)
        return {}
    whole = {
        "attribute": attribute.key,
        "operator": operator,
        "value": kept_value(attribute.kind, str(operator), value),
    }
    if operator == "is_set":
        del whole["value"]
    return {**whole, **kept}


def _check_value(attribute: AttributeType, value: Any, context: Context) -> None:
    if attribute.kind == "money" and value is not None and value.currency not in context.rates:
        raise RateMissing(value.currency)
    keys = value if isinstance(value, tuple) else (value,)
    if attribute.key == "language" and value is not None:
        strange = [code for code in keys if not _is_language(code)]
    elif attribute.has_choices and value is not None:
        there = attribute.labels(keys)
        strange = [key for key in keys if key not in there]
    else:
        return
    if strange:
        raise ValueRefused(_("There is no “%(value)s” here.") % {"value": strange[0][:80]})


def _is_language(code: str) -> bool:
    try:
        return bool(Locale.parse(code.replace("-", "_")))
    except (UnknownLocaleError, ValueError, TypeError):
        return False


def _check_nesting(rule: dict[str, Any], segment: Segment | None, context: Context, errors: dict[str, str]) -> None:
    """Refuse circles, and what is nested too deep or unfolds too wide, here or in a segment that names this one."""
    named = {pk: segments_of(json.loads(each)) for pk, each in context.segments.items()}
    own = segment.pk if segment is not None else None
    name = segment.name if segment is not None and segment.name else _("this segment")
    for place, each in enumerate(rule["conditions"]):
        if "segment" in each and own and (path := _path(each["segment"], own, named)):
            names = " > ".join(f"“{step}”" for step in (name, *(context.name(pk) for pk in path[:-1]), name))
            words = _("This would go round in a circle: %(path)s.")
            errors[f"conditions.{place}.segment"] = words % {"path": names}
    if errors:
        return
    sizes = {pk: len(json.loads(each).get("conditions", ())) for pk, each in context.segments.items()}
    key = own if own is not None else 0
    named[key], sizes[key] = segments_of(rule), len(rule["conditions"])
    weights: dict[int, tuple[int, int]] = {}
    for pk in [key, *(other for other in named if own and _path(other, own, named))]:
        deep, wide = _weight(pk, named, sizes, weights)
        who = name if pk == key else context.name(pk)
        if deep > MOST_NESTED:
            words = _("Segments would be nested more than %(most)d deep in “%(name)s”.")
            errors["conditions"] = words % {"most": MOST_NESTED, "name": who}
        elif wide > MOST_UNFOLDED:
            words = _("“%(name)s” would come to more than %(most)d conditions with those of its segments.")
            errors["conditions"] = words % {"most": MOST_UNFOLDED, "name": who}


def _path(start: int, end: int, named: Mapping[int, list[int]]) -> tuple[int, ...]:
    """Return the way from one segment to another over the segments that each names; empty if there is none."""
    ways: list[tuple[int, ...]] = [(start,)]
    seen = {start}
    while ways:
        way = ways.pop()
        if way[-1] == end:
            return way
        for pk in named.get(way[-1], ()):
            if pk not in seen:
                seen.add(pk)
                ways.append((*way, pk))
    return ()


def _weight(
    pk: int, named: Mapping[int, list[int]], sizes: Mapping[int, int], weights: dict[int, tuple[int, int]]
) -> tuple[int, int]:
    """Return how deep a segment is nested, and to how many conditions it unfolds."""
    if pk not in weights:
        weights[pk] = (0, 0)  # a circle that is there already ends here
        inner = [_weight(each, named, sizes, weights) for each in named.get(pk, ())]
        weights[pk] = (
            1 + max((deep for deep, _wide in inner), default=-1),
            sizes.get(pk, 0) + sum(wide for _deep, wide in inner),
        )
    return weights[pk]


def segments_of(rule: Mapping[str, Any]) -> list[int]:
    """Return the ids of the segments that a rule names, as often as it names them."""
    return [each["segment"] for each in rule.get("conditions", ()) if "segment" in each]


def sentence(rule: object, *, context: Context) -> str:
    """Return a rule as a sentence in the language of the screen; of a rule that cannot be read, why."""
    try:
        return rule_sentence(context.rule(rule), context)
    except RuleError as error:
        return str(error)


def keys_named(rule: Mapping[str, Any], attribute: str) -> set[str]:
    """Return the keys of values of an attribute that a rule names itself, such as the tiers; none are for segments."""
    found: set[str] = set()
    for each in rule.get("conditions", ()):
        if each.get("attribute") == attribute:
            value = each.get("value")
            found |= {str(key) for key in (value if isinstance(value, list) else [value]) if key is not None}
    return found


def segments_naming(attribute: str, key: str | None = None) -> list[Segment]:
    """Return the segments whose own rule names an attribute, or one value of it, before it is deleted. One query."""
    from campaigns.models import Segment

    def names(rule: Mapping[str, Any]) -> bool:
        if key is not None:
            return key in keys_named(rule, attribute)
        return any(each.get("attribute") == attribute for each in rule.get("conditions", ()))

    return [segment for segment in Segment.objects.all() if names(segment.rule)]


def warnings(rules: Iterable[object], *, context: Context) -> list[str]:
    """Return what a count of some rules leaves out: partners whose revenue is in a currency without a rate.

    One query, and none if no rule compares money.
    """
    from django.db.models import Count

    from campaigns.models import Partner

    try:
        reached = [each for rule in rules for each in context.reach(context.rule(rule))]
    except (RuleBroken, RateMissing) as error:
        return [str(error)]
    if not any(each.currencies for each in reached):
        return []
    rows = Partner.objects.filter(revenue__isnull=False).exclude(revenue_currency__in=list(context.rates)).order_by()
    counted = Counter(
        dict(rows.values("revenue_currency").annotate(number=Count("pk")).values_list("revenue_currency", "number"))
    )
    return [
        ngettext(
            "%(number)d partner reports its revenue in %(currency)s, for which there is no exchange rate.",
            "%(number)d partners report their revenue in %(currency)s, for which there is no exchange rate.",
            number,
        ) % {"number": number, "currency": currency}
        for currency, number in sorted(counted.items())
    ]  # fmt: skip
