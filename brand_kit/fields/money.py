"""An amount of money."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import regex
from babel.numbers import (
    NumberFormatError,
    format_currency,
    format_decimal,
    get_currency_name,
    get_currency_precision,
    parse_decimal,
)
from django import forms
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from brand_kit.fields.base import NO_RULES, Cleaned, FieldRefused, Kind, Place, Rules
from brand_kit.fields.forms import KindField, Part, PartsWidget
from brand_kit.fields.numerals import in_ascii_digits, in_own_digits
from brand_kit.fields.samples import AMOUNTS
from brand_kit.rendering.values import Text

_MOST = 10**12
_PLAIN = regex.compile(r"[0-9]{1,12}(?:\.[0-9]{1,4})?")
_TYPED = regex.compile(r"[0-9.,]{1,30}")
_TYPED_PLAIN = regex.compile(r"[0-9]{1,12}\.[0-9]{1,2}")
_GROUPS = regex.compile(r"[\p{Zs}'’٬]")
_DECIMALS = regex.compile(r"\.0+")


class MoneyKind(Kind):
    """An amount and its currency, saved as `{"amount": "49.00", "currency": "EUR"}`."""

    key = "money"
    label = gettext_lazy("Price")

    def read(self, raw: object, rules: Rules, place: Place) -> Cleaned:
        """Return the amount with the currency's own number of decimals.

        An amount is a number or its plain form with a point, such as `1234.5`, alone or with a currency in a mapping.
        """
        allowed = _currencies(rules, place)
        amount, currency = (raw.get("amount"), raw.get("currency")) if isinstance(raw, Mapping) else (raw, None)
        if amount is None or amount == "":
            return None
        code = currency or allowed[0]
        if code not in allowed:
            raise FieldRefused(
                "currency",
                _("Choose one of these currencies: %(list)s.") % {"list": ", ".join(allowed)},
                part="currency",
            )
        return {"amount": _exact(amount, str(code), place), "currency": str(code)}

    def example(self, rules: Rules, place: Place) -> Cleaned:
        """Return an ordinary monthly price."""
        currency = _currencies(rules, place)[0]
        return self.read({"amount": AMOUNTS.get(currency, "49"), "currency": currency}, rules, place)

    def form_field(self, rules: Rules, place: Place) -> forms.Field:
        """Return an input that takes an amount as people in the place write it, and a list of currencies."""
        return KindField(self, rules, place, widget=MoneyWidget(_currencies(rules, place), place))

    def set(self, value: Cleaned, place: Place, rules: Rules = NO_RULES) -> Text:
        """Return the price as the place writes it (CLDR); a round one loses its decimals unless the rules keep them.

        CLDR puts right-to-left marks around prices in Arabic and Hebrew; they stay.
        """
        amount, currency = _parts(value)
        pattern = place.babel.currency_formats["standard"].pattern
        if amount == amount.to_integral_value() and not rules.zero_decimals:
            pattern, digits = _DECIMALS.sub("", pattern), False
        else:
            digits = True
        text = format_currency(
            amount, currency, format=pattern, locale=place.babel, currency_digits=digits, numbering_system="default"
        )
        return Text(in_own_digits(text, place))


class MoneyWidget(PartsWidget):
    """An amount as it is written in the place, and its currency."""

    css_class = "money"

    def __init__(self, currencies: Sequence[str], place: Place) -> None:
        """Take the currencies to choose from."""
        super().__init__()
        self.currencies = currencies
        self.place = place

    def parts(self, value: Mapping[str, Any]) -> Sequence[Part]:
        """Return the amount, and the currency where there is a choice."""
        keypad = {"inputmode": "decimal", "autocomplete": "off"}
        parts = [Part("amount", _("Amount"), forms.TextInput(), required=True, attrs=keypad)]
        options = [(code, f"{get_currency_name(code, locale=self.place.babel)} ({code})") for code in self.currencies]
        if len(options) > 1:
            parts.append(Part("currency", _("Currency"), forms.Select(choices=options), required=True))
        return parts

    def opened(self, value: Any) -> dict[str, Any]:
        """Return a saved amount as the place writes it, and a refused one as it was typed."""
        values = super().opened(value)
        amount = values.get("amount")
        if isinstance(amount, str) and _PLAIN.fullmatch(amount):
            digits = amount.partition(".")[2]
            grouped = self.place.babel.decimal_formats[None].pattern.partition(".")[0]  # India groups by lakh
            pattern = f"{grouped}.{'0' * len(digits)}" if digits else grouped
            values["amount"] = format_decimal(Decimal(amount), format=pattern, locale=self.place.babel)
        return values

    def value_from_datadict(self, data: Mapping[str, Any], files: MultiValueDict[str, Any], name: str) -> Any:
        """Return the posted amount in its plain form."""
        posted = super().value_from_datadict(data, files, name)
        return {**posted, "amount": typed_amount(posted.get("amount"), self.place)}


def typed_amount(typed: object, place: Place) -> object:
    """Return the plain form of an amount that was typed in the place's way, or what was typed if it is not one.

    `1.500` is one and a half thousand in German and one and a half in English; `49.50` is understood everywhere.
    """
    if not isinstance(typed, str) or len(typed) > 40:
        return typed
    text = _GROUPS.sub("", in_ascii_digits(typed.strip())).replace("٫", ".")
    if not _TYPED.fullmatch(text):
        return typed  # Babel would also read 1e9, and a large exponent takes all memory.
    try:
        return format(parse_decimal(text, locale=place.babel, strict=True), "f")
    except NumberFormatError:
        return text if _TYPED_PLAIN.fullmatch(text) else typed


def _exact(amount: object, currency: str, place: Place) -> str:
    """Return an amount with exactly the currency's decimals; raises `FieldRefused`."""
    text = _plain(amount)
    if not _PLAIN.fullmatch(text):
        example = format_decimal(Decimal("1234.50"), format="#,##0.00", locale=place.babel)
        raise FieldRefused(
            "amount", _("Write the amount in digits, like %(example)s.") % {"example": example}, part="amount"
        )
    precision = get_currency_precision(currency)
    exact = Decimal(text).quantize(Decimal(1).scaleb(-precision))
    if exact != Decimal(text):
        sentence = ngettext(
            "Use at most %(most)d decimal for %(currency)s.",
            "Use at most %(most)d decimals for %(currency)s.",
            precision,
        )
        raise FieldRefused("decimals", sentence % {"most": precision, "currency": currency}, part="amount")
    return format(exact, "f")


def _plain(amount: object) -> str:
    """Return a number without an exponent, a string as it is, and an empty string for anything else."""
    if isinstance(amount, str):
        return amount.strip()
    if isinstance(amount, bool) or not isinstance(amount, int | float | Decimal):
        return ""
    # Checked first: the decimal form of a huge number takes all memory.
    number = amount if isinstance(amount, Decimal) else Decimal(str(amount) if isinstance(amount, float) else amount)
    return format(number, "f") if number.is_finite() and 0 <= number < _MOST else ""


def _currencies(rules: Rules, place: Place) -> tuple[str, ...]:
    """Return the currencies to choose from, the place's own first where it is one of them."""
    own = place.money
    if not rules.currencies:
        return (own,)
    return tuple(sorted(rules.currencies, key=lambda code: code != own))


def _parts(value: Cleaned) -> tuple[Decimal, str]:
    """Return the number and the currency of a cleaned value."""
    if not isinstance(value, dict):
        raise TypeError("A cleaned price is a mapping of amount and currency.")
    return Decimal(value["amount"]), value["currency"]
