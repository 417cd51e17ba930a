"""Set what a person may do for a partner."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from campaigns.invitations import InvitationRefused
from campaigns.models import Membership, Partner, Role
from campaigns.permissions import Actor, insist, may_invite


def set_membership(*, membership: Membership, role: str, by: Actor) -> Membership:
    """Return the membership with a role.

    Raises:
        PermissionDenied: if `by` may not say who acts for the partner.
        InvitationRefused: if there is no such role, or the partner would be left without an administrator.
    """
    insist(may_invite(by, membership.partner))
    if role not in Role.values:
        raise InvitationRefused(_("Choose what the person may do."), "role")
    with transaction.atomic():
        keep_an_administrator(membership, role)
        changed = Membership.objects.filter(pk=membership.pk).exclude(role=role).update(role=role)
        membership.role = role
        if changed:
            data = {"person": membership.user.email, "role": role}
            log(membership.partner, "campaigns.set_membership", user=by, data=data)
    return membership


def keep_an_administrator(membership: Membership, role: str | None) -> None:
    """Raise `InvitationRefused` if a partner lost its last administrator; to be called inside a transaction."""
    Partner.objects.select_for_update(of=("self",)).get(pk=membership.partner_id)
    others = Membership.objects.filter(partner=membership.partner_id, role=Role.ADMIN).exclude(pk=membership.pk)
    was = Membership.objects.filter(pk=membership.pk, role=Role.ADMIN).exists()
    if was and role != Role.ADMIN and not others.exists():
        raise InvitationRefused(_("This is the last administrator of the partner: make somebody else one first."))
