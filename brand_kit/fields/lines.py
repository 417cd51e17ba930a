"""A few lines of words."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy

from brand_kit.fields.base import NO_RULES, Cleaned, Kind, Place, Rules
from brand_kit.fields.forms import KindField, wording
from brand_kit.fields.policy import clean_text, clipped
from brand_kit.fields.samples import sample_partner
from brand_kit.rendering.values import Text


class LinesKind(Kind):
    """Several lines of words, each of which starts where its writer broke it."""

    key = "lines"
    label = gettext_lazy("Lines of text")
    most = 600
    """The most graphemes where the rules say nothing."""
    most_lines = 6
    """The most lines where the rules say nothing; empty ones count."""

    def read(self, raw: object, rules: Rules, place: Place) -> Cleaned:
        """Return the lines in their stored form, with a line feed between them."""
        if raw is None:
            return None
        text = clean_text(
            raw,
            max_graphemes=rules.max_length or self.most,
            max_lines=rules.max_lines or self.most_lines,
            language=place.language,
        )
        return text or None

    def example(self, rules: Rules, place: Place) -> Cleaned:
        """Return the invented partner's lines, as many as the field takes."""
        words = sample_partner(place.language).words[: rules.max_lines or self.most_lines]
        return clipped("\n".join(words), rules.max_length or self.most)

    def form_field(self, rules: Rules, place: Place) -> forms.Field:
        """Return an input of several lines."""
        rows = str(rules.max_lines or self.most_lines)
        return KindField(self, rules, place, widget=forms.Textarea({**wording(place), "rows": rows}))

    def set(self, value: Cleaned, place: Place, rules: Rules = NO_RULES) -> Text:
        """Return the lines as they are."""
        return Text(str(value))
