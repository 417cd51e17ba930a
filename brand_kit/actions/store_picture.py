"""Convert an uploaded picture and keep it."""

from __future__ import annotations

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from wagtail.log_actions import log

from brand_kit.models import StoredPicture
from brand_kit.permissions import Actor, insist, may_store_picture
from brand_kit.rendering.picture import Picture, canonical_picture


def store_picture(*, data: bytes, by: Actor) -> StoredPicture:
    """Return the picture in its canonical form, kept once however often it is uploaded.

    Raises:
        PermissionDenied: if `by` may not upload.
        PictureRefused: with a sentence that says what to do.
    """
    insist(may_store_picture(by))
    return keep_picture(canonical_picture(data), by)


def keep_picture(picture: Picture, by: Actor) -> StoredPicture:
    """Return the row of a canonical picture, which is kept from now on; for actions that have asked who may."""
    name = f"pictures/{picture.digest}.pic"
    if not default_storage.exists(name):
        default_storage.save(name, ContentFile(picture.to_bytes()))
    pixels = picture.pixels or (None, None)
    with transaction.atomic():
        stored, added = StoredPicture.objects.get_or_create(
            digest=picture.digest,
            defaults={
                "file": name,
                "width": picture.width,
                "height": picture.height,
                "vector": picture.vector,
                "pixels_wide": pixels[0],
                "pixels_high": pixels[1],
            },
        )
    if added:
        log(stored, "brand_kit.store_picture", user=by, data={"digest": picture.digest})
    return stored
