"""What every kind of field shares: its rules, the place it is set for, its refusals and the registry of kinds."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar

import babel
from babel.core import get_global
from babel.numbers import get_territory_currencies
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from brand_kit.rendering.page import RegionKind
from brand_kit.rendering.picture import Picture
from brand_kit.rendering.values import Value

if TYPE_CHECKING:
    from django import forms

Cleaned = str | dict[str, str] | None
"""A cleaned value as it is saved: JSON, and `None` where nothing was given."""


class FieldRefused(Exception):
    """A value that cannot be taken; the message is one translated sentence that says what to do."""

    def __init__(self, code: str, message: str, *, part: str = "") -> None:
        """Keep a stable code, the sentence, and the part of the field that it is about (such as `postal_code`)."""
        super().__init__(message)
        self.code = code
        self.message = message
        self.part = part


@dataclass(frozen=True)
class Place:
    """The language, the territory and the currency for which a value is cleaned and set."""

    language: str
    """A BCP 47 tag, such as `pt-BR` or `zh-Hans`."""
    territory: str | None = None
    """An ISO 3166-1 or 3166-2 code, such as `AE` or `DE-BY`; anything wider than a country counts as none."""
    currency: str | None = None
    """An ISO 4217 code; none means the territory's own."""

    @cached_property
    def babel(self) -> babel.Locale:
        """The CLDR locale nearest to the language as it is used in the territory.

        Raises `ValueError` for a language that CLDR does not know.
        """
        country = (self.territory or "")[:2]
        for tag in (f"{self.language}-{country}" if country else self.language, self.language):
            try:
                return babel.Locale.parse(tag, sep="-")
            except (babel.UnknownLocaleError, ValueError):
                continue
        try:
            return babel.Locale.parse(self.language.split("-")[0])
        except babel.UnknownLocaleError as unknown:
            raise ValueError(f"CLDR does not know the language {self.language[:20]!r}.") from unknown

    @cached_property
    def country(self) -> str:
        """The ISO 3166-1 code: the territory's, or the language's most likely one (CLDR), or an empty string."""
        own = (self.territory or "").upper().split("-")[0]
        if len(own) == 2 and own.isascii() and own.isalpha():
            return own
        if self.babel.territory and len(self.babel.territory) == 2:
            return self.babel.territory
        likely = get_global("likely_subtags")
        whole = likely.get(str(self.babel)) or likely.get(self.babel.language) or ""
        last = whole.split("_")[-1]
        return last if len(last) == 2 and last.isupper() else ""

    @cached_property
    def money(self) -> str:
        """The ISO 4217 code of the currency; euros where neither the place nor its country says."""
        if self.currency:
            return self.currency
        return next(iter(get_territory_currencies(self.country)), "EUR") if self.country else "EUR"

    @property
    def right_to_left(self) -> bool:
        """Whether the language is written from right to left."""
        return bool(self.babel.text_direction == "rtl")


@dataclass(frozen=True)
class Rules:
    """What the vendor allows in one field of one template."""

    required: bool = False
    change_required: bool = False
    """Whether the sample must be replaced before a file leaves."""
    max_length: int | None = None
    """The most graphemes; none means the kind's own limit."""
    max_lines: int | None = None
    """The most lines; none means the kind's own limit."""
    choices: tuple[tuple[str, Mapping[str, str]], ...] = ()
    """Keys and their labels by language tag; the first label of a choice stands in where a language has none."""
    default: Cleaned = None
    """What stands in the field before anybody fills it."""
    currencies: tuple[str, ...] = ()
    """The ISO 4217 codes to choose from; none means the place's own."""
    weekday: bool = False
    """Whether a date is set with the day of the week."""
    zero_decimals: bool = False
    """Whether a round amount is set as 49.00 rather than 49."""
    partner: str = ""
    """Whose logo it is, in the words that a screen reader says."""
    pictures: Callable[[str], Picture] | None = None
    """Finds a canonical picture by digest *among those that the acting person may use*; raises `LookupError`."""
    take_picture: Callable[[bytes], Picture] | None = None
    """Converts and keeps an upload; raises `PictureRefused`."""
    versions: Callable[[str], tuple[str, ...]] | None = None
    """Names the digests of the other versions of a logo, such as that for dark ground."""
    minimum_width: float = 0.0
    """The least width in points at which the brand lets a partner's logo stand; 0 sets no limit."""


NO_RULES = Rules()
"""The rules of a field of which nothing is asked."""


class Kind(ABC):
    """A kind of field: how its values are cleaned, shown in a form and set into a slot."""

    key: ClassVar[str]
    label: ClassVar[str | Promise]
    region_kind: ClassVar[RegionKind] = RegionKind.TEXT
    link: ClassVar[bool] = False
    """Whether a value of this kind can lead somewhere."""

    def clean(self, raw: object, rules: Rules, place: Place) -> Cleaned:
        """Return the value as it is saved, or `None` for nothing; cleaning it again changes nothing.

        Raises `FieldRefused`.
        """
        value = self.read(raw, rules, place)
        if value is None:
            if rules.required:
                raise FieldRefused("required", _("Fill in this field."))
            return None
        if rules.change_required and self.is_sample(value, rules, place):
            raise FieldRefused("unchanged", _("Replace the sample with your own words."))
        return value

    def is_sample(self, value: Cleaned, rules: Rules, place: Place) -> bool:
        """Tell whether a cleaned value is still the sample, however it is capitalised."""
        try:
            return _folded(value) == _folded(self.sample(rules, place))
        except FieldRefused:
            return False  # The vendor's default does not follow the vendor's rules; that is not this person's fault.

    def sample(self, rules: Rules, place: Place) -> Cleaned:
        """Return the vendor's default, or else a believable value for the place."""
        if rules.default is not None:
            return self.read(rules.default, rules, place)
        return self.example(rules, place)

    @abstractmethod
    def read(self, raw: object, rules: Rules, place: Place) -> Cleaned:
        """Return a cleaned value or `None` for nothing, without asking whether the field is required."""

    @abstractmethod
    def example(self, rules: Rules, place: Place) -> Cleaned:
        """Return an invented value that a reader in the place would believe."""

    @abstractmethod
    def form_field(self, rules: Rules, place: Place) -> forms.Field:
        """Return a form field whose cleaning is this kind's own."""

    @abstractmethod
    def set(self, value: Cleaned, place: Place, rules: Rules = NO_RULES) -> Value:
        """Return a cleaned value, which is not `None`, as it stands in a slot of a file for the place."""


def _folded(value: Cleaned) -> object:
    """Return what two values are compared by: their words without case and spacing."""
    if isinstance(value, dict):
        return {key: _folded(part) for key, part in value.items()}
    return " ".join(value.casefold().split()) if value else value


KINDS: dict[str, Kind] = {}
"""Every kind of field by key, in the order in which a menu shows them; the package fills it."""


def register(*kinds: Kind) -> None:
    """Add kinds to the registry; a key can be taken only once."""
    for each in kinds:
        if each.key in KINDS:
            raise ValueError(f"There is already a kind of field called {each.key!r}.")
        KINDS[each.key] = each


def kind(key: str) -> Kind:
    """Return the kind with a key; raises `LookupError` with the keys that there are."""
    try:
        return KINDS[key]
    except KeyError:
        raise LookupError(f"There is no kind of field {key!r}; choose one of {', '.join(KINDS)}.") from None
