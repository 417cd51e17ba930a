"""The value of a condition: how each kind of attribute and operator reads it, and how it is kept.

What a rule holds as JSON is read into plain Python values: keys as strings, numbers as `Decimal`, days as `date`,
money as `Money`. Reading again what is kept gives the same value.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from campaigns.money import Money

Range = tuple[Any, Any]
SEVERAL = frozenset({"is_any_of", "has_any", "has_all"})
MOST_KEYS = 300
LONGEST_TEXT = 300
MOST_DAYS = 36_500
MOST_MONEY = Decimal(10) ** 18
MOST_NUMBER = Decimal(10) ** 10
_CURRENCY = re.compile(r"[A-Z]{3}")


class ValueRefused(ValueError):
    """A value does not fit its operator; the message says what to give instead."""


def shape_of(kind: str, operator: str) -> str:
    """Return what sort of value an operator takes of an attribute of some kind.

    One of none, one, many, text, flag, number, money, date, days, number_range, money_range and date_range.
    """
    if operator == "is_set":
        return "none"
    if operator == "within_last":
        return "days"
    if kind in ("number", "money", "date"):
        return f"{kind}_range" if operator == "between" else kind
    if kind in ("text", "flag"):
        return kind
    return "many" if operator in SEVERAL else "one"


def read_value(kind: str, operator: str, raw: object) -> Any:
    """Return the value of a condition as Python has it.

    Raises:
        ValueRefused: with a sentence that says what to give.
    """
    shape = shape_of(kind, operator)
    if shape.startswith("money"):
        return _money(operator, raw)
    return _READERS[shape](raw)


def kept_value(kind: str, operator: str, value: Any) -> Any:
    """Return a value as a rule keeps it in JSON; none where the operator takes no value."""
    shape = shape_of(kind, operator)
    if shape == "many":
        return list(value)
    if shape == "days":
        return {"days": value}
    if shape in ("number_range", "date_range"):
        return {"from": _plain(value[0]), "to": _plain(value[1])}
    if shape == "money_range":
        return {"from": str(_plain(value.least)), "to": str(_plain(value.most)), "currency": value.currency}
    if shape == "money":
        amount = value.most if value.least is None else value.least
        return {"amount": str(_plain(amount)), "currency": value.currency}
    return _plain(value)


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else f"{value.normalize():f}"
    return value.isoformat() if isinstance(value, datetime.date) else value


def _none(raw: object) -> None:
    return None


def _key(raw: object) -> str:
    if not isinstance(raw, str) or not raw.strip() or len(raw) > LONGEST_TEXT:
        raise ValueRefused(_("Choose a value."))
    return raw.strip()


def _keys(raw: object) -> tuple[str, ...]:
    if isinstance(raw, str):
        raw = [raw]
    if not isinstance(raw, list | tuple) or not raw:
        raise ValueRefused(_("Choose at least one value."))
    if len(raw) > MOST_KEYS:
        raise ValueRefused(_("Choose at most %(most)d values.") % {"most": MOST_KEYS})
    return tuple(dict.fromkeys(_key(each) for each in raw))


def _text(raw: object) -> str:
    if not isinstance(raw, str) or not raw.strip():
        raise ValueRefused(_("Enter a text."))
    text = " ".join(raw.split())
    if len(text) > LONGEST_TEXT or not text.isprintable():
        raise ValueRefused(_("Enter a text of at most %(most)d letters on one line.") % {"most": LONGEST_TEXT})
    return text


def _flag(raw: object) -> bool:
    if isinstance(raw, bool):
        return raw
    word = raw.strip().lower() if isinstance(raw, str) else ""
    if word not in ("yes", "true", "no", "false"):
        raise ValueRefused(_("Choose yes or no."))
    return word in ("yes", "true")


def _decimal(raw: object, most: Decimal, places: int) -> Decimal:
    """Read a number with some decimal places at most; blanks between digits do not matter."""
    if isinstance(raw, bool) or not isinstance(raw, str | int | float | Decimal):
        raise ValueRefused(_("Enter a number."))
    try:
        number = Decimal("".join(str(raw).split()))
    except InvalidOperation:
        raise ValueRefused(_("Enter a number in digits, with a point before decimals, such as 1250000.5.")) from None
    if not number.is_finite() or abs(number) >= most:
        raise ValueRefused(_("This number is too large."))
    if number != round(number, places):
        raise ValueRefused(_("Use at most %(places)d digits after the point.") % {"places": places})
    return number + 0  # no negative zero


def _number(raw: object) -> Decimal:
    return _decimal(raw, MOST_NUMBER, 4)


def _date(raw: object) -> datetime.date:
    try:
        return datetime.date.fromisoformat(raw.strip() if isinstance(raw, str) else "")
    except ValueError:
        raise ValueRefused(_("Enter a date as year-month-day, such as 2026-03-31.")) from None


def _days(raw: object) -> int:
    number = _decimal(raw.get("days") if isinstance(raw, dict) else raw, MOST_NUMBER, 4)
    if number != int(number) or not 1 <= number <= MOST_DAYS:
        raise ValueRefused(_("Enter a whole number of days between 1 and %(most)d.") % {"most": MOST_DAYS})
    return int(number)


def _range(read: Callable[[object], Any]) -> Callable[[object], Range]:
    def both(raw: object) -> Range:
        if not isinstance(raw, dict) or any(raw.get(end) in (None, "") for end in ("from", "to")):
            raise ValueRefused(_("Give both ends, from and to."))
        least, most = read(raw["from"]), read(raw["to"])
        if least > most:
            raise ValueRefused(_("The first end must not be above the second."))
        return least, most

    return both


def _money(operator: str, raw: object) -> Money | None:
    if operator == "is_set":
        return None
    if not isinstance(raw, dict):
        raise ValueRefused(_("Give an amount and a currency."))
    currency = raw.get("currency")
    if not isinstance(currency, str) or not _CURRENCY.fullmatch(currency):
        raise ValueRefused(_("Choose a currency."))
    if operator == "between":
        return Money(currency, *_range(_amount)(raw))
    amount = _amount(raw.get("amount"))
    return Money(currency, least=amount) if operator == "at_least" else Money(currency, most=amount)


def _amount(raw: object) -> Decimal:
    amount = _decimal(raw, MOST_MONEY, 2)
    if amount < 0:
        raise ValueRefused(_("An amount of money cannot be less than nothing here."))
    return amount


_READERS: dict[str, Callable[[object], Any]] = {
    "none": _none,
    "one": _key,
    "many": _keys,
    "text": _text,
    "flag": _flag,
    "number": _number,
    "date": _date,
    "days": _days,
    "number_range": _range(_number),
    "date_range": _range(_date),
}
