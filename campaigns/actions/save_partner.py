"""Make or change a partner, with everything below it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import ReferenceIndex
from wagtail.search import index

from campaigns.models import Partner
from campaigns.partner_tree import PartnerTree
from campaigns.permissions import Actor, insist, may_add_partner, may_change_partner
from campaigns.profile_check import EMPTY, checked_profile
from campaigns.profile_lists import Lists, ProfileRefused
from campaigns.profile_store import Kept, profiles_of, write_profiles


def save_partner(*, data: Mapping[str, Any], by: Actor, partner: Partner | None = None) -> Partner:
    """Return the partner with some parts of its profile changed, or a new one; nothing is written if nothing differs.

    `data` has parts by the names of `campaigns.profile_check.EMPTY`; what it does not name stays.

    Raises:
        PermissionDenied: if `by` may not add partners, or not change this one.
        ProfileRefused: with a sentence for every part at fault.
    """
    insist(may_add_partner(by) if partner is None else may_change_partner(by, partner))
    lists = Lists.load()
    with transaction.atomic():
        kept = _locked(partner, lists) if partner is not None else None
        profile = checked_profile(data, before=kept.profile if kept else None, lists=lists)
        check_place(profile, kept.profile if kept else None)
        changed = changes(kept.profile if kept else EMPTY, profile)
        if kept is not None and not changed:
            return kept.partner
        (written,) = write_profiles([(kept, profile)], lists)
        saved: Partner = Partner.objects.get(pk=written.pk)
        if not may_change_partner(by, saved):
            raise ProfileRefused({"territories": _("This would take the partner out of your own territories.")})
        log(saved, "campaigns.save_partner", user=by, data={"changes": changed, "new": kept is None})
        index.insert_or_update_object(saved)
        ReferenceIndex.create_or_update_for_object(saved)
    return saved


def check_place(profile: Mapping[str, Any], before: Mapping[str, Any] | None) -> None:
    """Raise `ProfileRefused` if the short name is taken, or the distributor may not stand above the partner."""
    slug, distributor = profile["slug"], profile["distributor"]
    if (before is None or before["slug"] != slug) and Partner.objects.filter(slug=slug).exists():
        raise ProfileRefused({"slug": _("Another partner has this short name.")})
    former = before["slug"] if before else slug
    if distributor and (before is None or before["distributor"] != distributor):
        why = PartnerTree.around(former, distributor).refusal(former, distributor)
        if why:
            raise ProfileRefused({"distributor": why})


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, list[str]]:
    """Return what differs between two profiles, as texts for the record: the old one and the new one by part."""
    return {name: [_text(before[name]), _text(after[name])] for name in after if before[name] != after[name]}


def _text(value: Any) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, Mapping):
        return "; ".join(f"{key}: {_text(each)}" for key, each in value.items())
    if isinstance(value, tuple | list):
        return ", ".join(_text(each) for each in value)
    return str(value)


def _locked(partner: Partner, lists: Lists) -> Kept:
    rows = Partner.objects.filter(pk=partner.pk).select_for_update(of=("self",))
    return profiles_of(rows, lists)[0]
