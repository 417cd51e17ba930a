"""The page on which a piece is filled in, with all that it shows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from brand_kit.masters import MasterMissing
from brand_kit.rendering.errors import RenderingError
from brand_kit.rendering.page import Edition
from campaigns.actions.prepare_masters import prepare_masters, why_not_prepared
from campaigns.actions.start_collateral import offers
from campaigns.composition import Piece, compose, title_in
from campaigns.languages import language_name, languages_of_template
from campaigns.models import Collateral
from campaigns.portal.access import Visitor
from campaigns.portal.drawing import Look, look_at
from campaigns.portal.final_checks import final_checks
from campaigns.portal.forms import shown_fields
from campaigns.portal.page_state import page_state

MOST_PICTURE_BYTES = 10 * 1024 * 1024


def piece_page(
    request: HttpRequest,
    visitor: Visitor,
    collateral: Collateral,
    *,
    posted: Mapping[str, object] | None = None,
    theirs: Mapping[str, str] | None = None,
    trouble: str = "",
    status: int = 200,
) -> HttpResponse:
    """Return the page of a piece; `posted` is what was sent and not saved, `theirs` what stands in its place."""
    piece = compose(collateral)
    editions = piece.editions()
    edition = chosen_edition(editions, request.POST.get("edition", request.GET.get("edition", "")))
    look, unprepared = looked(piece, edition.key)
    offered = is_offered(collateral)
    context: dict[str, Any] = {
        "visitor": visitor,
        "collateral": collateral,
        "title": title_in(collateral.template, collateral.language_code),
        "campaign": collateral.campaign,
        "editions": list(editions.values()),
        "edition": edition,
        "formats": ["pdf"] if edition.kind == "pdf" else ["png", "jpg", "webp"],
        "look": look,
        "unprepared": unprepared,
        "checks": final_checks(piece, look.refused, look.room, look.logos) if look else [],
        "blocked": bool(look and look.refused),
        "trouble": trouble,
        "editable": visitor.makes and offered,
        "offered": offered,
        "languages": languages_offered(collateral),
        "language_name": language_name(collateral.language_code),
        "files": collateral.files.order_by("-issued_at")[:4],
        "page_state": page_state(collateral),
        "fields": shown_fields(
            piece,
            look.refused if look else piece.errors,
            look.room if look else {},
            posted=posted,
            theirs=theirs,
            logos=look.logos if look else None,
            spots={spot.key for page in look.pages for spot in page.spots} if look else None,
        ),
    }
    return render(request, "campaigns/portal/piece.html", context, status=status)


def chosen_edition(editions: Mapping[str, Edition], asked: str) -> Edition:
    """Return the edition that is asked for, or the first; raises `Http404` for one that there is not."""
    if not asked:
        return next(iter(editions.values()))
    if asked not in editions:
        raise Http404
    return editions[asked]


def looked(piece: Piece, edition: str) -> tuple[Look | None, str]:
    """Return how a piece looks, or why it cannot be seen yet; a master that is missing is ordered."""
    try:
        return look_at(piece, edition), ""
    except MasterMissing:
        template, language_code = piece.collateral.template, piece.collateral.language_code
        prepare_masters(template=template, language_code=language_code, editions=[edition])
        return None, why_not_prepared(template, language_code, edition) or "waiting"
    except RenderingError:
        return None, _("This template cannot be drawn just now. The vendor's team has to mend it.")


def is_offered(collateral: Collateral) -> bool:
    """Tell whether the campaign still offers a piece's template to its partner."""
    seen = offers(collateral.partner, collateral.campaign_id, collateral.template_id)
    return bool(collateral.template.live) and seen


def languages_offered(collateral: Collateral) -> list[tuple[str, str]]:
    """Return the languages in which a piece can be made, by name; its own is always among them."""
    codes = {*languages_of_template(collateral.template, collateral.campaign), collateral.language_code}
    return sorted(((code, language_name(code)) for code in codes), key=lambda entry: entry[1].casefold())
