"""The form of a rule as its template asks for it: rows with their menus, and a pattern of each row that can be."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from campaigns.models import Segment
from cms.forms.segment_answer import Answer, checked, in_words
from cms.forms.segment_choices import NEGATED, Choices, Option
from cms.forms.segment_rows import NOT, Row, Rows

PATTERN = "__row__"
"""What stands for the number of a row in patterns."""


class ShownRow:
    """One row, with all that can be chosen in it."""

    def __init__(self, row: Row, choices: Choices) -> None:
        self.row = row
        self.choices = choices
        self.number, self.subject, self.operator = row.number, row.subject, row.operator
        self.find, self.errors, self.hint, self.verdict = row.find, row.errors, row.hint, row.verdict
        self.shape = row.shape(choices)
        self.box = "checkbox" if self.shape == "many" else "radio"
        self.label = choices.subjects.get(row.subject, "")

    @property
    def operators(self) -> list[dict[str, Any]]:
        """The operators of its subject."""
        shapes = self.choices.shapes(self.subject)
        names = self.choices.operators(self.subject).items()
        return [{"value": key, "label": label, "shape": shapes[key]} for key, label in names]

    @property
    def negated_operators(self) -> list[dict[str, Any]]:
        """The same, turned round."""
        return [
            {"value": NOT + each["value"], "label": NEGATED[each["value"]], "shape": each["shape"]}
            for each in self.operators
        ]

    @property
    def searched(self) -> bool:
        """Whether its values are searched for."""
        return self.choices.searched(self.subject, self.shape)

    @cached_property
    def options(self) -> list[Option]:
        """All values, those chosen marked; a chosen one that is not there any more comes last."""
        sent = self.row.sent.get("value", [])
        found = [
            Option(each.value, each.label, each.hint, each.value in sent)
            for each in self.choices.options(self.subject) or ()
        ]
        there = {each.value for each in found}
        return [*found, *(Option(value, value, "", True) for value in sent if value and value not in there)]

    @cached_property
    def chosen(self) -> list[Option]:
        """The values that are chosen, where one searches."""
        return self.choices.named(self.subject, [each for each in self.row.sent.get("value", []) if each])

    @property
    def found(self) -> list[Option]:
        """What the text that was searched for finds."""
        there = {each.value for each in self.chosen}
        return [each for each in self.choices.find(self.subject, self.find) if each.value not in there]

    @property
    def currencies(self) -> list[str]:
        """The currencies of an amount."""
        known = self.choices.currencies
        return known if not self.currency or self.currency in known else [*known, self.currency]

    first_value = property(lambda self: self._first("value"))
    start = property(lambda self: self._first("from"))
    end = property(lambda self: self._first("to"))
    currency = property(lambda self: self._first("currency"))

    def _first(self, name: str) -> str:
        return next(iter(self.row.sent.get(name, [])), "")


class Builder:
    """The form of the rule of one segment."""

    def __init__(self, rows: Rows, segment: Segment, addresses: dict[str, str]) -> None:
        self.rows = rows
        self.choices = rows.choices
        self.segment = segment
        self.live_url, self.options_url = addresses["live"], addresses["options"]
        self.errors: list[str] = []
        self.answer: Answer | None = None

    @property
    def shown_rows(self) -> list[ShownRow]:
        """The rows."""
        return [ShownRow(row, self.choices) for row in self.rows]

    @property
    def joiner(self) -> str:
        """The word between two conditions."""
        return self.words["or"] if self.rows.match == "any" else self.words["and"]

    @property
    def sentence(self) -> str:
        """The rule in words, as far as it goes."""
        if self.answer:
            return str(self.answer.sentence)
        rule, _rows, _trouble = checked(self.rows, self.segment, {})
        return in_words([rule])[0]

    @property
    def blank_row(self) -> ShownRow:
        """The pattern of a new row."""
        return ShownRow(Row(PATTERN), self.choices)

    @property
    def every_how(self) -> Iterator[ShownRow]:
        """A pattern of the operators of each subject."""
        for subject in self.choices.subjects:
            yield ShownRow(Row(PATTERN, subject), self.choices)

    @property
    def every_value(self) -> Iterator[ShownRow]:
        """A pattern of each value that each subject can ask for."""
        for subject in self.choices.subjects:
            operators = {shape: operator for operator, shape in self.choices.shapes(subject).items()}
            for operator in operators.values():
                yield ShownRow(Row(PATTERN, subject, operator), self.choices)

    @cached_property
    def words(self) -> dict[str, str]:
        """What the script says."""
        return {
            "and": _("and"),
            "or": _("or"),
            "condition": _("Condition %(number)s"),
            "remove": _("Remove condition %(number)s"),
            "added": _("Condition %(number)s added."),
            "removed": _("Condition %(number)s removed."),
            "back": _("Condition %(number)s is back."),
            "nothing": _("Nothing has this name."),
            "failed": _("This cannot be found out at the moment. Try again."),
            "found": _("%(number)s found"),
            "foundOne": _("1 found"),
            "chosen": _("%(label)s chosen."),
            "unchosen": _("%(label)s taken away."),
            "unchoose": _("Take away %(label)s"),
        }
