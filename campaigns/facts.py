"""What is known of a partner, as rules ask for it: plain values, read in a fixed number of queries."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast

from campaigns.statements import Statement

if TYPE_CHECKING:
    from campaigns.models import Partner

Answer = str | Decimal | datetime.date | bool
COLUMNS = {"text": "text", "number": "number", "date": "day", "flag": "flag", "choice": "text", "choices": "text"}
"""In which column of `AttributeValue` the answers of each kind stand."""
_ANSWERS = ("text", "number", "day", "flag")
AT_ONCE = 5_000
"""Partners whose facts are read together."""


@dataclass(frozen=True, slots=True)
class Held:
    """A certification that a partner holds, or held."""

    slug: str
    issued: datetime.date
    expires: datetime.date | None

    def counts_on(self, day: datetime.date) -> bool:
        """Tell whether it is valid on a day; the day on which it expires is the last."""
        return self.issued <= day and (self.expires is None or self.expires >= day)


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of one partner; everything is named by its stable key, and what is not known is none or empty."""

    pk: int
    name: str
    active: bool
    tier: str | None
    partner_type: str | None
    country: str
    places: tuple[str, ...]
    """The codes of the territories that it serves: those it names, or else its country."""
    paths: tuple[str, ...]
    """The same as paths in the tree."""
    languages: frozenset[str]
    """Its own and its further languages, in small letters."""
    product_lines: frozenset[str]
    certifications: tuple[Held, ...]
    revenue: int | None
    revenue_currency: str
    training_score: int | None
    joined: datetime.date | None
    lineage: tuple[str, ...]
    """Its own slug and those of the distributors above, the nearest first."""
    account_manager: str | None
    answers: dict[str, tuple[Answer, ...]]
    """To the vendor's own attributes, by their keys."""


def facts_of(partner: Partner) -> Facts:
    """Return what the database knows of a partner, in six queries."""
    return facts_of_many([partner])[partner.pk]


def facts_of_many(partners: Iterable[Partner | int]) -> dict[int, Facts]:
    """Return what the database knows of partners, by their ids, in six queries for each 5,000 of them.

    Args:
        partners: partners or their ids; one that is not in the database is left out.
    """
    found: dict[int, Facts] = {}
    ids = iter(partner if isinstance(partner, int) else partner.pk for partner in partners)
    while some := list(islice(ids, AT_ONCE)):
        found.update((facts.pk, facts) for facts in _read(some))
    return found


def _read(ids: Collection[int]) -> Iterator[Facts]:
    places = _grouped(_rows("places", ids))
    further = _grouped(_rows("languages", ids))
    lines = _grouped(_rows("product_lines", ids))
    held = _grouped(_rows("certifications", ids))
    answers = _answers(ids)
    for row in _rows("partners", ids):
        pk, name, active, tier, sort, country, path, language, revenue, currency, score, joined, manager, *lineage = row
        own = places.get(pk) or [(country, path)]
        yield Facts(
            pk=pk,
            name=name,
            active=active,
            tier=tier,
            partner_type=sort,
            country=country,
            places=tuple(code for code, _path in own),
            paths=tuple(path for _code, path in own),
            languages=frozenset(code.lower() for code in (language, *(code for (code,) in further[pk])) if code),
            product_lines=frozenset(slug for (slug,) in lines[pk]),
            certifications=tuple(Held(*each) for each in held[pk]),
            revenue=revenue,
            revenue_currency=currency,
            training_score=score,
            joined=joined,
            lineage=tuple(slug for slug in lineage if slug),
            account_manager=manager,
            answers=answers[pk],
        )


def _rows(what: str, ids: Collection[int]) -> Iterable[tuple[Any, ...]]:
    """Return the rows of some partners; those of a single one, as a page of the portal needs them, the quick way."""
    if len(ids) == 1:
        return _STATEMENTS[what].rows(next(iter(ids)))
    rows: Iterable[tuple[Any, ...]] = _QUERIES[what](Q(**{"pk__in" if what == "partners" else "partner_id__in": ids}))
    return rows


def _partners(which: Q) -> QuerySet[Any]:
    above = "distributor__"
    return _model("Partner").objects.filter(which).order_by().values_list(
        "pk", "name", "active", "tier__slug", "partner_type__slug", "country_id", "country__path", "language_code",
        "revenue", "revenue_currency", "training_score", "joined", "account_manager__email",
        "slug", f"{above}slug", f"{above * 2}slug", f"{above * 3}slug",
    )  # fmt: skip


def _places(which: Q) -> QuerySet[Any]:
    rows = _model("Partner").territories.through.objects.filter(which).order_by("territory__path")
    return rows.values_list("partner_id", "territory__code", "territory__path")


def _languages(which: Q) -> QuerySet[Any]:
    rows = _model("PartnerLanguage").objects.filter(which).order_by()
    return rows.values_list("partner_id", "language_code")


def _product_lines(which: Q) -> QuerySet[Any]:
    rows = _model("Partner").product_lines.through.objects.filter(which).order_by()
    return rows.values_list("partner_id", "productline__slug")


def _certifications(which: Q) -> QuerySet[Any]:
    rows = _model("PartnerCertification").objects.filter(which).order_by("pk")
    return rows.values_list("partner_id", "certification__slug", "issued", "expires")


def _attribute_values(which: Q) -> QuerySet[Any]:
    # Numbers as texts, since SQLite would hand out floating point.
    columns = (Cast("number", TextField()) if each == "number" else each for each in _ANSWERS)
    rows = _model("AttributeValue").objects.filter(which).order_by("pk")
    return rows.values_list("partner_id", "attribute__key", "attribute__kind", *columns)


_QUERIES: dict[str, Callable[[Q], QuerySet[Any]]] = {
    "partners": _partners,
    "places": _places,
    "languages": _languages,
    "product_lines": _product_lines,
    "certifications": _certifications,
    "answers": _attribute_values,
}


def _statement(what: str, build: Callable[[Q], QuerySet[Any]]) -> Statement:
    return Statement(lambda pk: build(Q(**{"pk" if what == "partners" else "partner_id": pk})))


_STATEMENTS = {what: _statement(what, build) for what, build in _QUERIES.items()}


def _model(name: str) -> Any:
    return apps.get_model("campaigns", name)


def _answers(ids: Collection[int]) -> defaultdict[int, dict[str, tuple[Answer, ...]]]:
    found: defaultdict[int, dict[str, tuple[Answer, ...]]] = defaultdict(dict)
    for pk, key, kind, *values in _rows("answers", ids):
        value = values[_ANSWERS.index(COLUMNS[kind])]
        if value not in (None, ""):
            found[pk][key] = (*found[pk].get(key, ()), Decimal(value) if kind == "number" else value)
    return found


def _grouped(rows: Iterable[tuple[object, ...]]) -> defaultdict[int, list[tuple]]:  # type: ignore[type-arg]
    found: defaultdict[int, list[tuple]] = defaultdict(list)  # type: ignore[type-arg]
    for first, *rest in rows:
        found[first].append(tuple(rest))  # type: ignore[index]
    return found
