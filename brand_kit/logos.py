"""Logos of partners on the vendor's pages: where they are set, and what is to be said of them in words."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import replace

from brand_kit.composition import OpenField, ValuesRefused, stored_picture
from brand_kit.fields import KINDS, FieldRefused
from brand_kit.logo_sentences import sentence_of
from brand_kit.rendering.fonts import FontShelf
from brand_kit.rendering.logo_anatomy import anatomy_of
from brand_kit.rendering.logo_ground import ground_of
from brand_kit.rendering.logo_placing import Placement, Site, place_logo
from brand_kit.rendering.logo_verdicts import medium_of
from brand_kit.rendering.master import Master
from brand_kit.rendering.picture import Picture
from brand_kit.rendering.values import Placed, Value

_MOST_KEPT = 1024
_placements: OrderedDict[tuple[object, ...], Placement] = OrderedDict()


def logo_placements(
    master: Master, fields: Mapping[str, OpenField], values: Mapping[str, Value], shelf: FontShelf
) -> dict[str, Placement]:
    """Return how each partner's logo among values is set in a master's slot, by key; the grey sample is left as it is.

    The same values in the same master give the same placements, which a process remembers.
    """
    found = {}
    for key, value in values.items():
        slot, field = master.manifest.slots.get(key), fields.get(key)
        if slot is None or field is None or slot.kind != "logo" or not isinstance(value, Placed):
            continue
        if value.picture.digest != _sample():
            found[key] = _placement(master, field, values, shelf, value)
    return found


def with_logos_set(values: Mapping[str, Value], placements: Mapping[str, Placement]) -> dict[str, Value]:
    """Return values with each logo in the version and the setting that were chosen for it.

    Raises:
        ValuesRefused: with a sentence for each logo that cannot be set where it is.
    """
    errors = {key: refusal(each) for key, each in placements.items() if each.refused}
    if errors:
        raise ValuesRefused(errors)
    found = dict(values)
    for key, each in placements.items():
        placed = found[key]
        if isinstance(placed, Placed):
            found[key] = replace(placed, picture=each.picture, setting=each.setting)
    return found


def refusal(placement: Placement) -> FieldRefused:
    """Return why a logo cannot be set; raises `ValueError` if it can."""
    verdict = placement.refused
    if verdict is None:
        raise ValueError("This logo can be set.")
    return FieldRefused(f"logo-{verdict.id}", sentence_of(verdict))


def site_of(
    master: Master, field: OpenField, values: Mapping[str, Value], shelf: FontShelf, *, margin: float = 0.0
) -> Site:
    """Return the place of a logo with all that counts there; the ground may be taken with a margin, to be shown."""
    manifest, slot = master.manifest, master.manifest.slots[field.key]
    ground = ground_of(master, slot, values, shelf, margin=margin)
    medium = medium_of(manifest.kind, manifest.medium)
    minimum = field.rules.minimum_width
    return Site(slot, ground, dict(manifest.plates), medium, minimum, _vendor_area(master, slot.page))


def _placement(
    master: Master, field: OpenField, values: Mapping[str, Value], shelf: FontShelf, value: Placed
) -> Placement:
    versions = [value.picture, *_versions(field, value.picture.digest)]
    beneath = tuple(
        each.picture.digest for key, each in sorted(values.items()) if key != field.key and isinstance(each, Placed)
    )
    digests = tuple(each.digest for each in versions)
    name = (master.manifest.digest, field.key, field.rules.minimum_width, digests, beneath)
    known = _placements.get(name)
    if known is None:
        known = _placements[name] = place_logo(site_of(master, field, values, shelf), versions)
    _placements.move_to_end(name)
    while len(_placements) > _MOST_KEPT:
        _placements.popitem(last=False)
    return known


def _versions(field: OpenField, digest: str) -> list[Picture]:
    """Return the other versions of a logo that can be found."""
    rules = field.rules
    found = []
    for other in rules.versions(digest) if rules.versions and rules.pictures else ():
        try:
            found.append(rules.pictures(other))  # type: ignore[misc]
        except LookupError:
            continue
    return found


def _vendor_area(master: Master, page: int) -> float:
    """Return the optical area of the vendor's largest logo on a page, or on any page if that has none."""
    areas: dict[bool, float] = {}
    for drawn in master.manifest.logos:
        try:
            anatomy = anatomy_of(stored_picture(drawn.digest))
        except (LookupError, ValueError, OSError):
            continue  # a logo that is not kept any more says nothing about size
        left, bottom, right, top = anatomy.mark
        width, height = drawn.width * (right - left) / 10_000, drawn.height * (top - bottom) / 10_000
        here = drawn.page == page
        areas[here] = max(areas.get(here, 0.0), anatomy.optical_area(width, height))
    return areas.get(True) or areas.get(False, 0.0)


def _sample() -> str:
    return str(KINDS["logo"].placeholder.digest)  # type: ignore[attr-defined]
