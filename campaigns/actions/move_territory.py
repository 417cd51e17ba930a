"""Move a region or a country below another region."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from campaigns.actions.save_territory import lock_tree
from campaigns.models import Territory
from campaigns.permissions import Actor, insist, may_change_territory
from campaigns.profile_lists import ProfileRefused


def move_territory(*, territory: Territory, parent: Territory, by: Actor) -> Territory:
    """Return a region or country, moved with all below it; what is offered in both places changes at once.

    Raises:
        PermissionDenied: if `by` may not change territories.
        ProfileRefused: if it cannot be there.
    """
    insist(may_change_territory(by))
    with transaction.atomic():
        lock_tree()
        territory, parent = (Territory.objects.get(pk=each.pk) for each in (territory, parent))
        if territory.kind not in (Territory.Kind.REGION, Territory.Kind.COUNTRY):
            raise ProfileRefused({"parent": _("Only regions and countries can be moved.")})
        if parent.kind not in (Territory.Kind.WORLD, Territory.Kind.REGION):
            raise ProfileRefused({"parent": _("Choose a region, or the world.")})
        if parent.path.startswith(territory.path):
            facts = {"name": str(territory), "parent": str(parent)}
            raise ProfileRefused({"parent": _("%(name)s cannot be below %(parent)s, which is a part of it.") % facts})
        former = territory.get_parent()
        if former is not None and former.pk == parent.pk:
            return territory
        territory.move(parent, "last-child")
        territory = Territory.objects.get(pk=territory.pk)
        data = {"code": territory.code, "from": former.code if former else "", "to": parent.code}
        log(territory, "campaigns.move_territory", user=by, data=data)
    return territory
