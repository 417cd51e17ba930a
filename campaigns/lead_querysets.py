"""Who may see which leads: names and addresses of people, shown to as few as can work with them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from brand_kit.permissions import Actor
    from campaigns.models import Partner


class LeadQuerySet(models.QuerySet):  # type: ignore[type-arg]
    """Leads."""

    def visible_to(self, by: Actor) -> LeadQuerySet:
        """Return the leads that somebody may see.

        A partner's people: its own, and those of the partners below it. Staff with the right to view leads: those of
        the campaigns that it may read and whose settings show leads to the vendor, of the partners that it may see.
        """
        from campaigns.conditions import at_or_below
        from campaigns.models import Campaign, Membership, Partner

        if by is None:
            return self.all()
        if not by.is_active or by.pk is None:
            return self.none()
        if isinstance(by, PermissionsMixin) and by.has_perm("campaigns.view_lead"):
            shown = Campaign.objects.readable_by(by).filter(leads_seen_by_vendor=True)
            return self.filter(campaign__in=shown, partner__in=Partner.objects.visible_to(by))
        own = Membership.objects.filter(user_id=by.pk).order_by().values("partner")
        return self.filter(partner__in=Partner.objects.filter(at_or_below(own)))

    def of_partner(self, partner: Partner) -> LeadQuerySet:
        """Return the leads of one partner and of all below it."""
        from campaigns.conditions import at_or_below
        from campaigns.models import Partner as Partners

        return self.filter(partner__in=Partners.objects.filter(at_or_below([partner.pk])))

    def found_by(self, words: str) -> LeadQuerySet:
        """Return the leads whose name, company, address or message holds all of some words."""
        found: Any = self
        for word in words.split()[:8]:
            found = found.filter(
                Q(name__icontains=word) | Q(company__icontains=word) | Q(email__icontains=word)
                | Q(message__icontains=word)
            )  # fmt: skip
        return found  # type: ignore[no-any-return]
