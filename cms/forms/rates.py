"""The form of an exchange rate."""

from __future__ import annotations

from typing import Any

from babel.numbers import get_currency_name, list_currencies
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms import WagtailAdminModelForm

from campaigns.models import ExchangeRate
from campaigns.money import EURO
from cms.forms.segment_values import screen_locale

OLD_OR_NO_MONEY = frozenset({"XXX", "XTS"})


def currency_choices() -> list[tuple[str, str]]:
    """Return the currencies of CLDR but for the euro, with their names in the language of the screen."""
    locale = screen_locale()
    codes = sorted(set(list_currencies()) - OLD_OR_NO_MONEY - {EURO})
    return [("", _("Choose …")), *((code, f"{code} · {get_currency_name(code, locale=locale)}") for code in codes)]


class ExchangeRateForm(WagtailAdminModelForm):
    """What a currency is worth from a day on."""

    class Media:
        css = {"all": ["cms/segment-editor.css"]}

    currency = forms.ChoiceField(
        label=gettext_lazy("Currency"), choices=currency_choices, widget=forms.Select({"class": "rate-currency"})
    )

    def clean(self) -> dict[str, Any]:
        """Refuse a second rate of the same currency for the same day."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        currency, day = cleaned.get("currency"), cleaned.get("day")
        if currency and day:
            same = ExchangeRate.objects.filter(currency=currency, day=day)
            if same.exclude(pk=self.instance.pk).exists():
                words = _("There is a rate of %(currency)s from this day on already: change that one.")
                self.add_error("day", words % {"currency": currency})
        return cleaned
