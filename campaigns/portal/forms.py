"""The fields of a piece as a form: what stands in each, where it comes from, and what was posted."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from django import forms
from django.utils.datastructures import MultiValueDict

from brand_kit.fields import FieldRefused
from brand_kit.fields.logo import LogoKind
from brand_kit.fields.picture import PictureKind
from brand_kit.models import ProfileSource
from brand_kit.rendering.values import Code, Text
from campaigns.composition import Filled, Origin, Piece, page_address
from campaigns.logos import LogoReport
from campaigns.models import Partner
from campaigns.portal.drawing import Room

START = "f-"
"""What the name of each input begins with."""


class TakePicture(Protocol):
    """Keeps an uploaded picture and returns its digest."""

    def __call__(self, data: bytes, *, logo: bool) -> str:
        """`logo` tells that it is one, whose box may be taken away."""
        ...


@dataclass(frozen=True)
class Choice:
    """A picture that can be chosen."""

    digest: str
    chosen: bool
    on_dark: bool = False


@dataclass(frozen=True)
class Shown:
    """A field as the page shows it."""

    key: str
    label: str
    help: str
    kind: str
    origin: str
    widget: str
    """The input, as HTML."""
    words: str
    """What stands in it, as it is set in the file; empty if it cannot be set."""
    grouped: bool
    """Whether there are several inputs, each with a label of its own."""
    required: bool
    error: str = ""
    room: Room | None = None
    pictures: tuple[Choice, ...] = ()
    sample_must_go: bool = False
    theirs: str | None = None
    """What somebody else has written meanwhile."""
    has_spot: bool = True
    logo: LogoReport | None = None
    """What is to be said of a logo at its place."""

    @property
    def id(self) -> str:
        """The id of its input, or of the first of them."""
        return f"{START}{self.key}"

    @property
    def of_pictures(self) -> bool:
        """Whether it holds a picture."""
        return self.kind in ("picture", "logo")


@dataclass(frozen=True)
class Fields:
    """The fields of a piece that its partner may change."""

    own: list[Shown] = field(default_factory=list)
    """Those to fill in."""
    profile: list[Shown] = field(default_factory=list)
    """Those that the profile fills."""

    @property
    def all(self) -> list[Shown]:
        """All of them."""
        return [*self.own, *self.profile]

    @property
    def profile_wrong(self) -> bool:
        """Whether something about the profile's needs a look."""
        return any(each.error or each.theirs is not None for each in self.profile)


def shown_fields(
    piece: Piece,
    refused: Mapping[str, FieldRefused],
    room: Mapping[str, Room],
    *,
    posted: Mapping[str, object] | None = None,
    theirs: Mapping[str, str] | None = None,
    spots: Collection[str] | None = None,
    logos: Mapping[str, LogoReport] | None = None,
) -> Fields:
    """Return the fields that the partner may change; what was posted and not saved stands in its place."""
    found = Fields()
    for key, filled in piece.fields.items():
        if not filled.open:
            continue
        error = refused.get(key) or filled.error
        # What nobody typed is shown in its stored form, in which every input finds its own entry again.
        standing = filled.raw if filled.origin is Origin.TYPED else piece.cleaned.get(key, filled.raw)
        raw = (posted or {}).get(key, standing)
        shown = Shown(
            key=key,
            label=filled.field.label,
            help=filled.field.help,
            kind=filled.field.kind.key,
            origin=str(filled.origin),
            widget=_widget_html(filled, raw, described=_described(key, filled, bool(error))),
            words=words_of(piece, key),
            grouped=getattr(_widget(filled), "use_fieldset", False),
            required=filled.field.rules.required,
            error=str(error) if error else "",
            room=room.get(key),
            pictures=_choices(piece.collateral.partner, filled, raw),
            sample_must_go=filled.field.rules.change_required and filled.origin is Origin.SAMPLE,
            theirs=(theirs or {}).get(key),
            has_spot=spots is None or key in spots,
            logo=(logos or {}).get(key),
        )
        (found.profile if _from_profile(filled) else found.own).append(shown)
    return found


def words_of(piece: Piece, key: str) -> str:
    """Return what stands in a field in words, as the file says it."""
    filled, cleaned = piece.fields[key], piece.cleaned.get(key)
    if filled.origin is Origin.ADDRESS:
        return page_address(piece.collateral)
    if cleaned is None:
        return ""
    try:
        value = filled.field.kind.set(cleaned, filled.field.place, filled.field.rules)
    except FieldRefused:
        return ""
    if isinstance(value, Text | Code):
        return value.text
    return value.alt


def posted_values(
    piece: Piece,
    data: Mapping[str, Any],
    files: MultiValueDict[str, Any],
    *,
    keys: Collection[str] | None = None,
    take: TakePicture | None = None,
) -> dict[str, object]:
    """Return what was posted for the fields that differ from what stands in them, as it was typed.

    `take` keeps an uploaded picture and returns its digest; without it uploads are left out.
    """
    found: dict[str, object] = {}
    for key, filled in piece.fields.items():
        if not filled.open or (keys is not None and key not in keys):
            continue
        widget = _widget(filled)
        if widget.value_omitted_from_data(data, files, f"{START}{key}"):
            continue
        value = widget.value_from_datadict(data, files, f"{START}{key}")
        if isinstance(filled.field.kind, PictureKind):
            value = _picked(value, take, logo=isinstance(filled.field.kind, LogoKind))
        value = _plain(value)
        if not _same(filled, value):
            found[key] = value
    return found


def _picked(value: object, take: TakePicture | None, *, logo: bool) -> dict[str, object]:
    parts = dict(value) if isinstance(value, Mapping) else {}
    upload = parts.pop("upload", None)
    if upload and take is not None:
        parts["digest"] = take(upload.read(), logo=logo)
    return {key: part for key, part in parts.items() if part}


def _plain(value: object) -> object:
    """Return a value as JSON keeps it; PostgreSQL takes no NUL."""
    if isinstance(value, Mapping):
        return {str(key): _plain(part) for key, part in value.items()}
    return "" if value is None else str(value).replace("\x00", "")


def _same(filled: Filled, posted: object) -> bool:
    """Tell whether what was posted is what stands in a field already."""
    if posted == filled.raw or (posted in ("", {}) and filled.raw in (None, "", {})):
        return True
    rules, place, kind = filled.field.rules, filled.field.place, filled.field.kind
    try:
        return bool(kind.read(posted, rules, place) == kind.read(filled.raw, rules, place))
    except FieldRefused:
        return False


def _from_profile(filled: Filled) -> bool:
    source = filled.field.profile_source
    return filled.origin in (Origin.PROFILE, Origin.ADDRESS) or (bool(source) and filled.origin is Origin.TYPED)


def _widget(filled: Filled) -> forms.Widget:
    widget: forms.Widget = filled.field.kind.form_field(filled.field.rules, filled.field.place).widget
    widget.is_required = False  # drafts are saved with holes; what a file needs is asked when it is made
    return widget


def _described(key: str, filled: Filled, wrong: bool) -> dict[str, str]:
    ids = [f"{START}{key}-error"] if wrong else []
    ids += [f"{START}{key}-help"] if filled.field.help else []
    ids += [f"{START}{key}-room"] if filled.field.kind.region_kind == "text" else []
    attrs = {"id": f"{START}{key}", "data-field": key}
    if ids:
        attrs["aria-describedby"] = " ".join(ids)
    if wrong:
        attrs["aria-invalid"] = "true"
    if filled.field.rules.required:
        attrs["aria-required"] = "true"
    return attrs


def _widget_html(filled: Filled, raw: object, described: dict[str, str]) -> str:
    widget = _widget(filled)
    widget.attrs = {**widget.attrs, "autocomplete": widget.attrs.get("autocomplete", "off")}
    return str(widget.render(f"{START}{filled.field.key}", raw, described))


def _choices(partner: Partner, filled: Filled, raw: object) -> tuple[Choice, ...]:
    """Return the pictures that a partner can choose from: its logos, and what it has uploaded, newest first."""
    if not isinstance(filled.field.kind, PictureKind):
        return ()
    chosen = raw.get("digest") if isinstance(raw, Mapping) else raw
    digests: dict[str, bool] = {}
    if filled.field.kind.key == "logo" or filled.field.profile_source == ProfileSource.LOGO:
        digests |= {partner.logo.digest: False} if partner.logo else {}
        digests |= {partner.logo_on_dark.digest: True} if partner.logo_on_dark else {}
    uploads = partner.pictures.select_related("picture")[:12]
    digests |= {each.picture.digest: False for each in uploads if each.picture.digest not in digests}
    return tuple(Choice(digest, digest == chosen, on_dark) for digest, on_dark in digests.items())
