"""Amounts of money compared across currencies, by the rates that the vendor keeps."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from math import ceil, floor
from typing import Any

from django.apps import apps
from django.db.models import Exists, OuterRef, QuerySet, TextField
from django.db.models.functions import Cast

from campaigns.rule_errors import RateMissing
from campaigns.statements import Statement

__all__ = ["EURO", "Money", "RateMissing", "Rates", "Span", "rates_on", "whole_span"]

EURO = "EUR"
Rates = Mapping[str, Decimal]
"""Units of each currency for one euro; the euro itself is always there."""
Span = tuple[int | None, int | None]
"""The least and the most whole units, both inclusive; none sets no bound."""


@dataclass(frozen=True)
class Money:
    """A span of amounts in one currency, from `least` to `most`, both inclusive; none sets no bound."""

    currency: str
    least: Decimal | None = None
    most: Decimal | None = None


def rates_on(day: datetime.date) -> dict[str, Decimal]:
    """Return the rate of each currency that holds on a day: its latest of that day or before. One query."""
    return {currency: Decimal(per_euro) for currency, per_euro in _LATEST.rows(day)} | {EURO: Decimal(1)}


def _latest(day: datetime.date) -> QuerySet[Any]:
    rates = apps.get_model("campaigns", "ExchangeRate").objects
    later = rates.filter(currency=OuterRef("currency"), day__gt=OuterRef("day"), day__lte=day)
    rows = rates.filter(~Exists(later), day__lte=day).order_by()
    return rows.values_list("currency", Cast("per_euro", TextField()))


_LATEST = Statement(_latest)


def whole_span(money: Money, into: str, rates: Rates) -> Span:
    """Return which whole units of a currency lie within a span of another, worked out exactly.

    Raises:
        RateMissing: if either currency has no rate.
    """
    for currency in (money.currency, into):
        if not rates.get(currency):
            raise RateMissing(currency)
    return _whole_span(money.least, money.most, rates[money.currency], rates[into])


@lru_cache(maxsize=10_000)
def _whole_span(least: Decimal | None, most: Decimal | None, rate: Decimal, other_rate: Decimal) -> Span:
    factor = Fraction(other_rate) / Fraction(rate)
    return (
        None if least is None else ceil(Fraction(least) * factor),
        None if most is None else floor(Fraction(most) * factor),
    )
