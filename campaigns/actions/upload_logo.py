"""Take in a logo that a partner brings, without the plain box in which it may have been saved."""

from __future__ import annotations

from brand_kit.actions.free_logo import free_logo
from brand_kit.models import StoredPicture
from brand_kit.permissions import Actor
from campaigns.actions.upload_picture import upload_picture
from campaigns.models import Partner, PartnerPicture


def upload_logo(*, partner: Partner, data: bytes, by: Actor) -> StoredPicture:
    """Return an uploaded logo in its canonical form; if it came in a plain box that can be taken away, without it.

    The picture as it came is kept among the partner's pictures too, so that the partner can go back to it.

    Raises:
        PermissionDenied: if `by` may not make collateral for the partner.
        PictureRefused: with a sentence that says what to do.
        QuotaReached: if the partner keeps too many pictures.
    """
    stored = upload_picture(partner=partner, data=data, by=by)
    freed = free_logo(stored=stored, by=by)
    if freed is None or freed.digest == stored.digest:
        return stored
    PartnerPicture.objects.get_or_create(partner=partner, picture=freed)
    return freed
