"""The dates of a campaign in words, in its own time zone."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from campaigns.models import Campaign


def dates_of(campaign: Campaign) -> str:
    """Return from when to when a campaign runs, with its zone; empty if it has neither a start nor an end."""
    start, end = (_shown(moment, campaign) for moment in (campaign.starts_at, campaign.ends_at))
    facts = {"start": start, "end": end, "zone": campaign.time_zone.replace("_", " ")}
    if start and end:
        return _("%(start)s to %(end)s, %(zone)s") % facts
    if start:
        return _("from %(start)s, %(zone)s") % facts
    return _("until %(end)s, %(zone)s") % facts if end else ""


def _shown(moment: datetime | None, campaign: Campaign) -> str:
    if moment is None:
        return ""
    local = moment.astimezone(ZoneInfo(campaign.time_zone)).replace(tzinfo=None)
    return date_format(local, "DATETIME_FORMAT")
