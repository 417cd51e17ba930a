"""A postal address."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from brand_kit.fields import postal
from brand_kit.fields.base import NO_RULES, Cleaned, FieldRefused, Kind, Place, Rules
from brand_kit.fields.forms import KindField, Part, PartsWidget, wording
from brand_kit.fields.policy import clean_text
from brand_kit.fields.samples import ADDRESSES
from brand_kit.rendering.values import Text

_AUTOCOMPLETE = {
    "country_code": "country",
    "company_name": "organization",
    "street_address": "street-address",
    "city_area": "address-level3",
    "city": "address-level2",
    "country_area": "address-level1",
    "postal_code": "postal-code",
    "sorting_code": "off",
}


class AddressKind(Kind):
    """A postal address, saved by part with its country and set as the country writes it."""

    key = "address"
    label = gettext_lazy("Address")
    most = 100
    """The most graphemes of one part."""
    most_street_lines = 3

    def read(self, raw: object, rules: Rules, place: Place) -> Cleaned:
        """Return the parts that are not empty, checked against the country's own rules.

        The raw value is a mapping of `country_code` (the place's own if it is missing) and `postal.PARTS`.
        """
        if raw is None or raw == "":
            return None
        if not isinstance(raw, Mapping):
            raise FieldRefused("type", _("Enter the parts of the address one by one."))
        given = {part: self._part(part, raw.get(part), place) for part in postal.PARTS}
        if not any(given.values()):
            return None
        country = str(raw.get("country_code") or place.country).strip().upper()
        try:
            postal.country_rules(country)
        except LookupError:
            raise FieldRefused("country", _("Choose a country."), part="country_code") from None
        address = _placed({**given, "country_code": country}, place)
        for part, error in postal.checked(address).items():
            raise _refusal(part, error, address, place)
        return {part: text for part, text in address.items() if text}

    def example(self, rules: Rules, place: Place) -> Cleaned:
        """Return a made-up address in the place's country."""
        country = place.country or "US"
        if country in ADDRESSES:
            return {"country_code": country, **ADDRESSES[country]}
        try:
            return postal.example(country)
        except LookupError:
            return {"country_code": "US", **ADDRESSES["US"]}

    def form_field(self, rules: Rules, place: Place) -> forms.Field:
        """Return a list of countries and the inputs that the chosen one uses."""
        return KindField(self, rules, place, widget=AddressWidget(place))

    def set(self, value: Cleaned, place: Place, rules: Rules = NO_RULES) -> Text:
        """Return the lines in the country's own order; the country is named last where it is not the place's own."""
        if not isinstance(value, dict):
            raise TypeError("A cleaned address is a mapping of its parts.")
        country = value["country_code"]
        domestic = country == place.country
        lines = postal.written(value, domestic=domestic)
        name = country_name(country, place)
        if not domestic and name.casefold() not in (line.casefold() for line in lines):
            lines.append(name)
        return Text("\n".join(lines))

    def _part(self, part: str, raw: object, place: Place) -> str:
        """Return one part of the address in its stored form."""
        if raw is None:
            return ""
        lines = self.most_street_lines if part == "street_address" else 1
        try:
            text = clean_text(raw, max_graphemes=self.most, max_lines=lines, language=place.language)
        except FieldRefused as refused:
            raise FieldRefused(refused.code, refused.message, part=part) from refused
        return "\n".join(line for line in text.split("\n") if line)


class AddressWidget(PartsWidget):
    """A list of countries and the inputs of the one that is chosen, in its own order.

    When the country changes, the form is drawn again with what was posted, and shows the other country's inputs.
    """

    css_class = "address"

    def __init__(self, place: Place) -> None:
        """Take the place, whose country stands first."""
        super().__init__()
        self.place = place

    def parts(self, value: Mapping[str, Any]) -> Sequence[Part]:
        """Return the country and its inputs."""
        country = self._country(value)
        latin = postal.in_latin({"city": self.place.babel.display_name or ""})
        rules = postal.country_rules(country)
        parts = [self._input("country_code", _("Country"), forms.Select(choices=countries(self.place)), True)]
        for key in postal.order(country):
            widget: forms.Widget = forms.TextInput()
            if key == "street_address":
                widget = forms.Textarea({"rows": "2"})
            elif key == "country_area" and rules.country_area_choices:
                widget = forms.Select(choices=[("", "—"), *postal.areas(country, latin)])
            parts.append(self._input(key, postal.part_name(key, country), widget, key in rules.required_fields))
        return parts

    def opened(self, value: Any) -> dict[str, Any]:
        """Return the parts of a saved address, with the country that is shown."""
        values = super().opened(value)
        return {**values, "country_code": self._country(values)}

    def value_from_datadict(self, data: Mapping[str, Any], files: MultiValueDict[str, Any], name: str) -> Any:
        """Return the posted parts that the posted country uses."""
        posted = super().value_from_datadict(data, files, name)
        return {key: text for key, text in posted.items() if text is not None}

    def _country(self, value: Mapping[str, Any]) -> str:
        """Return the country whose inputs are shown."""
        for country in (str(value.get("country_code") or "").upper(), self.place.country):
            try:
                postal.country_rules(country)
            except LookupError:
                continue
            return country
        return "US"

    def _input(self, key: str, name: str, widget: forms.Widget, required: bool) -> Part:
        """Return one input with the attributes that browsers fill addresses by."""
        attrs = {**wording(self.place), "autocomplete": _AUTOCOMPLETE[key]}
        if key in ("postal_code", "sorting_code"):
            attrs = {"dir": "ltr", "autocomplete": _AUTOCOMPLETE[key]}
        return Part(key, name, widget, required=required, attrs=attrs)


def country_name(country: str, place: Place) -> str:
    """Return the name of a country in the place's language (CLDR)."""
    return str(place.babel.territories.get(country, country))


def countries(place: Place) -> list[tuple[str, str]]:
    """Return the countries that have addresses, the place's own first and the others by name."""
    named = [(code, country_name(code, place)) for code in map(str, place.babel.territories) if _has_addresses(code)]
    return sorted(named, key=lambda entry: (entry[0] != place.country, entry[1].casefold()))


def _has_addresses(code: str) -> bool:
    """Tell whether the data knows a country."""
    try:
        postal.country_rules(code)
    except LookupError:
        return False
    return True


def _placed(address: dict[str, str], place: Place) -> dict[str, str]:
    """Return an address with each part where its country has it: keys for areas, plain postal codes.

    A city in a country that has no such line (Japan, the Emirates, Singapore) is an area, or goes to the street.
    """
    country = address["country_code"]
    rules = postal.country_rules(country)
    if address["postal_code"]:
        address["postal_code"] = postal.tidy_code(address["postal_code"], country)
    address["sorting_code"] = address["sorting_code"].upper()
    for part in ("city", "city_area"):
        text = address[part]
        if not text or part in rules.allowed_fields:
            continue
        address[part] = ""
        if not address["country_area"] and postal.matching_area(country, text):
            address["country_area"] = text
        elif text.casefold() not in (
            country_name(country, place).casefold(),
            country_name(country, Place("en")).casefold(),
        ):
            large_first = not postal.in_latin({"city": text}) and rules.address_format != rules.address_latin_format
            street = address["street_address"]
            pair = (text, street) if large_first else (street, text)
            address["street_address"] = ("" if large_first else ", ").join(filter(None, pair))
    if address["country_area"] and "country_area" in rules.allowed_fields:
        address["country_area"] = postal.matching_area(country, address["country_area"]) or address["country_area"]
    return address


def _refusal(part: str, error: str, address: Mapping[str, str], place: Place) -> FieldRefused:
    """Return the refusal of one part of an address."""
    country = address["country_code"]
    facts = {"part": postal.part_name(part, country), "country": country_name(country, place)}
    alone = address["country_area"] and part not in postal.checked({**address, "country_area": "", "city": ""})
    examples = postal.country_rules(country).postal_code_examples
    if error == "required":
        return FieldRefused("required", _("Fill in: %(part)s.") % facts, part=part)
    if error == "unused":
        sentence = _("Addresses in %(country)s have no part called %(part)s: leave it empty.")
        return FieldRefused("unused", sentence % facts, part=part)
    if part == "postal_code" and alone:
        facts["area"] = postal.part_name("country_area", country)
        sentence = _("These two parts of the address do not fit together, check both: %(part)s and %(area)s.")
        return FieldRefused("postal_code", sentence % facts, part=part)
    if part == "postal_code" and examples:
        sentence = _("Check this part of the address: %(part)s, which looks like %(example)s in %(country)s.")
        return FieldRefused("postal_code", sentence % {**facts, "example": examples[0]}, part=part)
    return FieldRefused("invalid", _("Choose an entry of the list: %(part)s.") % facts, part=part)
