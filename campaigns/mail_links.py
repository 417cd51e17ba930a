"""The links that our mails carry: signed, for one purpose, one person, one partner and one campaign."""

from __future__ import annotations

from django.core import signing

from campaigns.models import Campaign, Partner, User

SALT = "campaigns.portal.go"
LINK_SECONDS = 30 * 24 * 60 * 60
"""How long the link of a mail can be followed."""


def version_of(user: User) -> str:
    """Return what makes a person's links of old worthless once its password is changed."""
    return str(user.get_session_auth_hash())[:20]


def link_token(*, user: User, partner: Partner, campaign: Campaign) -> str:
    """Return the token of a link that lets a person make collateral of a campaign for a partner."""
    claims = {"user": user.pk, "partner": partner.pk, "campaign": campaign.pk, "version": version_of(user)}
    return signing.dumps(claims, salt=SALT)


def claims_of(token: str) -> dict[str, object] | None:
    """Return what a link claims, if we have signed it within its time; its rights are for `holder_of` to ask."""
    try:
        claims = signing.loads(token, salt=SALT, max_age=LINK_SECONDS)
    except signing.BadSignature:
        return None
    return claims if isinstance(claims, dict) else None
