"""Who may see which collateral and which issued files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from brand_kit.permissions import Actor


class CollateralQuerySet(models.QuerySet):  # type: ignore[type-arg]
    """Collateral."""

    def visible_to(self, by: Actor) -> CollateralQuerySet:
        """Return the collateral of the partners that somebody may see: its own, those below it, or the staff's."""
        from campaigns.models import Partner

        return self.filter(partner__in=Partner.objects.visible_to(by))

    def in_use(self) -> CollateralQuerySet:
        """Return what nobody has put away."""
        return self.filter(put_away_at=None)


class IssuedFileQuerySet(models.QuerySet):  # type: ignore[type-arg]
    """Issued files."""

    def visible_to(self, by: Actor) -> IssuedFileQuerySet:
        """Return the files of the partners that somebody may see."""
        from campaigns.models import Partner

        return self.filter(collateral__partner__in=Partner.objects.visible_to(by))

    def usable(self) -> IssuedFileQuerySet:
        """Return the files that may be used and downloaded."""
        return self.filter(Q(state="current") | Q(state="superseded"))
