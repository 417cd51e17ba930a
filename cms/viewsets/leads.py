"""Leads in the admin: for vendor staff, of the campaigns whose settings show them to the vendor."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from campaigns.actions.delete_lead import delete_lead
from campaigns.actions.export_leads import export_leads
from campaigns.languages import language_name
from campaigns.member_permissions import may_delete_lead
from campaigns.models import Campaign, Lead, Partner
from campaigns.portal.views_leads import TYPES, table_answer

ROWS = 50


def may_look(user: Any) -> bool:
    """Tell whether somebody may see leads in the admin at all."""
    return bool(user.has_perm("campaigns.view_lead") and user.has_perm("wagtailadmin.access_admin"))


class LeadPage(WagtailAdminTemplateMixin, TemplateView):
    """A page about leads; there is none for whoever may not see any."""

    header_icon = "mail"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the leads that somebody may see."""
        super().setup(request, *args, **kwargs)
        if not may_look(request.user):
            raise Http404
        found = Lead.objects.visible_to(request.user)
        self.leads = found.select_related("campaign", "partner", "page", "file")
        self.lead = get_object_or_404(self.leads, pk=kwargs["pk"]) if "pk" in kwargs else None

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """The way back to the list."""
        here = [{"url": "", "label": self.get_page_title()}] if self.lead is None else [
            {"url": reverse("lead_list"), "label": _("Leads")}, {"url": "", "label": str(self.lead.name)}
        ]  # fmt: skip
        return [*self.breadcrumbs_items, *here]


class LeadListView(LeadPage):
    """The leads, the newest first, and how many there are of the campaigns that keep theirs to their partners."""

    template_name = "cms/admin/lead/list.html"
    page_title = gettext_lazy("Leads")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The rows of a page, and the counts of all campaigns."""
        campaign = self.request.GET.get("campaign", "")[:80].replace("\x00", "")
        found = self.leads.filter(campaign__slug=campaign) if campaign else self.leads
        return {
            **super().get_context_data(**kwargs),
            "page": Paginator(found, ROWS).get_page(self.request.GET.get("page")),
            "campaign": campaign,
            "campaigns": self._counted(),
        }

    def _counted(self) -> QuerySet[Any]:
        mine = Q(leads__partner__in=Partner.objects.visible_to(self.request.user))
        counted = Campaign.objects.readable_by(self.request.user).annotate(lead_count=Count("leads", filter=mine))
        return counted.filter(lead_count__gt=0).order_by("-lead_count", "title")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the list, or send it as a table."""
        kind = request.GET.get("export", "")
        if kind in TYPES:
            found = self.leads
            if campaign := request.GET.get("campaign", "")[:80].replace("\x00", ""):
                found = found.filter(campaign__slug=campaign)
            out = io.BytesIO()
            export_leads(leads=found, workbook=kind == "xlsx", file=out, by=request.user)
            return table_answer(out.getvalue(), kind)
        return super().get(request, *args, **kwargs)


class LeadView(LeadPage):
    """One lead."""

    template_name = "cms/admin/lead/lead.html"
    page_title = gettext_lazy("Lead")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The lead and what may be done with it."""
        lead = self.lead
        assert lead is not None  # noqa: S101 - the address names one
        return {
            **super().get_context_data(**kwargs),
            "lead": lead,
            "language_name": language_name(lead.page.language_code),
            "until": lead.created_at + timedelta(days=lead.campaign.lead_days),
            "deletes": may_delete_lead(self.request.user, lead),
        }


class LeadDeleteView(LeadView):
    """Deleting a lead, once somebody has said so twice."""

    template_name = "cms/admin/lead/delete.html"
    page_title = gettext_lazy("Delete this request?")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """There is no such page for who may not delete it."""
        if self.lead is None or not may_delete_lead(request.user, self.lead):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Delete it."""
        if self.lead is not None:
            delete_lead(lead=self.lead, by=request.user)
        messages.success(request, _("The request is deleted, with everything that was known of its sender."))
        return redirect("lead_list")


class LeadsMenuItem(MenuItem):
    """The leads, for those who may see any."""

    def is_shown(self, request: Any) -> bool:
        """Tell whether the item is shown."""
        return may_look(request.user)


def lead_urls() -> list[URLPattern]:
    """Return the addresses of these pages, for the hook `register_admin_urls`."""
    return [
        path("leads/", LeadListView.as_view(), name="lead_list"),
        path("leads/<int:pk>/", LeadView.as_view(), name="lead_show"),
        path("leads/<int:pk>/delete/", LeadDeleteView.as_view(), name="lead_delete"),
    ]


def leads_menu_item() -> LeadsMenuItem:
    """Return the item of the menu, for the hook `register_admin_menu_item`."""
    return LeadsMenuItem(gettext_lazy("Leads"), reverse("lead_list"), name="leads", icon_name="mail", order=165)


def register_lead_hooks() -> None:
    """Register the addresses and the item of the menu."""
    hooks.register("register_admin_urls", lead_urls)
    hooks.register("register_admin_menu_item", leads_menu_item)
