"""Verifying files with the masters and pictures that this site has on hand."""

from __future__ import annotations

from collections.abc import Iterable

from brand_kit.composition import stored_picture
from brand_kit.masters import font_shelf, read_master
from brand_kit.models import Master as KeptMaster
from brand_kit.rendering.errors import RenderingError
from brand_kit.rendering.master import Master
from brand_kit.rendering.picture import Picture
from brand_kit.rendering.verify import OnHand, Verification, verify


def verify_file(data: bytes) -> Verification:
    """Say of a finished file whether it is genuine, and if not, what is altered."""
    return verify(data, OnHand(_masters, _master, _picture), font_shelf())


def _masters() -> Iterable[tuple[str, int]]:
    return KeptMaster.objects.values_list("digest", "length").distinct()


def _master(digest: str) -> Master | None:
    kept = KeptMaster.objects.filter(digest=digest).first()
    if kept is None:
        return None
    try:
        return read_master(kept)
    except (RenderingError, OSError):  # a master whose file is lost or damaged proves nothing
        return None


def _picture(digest: str) -> Picture | None:
    try:
        return stored_picture(digest)
    except (LookupError, ValueError, OSError):
        return None
