"""No word of a screen escapes translation: with every message in brackets, what stands outside of them is data."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any
from zoneinfo import available_timezones

import pytest
from babel import Locale
from django.apps import apps
from django.db import models
from django.utils import translation
from django.utils.translation import trans_real

from tests.campaigns.portal_kit import Desk
from tests.campaigns.portal_kit import desk as desk

OPEN, SHUT = "⟦", "⟧"
SILENT = {"script", "style", "code", "pre", "textarea", "template"}
EMPTY = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
SPOKEN = {"alt", "title", "placeholder", "aria-label", "aria-description"}
NAMES = {
    "Lockup", "Wagtail", "PDF", "PNG", "JPEG", "JPG", "WebP", "WEBP", "ZIP", "CSV", "XLSX", "QR", "SVG", "px", "KB",
    "MB", "Esc",
}  # fmt: skip
"""What is written alike in all languages."""
WORD = re.compile(r"[^\W\d_]{2,}")


class Words(HTMLParser):
    """The words that a page says: its texts and those attributes that are read out."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self._inside: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Go into an element; one that names its own language, as a list of languages does, is data."""
        found = dict(attrs)
        foreign = tag in SILENT or ("lang" in found and tag != "html") or "data-language" in found
        self.said += [value for name, value in attrs if name in SPOKEN and value and not foreign]
        if tag not in EMPTY:
            self._inside.append((tag, foreign))

    def handle_endtag(self, tag: str) -> None:
        """Go out of an element."""
        while self._inside and self._inside.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        """Keep a text."""
        if not any(foreign for _tag, foreign in self._inside):
            self.said.append(data)


def bare(text: str) -> str:
    """A text without what stands in brackets, which may stand in one another."""
    inner = re.compile(f"{OPEN}[^{OPEN}{SHUT}]*{SHUT}")
    while inner.search(text):
        text = inner.sub(" ", text)
    return text


def data() -> str:
    """Every text in the database and what CLDR translates, in small letters."""

    def texts(value: object) -> Iterator[str]:
        if isinstance(value, str):
            yield value
        elif isinstance(value, dict):
            yield from (text for each in value.values() for text in texts(each))
        elif isinstance(value, list):
            yield from (text for each in value for text in texts(each))

    found: list[str] = []
    for model in apps.get_models():
        if model._meta.app_label in ("campaigns", "brand_kit", "wagtailcore", "auth") and model._meta.managed:
            fields = [f.name for f in model._meta.local_concrete_fields if not isinstance(f, models.ForeignKey)]
            for row in model._base_manager.values_list(*fields):
                found += [text for value in row for text in texts(value)]
    english = Locale("en")
    found += [*english.languages.values(), *english.territories.values(), *english.currencies.values()]
    found += available_timezones()
    return "\n".join(found).lower()


@pytest.fixture
def bracketed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every message comes back in brackets, whatever its language."""

    def marked(text: str) -> str:
        return f"{OPEN}{text}{SHUT}" if text and WORD.search(re.sub(r"%\(\w+\)\w|%\w", "", text)) else text

    translating = translation._trans
    translating.gettext  # noqa: B018 - Django puts its functions here when one is first asked for
    monkeypatch.setattr(translating, "gettext", lambda message: marked(str(message)), raising=False)
    monkeypatch.setattr(translating, "pgettext", lambda context, message: marked(str(message)), raising=False)
    monkeypatch.setattr(
        translating, "ngettext", lambda one, many, number: marked(str(one if number == 1 else many)), raising=False
    )
    monkeypatch.setattr(
        translating,
        "npgettext",
        lambda context, one, many, number: marked(str(one if number == 1 else many)),
        raising=False,
    )
    assert trans_real.gettext is not translating.gettext


def untranslated(page: Any, known: str) -> set[str]:
    """The words of a page that are neither in brackets nor data."""
    reader = Words()
    reader.feed(page.content.decode())
    # All at once: a message may hold an element, and so be several texts.
    words = WORD.findall(bare("\n".join(reader.said)))
    return {word for word in words if word not in NAMES and word.lower() not in known}


def test_the_words_of_the_portal_can_all_be_translated(desk: Desk, bracketed: None) -> None:
    cast, known = desk.cast, data()
    client = cast.client(cast.alice)
    addresses = [
        "/portal/", "/portal/files/", "/portal/profile/", f"/portal/campaigns/{desk.campaign.slug}/", desk.url(),
        "/account/", "/account/passkeys/", "/account/password/", "/account/email/", "/nowhere/",
    ]  # fmt: skip
    found = {address: untranslated(client.get(address), known) for address in addresses}
    assert {address: words for address, words in found.items() if words} == {}
    assert OPEN in client.get("/portal/").content.decode()


def test_the_words_of_our_screens_in_the_admin_can_all_be_translated(desk: Desk, bracketed: None) -> None:
    cast, known = desk.cast, data()
    client = cast.client(cast.vera)
    snippets = "/admin/snippets/campaigns"
    addresses = [
        f"{snippets}/segment/", f"{snippets}/segment/edit/{cast.gold_in_britain.pk}/", f"{snippets}/campaign/",
        f"{snippets}/campaign/edit/{desk.campaign.pk}/", f"{snippets}/campaign/preflight/{desk.campaign.pk}/",
        f"{snippets}/partner/", f"{snippets}/partner/edit/{cast.acme.pk}/", f"{snippets}/exchangerate/",
    ]  # fmt: skip
    ada = cast.client(cast.ada)
    wagtails = [f"/admin/{page}" for page in ("", "redirects/", "redirects/add/", "workflows/list/", "users/")]
    theirs = set().union(*(untranslated(ada.get(address), known) for address in wagtails))
    theirs |= {"another", "this"}  # Wagtail words its choosers once, when it starts
    found = {address: untranslated(client.get(address), known) - theirs for address in addresses}
    assert {address: words for address, words in found.items() if words} == {}
