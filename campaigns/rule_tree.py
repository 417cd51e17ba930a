"""A rule as it is applied: read from its JSON once, with both forms of each condition."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from campaigns.attributes import OF_KIND, VENDOR
from campaigns.conditions import Both, both_forms
from campaigns.money import Money
from campaigns.operands import ValueRefused, read_value
from campaigns.rule_errors import RuleBroken

BUILT_IN = {
    "tier": "ordered", "partner_type": "choice", "country": "choice", "territory": "place", "language": "choices",
    "product_line": "choices", "certification": "choices", "certifications": "number", "revenue": "money",
    "training_score": "number", "joined": "date", "distributor": "choice", "account_manager": "choice",
}  # fmt: skip
"""The kinds of the attributes that every program has."""
MOST_KEPT = 20_000

Kinds = Mapping[str, str]
"""The kind of each attribute of the vendor, by its key without the `x:`."""


@dataclass(frozen=True, eq=False)
class Condition:
    """One condition: what is asked of which attribute, and both forms of it, before any negation."""

    attribute: str
    kind: str
    operator: str
    value: Any
    negated: bool
    both: Both


@dataclass(frozen=True)
class Reference:
    """A condition that names another segment."""

    segment: int
    negated: bool


@dataclass(frozen=True, eq=False)
class Rule:
    """A rule whose conditions are read; the same text gives the same one, so that it can be looked up by itself."""

    match_all: bool
    conditions: tuple[Condition | Reference, ...]

    @cached_property
    def segments(self) -> tuple[int, ...]:
        """The segments that it names."""
        return tuple(dict.fromkeys(each.segment for each in self.conditions if isinstance(each, Reference)))

    @cached_property
    def places(self) -> frozenset[str]:
        """The codes of the territories that it names."""
        return frozenset(code for each in self._of("territory") for code in each.value)

    @cached_property
    def currencies(self) -> frozenset[str]:
        """The currencies that it names."""
        return frozenset(each.value.currency for each in self._of("revenue") if isinstance(each.value, Money))

    def _of(self, attribute: str) -> list[Condition]:
        return [each for each in self.conditions if isinstance(each, Condition) and each.attribute == attribute]


def text_of(rule: object) -> str:
    """Return a rule's JSON as the text by which a read rule is kept."""
    return json.dumps(rule, sort_keys=True)


class Reader:
    """Reads rules for some kinds of vendor attributes, each text once in this process.

    What is kept depends on the text and the kinds alone, so nothing kept can be out of date.
    """

    _readers: dict[frozenset[tuple[str, str]], Reader] = {}

    def __init__(self, kinds: Kinds) -> None:
        self.kinds = {**BUILT_IN, **{VENDOR + key: kind for key, kind in kinds.items()}}
        self.kept: dict[str, Rule] = {}

    @classmethod
    def of(cls, kinds: Kinds) -> Reader:
        """Return the reader for some kinds."""
        key = frozenset(kinds.items())
        if key not in cls._readers:
            if len(cls._readers) > 100:
                cls._readers.clear()
            cls._readers[key] = cls(kinds)
        return cls._readers[key]

    def read(self, text: str) -> Rule:
        """Return the rule that stands in a text.

        Raises:
            RuleBroken: if it is none, or names an attribute that is not there.
        """
        rule = self.kept.get(text)
        if rule is None:
            rule = self._read(json.loads(text))
            if len(self.kept) >= MOST_KEPT:
                self.kept.clear()
            self.kept[text] = rule
        return rule

    def _read(self, data: Any) -> Rule:
        try:
            match, conditions = data["match"], data["conditions"]
            if match not in ("all", "any"):
                raise ValueError(match)
            return Rule(match == "all", tuple(self._condition(each) for each in conditions))
        except (LookupError, TypeError, ValueError) as error:
            raise RuleBroken(_("A rule cannot be read: open the segment and save it again.")) from error

    def _condition(self, data: Mapping[str, Any]) -> Condition | Reference:
        negated = bool(data.get("negated", False))
        if "segment" in data:
            return Reference(int(data["segment"]), negated)
        key, operator = data["attribute"], data["operator"]
        kind = self.kinds.get(key)
        if kind is None:
            words = _("A rule names the attribute “%(key)s”, which is not there any more: take the condition out.")
            raise RuleBroken(words % {"key": str(key).removeprefix(VENDOR)[:80]})
        if operator not in OF_KIND[kind]:
            raise ValueRefused(operator)
        value = read_value(kind, operator, data.get("value"))
        return Condition(key, kind, operator, value, negated, both_forms(key, kind, operator, value))
