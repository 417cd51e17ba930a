"""Writing many rows at once, with neither an object nor a piece of SQL for each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection, models


def insert_rows(model: type[models.Model], rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows, which name the same columns (`partner_id`, not `partner`); what they leave out is the default.

    No signal is sent and nothing is validated; to be called inside a transaction.
    """
    if not rows:
        return
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]
    given = [field for field in fields if field.attname in rows[0]]
    left = [field for field in fields if field.attname not in rows[0]]
    quote = connection.ops.quote_name
    names = ", ".join(quote(str(field.column)) for field in (*given, *left))
    marks = ", ".join(["%s"] * len(fields))
    defaults = [field.get_db_prep_save(field.get_default(), connection) for field in left]
    prepare = [(field.attname, field.get_db_prep_save) for field in given]
    values = [[*(clean(row[name], connection) for name, clean in prepare), *defaults] for row in rows]
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {quote(model._meta.db_table)} ({names}) VALUES ({marks})", values)  # noqa: S608
