"""A rule as rows of inputs: what the form of a segment sends, shows again and makes a rule of.

A row is a subject (an attribute, or "segment"), an operator ("not:" before it turns it round) and a value. Rows are
named by a number that stays while others come and go.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.datastructures import MultiValueDict

from cms.forms.segment_choices import Choices
from cms.forms.segment_values import INPUTS, sent_for, value_in

SEGMENT = "segment"
NOT = "not:"
MOST_ROWS = 100


@dataclass
class Row:
    """One condition as it stands in the form."""

    number: str
    subject: str = ""
    operator: str = ""
    sent: dict[str, list[str]] = field(default_factory=dict)
    find: str = ""
    errors: list[str] = field(default_factory=list)
    hint: str = ""
    verdict: str = ""

    @property
    def negated(self) -> bool:
        """Whether the condition is turned round."""
        return self.operator.startswith(NOT)

    @property
    def bare_operator(self) -> str:
        """The operator without its negation."""
        return self.operator.removeprefix(NOT)

    def shape(self, choices: Choices) -> str:
        """Return the shape of the value that the row asks for; empty as long as it asks for none."""
        return choices.shapes(self.subject).get(self.bare_operator, "")

    def value(self, choices: Choices) -> Any:
        """Return the value as rules hold it; none if there is none."""
        shape = self.shape(choices)
        return value_in(shape, self.sent) if shape else None

    def is_blank(self) -> bool:
        """Tell whether nothing at all was chosen in the row."""
        return not self.subject and not any(map(any, self.sent.values()))

    def is_whole(self, choices: Choices) -> bool:
        """Tell whether everything that the row asks for is there."""
        shape = self.shape(choices)
        return shape == "none" or (bool(shape) and self.value(choices) is not None)

    def condition(self, choices: Choices) -> dict[str, Any]:
        """Return the condition of the rule that the row stands for."""
        value = self.value(choices)
        if self.subject == SEGMENT:
            return {SEGMENT: int(value) if str(value).isdecimal() else value, "negated": self.negated}
        whole = {"attribute": self.subject, "operator": self.bare_operator, "value": value, "negated": self.negated}
        if self.shape(choices) == "none":
            del whole["value"]
        return whole


@dataclass
class Rows:
    """The rule of a segment as it stands in the form."""

    choices: Choices
    match: str = "all"
    rows: list[Row] = field(default_factory=list)

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    @classmethod
    def of_rule(cls, rule: Mapping[str, Any], choices: Choices) -> Rows:
        """Return the rows of a rule."""
        made = cls(choices, rule.get("match", "all"))
        for number, condition in enumerate(rule.get("conditions", ())):
            row = Row(str(number), condition.get("attribute", SEGMENT), condition.get("operator", "in"))
            value = condition.get(SEGMENT, condition.get("value"))
            row.sent = sent_for(row.shape(choices), value)
            row.operator = (NOT if condition.get("negated") else "") + row.operator
            made.rows.append(row)
        return made

    @classmethod
    def sent(cls, data: MultiValueDict[str, str], choices: Choices) -> Rows:
        """Return the rows that a browser sent, in their order; more than 100 are not read."""
        made = cls(choices, "any" if data.get("rule-match") == "any" else "all")
        numbers = dict.fromkeys(each for each in data.getlist("rule-row") if each.isdecimal())
        inputs = sorted({name for names in INPUTS.values() for name in names})
        for number in list(numbers)[:MOST_ROWS]:
            part = f"rule-{number}-"
            row = Row(number, data.get(f"{part}subject", ""), data.get(f"{part}operator", ""))
            row.sent = {name: data.getlist(part + name) for name in inputs}
            row.find = data.get(f"{part}find", "").strip()
            if row.subject not in choices.subjects:
                row.subject = ""
            shapes = choices.shapes(row.subject)
            if row.bare_operator not in shapes:
                row.operator = next(iter(shapes), "")
            made.rows.append(row)
        return made

    def add(self) -> None:
        """Put an empty row at the end."""
        self.rows.append(Row(str(max((int(row.number) for row in self.rows), default=-1) + 1)))

    def remove(self, number: str) -> None:
        """Take a row away."""
        self.rows = [row for row in self.rows if row.number != number]

    def find(self) -> None:
        """Choose what was searched for where exactly one thing has that name."""
        for row in self.rows:
            if row.find and (exact := self.choices.exact(row.subject, row.find)):
                chosen = row.sent.get("value", []) if row.shape(self.choices) == "many" else []
                row.sent["value"] = [*chosen, exact]
                row.find = ""

    def rule(self, rows: Iterable[Row] | None = None) -> dict[str, Any]:
        """Return the rule that the rows, or some of them, stand for."""
        kept = self.filled if rows is None else rows
        return {"match": self.match, "conditions": [row.condition(self.choices) for row in kept]}

    @property
    def filled(self) -> list[Row]:
        """The rows in which something was chosen."""
        return [row for row in self.rows if not row.is_blank()]

    @property
    def whole(self) -> list[Row]:
        """The rows in which everything was chosen."""
        return [row for row in self.rows if row.is_whole(self.choices)]


def errors_by_row(errors: Mapping[str, str], rows: list[Row]) -> tuple[dict[str, list[str]], list[str]]:
    """Return what is wrong with each row, by its number, and what is wrong with the whole.

    Args:
        errors: by the place in the rule, such as `conditions.2.value`.
        rows: those that the rule was made of, in its order.
    """
    of_rows: dict[str, list[str]] = {}
    rest = []
    for place, message in errors.items():
        first, *after = place.split(".")
        if first == "conditions" and after and after[0].isdecimal() and int(after[0]) < len(rows):
            of_rows.setdefault(rows[int(after[0])].number, []).append(message)
        else:
            rest.append(message)
    return of_rows, rest
