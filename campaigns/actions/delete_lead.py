"""Delete a lead, as the person whom it is about may ask."""

from __future__ import annotations

from django.db import transaction
from wagtail.log_actions import log

from brand_kit.permissions import Actor, insist
from campaigns.member_permissions import account_of, may_delete_lead
from campaigns.models import Lead


def delete_lead(*, lead: Lead, by: Actor) -> None:
    """Delete a lead for good; that it was deleted, when and by whom is written down, and nothing that it said.

    How many leads there were stays in the daily counts, which are about nobody.

    Raises:
        PermissionDenied: if `by` may not delete this lead.
    """
    insist(may_delete_lead(by, lead))
    with transaction.atomic():
        # In the partner's history, as it is the partner's lead: nobody writes into what belongs to the vendor.
        data = {"lead": lead.pk, "campaign": lead.campaign_id, "received": lead.created_at.date().isoformat()}
        log(lead.partner, "campaigns.delete_lead", user=account_of(by), data=data)
        lead.delete()
