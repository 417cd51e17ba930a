"""What may stand in each part of a partner's profile: the one cleaning behind forms, imports and commands.

A profile is a plain dictionary by the names in `FIELDS`. References are by stable keys: slugs, ISO codes and e-mail
addresses, never database ids.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

import babel
from django.utils.translation import gettext as _

from brand_kit.fields import KINDS, FieldRefused, Rules
from brand_kit.fields.policy import clean_text
from campaigns.models import (
    Attribute,
)
from campaigns.profile_lists import Situation, refused

MOST_REVENUE = 2**63 - 1
YEARS = range(1900, 2101)
_SLUG = re.compile(r"[a-z0-9][a-z0-9_-]{0,79}")
_WHOLE = re.compile(r"[0-9]{1,3}(?:[\s  ][0-9]{3})+|[0-9]+")
_YES = {"yes", "true", "1", "y", "on"}
_NO = {"no", "false", "0", "n", "off"}
_RULES = Rules()
_WEB_RULES = Rules(max_length=190)


def text_of(most: int, required: bool = False) -> Callable[[object, Situation], str]:
    """Return what cleans a line of text."""

    def clean(raw: object, situation: Situation) -> str:
        text = clean_text(raw or "", max_graphemes=most, language=situation.language or "en")
        if len(text) > most:
            raise refused(_("This is too long: at most %(most)d characters.") % {"most": most})
        if required and not text:
            raise refused(_("Fill in this field."))
        return text

    return clean


def clean_slug(raw: object, situation: Situation) -> str:
    """Return a short name in small letters."""
    text = str(raw or "").strip().lower()
    if not _SLUG.fullmatch(text):
        raise refused(_("Use small letters a to z, digits and hyphens for the short name, 80 at most."))
    return text


@lru_cache(maxsize=4096)
def language_tag(text: str) -> str:
    """Return a language code as BCP 47 writes it, such as `pt-BR`; an empty string for one that CLDR does not know."""
    try:
        found = babel.Locale.parse(text.replace("_", "-"), sep="-")
    except (babel.UnknownLocaleError, ValueError, TypeError):
        return ""
    return "-".join(part for part in (found.language, found.script, found.territory) if part)


def clean_language(raw: object, situation: Situation) -> str:
    """Return a language that CLDR knows."""
    text = str(raw or "").strip()
    if not text:
        raise refused(_("Fill in this field."))
    tag = language_tag(text) if len(text) <= 20 else ""
    if not tag:
        raise refused(_("“%(code)s” is no language code: use one such as de, pt-BR or zh-Hant.") % {"code": text[:20]})
    return tag


def clean_languages(raw: object, situation: Situation) -> tuple[str, ...]:
    """Return languages in their order, each once, without the partner's own."""
    tags = dict.fromkeys(clean_language(each, situation) for each in _several(raw))
    return tuple(tag for tag in tags if tag != language_tag(situation.language or ""))


def clean_country(raw: object, situation: Situation) -> str:
    """Return the code of a country."""
    code = str(raw or "").strip().upper()
    if not code:
        raise refused(_("Fill in this field."))
    if code not in situation.lists.countries:
        raise refused(_("“%(code)s” is no country: use its code of ISO 3166, such as DE.") % {"code": code[:20]})
    return code


def clean_address(raw: object, situation: Situation) -> dict[str, str]:
    """Return a postal address as its country writes it; empty if there is none."""
    if isinstance(raw, Mapping):
        raw = {key: value for key, value in raw.items() if value}
        if not set(raw) - {"country_code"}:
            return {}
    value = KINDS["address"].read(raw or None, _RULES, situation.place)
    return dict(value) if isinstance(value, dict) else {}


def by_kind(kind: str, most: int, rules: Rules = _RULES) -> Callable[[object, Situation], str]:
    """Return what cleans a text as a kind of field does."""

    def clean(raw: object, situation: Situation) -> str:
        value = str(KINDS[kind].read(raw or None, rules, situation.place) or "")
        if len(value) > most:
            raise refused(_("This is too long: at most %(most)d characters.") % {"most": most})
        return value

    return clean


def one_of(name: str, message: Callable[[str], str]) -> Callable[[object, Situation], str | None]:
    """Return what cleans a reference to one entry of a list, which may be left out."""

    def clean(raw: object, situation: Situation) -> str | None:
        return _known(raw, getattr(situation.lists, name), message)

    return clean


def many_of(name: str, message: Callable[[str], str], upper: bool = False) -> Callable[[object, Situation], Any]:
    """Return what cleans references to entries of a list, each once and in the order of their keys."""

    def clean(raw: object, situation: Situation) -> tuple[str, ...]:
        known = getattr(situation.lists, name)
        found = (_known(each, known, message, upper) for each in _several(raw))
        return tuple(sorted({each for each in found if each}))

    return clean


def _known(raw: object, known: Mapping[str, Any], message: Callable[[str], str], upper: bool = False) -> str | None:
    text = str(raw or "").strip()
    if not text:
        return None
    for key in (text, text.upper()) if upper else (text, text.lower()):
        if key in known:
            return key
    raise refused(message(text[:60]))


def clean_territories(raw: object, situation: Situation) -> tuple[str, ...]:
    """Return the codes of territories, each once and in the order of their codes."""
    known = situation.lists.territories
    found = set()
    for each in _several(raw):
        text = str(each).strip()
        code = next((code for code in (text, text.upper(), text.lower()) if code in known), "")
        if not code:
            raise refused(_no_territory(text[:60]))
        found.add(code)
    return tuple(sorted(found))


def clean_whole(most: int, least: int = 0) -> Callable[[object, Situation], int | None]:
    """Return what cleans a whole number."""

    def clean(raw: object, situation: Situation) -> int | None:
        if raw is None or raw == "":
            return None
        text = str(raw).strip()
        if isinstance(raw, bool) or not (text.isascii() or " " in text or " " in text) or not _WHOLE.fullmatch(text):
            raise refused(_("“%(text)s” is no whole number: use digits only, such as 1200000.") % {"text": text[:40]})
        number = int(re.sub(r"\s", "", text)) if len(text) < 40 else most + 1
        if not least <= number <= most:
            raise refused(_("Use a number from %(least)d to %(most)d.") % {"least": least, "most": most})
        return number

    return clean


@lru_cache(maxsize=1)
def currencies() -> frozenset[str]:
    """Return the codes of the currencies that CLDR knows."""
    return frozenset(babel.Locale("en").currencies)


def clean_currency(raw: object, situation: Situation) -> str:
    """Return an ISO 4217 code, or nothing."""
    text = str(raw or "").strip().upper()
    if text and text not in currencies():
        raise refused(_("“%(code)s” is no currency: use its code of ISO 4217, such as GBP.") % {"code": text[:20]})
    return text


def clean_date(raw: object, situation: Situation) -> date | None:
    """Return a date, from one or from its ISO form."""
    if raw is None or raw == "":
        return None
    if isinstance(raw, datetime):
        return raw.date()
    if isinstance(raw, date):
        return raw
    text = str(raw).strip()
    try:
        if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
            raise ValueError
        found = date.fromisoformat(text)
    except ValueError:
        raise refused(
            _("“%(text)s” is no date: write the year, month and day, such as 2026-03-31.") % {"text": text[:40]}
        ) from None
    if found.year < 1900:
        raise refused(_("Use a date after the year 1900."))
    return found


def clean_flag(raw: object, situation: Situation) -> bool | None:
    """Return yes or no, or nothing."""
    if raw is None or raw == "" or isinstance(raw, bool):
        return raw if isinstance(raw, bool) else None
    text = str(raw).strip().lower()
    if text not in _YES | _NO:
        raise refused(_("“%(text)s” is neither yes nor no.") % {"text": text[:40]})
    return text in _YES


def clean_active(raw: object, situation: Situation) -> bool:
    """Return yes or no; nothing means yes."""
    value = clean_flag(raw, situation)
    return True if value is None else value


def clean_manager(raw: object, situation: Situation) -> str | None:
    """Return the e-mail address of one of the vendor's people."""
    return _known(raw, situation.lists.staff, _no_staff)


def clean_local_names(raw: object, situation: Situation) -> dict[str, tuple[str, str]]:
    """Return name and legal name by language."""
    found: dict[str, tuple[str, str]] = {}
    for code, names in dict(raw or {}).items():  # type: ignore[call-overload]
        try:
            tag = clean_language(code, situation)
            own = Situation(situation.lists, tag, situation.country)
            name, legal = names
            entry = (text_of(160)(name, own), text_of(200)(legal, own))
        except FieldRefused as no:
            raise FieldRefused(no.code, no.message, part=str(code)) from no
        if tag in found:
            raise refused(_("This language is there twice."), part=str(code))
        if entry[1] and not entry[0]:
            raise refused(_("Give the name in this language too."), part=str(code))
        if entry[0]:
            found[tag] = entry
    return found


def clean_certifications(raw: object, situation: Situation) -> dict[str, tuple[date, date | None]]:
    """Return the days of issue and of expiry by certification."""
    found: dict[str, tuple[date, date | None]] = {}
    for given, days in dict(raw or {}).items():  # type: ignore[call-overload]
        try:
            slug = _known(given, situation.lists.certifications, _no_certification) or ""
            issued, expires = (clean_date(day, situation) for day in days)
        except FieldRefused as no:
            raise FieldRefused(no.code, no.message, part=str(given)) from no
        if issued is None:
            raise refused(_("Say on which day it was issued."), part=str(given))
        if expires is not None and expires < issued:
            raise refused(_("It cannot expire before it was issued: check both dates."), part=str(given))
        found[slug] = (issued, expires)
    return dict(sorted(found.items()))


def clean_attribute(attribute: Attribute, raw: object, situation: Situation) -> Any:
    """Return a partner's answer to one of the vendor's attributes; `None` for none."""
    kind = attribute.kind
    if kind == Attribute.Kind.TEXT:
        return text_of(300)(raw, situation) or None
    if kind == Attribute.Kind.NUMBER:
        return _number(raw)
    if kind == Attribute.Kind.DATE:
        return clean_date(raw, situation)
    if kind == Attribute.Kind.FLAG:
        return clean_flag(raw, situation)
    options = attribute.options
    keys = {key.casefold(): key for key in options}
    words = {label.casefold(): key for key, label in options.items()}
    found = set()
    for each in _several(raw) if kind == Attribute.Kind.CHOICES else [str(raw or "")]:
        text = each.strip().casefold()
        if not text:
            continue
        key = keys.get(text) or words.get(text)
        if key is None:
            facts = {"text": each[:60], "choices": ", ".join(list(options)[:20])}
            raise refused(_("“%(text)s” is none of the choices, which are: %(choices)s.") % facts)
        found.add(key)
    chosen = tuple(key for key in options if key in found)
    if kind == Attribute.Kind.CHOICE:
        return chosen[0] if chosen else None
    return chosen or None


def _number(raw: object) -> Decimal | None:
    if raw is None or raw == "":
        return None
    text = re.sub(r"[\s  ]", "", str(raw))
    try:
        if not text.isascii():
            raise InvalidOperation
        number = Decimal(text)
        if not number.is_finite():
            raise InvalidOperation
    except InvalidOperation:
        raise refused(_("“%(text)s” is no number: write it like 1250.5.") % {"text": str(raw)[:40]}) from None
    exponent = number.normalize().as_tuple().exponent
    if abs(number) >= Decimal(10) ** 10 or (isinstance(exponent, int) and exponent < -4):
        raise refused(_("Use at most ten digits before the point and four after it."))
    return number.normalize() + 0


def _several(raw: object) -> Iterable[str]:
    if raw is None:
        return []
    entries = raw.split(";") if isinstance(raw, str) else raw
    return [str(each) for each in entries if str(each).strip()]  # type: ignore[attr-defined]


def _no_territory(text: str) -> str:
    return _("There is no territory “%(code)s”.") % {"code": text}


def _no_type(text: str) -> str:
    return _("There is no partner type “%(slug)s”.") % {"slug": text}


def _no_tier(text: str) -> str:
    return _("There is no tier “%(slug)s”.") % {"slug": text}


def _no_line(text: str) -> str:
    return _("There is no product line “%(slug)s”.") % {"slug": text}


def _no_certification(text: str) -> str:
    return _("There is no certification “%(slug)s”.") % {"slug": text}


def _no_staff(text: str) -> str:
    return _("Nobody of the vendor's staff has the e-mail address “%(email)s”.") % {"email": text}


def clean_distributor(raw: object, situation: Situation) -> str | None:
    """Return a distributor's short name; whether there is such a partner, and above whom, is asked elsewhere."""
    return clean_slug(raw, situation) if str(raw or "").strip() else None


FIELDS: dict[str, Callable[[object, Situation], Any]] = {
    "slug": clean_slug,
    "name": text_of(160, required=True),
    "legal_name": text_of(200),
    "language_code": clean_language,
    "languages": clean_languages,
    "local_names": clean_local_names,
    "country": clean_country,
    "address": clean_address,
    "phone": by_kind("phone", 40),
    "email": by_kind("email", 254),
    "website": by_kind("web", 200, _WEB_RULES),
    "partner_type": one_of("types", _no_type),
    "tier": one_of("tiers", _no_tier),
    "territories": clean_territories,
    "product_lines": many_of("lines", _no_line),
    "certifications": clean_certifications,
    "distributor": clean_distributor,
    "revenue": clean_whole(MOST_REVENUE),
    "revenue_currency": clean_currency,
    "revenue_year": clean_whole(YEARS[-1], YEARS[0]),
    "training_score": clean_whole(100),
    "joined": clean_date,
    "account_manager": clean_manager,
    "active": clean_active,
}
"""Every part of a profile but branches, logos and the vendor's own attributes, with what cleans it."""
