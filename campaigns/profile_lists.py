"""What a profile may refer to, where its partner is, and how it is refused."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import Group
from django.db.models import Q

from brand_kit.fields import FieldRefused, Place
from campaigns.models import Attribute, Certification, PartnerType, ProductLine, Territory, Tier, User

Profile = dict[str, Any]
Refusals = dict[str, str]
"""What is wrong, by the path of the part, such as `address.postal_code` or `attributes.data_centre`."""


class ProfileRefused(Exception):
    """A profile that cannot be kept; `errors` has a sentence for each part at fault."""

    def __init__(self, errors: Refusals) -> None:
        """Keep the sentences by part."""
        super().__init__(" ".join(errors.values()))
        self.errors = errors


@dataclass
class Lists:
    """What profiles may refer to, by stable key."""

    types: dict[str, int]
    tiers: dict[str, int]
    lines: dict[str, int]
    certifications: dict[str, int]
    attributes: dict[str, Attribute]
    territories: dict[str, int]
    countries: frozenset[str]
    staff: dict[str, int]

    @classmethod
    def load(cls) -> Lists:
        """Read the lists; seven queries."""
        places = list(Territory.objects.order_by().values_list("code", "pk", "kind"))
        return cls(
            types=dict(PartnerType.objects.order_by().values_list("slug", "pk")),
            tiers=dict(Tier.objects.order_by().values_list("slug", "pk")),
            lines=dict(ProductLine.objects.order_by().values_list("slug", "pk")),
            certifications=dict(Certification.objects.order_by().values_list("slug", "pk")),
            attributes={each.key: each for each in Attribute.objects.all()},
            territories={code: pk for code, pk, _kind in places},
            countries=frozenset(code for code, _pk, kind in places if kind == Territory.Kind.COUNTRY),
            staff=dict(staff().values_list("email", "pk")),
        )


def staff() -> Any:
    """Return the people who work in the admin, whom an account manager is chosen from."""
    may_enter = Q(permissions__codename="access_admin")
    groups = Group.objects.filter(may_enter)
    own = Q(user_permissions__codename="access_admin")
    return User.objects.filter(Q(is_superuser=True) | Q(groups__in=groups) | own, is_active=True).distinct()


@dataclass(frozen=True)
class Situation:
    """What a part is cleaned in the light of."""

    lists: Lists
    language: str = "en"
    country: str = ""

    @property
    def place(self) -> Place:
        """Where the partner is, for addresses and telephone numbers."""
        return Place(self.language or "en", self.country or None)


def refused(message: str, part: str = "") -> FieldRefused:
    """Return a refusal, to be raised."""
    return FieldRefused("invalid", message, part=part)
