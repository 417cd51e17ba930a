"""Make or rename a region."""

from __future__ import annotations

import re

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from brand_kit.fields import FieldRefused
from brand_kit.fields.policy import clean_text
from campaigns.models import Territory
from campaigns.permissions import Actor, insist, may_change_territory
from campaigns.profile_lists import ProfileRefused

_CODE = re.compile(r"[a-z][a-z0-9-]{1,19}")


def save_territory(
    *, name: str, by: Actor, territory: Territory | None = None, parent: Territory | None = None, code: str = ""
) -> Territory:
    """Return a new region below `parent`, or `territory` with another name.

    Only regions have names and codes of the vendor's own. A code is for ever, since rules name it.

    Raises:
        PermissionDenied: if `by` may not change territories.
        ProfileRefused: with a sentence for each of `name`, `code` and `parent` that will not do.
    """
    insist(may_change_territory(by))
    errors = {}
    try:
        name = clean_text(name, max_graphemes=160, language="en")
        if not name:
            errors["name"] = _("Fill in this field.")
    except FieldRefused as no:
        errors["name"] = no.message
    if territory is not None and territory.kind != Territory.Kind.REGION:
        errors["name"] = _("Countries and subdivisions keep their ISO names.")
    if territory is None:
        code = code.strip().lower()
        if parent is None or parent.kind not in (Territory.Kind.WORLD, Territory.Kind.REGION):
            errors["parent"] = _("Choose a region, or the world.")
        if not _CODE.fullmatch(code):
            errors["code"] = _("Use small letters, digits and hyphens, a letter first, 20 at most.")
        elif Territory.objects.filter(code__iexact=code).exists():
            errors["code"] = _("Another territory has this code.")
    if errors:
        raise ProfileRefused(errors)
    with transaction.atomic():
        lock_tree()
        if territory is None:
            assert parent is not None  # noqa: S101 - checked above
            parent = Territory.objects.get(pk=parent.pk)
            territory = parent.add_child(code=code, kind=Territory.Kind.REGION, name=name)
        else:
            territory = Territory.objects.get(pk=territory.pk)
            territory.name = name
            territory.save(update_fields=["name"])
        log(territory, "campaigns.save_territory", user=by, data={"code": territory.code, "name": name})
    return territory


def lock_tree() -> None:
    """Let nobody else change the tree until the end of the transaction: its paths are written all at once."""
    list(Territory.objects.filter(depth=1).select_for_update())
