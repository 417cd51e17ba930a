"""The engine's refusals in the language of the screen: the engine itself speaks English."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from brand_kit.fields import FieldRefused

_LINES = re.compile(r"is over by (\d+) lines? at its smallest size")
_SHARE = re.compile(r"is over by (\d+) % at its smallest size")
_FAR = re.compile(r"is far too long: (\d+) characters, (\d+) lines")
_GLYPH = re.compile(r"no glyph for (.*?)\s*\((U\+[0-9A-F]{4,6})\)", re.DOTALL)
_HIDDEN = re.compile(r": (U\+[0-9A-F]{4,6}) cannot be set")


def in_words(refused: FieldRefused) -> FieldRefused:
    """Return a refusal whose sentence is in the language of the screen; one that is so already comes back as it is."""
    sentence = _sentence(refused.code, refused.message)
    return FieldRefused(refused.code, sentence, part=refused.part) if sentence else refused


def _sentence(code: str, message: str) -> str:
    if code == "overflow":
        return _too_long(message)
    if code == "glyph":
        return _unwritable(message)
    return {
        "kind": _("This cannot stand in this place: choose something else."),
        "direction": _("This cannot stand in this place: choose something else."),
        "link": _("This address cannot be used as a link: write one that begins with https://."),
    }.get(code, "")


def _too_long(message: str) -> str:
    if found := _LINES.search(message):
        lines = int(found[1])
        sentence = ngettext(
            "Over by %(lines)d line at the smallest size: shorten it.",
            "Over by %(lines)d lines at the smallest size: shorten it.",
            lines,
        )
        return sentence % {"lines": lines}
    if found := _SHARE.search(message):
        return _("Over by %(percent)d %% at the smallest size: shorten it.") % {"percent": int(found[1])}
    return _("This is far too long for its place: shorten it.")


def _unwritable(message: str) -> str:
    if found := _GLYPH.search(message):
        facts = {"character": found[1].strip() or found[2], "number": found[2]}
        return _("The brand's typefaces cannot write “%(character)s” (%(number)s): leave this character out.") % facts
    if found := _HIDDEN.search(message):
        return _("The character %(number)s cannot be written: leave it out.") % {"number": found[1]}
    return _("A character in this text cannot be written: leave it out.")
