"""The link of an invitation, and the mail that carries it."""

from __future__ import annotations

from enum import StrEnum
from urllib.parse import urljoin

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import get_language_info, get_supported_language_variant
from django.utils.translation import gettext as _

from campaigns.models import Invitation

SALT = "campaigns.invitation"


class Fault(StrEnum):
    """Why the link of an invitation cannot be followed."""

    BROKEN = "broken"
    USED = "used"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


class InvitationRefused(Exception):
    """Something that cannot be done with an invitation; the message says what to do."""

    def __init__(self, message: str, field: str = "") -> None:
        """Keep the message and the field of a form that it belongs to."""
        super().__init__(message)
        self.message = message
        self.field = field


def token_of(invitation: Invitation) -> str:
    """Return what the link of an invitation carries; it is good for this sending only."""
    return signing.dumps([invitation.pk, _version(invitation)], salt=SALT)


def invitation_of(token: str) -> tuple[Invitation | None, Fault | None]:
    """Return the invitation of a link, and why it cannot be taken up if it cannot."""
    try:
        pk, version = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None, Fault.BROKEN
    invitation = Invitation.objects.select_related("partner", "invited_by").filter(pk=pk).first()
    if invitation is None or version != _version(invitation):
        return None, Fault.BROKEN
    return invitation, fault_of(invitation)


def fault_of(invitation: Invitation) -> Fault | None:
    """Return why an invitation cannot be taken up; nothing if it can."""
    if invitation.accepted_at is not None:
        return Fault.USED
    if invitation.withdrawn_at is not None or not invitation.partner.active:
        return Fault.WITHDRAWN
    return None if timezone.now() < invitation.expires_at else Fault.EXPIRED


def link_of(invitation: Invitation) -> str:
    """Return the whole address of an invitation."""
    return urljoin(settings.WAGTAILADMIN_BASE_URL, reverse("invitation", args=[token_of(invitation)]))


def interface_language(code: str) -> str:
    """Return the language of the interface that is nearest to a language, or the site's own."""
    try:
        return get_supported_language_variant(code.lower())
    except LookupError:
        return settings.LANGUAGE_CODE


def send(invitation: Invitation) -> None:
    """Mail an invitation in the partner's language, as text and as HTML."""
    language = interface_language(invitation.partner.language_code)
    with translation.override(language):
        # One line: a line break in a name must not become a header.
        subject = " ".join((_("You are invited to act for %(partner)s") % {"partner": invitation.partner}).split())
        words = {
            "invitation": invitation,
            "link": link_of(invitation),
            "language": language,
            "bidi": get_language_info(language)["bidi"],
            "site": settings.WAGTAIL_SITE_NAME,
        }
        text = render_to_string("campaigns/portal/invitation_mail.txt", words)
        page = render_to_string("campaigns/portal/invitation_mail.html", words)
    mail = EmailMultiAlternatives(subject[:180], text, to=[invitation.email])
    mail.attach_alternative(page, "text/html")
    mail.send()


def _version(invitation: Invitation) -> int:
    return int(invitation.invited_at.timestamp() * 1000)
