"""What rules are applied with: the day, the rates, the vendor's lists, the places and the segments that they name."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

from django.apps import apps
from django.db.models import QuerySet, TextField
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.translation import gettext as _

from campaigns.attributes import AttributeType, all_attributes
from campaigns.money import Money, RateMissing, Rates, Span, rates_on, whole_span
from campaigns.rule_errors import RuleBroken, RuleError
from campaigns.rule_tree import Reader, Rule, text_of
from campaigns.statements import Statement


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of one of the vendor's lists."""

    pk: int
    name: str
    rank: int = 0


@dataclass(frozen=True, slots=True)
class VendorAttribute:
    """An attribute of the vendor."""

    pk: int
    kind: str


class Context:
    """Everything that rules are applied with, each part read when it is first asked for.

    Make one for each request or job and let go of it: it does not follow what changes meanwhile.
    """

    def __init__(self, on: datetime.date) -> None:
        """Take the day for which certifications, rates and spans of time count."""
        self.on = on
        self._paths: dict[str, str] = {}
        self._paths_of: dict[tuple[str, ...], tuple[str, ...]] = {}
        self._spans: dict[tuple[int, str], tuple[Money, Span]] = {}
        self._checked: set[Rule] = set()
        self._rules: dict[int, Rule] = {}
        self._labels: dict[str, dict[str, str]] = {}
        self._own_rules: dict[int, str] = {}
        self._own_names: dict[int, str] = {}

    @cached_property
    def tiers(self) -> dict[str, Entry]:
        """The tiers by slug."""
        return _entries("Tier", "rank")

    @cached_property
    def partner_types(self) -> dict[str, Entry]:
        """The partner types by slug."""
        return _entries("PartnerType")

    @cached_property
    def product_lines(self) -> dict[str, Entry]:
        """The product lines by slug."""
        return _entries("ProductLine")

    @cached_property
    def certifications(self) -> dict[str, Entry]:
        """The certifications by slug."""
        return _entries("Certification")

    @cached_property
    def attributes(self) -> dict[str, VendorAttribute]:
        """The vendor's attributes by key."""
        return {key: VendorAttribute(pk, kind) for key, pk, kind in _ATTRIBUTES.rows()}

    @cached_property
    def types(self) -> dict[str, AttributeType]:
        """All attributes as the registry describes them."""
        return all_attributes()

    @cached_property
    def rates(self) -> Rates:
        """The exchange rates of the day."""
        return rates_on(self.on)

    @cached_property
    def segments(self) -> dict[int, str]:
        """The rules of all segments as text, by id; one query, whatever names whatever."""
        return dict(_SEGMENTS.rows()) | self._own_rules

    @cached_property
    def names(self) -> dict[int, str]:
        """The names of all segments by id."""
        from campaigns.models import Segment

        return dict(Segment.objects.order_by().values_list("pk", "name")) | self._own_names

    @cached_property
    def reader(self) -> Reader:
        """What reads rules, knowing the kinds of the vendor's attributes."""
        return Reader.of({key: attribute.kind for key, attribute in self.attributes.items()})

    def put(self, pk: int, name: str, rule: Mapping[str, Any]) -> None:
        """Apply a segment as it is given, not as it is kept."""
        self._own_rules[pk], self._own_names[pk] = text_of(rule), name
        self.__dict__.pop("segments", None)
        self.__dict__.pop("names", None)
        self._rules.pop(pk, None)
        self._checked.clear()

    def rule(self, data: object) -> Rule:
        """Return a rule that is given as JSON; raises RuleBroken if it is none."""
        return data if isinstance(data, Rule) else self.reader.read(text_of(data))

    def segment(self, pk: int) -> Rule:
        """Return the rule of a segment; raises RuleBroken if there is none."""
        rule = self._rules.get(pk)
        if rule is None:
            text = self.segments.get(pk)
            if text is None:
                raise RuleBroken(_("A rule names a segment that is not there any more: take the condition out."))
            rule = self._rules[pk] = self.reader.read(text)
        return rule

    def name(self, pk: int) -> str:
        """Return the name of a segment, empty if there is none."""
        return self.names.get(pk, "")

    def reach(self, rule: Rule) -> tuple[Rule, ...]:
        """Return a rule and all rules of the segments within it, checked: they can be applied.

        Raises:
            RuleBroken: if one names what is not there, or they go round in a circle.
            RateMissing: if one names a currency that has no rate.
        """
        self._check(rule, ())
        found = {rule: None}
        ahead = [rule]
        while ahead:
            for pk in ahead.pop().segments:
                if (inner := self.segment(pk)) not in found:
                    found[inner] = None
                    ahead.append(inner)
        return tuple(found)

    def _check(self, rule: Rule, path: tuple[int, ...]) -> None:
        if rule in self._checked:
            return
        if rule.currencies and (missing := sorted(rule.currencies - self.rates.keys())):
            raise RateMissing(missing[0])
        for pk in rule.segments:
            if pk in path:
                names = " > ".join(f"“{self.name(each)}”" for each in (*path[path.index(pk) :], pk))
                raise RuleBroken(_("Segments go round in a circle: %(path)s.") % {"path": names})
            self._check(self.segment(pk), (*path, pk))
        self._checked.add(rule)

    def prepare_segments(self, segments: Iterable[int]) -> dict[int, RuleError]:
        """Read all that segments need, and return those that cannot be applied, with the reason."""
        broken: dict[int, RuleError] = {}
        for pk in segments:
            try:
                self._check(self.segment(pk), (pk,))
            except RuleError as error:
                broken[pk] = error
        self.prepare(self._checked)
        return broken

    def prepare(self, rules: Iterable[Rule]) -> None:
        """Read all places that rules name, at once."""
        self._read_paths({code for rule in rules for code in rule.places})

    def paths(self, codes: Iterable[str]) -> tuple[str, ...]:
        """Return the paths of places; one that is not there has none."""
        codes = tuple(codes)
        found = self._paths_of.get(codes)
        if found is None:
            self._read_paths(codes)
            found = self._paths_of[codes] = tuple(path for code in codes if (path := self._paths[code]))
        return found

    def _read_paths(self, codes: Iterable[str]) -> None:
        from campaigns.models import Territory

        if unknown := {code for code in codes if code not in self._paths}:
            rows = Territory.objects.filter(code__in=unknown).order_by().values_list("code", "path")
            self._paths |= dict.fromkeys(unknown, "") | dict(rows)

    def span(self, money: Money, currency: str) -> Span:
        """Return which whole units of a currency lie within a span of another."""
        # By identity, which is quick; the money is kept beside it, so that no other can take its place.
        kept = self._spans.get((id(money), currency))
        if kept is None:
            kept = self._spans[id(money), currency] = money, whole_span(money, currency, self.rates)
        return kept[1]

    def labels(self, attribute: str, keys: Iterable[str]) -> list[str]:
        """Return the names of values of an attribute; of one that is not there any more, its key."""
        keys = list(keys)
        known = self._labels.setdefault(attribute, {})
        if (missing := [key for key in keys if key not in known]) and attribute in self.types:
            known |= dict(zip(missing, missing, strict=True)) | self.types[attribute].labels(missing)
        return [known.get(key, key) for key in keys]


def context_for(rules: Iterable[object] | None = None, on: datetime.date | None = None) -> Context:
    """Return what rules are applied with; give those that are to be applied, and their places are read at once.

    Args:
        rules: as they are kept, JSON; all segments by default. One that is broken is passed over here, and refused
            when it is applied.
        on: the day that counts as today; by default the present one in UTC.
    """
    context = Context(on or timezone.now().astimezone(datetime.UTC).date())
    if rules is None:
        context.prepare_segments(context.segments)
        return context
    reached: set[Rule] = set()
    for data in rules:
        try:
            reached.update(context.reach(context.rule(data)))
        except RuleError:
            continue
    context.prepare(reached)
    return context


def _entries(model: str, *more: str) -> dict[str, Entry]:
    return {slug: Entry(*rest) for slug, *rest in _ENTRIES[model, *more].rows()}


def _listed(model: str, *columns: Any) -> QuerySet[Any]:
    return apps.get_model("campaigns", model)._default_manager.order_by().values_list(*columns)


_LISTS: tuple[tuple[str, ...], ...] = (("Tier", "rank"), ("PartnerType",), ("ProductLine",), ("Certification",))
_ENTRIES = {each: Statement(partial(_listed, each[0], "slug", "pk", "name", *each[1:])) for each in _LISTS}
_ATTRIBUTES = Statement(partial(_listed, "Attribute", "key", "pk", "kind"))
_SEGMENTS = Statement(partial(_listed, "Segment", "pk", Cast("rule", TextField())))
