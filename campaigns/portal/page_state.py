"""How the web page of a piece's campaign stands, for the screens that tell of it."""

from __future__ import annotations

from dataclasses import dataclass

from campaigns.composition import has_page, page_address
from campaigns.models import Collateral, PartnerPage


@dataclass(frozen=True)
class PageState:
    """The page of a campaign in a piece's language, as its partner is told of it."""

    address: str
    own: bool
    """Whether the campaign's pages are made of this piece's template."""
    live: bool = False
    older: bool = False
    """Whether the page shows other words than the piece, or those of another piece."""
    page: PartnerPage | None = None


def page_state(collateral: Collateral) -> PageState | None:
    """Return how the page of a piece's campaign stands in the piece's language; none if the campaign has no pages."""
    campaign = collateral.campaign
    if not has_page(campaign):
        return None
    address, own = page_address(collateral), collateral.template_id == campaign.page_template_id
    found = PartnerPage.objects.filter(
        campaign=campaign, partner=collateral.partner_id, language_code=collateral.language_code.lower()
    ).first()
    if found is None or found.published_version is None:
        return PageState(address, own)
    older = own and (found.collateral_id != collateral.pk or found.published_version != collateral.version)
    return PageState(address, own, found.live, found.live and older, found)
