"""The requests that visitors left on a partner's pages: the list, one of them, tables to take along, deleting."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q, Sum
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from campaigns.actions.delete_lead import delete_lead
from campaigns.actions.export_leads import export_leads
from campaigns.actions.see_lead import see_lead
from campaigns.languages import language_name
from campaigns.lead_querysets import LeadQuerySet
from campaigns.member_permissions import may_delete_lead
from campaigns.models import Campaign, DailyCount, Lead, PartnerPage
from campaigns.portal.access import Visitor, partner_required

PAGE = 25
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def leads_of(visitor: Visitor) -> LeadQuerySet:
    """Return the leads of the partner that somebody acts for, and of all partners below it."""
    mine: LeadQuerySet = Lead.objects.visible_to(visitor.user).of_partner(visitor.partner)
    return mine.select_related("campaign", "partner", "page", "file")  # type: ignore[return-value]


@require_GET
@partner_required
def leads(request: HttpRequest, visitor: Visitor) -> HttpResponseBase:
    """Show the requests, the newest first."""
    mine = leads_of(visitor)
    found, search, campaign = _filtered(request, mine)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    campaigns = Campaign.objects.filter(leads__in=mine).distinct().order_by("title")
    counts = mine.aggregate(total=Count("pk"), fresh=Count("pk", filter=Q(seen_at=None)))
    context = {
        "visitor": visitor,
        "page": page,
        "search": search,
        "campaign": campaign,
        "campaigns": campaigns,
        "several": mine.order_by().values("partner").distinct().count() > 1,
        **counts,
        "visits": _visits(visitor),
        "pages": PartnerPage.objects.filter(partner=visitor.partner).exclude(published_version=None).exists(),
        "query": request.GET.urlencode(),
    }
    return render(request, "campaigns/portal/leads.html", context)


@require_GET
@partner_required
def lead(request: HttpRequest, visitor: Visitor, pk: int) -> HttpResponseBase:
    """Show one request with everything around it."""
    found = _lead(visitor, pk)
    fresh = found.seen_at is None
    see_lead(lead=found, by=visitor.user)
    return render(request, "campaigns/portal/lead.html", _about(visitor, found) | {"fresh": fresh})


@require_http_methods(["GET", "POST"])
@partner_required
def delete(request: HttpRequest, visitor: Visitor, pk: int) -> HttpResponseBase:
    """Ask whether a request is to be deleted, and delete it."""
    found = _lead(visitor, pk)
    if not may_delete_lead(visitor.user, found):
        raise Http404
    if request.method == "POST":
        delete_lead(lead=found, by=visitor.user)
        messages.success(request, _("The request is deleted, with everything that was known of its sender."))
        return redirect("portal_leads")
    return render(request, "campaigns/portal/lead_delete.html", _about(visitor, found))


@require_GET
@partner_required
def export(request: HttpRequest, visitor: Visitor, format: str) -> HttpResponseBase:
    """Send the requests as a table."""
    if format not in TYPES:
        raise Http404
    found, _search, _campaign = _filtered(request, leads_of(visitor))
    out = io.BytesIO()
    export_leads(leads=found, workbook=format == "xlsx", file=out, by=visitor.user)
    return table_answer(out.getvalue(), format)


def table_answer(data: bytes, format: str) -> HttpResponse:
    """Return a table of leads to be downloaded, under a name of our own making."""
    response = HttpResponse(data, content_type=TYPES[format])
    response.headers["Content-Disposition"] = f'attachment; filename="leads-{timezone.now():%Y-%m-%d}.{format}"'
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _filtered(request: HttpRequest, found: LeadQuerySet) -> tuple[LeadQuerySet, str, str]:
    search, campaign = request.GET.get("q", "").replace("\x00", "").strip()[:100], request.GET.get("campaign", "")[:80]
    if campaign:
        found = found.filter(campaign__slug=campaign.replace("\x00", ""))
    return found.found_by(search), search, campaign


def _visits(visitor: Visitor) -> dict[str, int]:
    """Return how often what was counted for a partner's pages, by what it was."""
    counts = DailyCount.objects.filter(partner=visitor.partner).order_by()
    return dict(counts.values_list("what").annotate(total=Sum("count")))


def _lead(visitor: Visitor, pk: int) -> Lead:
    found: Lead = get_object_or_404(leads_of(visitor), pk=pk)
    return found


def _about(visitor: Visitor, found: Lead) -> dict[str, Any]:
    return {
        "visitor": visitor,
        "lead": found,
        "language_name": language_name(found.page.language_code),
        "deletes": may_delete_lead(visitor.user, found),
        "until": found.created_at + timedelta(days=found.campaign.lead_days),
    }
