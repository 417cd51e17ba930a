"""Whose each row of the database is, and which rows a request has changed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.db import connection, models

from campaigns.models import Campaign, Job, Partner, User
from tests.cast import Cast

Row = tuple[Any, ...]
Snapshot = dict[str, dict[Any, Row]]

ROOTS = (Partner, Campaign, Job, User)
"""What belongs to somebody; all else belongs to whom it hangs on."""
FENCED = (
    "auth_group", "auth_group_permissions", "auth_permission", "campaigns_user_groups",
    "campaigns_user_user_permissions", "campaigns_staffscope", "campaigns_staffscope_territories",
    "campaigns_staffscope_locales", "wagtailcore_site", "wagtailcore_grouppagepermission",
    "wagtailcore_groupcollectionpermission",
)  # fmt: skip
"""What nobody but an administrator changes or adds to."""
NO_MAKER = ("campaigns_partner", "campaigns_membership", "campaigns_invitation")
"""What of a firm a maker of it neither changes nor adds to: the profile itself and the people."""
UNKEPT = ("django_session", "wagtailcore_referenceindex", "campaigns_territory", "django_content_type")
"""What is written at every turn and says nothing, and the large list that stays."""
WRITES = re.compile(r'(?:INSERT INTO|UPDATE|DELETE FROM|INSERT OR \w+ INTO)\s+"(\w+)"', re.IGNORECASE)


class Tables:
    """The tables of the site's models, with what their columns point at."""

    def __init__(self) -> None:
        found = [m for m in apps.get_models(include_auto_created=True) if m._meta.managed and not m._meta.proxy]
        self.models: dict[str, type[models.Model]] = {
            model._meta.db_table: model
            for model in found
            if model._meta.db_table not in UNKEPT and "search" not in model._meta.app_label
        }
        self.columns = {table: [f.column for f in m._meta.local_concrete_fields] for table, m in self.models.items()}
        self.keys = {table: self.columns[table].index(m._meta.pk.column) for table, m in self.models.items()}
        self.links = {table: list(self._links(model)) for table, model in self.models.items()}
        content_types = apps.get_model("contenttypes", "ContentType").objects
        self.by_content_type = {
            content_types.get_for_model(model, for_concrete_model=False).pk: table
            for table, model in self.models.items()
        }

    def _links(self, model: type[models.Model]) -> Iterator[tuple[int, str]]:
        for place, field in enumerate(model._meta.local_concrete_fields):
            target = field.related_model
            if field.remote_field and isinstance(target, type) and target._meta.db_table in self.models:
                yield place, target._meta.db_table

    def snapshot(self, tables: Iterable[str] | None = None) -> Snapshot:
        """Every row of some tables, or of all, by its key."""
        taken: Snapshot = {}
        with connection.cursor() as cursor:
            for table in self.models if tables is None else tables:
                if table in self.models:
                    named = ", ".join(f'"{column}"' for column in self.columns[table])
                    cursor.execute(f'SELECT {named} FROM "{table}"')  # noqa: S608 - names of our own tables
                    taken[table] = {row[self.keys[table]]: tuple(row) for row in cursor.fetchall()}
        return taken

    def points_at(self, table: str, row: Row) -> Iterator[tuple[str, Any]]:
        """What a row hangs on: tables and keys."""
        for place, target in self.links[table]:
            if row[place] is not None:
                yield target, row[place]
        columns = self.columns[table]
        if "object_id" in columns and {"content_type_id", "base_content_type_id"} & set(columns):
            for name in ("content_type_id", "base_content_type_id"):
                if name in columns and (target := self.by_content_type.get(row[columns.index(name)], "")):
                    key = str(row[columns.index("object_id")])
                    yield target, int(key) if key.isdigit() else key


class Belongings:
    """The rows that a person may change, and by that those that a request of theirs must leave alone."""

    def __init__(self, tables: Tables, before: Snapshot, own: Sequence[models.Model], *, vendor: bool = False,
                 without: Sequence[str] = ()) -> None:  # fmt: skip
        self.tables, self.before, self.vendor, self.without = tables, before, vendor, without
        self.roots = {model._meta.db_table for model in ROOTS}
        self.own: dict[str, set[Any]] = {table: set() for table in before}
        for each in own:
            self.own[each._meta.db_table].add(each.pk)
        if vendor:
            for table in before.keys() - set(FENCED) - {User._meta.db_table}:
                self.own[table] = set(before[table])
        while self._spread():
            pass

    def _spread(self) -> bool:
        grown = False
        for table in self.before.keys() - self.roots - set(FENCED):
            for key, row in self.before[table].items():
                if key not in self.own[table] and self._hangs_on_own(table, row):
                    self.own[table].add(key)
                    grown = True
        return grown

    def _hangs_on_own(self, table: str, row: Row) -> bool:
        targets = self._deciding(table, row)
        foreign = any(target in self.roots and key not in self.own[target] for target, key in targets)
        return not foreign and any(key in self.own.get(target, ()) for target, key in targets)

    def _deciding(self, table: str, row: Row) -> list[tuple[str, Any]]:
        """What a row hangs on: the partner alone where it names one, as a piece does beside its campaign."""
        targets = list(self.tables.points_at(table, row))
        return [each for each in targets if each[0] == Partner._meta.db_table] or targets

    def harmed(self, after: Snapshot) -> list[str]:
        """What has become of rows that are not one's own, and new rows that hang on such."""
        found = []
        for table, rows in after.items():
            before, own = self.before[table], self.own[table]
            found += [
                f"{table} {key} {'changed' if key in rows else 'deleted'}"
                for key, row in before.items()
                if (key not in own or table in self.without) and rows.get(key) != row
            ]
            for key in rows.keys() - before.keys():
                if table in (*FENCED, *self.without) or (table == User._meta.db_table and not self.vendor):
                    found.append(f"{table} {key} added")
                found += [
                    f"{table} {key} added to {target} {other}"
                    for target, other in self._deciding(table, rows[key])
                    if target in self.roots - {User._meta.db_table}
                    and other in self.before[target]
                    and other not in self.own[target]
                ]
        return found


def belongings(cast: Cast, tables: Tables, before: Snapshot) -> dict[str, Belongings]:
    """What each of the cast may change, by name; the administrator, who may change all, is not in it."""
    own: dict[str, list[models.Model]] = {
        "anonymous": [],
        "alice": [cast.alice, cast.acme],
        "bob": [cast.bob, cast.alice, cast.acme],
        "charlie": [cast.charlie, cast.globex],
        "dora": [cast.dora, cast.summit, cast.acme],
        "rania": [cast.rania, cast.gulf, cast.gulf_campaign, cast.rania_job],
        "vera": [cast.vera],
    }
    return {
        name: Belongings(tables, before, mine, vendor=name == "vera", without=NO_MAKER if name == "alice" else ())
        for name, mine in own.items()
    }


@contextmanager
def written() -> Iterator[set[str]]:
    """Collect the names of the tables that are written to."""
    names: set[str] = set()

    def note(execute: Any, sql: str, parameters: Any, many: bool, context: Any) -> Any:
        names.update(WRITES.findall(sql))
        return execute(sql, parameters, many, context)

    with connection.execute_wrapper(note):
        yield names
