"""Delete a region that holds nothing and that nothing names."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from campaigns.actions.save_territory import lock_tree
from campaigns.models import Campaign, Partner, Segment, StaffScope, Territory
from campaigns.permissions import Actor, insist, may_change_territory
from campaigns.profile_lists import ProfileRefused


def delete_territory(*, territory: Territory, by: Actor) -> None:
    """Delete an empty region.

    Raises:
        PermissionDenied: if `by` may not change territories.
        ProfileRefused: if it is no region, something is below it, or something names it: a campaign that lost its
            only territory would be offered everywhere.
    """
    insist(may_change_territory(by))
    with transaction.atomic():
        lock_tree()
        territory = Territory.objects.get(pk=territory.pk)
        if territory.kind != Territory.Kind.REGION:
            raise ProfileRefused({"": _("Only regions can be deleted.")})
        if territory.numchild:
            raise ProfileRefused({"": _("Move what is in this region elsewhere first.")})
        if users := list(_users_of(territory)):
            facts = {"users": ", ".join(users[:10])}
            raise ProfileRefused({"": _("This region is still named by: %(users)s.") % facts})
        log(territory, "campaigns.delete_territory", user=by, data={"code": territory.code}, deleted=True)
        territory.delete()


def _users_of(territory: Territory) -> Iterator[str]:
    for campaigns in (
        Campaign.objects.filter(territories=territory),
        Campaign.objects.filter(excluded_territories=territory),
    ):
        yield from map(str, campaigns[:5])
    yield from map(str, StaffScope.objects.filter(territories=territory).select_related("group")[:5])
    count = Partner.objects.filter(territories=territory).count()
    if count:
        yield _("partners (%(count)d)") % {"count": count}
    for segment in Segment.objects.all():
        if territory.code in _texts(segment.rule):
            yield str(segment)


def _texts(value: Any) -> list[str]:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        return [text for each in value for text in _texts(each)]
    return [value] if isinstance(value, str) else []
