"""What is true of a country by CLDR: its name, currency, paper and languages."""

from __future__ import annotations

from functools import lru_cache

from babel import Locale as CldrLocale
from babel import UnknownLocaleError
from babel.core import get_global
from babel.numbers import get_territory_currencies
from django.utils.translation import get_language

LETTER_COUNTRIES = frozenset(["BZ", "CA", "CL", "CO", "CR", "GT", "MX", "NI", "PA", "PH", "PR", "SV", "US", "VE"])
"""Countries of US Letter paper by CLDR's supplemental data, measurementData/paperSize; all others have A4."""


def country_name(code: str, language_code: str | None = None) -> str:
    """Return a country's name in a language, by default that of the screen; empty if CLDR has none."""
    return _names(language_code or get_language() or "en").get(code, "")


@lru_cache(maxsize=64)
def _names(language_code: str) -> dict[str, str]:
    try:
        found = CldrLocale.parse(language_code.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        found = CldrLocale("en")
    return dict(found.territories)


def paper_of(country: str) -> str:
    """Return `letter` or `a4`."""
    return "letter" if country in LETTER_COUNTRIES else "a4"


@lru_cache(maxsize=512)
def currency_of(country: str) -> str:
    """Return the ISO 4217 code of the currency in use today, the first that CLDR names; empty if there is none."""
    return next(iter(get_territory_currencies(country)), "")


@lru_cache(maxsize=512)
def languages_of(country: str) -> tuple[str, ...]:
    """Return the codes of a country's official languages, or of its most spoken one, most spoken first."""
    spoken: dict[str, dict[str, float | str | None]] = get_global("territory_languages").get(country, {})
    ranked = sorted(spoken, key=lambda code: -float(spoken[code].get("population_percent") or 0))
    official = [code for code in ranked if spoken[code].get("official_status") in ("official", "de_facto_official")]
    return tuple(code.replace("_", "-") for code in official or ranked[:1])
