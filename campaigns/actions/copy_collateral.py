"""Start a new piece from an old one."""

from __future__ import annotations

from django.db import transaction
from wagtail.log_actions import log

from brand_kit.permissions import Actor, insist
from campaigns.actions.start_collateral import insist_offered
from campaigns.member_permissions import account_of, may_fill
from campaigns.models import Collateral, CollateralVersion


def copy_collateral(*, collateral: Collateral, by: Actor) -> Collateral:
    """Return a new collateral with what stands in another of the same partner; its files stay with the old one.

    Raises:
        PermissionDenied: if `by` may not make collateral for the partner.
        NotOffered: if the campaign does not offer the template to the partner any more.
    """
    insist(may_fill(by, collateral))
    insist_offered(collateral.partner, collateral.campaign, collateral.template)
    user = account_of(by)
    with transaction.atomic():
        copy: Collateral = Collateral.objects.create(
            partner=collateral.partner, campaign=collateral.campaign, template=collateral.template,
            language_code=collateral.language_code, entered=collateral.entered, created_by=user, changed_by=user,
        )  # fmt: skip
        CollateralVersion.objects.create(
            collateral=copy, number=1, entered=copy.entered, language_code=copy.language_code, by=user
        )
        log(copy, "campaigns.copy_collateral", user=user, data={"of": collateral.pk})
    return copy
