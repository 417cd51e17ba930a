"""The vendor's own lists in the admin, the limits of groups, and what all this registers with Wagtail."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.menu import MenuItem
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.snippets.views.snippets import SnippetViewSetGroup

from campaigns.models import Attribute, Certification, PartnerType, ProductLine, StaffScope, Tier
from campaigns.permissions import may_change_program, may_change_scopes
from cms.forms.campaign_pickers import places_field
from cms.viewsets.consents import ConsentViewSet
from cms.viewsets.partner_pages import partner_urls
from cms.viewsets.partner_records import register_partner_actions
from cms.viewsets.program_entries import EntryDeleteView, EntryForm
from cms.viewsets.scoped import ScopedSnippetViewSet
from cms.viewsets.territories import may_see_territories, territory_urls


class ProgramViewSet(ScopedSnippetViewSet):
    """One of the vendor's lists; everybody who may see it sees all of it, staff without a limit changes it."""

    counted = "partners"
    search_backend_name = None
    search_fields = ["name"]
    icon = "list-ul"
    delete_view_class = EntryDeleteView
    delete_template_name = "cms/admin/program/delete.html"

    def visible(self, user: Any) -> QuerySet[Any]:
        """Return all entries, with how many use each."""
        return self.model._default_manager.annotate(uses=Count(self.counted, distinct=True))

    def may_at_all(self, user: Any, action: str) -> bool:
        """Tell whether somebody may use a permission."""
        return action == "view" or may_change_program(user)

    def within(self, user: Any, instance: Any) -> bool:
        """Tell whether somebody may change an entry."""
        return may_change_program(user)


class TypeViewSet(ProgramViewSet):
    """Program > Partner types."""

    model = PartnerType
    menu_label = _("Partner types")
    list_display: ClassVar[list[Any]] = ["name", "slug", "description", Column("uses", label=_("Partners"))]
    edit_handler = ObjectList(
        [FieldPanel("name"), FieldPanel("slug"), FieldPanel("description")], base_form_class=EntryForm
    )


class TierViewSet(ProgramViewSet):
    """Program > Tiers."""

    model = Tier
    icon = "order"
    menu_label = _("Tiers")
    ordering = "rank"
    list_display: ClassVar[list[Any]] = ["name", "slug", "rank", Column("uses", label=_("Partners"))]
    edit_handler = ObjectList([FieldPanel("name"), FieldPanel("slug"), FieldPanel("rank")], base_form_class=EntryForm)


class LineViewSet(ProgramViewSet):
    """Program > Product lines."""

    model = ProductLine
    menu_label = _("Product lines")
    list_display: ClassVar[list[Any]] = ["name", "slug", Column("uses", label=_("Partners"))]
    edit_handler = ObjectList([FieldPanel("name"), FieldPanel("slug")], base_form_class=EntryForm)


class CertificationViewSet(ProgramViewSet):
    """Program > Certifications."""

    model = Certification
    icon = "clipboard-list"
    menu_label = _("Certifications")
    counted = "holders"
    list_display: ClassVar[list[Any]] = ["name", "slug", "product_line", Column("uses", label=_("Holders"))]
    edit_handler = ObjectList(
        [FieldPanel("name"), FieldPanel("slug"), FieldPanel("product_line", widget=forms.Select)],
        base_form_class=EntryForm,
    )


class AttributeForm(EntryForm):
    """An attribute; its kind stays once there are answers."""

    key_field = "key"

    def clean(self) -> dict[str, Any]:
        """Hold the kind, the key and the choices to the answers that there are."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        wants = cleaned.get("kind") in (Attribute.Kind.CHOICE, Attribute.Kind.CHOICES)
        options = Attribute(choices=cleaned.get("choices") or "").options
        if wants and not options:
            self.add_error("choices", ValidationError(_("Give at least one choice.")))
        if wants and any(";" in key or len(key) > 300 for key in options):
            self.add_error("choices", ValidationError(_("A key may have no semicolon, and 300 characters at most.")))
        if self.instance.pk and self.instance.values.exists():
            for name in ("kind", "key"):
                if name in self.changed_data:
                    self.add_error(name, ValidationError(_("Partners have answered already: make a new attribute.")))
        return cleaned


class AttributeViewSet(ProgramViewSet):
    """Program > Attributes."""

    model = Attribute
    icon = "form"
    menu_label = _("Attributes")
    counted = "values__partner"
    search_fields = ["label", "key"]
    list_display: ClassVar[list[Any]] = [
        "label", "key", Column("get_kind_display", label=_("Kind"), sort_key="kind"),
        Column("uses", label=_("Partners")),
    ]  # fmt: skip
    edit_handler = ObjectList(
        [FieldPanel("label"), FieldPanel("key"), FieldPanel("kind"), FieldPanel("choices"), FieldPanel("help")],
        base_form_class=AttributeForm,
    )


class ScopeForm(WagtailAdminModelForm):
    """The limit of a group."""

    territories = places_field(_("Territories"), _("Empty means everywhere."))


class ScopeViewSet(ScopedSnippetViewSet):
    """Program > Limits of groups."""

    model = StaffScope
    icon = "lock"
    menu_label = _("Limits of groups")
    list_display: ClassVar[list[str]] = ["group"]
    edit_handler = ObjectList(
        [FieldPanel("group", widget=forms.Select), FieldPanel("territories"),
         FieldPanel("locales", widget=forms.CheckboxSelectMultiple)],
        base_form_class=ScopeForm,
    )  # fmt: skip

    def visible(self, user: Any) -> QuerySet[StaffScope]:
        """Return the limits, for those who may change them."""
        return StaffScope.objects.all() if may_change_scopes(user) else StaffScope.objects.none()

    def may_at_all(self, user: Any, action: str) -> bool:
        """Tell whether somebody may use a permission."""
        return may_change_scopes(user)


class TerritoriesMenuItem(MenuItem):
    """The tree of territories, for those who may see it."""

    def is_shown(self, request: Any) -> bool:
        """Tell whether the item is shown."""
        return may_see_territories(request.user)


class ProgramGroup(SnippetViewSetGroup):
    """The program in the menu."""

    items = (
        TypeViewSet,
        TierViewSet,
        LineViewSet,
        CertificationViewSet,
        AttributeViewSet,
        ConsentViewSet,
        ScopeViewSet,
    )
    menu_label = _("Program")
    menu_name = "program"
    menu_icon = "list-ul"
    menu_order = 170
    add_to_admin_menu = True

    def get_submenu_items(self) -> list[Any]:
        """The lists, and the tree of territories."""
        items = super().get_submenu_items()
        tree = TerritoriesMenuItem(_("Territories"), reverse("territories"), icon_name="globe", order=len(items) + 1)
        return [*items, tree]


def register_program_hooks() -> None:
    """Register the addresses and the names of our actions."""
    hooks.register("register_admin_urls", partner_urls)
    hooks.register("register_admin_urls", territory_urls)
    hooks.register("register_log_actions", register_partner_actions)
