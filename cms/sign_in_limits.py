"""The page for somebody who has tried too often, and how long until the next try."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from math import ceil

from allauth.account import app_settings as account_settings
from allauth.account.internal.stagekit import unstash_login
from allauth.core.internal.ratelimit import get_cache_key, parse_rates
from allauth.mfa import app_settings as mfa_settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from campaigns.models import User
from cms.client_address import client_address

logger = logging.getLogger(__name__)

SHORTEST_WAIT = 30


def too_many_tries(request: HttpRequest) -> HttpResponse:
    """The answer 429 with the time to wait, as a page and as header `Retry-After`; allauth finds it in cms.urls."""
    seconds = seconds_to_wait(request)
    logger.warning("Too many tries at %s from %s.", request.path, client_address(request))
    context = {"seconds": seconds, "minutes": ceil(seconds / 60)}
    response = render(request, "account/too_many_tries.html", context, status=429)
    response["Retry-After"] = str(seconds)
    return response


def seconds_to_wait(request: HttpRequest) -> int:
    """Seconds until every limit that this request has reached lets one more try through."""
    now = time.time()
    waits = [SHORTEST_WAIT]
    for cache_key, amount, duration in _counts(request):
        tries = [at for at in cache.get(cache_key, []) if at > now - duration]  # the newest first
        if len(tries) >= amount:
            waits.append(ceil(tries[amount - 1] + duration - now))
    return max(waits)


def _counts(request: HttpRequest) -> Iterator[tuple[str, int, float]]:
    """Cache key, amount and seconds of every limit that this request could have been counted by."""
    keys = _keys(request)
    signed_in = request.user if request.user.is_authenticated else None
    for app, config in (
        ("allauth.account", account_settings.RATE_LIMITS),
        ("allauth.mfa", mfa_settings.RATE_LIMITS),
    ):
        for action, rates in config.items():
            for rate in parse_rates(rates):
                if rate.per == "user" and signed_in is None:
                    continue
                for key in keys if rate.per == "key" else [None]:
                    cache_key = get_cache_key(request, app=app, action=action, rate=rate, key=key, user=signed_in)
                    yield cache_key, rate.amount, rate.duration


def _keys(request: HttpRequest) -> list[str]:
    """What tries are counted by besides the visitor's address: accounts and e-mail addresses named in the request."""
    keys = [request.POST[name].strip().lower() for name in ("login", "email") if request.POST.get(name)]
    halfway = unstash_login(request, peek=True)
    for user in (halfway.user if halfway else None, request.user if isinstance(request.user, User) else None):
        if isinstance(user, User):
            keys += [f"mfa-auth-user-{user.pk}", user.email]
    return keys
