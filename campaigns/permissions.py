"""Who may do what with partners, segments and campaigns: one function for each verb.

`by` is the acting user; none is the site itself, as in a command. Whoever may do a thing with some partners and not
with others is limited by `campaigns.scope`; what has no territory of its own, such as a segment or the tree of
territories, is for staff without a limit, as it decides what is offered everywhere.
"""

from __future__ import annotations

from django.contrib.auth.models import PermissionsMixin

from brand_kit.permissions import Actor, insist
from campaigns.models import Campaign, Membership, Partner, Role
from campaigns.scope import scope_of

__all__ = ["Actor", "insist"]


def may_view_partners(by: Actor) -> bool:
    """Tell whether somebody may see partners in the admin, each within the own limit."""
    return _has(by, "campaigns.view_partner", "campaigns.change_partner")


def may_view_partner(by: Actor, partner: Partner) -> bool:
    """Tell whether somebody may see one partner in the admin."""
    return may_view_partners(by) and _reaches(by, partner)


def may_add_partner(by: Actor) -> bool:
    """Tell whether somebody may add a partner; `may_change_partner` says of which."""
    return _has(by, "campaigns.add_partner")


def may_change_partner(by: Actor, partner: Partner) -> bool:
    """Tell whether somebody may change a partner as it stands: staff, within the own limit.

    Ask before and after a change: nobody moves a partner out of the own limit, nor one into it.
    """
    return _has(by, "campaigns.change_partner") and _reaches(by, partner)


def may_delete_partner(by: Actor, partner: Partner) -> bool:
    """Tell whether somebody may delete a partner: staff, within the own limit."""
    return _has(by, "campaigns.delete_partner") and _reaches(by, partner)


def may_import_partners(by: Actor) -> bool:
    """Tell whether somebody may import partners, which can change any of them."""
    return _unlimited(by) and _has(by, "campaigns.add_partner") and _has(by, "campaigns.change_partner")


def may_export_partners(by: Actor) -> bool:
    """Tell whether somebody may export the partners that the own limit lets through."""
    return may_view_partners(by)


def may_invite(by: Actor, partner: Partner) -> bool:
    """Tell whether somebody may bring people to a partner, change what they may and take them away.

    Staff that may change the partner, and the partner's own administrators.
    """
    if may_change_partner(by, partner):
        return True
    if by is None or not by.is_active or not by.pk:
        return False
    return Membership.objects.filter(user_id=by.pk, partner=partner, role=Role.ADMIN).exists()


def may_view_segments(by: Actor) -> bool:
    """Tell whether somebody may see segments; whom a segment counts is limited like everything about partners."""
    return _has(by, "campaigns.view_segment", "campaigns.change_segment", "campaigns.add_segment")


def may_change_segment(by: Actor) -> bool:
    """Tell whether somebody may make, change or delete segments: they decide audiences everywhere."""
    return _unlimited(by) and _has(by, "campaigns.change_segment", "campaigns.add_segment")


def may_view_campaigns(by: Actor) -> bool:
    """Tell whether somebody may see campaigns in the admin, each within the own limit."""
    return _has(by, "campaigns.view_campaign", "campaigns.change_campaign", "campaigns.publish_campaign")


def may_change_campaign(by: Actor, campaign: Campaign) -> bool:
    """Tell whether somebody may make or change a campaign as it is given, saved or not.

    Ask of the campaign as it stands and as it is to be: limited staff reaches those only whose territories and
    languages are all within its limit.
    """
    return _has(by, "campaigns.change_campaign", "campaigns.add_campaign") and _covers(by, campaign)


def may_delete_campaign(by: Actor, campaign: Campaign) -> bool:
    """Tell whether somebody may delete a campaign, if nothing was made of it."""
    return _has(by, "campaigns.delete_campaign") and _covers(by, campaign)


def may_publish_campaign(by: Actor, campaign: Campaign) -> bool:
    """Tell whether somebody may publish a campaign, or take it back."""
    return _has(by, "campaigns.publish_campaign") and _covers(by, campaign)


def may_see_as(by: Actor, partner: Partner) -> bool:
    """Tell whether somebody may see what a partner sees: who may see that partner, and campaigns."""
    return may_view_campaigns(by) and may_view_partner(by, partner)


def may_change_territory(by: Actor) -> bool:
    """Tell whether somebody may add, move, rename or delete territories."""
    return _unlimited(by) and _has(by, "campaigns.change_territory", "campaigns.add_territory")


def may_change_program(by: Actor) -> bool:
    """Tell whether somebody may change the vendor's lists: types, tiers, product lines, certifications, attributes."""
    return _unlimited(by) and _has(by, "campaigns.change_attribute", "campaigns.change_tier")


def may_change_rates(by: Actor) -> bool:
    """Tell whether somebody may change exchange rates."""
    return _unlimited(by) and _has(by, "campaigns.change_exchangerate", "campaigns.add_exchangerate")


def may_change_scopes(by: Actor) -> bool:
    """Tell whether somebody may change the limits of groups: who may change groups, and has no limit."""
    return _unlimited(by) and _has(by, "auth.change_group")


def _has(by: Actor, *permissions: str) -> bool:
    if by is None:
        return True
    return isinstance(by, PermissionsMixin) and any(by.has_perm(permission) for permission in permissions)


def _unlimited(by: Actor) -> bool:
    return scope_of(by).unlimited


def _reaches(by: Actor, partner: Partner) -> bool:
    scope = scope_of(by)
    if scope.unlimited:
        return True
    served = [place.path for place in partner.territories.all()] if partner.pk else []
    languages = [partner.language_code, *(each.language_code for each in partner.languages.all())]
    return scope.holds_partner(served or [partner.country.path], languages)


def _covers(by: Actor, campaign: Campaign) -> bool:
    scope = scope_of(by)
    if scope.unlimited:
        return True
    return scope.holds_campaign(
        [place.path for place in campaign.territories.all()], [each.language_code for each in campaign.locales.all()]
    )
