"""Note that a lead has been seen by those whom it is for."""

from __future__ import annotations

from django.utils import timezone

from brand_kit.permissions import Actor, insist
from campaigns.member_permissions import may_view_lead
from campaigns.models import Lead


def see_lead(*, lead: Lead, by: Actor) -> Lead:
    """Mark a lead as seen, once; nothing is written down of who saw it.

    Raises:
        PermissionDenied: if `by` may not see this lead.
    """
    insist(may_view_lead(by, lead))
    if lead.seen_at is None:
        now = timezone.now()
        Lead.objects.filter(pk=lead.pk, seen_at=None).update(seen_at=now)
        lead.seen_at = now
    return lead
