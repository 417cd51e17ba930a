"""The demo's logins: people of the vendor, and of some of its partners."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.models import Group, Permission
from django.db.models import QuerySet
from wagtail.models import Locale

from campaigns.models import Membership, Partner, Role, StaffScope, Territory, User

PASSWORD = "lockup-demo"  # noqa: S105 - a public login of the demo, which no production settings load
VENDOR, REGION = "Vendor marketing", "Middle East team"
KEPT_FROM_STAFF = ("user", "staffscope")
"""What of the program only administrators change: whoever may change people can make an administrator of anybody."""
OF_REGION = {"campaign": None, "partner": None, "invitation": None, "membership": None, "segment": ("view_segment",)}
"""What the regional team may do, by model; none means everything."""


@dataclass(frozen=True)
class Login:
    """Somebody who can sign in."""

    name: str
    does: str
    group: str = ""
    partner: str = ""
    role: Role = Role.MAKER


LOGINS = {
    "admin@kestrane.example": Login("Ada Admin", "administrator of the site"),
    "vera@kestrane.example": Login("Vera Voss", "vendor marketing: brand kit, partners, campaigns", VENDOR),
    "rania@kestrane.example": Login("Rania Rashid", "regional team: the Middle East, in Arabic", REGION),
    "dora@summit.example": Login("Dora Dunn", "distributor", partner="summit", role=Role.ADMIN),
    "bob@acme.example": Login("Bob Barker", "administrator of a partner", partner="acme", role=Role.ADMIN),
    "alice@acme.example": Login("Alice Archer", "makes collateral for the same partner", partner="acme"),
    "charlie@globex.example": Login("Charlie Chan", "administrator of another", partner="globex", role=Role.ADMIN),
}


def load_people() -> None:
    """Make the logins with the demo's password, and the groups that staff works in."""
    groups = {VENDOR: _vendor(), REGION: _region()}
    for email, login in LOGINS.items():
        user = User.objects.filter(email=email).first() or User(email=email)
        user.full_name, user.is_active = login.name, True
        user.is_superuser = email.startswith("admin@")
        if not user.check_password(PASSWORD):
            user.set_password(PASSWORD)
        user.save()
        user.groups.set([groups[login.group]] if login.group else [])


def load_members() -> None:
    """Let the logins of partners act for them; the partners must be there."""
    for email, login in LOGINS.items():
        if login.partner:
            user, partner = User.objects.get(email=email), Partner.objects.get(slug=login.partner)
            Membership.objects.update_or_create(user=user, partner=partner, defaults={"role": login.role})


def _vendor() -> Group:
    group, _ = Group.objects.get_or_create(name=VENDOR)
    of_program = Permission.objects.filter(content_type__app_label="campaigns")
    group.permissions.set(
        Permission.objects.filter(content_type__app_label="brand_kit")
        | of_program.exclude(content_type__model__in=KEPT_FROM_STAFF)
        | _door()
    )
    return group


def _region() -> Group:
    group, _ = Group.objects.get_or_create(name=REGION)
    allowed = [
        permission
        for permission in Permission.objects.filter(
            content_type__app_label="campaigns", content_type__model__in=OF_REGION
        ).select_related("content_type")
        if (names := OF_REGION[permission.content_type.model]) is None or permission.codename in names
    ]
    group.permissions.set([*allowed, *_door()])
    scope, _ = StaffScope.objects.get_or_create(group=group)
    scope.territories.set(Territory.objects.filter(code="middle-east"))
    scope.locales.set(Locale.objects.filter(language_code="ar"))
    return group


def _door() -> QuerySet[Permission]:
    """Return the right to enter the admin."""
    return Permission.objects.filter(content_type__app_label="wagtailadmin", codename="access_admin")
