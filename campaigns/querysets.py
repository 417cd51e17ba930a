"""Every read is scoped here: who may see which partners, segments and campaigns."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.db import models
from django.db.models import Q
from django.utils import timezone

if TYPE_CHECKING:
    from brand_kit.permissions import Actor
    from campaigns.models import Campaign, Partner, Segment


class PartnerQuerySet(models.QuerySet):  # type: ignore[type-arg]
    """Partners."""

    def visible_to(self, by: Actor) -> Self:
        """Return the partners that somebody may see.

        Staff: those within its limit. Portal people: the partners that they act for, and all that buy from these.
        Anybody else: none.
        """
        from campaigns.permissions import may_view_partners
        from campaigns.scope import scope_of

        if may_view_partners(by):
            return self.filter(scope_of(by).partners())
        if by is None or not by.is_active or by.pk is None:
            return self.none()
        from campaigns.conditions import at_or_below

        own = apps.get_model("campaigns", "Membership").objects.filter(user_id=by.pk).order_by().values("partner")
        return self.filter(at_or_below(own))

    def in_audience_of(self, campaign: Campaign, at: datetime | None = None) -> Self:
        """Return the partners that a campaign is for, as it is given, published or not, and whatever its dates.

        Args:
            campaign: the published row, or a draft.
            at: the moment for which certifications, rates and spans of time count; by default now.

        Raises:
            RuleError: if a segment of the campaign cannot be applied; `RateMissing` if that is for want of a rate.
        """
        from campaigns.audience import audience_of, partners_in
        from campaigns.context import Context

        context = Context((at or timezone.now()).astimezone(UTC).date())
        return self.filter(partners_in(audience_of(campaign), context=context))

    def in_segment(self, segment: Segment, at: datetime | None = None) -> Self:
        """Return the partners that are in a segment, as it is given, active or not.

        Raises:
            RuleError: if the segment cannot be applied; `RateMissing` if that is for want of a rate.
        """
        from campaigns.context import Context
        from campaigns.targeting import audience_q

        context = Context((at or timezone.now()).astimezone(UTC).date())
        return self.filter(audience_q(segment.rule, context=context))


class SegmentQuerySet(models.QuerySet):  # type: ignore[type-arg]
    """Segments."""

    def visible_to(self, by: Actor) -> Self:
        """Return the segments that somebody may see: all, for staff that may see any."""
        from campaigns.permissions import may_view_segments

        return self.all() if may_view_segments(by) else self.none()


class CampaignQuerySet(models.QuerySet):  # type: ignore[type-arg]
    """Campaigns."""

    def published(self, at: datetime | None = None) -> Self:
        """Return the campaigns that are published and run at a moment: from their start until just before their end."""
        from campaigns.visibility import running

        return self.filter(running(at or timezone.now()))

    def visible_to(self, partner: Partner, at: datetime | None = None) -> Self:
        """Return the campaigns that a partner sees at a moment, by default now.

        The audience is worked out at once, in a fixed number of queries, and the result names the campaigns by id.
        """
        return self._seen_by([partner], at)

    def for_user(self, user: Actor, at: datetime | None = None) -> Self:
        """Return the campaigns that any of the partners sees for which a person acts itself."""
        if user is None or not user.is_active or user.pk is None:
            return self.none()
        members = apps.get_model("campaigns", "Membership").objects.filter(user_id=user.pk).order_by()
        return self._seen_by(list(members.values_list("partner", flat=True)), at)

    def _seen_by(self, partners: list[Any], at: datetime | None) -> Self:
        from campaigns.visibility import seen_by

        return self.filter(pk__in=seen_by(self, partners, at or timezone.now()))

    def editable_by(self, by: Actor) -> Self:
        """Return the campaigns that somebody may change, as they are published: staff, within its limit."""
        from campaigns.scope import scope_of

        may = by is None or _has(by, "campaigns.change_campaign", "campaigns.add_campaign")
        return self.filter(scope_of(by).campaigns()) if may else self.none()

    def readable_by(self, by: Actor) -> Self:
        """Return the campaigns that somebody may read in the admin.

        Those that one may change, and, for staff with a limit to territories, all that reach into them.
        """
        from campaigns.conditions import related_places
        from campaigns.permissions import may_view_campaigns
        from campaigns.scope import scope_of

        if not may_view_campaigns(by):
            return self.none()
        territories = scope_of(by).territories
        if territories is None:
            return self.all()
        rows = apps.get_model("campaigns", "Campaign").territories.through.objects.order_by()
        here = rows.filter(territory__in=related_places(territories).values("pk")).values("campaign")
        return self.filter(Q(pk__in=here) | ~Q(pk__in=rows.values("campaign")))


def offered_to(partner: Partner, at: datetime | None = None) -> models.QuerySet[Any]:
    """Return the published templates of all campaigns that a partner sees at a moment, by default now."""
    campaigns = apps.get_model("campaigns", "Campaign").objects.visible_to(partner, at)
    offers = apps.get_model("campaigns", "CampaignTemplate").objects.filter(campaign__in=campaigns).order_by()
    return apps.get_model("brand_kit", "Template").objects.filter(live=True, pk__in=offers.values("template"))


def _has(by: Any, *permissions: str) -> bool:
    return any(by.has_perm(permission) for permission in permissions) if hasattr(by, "has_perm") else False
