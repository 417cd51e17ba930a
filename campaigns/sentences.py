"""Rules, and what partners have, in the words of the screen's language."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import format_currency, format_decimal, get_currency_symbol
from django.utils.translation import get_language, get_language_bidi, ngettext, pgettext, to_locale
from django.utils.translation import gettext as _

from campaigns.attributes import VENDOR
from campaigns.facts import Facts
from campaigns.money import Money, whole_span
from campaigns.rule_tree import Condition, Reference, Rule

if TYPE_CHECKING:
    from campaigns.context import Context

MOST_NAMED = 6
"""More values than this are counted rather than named."""


def rule_sentence(rule: Rule, context: Context) -> str:
    """Return a rule as one sentence without a full stop."""
    words = [condition_sentence(each, context) for each in rule.conditions]
    if not words:
        return _("Every partner")
    sentence = words[0]
    for word in words[1:]:
        facts = {"before": sentence, "condition": word}
        sentence = (
            pgettext("rule", "%(before)s, and %(condition)s")
            if rule.match_all
            else pgettext("rule", "%(before)s, or %(condition)s")
        ) % facts
    return sentence[:1].upper() + sentence[1:]


def condition_sentence(condition: Condition | Reference, context: Context) -> str:
    """Return a condition as a part of a sentence."""
    if isinstance(condition, Reference):
        name = context.name(condition.segment) or str(condition.segment)
        words = (
            pgettext("rule", "not in segment “%(name)s”")
            if condition.negated
            else pgettext("rule", "in segment “%(name)s”")
        )
        return words % {"name": _apart(name)}
    words = _asked(condition, context)
    return pgettext("rule", "not (%(condition)s)") % {"condition": words} if condition.negated else words


def _asked(condition: Condition, context: Context) -> str:
    attribute = context.types.get(condition.attribute)
    label = str(attribute.label) if attribute else condition.attribute.removeprefix(VENDOR)
    value, operator = condition.value, condition.operator
    facts: dict[str, Any] = {"attribute": _apart(label)}
    if operator == "is_set":
        return pgettext("rule", "%(attribute)s is known") % facts
    if operator == "within_last":
        words = ngettext(
            "%(attribute)s within the last %(number)d day", "%(attribute)s within the last %(number)d days", value
        )
        return words % {**facts, "number": value}
    if operator == "between":
        least, most = (value.least, value.most) if isinstance(value, Money) else value
        unit = value.currency if isinstance(value, Money) else ""
        ends = {"least": _shown(least, unit), "most": _shown(most, unit)}
        return pgettext("rule", "%(attribute)s from %(least)s to %(most)s") % {**facts, **ends}
    facts["value"] = _value(condition, context)
    if condition.attribute == "territory":
        return pgettext("rule", "serves %(value)s") % facts
    if condition.attribute == "distributor":
        return pgettext("rule", "is or buys from %(value)s") % facts
    return _patterns()[operator] % facts


def _patterns() -> dict[str, str]:
    return {
        "is": pgettext("rule", "%(attribute)s is %(value)s"),
        "is_any_of": pgettext("rule", "%(attribute)s is %(value)s"),
        "has_any": pgettext("rule", "%(attribute)s: %(value)s"),
        "has_all": pgettext("rule", "%(attribute)s: %(value)s"),
        "contains": pgettext("rule", "%(attribute)s contains “%(value)s”"),
        "at_least": pgettext("rule", "%(attribute)s at least %(value)s"),
        "at_most": pgettext("rule", "%(attribute)s at most %(value)s"),
        "before": pgettext("rule", "%(attribute)s before %(value)s"),
        "after": pgettext("rule", "%(attribute)s after %(value)s"),
    }


def _value(condition: Condition, context: Context) -> str:
    value = condition.value
    if isinstance(value, Money):
        return _shown(value.most if value.least is None else value.least, value.currency)
    if isinstance(value, tuple):
        return named(context.labels(condition.attribute, value), every=condition.operator == "has_all")
    if condition.kind in ("ordered", "choice"):
        return _apart(context.labels(condition.attribute, [value])[0])
    return _apart(_shown(value))


def what_it_has(condition: Condition, facts: Facts, context: Context) -> str:
    """Return what a partner has of that which a condition asks for."""
    key = condition.attribute
    if key == "revenue":
        return _revenue(condition, facts, context)
    if key == "territory":
        return named(context.labels(key, facts.places), every=True)
    if key == "certifications":
        return _shown(Decimal(sum(held.counts_on(context.on) for held in facts.certifications)))
    if key == "certification":
        valid = [held.slug for held in facts.certifications if held.counts_on(context.on)]
        over = [held.slug for held in facts.certifications if not held.counts_on(context.on)]
        words = named(context.labels(key, valid), every=True)
        if over:
            past = {"valid": words, "names": named(context.labels(key, over), every=True)}
            return _("%(valid)s (not valid on that day: %(names)s)") % past
        return words
    if key == "distributor":
        return named(context.labels(key, facts.lineage[1:]), every=True)
    has = facts.answers.get(key.removeprefix(VENDOR), ()) if key.startswith(VENDOR) else _own(key, facts)
    if condition.kind in ("ordered", "choice", "choices"):
        return named(context.labels(key, [str(each) for each in has]), every=True)
    return named([_shown(each) for each in has], every=True)


def _own(key: str, facts: Facts) -> list[Any]:
    if key == "language":
        return sorted(facts.languages)
    if key == "product_line":
        return sorted(facts.product_lines)
    value = getattr(facts, key)
    return [] if value is None else [value]


def _revenue(condition: Condition, facts: Facts, context: Context) -> str:
    if facts.revenue is None:
        return named([], every=True)
    has = {"amount": _shown(Decimal(facts.revenue), facts.revenue_currency), "currency": facts.revenue_currency}
    if facts.revenue_currency not in context.rates:
        return _("%(amount)s, which cannot be compared: there is no exchange rate for %(currency)s") % has
    if isinstance(condition.value, Money) and condition.value.currency != facts.revenue_currency:
        own = Money(facts.revenue_currency, least=Decimal(facts.revenue))
        least = whole_span(own, condition.value.currency, context.rates)[0]
        other = _shown(Decimal(least or 0), condition.value.currency)
        return _("%(amount)s, about %(other)s") % {**has, "other": other}
    return has["amount"]


def named(names: Iterable[str], *, every: bool) -> str:
    """Return names as people list them, joined by “and” or “or”; of many only the first, and how many more."""
    names = list(names)
    if not names:
        return _("not known")
    if len(names) > MOST_NAMED:
        more = len(names) - MOST_NAMED + 1
        names = [*names[: MOST_NAMED - 1], ngettext("%(number)d more", "%(number)d more", more) % {"number": more}]
    return format_list([_apart(name) for name in names], "standard" if every else "or", locale=_locale())


def _shown(value: Any, currency: str = "") -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime.date):
        return format_date(value, "medium", locale=_locale())
    if isinstance(value, Decimal | int):
        if not currency:
            return format_decimal(value, locale=_locale(), decimal_quantization=False)
        pattern = _locale().currency_formats["standard"].pattern
        if value == int(value):
            pattern = pattern.replace(".00", "")
        if get_currency_symbol(currency, _locale())[-1].isalpha():
            pattern = pattern.replace("¤#", "¤\xa0#")
        return format_currency(value, currency, pattern, locale=_locale(), currency_digits=False)
    return str(value)


def _apart(name: str) -> str:
    """Return a name set apart from a sentence that runs from right to left, which would else turn round its words.

    Between U+2068 and U+2069 a text has its own direction (UAX #9, 2.3), and a number stays with its unit.
    """
    return f"\u2068{name}\u2069" if get_language_bidi() else name


def _locale() -> Locale:
    try:
        return Locale.parse(to_locale(get_language() or "en"))
    except (UnknownLocaleError, ValueError):
        return Locale("en")
