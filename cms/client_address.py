"""Where a request comes from, as far as it can be believed."""

from __future__ import annotations

import ipaddress

from django.conf import settings
from django.http import HttpRequest

UNKNOWN = "0.0.0.0"  # noqa: S104 - a name for "no address", nothing is bound to it


def client_address(request: HttpRequest) -> str:
    """The visitor's IP address: what the outermost proxy of ours saw, never what the visitor says.

    Each proxy adds the address that it talks to at the end of `X-Forwarded-For`, so with `PROXY_DEPTH` proxies of
    ours the visitor stands that many places from the end, whatever was there before. A shorter list did not come
    through all of them; then the peer of this very connection counts.
    """
    depth: int = settings.PROXY_DEPTH
    if depth > 0:
        seen = request.headers.get("X-Forwarded-For", "").split(",")
        if len(seen) >= depth and (address := _address(seen[-depth])):
            return address
    return _address(request.META.get("REMOTE_ADDR", "")) or UNKNOWN


def _address(text: str) -> str:
    """The address in a piece of the header, which may carry a port; empty if it is none."""
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        return str(ipaddress.ip_address(text))
    except ValueError:
        return ""
