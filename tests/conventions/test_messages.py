"""The interface's catalogues hold the words that the code shows."""

from __future__ import annotations

import io

from cms import messages


def test_a_template_gives_up_its_words() -> None:
    template = b"""{% load i18n %}
        {% translate "Fill in" %} {% trans "May" context "month" %}
          {% blocktranslate count n=files|length %}{{ n }} file{% plural %}{{ n }} files{% endblocktranslate %}"""
    found = [
        message for _, _, message, _ in messages.extract_template(io.BytesIO(template), list(messages.KEYWORDS), [], {})
    ]
    assert "Fill in" in found
    assert ("month", "May") in found
    assert any(message[:2] == ("%(n)s file", "%(n)s files") for message in found)


def test_words_of_code_and_templates_are_found() -> None:
    catalog = messages.extract()
    assert catalog.get("This page is not here")
    assert catalog.get("front page")


def test_writing_a_catalogue_twice_changes_nothing() -> None:
    template = messages.extract()
    first = messages.po_bytes(messages.updated("de", template))
    assert first == messages.po_bytes(messages.updated("de", template))


def test_no_translation_is_broken() -> None:
    for code in messages.CATALOGUE_LANGUAGE_CODES:
        assert messages.broken_translations(code, messages.catalogue_path(code).read_bytes()) == []


def test_a_translation_that_loses_a_placeholder_is_told() -> None:
    po = b'#, python-format\nmsgid "Hello %(name)s"\nmsgstr "Hallo %(nom)s"\n'
    (fault,) = messages.broken_translations("de", po)
    assert "Hello %(name)s" in fault
