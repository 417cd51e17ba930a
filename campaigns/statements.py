"""Queries that run for every request: their SQL is worked out from a queryset once in a process, then run as it is.

Working out the SQL takes Django longer than the database takes to answer, several times over when a page needs a dozen
small queries. Nothing of the answers is kept.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

from django.db import connection
from django.db.models import QuerySet

_PROBES: dict[type, Any] = {int: -987_654_321, datetime: datetime(1600, 2, 3, tzinfo=UTC), date: date(1600, 2, 3)}


class Statement:
    """A queryset of plain columns (numbers, texts, days, yes or no) that differs by one value only, or by none."""

    def __init__(self, build: Callable[..., QuerySet[Any]]) -> None:
        """Take what makes the queryset of an id, a moment or a day, or of nothing; it must end in `values_list`."""
        self.build = build
        self._kept: dict[tuple[str, type], tuple[str, tuple[Any, ...]]] = {}

    def rows(self, *value: int | datetime | date) -> list[tuple[Any, ...]]:
        """Return the rows for a value, or the only ones that there are; one query."""
        key = connection.vendor, type(value[0]) if value else type(None)
        kept = self._kept.get(key)
        if kept is None:
            kept = self._kept[key] = self.build(*map(_probe, value)).query.sql_with_params()
        sql, places = kept
        if value:
            probe, own = _adapted(_probe(value[0])), _adapted(value[0])
            places = tuple(own if place == probe else place for place in places)
        with connection.cursor() as cursor:
            cursor.execute(sql, places)
            return list(cursor.fetchall())


def _probe(value: Any) -> Any:
    """Return the value with which the SQL is worked out: one that stands nowhere else in it."""
    return _PROBES[type(value)]


def _adapted(value: Any) -> Any:
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return connection.ops.adapt_datefield_value(value) if isinstance(value, date) else value
