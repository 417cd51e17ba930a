"""A QR code."""

from __future__ import annotations

import regex
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from brand_kit.fields.base import NO_RULES, Cleaned, FieldRefused, Kind, Place, Rules
from brand_kit.fields.forms import LATIN, KindField
from brand_kit.fields.policy import clean_text
from brand_kit.fields.samples import sample_partner
from brand_kit.fields.web import clean_url
from brand_kit.rendering.page import RegionKind
from brand_kit.rendering.values import Code

MOST_BYTES = 300
"""What a code of about 25 mm still holds readably; in UTF-8."""
_COMMAND = regex.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:\S")
"""What a telephone would act on: https:, but also tel:, smsto:, WIFI:, BEGIN:VCARD."""


class CodeKind(Kind):
    """The content of a QR code: an https address, or words that no telephone acts on."""

    key = "code"
    label = gettext_lazy("QR code")
    region_kind = RegionKind.CODE
    link = True

    def read(self, raw: object, rules: Rules, place: Place) -> Cleaned:
        """Return a normalised address, or the words in their stored form."""
        if raw is None:
            return None
        text = clean_text(
            raw, max_graphemes=rules.max_length or MOST_BYTES, max_lines=4, language=place.language, words=False
        )
        if not text:
            return None
        if _COMMAND.match(text) or text.lower().startswith("www."):
            text = clean_url(text)
        if len(text.encode()) > MOST_BYTES:
            raise FieldRefused("length", _("This is too much for a code: use a shorter address or text."))
        return text

    def example(self, rules: Rules, place: Place) -> Cleaned:
        """Return the site of an invented partner."""
        return f"https://www.{sample_partner(place.language).host}"

    def form_field(self, rules: Rules, place: Place) -> forms.Field:
        """Return an input for an address."""
        return KindField(self, rules, place, widget=forms.TextInput({**LATIN, "inputmode": "url"}))

    def set(self, value: Cleaned, place: Place, rules: Rules = NO_RULES) -> Code:
        """Return the code; one that holds an address is a link as well."""
        text = str(value)
        return Code(text, link=text if text.startswith("https://") else None)
