"""The pictures that a partner can choose from."""

from __future__ import annotations

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.http import require_GET

from brand_kit.models import StoredPicture
from brand_kit.models.previews import picture_png
from campaigns.models import Partner
from campaigns.portal.access import Visitor, partner_or_link


@require_GET
@partner_or_link
def picture(request: HttpRequest, visitor: Visitor, digest: str) -> HttpResponseBase:
    """Return one of the partner's own pictures as it was cleaned, small."""
    own = Partner.objects.filter(pk=visitor.partner.pk)
    mine = own.filter(Q(pictures__picture__digest=digest) | Q(logo__digest=digest) | Q(logo_on_dark__digest=digest))
    stored = StoredPicture.objects.filter(digest=digest).first() if mine.exists() else None
    if stored is None:
        raise Http404
    response = HttpResponse(picture_png(stored.canonical(), 480), content_type="image/png")
    response.headers["Cache-Control"] = "private, max-age=86400, immutable"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
