"""How the value of a condition is asked for: a shape for each kind of attribute and operator.

A shape says which inputs stand in the row and how what they send becomes the value of the rule, and back. What cannot
be read as a number stays as it was typed, so that the rule refuses it and nothing is lost.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from babel import Locale, UnknownLocaleError
from babel.numbers import NumberFormatError, format_decimal, parse_decimal
from django.utils.translation import get_language, to_locale

INPUTS = {
    "none": (), "one": ("value",), "many": ("value",), "text": ("value",), "flag": ("value",), "date": ("value",),
    "number": ("value",), "days": ("value",), "money": ("value", "currency"), "number_range": ("from", "to"),
    "money_range": ("from", "to", "currency"), "date_range": ("from", "to"),
}  # fmt: skip
"""The inputs of each shape."""
NUMBERS = frozenset({"number", "days", "money", "number_range", "money_range"})
Sent = Mapping[str, Sequence[str]]
"""What the inputs of a row hold, by their names."""


def value_in(shape: str, sent: Sent) -> Any:
    """Return the value that the inputs of a row make up, as rules hold it; none if all of them are empty."""
    texts = {name: [text.strip() for text in sent.get(name, ()) if text.strip()] for name in INPUTS[shape]}
    if shape == "none" or not any(found for name, found in texts.items() if name != "currency"):
        return None
    if shape == "many":
        return list(dict.fromkeys(texts["value"]))
    read = number_in if shape in NUMBERS else str
    value = {name: read(found[0]) for name, found in texts.items() if found and name != "currency"}
    if "currency" in texts:
        value["currency"] = next(iter(texts["currency"]), "")
    if shape == "money":
        return {"amount": value["value"], "currency": value["currency"]}
    if shape == "days":
        return {"days": value["value"]}
    if shape.endswith("_range"):
        return value
    return value["value"] == "yes" if shape == "flag" else value["value"]


def sent_for(shape: str, value: Any) -> dict[str, list[str]]:
    """Return what the inputs of a row hold for a value of a rule; numbers in the manner of the screen's language."""
    if value is None or shape == "none":
        return {}
    if shape == "many":
        return {"value": [str(each) for each in value] if isinstance(value, list) else [str(value)]}
    if shape == "flag":
        return {"value": ["yes" if value else "no"]}
    parts = value if isinstance(value, dict) else {"value": value}
    parts = {{"amount": "value", "days": "value"}.get(name, name): part for name, part in parts.items()}
    shown = shown_number if shape in NUMBERS else str
    return {
        name: [str(part) if name == "currency" else shown(str(part))]
        for name, part in parts.items()
        if name in INPUTS[shape] and part is not None
    }


def number_in(text: str) -> str:
    """Return a number as rules hold it, however its digits are written and grouped; else the text as it is."""
    western = "".join(str(unicodedata.digit(letter)) if letter.isdigit() else letter for letter in text)
    western = western.replace("٬", "").replace("٫", ".").replace("−", "-").replace("’", "").replace("'", "")
    bare = "".join(western.split())
    try:
        return f"{Decimal(bare):f}" if bare.count(".") <= 1 and _plain(bare) else _parsed(bare)
    except (InvalidOperation, NumberFormatError, ValueError):
        return text


def shown_number(text: str) -> str:
    """Return a number of a rule as people write it in the language of the screen; a text that is none as it is."""
    try:
        number = Decimal(text)
        return (
            format_decimal(number, locale=screen_locale(), decimal_quantization=False) if number.is_finite() else text
        )
    except (InvalidOperation, ValueError):
        return text


def _plain(text: str) -> bool:
    """Tell whether a number has no sign that some language groups by, unless it is the point of a decimal number."""
    whole, _point, decimals = text.partition(".")
    return whole.lstrip("-").isdigit() and (not decimals or (decimals.isdigit() and len(decimals) != 3))


def _parsed(text: str) -> str:
    return f"{parse_decimal(text, locale=screen_locale(), strict=True):f}"


def screen_locale() -> Locale:
    """Return the language of the screen as CLDR knows it, or English."""
    try:
        return Locale.parse(to_locale(get_language() or "en"))
    except (UnknownLocaleError, ValueError):
        return Locale("en")


@dataclass(frozen=True)
class Option:
    """Something that can be chosen as a value."""

    value: str
    label: str
    hint: str = ""
    chosen: bool = False
