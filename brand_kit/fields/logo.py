"""A partner's logo."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from brand_kit.fields.base import Cleaned, FieldRefused, Place, Rules
from brand_kit.fields.forms import KindField
from brand_kit.fields.picture import PictureKind, PictureWidget, drawn
from brand_kit.fields.policy import clean_text
from brand_kit.fields.samples import sample_partner
from brand_kit.rendering.page import RegionKind


class LogoKind(PictureKind):
    """A partner's logo, whose alt text is the partner's name."""

    key = "logo"
    label = gettext_lazy("Logo")
    region_kind = RegionKind.LOGO
    placeholder = drawn(
        240, 80, b"0.35 g 10 10 60 60 re f 1 g 25 25 30 30 re f 0.35 g 90 44 140 18 re f 0.6 g 90 18 100 14 re f"
    )

    def alt(self, raw: object, rules: Rules, place: Place) -> str:
        """Return the partner's name, as the rules know it or else as it was given."""
        text = clean_text(rules.partner or raw or "", max_graphemes=self.most_alt, language=place.language)
        if not text:
            raise FieldRefused("alt", _("Enter the name of the company whose logo this is."), part="alt")
        return text

    def example(self, rules: Rules, place: Place) -> Cleaned:
        """Return a grey stand-in under the name of an invented partner."""
        return {"digest": self.placeholder.digest, "alt": rules.partner or sample_partner(place.language).name}

    def form_field(self, rules: Rules, place: Place) -> forms.Field:
        """Return an upload; the alt text is asked for only where the partner's name is not known."""
        return KindField(self, rules, place, widget=PictureWidget(place, asks_alt=not rules.partner))
