"""Start a piece for a partner."""

from __future__ import annotations

from django.db import transaction
from wagtail.log_actions import log

from brand_kit.models import Template
from brand_kit.permissions import Actor, insist
from campaigns.languages import language_for, languages_of_template
from campaigns.member_permissions import account_of, may_make_for
from campaigns.models import Campaign, Collateral, CollateralVersion, Partner


class NotOffered(LookupError):
    """A template that a campaign does not offer to a partner now, or not in a language."""


def start_collateral(
    *, partner: Partner, campaign: Campaign, template: Template, by: Actor, language_code: str = ""
) -> Collateral:
    """Return a new collateral in a language, by default the partner's best; one that nobody has touched is taken again.

    Raises:
        PermissionDenied: if `by` may not make collateral for the partner.
        NotOffered: if the partner does not see the campaign now, or it does not offer the template in the language.
    """
    insist(may_make_for(by, partner))
    insist_offered(partner, campaign, template)
    language_code = _language(partner, campaign, template, language_code)
    untouched = Collateral.objects.in_use().filter(
        partner=partner, campaign=campaign, template=template, language_code=language_code, version=1, files=None
    )
    with transaction.atomic():
        waiting: Collateral | None = untouched.first()
        if waiting is not None:
            return waiting
        user = account_of(by)
        collateral: Collateral = Collateral.objects.create(
            partner=partner, campaign=campaign, template=template, language_code=language_code,
            created_by=user, changed_by=user,
        )  # fmt: skip
        CollateralVersion.objects.create(collateral=collateral, number=1, language_code=language_code, by=user)
        log(collateral, "campaigns.start_collateral", user=user, data={"language_code": language_code})
    return collateral


def insist_offered(partner: Partner, campaign: Campaign, template: Template) -> None:
    """Raise `NotOffered` unless a campaign offers a template to a partner now."""
    seen = Campaign.objects.visible_to(partner).filter(pk=campaign.pk, offers__template=template).exists()
    if not seen or not template.live:
        raise NotOffered(f"{campaign} does not offer {template} to {partner} now.")


def _language(partner: Partner, campaign: Campaign, template: Template, wanted: str) -> str:
    if not wanted:
        return language_for(partner, template, campaign).language_code
    if wanted.lower() not in languages_of_template(template, campaign):
        raise NotOffered(f"{campaign} does not offer {template} in {wanted[:20]}.")
    return wanted.lower()
