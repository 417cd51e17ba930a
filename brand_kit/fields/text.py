"""A line of words."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy

from brand_kit.fields.base import NO_RULES, Cleaned, Kind, Place, Rules
from brand_kit.fields.forms import KindField, wording
from brand_kit.fields.policy import clean_text, clipped
from brand_kit.fields.samples import sample_partner
from brand_kit.rendering.values import Text


class TextKind(Kind):
    """One line of words."""

    key = "text"
    label = gettext_lazy("Text")
    most = 120
    """The most graphemes where the rules say nothing."""

    def read(self, raw: object, rules: Rules, place: Place) -> Cleaned:
        """Return the line in its stored form."""
        if raw is None:
            return None
        return clean_text(raw, max_graphemes=rules.max_length or self.most, language=place.language) or None

    def example(self, rules: Rules, place: Place) -> Cleaned:
        """Return the name of an invented partner, as much as the field takes of it."""
        return clipped(sample_partner(place.language).name, rules.max_length or self.most)

    def form_field(self, rules: Rules, place: Place) -> forms.Field:
        """Return a one-line input."""
        return KindField(self, rules, place, widget=forms.TextInput(wording(place)))

    def set(self, value: Cleaned, place: Place, rules: Rules = NO_RULES) -> Text:
        """Return the line as it is."""
        return Text(str(value))
