"""What visitors agree to, by territory and language, in the admin."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.models import Locale

from campaigns.models import ConsentText, Territory
from campaigns.permissions import may_change_program
from cms.viewsets.scoped import ScopedSnippetViewSet


class ConsentForm(WagtailAdminModelForm):
    """A consent text; its territory is named by code."""

    territory = forms.ModelChoiceField(
        Territory.objects.all(),
        to_field_name="code",
        label=_("Territory"),
        widget=forms.TextInput({"dir": "ltr", "autocapitalize": "none"}),
        help_text=_("The code of a country, such as DE, or of a region, such as emea; world is everywhere else."),
        error_messages={"invalid_choice": _("There is no territory with this code.")},
    )
    language_code = forms.ChoiceField(label=_("Language"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        locales = Locale.objects.order_by("language_code")
        self.fields["language_code"].choices = [(each.language_code.lower(), str(each)) for each in locales]
        if self.instance.territory_id:
            self.initial["territory"] = self.instance.territory.code


class ConsentViewSet(ScopedSnippetViewSet):
    """Program > Consent texts."""

    model = ConsentText
    icon = "check"
    menu_label = _("Consent texts")
    search_fields = ["text"]
    list_display: ClassVar[list[str]] = ["territory", "language_code", "text"]
    edit_handler = ObjectList(
        [
            FieldPanel("territory"),
            FieldPanel("language_code"),
            FieldPanel(
                "text",
                help_text=_("{partner} stands for the partner's name, {days} for how long requests are kept, in days."),
            ),
        ],
        base_form_class=ConsentForm,
    )

    def visible(self, user: Any) -> QuerySet[ConsentText]:
        """Return all, for those who may change the program."""
        texts = ConsentText.objects.select_related("territory")
        return texts if may_change_program(user) else texts.none()

    def may_at_all(self, user: Any, action: str) -> bool:
        """Tell whether somebody may use a permission."""
        return may_change_program(user)
