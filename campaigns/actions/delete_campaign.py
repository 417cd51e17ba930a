"""Delete a campaign of which nobody has made anything."""

from __future__ import annotations

from django.db import transaction
from wagtail.log_actions import log

from brand_kit.permissions import Actor, insist
from campaigns.models import Campaign
from campaigns.permissions import may_delete_campaign


class CampaignHeld(Exception):
    """Partners have made something of a campaign; `holding` says what, and how much of it."""

    def __init__(self, holding: dict[str, int]) -> None:
        """Keep what holds on."""
        super().__init__(", ".join(f"{name}: {count}" for name, count in holding.items()))
        self.holding = holding


def delete_campaign(*, campaign: Campaign, by: Actor) -> None:
    """Delete a campaign with its drafts, offers and rules; the templates stay.

    Raises:
        PermissionDenied: if `by` may not delete it.
        CampaignHeld: if partners have collateral, pages or leads of it, which must outlive it.
    """
    insist(may_delete_campaign(by, campaign))
    with transaction.atomic():
        Campaign.objects.select_for_update().get(pk=campaign.pk)
        if holding := held_by(campaign):
            raise CampaignHeld(holding)
        log(campaign, "campaigns.delete_campaign", user=by, data={"slug": campaign.slug}, deleted=True)
        campaign.delete()


def held_by(campaign: Campaign) -> dict[str, int]:
    """Return what partners have of a campaign, by its name in the language of the screen; three queries."""
    rows = (campaign.collaterals, campaign.pages, campaign.leads)
    counts = {str(each.model._meta.verbose_name_plural).capitalize(): each.count() for each in rows}
    return {name: count for name, count in counts.items() if count}
