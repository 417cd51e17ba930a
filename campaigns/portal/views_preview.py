"""What a piece looks like while somebody types: the real fill, drawn."""

from __future__ import annotations

import json
import struct
import time
from collections import OrderedDict
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.views.decorators.http import require_GET, require_http_methods

from brand_kit.filling import Filling
from brand_kit.masters import MasterMissing
from brand_kit.models import Template
from brand_kit.rendering.errors import RenderingError
from campaigns.actions.prepare_masters import prepare_masters, why_not_prepared
from campaigns.composition import Ground, compose, composed_on
from campaigns.languages import language_for
from campaigns.logos import LogoReport
from campaigns.models import Collateral
from campaigns.portal.access import Visitor, partner_or_link
from campaigns.portal.drawing import field_patch, look_at, page_picture, width_for
from campaigns.portal.final_checks import final_checks
from campaigns.portal.forms import posted_values, words_of
from campaigns.portal.piece_page import chosen_edition, looked

_WARM_SECONDS = 5.0
"""How long the ground of a piece is kept while somebody types; rights are asked anew each time."""
_MOST_WARM = 64


@dataclass(frozen=True)
class _Warm:
    at: float
    ground: Ground
    forbidden: tuple[str, ...]
    filling: Filling


_warm: OrderedDict[tuple[Any, ...], _Warm] = OrderedDict()


@require_http_methods(["GET", "POST"])
@partner_or_link
def preview(request: HttpRequest, visitor: Visitor, pk: int) -> HttpResponseBase:
    """Draw a page of a piece: as it is saved (GET, a picture), or with what was typed but not saved (POST).

    The answer to POST is four bytes with the length of what follows, then JSON with refusals, room and checks, then
    the picture. With `field` in the data the picture is the part of the page around that field.
    """
    collateral = visitor.piece(pk)
    width, page = width_for(request.GET.get("w", 800)), _page(request)
    try:
        if request.method == "POST":
            return _typed(request, collateral, width, page)
        piece = compose(collateral)
        edition = chosen_edition(piece.editions(), request.GET.get("edition", ""))
        look = look_at(piece, edition.key)
        return _jpeg(page_picture(look.data, page, width))
    except MasterMissing:
        return HttpResponse(status=409)
    except RenderingError as error:
        raise Http404 from error


@require_GET
@partner_or_link
def ready(request: HttpRequest, visitor: Visitor, pk: int) -> HttpResponseBase:
    """Tell a page that waits whether its master has been made."""
    piece = compose(visitor.piece(pk))
    edition = chosen_edition(piece.editions(), request.GET.get("edition", ""))
    look, why = looked(piece, edition.key)
    return JsonResponse({"ready": look is not None, "failed": "" if why in ("", "waiting") else why})


@require_GET
@partner_or_link
def sample_picture(request: HttpRequest, visitor: Visitor, slug: str, template: str) -> HttpResponseBase:
    """Draw the first page of a template as it would be for the partner, before it has started a piece."""
    campaign = get_object_or_404(visitor.campaigns().prefetch_related("field_rules", "locales"), slug=slug)
    found = get_object_or_404(Template.objects.filter(live=True, offered_in__campaign=campaign), slug=template)
    code = language_for(visitor.partner, found, campaign).language_code
    unsaved = Collateral(partner=visitor.partner, campaign=campaign, template=found, language_code=code)
    piece = compose(unsaved)
    edition = next(iter(piece.editions()))
    try:
        picture = page_picture(look_at(piece, edition).data, 1, min(width_for(request.GET.get("w", 480)), 800))
    except MasterMissing:
        if not why_not_prepared(found, code, edition):
            prepare_masters(template=found, language_code=code, editions=[edition])
        response = HttpResponse(status=404)
        response.headers["Cache-Control"] = "private, no-store"
        return response
    except RenderingError as error:
        raise Http404 from error
    response = _jpeg(picture)
    response.headers["Cache-Control"] = "private, max-age=300"
    return response


def _typed(request: HttpRequest, collateral: Collateral, width: int, page: int) -> HttpResponse:
    asked = request.GET.get("edition", "")
    warm = _warmed(collateral, asked)
    saved = composed_on(warm.ground, collateral)
    changes = posted_values(saved, request.POST, request.FILES, keys=request.POST.getlist("keys"))
    collateral.entered = {**collateral.entered, **changes}
    piece = composed_on(warm.ground, collateral)
    piece.__dict__["forbidden"] = warm.forbidden
    look = look_at(piece, warm.filling.master.manifest.edition, filling=warm.filling)
    field = request.POST.get("field", "")
    patch = field_patch(look.data, look.pages, field, width) if field else None
    told = {
        "box": patch.box if patch else None,
        "page": next((each.number for each in look.pages if any(spot.key == field for spot in each.spots)), page),
        "fields": {
            key: {
                "error": str(look.refused.get(key) or ""),
                "origin": str(filled.origin),
                "words": words_of(piece, key),
                "room": _room(look.room.get(key)),
                "logo": _logo(collateral, look.logos.get(key)),
            }
            for key, filled in piece.fields.items()
            if filled.open
        },
        "blocked": bool(look.refused),
        "checks": render_to_string(
            "campaigns/portal/piece_checks.html", {"checks": final_checks(piece, look.refused, look.room, look.logos)}
        ),
    }
    picture = patch.picture if patch else page_picture(look.data, page, width)
    head = json.dumps(told, ensure_ascii=False).encode()
    return HttpResponse(struct.pack(">I", len(head)) + head + picture, content_type="application/octet-stream")


def _room(room: Any) -> str:
    return render_to_string("campaigns/portal/piece_room.html", {"room": room}) if room else ""


def _logo(collateral: Collateral, report: LogoReport | None) -> str:
    if report is None:
        return ""
    return render_to_string("campaigns/portal/piece_logo.html", {"report": report, "collateral": collateral})


def _warmed(collateral: Collateral, asked: str) -> _Warm:
    """Return the ground of a piece and its master, both some seconds old at most."""
    key = (collateral.pk, collateral.language_code, collateral.partner_id, asked)
    known = _warm.get(key)
    if known is None or time.monotonic() - known.at > _WARM_SECONDS:
        piece = compose(collateral)
        edition = chosen_edition(piece.editions(), asked)
        known = _Warm(time.monotonic(), piece.ground, piece.forbidden, piece.filling(edition.key))
        _warm[key] = known
    _warm.move_to_end(key)
    while len(_warm) > _MOST_WARM:
        _warm.popitem(last=False)
    return known


def _page(request: HttpRequest) -> int:
    number = request.GET.get("page", "1")
    return int(number) if number.isdecimal() and len(number) < 4 else 1


def _jpeg(data: bytes) -> HttpResponse:
    return HttpResponse(data, content_type="image/jpeg")
