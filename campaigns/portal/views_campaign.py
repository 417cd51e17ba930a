"""A campaign as its partner meets it, starting a piece, and the door that a mail's link opens."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from brand_kit.models import Template
from campaigns.actions.start_collateral import NotOffered, start_collateral
from campaigns.composition import editions_for, has_page, title_in
from campaigns.languages import language_for, language_name, languages_of_partner
from campaigns.mail_links import claims_of
from campaigns.models import Campaign
from campaigns.portal.access import ACTING, VISIT, VISIT_SECONDS, Visitor, holder_of, partner_or_link, partners_of


@require_GET
@partner_or_link
def campaign(request: HttpRequest, visitor: Visitor, slug: str) -> HttpResponseBase:
    """Show what a campaign is about and what there is to make."""
    found: Campaign = get_object_or_404(visitor.campaigns().select_related("brand"), slug=slug)
    partner = visitor.partner
    pieces = visitor.pieces().filter(campaign=found).in_use()
    by_template = {}
    for piece in pieces.order_by("changed_at"):
        by_template[piece.template_id] = piece
    offers = []
    for offer in found.offers.select_related("template__locale", "template__brand").filter(template__live=True):
        choice = language_for(partner, offer.template, found)
        editions = list(editions_for(offer.template, partner).values())
        offers.append(
            {
                "template": offer.template,
                "title": title_in(offer.template, choice.language_code),
                "advice": offer.advice,
                "piece": by_template.get(offer.template_id),
                "editions": editions,
                "language": language_name(choice.language_code),
                "fallback": choice.is_fallback and choice.language_code not in _own(visitor),
                "ratio": _ratio(offer.template),
            }
        )
    context = {
        "visitor": visitor,
        "campaign": found,
        "offers": offers,
        "pieces": pieces.order_by("-changed_at")[:12],
        "own_messages": found.messages.all(),
        "has_page": has_page(found),
    }
    return render(request, "campaigns/portal/campaign.html", context)


@require_http_methods(["POST"])
@partner_or_link
def start(request: HttpRequest, visitor: Visitor, slug: str, template: str) -> HttpResponseBase:
    """Start a piece, or go on with one that nobody has touched."""
    found = get_object_or_404(visitor.campaigns(), slug=slug)
    wanted = get_object_or_404(Template.objects.filter(offered_in__campaign=found), slug=template)
    try:
        piece = start_collateral(
            partner=visitor.partner, campaign=found, template=wanted, by=visitor.user,
            language_code=request.POST.get("language", "")[:20],
        )  # fmt: skip
    except NotOffered:
        messages.error(request, _("This is not offered any more."))
        return redirect("portal_campaign", slug)
    return redirect("portal_piece", piece.pk)


@require_GET
@never_cache
def go(request: HttpRequest, token: str) -> HttpResponseBase:
    """Let in who follows the link of a mail, to that mail's campaign and nothing else."""
    claims = claims_of(token)
    visitor = holder_of(claims) if claims else None
    if visitor is None or visitor.campaign is None:
        return _over(request)
    if request.user.is_authenticated:
        # Somebody is signed in: the link only shows the way, within that person's own rights.
        if not partners_of(request.user).filter(pk=visitor.partner.pk).exists():
            return _over(request, stranger=True)
        request.session[ACTING] = visitor.partner.pk
    else:
        request.session.cycle_key()
        request.session[VISIT] = {**(claims or {}), "until": timezone.now().timestamp() + VISIT_SECONDS}
    response = redirect("portal_campaign", visitor.campaign.slug)
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def _over(request: HttpRequest, *, stranger: bool = False) -> HttpResponse:
    response = render(request, "campaigns/portal/link_over.html", {"stranger": stranger}, status=410)
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def _own(visitor: Visitor) -> set[str]:
    return {code.lower() for code in languages_of_partner(visitor.partner)}


def _ratio(template: Template) -> str:
    """Return the name of the shape of a template's first page."""
    paper = template.design.papers[next(iter(template.design.editions.values())).paper]
    share = paper.width / paper.height
    return "tall" if share < 0.9 else "wide" if share > 1.15 else "square"
