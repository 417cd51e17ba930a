"""Names of machines on the internet: which may stand in a web or e-mail address, and how they are shown."""

from __future__ import annotations

import idna
import regex
from django.utils.translation import gettext as _

from brand_kit.fields.base import FieldRefused

# RFC 6761, RFC 6762, RFC 8375, RFC 9476, and the names that companies use inside (ICANN's collision list).
_STANDARD_PRIVATE = ("localhost", "local", "internal", "invalid", "test", "onion", "alt", "arpa")
_COMPANY_PRIVATE = ("localdomain", "intranet", "lan", "home", "corp", "mail", "private")
_PRIVATE_ENDINGS = frozenset((*_STANDARD_PRIVATE, *_COMPANY_PRIVATE))
_NUMBER = regex.compile(r"[0-9]+|0[xX][0-9a-fA-F]*")

_WRITING_SYSTEMS = tuple(
    regex.compile("[" + "".join(rf"\p{{Script_Extensions={script}}}" for script in scripts) + r"\p{Nd}\-]+")
    for scripts in (
        ("Latin",),
        ("Greek",),
        ("Cyrillic",),
        ("Arabic",),
        ("Hebrew",),
        ("Devanagari",),
        ("Thai",),
        ("Armenian",),
        ("Georgian",),
        ("Bengali",),
        ("Tamil",),
        ("Telugu",),
        ("Han", "Hiragana", "Katakana"),
        ("Han", "Hangul"),
        ("Han", "Bopomofo"),
    )
)
"""What one label of a name may be made of to be shown as it is read (UTS 39, single script)."""

_LOOKS_LATIN = regex.compile(r"[асԁеһіјӏорԛѕԝхуъьҽпгѵѡαικνορτυχγω0-9\-]+")
"""Cyrillic and Greek letters that pass for Latin ones: a name of nothing else could be anybody's."""


def clean_host(raw: str) -> str:
    """Return a public host name in ASCII and lower case (IDNA 2008); raises `FieldRefused`.

    Addresses made of numbers, names without a dot and names that exist only inside a network are refused.
    """
    host = raw.strip().removesuffix(".")
    if not host or len(host) > 253:
        raise _not_a_host()
    if host.startswith("[") or ":" in host:
        raise FieldRefused("ip", _("Use the name of your site, not a number: for example www.northlight.example."))
    try:
        name = idna.encode(host, uts46=True, std3_rules=True).decode("ascii").lower().removesuffix(".")
    except (idna.IDNAError, UnicodeError):
        raise _not_a_host() from None
    labels = name.split(".")
    if _NUMBER.fullmatch(labels[-1]):
        raise FieldRefused("ip", _("Use the name of your site, not a number: for example www.northlight.example."))
    if len(labels) < 2 or labels[-1] in _PRIVATE_ENDINGS:
        raise FieldRefused(
            "private-host", _("This name works inside a network only: use one that everybody can reach.")
        )
    if len(labels[-1]) < 2 or len(name) > 253:
        raise _not_a_host()
    return name


def shown_host(name: str) -> str:
    """Return a cleaned host name as it is printed: in its own script, or in punycode where that could deceive."""
    labels = name.split(".")
    try:
        read = [idna.decode(label) for label in labels]
    except (idna.IDNAError, UnicodeError):
        return name
    return ".".join(
        own if _honest(own, read[-1]) else ascii_label for own, ascii_label in zip(read, labels, strict=True)
    )


def _honest(label: str, ending: str) -> bool:
    """Tell whether a label is written in one script and cannot pass for a Latin one under a Latin ending."""
    if label.isascii():
        return True
    if not any(system.fullmatch(label) for system in _WRITING_SYSTEMS):
        return False
    return not (ending.isascii() and _LOOKS_LATIN.fullmatch(label))


def _not_a_host() -> FieldRefused:
    """Return the refusal of something that is no host name at all."""
    return FieldRefused("host", _("This is not the name of a site: write it like www.northlight.example."))
