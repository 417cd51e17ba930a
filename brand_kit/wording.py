"""The brand's wording: what must stand in every file, and what may stand in none."""

from __future__ import annotations

from collections.abc import Iterable

import regex

from brand_kit.models import Template
from brand_kit.rendering.errors import CompileError
from brand_kit.rendering.page import Job, Locked

_SPACES = regex.compile(r"\s+")
_UNSPACED = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]")


def forbidden_words(template: Template, language_code: str) -> tuple[str, ...]:
    """Return the words that the brand forbids in a language, and those that it forbids in all."""
    return tuple(
        row.word
        for row in template.brand.forbidden_wordings.all()
        if not row.language_code or language_code.lower().startswith(row.language_code.lower())
    )


def forbidden_in(text: str, words: Iterable[str]) -> str | None:
    """Return the first of some words that a text holds as a whole word, in whatever case and with whatever spaces.

    Scripts that set no spaces between words have no word boundaries either: there, any place counts.
    """
    flat = _flat(text)
    for word in words:
        wanted = _flat(word)
        if not wanted:
            continue
        before = "" if _UNSPACED.match(wanted[0]) else r"(?<!\w)"
        after = "" if _UNSPACED.match(wanted[-1]) else r"(?!\w)"
        if regex.search(before + regex.escape(wanted, literal_spaces=True) + after, flat, regex.IGNORECASE):
            return word
    return None


def check_wording(template: Template, language_code: str, job: Job) -> None:
    """Raise CompileError if a page's locked copy lacks what must stand in it, or holds what may not."""
    where = f"{template.slug}, {job.language}"
    texts = {key: content.text for key, content in job.contents.items() if isinstance(content, Locked) and content.text}
    whole = [_flat(text) for text in texts.values()]
    for line in template.brand.legal_lines.all():
        if line.locale and line.locale.language_code.lower() != language_code.lower():
            continue
        if not any(_flat(line.text) in text for text in whole):
            raise CompileError(
                f"{where}: the brand's wording “{line.text[:80]}” must stand in every file; add it to a locked region.",
                code="wording",
            )
    words = forbidden_words(template, language_code)
    for key, text in texts.items():
        if word := forbidden_in(text, words):
            label = job.layout.regions[key].label
            raise CompileError(f"{where}: {label} ({key}) says “{word}”, which the brand forbids.", code="wording")


def _flat(text: str) -> str:
    return _SPACES.sub(" ", text).strip()
