"""Take an invitation back."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from campaigns.models import Invitation
from campaigns.permissions import Actor, insist, may_invite


def withdraw_invitation(*, invitation: Invitation, by: Actor) -> bool:
    """Take an invitation back, so that its link is dead; return whether it was still open.

    Raises:
        PermissionDenied: if `by` may not bring people to the partner.
    """
    insist(may_invite(by, invitation.partner))
    with transaction.atomic():
        still = Invitation.objects.filter(pk=invitation.pk, accepted_at=None, withdrawn_at=None)
        if not still.update(withdrawn_at=timezone.now()):
            return False
        log(invitation.partner, "campaigns.withdraw_invitation", user=by, data={"email": invitation.email})
    return True
