"""Keep a request that a visitor has left on a partner's page."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from functools import partial
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from brand_kit.permissions import Actor
from campaigns.member_permissions import account_of
from campaigns.models import DailyCount, IssuedFile, Lead, PartnerPage
from campaigns.page_tasks import mail_lead
from campaigns.pages.counting import add_count

FIELDS = ("name", "email", "company", "phone", "message")
MOST = ((60, timedelta(hours=1)), (400, timedelta(days=1)))
"""The most requests that one page takes in a span of time, so that nobody floods its partner with mail."""


class TokenTaken(Exception):
    """A form whose token has already brought another request."""


class TooManyLeads(Exception):
    """A page that takes in no more requests for a while."""

    def __init__(self, seconds: int) -> None:
        """Keep how long that is, in seconds."""
        super().__init__(seconds)
        self.seconds = seconds


def receive_lead(
    *, page: PartnerPage, token: UUID, data: Mapping[str, object], consent: str, number: str = "", by: Actor
) -> Lead:
    """Return the lead of a form; the same form sent twice is one lead, and its partner is told once.

    `data` is the cleaned form, `consent` what the visitor agreed to, `number` that of the file which led to the page.
    The mail to the partner's people is sent in the background, on commit.

    Raises:
        TokenTaken: if a form with this token has brought something else.
        TooManyLeads: if the page has taken in as many as it may for a while.
    """
    words = {name: str(data.get(name) or "") for name in FIELDS}
    with transaction.atomic():
        # Whoever sends to the same page waits here for the others, so that no two count the same requests.
        locked: PartnerPage = PartnerPage.objects.select_for_update().get(pk=page.pk)
        if known := Lead.objects.filter(token=token).first():
            if known.page_id != locked.pk or any(getattr(known, name) != word for name, word in words.items()):
                raise TokenTaken
            return known
        _insist_on_room(locked)
        files = IssuedFile.objects.filter(
            collateral__partner=locked.partner_id, collateral__campaign=locked.campaign_id, number=number
        )
        lead: Lead = Lead.objects.create(
            token=token, page=locked, campaign_id=locked.campaign_id, partner_id=locked.partner_id,
            file=files.first() if number else None, consent=consent if data.get("consent") else "", **words,
        )  # fmt: skip
        add_count(
            DailyCount.What.LEAD, campaign=locked.campaign_id, partner=locked.partner_id,
            file_number=lead.file.number if lead.file else "",
        )  # fmt: skip
        log(locked, "campaigns.receive_lead", user=account_of(by), data={"lead": lead.pk})
        transaction.on_commit(partial(mail_lead.enqueue, lead.pk), robust=True)
    return lead


def _insist_on_room(page: PartnerPage) -> None:
    now = timezone.now()
    for most, span in MOST:
        recent = Lead.objects.filter(page=page, created_at__gt=now - span)
        if recent.count() >= most:
            oldest = recent.order_by("-created_at").values_list("created_at", flat=True)[most - 1]
            raise TooManyLeads(max(60, round((oldest + span - now).total_seconds())))
