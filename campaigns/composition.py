"""From a partner's collateral to what the engine takes: the only bridge from campaigns to the renderer."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from dataclasses import astuple, dataclass, replace
from enum import StrEnum
from functools import cached_property

from django.conf import settings

from brand_kit.composition import (
    OpenField,
    ValuesRefused,
    cleaned_values,
    open_fields,
    stored_picture,
    translations_of,
)
from brand_kit.fields import Cleaned, FieldRefused
from brand_kit.filling import Filling
from brand_kit.masters import font_shelf, master_for
from brand_kit.models import TITLE_KEY, ProfileSource, Template
from brand_kit.rendering.errors import ValueRefused
from brand_kit.rendering.fill import fill
from brand_kit.rendering.logo_placing import Placement
from brand_kit.rendering.master import Master
from brand_kit.rendering.page import Edition, RegionKind
from brand_kit.rendering.picture import Picture
from brand_kit.rendering.values import Code, Value
from brand_kit.wording import forbidden_words
from campaigns.geography import paper_of
from campaigns.models import Campaign, Collateral, LocalName, Partner
from campaigns.offers import FieldLimit, rules_for


class Origin(StrEnum):
    """Where what stands in a field comes from."""

    TYPED = "typed"
    PROFILE = "profile"
    SAMPLE = "sample"
    ADDRESS = "address"
    """The address of the collateral's own page, which the site sets into a code that nobody has filled."""


@dataclass(frozen=True)
class Filled:
    """One field of a collateral, with what stands in it."""

    field: OpenField
    raw: object
    origin: Origin
    open: bool
    """Whether this partner may change it."""
    error: FieldRefused | None = None


@dataclass(frozen=True)
class Ground:
    """What a piece stands on before anything is typed: its fields, those that are open, and what the profile knows."""

    fields: Mapping[str, OpenField]
    open: frozenset[str]
    profile: Mapping[str, object]


@dataclass(frozen=True)
class Piece:
    """A collateral with every field looked at; `masters` are asked for by edition."""

    collateral: Collateral
    ground: Ground
    fields: Mapping[str, Filled]
    cleaned: Mapping[str, Cleaned]
    """The values of the fields that could be cleaned."""

    @property
    def errors(self) -> dict[str, FieldRefused]:
        """The refusals, by the key of their field."""
        return {key: filled.error for key, filled in self.fields.items() if filled.error}

    @cached_property
    def forbidden(self) -> tuple[str, ...]:
        """The words that the brand does not allow in this language."""
        return forbidden_words(self.collateral.template, self.collateral.language_code)

    def editions(self) -> dict[str, Edition]:
        """Return the editions that suit the partner's country: its paper only, where a layout has several."""
        return editions_for(self.collateral.template, self.collateral.partner)

    def filling(self, edition: str) -> Filling:
        """Return the piece ready to be filled in one edition; never compiles.

        Raises:
            MasterMissing: if its master is not compiled yet.
        """
        template, language_code = self.collateral.template, self.collateral.language_code
        fields = {key: filled.field for key, filled in self.fields.items()}
        return Filling(master_for(template, language_code, edition), fields, self.forbidden, font_shelf())

    def values(self, filling: Filling, number: str = "") -> dict[str, Value]:
        """Return the values as the engine sets them; `number` is that of the file, for a code that holds its address.

        Raises:
            ValuesRefused: with the refusals of all fields at once.
        """
        if errors := self.errors:
            raise ValuesRefused(errors)
        own = {key for key, filled in self.fields.items() if filled.origin is Origin.ADDRESS}
        raw = {key: value for key, value in self.cleaned.items() if key in self.fields and key not in own}
        rest = replace(filling, fields={key: field for key, field in filling.fields.items() if key not in own})
        address = page_address(self.collateral, number)
        # The site's own address is no partner's to refuse, though a desk's begins with http:.
        code = Code(address, link=address if address.startswith("https://") else None)
        slots = filling.master.manifest.slots
        values: dict[str, Value] = {**rest.values(raw), **dict.fromkeys(own, code)}
        return {key: value for key, value in values.items() if key in slots}

    def placements(self, filling: Filling) -> dict[str, Placement]:
        """Return how each logo of the piece is set in an edition, and what was found; refused ones are among them."""
        digest = filling.master.manifest.digest
        if digest not in self._placements:
            self._placements[digest] = filling.placements(self._pictures())
        return self._placements[digest]

    @cached_property
    def _placements(self) -> dict[str, dict[str, Placement]]:
        """What `placements` has found, by master."""
        return {}

    def _pictures(self) -> dict[str, Value]:
        found: dict[str, Value] = {}
        for key, filled in self.fields.items():
            cleaned = self.cleaned.get(key)
            if cleaned is not None and filled.field.region.kind in (RegionKind.LOGO, RegionKind.PICTURE):
                with suppress(FieldRefused):  # a picture that is gone is told as a refusal of its field
                    found[key] = filled.field.kind.set(cleaned, filled.field.place, filled.field.rules)
        return found


def compose(collateral: Collateral) -> Piece:
    """Return a collateral with every field looked at: typed, from the profile, or the template's sample.

    What a partner's profile holds and the template asks for stands in a field until somebody types into it. A field
    that the campaign closes for this partner keeps its profile value or sample.
    """
    partner = collateral.partner
    limits = rules_for(collateral.campaign, collateral.template, partner)
    profile = profile_values(partner, collateral.language_code)
    return composed_on(Ground(_fields(collateral, limits), frozenset(limits), profile), collateral)


def composed_on(ground: Ground, collateral: Collateral) -> Piece:
    """Return a collateral with every field looked at, on ground that is known already; asks the database nothing."""
    found: dict[str, Filled] = {}
    cleaned: dict[str, Cleaned] = {}
    for key, field in ground.fields.items():
        typed = collateral.entered.get(key) if key in ground.open else None
        raw, origin = _standing(field, typed, ground.profile)
        if origin is Origin.ADDRESS and not has_page(collateral.campaign):
            known = ground.profile.get(ProfileSource.WEBSITE)
            raw, origin = (known, Origin.PROFILE) if known else (field.sample(), Origin.SAMPLE)
        error = None
        try:
            if origin is not Origin.ADDRESS:
                cleaned[key] = cleaned_values({key: field}, {key: raw})[key]
        except ValuesRefused as refused:
            error = refused.errors[key]
        found[key] = Filled(field, raw, origin, key in ground.open, error)
    return Piece(collateral, ground, found, cleaned)


def _fields(collateral: Collateral, limits: Mapping[str, FieldLimit]) -> dict[str, OpenField]:
    partner = collateral.partner
    fields = open_fields(
        collateral.template,
        collateral.language_code,
        territory=partner.country_id,
        partner=local_name(partner, collateral.language_code),
        pictures=pictures_of(partner),
        versions=_versions_of(partner),
    )
    return {key: _narrowed(field, limits.get(key)) for key, field in fields.items()}


def _narrowed(field: OpenField, rule: FieldLimit | None) -> OpenField:
    """Return a field with the campaign's own rule, which may only ask for more."""
    if rule is None:
        return field
    required = field.rules.required or rule.required
    return replace(field, rules=replace(field.rules, required=required, max_length=rule.max_length))


def _standing(field: OpenField, typed: object, profile: Mapping[str, object]) -> tuple[object, Origin]:
    if typed is not None:
        return typed, Origin.TYPED
    if field.kind.key == "code":
        return None, Origin.ADDRESS
    if field.profile_source and (known := profile.get(field.profile_source)):
        return known, Origin.PROFILE
    return field.sample(), Origin.SAMPLE


def profile_values(partner: Partner, language_code: str) -> dict[str, object]:
    """Return what a partner's profile says for each source that a template may name; what it lacks is left out."""
    local = _local(partner, language_code)
    name = local.name if local else partner.name
    found: dict[str, object] = {
        ProfileSource.NAME: name,
        ProfileSource.LEGAL_NAME: (local.legal_name if local else "") or partner.legal_name,
        ProfileSource.ADDRESS: partner.address,
        ProfileSource.PHONE: partner.phone,
        ProfileSource.EMAIL: partner.email,
        ProfileSource.WEBSITE: partner.website,
        ProfileSource.LOGO: {"digest": partner.logo.digest, "alt": name} if partner.logo else None,
    }
    return {str(source): value for source, value in found.items() if value}


def title_in(template: Template, language_code: str) -> str:
    """Return what a template is called in a language."""
    words = translations_of(template, language_code)
    return words[TITLE_KEY].text if TITLE_KEY in words else template.title


def local_name(partner: Partner, language_code: str) -> str:
    """Return how a partner is called in a language."""
    local = _local(partner, language_code)
    return local.name if local else partner.name


def _local(partner: Partner, language_code: str) -> LocalName | None:
    names = {each.language_code.lower(): each for each in partner.local_names.all()}
    wanted = language_code.lower()
    return names.get(wanted) or names.get(wanted.partition("-")[0])


def pictures_of(partner: Partner) -> Callable[[str], Picture]:
    """Return what finds a picture among those that a partner may use: its own uploads and logos."""

    def find(digest: str) -> Picture:
        if not partner.pictures.filter(picture__digest=digest).exists():
            own = {logo.digest for logo in (partner.logo, partner.logo_on_dark) if logo}
            if digest not in own:
                raise LookupError(digest)
        return stored_picture(digest)

    return find


def _versions_of(partner: Partner) -> Callable[[str], tuple[str, ...]]:
    """Return what names the other version of a partner's logo: that for dark ground, or that for light."""
    known = tuple(logo.digest for logo in (partner.logo, partner.logo_on_dark) if logo)

    def others(digest: str) -> tuple[str, ...]:
        return tuple(each for each in known if each != digest) if digest in known else ()

    return others


def editions_for(template: Template, partner: Partner) -> dict[str, Edition]:
    """Return the editions of a template on the paper of a partner's country; what knows no such paper stays."""
    editions = template.design.editions
    paper = paper_of(partner.country_id)
    other = {"a4": "letter", "letter": "a4"}[paper]
    papers = {edition.paper for edition in editions.values()}
    return {key: each for key, each in editions.items() if not (each.paper == other and paper in papers)}


def has_page(campaign: Campaign) -> bool:
    """Tell whether a campaign offers its partners a web page."""
    return bool(campaign.page_template_id)


def page_address(collateral: Collateral, number: str = "") -> str:
    """Return the address of a collateral's co-branded page, which counts the file that led to it."""
    path = f"/{collateral.language_code}/{collateral.campaign.slug}/with/{collateral.partner.slug}/"
    return f"{settings.WAGTAILADMIN_BASE_URL}{path}" + (f"?f={number}" if number else "")


@dataclass(frozen=True)
class Drawn:
    """A collateral as the file that it would become now."""

    data: bytes
    number: str
    refused: Mapping[str, FieldRefused]
    """Every refusal, by the key of its field; what is refused is left out of the file."""


def drawn(piece: Piece, edition: str, *, extension: str = "pdf", filling: Filling | None = None) -> Drawn:
    """Return the fill of a piece for a preview: the very file that would be issued, if nothing is refused.

    A field whose value is refused stays empty, so that the rest can be seen. `filling` is the piece's own, where the
    caller has asked for it already.

    Raises:
        MasterMissing: if the master is not compiled yet.
    """
    filling = filling or piece.filling(edition)
    number = file_number(piece, filling, edition, extension)
    refused = dict(piece.errors)
    while True:
        fields = {key: filled for key, filled in piece.fields.items() if key not in refused}
        rest = replace(piece, fields=fields)
        try:
            left = replace(filling, fields={key: filled.field for key, filled in fields.items()})
            values = rest.values(left, number)
            return Drawn(fill(_without(filling.master, refused), values, filling.shelf), number, refused)
        except ValuesRefused as error:
            fresh = error.errors
        except ValueRefused as error:
            fresh = {error.key: FieldRefused(error.code, str(error))}
        if not fresh.keys() - refused.keys():
            raise RuntimeError(f"The refused fields {sorted(fresh)} were filled all the same.")
        refused |= fresh


def _without(master: Master, keys: Collection[str]) -> Master:
    """Return a master whose slots of some keys may stay empty, though a file needs them."""
    slots = master.manifest.slots
    if not any(slots[key].required for key in keys if key in slots):
        return master
    left = {key: replace(slot, required=slot.required and key not in keys) for key, slot in slots.items()}
    return Master(master.data, replace(master.manifest, slots=left))


_LETTERS = "0123456789abcdefghjkmnpqrstvwxyz"
"""Crockford's base 32: no letter that is taken for a digit."""


def file_number(piece: Piece, filling: Filling, edition: str, extension: str) -> str:
    """Return the number of the file that a piece becomes: the same inputs, and only they, give the same number."""
    master = filling.master.manifest.digest
    inputs: list[object] = [piece.collateral.pk, master, edition, extension, dict(sorted(piece.cleaned.items()))]
    # Which version of a logo is set, and how, follows from the partner's profile too.
    if logos := piece.placements(filling):
        inputs.append({key: [each.picture.digest, astuple(each.setting)] for key, each in sorted(logos.items())})
    digest = hashlib.sha256(json.dumps(inputs, ensure_ascii=False, sort_keys=True).encode()).digest()
    number = int.from_bytes(digest[:8], "big")
    return "".join(_LETTERS[number >> shift & 31] for shift in range(55, -1, -5))
