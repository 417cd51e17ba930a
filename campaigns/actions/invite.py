"""Ask a person by mail to act for a partner."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from brand_kit.fields import KINDS, FieldRefused, Place, Rules
from campaigns.invitations import InvitationRefused, send
from campaigns.models import Invitation, Membership, Partner, Role, User
from campaigns.permissions import Actor, insist, may_invite

MOST_A_DAY = 50
"""Invitations that one partner's people may be sent in a day."""


def invite(*, partner: Partner, email: str, role: str, by: Actor) -> Invitation:
    """Return a new invitation, which is mailed on commit; one to the same address that is still open ends.

    Raises:
        PermissionDenied: if `by` may not bring people to the partner.
        InvitationRefused: if the address is none, or its owner acts for the partner already.
    """
    insist(may_invite(by, partner))
    try:
        address = KINDS["email"].read(email, Rules(required=True), Place("en"))
    except FieldRefused as no:
        raise InvitationRefused(no.message, "email") from no
    if not isinstance(address, str):
        raise InvitationRefused(_("Fill in this field."), "email")
    if role not in Role.values:
        raise InvitationRefused(_("Choose what the person may do."), "role")
    if not partner.active:
        raise InvitationRefused(_("This partner is not active: nobody can be invited to it."))
    address = address.lower()
    now = timezone.now()
    with transaction.atomic():
        Partner.objects.select_for_update(of=("self",)).get(pk=partner.pk)
        if Membership.objects.filter(partner=partner, user__email=address).exists():
            raise InvitationRefused(_("This person acts for the partner already."), "email")
        sent = Invitation.objects.filter(partner=partner)
        if sent.filter(invited_at__gt=now - timedelta(days=1)).count() >= MOST_A_DAY:
            raise InvitationRefused(_("Too many invitations today: go on tomorrow."))
        sent.filter(email=address, accepted_at=None, withdrawn_at=None).update(withdrawn_at=now)
        invitation = Invitation.objects.create(
            partner=partner, email=address, role=role, invited_by=by if isinstance(by, User) else None
        )
        log(partner, "campaigns.invite", user=by, data={"email": address, "role": role})
        transaction.on_commit(lambda: send(invitation), robust=True)
    return invitation
