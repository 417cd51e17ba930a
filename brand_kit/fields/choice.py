"""One of the vendor's own wordings."""

from __future__ import annotations

from collections.abc import Mapping

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from brand_kit.fields.base import NO_RULES, Cleaned, FieldRefused, Kind, Place, Rules
from brand_kit.fields.forms import KindField
from brand_kit.rendering.values import Text


class ChoiceKind(Kind):
    """A choice among approved labels; what is saved is the key, what is set is the label in the file's language."""

    key = "choice"
    label = gettext_lazy("Choice")

    def read(self, raw: object, rules: Rules, place: Place) -> Cleaned:
        """Return the key that was chosen."""
        if raw is None or raw == "":
            return None
        for key, _labels in rules.choices:
            if raw == key:
                return key
        raise FieldRefused("choice", _("Choose one of the entries of the list."))

    def example(self, rules: Rules, place: Place) -> Cleaned:
        """Return the first choice."""
        return rules.choices[0][0] if rules.choices else None

    def form_field(self, rules: Rules, place: Place) -> forms.Field:
        """Return a list with the labels in the place's language."""
        options = [(key, label_in(labels, place.language)) for key, labels in rules.choices]
        if not rules.required:
            options.insert(0, ("", "—"))
        return KindField(self, rules, place, widget=forms.Select(choices=options))

    def set(self, value: Cleaned, place: Place, rules: Rules = NO_RULES) -> Text:
        """Return the label in the place's language; raises `FieldRefused` for a choice that was taken away."""
        for key, labels in rules.choices:
            if value == key:
                return Text(label_in(labels, place.language))
        raise FieldRefused("choice", _("Choose one of the entries of the list."))


def label_in(labels: Mapping[str, str], language: str) -> str:
    """Return the label for a language tag, its nearest parent tag, or else the first label that there is."""
    tag = language
    while tag:
        if tag in labels:
            return labels[tag]
        tag = tag.rpartition("-")[0]
    return next(iter(labels.values()), "")
