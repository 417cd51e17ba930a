"""The web page of a piece: how it would look now, publishing it, and taking it back."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_GET, require_POST

from brand_kit.composition import ValuesRefused
from campaigns.actions.publish_page import NoPage, publish_page, refusals_of
from campaigns.actions.start_collateral import NotOffered
from campaigns.actions.withdraw_page import withdraw_page
from campaigns.composition import compose, has_page, title_in
from campaigns.languages import language_name
from campaigns.member_permissions import may_withdraw_page
from campaigns.models import Collateral, PartnerPage
from campaigns.pages.answers import Answer, made
from campaigns.pages.views import POLICY, asset_answer
from campaigns.portal.access import Visitor, partner_or_link
from campaigns.portal.page_state import page_state
from campaigns.portal.piece_page import is_offered
from campaigns.portal.saving import saved_first


@require_GET
@partner_or_link
def page(request: HttpRequest, visitor: Visitor, pk: int) -> HttpResponseBase:
    """Show how the page would look with the piece's words, with the buttons to publish it and to take it back."""
    collateral = _own(visitor, pk)
    piece = compose(collateral)
    refused = refusals_of(piece)
    labels = {key: piece.fields[key].field.label for key in refused}
    state = page_state(collateral)
    context = {
        "visitor": visitor,
        "collateral": collateral,
        "campaign": collateral.campaign,
        "title": title_in(collateral.template, collateral.language_code),
        "language_name": language_name(collateral.language_code),
        "state": state,
        "refused": [(key, labels[key], refusal) for key, refusal in refused.items()],
        "editable": visitor.makes and is_offered(collateral),
    }
    return render(request, "campaigns/portal/page.html", context, status=200)


@require_POST
@partner_or_link
def publish(request: HttpRequest, visitor: Visitor, pk: int) -> HttpResponseBase:
    """Publish the page with the words that stand in the piece."""
    collateral = _own(visitor, pk)
    if trouble := saved_first(request, visitor, collateral):
        return trouble
    try:
        publish_page(collateral=collateral, by=visitor.user)
    except ValuesRefused:
        messages.error(request, _("The page was not published: mend what is marked, then try again."))
    except (NotOffered, NoPage):
        messages.error(request, _("This campaign does not run any more, so no page can be published."))
    else:
        messages.success(request, _("Your page is published. Everybody who has its address sees it now."))
    return redirect("portal_page", pk)


@require_POST
@partner_or_link
def withdraw(request: HttpRequest, visitor: Visitor, pk: int) -> HttpResponseBase:
    """Take the page back."""
    state = page_state(_own(visitor, pk))
    if state is None or state.page is None or not may_withdraw_page(visitor.user, state.page):
        raise Http404
    withdraw_page(page=state.page, by=visitor.user)
    messages.success(
        request, _("Your page is taken down. Who opens its address now reads that it is not there any more.")
    )
    return redirect("portal_page", pk)


@require_GET
@xframe_options_sameorigin
@partner_or_link
def draft(request: HttpRequest, visitor: Visitor, pk: int) -> HttpResponseBase:
    """Draw the page with the words that stand in the piece; its form cannot be sent."""
    response = HttpResponse(_draft(_own(visitor, pk)).page(""))
    response.headers["Content-Security-Policy"] = POLICY
    return response


@require_GET
@partner_or_link
def draft_asset(request: HttpRequest, visitor: Visitor, pk: int, asset: str) -> HttpResponseBase:
    """Send what belongs to a page that is not published."""
    response = asset_answer(request, _draft(_own(visitor, pk)), asset)
    response.headers["Cache-Control"] = "private, max-age=300"
    return response


def _own(visitor: Visitor, pk: int) -> Collateral:
    collateral = visitor.piece(pk)
    if not has_page(collateral.campaign) or collateral.template_id != collateral.campaign.page_template_id:
        raise Http404(reverse("portal_piece", args=[pk]))
    return collateral


def _draft(collateral: Collateral) -> Answer:
    piece = compose(collateral)
    values = {key: value for key, value in piece.cleaned.items() if key not in refusals_of(piece)}
    unsaved = PartnerPage(
        collateral=collateral,
        campaign=collateral.campaign,
        partner=collateral.partner,
        language_code=collateral.language_code.lower(),
        values=values,
    )
    return made(unsaved)
