"""A day."""

from __future__ import annotations

import datetime

import regex
from babel.dates import format_date
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from brand_kit.fields.base import NO_RULES, Cleaned, FieldRefused, Kind, Place, Rules
from brand_kit.fields.forms import KindField
from brand_kit.fields.numerals import in_own_digits
from brand_kit.rendering.values import Text

FIRST_YEAR, LAST_YEAR = 1900, 2100
_ISO = regex.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_BEFORE_YEAR = regex.compile(r" (?=[0-9]{4}(?![0-9]))")
_SAMPLE = "2027-03-18"


class DateKind(Kind):
    """A day of the Gregorian calendar, saved as `YYYY-MM-DD`."""

    key = "date"
    label = gettext_lazy("Date")

    def read(self, raw: object, rules: Rules, place: Place) -> Cleaned:
        """Return the day in ISO 8601."""
        if raw is None or raw == "":
            return None
        if isinstance(raw, datetime.datetime):
            raw = raw.date()
        day = raw if isinstance(raw, datetime.date) else _parsed(raw)
        if not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise FieldRefused(
                "range",
                _("Choose a day between %(first)d and %(last)d.") % {"first": FIRST_YEAR, "last": LAST_YEAR},
            )
        return day.isoformat()

    def example(self, rules: Rules, place: Place) -> Cleaned:
        """Return a day that is the same on every machine and at any time."""
        return _SAMPLE

    def form_field(self, rules: Rules, place: Place) -> forms.Field:
        """Return the browser's own date input, which shows the day as its user is used to."""
        attrs = {"type": "date", "min": f"{FIRST_YEAR}-01-01", "max": f"{LAST_YEAR}-12-31"}
        return KindField(self, rules, place, widget=forms.TextInput(attrs))

    def set(self, value: Cleaned, place: Place, rules: Rules = NO_RULES) -> Text:
        """Return the day in words of the place's language (CLDR), with its weekday if the rules ask for it."""
        day = datetime.date.fromisoformat(str(value))
        words = format_date(day, format="full" if rules.weekday else "long", locale=place.babel)
        # A year never stands alone on a line.
        return Text(in_own_digits(_BEFORE_YEAR.sub("\u00a0", words), place))


def _parsed(raw: object) -> datetime.date:
    """Return the day that an ISO date names; raises `FieldRefused`."""
    text = raw.strip() if isinstance(raw, str) else ""
    try:
        # The pattern comes first: Python also takes 20270318 and 2027-W11-4.
        if _ISO.fullmatch(text):
            return datetime.date.fromisoformat(text)
    except ValueError:
        pass
    raise FieldRefused("date", _("Choose a day that exists, as year-month-day: for example 2027-03-18."))
