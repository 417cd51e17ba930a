"""How often pages are visited: numbers per day, never who; no cookie is set and no address kept.

A visit is a page that a person's browser opened (a GET that was answered with the page). Not counted are visits that
say they come from a machine or ask for a page ahead, and those of whoever is signed in here, such as the partner that
looks at its own page. Opening a page twice counts twice: telling people apart would mean to follow them.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone

from campaigns.models import DailyCount, IssuedFile
from campaigns.pages.forms import NUMBER

MACHINES = re.compile(
    r"bot\b|bot/|crawl|spider|slurp|preview|headless|monitor|uptime|lighthouse|scan|fetch|curl|wget|python|java/|okhttp|"
    r"go-http|libwww|axios|node|facebookexternalhit|whatsapp|skypeuripreview|slack|discord|embed|archiver|validator",
    re.IGNORECASE,
)


def is_visit(request: HttpRequest) -> bool:
    """Tell whether a request is a person's browser opening a page."""
    headers = request.headers
    if request.method != "GET" or settings.SESSION_COOKIE_NAME in request.COOKIES:
        return False
    agent = headers.get("User-Agent", "")
    if not agent or MACHINES.search(agent):
        return False
    ahead = f"{headers.get('Purpose', '')} {headers.get('Sec-Purpose', '')} {headers.get('X-Moz', '')}".lower()
    return "prefetch" not in ahead and headers.get("Sec-Fetch-Dest", "document") == "document"


def count_visit(request: HttpRequest, *, campaign: int, partner: int) -> None:
    """Count a visit once the visitor has the page; one that a file's number led here counts as a scan of that file."""
    if not is_visit(request):
        return
    number = request.GET.get("f", "")

    def work() -> None:
        led = bool(NUMBER.fullmatch(number)) and is_file_of(number, campaign=campaign, partner=partner)
        what = DailyCount.What.SCAN if led else DailyCount.What.VISIT
        add_count(what, campaign=campaign, partner=partner, file_number=number if led else "")

    after_answer(request, work)


def is_file_of(number: str, *, campaign: int, partner: int) -> bool:
    """Tell whether a number is that of a file which a partner issued in a campaign."""
    files = IssuedFile.objects.filter(collateral__partner=partner, collateral__campaign=campaign)
    return files.filter(number=number).exists()


def add_count(what: str, *, campaign: int, partner: int, file_number: str = "") -> None:
    """Add one to the number of a thing today (UTC); exact whoever else counts at the same time."""
    key: dict[str, Any] = {
        "day": timezone.now().astimezone(UTC).date(),
        "what": what,
        "campaign_id": campaign,
        "partner_id": partner,
        "file_number": file_number,
    }
    if DailyCount.objects.filter(**key).update(count=F("count") + 1):
        return
    with transaction.atomic():
        DailyCount.objects.get_or_create(**key)
        DailyCount.objects.filter(**key).update(count=F("count") + 1)


def after_answer(request: HttpRequest, work: Callable[[], None]) -> None:
    """Do a piece of work when the visitor has the answer, where the site's middleware offers that, else at once."""
    waiting = getattr(request, "after_response", None)
    if waiting is None:
        work()
    else:
        waiting.append(work)
