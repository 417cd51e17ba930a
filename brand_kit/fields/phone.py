"""A telephone number."""

from __future__ import annotations

import phonenumbers
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from phonenumbers import PhoneNumberFormat

from brand_kit.fields.base import NO_RULES, Cleaned, FieldRefused, Kind, Place, Rules
from brand_kit.fields.forms import LATIN, KindField
from brand_kit.fields.policy import clean_text
from brand_kit.fields.samples import PHONES
from brand_kit.rendering.values import Text


class PhoneKind(Kind):
    """A telephone number: saved in E.164, with `;ext=` after it where there is an extension (RFC 3966)."""

    key = "phone"
    label = gettext_lazy("Telephone")
    link = True
    most = 40

    def read(self, raw: object, rules: Rules, place: Place) -> Cleaned:
        """Return the number in E.164; one without a country code is read as the place's own."""
        if raw is None:
            return None
        text = clean_text(raw, max_graphemes=self.most, language=place.language)
        if not text:
            return None
        try:
            number = phonenumbers.parse(text, place.country or None)
        except phonenumbers.NumberParseException:
            raise _refused(place) from None
        if not phonenumbers.is_valid_number(number):
            raise _refused(place)
        return _saved(number)

    def example(self, rules: Rules, place: Place) -> Cleaned:
        """Return the country's example number."""
        return _saved(_example(place.country))

    def form_field(self, rules: Rules, place: Place) -> forms.Field:
        """Return an input that opens the keypad of a telephone."""
        attrs = {**LATIN, "type": "tel", "inputmode": "tel", "autocomplete": "tel"}
        return KindField(self, rules, place, widget=PhoneInput(attrs))

    def set(self, value: Cleaned, place: Place, rules: Rules = NO_RULES) -> Text:
        """Return the number in the international format, which runs from left to right in every script."""
        number = phonenumbers.parse(str(value), None)
        return Text(_shown(number), link=f"tel:{value}", direction="ltr")


class PhoneInput(forms.TextInput):
    """An input that shows a saved number as people write it, and a refused one as it was typed."""

    input_type = "tel"

    def format_value(self, value: object) -> str | None:
        """Return the international format of a saved number."""
        if not value:
            return None
        try:
            return _shown(phonenumbers.parse(str(value), None))
        except phonenumbers.NumberParseException:
            return str(value)


def _example(country: str) -> phonenumbers.PhoneNumber:
    """Return a number that is valid in a country, one that is kept for examples where there is such a one."""
    kept = PHONES.get(country)
    number = None if kept or not country else phonenumbers.example_number(country)
    return number or phonenumbers.parse(kept or PHONES["GB"], None)


def _refused(place: Place) -> FieldRefused:
    """Return the refusal of a number, with one that would do."""
    facts = {"example": _shown(_example(place.country))}
    sentence = _("This is not a complete telephone number: write it like %(example)s.") % facts
    return FieldRefused("phone", sentence)


def _saved(number: phonenumbers.PhoneNumber) -> str:
    """Return a number as it is saved."""
    plain = phonenumbers.format_number(number, PhoneNumberFormat.E164)
    return f"{plain};ext={number.extension}" if number.extension else plain


def _shown(number: phonenumbers.PhoneNumber) -> str:
    """Return a number in the international format."""
    return phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL)
