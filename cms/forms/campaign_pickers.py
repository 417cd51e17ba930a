"""Pickers of a few out of thousands: type to search with a script, or type codes and names without one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet
from django.forms.widgets import Script
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from campaigns.geography import country_name
from campaigns.models import Segment, Territory

MOST = 20
"""How many a search offers."""


class PickerWidget(forms.SelectMultiple):
    """What is picked as a list in which each can be taken away, and one input to add to it."""

    template_name = "cms/admin/campaign/picker.html"

    def __init__(self, *, search: str, prompt: Any, describe: Callable[[Iterable[Any]], list[dict[str, str]]]) -> None:
        super().__init__()
        self.search, self.prompt, self.describe = search, prompt, describe

    class Media:
        """The scripts that search and count."""

        js = (Script("cms/campaign-picker.js", type="module"), Script("cms/campaign-audience.js", type="module"))
        css = {"all": ("cms/campaign.css",)}

    def _render(self, template_name: str, context: dict[str, Any], renderer: Any = None) -> SafeString:
        """Return the picker as HTML; the site's templates are not among those of form renderers."""
        return render_to_string(template_name, context)

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        """Return the ids that are ticked, and what was typed, marked with a colon."""
        ticked = [value for value in data.getlist(name) if value] if hasattr(data, "getlist") else data.get(name) or []
        typed = [word.strip() for word in re.split(r"[;\n]", data.get(f"{name}-typed", "")) if word.strip()]
        return [*map(str, ticked), *(f":{word}" for word in typed)]

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        """Tell whether a form came without the picker; nothing ticked is no such thing."""
        return f"{name}-typed" not in data and name not in data

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Return what the template shows."""
        context = forms.Widget.get_context(self, name, None, attrs)
        values = [str(getattr(each, "pk", each)) for each in value or []]
        typed = [word[1:] for word in values if word.startswith(":")]
        ids = [word for word in values if word.isdigit()]
        rows = self.choices.queryset.model._default_manager.filter(pk__in=ids)  # type: ignore[attr-defined]
        context["widget"] |= {
            "picked": self.describe(rows),
            "typed": "; ".join(typed),
            "search": reverse(self.search),
            "prompt": self.prompt,
        }
        return context


class PickField(forms.ModelMultipleChoiceField):
    """Picks some objects, by their ids or by what people call them."""

    def __init__(self, *, named: Callable[[str], Model | None], missing: Any, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.named, self.missing = named, missing

    def clean(self, value: Any) -> Any:
        """Return the objects; what nobody knows is refused by its name."""
        ids = []
        for each in value or []:
            found = self.named(str(each)[1:]) if str(each).startswith(":") else each
            if found is None:
                raise ValidationError(self.missing % {"word": str(each)[1:][:60]}, code="missing")
            ids.append(getattr(found, "pk", found))
        return super().clean(ids)

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Tell whether others are picked than before."""
        return {str(getattr(each, "pk", each)) for each in initial or []} != {str(each) for each in data or []}


def described_places(places: Iterable[Any], *, sort: bool = True) -> list[dict[str, str]]:
    """Return places with their names and what they lie in, by default in the order of the tree; one query."""
    places = sorted(places, key=lambda place: place.path) if sort else list(places)
    paths = {path for place in places for path in Territory.ancestor_paths(place.path)[1:-1]}
    above = {each.path: str(each) for each in Territory.objects.filter(path__in=paths)}
    return [
        {
            "id": str(place.pk),
            "label": str(place),
            "note": " · ".join(
                above[path] for path in reversed(Territory.ancestor_paths(place.path)[1:-1]) if path in above
            )
            or str(place.get_kind_display()),
        }
        for place in places
    ]


def described_segments(segments: Iterable[Any]) -> list[dict[str, str]]:
    """Return segments with their names, and the beginning of their descriptions."""
    return [
        {"id": str(each.pk), "label": each.name, "note": each.description[:80]}
        for each in sorted(segments, key=lambda segment: segment.name)
    ]


def found_places(text: str, places: QuerySet[Territory]) -> list[Territory]:
    """Return the places whose code or name fits what is typed, the widest first; two queries.

    Countries are found by their names in the language of the screen as well as by those in English.
    """
    word = text.strip()
    if not word:
        return list(places.filter(kind=Territory.Kind.REGION).order_by("path")[:MOST])
    rank: dict[str, int] = {Territory.Kind.WORLD: 0, Territory.Kind.REGION: 0, Territory.Kind.COUNTRY: 1}
    countries = places.filter(kind=Territory.Kind.COUNTRY).values_list("code", flat=True)
    local = [code for code in countries if word.lower() in country_name(code).lower()]
    rows = places.filter(Q(name__icontains=word) | Q(code__iexact=word) | Q(code__in=local))[: MOST * 20]

    def order(place: Territory) -> tuple[bool, int, bool, str]:
        exact = place.code.lower() != word.lower() and str(place).lower() != word.lower()
        return exact, rank.get(place.kind, 2), not str(place).lower().startswith(word.lower()), str(place)

    return sorted(rows, key=order)[:MOST]


def place_named(word: str) -> Territory | None:
    """Return the place of a code, or of a name, in English or in the language of the screen."""
    if found := Territory.objects.filter(code__iexact=word).first():
        return found
    fitting = [each for each in found_places(word, Territory.objects.all()) if word.lower() in _names_of(each)]
    return fitting[0] if fitting else None


def _names_of(place: Territory) -> set[str]:
    return {str(place).lower(), place.name.lower()}


def segment_named(word: str) -> Segment | None:
    """Return the segment of a name."""
    return Segment.objects.filter(name__iexact=word).first()  # type: ignore[no-any-return]


def places_field(label: Any, help_text: Any) -> PickField:
    """Return a field that picks territories."""
    return PickField(
        label=label, help_text=help_text, required=False, queryset=Territory.objects.all(), named=place_named,
        missing=_("There is no place “%(word)s”: type its name or its ISO code, such as DE."),
        widget=PickerWidget(
            search="campaign_places", prompt=_("Type a country, a region or a code"), describe=described_places
        ),
    )  # fmt: skip


def segments_field(label: Any, help_text: Any) -> PickField:
    """Return a field that picks segments."""
    return PickField(
        label=label, help_text=help_text, required=False, queryset=Segment.objects.all(), named=segment_named,
        missing=_("There is no segment “%(word)s”: type its whole name."),
        widget=PickerWidget(
            search="campaign_segments", prompt=_("Type the name of a segment"), describe=described_segments
        ),
    )  # fmt: skip
