"""The demo's logins."""

from __future__ import annotations

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission

PASSWORD = "lockup-demo"  # noqa: S105 - a public login of the demo, which no production settings load
LOGINS = {
    "admin@kestrane.example": ("Ada Admin", "administrator, sees everything"),
    "vera@kestrane.example": ("Vera Voss", "vendor marketing: brand kit and templates"),
}
GROUP = "Vendor marketing"


def load_people() -> None:
    """Make the demo's logins, with the demo's password, and the group that vendor marketing works in."""
    group, _ = Group.objects.get_or_create(name=GROUP)
    group.permissions.set(
        Permission.objects.filter(content_type__app_label="brand_kit")
        | Permission.objects.filter(content_type__app_label="wagtailadmin", codename="access_admin")
    )
    users = get_user_model().objects
    for email, (name, _) in LOGINS.items():
        user = users.filter(email=email).first() or get_user_model()(email=email)
        user.full_name, user.is_active = name, True
        user.is_superuser = email.startswith("admin@")
        if not user.check_password(PASSWORD):
            user.set_password(PASSWORD)
        user.save()
        user.groups.set([] if user.is_superuser else [group])
