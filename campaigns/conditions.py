"""What each condition means, in two forms that stand side by side: for the facts of one partner, and for the database.

Both are two-valued: a condition on something that is not known is false, and its negation true. The property test in
`tests/campaigns/test_targeting_agreement.py` proves that the forms agree.
"""

from __future__ import annotations

import datetime
import operator as compare
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import reduce
from math import ceil, floor
from operator import and_, or_
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db.models import Count, Q, QuerySet, Value
from django.db.models.functions import StrIndex

from campaigns.attributes import VENDOR
from campaigns.facts import COLUMNS, Facts
from campaigns.money import Money

if TYPE_CHECKING:
    from campaigns.context import Context, Entry

ALWAYS = Q(pk__isnull=False)
"""Every row; unlike an empty `Q`, its negation is no row."""
NEVER = Q(pk__in=[])
LOOKUPS: dict[str, Callable[[Any, Any], bool]] = {
    "exact": compare.eq, "lt": compare.lt, "lte": compare.le, "gt": compare.gt, "gte": compare.ge,
}  # fmt: skip
_LOOKUP_OF = {"is": "exact", "at_least": "gte", "at_most": "lte", "before": "lt", "after": "gt"}
Bounds = tuple[tuple[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Both:
    """One condition in both forms."""

    holds: Callable[[Facts, Context], bool]
    as_q: Callable[[Context], Q]


def both_forms(key: str, kind: str, operator: str, value: Any) -> Both:
    """Return what an operator and a value ask of an attribute, in both forms."""
    if key.startswith(VENDOR):
        return _answers(key.removeprefix(VENDOR), kind, operator, value)
    return _FORMS[key](operator, value)


def _named(
    read: Callable[[Facts], str | None], column: str, entries: Callable[[Context], Mapping[str, Entry]]
) -> Callable[..., Both]:
    """A partner has at most one entry of a list; the list gives its key, and where it is ordered, its rank."""

    def forms(operator: str, value: Any) -> Both:
        if operator == "is_set":
            return Both(
                lambda facts, context: read(facts) is not None, lambda context: Q(**{f"{column}__isnull": False})
            )
        if operator in ("at_least", "at_most"):
            enough = LOOKUPS["gte" if operator == "at_least" else "lte"]

            def is_enough(slug: str | None, known: Mapping[str, Entry]) -> bool:
                has, asked = known.get(slug or ""), known.get(value)
                return has is not None and asked is not None and enough(has.rank, asked.rank)

            return Both(
                lambda facts, context: is_enough(read(facts), entries(context)),
                lambda context: among(
                    context, [slug for slug in entries(context) if is_enough(slug, entries(context))]
                ),
            )
        slugs = frozenset([value] if operator == "is" else value)
        return Both(lambda facts, context: read(facts) in slugs, lambda context: among(context, slugs))

    def among(context: Context, slugs: Iterable[str]) -> Q:
        known = entries(context)
        return Q(**{f"{column}__in": sorted(known[slug].pk for slug in slugs if slug in known)})

    return forms


def _country(operator: str, value: Any) -> Both:
    codes = frozenset([value] if operator == "is" else value)
    return Both(lambda facts, context: facts.country in codes, lambda context: Q(country_id__in=sorted(codes)))


def _territory(operator: str, value: tuple[str, ...]) -> Both:
    def holds(facts: Facts, context: Context) -> bool:
        named = context.paths(value)
        return any(path.startswith(named) or any(each.startswith(path) for each in named) for path in facts.paths)

    return Both(holds, lambda context: serves(context.paths(value)))


def serves(paths: Iterable[str]) -> Q:
    """Return the partners that serve something at, below or above one of some places, given by their paths."""
    paths = tuple(paths)
    served = _model("Partner").territories.through.objects.order_by()
    at_home = Q(country__in=related_places(paths).values("code")) & ~with_rows(served)
    return with_rows(served.filter(_related(paths, "territory__path"))) | at_home


def with_rows(rows: QuerySet[Any]) -> Q:
    """Return the partners to whom some rows of another table belong.

    By a list, which both databases work out once and look partners up in; asking anew for each partner takes two to
    eight times as long.
    """
    return Q(pk__in=rows.values("partner_id"))


def related_places(paths: Iterable[str]) -> QuerySet[Any]:
    """Return the territories at, below or above some places."""
    return _model("Territory").objects.filter(_related(paths, "path")).order_by()


def _related(paths: Iterable[str], field: str) -> Q:
    paths = tuple(paths)
    above = {step for path in paths for step in _model("Territory").ancestor_paths(path)}
    return reduce(or_, (below(path, field) for path in paths), Q(**{f"{field}__in": sorted(above)}))


def below(path: str, field: str = "path") -> Q:
    """Return the condition that a place is another, or below it; a range, which an index can answer."""
    return Q(**{f"{field}__gte": path, f"{field}__lte": path.ljust(255, "Z")})


def _languages(operator: str, value: tuple[str, ...]) -> Both:
    """`de` finds `de` and `de-AT`; `de-AT` finds only itself. Capitals do not matter."""
    asked = tuple(code.lower() for code in value)
    every = operator == "has_all"

    def speaks(facts: Facts, code: str) -> bool:
        return any(each == code or each.startswith(f"{code}-") for each in facts.languages)

    def spoken(code: str) -> Q:
        return Q(language_code__iexact=code) | Q(language_code__istartswith=f"{code}-")

    def as_q(context: Context) -> Q:
        further = _model("PartnerLanguage").objects.order_by()
        return _combined(every, [spoken(code) | with_rows(further.filter(spoken(code))) for code in asked])

    return Both(lambda facts, context: (all if every else any)(speaks(facts, code) for code in asked), as_q)


def _product_lines(operator: str, value: tuple[str, ...] | None) -> Both:
    def as_q(context: Context) -> Q:
        sold = _model("Partner").product_lines.through.objects.order_by()
        return _having(sold, "productline_id", operator, value, context.product_lines)

    return Both(lambda facts, context: _has(facts.product_lines, operator, value), as_q)


def _certification(operator: str, value: tuple[str, ...] | None) -> Both:
    def holds(facts: Facts, context: Context) -> bool:
        return _has({held.slug for held in facts.certifications if held.counts_on(context.on)}, operator, value)

    def as_q(context: Context) -> Q:
        return _having(valid(context.on), "certification_id", operator, value, context.certifications)

    return Both(holds, as_q)


def valid(day: datetime.date) -> QuerySet[Any]:
    """Return the certifications of partners that count on a day."""
    rows = _model("PartnerCertification").objects.filter(issued__lte=day).order_by()
    return rows.filter(Q(expires__isnull=True) | Q(expires__gte=day))


def _certifications(operator: str, value: Any) -> Both:
    least, most = {"is": (value, value), "at_least": (value, None), "at_most": (None, value)}.get(operator) or value

    def holds(facts: Facts, context: Context) -> bool:
        number = sum(held.counts_on(context.on) for held in facts.certifications)
        return (least is None or number >= least) and (most is None or number <= most)

    def as_q(context: Context) -> Q:
        # Whoever has none is in no list, so what lets none in is the negation of what does not.
        if most is not None and most < 0:
            return NEVER
        counted = valid(context.on).values("partner_id").annotate(number=Count("pk"))
        if least is None or least <= 0:
            return ALWAYS if most is None else ~with_rows(counted.filter(number__gt=floor(most)))
        enough = counted.filter(number__gte=ceil(least))
        return with_rows(enough if most is None else enough.filter(number__lte=floor(most)))

    return Both(holds, as_q)


def _revenue(operator: str, value: Money | None) -> Both:
    if value is None:
        return Both(lambda facts, context: facts.revenue is not None, lambda context: Q(revenue__isnull=False))
    money = value

    def holds(facts: Facts, context: Context) -> bool:
        if facts.revenue is None or facts.revenue_currency not in context.rates:
            return False
        least, most = context.span(money, facts.revenue_currency)
        return (least is None or facts.revenue >= least) and (most is None or facts.revenue <= most)

    def as_q(context: Context) -> Q:
        return reduce(or_, (within(currency, *context.span(money, currency)) for currency in sorted(context.rates)))

    def within(currency: str, least: int | None, most: int | None) -> Q:
        found = Q(revenue_currency=currency, revenue__isnull=False)
        if least is not None:
            found &= Q(revenue__gte=least)
        return found if most is None else found & Q(revenue__lte=most)

    return Both(holds, as_q)


def _own(column: str, *, whole: bool) -> Callable[..., Both]:
    """A column of the partner that holds a whole number or a day."""

    def forms(operator: str, value: Any) -> Both:
        if whole and operator == "is" and value != int(value):
            return Both(lambda facts, context: False, lambda context: NEVER)

        within = _within(operator, value)

        def holds(facts: Facts, context: Context) -> bool:
            has = getattr(facts, column)
            return has is not None and within(has, context)

        def as_q(context: Context) -> Q:
            rounded: dict[str, Callable[[Any], int]] = {"gte": ceil, "lte": floor, "exact": int}
            ends = {
                f"{column}__{name}": rounded[name](end) if whole else end
                for name, end in bounds(operator, value, context)
            }
            return Q(**{f"{column}__isnull": False, **ends})

        return Both(holds, as_q)

    return forms


def _within(operator: str, value: Any) -> Callable[[Any, Context], bool]:
    """Return what tells whether a number or a day lies within the bounds."""
    if operator == "is_set":
        return lambda has, context: True
    if operator == "between":
        least, most = value
        return lambda has, context: bool(least <= has <= most)
    if operator == "within_last":
        span = timedelta(days=value)
        return lambda has, context: bool(context.on - span <= has <= context.on)
    lookup = LOOKUPS[_LOOKUP_OF[operator]]
    return lambda has, context: lookup(has, value)


def bounds(operator: str, value: Any, context: Context) -> Bounds:
    """Return between which ends, or at which, a number or a day must be."""
    if operator == "within_last":
        return ("gte", context.on - timedelta(days=value)), ("lte", context.on)
    if operator == "between":
        return ("gte", value[0]), ("lte", value[1])
    if operator == "is_set":
        return ()
    return ((_LOOKUP_OF[operator], value),)


def _distributor(operator: str, value: tuple[str, ...] | None) -> Both:
    if value is None:
        return Both(lambda facts, context: len(facts.lineage) > 1, lambda context: Q(distributor__isnull=False))
    named = frozenset(value)

    def as_q(context: Context) -> Q:
        return at_or_below(_model("Partner").objects.filter(slug__in=sorted(named)).order_by().values("pk"))

    return Both(lambda facts, context: not named.isdisjoint(facts.lineage), as_q)


def at_or_below(partners: Any) -> Q:
    """Return some partners, given by their ids, and those that buy from them, over as many levels as there may be."""
    from campaigns.models.partner import MOST_LEVELS

    found, level = Q(pk__in=partners), partners
    for _level in range(MOST_LEVELS):
        found |= Q(distributor__in=level)
        level = _model("Partner").objects.filter(distributor__in=level).order_by().values("pk")
    return found


def _manager(operator: str, value: tuple[str, ...] | None) -> Both:
    if value is None:
        return Both(
            lambda facts, context: facts.account_manager is not None, lambda context: Q(account_manager__isnull=False)
        )
    emails = frozenset(email.lower() for email in value)

    def as_q(context: Context) -> Q:
        people = _model("User").objects.filter(email__in=sorted(emails)).order_by().values("pk")
        return Q(account_manager__isnull=False, account_manager__in=people)

    return Both(lambda facts, context: facts.account_manager in emails, as_q)


def _answers(key: str, kind: str, operator: str, value: Any) -> Both:
    """Any of the answers to a vendor's own attribute meets the condition; an empty answer is none."""
    column = COLUMNS[kind]

    def rows(context: Context) -> QuerySet[Any]:
        found = _model("AttributeValue").objects.filter(attribute=context.attributes[key].pk).order_by()
        return found.exclude(text="") if column == "text" else found.filter(**{f"{column}__isnull": False})

    if operator in ("has_any", "has_all", "is_any_of"):
        every, wanted = operator == "has_all", tuple(value)
        return Both(
            lambda facts, context: _has(facts.answers.get(key, ()), operator, wanted),
            lambda context: _combined(every, [with_rows(rows(context).filter(text__in=some)) for some in
                                              ([[each] for each in wanted] if every else [wanted])]),
        )  # fmt: skip
    if operator == "contains":
        found = {"at": StrIndex("text", Value(value))}
        return Both(
            lambda facts, context: any(value in str(each) for each in facts.answers.get(key, ())),
            lambda context: with_rows(rows(context).alias(**found).filter(at__gt=0)),
        )

    within = _within(operator, value)

    def holds(facts: Facts, context: Context) -> bool:
        return any(within(each, context) for each in facts.answers.get(key, ()))

    def as_q(context: Context) -> Q:
        ends = {f"{column}__{name}": end for name, end in bounds(operator, value, context)}
        return with_rows(rows(context).filter(**ends))

    return Both(holds, as_q)


def _has(has: Iterable[Any], operator: str, wanted: tuple[str, ...] | None) -> bool:
    if wanted is None:
        return bool(has)
    return set(wanted) <= set(has) if operator == "has_all" else not set(wanted).isdisjoint(has)


def _having(rows: QuerySet[Any], column: str, operator: str, wanted: tuple[str, ...] | None, entries: Any) -> Q:
    """Return the partners that have rows of any or of all entries of a list."""
    if wanted is None:
        return with_rows(rows)
    ids = [entries[slug].pk for slug in wanted if slug in entries]
    if operator == "has_any":
        return with_rows(rows.filter(**{f"{column}__in": ids})) if ids else NEVER
    return NEVER if len(ids) < len(wanted) else _combined(True, [with_rows(rows.filter(**{column: pk})) for pk in ids])


def _combined(every: bool, conditions: Iterable[Q]) -> Q:
    return reduce(and_ if every else or_, conditions)


def _model(name: str) -> Any:
    return apps.get_model("campaigns", name)


_FORMS: dict[str, Callable[..., Both]] = {
    "tier": _named(lambda facts: facts.tier, "tier_id", lambda context: context.tiers),
    "partner_type": _named(lambda facts: facts.partner_type, "partner_type_id", lambda context: context.partner_types),
    "country": _country,
    "territory": _territory,
    "language": _languages,
    "product_line": _product_lines,
    "certification": _certification,
    "certifications": _certifications,
    "revenue": _revenue,
    "training_score": _own("training_score", whole=True),
    "joined": _own("joined", whole=False),
    "distributor": _distributor,
    "account_manager": _manager,
}
