"""The languages of the interface and of the content."""

from __future__ import annotations

from django.conf import global_settings

CONTENT_LANGUAGE_CODES = (
    "en", "de", "fr", "es", "pt-br", "pl", "el", "ar", "he", "hi", "th", "ja", "ko", "zh-hans", "zh-hant",
)  # fmt: skip
"""Languages that collateral and pages can be written in, in the order of the menus."""

CATALOGUE_LANGUAGE_CODES = ("de", "fr", "es", "pt-br", "ar", "ja")
"""Languages besides English that `locale/` holds a catalogue for."""

_NAMES = dict(global_settings.LANGUAGES)

# Wagtail insists that every content language is also in LANGUAGES. A language without a catalogue of ours shows
# Django's and Wagtail's own words in it and ours in English, with the right dates, numbers and direction.
LANGUAGES = [(code, _NAMES[code]) for code in CONTENT_LANGUAGE_CODES]
CONTENT_LANGUAGES = LANGUAGES

# Wagtail ships no usable Hebrew or Hindi admin.
ADMIN_LANGUAGES = [(code, name) for code, name in LANGUAGES if code not in {"he", "hi"}]
