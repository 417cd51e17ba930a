"""Who may do what for a partner: its own people by their role, and those of the distributors above it.

The vendor's staff does not act for partners: it sees (`permissions.may_see_as`), and never fills in somebody's name.
"""

from __future__ import annotations

from brand_kit.permissions import Actor
from campaigns.models import Collateral, IssuedFile, Membership, Partner, Role, User
from campaigns.models.partner import MOST_LEVELS

_MAKERS = (Role.ADMIN, Role.MAKER)


def may_view_for(by: Actor, partner: Partner) -> bool:
    """Tell whether somebody may see what a partner has made and download it."""
    return _acts(by, partner, tuple(Role))


def may_make_for(by: Actor, partner: Partner) -> bool:
    """Tell whether somebody may make collateral for a partner; no new one after its contract has ended."""
    return partner.active and _acts(by, partner, _MAKERS)


def may_fill(by: Actor, collateral: Collateral) -> bool:
    """Tell whether somebody may change what stands in a collateral."""
    return may_make_for(by, collateral.partner)


def may_download(by: Actor, file: IssuedFile) -> bool:
    """Tell whether somebody may download an issued file; whether that may still be used is another matter."""
    return may_view_for(by, file.collateral.partner)


def may_change_profile(by: Actor, partner: Partner) -> bool:
    """Tell whether somebody may change what a partner's profile says: the partner's own administrators."""
    return _acts(by, partner, (Role.ADMIN,))


def account_of(by: Actor) -> User | None:
    """Return the acting person's account, to write down who did a thing; none for the site itself."""
    return by if isinstance(by, User) and by.pk else None


def _acts(by: Actor, partner: Partner, roles: tuple[str, ...]) -> bool:
    if by is None:
        return True
    if not by.is_active or not by.pk:
        return False
    chain, above = [partner.pk], partner.distributor
    while above is not None and len(chain) <= MOST_LEVELS:
        chain.append(above.pk)
        above = above.distributor
    return Membership.objects.filter(user_id=by.pk, partner_id__in=chain, role__in=roles).exists()
