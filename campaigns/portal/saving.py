"""Saving what was posted for a piece, with a sentence for whatever stands against it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from brand_kit.rendering.errors import PictureRefused
from campaigns.actions.fill_collateral import NotOpen, Saved, TooMuch, fill_collateral
from campaigns.actions.upload_logo import upload_logo
from campaigns.actions.upload_picture import QuotaReached, upload_picture
from campaigns.composition import compose
from campaigns.models import Collateral
from campaigns.portal.access import Visitor
from campaigns.portal.forms import START, posted_values, words_of
from campaigns.portal.piece_page import MOST_PICTURE_BYTES, piece_page


def save_posted(
    request: HttpRequest, visitor: Visitor, collateral: Collateral, keys: Collection[str] | None = None
) -> tuple[Saved | None, str]:
    """Save what was posted; return what became of it, or a sentence that says why it could not be saved."""
    piece = compose(collateral)

    def take(data: bytes, *, logo: bool) -> str:
        upload = upload_logo if logo else upload_picture
        return str(upload(partner=collateral.partner, data=data, by=visitor.user).digest)

    uploads = [file for name in request.FILES for file in request.FILES.getlist(name)]
    if any((file.size or 0) > MOST_PICTURE_BYTES for file in uploads):
        return None, _("This file is larger than 10 MB: send a smaller one.")
    try:
        changes: dict[str, Any] = posted_values(piece, request.POST, request.FILES, keys=keys, take=take)
        for key in request.POST.getlist("reset"):
            if key not in piece.fields:
                raise Http404
            changes[key] = None
        return fill_collateral(collateral=collateral, changes=changes, base=base_of(request), by=visitor.user), ""
    except PictureRefused as refused:
        return None, str(refused)
    except QuotaReached:
        return None, _("You keep as many pictures as there is room for: use one of them.")
    except TooMuch:
        return None, _("This is more text than a page holds: shorten it.")
    except NotOpen:
        return None, _("This campaign has closed a field meanwhile. Reload the page to see what is open now.")


def saved_first(request: HttpRequest, visitor: Visitor, collateral: Collateral) -> HttpResponse | None:
    """Save the whole form that came with a button, and return a page to answer with where that did not go well."""
    if not any(name.startswith(START) or name == "reset" for name in (*request.POST, *request.FILES)):
        return None
    saved, trouble = save_posted(request, visitor, collateral)
    if trouble:
        posted = posted_values(compose(collateral), request.POST, request.FILES)
        return piece_page(request, visitor, collateral, posted=posted, trouble=trouble, status=422)
    if saved and saved.conflicts:
        theirs = {key: told(collateral, key) for key in saved.conflicts}
        yours = {key: conflict.yours for key, conflict in saved.conflicts.items()}
        return piece_page(request, visitor, collateral, posted=yours, theirs=theirs, status=409)
    return None


def told(collateral: Collateral, key: str) -> str:
    """Return what stands in a field, in words that a person can compare with its own."""
    piece = compose(collateral)
    if words := words_of(piece, key):
        return words
    raw = piece.fields[key].raw
    return ", ".join(str(part) for part in raw.values()) if isinstance(raw, dict) else str(raw or "")


def base_of(request: HttpRequest) -> int:
    """Return the version on which a posted form was filled in."""
    base = request.POST.get("base", "0")
    return int(base) if base.isascii() and base.isdecimal() and len(base) < 10 else 0
