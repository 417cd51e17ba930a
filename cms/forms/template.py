"""The form of a template: one small form for each region, in a set that can neither grow nor shrink."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.forms.widgets import Script
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.widgets import AdminAutoHeightTextInput

from brand_kit.composition import choices_in, default_of, tag_of
from brand_kit.fields import KINDS, FieldRefused, Place, Rules
from brand_kit.masters import misfits
from brand_kit.rendering.errors import LayoutError
from brand_kit.rendering.page import Region, RegionKind

SETTINGS = (
    "field_kind", "label", "help", "profile_source", "required", "change_required", "max_length", "choices", "default",
)  # fmt: skip
REGION_FIELDS = ["key", "locked", "text", "picture", "alt", *SETTINGS]
STATES = [("True", gettext_lazy("Locked copy")), ("False", gettext_lazy("Open as a field"))]
ONLY_TEXT = ("text", "max_length", "choices")


class TemplateRegionForm(WagtailAdminModelForm):
    """What stands in one region, or the settings of its field."""

    locked = forms.TypedChoiceField(
        label=pgettext_lazy("region", "State"), choices=STATES,
        coerce=lambda value: value != "False", empty_value="True",
        widget=forms.RadioSelect, required=False, initial="True",
    )  # fmt: skip

    region: Region | None = None
    language = "en"

    def fit_to(self, regions: Mapping[str, Region], language: str) -> None:
        """Keep the inputs that the region of the layout has a use for."""
        key = self.instance.key or (self.data.get(self.add_prefix("key"), "") if self.is_bound else "")
        self.region, self.language = regions.get(key), language
        self.fields["key"].widget = forms.HiddenInput()
        self.fields["locked"].widget.attrs["data-region-state"] = ""
        if self.region is None:
            return
        is_text = self.region.kind == RegionKind.TEXT
        shows_picture = self.region.kind in (RegionKind.PICTURE, RegionKind.LOGO)
        unused = {
            *(() if is_text else ONLY_TEXT),
            *(() if shows_picture else ("picture",)),
            *(("alt",) if is_text else ()),
        }
        for name in unused & self.fields.keys():
            del self.fields[name]
        self.fields["field_kind"].choices = [
            (name, kind.label) for name, kind in KINDS.items() if kind.region_kind == self.region.kind
        ]
        for name in ("label", "help", "default", "choices", "alt"):
            if name in self.fields:
                self.fields[name].widget.attrs.update({"lang": language, "dir": "auto"})
        if is_text:
            widget = AdminAutoHeightTextInput() if self.region.max_lines > 1 else forms.TextInput()
            widget.attrs.update({"lang": language, "dir": "auto"})
            self.fields["text"].widget = widget

    def clean_locked(self) -> bool:
        """A region stays locked unless it is opened in so many words."""
        return self.cleaned_data["locked"] is not False

    def clean_key(self) -> str:
        """Refuse a region that the layout does not have, or that another row of the template is about."""
        key: str = self.cleaned_data["key"]
        if self.region is None or (self.instance.key and key != self.instance.key):
            raise forms.ValidationError(_("The layout has no region “%(key)s”.") % {"key": key[:60]}, code="unknown")
        return key

    def clean(self) -> dict[str, Any]:
        """Check the copy of a locked region, and the settings of an opened one."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if self.region is None:
            return cleaned
        if cleaned.get("locked", True) is False:
            self._check_settings(cleaned, self.region)
        elif self.region.required and not self.is_deferred_validation:
            if self.region.kind == RegionKind.TEXT and not cleaned.get("text", "").strip():
                self.add_error("text", _("This region may not stay empty."))
            if self.region.kind == RegionKind.PICTURE and not cleaned.get("picture"):
                self.add_error("picture", _("This region may not stay empty."))
        return cleaned

    def _check_settings(self, cleaned: dict[str, Any], region: Region) -> None:
        kind = KINDS.get(cleaned.get("field_kind", ""))
        if kind is None or kind.region_kind != region.kind:
            self.add_error("field_kind", _("Choose what can stand in this field."))
            return
        choices = choices_in(cleaned.get("choices", ""))
        if kind.key == "choice" and not choices:
            self.add_error("choices", _("Give at least one choice."))
        place = Place(self.language)
        rules = Rules(
            max_length=cleaned.get("max_length"),
            max_lines=region.max_lines if region.kind == RegionKind.TEXT else None,
            choices=tuple((key, {self.language: words}) for key, words in choices.items()),
        )
        try:
            kind.read(default_of(cleaned.get("default", "")), rules, place)
        except FieldRefused as refused:
            self.add_error("default", refused.message)


class TemplateForm(WagtailAdminModelForm):
    """A template; when it is published, every text must fit."""

    class Media:
        js = (Script("cms/regions.js", type="module"),)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "regions" not in self.formsets:
            return
        try:
            regions: Mapping[str, Region] = self.instance.design.regions
        except LayoutError:
            regions = {}
        language = tag_of(self.instance.locale.language_code)
        for form in self.formsets["regions"].forms:
            form.fit_to(regions, language)

    def is_valid(self) -> bool:
        """Tell whether the template can be saved and, unless it stays a draft, whether all copy fits the page."""
        valid: bool = super().is_valid()
        if not valid or self.is_deferred_validation:
            return valid
        if "regions" not in self.formsets:
            self.add_error(None, _("Save the template as a draft first: then its regions can be filled in."))
            return False
        return self._fits()

    def _fits(self) -> bool:
        by_key = {form.instance.key: form for form in self.formsets["regions"].forms}
        found = misfits(self.save(commit=False), self.instance.locale.language_code)
        for key, sentence in found.items():
            form = by_key.get(key)
            if form is not None:
                form.add_error("text" if "text" in form.fields else NON_FIELD_ERRORS, sentence)
            else:
                self.add_error(None, sentence)
        return not found
