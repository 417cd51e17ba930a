"""Every word of the interface is translated into every catalogue, with all of its placeholders."""

from __future__ import annotations

import re
from collections import Counter
from gettext import c2py

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po
from django.utils.translation import to_locale

from cms.messages import CATALOGUE_LANGUAGE_CODES, catalogue_path

PLACEHOLDER = re.compile(r"%(?:\(\w+\))?[sd]")
MANY = 300

languages = pytest.mark.parametrize("language_code", CATALOGUE_LANGUAGE_CODES)


def catalogue(language_code: str) -> Catalog:
    with catalogue_path(language_code).open("rb") as file:
        return read_po(file, locale=to_locale(language_code))


def forms(message: Message) -> list[str]:
    return list(message.string) if isinstance(message.string, list | tuple) else [message.string or ""]


def pairs(message: Message, plural_forms: str) -> list[tuple[str, str]]:
    """The original beside each form of its translation, but for forms of one number, which may be a word: two lines."""
    if isinstance(message.id, str):
        return [(message.id, form) for form in forms(message)]
    form_of = c2py(plural_forms.partition("plural=")[2].rstrip(";"))
    numbers = Counter(form_of(number) for number in range(MANY))
    return [(message.id[1], form) for place, form in enumerate(forms(message)) if numbers[place] > 1]


@languages
def test_every_word_is_translated(language_code: str) -> None:
    messages = [message for message in catalogue(language_code) if message.id]
    assert messages
    empty = [message.id for message in messages if message.fuzzy or not all(map(str.strip, forms(message)))]
    assert empty == []


@languages
def test_every_translation_has_the_placeholders_of_the_original(language_code: str) -> None:
    catalog = catalogue(language_code)
    uneven = [
        (original, form)
        for message in catalog
        if message.id
        for original, form in pairs(message, catalog.plural_forms)
        if Counter(PLACEHOLDER.findall(original)) != Counter(PLACEHOLDER.findall(form))
    ]
    assert uneven == []


def test_a_form_of_one_number_may_do_without_it() -> None:
    message = Message(("%(n)d line", "%(n)d lines"), ("keine", "eine", "zwei", "%(n)d", "%(n)d", "ohne"))
    of_arabic = catalogue("ar").plural_forms
    assert [form for _, form in pairs(message, of_arabic)] == ["%(n)d", "%(n)d", "ohne"]
