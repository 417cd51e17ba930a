"""Pictures of what is to be said of a partner's logos: in its profile, and at their place in a piece."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.http import require_GET

from brand_kit.masters import MasterMissing
from brand_kit.rendering.errors import RenderingError
from campaigns.composition import compose
from campaigns.logos import arrival_verdict_picture, verdict_picture
from campaigns.models import Partner
from campaigns.portal.access import Visitor, partner_or_link, partner_required
from campaigns.portal.piece_page import chosen_edition
from campaigns.portal.views_profile import GROUNDS


@require_GET
@partner_or_link
def placed(request: HttpRequest, visitor: Visitor, pk: int, key: str, verdict: str) -> HttpResponseBase:
    """Draw one verdict about a logo of a piece; `digest` asks for one that is chosen and not saved yet."""
    collateral = visitor.piece(pk)
    if digest := request.GET.get("digest", "")[:64]:
        collateral.entered = {**collateral.entered, key: {"digest": digest}}
    piece = compose(collateral)
    edition = chosen_edition(piece.editions(), request.GET.get("edition", ""))
    try:
        return _webp(verdict_picture(piece, piece.filling(edition.key), key, verdict))
    except (LookupError, MasterMissing, RenderingError) as missing:
        raise Http404 from missing


@require_GET
@partner_required
def arrived(request: HttpRequest, visitor: Visitor, ground: str, verdict: str) -> HttpResponseBase:
    """Draw one verdict about a logo in the profile; for the box that was taken away, the picture as it came."""
    if ground not in GROUNDS:
        raise Http404
    partner = Partner.objects.select_related("logo", "logo_on_dark").get(pk=visitor.partner.pk)
    stored = getattr(partner, GROUNDS[ground])
    if verdict == "freed":
        came = partner.pictures.filter(picture__digest=request.GET.get("came", "")[:64]).select_related("picture")
        stored = found.picture if (found := came.first()) else None
    if stored is None:
        raise Http404
    try:
        return _webp(arrival_verdict_picture(stored, verdict, dark=ground == "dark"))
    except LookupError as missing:
        raise Http404 from missing


def _webp(data: bytes) -> HttpResponse:
    response = HttpResponse(data, content_type="image/webp")
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
