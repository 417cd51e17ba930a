"""Forms for the parts of a brand."""

from __future__ import annotations

from babel import Locale, UnknownLocaleError
from django import forms
from django.utils.translation import get_language, gettext_lazy, to_locale
from wagtail.admin.forms import WagtailAdminModelForm

from brand_kit.models.brand import ROLES

SCRIPTS = (
    "Latn", "Grek", "Cyrl", "Arab", "Hebr", "Deva", "Thai", "Jpan", "Kore", "Hans", "Hant",
    "Beng", "Taml", "Telu", "Geor", "Armn", "Khmr", "Ethi",
)  # fmt: skip


def script_choices() -> list[tuple[str, str]]:
    """Return the scripts of typefaces by ISO 15924 code, named in the language of the screen."""
    try:
        names = Locale.parse(to_locale(get_language() or "en")).scripts
    except (UnknownLocaleError, ValueError):
        names = Locale.parse("en").scripts
    return [(code, f"{names.get(code, code)} ({code})") for code in SCRIPTS]


class TypefaceForm(WagtailAdminModelForm):
    """A family of the brand with the scripts and roles for which it comes first."""

    scripts = forms.MultipleChoiceField(
        label=gettext_lazy("Scripts"), choices=script_choices, widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("The family comes first in languages that are written in these."),
    )  # fmt: skip
    roles = forms.MultipleChoiceField(
        label=gettext_lazy("Used for"), choices=ROLES, widget=forms.CheckboxSelectMultiple, initial=["display", "text"]
    )
