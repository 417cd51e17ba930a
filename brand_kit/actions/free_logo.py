"""Take the plain box away in which a logo was saved."""

from __future__ import annotations

from brand_kit.actions.store_picture import keep_picture
from brand_kit.models import StoredPicture
from brand_kit.permissions import Actor, insist, may_store_picture
from brand_kit.rendering.logo_box import freed_form
from brand_kit.rendering.picture import Picture
from brand_kit.rendering.picture_intake import LIMITS
from brand_kit.rendering.sandbox import CageError, run_in_cage


def free_logo(*, stored: StoredPicture, by: Actor) -> StoredPicture | None:
    """Return a logo without its box, kept beside it; none where it has none, or taking it away is not safe.

    Raises:
        PermissionDenied: if `by` may not upload.
        CageError: with the code `unavailable`, if no child process can be had.
    """
    insist(may_store_picture(by))
    try:
        form = run_in_cage(freed_form, stored.canonical().to_bytes(), limits=LIMITS)
    except CageError as error:
        if error.code == "unavailable":
            raise
        return None  # too much work: it keeps its box, and that is said
    return keep_picture(Picture.from_bytes(form), by) if form else None
