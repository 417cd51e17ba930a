"""Where a partner's page stands at this very moment, and the version of all that it shows, in four small queries.

Nothing is remembered between requests and nothing has to be told of a change: whatever a page shows is looked up by
its version, and the version is worked out anew each time from the numbers and times of what the page is made of. A
page that is withdrawn, or whose campaign is over, is gone with the next request.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from django.db import connection
from django.db.models import BooleanField, Case, Count, Max, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import Lower
from django.utils import timezone

from brand_kit.models import TemplateRegion, Translation
from campaigns.models import ConsentText, LocalName, PartnerPage, Territory
from campaigns.visibility import running

_PROBES = ("\x01language", "\x01campaign", "\x01partner")
_MOMENT = datetime(1601, 2, 3, tzinfo=UTC)
_NUMBER = -987_654_322
_PLACES = tuple(f"\x01place {level}" for level in range(8))


class State(StrEnum):
    """How a page answers."""

    LIVE = "live"
    GONE = "gone"
    """It was there, and is not any more."""
    ABSENT = "absent"
    """There is no such page, or not yet."""


@dataclass(frozen=True)
class Standing:
    """A page at one moment."""

    state: State
    pk: int = 0
    campaign: int = 0
    partner: int = 0
    version: str = ""
    """Another one as soon as anything that the page shows is another."""
    languages: tuple[str, ...] = ()
    """Those in which the partner has a live page of the campaign, in their order."""


class _Query:
    """A queryset of columns whose SQL is worked out once in a process; its places are filled by what they held then."""

    def __init__(self, build: Callable[[], QuerySet[Any]]) -> None:
        self.build = build
        self._kept: dict[str, tuple[str, tuple[Any, ...]]] = {}

    def rows(self, values: dict[Any, Any]) -> list[tuple[Any, ...]]:
        vendor = connection.vendor
        if vendor not in self._kept:
            self._kept[vendor] = self.build().query.sql_with_params()
        sql, places = self._kept[vendor]
        with connection.cursor() as cursor:
            cursor.execute(sql, [values.get(place, place) for place in places])
            return list(cursor.fetchall())


def standing_of(language_code: str, campaign: str, partner: str, at: datetime | None = None) -> Standing:
    """Return where a page stands, by the language and the short names of its address."""
    adapt = connection.ops.adapt_datetimefield_value
    at = at or timezone.now()
    words = dict(zip(_PROBES, (language_code, campaign, partner), strict=True))
    rows = _PAGES.rows({**words, adapt(_MOMENT): adapt(at)})
    if not rows:
        return Standing(State.ABSENT)
    pk, campaign_id, partner_id, version, live, started, offered, active, template_id, place, *rest = rows[0]
    if version is None or not started:
        return Standing(State.ABSENT)
    siblings = [row[0] for row in _SIBLINGS.rows(words)]
    languages = tuple(siblings) if offered and active else ()
    if not (live and offered and active):
        return Standing(State.GONE, pk, campaign_id, partner_id, languages=languages)
    pictures = _PICTURES.rows({_NUMBER: template_id})
    today = at.astimezone(UTC).date().isoformat()
    usable = [row for row in pictures if row[3] is None or str(row[3]) >= today]
    parts = (pk, version, template_id, place, rest, siblings, usable, consents_at(place))
    digest = hashlib.sha256(repr(parts).encode()).hexdigest()[:24]
    return Standing(State.LIVE, pk, campaign_id, partner_id, digest, languages)


def _pages() -> QuerySet[Any]:
    language, campaign, partner = _PROBES
    words = Translation.objects.filter(template=OuterRef("collateral__template")).order_by().values("template")
    names = LocalName.objects.filter(partner=OuterRef("partner")).order_by().values("partner")
    now_runs = running(_MOMENT, "campaign__")
    started = Case(
        When(campaign__starts_at__isnull=True, then=Value(True)),
        When(campaign__starts_at__lte=_MOMENT, then=Value(True)),
        default=Value(False),
        output_field=BooleanField(),
    )
    offered = Case(
        When(
            now_runs, campaign__page_template__isnull=False, collateral__template__live=True, then=Value(True)
        ),
        default=Value(False),
        output_field=BooleanField(),
    )  # fmt: skip
    found = PartnerPage.objects.filter(
        language_code=language, campaign__slug=campaign, partner__slug=partner
    ).annotate(
        started=started,
        offered=offered,
        texts=Subquery(words.annotate(each=Count("pk")).values("each")),
        last_text=Subquery(words.annotate(each=Max("changed_at")).values("each")),
        last_number=Subquery(words.annotate(each=Max("pk")).values("each")),
        names=Subquery(names.annotate(each=Max("pk")).values("each")),
        names_in=Subquery(LocalName.objects.filter(partner=OuterRef("partner"),
                                                   language_code__iexact=language).values("name")[:1]),
    )  # fmt: skip
    return found.order_by().values_list(
        "pk", "campaign", "partner", "published_version", "live", "started", "offered", "partner__active",
        "collateral__template", "partner__country__path",
        "changed_at", "language_code", "campaign__lead_fields", "campaign__lead_days", "campaign__slug",
        "partner__slug", "partner__name", "partner__legal_name", "partner__logo", "partner__logo_on_dark",
        "collateral__template__live_revision", "collateral__template__last_published_at",
        "collateral__template__layout", "collateral__template__brand",
        "collateral__template__brand__live_revision", "collateral__template__brand__last_published_at",
        "texts", "last_text", "last_number", "names", "names_in",
    )  # fmt: skip


def _siblings() -> QuerySet[Any]:
    found = PartnerPage.objects.filter(live=True, campaign__slug=_PROBES[1], partner__slug=_PROBES[2])
    return found.order_by("language_code").values_list("language_code")


def _pictures() -> QuerySet[Any]:
    found = TemplateRegion.objects.filter(template=_NUMBER, picture__isnull=False)
    return found.order_by("pk").values_list(
        "key", "picture__stored__digest", "picture__alt", "picture__rights_end", "alt"
    )


def _consent_texts() -> QuerySet[Any]:
    found = ConsentText.objects.filter(territory__path__in=_PLACES).annotate(code=Lower("language_code"))
    return found.order_by("-territory__depth", "pk").values_list("territory__depth", "code", "text")


def consents_at(place: str) -> list[tuple[int, str, str]]:
    """Return the consent texts that hold at a place, the nearest first: depth, language code in small letters, text.

    `place` is the path of a territory.
    """
    paths = Territory.ancestor_paths(place)[-len(_PLACES) :]
    return _CONSENTS.rows(dict(zip(_PLACES, paths + [""] * (len(_PLACES) - len(paths)), strict=True)))  # type: ignore[return-value]


_PAGES, _SIBLINGS = _Query(_pages), _Query(_siblings)
_PICTURES, _CONSENTS = _Query(_pictures), _Query(_consent_texts)
