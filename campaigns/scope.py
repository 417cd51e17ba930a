"""What the staff of a region is limited to: the limits of its groups, as values and as conditions of a query.

A group without a `StaffScope` neither limits nor frees. Who has limits from several groups has what any of them has. A
limit that names territories and languages asks for both.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.apps import apps
from django.contrib.auth.models import PermissionsMixin
from django.db.models import Q, QuerySet

from brand_kit.permissions import Actor

NOTHING = Q(pk__in=[])
EVERYTHING = Q()


@dataclass(frozen=True)
class Limit:
    """The limit of one group: paths of territories, and languages; an empty one sets no limit of its sort."""

    territories: tuple[str, ...] = ()
    locales: tuple[str, ...] = ()

    def holds_territory(self, path: str) -> bool:
        """Tell whether a place is one of the limit's, or below one."""
        return not self.territories or path.startswith(self.territories)

    def holds_language(self, code: str) -> bool:
        """Tell whether a language is one of the limit's; `ar-AE` is in a limit to `ar`."""
        code = code.lower()
        return not self.locales or any(code == each or code.startswith(f"{each}-") for each in self.locales)


@dataclass(frozen=True)
class Scope:
    """What somebody may reach: everything, or what lies within one of some limits (none at all: nothing)."""

    unlimited: bool
    limits: tuple[Limit, ...] = ()

    @property
    def territories(self) -> tuple[str, ...] | None:
        """The paths of all territories within reach, or none where some limit sets no limit to territories."""
        if self.unlimited or any(not limit.territories for limit in self.limits):
            return None
        return tuple(dict.fromkeys(path for limit in self.limits for path in limit.territories))

    @property
    def locales(self) -> tuple[str, ...] | None:
        """The languages within reach, in small letters, or none where some limit sets no limit to languages."""
        if self.unlimited or any(not limit.locales for limit in self.limits):
            return None
        return tuple(dict.fromkeys(code for limit in self.limits for code in limit.locales))

    def holds_territory(self, path: str) -> bool:
        """Tell whether a place, given by its path, is within reach."""
        return self.unlimited or any(limit.holds_territory(path) for limit in self.limits)

    def holds_language(self, code: str) -> bool:
        """Tell whether a language is within reach."""
        return self.unlimited or any(limit.holds_language(code) for limit in self.limits)

    def holds_partner(self, paths: Iterable[str], languages: Iterable[str]) -> bool:
        """Tell whether a partner is within reach: it serves a place in a limit and speaks a language of the same one.

        `paths` are those of the territories that it serves, or of its country if it names none; `languages` its own
        and its further ones.
        """
        paths, languages = list(paths), list(languages)
        return self.unlimited or any(
            (not limit.territories or any(map(limit.holds_territory, paths)))
            and (not limit.locales or any(map(limit.holds_language, languages)))
            for limit in self.limits
        )

    def holds_campaign(self, paths: Iterable[str], languages: Iterable[str]) -> bool:
        """Tell whether a campaign is within reach: all its territories, and all its languages, are in one limit.

        A campaign that names no territory is for the whole world, and so within no limit to territories. One that
        names no language is within a limit to languages where that limits territories as well.
        """
        paths, languages = list(paths), list(languages)
        return self.unlimited or any(
            (not limit.territories or (bool(paths) and all(map(limit.holds_territory, paths))))
            and (bool(languages) or bool(limit.territories))
            and all(map(limit.holds_language, languages))
            for limit in self.limits
        )

    def partners(self) -> Q:
        """Return the partners within reach, as a condition for `Partner.objects.filter`, without joins."""
        return self._any(_partners_in)

    def campaigns(self) -> Q:
        """Return the campaigns within reach as they are published, as a condition for `Campaign.objects.filter`."""
        return self._any(_campaigns_in)

    def places(self) -> Q:
        """Return the territories within reach, as a condition for `Territory.objects.filter`."""
        return self._any(lambda limit: _below(limit.territories))

    def languages(self) -> Q:
        """Return the languages within reach, as a condition for `Locale.objects.filter`."""
        return self._any(lambda limit: _speaks(limit.locales))

    def _any(self, condition: Callable[[Limit], Q]) -> Q:
        if self.unlimited:
            return EVERYTHING
        return reduce(or_, map(condition, self.limits), NOTHING)


UNLIMITED = Scope(unlimited=True)
NO_REACH = Scope(unlimited=False)


def scope_of(by: Actor) -> Scope:
    """Return what somebody is limited to; the site itself, superusers and who is in no limited group have no limits.

    It says nothing of permissions. Kept on the account, as Django keeps permissions: three queries for each request.
    """
    if by is None:
        return UNLIMITED
    if not isinstance(by, PermissionsMixin) or not by.is_active:
        return NO_REACH
    if by.is_superuser:
        return UNLIMITED
    kept: Scope | None = getattr(by, "_kept_scope", None)
    if kept is None:
        kept = _read(by)
        by._kept_scope = kept  # type: ignore[attr-defined]
    return kept


def _read(by: PermissionsMixin) -> Scope:
    scopes = apps.get_model("campaigns", "StaffScope").objects.filter(group__in=by.groups.all())
    limits = tuple(
        Limit(
            tuple(place.path for place in each.territories.all()),
            tuple(locale.language_code.lower() for locale in each.locales.all()),
        )
        for each in scopes.order_by("pk").prefetch_related("territories", "locales")
    )
    if not limits or any(not limit.territories and not limit.locales for limit in limits):
        return UNLIMITED
    return Scope(unlimited=False, limits=limits)


def _below(paths: Iterable[str], field: str = "path") -> Q:
    paths = list(paths)
    if not paths:
        return EVERYTHING
    return reduce(or_, (Q(**{f"{field}__startswith": path}) for path in paths))


def _speaks(locales: Iterable[str], field: str = "language_code") -> Q:
    locales = list(locales)
    if not locales:
        return EVERYTHING
    each = (Q(**{f"{field}__iexact": code}) | Q(**{f"{field}__istartswith": f"{code}-"}) for code in locales)
    return reduce(or_, each)


def _rows(model: str, relation: str, field: str) -> QuerySet:  # type: ignore[type-arg]
    """Return the rows behind a many-to-many relation, as the ids of one of its ends."""
    through = apps.get_model("campaigns", model)._meta.get_field(relation).remote_field.through
    return through._default_manager.filter(**{f"{field}__isnull": False})  # type: ignore[no-any-return]


def _partners_in(limit: Limit) -> Q:
    condition = EVERYTHING
    if limit.territories:
        served = _rows("Partner", "territories", "partner")
        within = served.filter(_below(limit.territories, "territory__path")).values("partner")
        at_home = _below(limit.territories, "country__path") & ~Q(pk__in=served.values("partner"))
        condition &= Q(pk__in=within) | at_home
    if limit.locales:
        further = apps.get_model("campaigns", "PartnerLanguage").objects.filter(_speaks(limit.locales))
        condition &= _speaks(limit.locales) | Q(pk__in=further.values("partner"))
    return condition


def _campaigns_in(limit: Limit) -> Q:
    places, languages = _rows("Campaign", "territories", "campaign"), _rows("Campaign", "locales", "campaign")
    condition = Q(pk__in=(places if limit.territories else languages).values("campaign"))
    if limit.territories:
        outside = places.exclude(_below(limit.territories, "territory__path"))
        condition &= ~Q(pk__in=outside.values("campaign"))
    if limit.locales:
        strange = languages.exclude(_speaks(limit.locales, "locale__language_code"))
        condition &= ~Q(pk__in=strange.values("campaign"))
    return condition
