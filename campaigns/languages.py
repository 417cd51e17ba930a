"""Which language somebody gets: the best of the own ones in which a template is ready, or else its source."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from babel import Locale as CldrLocale
from babel import UnknownLocaleError
from babel.core import get_global
from django.utils.translation import get_language

from brand_kit.models import TITLE_KEY, Template, Translation
from campaigns.models import Campaign, Partner


@dataclass(frozen=True)
class Standing:
    """How far the copy of a template has come in one language, counted in texts."""

    total: int
    approved: int = 0
    stale: int = 0
    """Approved, but made from copy that has changed since; these still leave in files."""

    @property
    def missing(self) -> int:
        """Texts without an approved translation; a file would show them in the source language."""
        return self.total - self.approved

    @property
    def ready(self) -> bool:
        """Whether every text can be set in the language."""
        return self.missing == 0


@dataclass(frozen=True)
class Choice:
    """The language that somebody gets."""

    language_code: str
    is_fallback: bool
    """Whether it is none of the person's own, but the one in which the copy was written."""


def standings_of(templates: Iterable[Template]) -> dict[int, dict[str, Standing]]:
    """Return how far each template has come in each language that it has any translation in, and in its own.

    By the id of the template and the language code in small letters. One query, if regions, their pictures and the
    locales of the templates are prefetched.
    """
    templates = list(templates)
    copy = {template.pk: _texts(template) for template in templates}
    rows: dict[tuple[int, str], dict[str, str]] = defaultdict(dict)
    approved = Translation.objects.filter(template__in=copy, state=Translation.State.APPROVED).exclude(text="")
    for pk, key, code, source in approved.values_list("template", "key", "locale__language_code", "source_text"):
        if key in copy[pk]:
            rows[pk, code.lower()][key] = source
    found: dict[int, dict[str, Standing]] = {}
    for template in templates:
        texts = copy[template.pk]
        own = template.locale.language_code.lower()
        found[template.pk] = {own: Standing(len(texts), len(texts))}
        for (pk, code), words in rows.items():
            if pk == template.pk and code != own:
                stale = sum(bool(source) and source != texts[key] for key, source in words.items())
                found[pk][code] = Standing(len(texts), len(words), stale)
    return found


def languages_of_template(template: Template, campaign: Campaign | None = None) -> list[str]:
    """Return the languages in which a template can be used, its own among them; in a campaign, those of the campaign.

    Codes are in small letters, in their order.
    """
    among = [locale.language_code for locale in campaign.locales.all()] if campaign else []
    return usable(standings_of([template])[template.pk], template.locale.language_code, among)


def usable(standings: dict[str, Standing], source: str, among: Collection[str] = ()) -> list[str]:
    """Return the languages of some standings that are ready, and run; the source always is."""
    runs = {code.lower() for code in among}
    ready = (code for code, standing in standings.items() if standing.ready and (not runs or code in runs))
    return sorted({*ready, source.lower()})


def language_for(partner: Partner, template: Template, campaign: Campaign | None = None) -> Choice:
    """Return the language in which a partner gets a template, in a campaign that may not run in all of them."""
    ready = languages_of_template(template, campaign)
    return chosen_from(languages_of_partner(partner), ready, template.locale.language_code)


def languages_of_partner(partner: Partner) -> list[str]:
    """Return the languages in which a partner works, its own first."""
    return [partner.language_code, *(each.language_code for each in partner.languages.all())]


def language_name(code: str) -> str:
    """Return how a language is called in that of the screen; the code itself if CLDR does not know it."""
    try:
        named = CldrLocale.parse(code.replace("_", "-"), sep="-")
        shown = CldrLocale.parse((get_language() or "en").replace("_", "-"), sep="-")
    except (UnknownLocaleError, ValueError):
        return code
    return named.get_display_name(shown) or code


def chosen_from(languages: Iterable[str], available: Collection[str], source: str) -> Choice:
    """Return the language that somebody gets who works in some languages, the own first.

    For each in turn: the very language, then a wider one (`de` for `de-AT`, `zh-hant` for `zh-TW`), then a narrower one
    (`pt-br` for `pt`). If none is there, the source.
    """
    offered = {code.lower() for code in available}
    for wanted in languages:
        if found := best_match(wanted, offered):
            return Choice(found, is_fallback=False)
    return Choice(source.lower(), is_fallback=True)


def best_match(wanted: str, offered: Collection[str]) -> str | None:
    """Return the one of some languages, in small letters, that serves who asks for another; none if none does."""
    for code in _ladder(wanted.lower().replace("_", "-")):
        if code in offered:
            return code
    narrower = sorted(code for code in offered if code.startswith(f"{wanted.lower()}-"))
    return narrower[0] if narrower else None


def _ladder(code: str) -> Iterator[str]:
    """Yield a language and those that are wider, the nearest first."""
    yield from _shortened(code)
    parts = code.split("-")
    known = get_global("likely_subtags")
    likely: str | None = known.get("_".join([parts[0], *(part.upper() for part in parts[1:])])) or known.get(parts[0])
    if likely:
        yield from _shortened(likely.lower().replace("_", "-"))


def _shortened(code: str) -> Iterator[str]:
    parts = code.split("-")
    for end in range(len(parts), 0, -1):
        yield "-".join(parts[:end])


def _texts(template: Template) -> dict[str, str]:
    """Return the locked texts of a template by key, with its title and the words of its pictures."""
    texts = {TITLE_KEY: template.title}
    for region in template.regions.all():
        if region.locked:
            words = str(region.alt or region.picture.alt) if region.picture is not None else str(region.text)
            if words.strip():
                texts[region.key] = words
    return texts
