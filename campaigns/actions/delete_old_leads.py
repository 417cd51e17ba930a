"""Delete the leads that have been kept for as long as their campaigns say."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from brand_kit.permissions import Actor, insist
from campaigns.models import Campaign, Lead


def delete_old_leads(*, by: Actor, at: datetime | None = None) -> int:
    """Delete every lead that is older than its campaign keeps leads, and return how many; again, it deletes none.

    Raises:
        PermissionDenied: unless the site itself does it: a campaign's setting decides, and nobody else.
    """
    insist(by is None)
    now, deleted = at or timezone.now(), 0
    for campaign in Campaign.objects.filter(leads__isnull=False).order_by("pk").distinct():
        with transaction.atomic():
            old = Lead.objects.filter(campaign=campaign, created_at__lt=now - timedelta(days=campaign.lead_days))
            count, _by_model = old.delete()
            if count:
                log(campaign, "campaigns.delete_old_leads", data={"leads": count, "days": campaign.lead_days})
        deleted += count
    return deleted
