"""Take up an invitation, with a new account or with one's own."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from brand_kit.fields import FieldRefused
from brand_kit.fields.policy import clean_text
from campaigns.invitations import InvitationRefused, fault_of, interface_language
from campaigns.models import Invitation, Membership, Role, User
from campaigns.permissions import Actor

_RANK = {Role.VIEWER: 0, Role.MAKER: 1, Role.ADMIN: 2}


def accept_invitation(*, invitation: Invitation, by: Actor, full_name: str = "", password: str = "") -> Membership:
    """Return the membership of who takes up an invitation: of `by`, or of a new account that is made for its address.

    To have the link is what it takes; whoever acts for the partner already keeps the higher of two roles.

    Raises:
        InvitationRefused: if it cannot be taken up any more, is for somebody else, or its address has an account,
            whose owner must sign in first.
        ValidationError: if the name or the password will not do, by field.
    """
    with transaction.atomic():
        locked = Invitation.objects.select_for_update(of=("self",)).select_related("partner").get(pk=invitation.pk)
        if fault_of(locked) is not None:
            raise InvitationRefused(_("This invitation cannot be taken up any more."))
        user = by if isinstance(by, User) and by.is_authenticated else None
        if user is not None and user.email != locked.email:
            raise InvitationRefused(_("This invitation is for somebody else."))
        if user is None:
            if User.objects.filter(email=locked.email).exists():
                raise InvitationRefused(_("There is an account with this address: sign in to it first."))
            user = _new_account(locked, full_name, password)
        membership, added = Membership.objects.get_or_create(
            user=user, partner=locked.partner, defaults={"role": locked.role}
        )
        if not added and _RANK[Role(locked.role)] > _RANK[Role(membership.role)]:
            membership.role = locked.role
            membership.save(update_fields=["role"])
        locked.accepted_at, locked.accepted_by = timezone.now(), user
        locked.save(update_fields=["accepted_at", "accepted_by"])
        data = {"email": locked.email, "role": membership.role}
        log(locked.partner, "campaigns.accept_invitation", user=user, data=data)
    return membership


def _new_account(invitation: Invitation, full_name: str, password: str) -> User:
    errors: dict[str, list[str]] = {}
    language = interface_language(invitation.partner.language_code)
    try:
        name = clean_text(full_name, max_graphemes=200, language=language)[:200]
        if not name:
            errors["full_name"] = [_("Fill in your name.")]
    except FieldRefused as no:
        name = ""
        errors["full_name"] = [no.message]
    known = {code for code, _name in settings.LANGUAGES}
    user = User(email=invitation.email, full_name=name, language=language if language in known else "")
    try:
        validate_password(password, user)
    except ValidationError as no:
        errors["password"] = list(no.messages)
    if errors:
        raise ValidationError(errors)
    user.set_password(password)
    user.save()
    return user
