"""The territories that a new program starts with: regions, ISO 3166-1 countries and ISO 3166-2 subdivisions."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pycountry
from treebeard.numconv import NumConv

STEP = 4
"""Letters that each level of the tree takes in a path; treebeard's own default."""
_NUMBERS = NumConv("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")


def starting_rows() -> Iterator[dict[str, Any]]:
    """Yield the columns of every territory, parents before their children.

    Countries and subdivisions come from the ISO 3166 tables of Debian's iso-codes, as pycountry carries them.
    """
    data = tomllib.loads((Path(__file__).parent / "regions.toml").read_text("utf-8"))
    subdivisions = _subdivisions()
    yield from _rows({"world": {"name": "World", **data}}, "", subdivisions)


def _rows(regions: dict[str, Any], above: str, subdivisions: dict[str, dict[str, str]]) -> Iterator[dict[str, Any]]:
    for place, (code, region) in enumerate(regions.items(), 1):
        below = {key: each for key, each in region.items() if isinstance(each, dict)}
        countries = region.get("countries", "").split()
        path = above + _step(place)
        kind = "region" if above else "world"
        yield _row(code, kind, region["name"], path, len(below) + len(countries))
        yield from _rows(below, path, subdivisions)
        for number, country in enumerate(countries, len(below) + 1):
            parts = subdivisions.get(country, {})
            own = path + _step(number)
            yield _row(country, "country", _name(country), own, len(parts))
            for each, (part, name) in enumerate(parts.items(), 1):
                yield _row(part, "subdivision", name, own + _step(each), 0)


def _row(code: str, kind: str, name: str, path: str, children: int) -> dict[str, Any]:
    return {
        "code": code, "kind": kind, "name": name[:160], "path": path, "depth": len(path) // STEP, "numchild": children,
    }  # fmt: skip


def _step(number: int) -> str:
    return str(_NUMBERS.int2str(number)).rjust(STEP, "0")


def _name(country: str) -> str:
    found = pycountry.countries.get(alpha_2=country)
    return str(getattr(found, "common_name", None) or getattr(found, "name", country))


def _subdivisions() -> dict[str, dict[str, str]]:
    """Return code and name of the subdivisions of each country, by name.

    ISO 3166-2 nests some (a department in a region of France); all stand right below their country here.
    """
    found: dict[str, dict[str, str]] = {}
    for each in sorted(pycountry.subdivisions, key=lambda each: (each.country_code, each.name, each.code)):
        found.setdefault(each.country_code, {})[each.code] = each.name
    return found
