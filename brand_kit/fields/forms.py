"""Form fields and inputs for kinds: the same cleaning as everywhere else, and nothing more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.datastructures import MultiValueDict
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from brand_kit.fields.base import FieldRefused, Kind, Place, Rules


class KindField(forms.Field):
    """A form field that leaves all cleaning to a kind."""

    def __init__(self, kind: Kind, rules: Rules, place: Place, **options: Any) -> None:
        """Take the kind and what it cleans by; other options are those of a Django field."""
        self.kind = kind
        self.rules = rules
        self.place = place
        options.setdefault("label", kind.label)
        options.setdefault("initial", rules.default)
        super().__init__(required=rules.required, **options)

    def clean(self, value: Any) -> Any:
        """Return the kind's cleaned value; its refusal becomes the form's error."""
        try:
            return self.kind.clean(value, self.rules, self.place)
        except FieldRefused as refused:
            raise ValidationError(refused.message, code=refused.code) from refused


@dataclass(frozen=True)
class Part:
    """One labelled input of a field that has several."""

    key: str
    label: str
    widget: forms.Widget
    required: bool = False
    attrs: Mapping[str, str] = field(default_factory=dict)


class PartsWidget(forms.Widget):
    """Several labelled inputs that give one dictionary; names end in the part's key."""

    use_fieldset = True
    css_class = "parts"

    def parts(self, value: Mapping[str, Any]) -> Sequence[Part]:
        """Return the inputs that fit the value as it stands."""
        raise NotImplementedError

    def opened(self, value: Any) -> dict[str, Any]:
        """Return what stands in each input for a saved value."""
        return dict(value) if isinstance(value, Mapping) else {}

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        """Return the inputs, each inside its label."""
        values = self.opened(value)
        outer = {**self.attrs, **(attrs or {})}
        base = outer.pop("id", f"id_{name}")
        rows, hidden = [], []
        for part in self.parts(values):
            own: dict[str, Any] = {**outer, **part.attrs, "id": f"{base}_{part.key}"}
            own.pop("required", None)
            if part.required and self.is_required:
                own["required"] = True
            shown = part.widget.render(f"{name}_{part.key}", values.get(part.key), own, renderer)
            if part.widget.is_hidden:
                hidden.append((shown,))
            else:
                rows.append((part.key, own["id"], part.label, shown))
        inputs = format_html_join("", '<div class="part part-{}"><label for="{}">{}</label>{}</div>', rows)
        return format_html(
            '<div class="parts {}">{}{}</div>', self.css_class, inputs, format_html_join("", "{}", hidden)
        )

    def value_from_datadict(self, data: Mapping[str, Any], files: MultiValueDict[str, Any], name: str) -> Any:
        """Return the posted dictionary, with only the parts that its own inputs have."""
        start = f"{name}_"
        given = {key.removeprefix(start): data.get(key) for key in data if key.startswith(start)}
        return {
            part.key: part.widget.value_from_datadict(data, files, f"{name}_{part.key}") for part in self.parts(given)
        }

    def value_omitted_from_data(self, data: Mapping[str, Any], files: MultiValueDict[str, Any], name: str) -> bool:
        """Tell whether none of the inputs was posted."""
        return not any(key.startswith(f"{name}_") for key in (*data, *files))

    def id_for_label(self, id_: str) -> str:
        """Return nothing: the fieldset's legend names the group, and each input has its own label."""
        return ""


def wording(place: Place) -> dict[str, str]:
    """Return the attributes of an input that takes words in the place's language."""
    return {"lang": place.language, "dir": "auto"}


LATIN = {"dir": "ltr", "autocapitalize": "none", "spellcheck": "false"}
"""The attributes of an input for an address that machines read, which runs from left to right everywhere."""
