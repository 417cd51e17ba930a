"""Who somebody is in the portal: a person and the partner that it acts for, signed in or by the link from a mail."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from brand_kit.permissions import Actor
from campaigns.conditions import at_or_below
from campaigns.mail_links import version_of
from campaigns.member_permissions import may_change_profile, may_make_for, may_view_for
from campaigns.models import Campaign, Collateral, IssuedFile, Membership, Partner, User
from campaigns.querysets import CampaignQuerySet, PartnerQuerySet

VISIT_SECONDS = 12 * 60 * 60
"""How long who came by a link goes on without signing in."""
ACTING, VISIT = "acting_partner", "visit"

P = ParamSpec("P")


@dataclass(frozen=True)
class Visitor:
    """A person who acts for a partner; who came by a mail's link acts in that mail's campaign only."""

    user: User
    partner: Partner
    campaign: Campaign | None = None

    @property
    def by_link(self) -> bool:
        """Whether it has not signed in and came by the link of a mail."""
        return self.campaign is not None

    @property
    def makes(self) -> bool:
        """Whether it may make collateral for the partner."""
        return may_make_for(self.user, self.partner)

    @property
    def administers(self) -> bool:
        """Whether it may change the partner's profile; never by a link."""
        return not self.by_link and may_change_profile(self.user, self.partner)

    @property
    def partners(self) -> PartnerQuerySet:
        """All partners that it can act for."""
        found = partners_of(self.user)
        return found.filter(pk=self.partner.pk) if self.by_link else found

    def campaigns(self) -> CampaignQuerySet:
        """Return the campaigns that the partner sees now."""
        found: CampaignQuerySet = Campaign.objects.visible_to(self.partner)
        return found.filter(pk=self.campaign.pk) if self.campaign else found

    def pieces(self) -> Collateral.QuerySet:  # type: ignore[name-defined]
        """Return the collateral of the partner."""
        found = Collateral.objects.filter(partner=self.partner)
        found = found.filter(campaign=self.campaign) if self.campaign else found
        return found.select_related("partner__country", "campaign", "template__brand", "template__locale")

    def files(self) -> IssuedFile.QuerySet:  # type: ignore[name-defined]
        """Return the issued files of the partner."""
        found = IssuedFile.objects.filter(collateral__partner=self.partner)
        found = found.filter(collateral__campaign=self.campaign) if self.campaign else found
        return found.select_related("collateral__partner", "collateral__template", "collateral__campaign", "issued_by")

    def piece(self, pk: int) -> Collateral:
        """Return one piece of the partner; raises `Http404` for anything else."""
        found: Collateral = get_object_or_404(self.pieces(), pk=pk)
        return found


def partners_of(user: Actor) -> PartnerQuerySet:
    """Return the partners that somebody can act for: those of its memberships, and all below them."""
    if user is None or not user.is_active or user.pk is None:
        return Partner.objects.none()
    own = Membership.objects.filter(user_id=user.pk).order_by().values("partner")
    found: PartnerQuerySet = Partner.objects.filter(at_or_below(own))
    return found


def visitor_of(request: HttpRequest) -> Visitor | None:
    """Return who is at the portal, with its rights as they are now; none for anybody who acts for no partner."""
    if request.user.is_authenticated and isinstance(request.user, User):
        return _signed_in(request, request.user)
    return _by_link(request)


def _signed_in(request: HttpRequest, user: User) -> Visitor | None:
    among = partners_of(user)
    chosen = request.session.get(ACTING)
    partner = among.filter(pk=chosen).first() if isinstance(chosen, int) else None
    if partner is None:
        own = Membership.objects.filter(user=user).order_by("-partner__active", "partner__name", "pk")
        first = own.select_related("partner").first()
        partner = first.partner if first else None
    return Visitor(user, partner) if partner else None


def _by_link(request: HttpRequest) -> Visitor | None:
    visit = request.session.get(VISIT)
    if not isinstance(visit, dict) or visit.get("until", 0) < timezone.now().timestamp():
        return None
    return holder_of(visit)


def holder_of(claims: object) -> Visitor | None:
    """Return whom the claims of a link let in, if its rights still hold; none if not."""
    if not isinstance(claims, dict):
        return None
    user = User.objects.filter(pk=claims.get("user") or 0, is_active=True).first()
    partner = Partner.objects.select_related("distributor").filter(pk=claims.get("partner"), active=True).first()
    if user is None or partner is None or not may_view_for(user, partner):
        return None
    if not constant_time_compare(str(claims.get("version")), version_of(user)):
        return None
    campaign = Campaign.objects.visible_to(partner).filter(pk=claims.get("campaign")).first()
    return Visitor(user, partner, campaign) if campaign else None


def partner_required(
    view: Callable[Concatenate[HttpRequest, Visitor, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """Give a view its visitor; who came by a link is asked to sign in, and whoever acts for no partner meets 404."""
    return _guarded(view, by_link=False)


def partner_or_link(
    view: Callable[Concatenate[HttpRequest, Visitor, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """Give a view its visitor, who may also have come by the link of a mail."""
    return _guarded(view, by_link=True)


def _guarded(
    view: Callable[Concatenate[HttpRequest, Visitor, P], HttpResponseBase], *, by_link: bool
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        visitor = visitor_of(request)
        if visitor is None or (visitor.by_link and not by_link):
            if request.user.is_authenticated:
                raise Http404
            return redirect_to_login(request.get_full_path())
        request.visitor = visitor  # type: ignore[attr-defined]
        response = view(request, visitor, *args, **kwargs)
        if "Cache-Control" not in response.headers:
            response.headers["Cache-Control"] = "private, no-store"
        return response

    return guarded
