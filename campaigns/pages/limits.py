"""How many forms one address may send: counted in the cache that all processes share; no address is kept."""

from __future__ import annotations

import ipaddress
import time

from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

WINDOWS = ((6, 10 * 60), (30, 24 * 60 * 60))
"""The most forms that one address may send, within so many seconds."""


def seconds_to_wait(request: HttpRequest) -> int:
    """Count a form that was sent, and return how many seconds its sender has to wait: 0 lets it through.

    A form that is not let through is not counted, so that waiting helps.
    """
    sender, now = _sender(request), int(time.time())
    keys = [(f"pages:sent:{sender}:{span}:{now // span}", most, span) for most, span in WINDOWS]
    for key, most, span in keys:
        if cache.get(key, 0) >= most:
            return span - now % span
    for key, _most, span in keys:
        cache.add(key, 0, span)
        cache.incr(key)
    return 0


def _sender(request: HttpRequest) -> str:
    """Return what stands for a visitor's address: it cannot be turned back, and is another one in another site."""
    text = getattr(request, "client_address", "") or request.META.get("REMOTE_ADDR", "")
    try:
        address = ipaddress.ip_address(text)
        # Whoever has an IPv6 address has a whole network of them.
        text = str(ipaddress.ip_network(f"{address}/64", strict=False)) if address.version == 6 else str(address)
    except ValueError:
        text = "unknown"
    return salted_hmac("campaigns.pages.limits", text).hexdigest()[:32]
