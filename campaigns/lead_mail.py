"""The mail that tells a partner's people of a request."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from campaigns.languages import best_match, language_name
from campaigns.models import Lead, Membership

_REPLY = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
"""An address that can stand in a header as it is; others stand in the text only."""


def lead_mails(lead: Lead) -> Iterator[EmailMessage]:
    """Yield a mail for each person who acts for the lead's partner, in that person's language.

    The sender is the site; an answer goes to the visitor. Subjects are of one line, whatever a visitor's name is.
    """
    known = {code.lower() for code, _name in settings.LANGUAGES}
    people = Membership.objects.filter(partner=lead.partner_id, user__is_active=True)
    for member in people.select_related("user", "partner").order_by("pk"):
        wanted = member.user.language or member.partner.language_code
        with translation.override(best_match(wanted, known) or settings.LANGUAGE_CODE):
            path = reverse("portal_lead", args=[lead.pk])
            words = {
                "lead": lead,
                "person": member.user,
                "language": language_name(lead.page.language_code),
                "link": f"{settings.WAGTAILADMIN_BASE_URL}{path}",
            }
            subject = _("New request from %(name)s: %(campaign)s") % {
                "name": lead.name, "campaign": lead.campaign.title,
            }  # fmt: skip
            body = render_to_string("campaigns/portal/lead_mail.txt", words)
        reply = [lead.email] if _REPLY.fullmatch(lead.email) else None
        yield EmailMessage(" ".join(subject.split())[:200], body, to=[member.user.email], reply_to=reply)
