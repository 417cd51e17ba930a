"""Partners in the admin: the list, the form, and deleting with both eyes open."""

from __future__ import annotations

from typing import Any, ClassVar

import django_filters
from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.forms import Media
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, ObjectList, TabbedInterface
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.admin.widgets.button import HeaderButton
from wagtail.snippets.views.snippets import CreateView, DeleteView, EditView

from campaigns.actions.delete_partner import delete_partner
from campaigns.actions.save_partner import save_partner
from campaigns.geography import country_name
from campaigns.models import Partner, Territory
from campaigns.permissions import may_delete_partner, may_export_partners, may_import_partners, may_view_partners
from campaigns.profile import completeness_of, percentages
from campaigns.profile_lists import ProfileRefused
from cms.forms.partner import OWN, BranchForm, LanguageForm, PartnerForm, language_choices
from cms.panels.parts import PartsPanel, ShowPanel
from cms.viewsets.scoped import ScopedIndexView, ScopedSnippetViewSet


class PartnerFilters(WagtailFilterSet):
    """What the list can be narrowed by."""

    country = django_filters.ChoiceFilter(label=_("Country"), choices=lambda: country_choices())
    distributor = django_filters.ModelChoiceFilter(
        label=_("Distributor"), queryset=lambda request: distributors(request)
    )

    class Meta:
        model = Partner
        fields: ClassVar[list[str]] = ["tier", "partner_type", "country", "distributor", "active"]


def country_choices() -> list[tuple[str, str]]:
    """Return the countries that have partners, by name."""
    codes = Partner.objects.order_by().values_list("country_id", flat=True).distinct()
    names = dict(Territory.objects.filter(code__in=codes).values_list("code", "name"))
    return sorted(((code, country_name(code) or name) for code, name in names.items()), key=lambda each: each[1])


def distributors(request: Any) -> QuerySet[Partner]:
    """Return the distributors that somebody may see."""
    above = Partner.objects.exclude(distributor=None).order_by().values("distributor")
    return Partner.objects.visible_to(request.user).filter(pk__in=above)


class PartnerIndexView(ScopedIndexView):
    """The list of partners, in a number of queries that does not grow."""

    def get_table(self, object_list: Any) -> Any:
        """The table; how complete the profiles are is found out for all rows at once."""
        partners = list(object_list)
        found = percentages(partners)
        for partner in partners:
            partner.completeness = found[partner.pk]
            partner.country_shown = country_name(partner.country_id) or partner.country_id
        return super().get_table(partners)

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Also the stylesheet of partners."""
        context: dict[str, Any] = super().get_context_data(*args, **kwargs)
        context["media"] = context.get("media", Media()) + Media(css={"all": ("cms/partner.css",)})
        return context

    @property
    def header_more_buttons(self) -> list[Any]:
        """Import and export, for those who may."""
        buttons = list(super().header_more_buttons)
        if may_import_partners(self.request.user):
            buttons.append(_button(_("Import"), "partner_import", "upload", 60))
        if may_export_partners(self.request.user):
            buttons.append(_button(_("Export"), "partner_export", "download", 70))
        return buttons


def _button(label: Any, name: str, icon: str, priority: int) -> HeaderButton:
    return HeaderButton(label, url=reverse(name), icon_name=icon, priority=priority)


class CompletenessColumn(Column):
    """How complete a profile is, as a bar and a figure."""

    cell_template_name = "cms/admin/partner/completeness_cell.html"


class SavesPartner:
    """A view of the form of a partner."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Also the languages that the inputs suggest."""
        context = super().get_context_data(**kwargs)  # type: ignore[misc]
        return {**context, "partner_languages": language_choices(get_language() or "en")}

    def save_instance(self) -> Partner:
        """Save the partner by the action, which checks and records it."""
        form: PartnerForm = self.form  # type: ignore[attr-defined]
        partner = form.instance if form.instance.pk else None
        by = self.request.user  # type: ignore[attr-defined]
        return save_partner(data=form.profile_data(), by=by, partner=partner)

    def form_valid(self, form: PartnerForm) -> Any:
        """Save; what somebody else has made impossible meanwhile is said like any other error."""
        try:
            return super().form_valid(form)  # type: ignore[misc]
        except ProfileRefused as no:
            form.refuse(no)
            return self.form_invalid(form)  # type: ignore[attr-defined]


class PartnerCreateView(SavesPartner, CreateView):
    """A new partner."""


class PartnerEditView(SavesPartner, EditView):
    """A partner."""


class PartnerDeleteView(DeleteView):
    """Asks whether to delete a partner, and says what goes with it."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Also what goes, and what holds on."""
        partner: Partner = self.object
        going = {
            _("People who act for it"): partner.memberships.count(),
            _("Invitations"): partner.invitations.count(),
            _("Branches"): partner.branches.count(),
            _("Certifications"): partner.certifications.count(),
        }
        holding = {_("Collateral"): partner.collaterals.count(), _("Partners below it"): partner.below.count()}
        context = super().get_context_data(**kwargs)
        return {
            **context,
            "going": {label: count for label, count in going.items() if count},
            "holding": {label: count for label, count in holding.items() if count},
        }

    def form_valid(self, form: Any) -> HttpResponse:
        """Delete it by the action."""
        if not may_delete_partner(self.request.user, self.object):
            raise PermissionDenied
        try:
            delete_partner(partner=self.object, by=self.request.user)
        except ProfileRefused as no:
            messages.error(self.request, str(no))
            return redirect(self.request.path)
        messages.success(self.request, self.get_success_message())
        return redirect(self.get_success_url())


class OwnAttributesPanel(ShowPanel):
    """The vendor's own attributes, as inputs of their kinds."""

    class BoundPanel(ShowPanel.BoundPanel):
        """The panel for one partner."""

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            """Also the inputs."""
            context = super().get_context_data(parent_context)
            return {**context, "fields": [self.form[name] for name in self.form.fields if name.startswith(OWN)]}


class PartnerTabs(TabbedInterface):
    """The tabs of the form."""

    class BoundPanel(TabbedInterface.BoundPanel):
        """The tabs for one partner."""

        def render_missing_fields(self) -> str:
            """Nothing: Wagtail would show the vendor's attributes, which panels cannot name, a second time."""
            return ""


def _completeness(partner: Partner | None) -> dict[str, Any]:
    return {"completeness": completeness_of(partner) if partner is not None and partner.pk else None}


def _people(partner: Partner | None) -> dict[str, Any]:
    if partner is None or not partner.pk:
        return {}
    open_ones = partner.invitations.filter(accepted_at=None, withdrawn_at=None)
    return {"members": partner.memberships.select_related("user"), "invitations": open_ones}


class PartnerViewSet(ScopedSnippetViewSet):
    """Partners."""

    model = Partner
    icon = "user"
    menu_label = _("Partners")
    menu_name = "partners"
    menu_order = 160
    add_to_admin_menu = True
    search_backend_name = None
    index_view_class = PartnerIndexView
    add_view_class = PartnerCreateView
    edit_view_class = PartnerEditView
    delete_view_class = PartnerDeleteView
    create_template_name = "cms/admin/partner/create.html"
    edit_template_name = "cms/admin/partner/edit.html"
    delete_template_name = "cms/admin/partner/delete.html"
    filterset_class = PartnerFilters
    list_display: ClassVar[list[Any]] = [
        "name",
        Column("country_shown", label=_("Country"), sort_key="country_id"),
        Column("tier", label=_("Tier"), sort_key="tier__rank", classname="partner-list__more"),
        Column("partner_type", label=_("Type"), sort_key="partner_type__name", classname="partner-list__more"),
        Column("distributor", label=_("Distributor"), classname="partner-list__more"),
        CompletenessColumn("completeness", label=_("Profile")),
        BooleanColumn("active", label=_("Active")),
    ]
    search_fields = ["name", "legal_name", "slug"]
    ordering = ("name", "pk")
    list_per_page = 25
    edit_handler = PartnerTabs([
        ObjectList([
            ShowPanel("cms/admin/partner/completeness_panel.html", _completeness, heading=_("Profile")),
            FieldPanel("name"), FieldPanel("slug"), FieldPanel("legal_name"), FieldPanel("country"),
            FieldPanel("address"),
            FieldRowPanel([FieldPanel("phone"), FieldPanel("email")]), FieldPanel("website"),
            FieldRowPanel([FieldPanel("logo_upload"), FieldPanel("logo_on_dark_upload")], heading=_("Logos")),
            ShowPanel("cms/admin/partner/logos_panel.html"),
            PartsPanel("branches", [
                FieldPanel("label"), FieldPanel("address"), FieldPanel("phone"), FieldPanel("email"),
                FieldPanel("website"),
            ], label=_("Branch"), heading=_("Branches"), form_class=BranchForm),
        ], heading=_("Firm")),
        ObjectList([
            FieldPanel("language_code"),
            PartsPanel("languages", [FieldPanel("language_code")], label=_("Language"),
                       heading=_("Further languages"), form_class=LanguageForm),
            PartsPanel("local_names", [
                FieldPanel("language_code"), FieldPanel("name"), FieldPanel("legal_name"),
            ], label=_("Name"), heading=_("Names in languages"), form_class=LanguageForm),
        ], heading=_("Names and languages")),
        ObjectList([FieldPanel("territories")], heading=_("Reach")),
        ObjectList([
            FieldPanel("active"),
            FieldRowPanel([FieldPanel("partner_type", widget=forms.Select), FieldPanel("tier", widget=forms.Select)]),
            FieldPanel("product_lines"),
            InlinePanel("certifications", [
                FieldPanel("certification", widget=forms.Select),
                FieldRowPanel([FieldPanel("issued"), FieldPanel("expires")]),
            ], label=_("Certification"), heading=_("Certifications")),
            FieldRowPanel([FieldPanel("revenue"), FieldPanel("revenue_currency"), FieldPanel("revenue_year")],
                          heading=_("Annual revenue")),
            FieldRowPanel([FieldPanel("training_score"), FieldPanel("joined")]),
            FieldPanel("distributor"), FieldPanel("account_manager"),
        ], heading=_("Program")),
        ObjectList([OwnAttributesPanel("cms/admin/partner/attributes_panel.html")], heading=_("Vendor's attributes")),
        ObjectList([ShowPanel("cms/admin/partner/people_panel.html", _people)], heading=_("People")),
    ], base_form_class=PartnerForm)  # fmt: skip

    def visible(self, user: Any) -> QuerySet[Partner]:
        """Return the partners that somebody may see in the admin."""
        if not may_view_partners(user):
            return Partner.objects.none()
        return Partner.objects.visible_to(user).select_related("tier", "partner_type", "distributor", "country")
