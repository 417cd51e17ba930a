"""The form of a partner: it gathers what is typed, and the action's own checks say what is wrong with it."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import babel
from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.widgets import AdminDateInput

from brand_kit.actions.store_picture import store_picture
from brand_kit.fields import Place
from brand_kit.fields.address import AddressWidget
from brand_kit.rendering.errors import RenderingError
from campaigns.actions.save_partner import check_place
from campaigns.geography import country_name
from campaigns.models import Attribute, Partner, ProductLine, Territory
from campaigns.profile_check import checked_profile
from campaigns.profile_lists import Lists, ProfileRefused, staff
from campaigns.profile_store import profiles_of
from cms.forms.campaign_pickers import places_field
from cms.forms.uploads import PICTURES

PARTS = (
    "name", "slug", "legal_name", "country", "language_code", "address", "phone", "email", "website", "distributor",
    "revenue", "revenue_currency", "revenue_year", "training_score", "joined", "active",
)  # fmt: skip
"""Parts of a profile that are inputs of the same name, whose raw value goes to the checks."""
OWN = "own-"


class RawField(forms.Field):
    """A field whose value is checked elsewhere."""

    def to_python(self, value: Any) -> Any:
        """The value as it was posted."""
        return value


@lru_cache(maxsize=20)
def language_choices(language: str) -> list[tuple[str, str]]:
    """Return the languages that people mostly work in, with their names in a language of the screen."""
    names: Any
    try:
        names = babel.Locale.parse(language.replace("-", "_")).languages
    except (babel.UnknownLocaleError, ValueError):
        names = babel.Locale("en").languages
    short = [code for code in names if len(code) == 2]
    return sorted(((code, names[code]) for code in short), key=lambda each: each[1].casefold())


def language_input() -> forms.TextInput:
    """Return an input that suggests languages and takes any code."""
    return forms.TextInput({"list": "partner-languages", "autocomplete": "off", "dir": "ltr", "spellcheck": "false"})


def latin_input() -> forms.TextInput:
    """Return an input for what runs from left to right in every language."""
    return forms.TextInput({"dir": "ltr", "spellcheck": "false"})


class LanguageForm(WagtailAdminModelForm):
    """A further language, or names in one."""

    language_code = forms.CharField(label=_("Language"), max_length=20, widget=language_input())


class BranchForm(WagtailAdminModelForm):
    """A further place of business, checked with the partner."""

    address = RawField(label=_("Address"), required=False)
    phone = forms.CharField(label=_("Phone"), max_length=60, required=False, widget=latin_input())
    email = forms.CharField(label=_("E-mail"), max_length=254, required=False, widget=latin_input())
    website = forms.CharField(label=_("Website"), max_length=300, required=False, widget=latin_input())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        country = (self.instance.address or {}).get("country_code") or None
        self.fields["address"].widget = AddressWidget(Place(get_language() or "en", country))

    def _get_validation_exclusions(self) -> set[str]:
        return {*super()._get_validation_exclusions(), "website", "phone", "email", "address"}


def _plain(value: Any) -> Any:
    """Return a part of a profile for comparing what was typed with what is kept."""
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items() if each}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return value.replace("\r\n", "\n") if isinstance(value, str) else value or ""


class PartnerForm(WagtailAdminModelForm):
    """A partner with everything below it."""

    phone = forms.CharField(label=_("Phone"), max_length=60, required=False, widget=latin_input())
    email = forms.CharField(label=_("E-mail"), max_length=254, required=False, widget=latin_input())
    website = forms.CharField(label=_("Website"), max_length=300, required=False, widget=latin_input())
    language_code = forms.CharField(
        label=_("Language"), max_length=20, widget=language_input(),
        help_text=_("In which the partner works, such as de or pt-BR."),
    )  # fmt: skip
    address = RawField(label=_("Address"), required=False)
    territories = places_field(_("Territories served"), _("Empty means its country."))
    product_lines = forms.ModelMultipleChoiceField(
        label=_("Product lines"), queryset=ProductLine.objects.all(), required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    logo_upload = forms.FileField(
        label=_("Logo on light ground"), required=False, widget=forms.FileInput({"accept": PICTURES}),
        help_text=_("SVG, PNG, JPEG or WebP. It is kept in a clean form: no scripts, metadata or links."),
    )  # fmt: skip
    logo_on_dark_upload = forms.FileField(
        label=_("Logo on dark ground"), required=False, widget=forms.FileInput({"accept": PICTURES})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lists = Lists.load()
        rows = Partner.objects.filter(pk=self.instance.pk) if self.instance.pk else Partner.objects.none()
        self.kept = next(iter(profiles_of(rows, self.lists)), None)
        self.stored: dict[str, int] = {}
        if "country" in self.fields:
            countries = Territory.objects.filter(kind=Territory.Kind.COUNTRY)
            named = sorted((country_name(each.code) or each.name, each.code) for each in countries.order_by())
            field = forms.ModelChoiceField(label=_("Country"), queryset=countries, to_field_name="code")
            field.widget.choices = [("", "—"), *((code, name) for name, code in named)]
            self.fields["country"] = field
            self.initial["country"] = self.instance.country_id
        country = self.data.get("country") or self.instance.country_id
        place = Place(self.instance.language_code or get_language() or "en", country or None)
        self.fields["address"].widget = AddressWidget(place)
        if "account_manager" in self.fields:
            self.fields["account_manager"].queryset = staff()
        for attribute in self.lists.attributes.values():
            self.fields[f"{OWN}{attribute.key}"] = self._answer_field(attribute)

    def _answer_field(self, attribute: Attribute) -> forms.Field:
        words: dict[str, Any] = {"label": attribute.label, "help_text": attribute.help, "required": False}
        answer = self.kept.profile["attributes"].get(attribute.key) if self.kept else None
        kind, options = attribute.kind, list(attribute.options.items())
        if kind == Attribute.Kind.CHOICES:
            widget = forms.CheckboxSelectMultiple
            return forms.MultipleChoiceField(choices=options, widget=widget, initial=answer, **words)
        if kind == Attribute.Kind.CHOICE:
            return forms.ChoiceField(choices=[("", "—"), *options], initial=answer, **words)
        if kind == Attribute.Kind.FLAG:
            choices = [("", "—"), ("yes", _("Yes")), ("no", _("No"))]
            initial = "" if answer is None else "yes" if answer else "no"
            return forms.ChoiceField(choices=choices, initial=initial, **words)
        if kind == Attribute.Kind.DATE:
            return forms.DateField(widget=AdminDateInput, initial=answer, **words)
        if kind == Attribute.Kind.NUMBER:
            field = forms.CharField(initial="" if answer is None else f"{answer:f}", **words)
            field.widget.attrs |= {"inputmode": "decimal", "dir": "ltr"}
            return field
        return forms.CharField(initial=answer, max_length=300, **words)

    def is_valid(self) -> bool:
        """Tell whether the profile can be kept; what the checks refuse stands beside the inputs."""
        if not super().is_valid():
            return False
        before = self.kept.profile if self.kept else None
        try:
            check_place(checked_profile(self.profile_data(), before=before, lists=self.lists), before)
        except ProfileRefused as no:
            self.refuse(no)
        return not self.errors and all(formset.is_valid() for formset in self.formsets.values())

    def _get_validation_exclusions(self) -> set[str]:
        """What the model need not check: the profile's own checks know better, and take `acme.example` for a site."""
        return {*super()._get_validation_exclusions(), "website", "phone", "email", "language_code", "address"}

    def clean(self) -> dict[str, Any]:
        """Keep the uploaded logos."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for name in ("logo", "logo_on_dark"):
            upload = cleaned.get(f"{name}_upload")
            if upload:
                try:
                    self.stored[name] = store_picture(data=upload.read(), by=self.for_user).pk
                except RenderingError as no:
                    self.add_error(f"{name}_upload", str(no))
        return cleaned

    def profile_data(self) -> dict[str, Any]:
        """Return the parts of the profile that the form is about, by the names of a profile."""
        cleaned = self.cleaned_data
        data: dict[str, Any] = {name: cleaned[name] for name in PARTS if name in cleaned}
        if "distributor" in data:
            data["distributor"] = data["distributor"].slug if data["distributor"] else ""
        if data.get("country"):
            data["country"] = data["country"].code
        for name in ("partner_type", "tier"):
            if name in cleaned:
                data[name] = cleaned[name].slug if cleaned[name] else ""
        if "account_manager" in cleaned:
            manager = cleaned["account_manager"]
            data["account_manager"] = manager.email if manager else ""
        if "territories" in cleaned:
            data["territories"] = sorted(place.code for place in cleaned["territories"])
        if "product_lines" in cleaned:
            data["product_lines"] = sorted(line.slug for line in cleaned["product_lines"])
        data["attributes"] = {
            key: cleaned.get(f"{OWN}{key}") for key in self.lists.attributes if f"{OWN}{key}" in cleaned
        }
        data = {**data, **self._below(), **self.stored}
        if self.kept is None:
            return data
        before = self.kept.profile
        # What stands as it was is not checked again: an old address must not keep anybody from a new tier.
        return {name: value for name, value in data.items() if _plain(value) != _plain(before[name])}

    def _rows(self, name: str) -> list[forms.ModelForm]:
        forms_ = [form for form in self.formsets[name].forms if form.has_changed() or form.instance.pk]
        return [form for form in forms_ if not form.cleaned_data.get("DELETE")]

    def _below(self) -> dict[str, Any]:
        data: dict[str, Any] = {}
        if "languages" in self.formsets:
            data["languages"] = [form.cleaned_data["language_code"] for form in self._rows("languages")]
        if "local_names" in self.formsets:
            rows = [form.cleaned_data for form in self._rows("local_names")]
            data["local_names"] = {row["language_code"]: (row["name"], row["legal_name"]) for row in rows}
        if "certifications" in self.formsets:
            rows = [form.cleaned_data for form in self._rows("certifications")]
            data["certifications"] = {row["certification"].slug: (row["issued"], row["expires"]) for row in rows}
        if "branches" in self.formsets:
            keys = ("label", "address", "phone", "email", "website")
            data["branches"] = [{key: form.cleaned_data.get(key) for key in keys} for form in self._rows("branches")]
        return data

    def refuse(self, no: ProfileRefused) -> None:
        """Put what the checks refuse beside the inputs."""
        for path, message in no.errors.items():
            self._refuse(path, message)

    def _refuse(self, path: str, message: str) -> None:
        part, _dot, rest = path.partition(".")
        if part == "attributes":
            part = f"{OWN}{rest}"
        if part in self.formsets:
            number, _dot, field = rest.partition(".")
            for place, form in enumerate(self._rows(part)):
                row = form.cleaned_data
                keys = {str(row.get("language_code")), getattr(row.get("certification"), "slug", "")}
                if rest in keys or (part == "branches" and number == str(place)):
                    name = field.partition(".")[0] or ("language_code" if "language_code" in row else "issued")
                    form.add_error(name if name in form.fields else None, message)
                    return
            part = ""
        self.add_error(part if part in self.fields else None, message)
