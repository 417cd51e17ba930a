"""Put a piece away, or take it out again."""

from __future__ import annotations

from django.utils import timezone
from wagtail.log_actions import log

from brand_kit.permissions import Actor, insist
from campaigns.member_permissions import account_of, may_fill
from campaigns.models import Collateral


def put_away_collateral(*, collateral: Collateral, by: Actor, away: bool = True) -> Collateral:
    """Put a collateral out of sight, or take it out again; its files stay as they are.

    Raises:
        PermissionDenied: if `by` may not fill this collateral.
    """
    insist(may_fill(by, collateral))
    if (collateral.put_away_at is not None) != away:
        collateral.put_away_at = timezone.now() if away else None
        collateral.save(update_fields=["put_away_at"])
        log(collateral, "campaigns.put_away_collateral", user=account_of(by), data={"away": away})
    return collateral
