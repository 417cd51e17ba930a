"""A piece: filling it in, saving, undoing, another language, a copy, putting it away."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from campaigns.actions.copy_collateral import copy_collateral
from campaigns.actions.put_away_collateral import put_away_collateral
from campaigns.actions.set_collateral_language import NoSuchLanguage, set_collateral_language
from campaigns.actions.start_collateral import NotOffered
from campaigns.actions.undo_collateral import undo_collateral
from campaigns.portal.access import Visitor, partner_or_link
from campaigns.portal.piece_page import piece_page
from campaigns.portal.saving import base_of, save_posted, saved_first, told


@require_http_methods(["GET", "POST"])
@partner_or_link
def piece(request: HttpRequest, visitor: Visitor, pk: int) -> HttpResponseBase:
    """Show a piece to fill in; a form that is sent without a script saves all of it."""
    collateral = visitor.piece(pk)
    if request.method != "POST":
        return piece_page(request, visitor, collateral)
    if trouble := saved_first(request, visitor, collateral):
        return trouble
    messages.success(request, _("Saved."))
    return _back(request, pk)


@require_POST
@partner_or_link
def save(request: HttpRequest, visitor: Visitor, pk: int) -> HttpResponseBase:
    """Save the fields that a script says were touched, and answer with the version that stands now."""
    collateral = visitor.piece(pk)
    before = collateral.version
    saved, trouble = save_posted(request, visitor, collateral, keys=request.POST.getlist("keys"))
    if trouble:
        return JsonResponse({"trouble": trouble}, status=422)
    conflicts = {key: told(collateral, key) for key in (saved.conflicts if saved else {})}
    # Somebody else has been at this piece since the page was drawn: its other fields may show more than the page does.
    others = base_of(request) < before
    return JsonResponse({"version": collateral.version, "conflicts": conflicts, "others": others})


@require_POST
@partner_or_link
def undo(request: HttpRequest, visitor: Visitor, pk: int) -> HttpResponseBase:
    """Go back to what stood before the last change."""
    collateral = visitor.piece(pk)
    if trouble := saved_first(request, visitor, collateral):
        return trouble
    before = collateral.version
    after = undo_collateral(collateral=collateral, by=visitor.user)
    if after.version == before:
        messages.info(request, _("There is nothing to undo."))
    return _back(request, pk)


@require_POST
@partner_or_link
def language(request: HttpRequest, visitor: Visitor, pk: int) -> HttpResponseBase:
    """Put a piece into another language; what was typed stays."""
    collateral = visitor.piece(pk)
    if trouble := saved_first(request, visitor, collateral):
        return trouble
    try:
        set_collateral_language(collateral=collateral, language_code=request.POST.get("language", ""), by=visitor.user)
    except NoSuchLanguage:
        messages.error(request, _("This piece is not offered in that language."))
    return _back(request, pk)


@require_POST
@partner_or_link
def copy(request: HttpRequest, visitor: Visitor, pk: int) -> HttpResponseBase:
    """Start a new piece from this one."""
    collateral = visitor.piece(pk)
    if trouble := saved_first(request, visitor, collateral):
        return trouble
    try:
        fresh = copy_collateral(collateral=collateral, by=visitor.user)
    except NotOffered:
        messages.error(request, _("This campaign does not offer this any more, so no copy can be made."))
        return _back(request, pk)
    messages.success(request, _("This is the copy. The first one stays as it is."))
    return redirect("portal_piece", fresh.pk)


@require_POST
@partner_or_link
def away(request: HttpRequest, visitor: Visitor, pk: int) -> HttpResponseBase:
    """Put a piece away, or take it out again; its files stay."""
    collateral = visitor.piece(pk)
    if trouble := saved_first(request, visitor, collateral):
        return trouble
    out = request.POST.get("out") == "1"
    put_away_collateral(collateral=collateral, by=visitor.user, away=not out)
    if out:
        return _back(request, pk)
    messages.success(request, _("Put away. Its files stay under “My files”."))
    return redirect("portal_campaign", collateral.campaign.slug) if visitor.by_link else redirect("portal_home")


def _back(request: HttpRequest, pk: int) -> HttpResponse:
    edition = request.POST.get("edition", "")[:60]
    where = reverse("portal_piece", args=[pk])
    return redirect(f"{where}?edition={edition}" if edition.replace("-", "").isalnum() else where)
