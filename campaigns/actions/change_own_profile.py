"""Change what a partner's profile says of it in its collateral, by the partner's own people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import SuspiciousOperation
from django.db import transaction
from wagtail.log_actions import log

from brand_kit.permissions import Actor, insist
from campaigns.actions.save_partner import save_partner
from campaigns.member_permissions import account_of, may_change_profile
from campaigns.models import Partner

OWN_PARTS = frozenset(["legal_name", "address", "phone", "email", "website", "logo", "logo_on_dark"])
"""What a partner says of itself; its name, tier, territories and the like are for the vendor to say."""


def change_own_profile(*, partner: Partner, data: Mapping[str, Any], by: Actor) -> Partner:
    """Return the partner with some parts of its profile changed, those of `OWN_PARTS` only.

    Pieces that show the profile show the new words at once; files that were made stay as they are.

    Raises:
        PermissionDenied: if `by` does not administer the partner.
        ProfileRefused: with a sentence for every part at fault.
        SuspiciousOperation: if another part is named.
    """
    insist(may_change_profile(by, partner))
    if strange := data.keys() - OWN_PARTS:
        raise SuspiciousOperation(f"A partner does not change {sorted(strange)[0][:40]} itself.")
    with transaction.atomic():
        saved = save_partner(data=data, by=None, partner=partner)
        log(saved, "campaigns.change_own_profile", user=account_of(by), data={"parts": sorted(data)})
    return saved
