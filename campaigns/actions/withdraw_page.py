"""Take a partner's page back."""

from __future__ import annotations

from django.db import transaction
from wagtail.log_actions import log

from brand_kit.permissions import Actor, insist
from campaigns.member_permissions import account_of, may_withdraw_page
from campaigns.models import PartnerPage


def withdraw_page(*, page: PartnerPage, by: Actor) -> PartnerPage:
    """Take a page back: with the next request there is a page in its place that says so. Its leads stay.

    Raises:
        PermissionDenied: if `by` may neither make collateral for the partner nor publish the campaign.
    """
    insist(may_withdraw_page(by, page))
    with transaction.atomic():
        current: PartnerPage = PartnerPage.objects.select_for_update().get(pk=page.pk)
        if current.live:
            current.live, current.changed_by = False, account_of(by)
            current.save(update_fields=["live", "changed_by", "changed_at"])
            log(current, "campaigns.withdraw_page", user=account_of(by), data={"language_code": current.language_code})
    return current
