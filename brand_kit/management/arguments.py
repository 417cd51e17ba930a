"""What the commands have in common: finding templates and languages, showing progress, printing what others wrote."""

from __future__ import annotations

import sys
from collections.abc import Callable
from difflib import get_close_matches
from typing import Any

from django.core.management.base import CommandError
from tqdm import tqdm
from wagtail.models import Locale

from brand_kit.composition import tag_of
from brand_kit.models import Template


def find_template(slug: str | None, *, every: bool = False) -> list[Template]:
    """Return the template with a short name, or all.

    Raises:
        CommandError: if there is none; the message names those that there are.
    """
    templates = Template.objects.select_related("brand", "locale")
    known = [template.slug for template in templates]
    if not known:
        raise CommandError("There are no templates yet; `manage.py load_demo` brings some.")
    if every and not slug:
        return list(templates)
    if not slug:
        raise CommandError(f"Name a template, or say --all. There are {', '.join(known)}.")
    found = next((template for template in templates if template.slug == slug), None)
    if found is None:
        near = get_close_matches(slug, known, 1)
        hint = f"Did you mean {near[0]}?" if near else f"There are {', '.join(known)}."
        raise CommandError(f"There is no template {slug[:80]!r}. {hint}")
    return [found]


def find_language(asked: str) -> str:
    """Return the tag of the locale that is asked for, however it is capitalised.

    Raises:
        CommandError: if there is none; the message names those that there are.
    """
    known = [tag_of(code) for code in Locale.objects.values_list("language_code", flat=True)]
    found = next((tag for tag in known if tag.lower() == asked.lower().replace("_", "-")), None)
    if found is None:
        raise CommandError(f"There is no locale {asked[:40]!r}; there are {', '.join(known)}.")
    return found


def progress() -> Callable[[str, int, int], None]:
    """Return a function that shows a bar on a terminal, and nothing where the output is kept."""
    bar: list[tqdm[Any]] = []

    def step(what: str, done: int, total: int) -> None:
        if not bar:
            bar.append(tqdm(total=total, file=sys.stderr, disable=None, leave=False, unit=""))
        bar[0].set_postfix_str(what[:48], refresh=False)
        bar[0].update(done - bar[0].n)
        if done >= total:
            bar[0].close()

    return step


def printable(text: object, most: int = 600) -> str:
    """Return words that others wrote as a terminal may show them: on one line, cut, hidden characters written out."""
    words = str(text)
    shown = "".join(each if each.isprintable() else ascii(each)[1:-1] for each in words[:most])
    return shown if len(words) <= most else f"{shown}…"


def counted(number: int, noun: str) -> str:
    """Return a number with its noun, such as `1 row` or `2 rows`."""
    return f"{number} {noun}{'' if number == 1 else 's'}"
