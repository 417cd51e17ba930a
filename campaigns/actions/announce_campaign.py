"""Tell the people of a campaign's partners about it by mail."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from brand_kit.permissions import Actor, insist
from campaigns.languages import best_match
from campaigns.mail_links import link_token
from campaigns.member_permissions import account_of
from campaigns.models import Campaign, Membership, Partner, Role
from campaigns.permissions import may_publish_campaign

AT_A_TIME = 200
"""How many mails go over one connection."""


@dataclass(frozen=True)
class Announced:
    """What became of an announcement."""

    sent: int
    partners: int
    without_people: int
    """Partners of the audience for which nobody acts, so that nobody was told."""


class NotLive(Exception):
    """A campaign that no partner sees now."""


def announce_campaign(*, campaign: Campaign, by: Actor) -> Announced:
    """Mail everybody who makes collateral for a partner that sees a campaign now, with a link of its own.

    Each mail is in the language of its reader. A person who acts for several partners gets a mail for each.

    Raises:
        PermissionDenied: if `by` may not publish the campaign.
        NotLive: if it is not published, or does not run now.
    """
    insist(may_publish_campaign(by, campaign))
    if not Campaign.objects.published().filter(pk=campaign.pk).exists():
        raise NotLive(_("“%(campaign)s” does not run now: publish it first.") % {"campaign": campaign})
    partners = Partner.objects.in_audience_of(campaign).filter(active=True)
    makers = Membership.objects.filter(partner__in=partners, role__in=[Role.ADMIN, Role.MAKER], user__is_active=True)
    told: set[int] = set()
    sent = 0
    for mails in _batches(campaign, makers.select_related("user", "partner").order_by("pk"), told):
        sent += get_connection().send_messages(mails) or 0
    audience = partners.count()
    data = {"mails": sent, "partners": len(told)}
    log(campaign, "campaigns.announce_campaign", user=account_of(by), data=data)
    return Announced(sent, len(told), audience - len(told))


def _batches(campaign: Campaign, makers: object, told: set[int]) -> Iterator[list[EmailMessage]]:
    batch: list[EmailMessage] = []
    for member in makers.iterator(chunk_size=AT_A_TIME):  # type: ignore[attr-defined]
        batch.append(invitation_mail(campaign, member))
        told.add(member.partner_id)
        if len(batch) == AT_A_TIME:
            yield batch
            batch = []
    if batch:
        yield batch


def invitation_mail(campaign: Campaign, member: Membership) -> EmailMessage:
    """Return the mail that tells one person of a campaign, in that person's language."""
    known = {code.lower() for code, _name in settings.LANGUAGES}
    wanted = member.user.language or member.partner.language_code
    path = reverse("portal_go", args=[link_token(user=member.user, partner=member.partner, campaign=campaign)])
    with translation.override(best_match(wanted, known) or settings.LANGUAGE_CODE):
        words = {
            "campaign": campaign,
            "person": member.user,
            "partner": member.partner,
            "link": f"{settings.WAGTAILADMIN_BASE_URL}{path}",
        }
        subject = _("New for you: %(campaign)s") % {"campaign": campaign.title}
        body = render_to_string("campaigns/portal/announcement.txt", words)
    return EmailMessage(" ".join(subject.split())[:200], body, to=[member.user.email])
