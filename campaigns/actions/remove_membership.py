"""Let a person no longer act for a partner."""

from __future__ import annotations

from django.db import transaction
from wagtail.log_actions import log

from campaigns.actions.set_membership import keep_an_administrator
from campaigns.models import Membership
from campaigns.permissions import Actor, insist, may_invite


def remove_membership(*, membership: Membership, by: Actor) -> None:
    """Take a person away from a partner; the account stays.

    Raises:
        PermissionDenied: if `by` may not say who acts for the partner.
        InvitationRefused: if the partner would be left without an administrator.
    """
    insist(may_invite(by, membership.partner))
    with transaction.atomic():
        keep_an_administrator(membership, None)
        data = {"person": membership.user.email, "role": membership.role}
        deleted, _rows = Membership.objects.filter(pk=membership.pk).delete()
        if deleted:
            log(membership.partner, "campaigns.remove_membership", user=by, data=data)
