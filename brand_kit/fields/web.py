"""The address of a web site."""

from __future__ import annotations

import unicodedata
from urllib.parse import quote, unquote_to_bytes

import regex
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from brand_kit.fields.base import NO_RULES, Cleaned, FieldRefused, Kind, Place, Rules
from brand_kit.fields.forms import LATIN, KindField
from brand_kit.fields.hosts import clean_host, shown_host
from brand_kit.fields.policy import clean_text, refuse_characters
from brand_kit.fields.samples import sample_partner
from brand_kit.rendering.values import Text

_SCHEME = regex.compile(r"([A-Za-z][A-Za-z0-9+.\-]*):(?!\d+(?:[/?#]|$))")
_SPLIT = regex.compile(r"([^/?#]*)([^?#]*)(?:\?([^#]*))?(?:#(.*))?")
_PORT = regex.compile(r":\d*$")
_BROKEN_ESCAPE = regex.compile(r"%(?![0-9A-Fa-f]{2})")
_ESCAPES = regex.compile(r"(?:%[0-9A-F]{2})+")
_ESCAPE = regex.compile(r"%[0-9A-Fa-f]{2}")
_READABLE = regex.compile(r"[\p{L}\p{M}\p{Nd}]+")
_SAFE = "/!$&'()*+,;=:@-._~%"


class WebKind(Kind):
    """A web address: https only, to a public name, saved in ASCII."""

    key = "web"
    label = gettext_lazy("Web address")
    link = True
    most = 300

    def read(self, raw: object, rules: Rules, place: Place) -> Cleaned:
        """Return the address as `https://...`."""
        if raw is None:
            return None
        text = clean_text(raw, max_graphemes=self.most, language="en", words=False)
        if not text:
            return None
        url = clean_url(text)
        if len(url.removeprefix("https://")) > (rules.max_length or self.most):
            raise FieldRefused("length", _("This web address is too long: use a shorter one."))
        return url

    def example(self, rules: Rules, place: Place) -> Cleaned:
        """Return the site of an invented partner."""
        return f"https://www.{sample_partner(place.language).host}"

    def form_field(self, rules: Rules, place: Place) -> forms.Field:
        """Return an input that opens the keyboard for web addresses, and takes them without `https://`."""
        # Not type=url: browsers refuse www.example.com in it, which is what people write.
        attrs = {**LATIN, "inputmode": "url", "autocomplete": "url"}
        return KindField(self, rules, place, widget=forms.TextInput(attrs))

    def set(self, value: Cleaned, place: Place, rules: Rules = NO_RULES) -> Text:
        """Return the address as it is printed, without `https://` and a last slash, with a link."""
        return Text(shown_url(str(value)), link=str(value), direction="ltr")


def clean_url(text: str) -> str:
    """Return an https address in ASCII, from one line of clean text; raises `FieldRefused`.

    Refused are other schemes, names of users, ports, backslashes, spaces, encoded control characters and hosts that
    are not public names.
    """
    if any(character.isspace() for character in text):
        raise FieldRefused("url", _("A web address has no spaces: remove them."))
    if "\\" in text:
        raise FieldRefused("url", _("A web address has no backslash: use / instead."))
    scheme = _SCHEME.match(text)
    if scheme and scheme[1].lower() != "https":
        raise FieldRefused("scheme", _("Use an address that begins with https://."))
    if scheme:
        if not text[scheme.end() :].startswith("//"):
            raise FieldRefused("url", _("Use an address that begins with https://."))
        text = text[scheme.end() + 2 :]
    parts = _SPLIT.fullmatch(text)
    if parts is None or not parts[1]:
        raise FieldRefused("url", _("Write the address of your site, like www.northlight.example."))
    authority, path, query, fragment = parts.groups()
    if "@" in authority:
        raise FieldRefused("userinfo", _("Remove the name or password before the @ of the web address."))
    port = _PORT.search(authority)
    if port and port[0] not in (":", ":443"):
        raise FieldRefused("port", _("Remove the number after the colon: only ordinary sites can be linked."))
    url = (
        "https://"
        + clean_host(authority[: port.start()] if port else authority)
        + ("" if path == "/" else _ascii(path))
    )
    if query:
        url += "?" + _ascii(query)
    if fragment:
        url += "#" + _ascii(fragment)
    return url


def shown_url(url: str) -> str:
    """Return a cleaned address as it is printed: without `https://` and a last slash, letters in their own script."""
    host, slash, rest = url.removeprefix("https://").partition("/")
    host, mark, query = host.partition("?") if not slash else (host, "", "")
    name, hash_, fragment = host.partition("#")
    shown = shown_host(name) + hash_ + fragment + mark + query + slash + _ESCAPES.sub(_letters, rest)
    return shown.removesuffix("/")


def _ascii(part: str) -> str:
    """Return the path, query or fragment of an address with all but plain ASCII escaped; raises `FieldRefused`."""
    if _BROKEN_ESCAPE.search(part):
        raise FieldRefused("url", _("In a web address, write %25 instead of %."))
    escaped = _ESCAPE.sub(lambda found: found[0].upper(), quote(part, safe=_SAFE + "?"))
    try:
        plain = unquote_to_bytes(escaped).decode("utf-8")
    except UnicodeDecodeError:
        return escaped  # An old site in another encoding; its bytes stay escaped, also in print.
    if any(character < " " or character == "\x7f" for character in plain):
        raise FieldRefused("control", _("Remove the hidden control signs from the web address."))
    refuse_characters(plain, "en")
    return escaped


def _letters(escapes: regex.Match[str]) -> str:
    """Return escaped bytes as letters where they are nothing but letters, and as they are elsewhere."""
    try:
        plain = unquote_to_bytes(escapes[0]).decode("utf-8")
    except UnicodeDecodeError:
        return escapes[0]
    readable = not plain.isascii() and _READABLE.fullmatch(plain) and unicodedata.is_normalized("NFC", plain)
    return plain if readable else escapes[0]
