"""Partners as rows of a table: the columns, what stands in their cells, and what a row wants changed.

Lists are separated by `;`. A cell of a certification is its short name, the day of issue and, if it ends, the last
day. A column that a table does not have leaves that part of a partner as it is; an empty cell empties it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from brand_kit.fields.postal import PARTS
from campaigns.profile_check import EMPTY
from campaigns.profile_lists import Lists, Profile
from campaigns.profile_values import language_tag

ADDRESS = tuple(f"address.{part}" for part in (*PARTS, "country_code"))
PLAIN = {
    "slug": "slug", "name": "name", "legal_name": "legal_name", "language": "language_code", "languages": "languages",
    "country": "country", "phone": "phone", "email": "email", "website": "website", "partner_type": "partner_type",
    "tier": "tier", "territories": "territories", "product_lines": "product_lines", "certifications": "certifications",
    "distributor": "distributor", "revenue": "revenue", "revenue_currency": "revenue_currency",
    "revenue_year": "revenue_year", "training_score": "training_score", "joined": "joined",
    "account_manager": "account_manager", "active": "active",
}  # fmt: skip
"""Columns that are one part of a profile, by that part."""
ORDER = (
    "slug", "name", "legal_name", "language", "languages", "country", *ADDRESS,
    *(column for column in PLAIN if column not in ("slug", "name", "legal_name", "language", "languages", "country")),
)  # fmt: skip
"""The columns of every export, before those of names in languages and of the vendor's attributes."""
NAME, LEGAL, OWN = "name:", "legal_name:", "x:"
_HEADING = {part: column for column, part in PLAIN.items()}
_FORMULA = re.compile(r"'*\s*[=+\-@＝＋－＠]")
_GUARDED = re.compile(r"'+\s*[=+\-@＝＋－＠]")
_EQUALS = re.compile(r"\s*[=＝]")


class ColumnRefused(Exception):
    """A heading that cannot be read; the message says what to do."""


def columns_of(lists: Lists, languages: Iterable[str] = ()) -> list[str]:
    """Return the headings of an export, with names in some languages and the vendor's own attributes."""
    names = [f"{start}{tag}" for tag in languages for start in (NAME, LEGAL)]
    return [*ORDER, *names, *(f"{OWN}{key}" for key in lists.attributes)]


def check_columns(headings: list[str], lists: Lists) -> None:
    """Raise `ColumnRefused` for a heading that is unknown or there twice, or if the short name has no column."""
    for heading in headings:
        if not heading:
            raise ColumnRefused(_("A column has no heading: name it, or remove it."))
        if headings.count(heading) > 1:
            raise ColumnRefused(_("The column “%(column)s” is there twice.") % {"column": heading[:60]})
        if heading in ORDER:
            continue
        start, colon, rest = heading.partition(":")
        if f"{start}{colon}" == OWN:
            if rest not in lists.attributes:
                known = ", ".join(f"{OWN}{key}" for key in lists.attributes) or _("none yet")
                facts = {"key": rest[:60], "known": known}
                raise ColumnRefused(
                    _("There is no attribute “%(key)s”; the columns of attributes are: %(known)s.") % facts
                )
        elif f"{start}{colon}" in (NAME, LEGAL):
            if not language_tag(rest):
                raise ColumnRefused(_("“%(column)s” names no language, such as name:de.") % {"column": heading[:60]})
        else:
            known = ", ".join((*ORDER, "name:de", "x:key"))
            facts = {"column": heading[:60], "known": known}
            raise ColumnRefused(_("There is no column “%(column)s”; there are: %(known)s.") % facts)
    if "slug" not in headings:
        raise ColumnRefused(_("The column “slug” is missing: it says which partner a row is about."))


def cells_of(profile: Profile, headings: Iterable[str], lists: Lists) -> dict[str, str]:
    """Return what stands in each column for a partner, as an import reads it back."""
    cells = {}
    for heading in headings:
        if heading in PLAIN:
            cells[heading] = _cell(PLAIN[heading], profile[PLAIN[heading]])
        elif heading in ADDRESS:
            cells[heading] = profile["address"].get(heading[8:], "").replace("\n", "; ")
        elif heading.startswith(OWN):
            cells[heading] = _answer(profile["attributes"].get(heading[2:]))
        else:
            names = {tag.casefold(): each for tag, each in profile["local_names"].items()}
            start, _colon, tag = heading.partition(":")
            name, legal = names.get(tag.casefold(), ("", ""))
            cells[heading] = name if start == "name" else legal
    return cells


def _cell(part: str, value: Any) -> str:
    if part == "certifications":
        return "; ".join(" ".join([slug, *(str(day) for day in days if day)]) for slug, days in value.items())
    if isinstance(value, tuple):
        return "; ".join(value)
    return _answer(value)


def _answer(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return "; ".join(value)
    if isinstance(value, Decimal):
        return f"{value:f}"
    return str(value)


def data_of(cells: Mapping[str, str], profile: Profile | None, lists: Lists) -> dict[str, Any]:
    """Return the parts of a profile that a row wants changed, raw; nothing for a row that says what is kept already.

    Only cells that differ from what an export would say are looked at.
    """
    before = profile or EMPTY
    present = cells_of(before, cells, lists)
    differing = [heading for heading, cell in cells.items() if profile is None or cell != present[heading]]
    data: dict[str, Any] = {}
    for heading in differing:
        if heading == "certifications":
            data[heading] = _certifications(cells[heading])
        elif heading in PLAIN:
            data[PLAIN[heading]] = cells[heading]
        elif heading in ADDRESS:
            address = data.setdefault("address", dict(before["address"]))
            address[heading[8:]] = cells[heading].replace("; ", "\n").replace(";", "\n")
        elif heading.startswith(OWN):
            data.setdefault("attributes", {})[heading[2:]] = cells[heading]
        else:
            names = data.setdefault(
                "local_names", {tag.casefold(): each for tag, each in before["local_names"].items()}
            )
            start, _colon, tag = heading.partition(":")
            name, legal = names.get(tag.casefold(), ("", ""))
            names[tag.casefold()] = (cells[heading], legal) if start == "name" else (name, cells[heading])
    return data


def _certifications(cell: str) -> dict[str, tuple[str, str]]:
    found = {}
    for entry in cell.split(";"):
        slug, *days = entry.split() or [""]
        if slug:
            first, last = (*days[:2], "", "")[:2]
            found[slug] = (first, " ".join([last, *days[2:]]).strip())
    return found


def heading_of(path: str, headings: Iterable[str]) -> str:
    """Return the column that a refusal's path is about."""
    part, _dot, rest = path.partition(".")
    if part == "attributes":
        return f"{OWN}{rest}"
    if part == "local_names":
        return next((each for each in headings if each.casefold() == f"{NAME}{rest}".casefold()), f"{LEGAL}{rest}")
    if part == "address":
        return path if path in headings else next((each for each in headings if each in ADDRESS), "country")
    return _HEADING.get(part, part)


def guarded(text: str, *, spreadsheet: bool = False) -> str:
    """Return a text that a spreadsheet shows rather than works out; `unguarded` gives it back.

    In a CSV file a cell that begins like a formula gets an apostrophe. In a workbook, whose cells have a type, only
    one that begins with an equals sign does.
    """
    risky = _EQUALS.match(text) or _GUARDED.match(text) if spreadsheet else _FORMULA.match(text)
    return f"'{text}" if risky else text


def unguarded(text: str) -> str:
    """Return a cell's text without the apostrophe that guards it."""
    return text[1:] if _GUARDED.match(text) else text


def text_of_cell(value: object) -> str:
    """Return the text of a typed cell of a workbook, as a CSV file would have it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return value.strftime("%Y-%m-%d") if value.year >= 1000 else str(value)
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    return str(value).strip()
