"""What can be chosen in the form of a segment: subjects, operators, and values by their names."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from campaigns.attributes import VENDOR, AttributeType, all_attributes
from campaigns.models import Partner, Segment
from campaigns.money import EURO, rates_on
from campaigns.operands import shape_of
from campaigns.permissions import Actor, may_view_partners

SEGMENT = "segment"
PARTNER = "partner"
DISTRIBUTOR = "distributor"
PLACES = frozenset({"country", "territory", "language"})
FEW = 16
"""Up to so many values stand side by side; of more, those that are chosen do, and the rest is searched for."""
MANY = 40
"""Up to so many values stand in a menu."""
FOUND_AT_ONCE = 20
Words = str | Promise

NEGATED: dict[str, Words] = {
    "in": pgettext_lazy("operator", "is not in segment"),
    "is": pgettext_lazy("operator", "is not"),
    "is_any_of": pgettext_lazy("operator", "is none of"),
    "has_any": pgettext_lazy("operator", "has none of"),
    "has_all": pgettext_lazy("operator", "does not have all of"),
    "contains": pgettext_lazy("operator", "does not contain"),
    "at_least": pgettext_lazy("operator", "is not at least"),
    "at_most": pgettext_lazy("operator", "is not at most"),
    "between": pgettext_lazy("operator", "is not between"),
    "before": pgettext_lazy("operator", "is not before"),
    "after": pgettext_lazy("operator", "is not after"),
    "within_last": pgettext_lazy("operator", "is not within the last"),
    "is_set": pgettext_lazy("operator", "is not known"),
}
"""How each operator reads when it is turned round."""
PLAIN: dict[str, Words] = {
    "in": pgettext_lazy("operator", "is in segment"),
    "within_last": pgettext_lazy("operator", "is within the last"),
}
"""Operators that read otherwise here, where the value follows them."""


@dataclass(frozen=True)
class Option:
    """Something that can be chosen as a value."""

    value: str
    label: str
    hint: str = ""
    chosen: bool = False


class Choices:
    """What somebody can choose in the form of one segment; read once for each request."""

    def __init__(self, user: Actor, segment: Segment | None = None) -> None:
        self.user = user
        self.segment = segment
        self._options: dict[str, list[Option] | None] = {}

    @cached_property
    def attributes(self) -> dict[str, AttributeType]:
        """The attributes of partners, by key."""
        return all_attributes()

    @cached_property
    def subjects(self) -> dict[str, str]:
        """What a condition can be about, with its name."""
        return {**{key: str(each.label) for key, each in self.attributes.items()}, SEGMENT: _("The partner")}

    @cached_property
    def groups(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """The subjects as the menu shows them, in groups."""
        found: dict[str, list[tuple[str, str]]] = {"": [], "place": [], "vendor": [], SEGMENT: []}
        for key, label in self.subjects.items():
            group = SEGMENT if key == SEGMENT else "vendor" if key.startswith(VENDOR) else "place" * (key in PLACES)
            found[group].append((key, label))
        names = {
            "": _("Standing in the program"), "place": _("Place and language"),
            "vendor": _("Our own attributes"), SEGMENT: _("Other segments"),
        }  # fmt: skip
        return [(names[group], subjects) for group, subjects in found.items() if subjects]

    def operators(self, subject: str) -> dict[str, Words]:
        """Return the operators of a subject, with their names."""
        if subject == SEGMENT:
            return {"in": PLAIN["in"]}
        if subject not in self.attributes:
            return {}
        return {key: PLAIN.get(key, label) for key, label in self.attributes[subject].operators.items()}

    def shapes(self, subject: str) -> dict[str, str]:
        """Return the shape of the value that each operator of a subject takes."""
        if subject == SEGMENT:
            return {"in": "one"}
        return {operator: shape_of(self.attributes[subject].kind, operator) for operator in self.operators(subject)}

    def options(self, subject: str) -> list[Option] | None:
        """Return all values of a subject; none if there are too many for a menu."""
        if subject not in self._options:
            self._options[subject] = self._read_options(subject)
        return self._options[subject]

    def searched(self, subject: str, shape: str) -> bool:
        """Tell whether values are searched for, rather than shown all together."""
        if shape not in ("one", "many"):
            return False
        options = self.options(subject)
        return options is None or len(options) > (FEW if shape == "many" else MANY)

    def find(self, subject: str, text: str) -> list[Option]:
        """Return at most twenty values of a subject whose name holds a text; with no text, the first."""
        if subject == PARTNER:
            seen = Partner.objects.visible_to(self.user).filter(name__icontains=text).select_related("country")
            return [Option(str(each.pk), each.name, str(each.country)) for each in seen.order_by("name", "pk")[:20]]
        if subject == SEGMENT:
            names = self._segments().filter(name__icontains=text).values_list("pk", "name")[:FOUND_AT_ONCE]
            return [Option(str(pk), name) for pk, name in names]
        if subject not in self.attributes or not self.attributes[subject].has_choices:
            return []
        if subject == DISTRIBUTOR and not may_view_partners(self.user):
            return []
        # What has exactly this name comes first, so that Enter takes it.
        found = sorted(self.attributes[subject].search(text), key=lambda each: each[1].casefold() != text.casefold())
        return [Option(value, label, self._hint(subject, value)) for value, label in found]

    def exact(self, subject: str, text: str) -> str:
        """Return the only value whose name or key is a text, in whatever letters; empty if there is none or several."""
        wanted = text.casefold()
        found = {
            each.value for each in self.find(subject, text) if wanted in (each.label.casefold(), each.value.casefold())
        }
        return found.pop() if len(found) == 1 else ""

    def named(self, subject: str, values: list[str]) -> list[Option]:
        """Return values with their names; what is not there any more under its own key."""
        if not values:
            return []
        if subject == SEGMENT:
            found = Segment.objects.filter(pk__in=[each for each in values if each.isdecimal()])
            names = {str(pk): name for pk, name in found.values_list("pk", "name")}
        else:
            names = self.attributes[subject].labels(values)
        return [Option(value, names.get(value, value), chosen=True) for value in dict.fromkeys(values)]

    @cached_property
    def currencies(self) -> list[str]:
        """The currencies that amounts can be given in: those with a rate, then those that partners report in."""
        known = sorted(rates_on(datetime.now(UTC).date()), key=lambda code: (code != EURO, code))
        used = Partner.objects.exclude(revenue_currency="").order_by().values_list("revenue_currency", flat=True)
        return [*known, *sorted(set(used.distinct()) - set(known))]

    def _read_options(self, subject: str) -> list[Option] | None:
        if subject == SEGMENT:
            found = list(self._segments().values_list("pk", "name")[: MANY + 1])
            return None if len(found) > MANY else [Option(str(pk), name) for pk, name in found]
        choices = self.attributes[subject].choices()
        return None if choices is None else [Option(value, label) for value, label in choices]

    def _segments(self) -> QuerySet[Segment]:
        """Return the segments that a condition can name: all but the one at hand."""
        seen = Segment.objects.visible_to(self.user).order_by("name")
        return seen.exclude(pk=self.segment.pk) if self.segment and self.segment.pk else seen

    @staticmethod
    def _hint(subject: str, value: str) -> str:
        return value if subject in ("country", "territory", "account_manager") else ""
