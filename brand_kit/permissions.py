"""Who may do what with the brand kit: one function for each verb.

`by` is the acting user; none is the site itself, as in a command or a job that a person may not start.
"""

from __future__ import annotations

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser, PermissionsMixin
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

Actor = AbstractBaseUser | AnonymousUser | None


def may_change_brand(by: Actor) -> bool:
    """Tell whether somebody may add to a brand or change it."""
    return _has(by, "brand_kit.change_brand", "brand_kit.add_brand")


def may_change_template(by: Actor) -> bool:
    """Tell whether somebody may make a template or change what stands in its regions."""
    return _has(by, "brand_kit.change_template", "brand_kit.add_template")


def may_compile(by: Actor) -> bool:
    """Tell whether somebody may have a template compiled: those who may change or publish it."""
    return _has(by, "brand_kit.change_template", "brand_kit.publish_template")


def may_store_picture(by: Actor) -> bool:
    """Tell whether somebody may upload a picture: everybody with an account, as partners bring their logos."""
    return by is None or bool(by.is_authenticated and by.is_active)


def insist(allowed: bool) -> None:
    """Raise PermissionDenied unless something is allowed."""
    if not allowed:
        raise PermissionDenied(_("You do not have permission to do this."))


def _has(by: Actor, *permissions: str) -> bool:
    if by is None:
        return True
    return isinstance(by, PermissionsMixin) and any(by.has_perm(permission) for permission in permissions)
