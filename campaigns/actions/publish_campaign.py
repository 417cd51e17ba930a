"""Publish a campaign as it was last saved, unless something stands against it."""

from __future__ import annotations

from django.db import transaction
from wagtail.log_actions import log

from brand_kit.permissions import Actor, insist
from campaigns.models import Campaign
from campaigns.permissions import may_publish_campaign
from campaigns.preflight import Preflight, preflight
from campaigns.preflight_findings import Finding


class PublishRefused(Exception):
    """Something must be mended before a campaign can be published; the message holds every sentence."""

    def __init__(self, findings: list[Finding]) -> None:
        """Keep the findings."""
        super().__init__(" ".join(finding.sentence for finding in findings))
        self.findings = findings


def publish_campaign(*, campaign: Campaign, by: Actor, found: Preflight | None = None) -> Preflight:
    """Publish the latest revision of a campaign, and return what its preflight found, which may hold advice.

    `found` is a preflight of that revision that the caller has just made. Who gets the campaign is asked whenever
    somebody looks, so nothing else has to happen.

    Raises:
        PermissionDenied: if `by` may not publish it, as it stands or as it is to be.
        PublishRefused: with every finding that blocks; nothing has changed then.
    """
    draft = latest_of(campaign)
    insist(may_publish_campaign(by, campaign) and may_publish_campaign(by, draft))
    found = found or preflight(draft, by=by)
    if found.blocking:
        raise PublishRefused(found.blocking)
    with transaction.atomic():
        revision = campaign.latest_revision or campaign.save_revision(user=by)
        revision.publish(user=by, skip_permission_checks=True)
        data = {"partners": found.partners, "advice": [finding.code for finding in found.advice]}
        log(campaign, "campaigns.publish_campaign", user=by, data=data)
    return found


def latest_of(campaign: Campaign) -> Campaign:
    """Return a campaign as it was last saved, with what is not published yet."""
    return campaign.get_latest_revision_as_object()  # type: ignore[no-any-return]
