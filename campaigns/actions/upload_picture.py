"""Take in a picture that a partner brings."""

from __future__ import annotations

from brand_kit.actions.store_picture import store_picture
from brand_kit.models import StoredPicture
from brand_kit.permissions import Actor, insist
from campaigns.member_permissions import may_make_for
from campaigns.models import Partner, PartnerPicture

MOST_PICTURES = 200
"""How many pictures a partner can keep."""


class QuotaReached(ValueError):
    """A partner that keeps as many pictures as it can."""


def upload_picture(*, partner: Partner, data: bytes, by: Actor) -> StoredPicture:
    """Return an uploaded picture in its canonical form, which the partner may use from now on.

    Raises:
        PermissionDenied: if `by` may not make collateral for the partner.
        PictureRefused: with a sentence that says what to do.
        QuotaReached: if the partner keeps too many pictures.
    """
    insist(may_make_for(by, partner))
    if PartnerPicture.objects.filter(partner=partner).count() >= MOST_PICTURES:
        raise QuotaReached(f"{partner} keeps {MOST_PICTURES} pictures already.")
    stored = store_picture(data=data, by=by)
    PartnerPicture.objects.get_or_create(partner=partner, picture=stored)
    return stored
