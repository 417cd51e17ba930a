"""Filling a template for somebody: what was entered is cleaned, checked against the brand's wording, and set."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from django.utils.translation import gettext as _

from brand_kit.actions.compile_template import compile_template
from brand_kit.actions.store_picture import store_picture
from brand_kit.composition import OpenField, ValuesRefused, cleaned_values, open_fields, set_values, stored_picture
from brand_kit.fields import FieldRefused, postal
from brand_kit.logos import logo_placements, with_logos_set
from brand_kit.masters import font_shelf, read_master
from brand_kit.models import Template
from brand_kit.permissions import Actor
from brand_kit.rendering.errors import RenderingError, ValueRefused
from brand_kit.rendering.finish import finish
from brand_kit.rendering.fonts import FontShelf
from brand_kit.rendering.logo_placing import Placement
from brand_kit.rendering.master import Master
from brand_kit.rendering.page import RegionKind
from brand_kit.rendering.picture import Picture
from brand_kit.rendering.raster import FORMATS
from brand_kit.rendering.values import Text, Value
from brand_kit.wording import forbidden_in, forbidden_words

MOST_PICTURE_BYTES = 10 * 1024 * 1024
PARTS: Mapping[str, tuple[str, ...]] = {
    "address": ("country_code", *postal.PARTS),
    "money": ("amount", "currency"),
    "picture": ("path", "digest", "alt"),
    "logo": ("path", "digest", "alt"),
}
"""The parts that a file or a table may name of a value, by kind of field; every other kind is of one piece."""


@dataclass(frozen=True)
class Filling:
    """A template that is ready to be filled in one language and edition, as often as wanted."""

    master: Master
    fields: Mapping[str, OpenField]
    forbidden: tuple[str, ...]
    shelf: FontShelf

    def values(self, raw: Mapping[str, object], *, partner: str = "") -> dict[str, Value]:
        """Return what was entered as the engine sets it; `partner` is whose logo it is.

        Raises:
            ValuesRefused: with the refusals of all fields at once.
        """
        fields = self.fields
        if partner:
            fields = {key: replace(field, rules=replace(field.rules, partner=partner)) for key, field in fields.items()}
        if strange := _strange_parts(fields, raw):
            raise ValuesRefused(strange)
        values = set_values(fields, cleaned_values(fields, raw))
        errors = {key: refusal for key, value in values.items() if (refusal := self._forbidden(value))}
        if errors:
            raise ValuesRefused(errors)
        return with_logos_set(values, self.placements(values))

    def placements(self, values: Mapping[str, Value]) -> dict[str, Placement]:
        """Return how each logo among values is set, on what lies under it."""
        return logo_placements(self.master, self.fields, values, self.shelf)

    def finished(self, values: Mapping[str, Value], extension: str) -> bytes:
        """Return the finished file.

        Raises:
            ValuesRefused: with the refusal of the one field that does not fit or lacks a glyph.
            RenderingError: if the edition is not made as such a file.
        """
        try:
            return finish(self.master, values, self.shelf, extension)
        except ValueRefused as refused:
            raise ValuesRefused({refused.key: FieldRefused(refused.code, str(refused))}) from refused

    def _forbidden(self, value: Value) -> FieldRefused | None:
        if not isinstance(value, Text):
            return None
        if word := forbidden_in(value.text, self.forbidden):
            return FieldRefused("forbidden", _("The brand does not allow the words “%s”: leave them out.") % word)
        return None


def prepare(
    *, template: Template, language_code: str, edition: str, by: Actor, territory: str | None = None
) -> Filling:
    """Return a template ready to be filled; its master is compiled if it is not there yet.

    Raises:
        PermissionDenied: if `by` may not have it compiled.
        RenderingError: if it cannot be compiled.
    """
    master = read_master(compile_template(template=template, language_code=language_code, edition=edition, by=by))
    fields = open_fields(template, language_code, territory=territory, pictures=stored_picture, take_picture=_taker(by))
    return Filling(master, fields, forbidden_words(template, language_code), font_shelf())


def _taker(by: Actor) -> Callable[[bytes], Picture]:
    """Return what converts and keeps uploads; the rows of a table often name the same file."""
    known: dict[str, str] = {}

    def take(data: bytes) -> Picture:
        digest = hashlib.sha256(data).hexdigest()
        if digest not in known:
            known[digest] = store_picture(data=data, by=by).digest
        return stored_picture(known[digest])

    return take


def _strange_parts(fields: Mapping[str, OpenField], raw: Mapping[str, object]) -> dict[str, FieldRefused]:
    """Return a refusal for each value with a part that its kind does not know, and so would leave out in silence."""
    found = {}
    for key, field in fields.items():
        value, known = raw.get(key), PARTS.get(field.kind.key, ())
        strange = sorted(str(part) for part in value.keys() - {*known, "upload"}) if isinstance(value, Mapping) else []
        if strange and known:
            facts = {"part": strange[0], "known": ", ".join(known)}
            found[key] = FieldRefused("part", _("There is no part “%(part)s”; there are %(known)s.") % facts)
    return found


def refusals(refused: ValuesRefused) -> list[str]:
    """Return a line for each refused field, which begins with its key and, where it is about one, the part."""
    return [
        f"{'.'.join(filter(None, (key[:60], error.part)))}: {str(error)[:400]}" for key, error in refused.errors.items()
    ]


def read_pictures(raw: Mapping[str, object], fields: Mapping[str, OpenField], folder: Path) -> dict[str, object]:
    """Return raw values with the pictures that are given as paths read in.

    Paths are relative to `folder` and may not leave it: whoever wrote the values must not reach other files.

    Raises:
        ValuesRefused: with the pictures that cannot be read.
    """
    read: dict[str, object] = dict(raw)
    errors = {}
    for key, field in fields.items():
        value = raw.get(key)
        parts = dict(value) if isinstance(value, Mapping) else {"path": value}
        if field.region.kind not in (RegionKind.PICTURE, RegionKind.LOGO) or "path" not in parts:
            continue
        path = parts.pop("path")
        if path is None or path == "":
            read[key] = parts
            continue
        try:
            read[key] = {**parts, "upload": _picture_bytes(folder.resolve(), path)}
        except FieldRefused as refused:
            errors[key] = refused
    if errors:
        raise ValuesRefused(errors)
    return read


def _picture_bytes(folder: Path, path: object) -> bytes:
    if not isinstance(path, str):
        raise FieldRefused("picture", _("Name the file of the picture."))
    try:
        file = (folder / path).resolve()
        inside, there = file.is_relative_to(folder), file.is_file()
        if inside and there:
            with file.open("rb") as opened:
                content = opened.read(MOST_PICTURE_BYTES + 1)
    except (OSError, ValueError, RuntimeError):  # unreadable, a null character in the name, a loop of links
        inside, there, content = True, True, b""
    if not inside:
        raise FieldRefused(
            "picture", _("%s is outside the folder of the values: put the picture beside them.") % path[:200]
        )
    if not there:
        raise FieldRefused("picture", _("There is no file %s.") % path[:200])
    if not content:
        raise FieldRefused("picture", _("The file %s is empty or cannot be read.") % path[:200])
    return content


def edition_for(template: Template, *, edition: str | None, extension: str, paper: str | None = None) -> str:
    """Return the edition to make: the one named, or the first that is made as such a file (on such a paper).

    Raises:
        RenderingError: if the template has no such edition; the message lists those that it has.
    """
    editions = template.design.editions
    wanted = extension.lower().lstrip(".")
    kind = "pdf" if wanted == "pdf" else "picture" if wanted in FORMATS else ""
    facts = {"template": template.slug, "edition": edition, "extension": wanted, "known": ", ".join(editions)}
    if edition and edition not in editions:
        raise RenderingError(_("%(template)s has no edition %(edition)s; it has %(known)s.") % facts)
    if edition and editions[edition].kind == kind:
        return edition
    if edition:
        facts["known"] = "pdf" if editions[edition].kind == "pdf" else "png, jpg or webp"
        raise RenderingError(_("The edition %(edition)s is made as %(known)s, not as %(extension)s.") % facts)
    for key, known in editions.items():
        if known.kind == kind and (paper is None or known.paper == paper):
            return key
    raise RenderingError(_("%(template)s is not made as %(extension)s; its editions are %(known)s.") % facts)


def extension_for(template: Template, edition: str | None) -> str:
    """Return the ending of the files of an edition, or of a template's first where none is named."""
    editions = template.design.editions
    found = editions.get(edition or "") or next(iter(editions.values()))
    return "pdf" if found.kind == "pdf" else "png"
