"""An e-mail address."""

from __future__ import annotations

from urllib.parse import quote

import regex
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from brand_kit.fields.base import NO_RULES, Cleaned, FieldRefused, Kind, Place, Rules
from brand_kit.fields.forms import LATIN, KindField
from brand_kit.fields.hosts import clean_host, shown_host
from brand_kit.fields.policy import clean_text
from brand_kit.fields.samples import sample_partner
from brand_kit.rendering.values import Text

_LOCAL = regex.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
"""What stands before the @: a dot-atom of RFC 5322; quoted and non-ASCII ones reach hardly any mailbox."""


class EmailKind(Kind):
    """An e-mail address: saved with its domain in ASCII and lower case."""

    key = "email"
    label = gettext_lazy("E-mail")
    link = True
    most = 254

    def read(self, raw: object, rules: Rules, place: Place) -> Cleaned:
        """Return the address with its domain normalised."""
        if raw is None:
            return None
        text = clean_text(raw, max_graphemes=min(rules.max_length or self.most, self.most), language="en", words=False)
        if not text:
            return None
        local, at, domain = text.rpartition("@")
        if not at or len(local) > 64 or not _LOCAL.fullmatch(local):
            raise FieldRefused("email", _("Write one e-mail address, like hello@northlight.example."))
        return f"{local}@{clean_host(domain)}"

    def example(self, rules: Rules, place: Place) -> Cleaned:
        """Return the mailbox of an invented partner."""
        partner = sample_partner(place.language)
        return f"{partner.mailbox}@{partner.host}"

    def form_field(self, rules: Rules, place: Place) -> forms.Field:
        """Return an input that opens the keyboard for e-mail."""
        attrs = {**LATIN, "inputmode": "email", "autocomplete": "email"}
        return KindField(self, rules, place, widget=forms.EmailInput(attrs))

    def set(self, value: Cleaned, place: Place, rules: Rules = NO_RULES) -> Text:
        """Return the address as it is read, with a link that opens a new message."""
        local, _at, domain = str(value).rpartition("@")
        return Text(f"{local}@{shown_host(domain)}", link=f"mailto:{quote(local, safe='')}@{domain}", direction="ltr")
