"""What rules can ask of partners: the attributes that every program has, and those that the vendor adds."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from babel import Locale as CldrLocale
from babel import UnknownLocaleError
from babel.core import get_global
from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import get_language, pgettext_lazy, to_locale
from django.utils.translation import gettext_lazy as _

from campaigns.geography import country_name, languages_of
from campaigns.operands import shape_of

VENDOR = "x:"
"""How the keys of the vendor's own attributes begin."""
MOST_CHOICES = 40
"""More than so many are searched for rather than listed."""
FOUND_AT_ONCE = 20
Words = str | Promise
Option = tuple[str, str]

OPERATORS: dict[str, Words] = {
    "is": pgettext_lazy("operator", "is"),
    "is_any_of": pgettext_lazy("operator", "is any of"),
    "has_any": pgettext_lazy("operator", "has any of"),
    "has_all": pgettext_lazy("operator", "has all of"),
    "contains": pgettext_lazy("operator", "contains"),
    "at_least": pgettext_lazy("operator", "is at least"),
    "at_most": pgettext_lazy("operator", "is at most"),
    "between": pgettext_lazy("operator", "is between"),
    "before": pgettext_lazy("operator", "is before"),
    "after": pgettext_lazy("operator", "is after"),
    "within_last": pgettext_lazy("operator", "is within the last days"),
    "is_set": pgettext_lazy("operator", "is known"),
}
OF_KIND: dict[str, tuple[str, ...]] = {
    "ordered": ("is", "is_any_of", "at_least", "at_most", "is_set"),
    "choice": ("is", "is_any_of", "is_set"),
    "choices": ("has_any", "has_all", "is_set"),
    "place": ("is_any_of",),
    "money": ("at_least", "at_most", "between", "is_set"),
    "number": ("is", "at_least", "at_most", "between", "is_set"),
    "date": ("before", "after", "between", "within_last", "is_set"),
    "flag": ("is", "is_set"),
    "text": ("is", "contains", "is_set"),
}
"""The operators of each kind of attribute, unless an attribute says less."""


@dataclass(frozen=True)
class AttributeType:
    """Something that a rule can ask of a partner."""

    key: str
    label: Words
    kind: str
    takes: tuple[str, ...] = ()
    """The operators, where they are not all those of the kind."""
    options: Callable[[], list[Option]] | None = None
    """All values that can be chosen, with their names, where these are few enough to be read at once."""
    finder: Callable[[str], list[Option]] | None = None
    """Some values whose name holds a text."""
    labeller: Callable[[Iterable[str]], dict[str, str]] | None = None
    """The names of some values; a value that is not there any more has none."""
    known: bool = field(default=True)
    """Whether a value must be one of those that can be chosen."""

    @property
    def operators(self) -> dict[str, Words]:
        """The operators that it takes, with their names."""
        return {operator: OPERATORS[operator] for operator in self.takes or OF_KIND[self.kind]}

    @property
    def has_choices(self) -> bool:
        """Whether its values are chosen rather than entered."""
        return self.options is not None or self.finder is not None

    def choices(self) -> list[Option] | None:
        """Return the values that can be chosen; none where they are entered, or so many that one searches."""
        found = self.options() if self.options else []
        return found if 0 < len(found) <= MOST_CHOICES or (self.options and not found) else None

    def search(self, text: str) -> list[Option]:
        """Return at most twenty values whose name or key holds a text; with no text, the first."""
        text = text.strip()[:100]
        if self.finder:
            return self.finder(text)
        wanted = text.casefold()
        found = self.options() if self.options else []
        return [each for each in found if wanted in each[1].casefold() or wanted == each[0].casefold()][:FOUND_AT_ONCE]

    def labels(self, keys: Iterable[str]) -> dict[str, str]:
        """Return the names of values by their keys; one that is not there any more is left out."""
        if self.labeller:
            return self.labeller(keys)
        found = dict(self.options()) if self.options else {}
        return {key: found[key] for key in keys if key in found}

    def as_json(self) -> dict[str, Any]:
        """Return what an editor needs to know of it; choices are none where one searches or enters a value."""
        choices = self.choices()
        return {
            "key": self.key,
            "label": str(self.label),
            "kind": self.kind,
            "operators": [
                {"key": operator, "label": str(label), "value": shape_of(self.kind, operator)}
                for operator, label in self.operators.items()
            ],
            "choices": None if choices is None else [{"key": key, "label": label} for key, label in choices],
            "search": self.has_choices and choices is None,
        }


def all_attributes() -> dict[str, AttributeType]:
    """Return every attribute by its key, the vendor's own last, in the order in which they are offered. One query."""
    from campaigns.models import Attribute

    own = {each.key: each for each in _built_in()}
    return own | {VENDOR + each.key: _vendor(each) for each in Attribute.objects.all()}


def _vendor(attribute: Any) -> AttributeType:
    chosen = attribute.kind in (attribute.Kind.CHOICE, attribute.Kind.CHOICES)
    options: Callable[[], list[Option]] | None = partial(list, attribute.options.items()) if chosen else None
    return AttributeType(VENDOR + attribute.key, attribute.label, attribute.kind, options=options)


def _built_in() -> tuple[AttributeType, ...]:
    listed = partial(_listed, "Tier"), partial(_listed, "PartnerType"), partial(_listed, "ProductLine")
    return (
        AttributeType("tier", _("Tier"), "ordered", options=listed[0]),
        AttributeType("partner_type", _("Partner type"), "choice", options=listed[1]),
        AttributeType("country", _("Country"), "choice", ("is", "is_any_of"), _countries),
        AttributeType("territory", _("Territory"), "place", (), None, _find_places, _label_places),
        AttributeType("language", _("Language"), "choices", ("has_any", "has_all"), _languages, known=False),
        AttributeType("product_line", _("Product line"), "choices", options=listed[2]),
        AttributeType(
            "certification", _("Valid certification"), "choices", options=partial(_listed, "Certification")
        ),
        AttributeType(
            "certifications", _("Number of valid certifications"), "number", ("is", "at_least", "at_most", "between")
        ),
        AttributeType("revenue", _("Annual revenue"), "money"),
        AttributeType("training_score", _("Training score"), "number"),
        AttributeType("joined", _("Joined"), "date"),
        AttributeType(
            "distributor", _("Distributor"), "choice", ("is_any_of", "is_set"), None, _find_partners, _label_partners
        ),
        AttributeType(
            "account_manager", _("Account manager"), "choice", ("is_any_of", "is_set"), None, _find_managers,
            _label_managers,
        ),
    )  # fmt: skip


def _listed(model: str) -> list[Option]:
    from django.apps import apps

    return list(apps.get_model("campaigns", model)._default_manager.values_list("slug", "name"))


def _countries() -> list[Option]:
    from campaigns.models import Territory

    rows = Territory.objects.filter(kind=Territory.Kind.COUNTRY).order_by().values_list("code", "name")
    return sorted(((code, country_name(code) or name) for code, name in rows), key=lambda each: each[1].casefold())


def _languages() -> list[Option]:
    """Return the languages of the site, then every language that CLDR names and some country uses."""
    from wagtail.models import Locale

    shown = CldrLocale.parse(to_locale(get_language() or "en"))
    codes = dict.fromkeys(
        code.lower() for code in Locale.objects.order_by("pk").values_list("language_code", flat=True)
    )
    spoken = sorted({code.lower() for country in get_global("territory_languages") for code in languages_of(country)})
    found = []
    for code in (*codes, *(code for code in spoken if code not in codes)):
        try:
            name = CldrLocale.parse(to_locale(code)).get_display_name(shown)
        except (UnknownLocaleError, ValueError):
            name = None
        if name or code in codes:
            found.append((code, name or code))
    return found


def _find_places(text: str) -> list[Option]:
    """Return places by their name or code, the wider ones first; countries by their name on the screen."""
    from campaigns.models import Territory

    near = [code for code, name in _countries() if text.casefold() in name.casefold()] if text else []
    rows = Territory.objects.filter(Q(name__icontains=text) | Q(code__iexact=text) | Q(code__in=near))
    return _places(rows.order_by("depth", "name")[:FOUND_AT_ONCE])


def _label_places(codes: Iterable[str]) -> dict[str, str]:
    from campaigns.models import Territory

    return dict(_places(Territory.objects.filter(code__in=list(codes)).order_by("path")))


def _places(rows: QuerySet[Any]) -> list[Option]:
    return [(place.code, str(place)) for place in rows.only("code", "kind", "name")]


def _find_partners(text: str) -> list[Option]:
    """Return partners by name, those that others buy from first."""
    from campaigns.models import Partner

    above = Partner.objects.filter(distributor__isnull=False).order_by().values("distributor")
    rows = Partner.objects.filter(pk__in=above).order_by("name", "pk")
    return list(rows.filter(Q(name__icontains=text) | Q(slug=text)).values_list("slug", "name")[:FOUND_AT_ONCE])


def _label_partners(slugs: Iterable[str]) -> dict[str, str]:
    from campaigns.models import Partner

    return dict(Partner.objects.filter(slug__in=list(slugs)).order_by().values_list("slug", "name"))


def _find_managers(text: str) -> list[Option]:
    """Return people who manage the account of any partner."""
    from campaigns.models import Partner, User

    managers = Partner.objects.filter(account_manager__isnull=False).order_by().values("account_manager")
    rows = User.objects.filter(Q(full_name__icontains=text) | Q(email__icontains=text), pk__in=managers)
    return [(user.email, str(user)) for user in rows.order_by("full_name", "email")[:FOUND_AT_ONCE]]


def _label_managers(emails: Iterable[str]) -> dict[str, str]:
    from campaigns.models import User

    return {user.email: str(user) for user in User.objects.filter(email__in=list(emails))}
