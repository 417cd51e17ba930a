"""What partners are told of their logos: as they are uploaded, and at their place in a piece."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from brand_kit.filling import Filling
from brand_kit.logo_sentences import sentence_of
from brand_kit.logos import site_of
from brand_kit.models import StoredPicture
from brand_kit.rendering.logo_anatomy import anatomy_of
from brand_kit.rendering.logo_ground import page_part
from brand_kit.rendering.logo_pictures import MARGIN, arrival_picture, placed_picture
from brand_kit.rendering.logo_placing import Placement
from brand_kit.rendering.logo_verdicts import Verdict, on_arrival
from campaigns.composition import Piece

WIDE = 420
"""The longer side of a slot in a picture of a verdict, in pixels."""


@dataclass(frozen=True)
class Said:
    """A verdict in words."""

    id: str
    severity: str
    sentence: str


@dataclass(frozen=True)
class LogoReport:
    """What is to be said of a logo at its place in one edition."""

    key: str
    edition: str
    digest: str
    """The digest of the picture that was chosen for the field, whichever version of it is set."""
    placement: Placement
    verdicts: tuple[Said, ...]
    """The worst first."""

    @property
    def troubles(self) -> list[Said]:
        """Those that somebody should look at."""
        return [said for said in self.verdicts if said.severity != "good"]

    @property
    def well(self) -> list[Said]:
        """Those that are as they should be."""
        return [said for said in self.verdicts if said.severity == "good"]


def logo_reports(piece: Piece, filling: Filling) -> dict[str, LogoReport]:
    """Return what is to be said of each logo of a piece in one edition, by key."""
    return {
        key: LogoReport(key, filling.master.manifest.edition, _chosen(piece, key), placement, _in_words(placement))
        for key, placement in piece.placements(filling).items()
    }


def verdict_picture(piece: Piece, filling: Filling, key: str, verdict_id: str) -> bytes:
    """Return the picture of one verdict about a logo of a piece, as WebP.

    Raises:
        LookupError: if there is no such logo, or no such verdict about it.
    """
    placement = piece.placements(filling)[key]
    verdict = _named(placement.verdicts, verdict_id)
    field = piece.fields[key].field
    site = site_of(filling.master, field, {}, filling.shelf)
    # The page with everything else that stands in it, as the file will show it; without the logo, which is drawn anew.
    rest = {each: filled for each, filled in piece.fields.items() if each != key}
    page = page_part(_page_without(piece, filling, rest), site.slot, margin=MARGIN, longest=WIDE)
    return placed_picture(site, page, placement, verdict)


def arrival_verdicts(stored: StoredPicture, *, dark: bool, freed: bool = False) -> list[Said]:
    """Return what is to be said of a logo in a profile, the worst first; `dark` is that for dark ground."""
    found = on_arrival(anatomy_of(stored.canonical()), freed=freed, dark=dark)
    return [Said(verdict.id, verdict.severity, sentence_of(verdict)) for verdict in found]


def arrival_verdict_picture(stored: StoredPicture, verdict_id: str, *, dark: bool) -> bytes:
    """Return the picture of one verdict about a logo in a profile, as WebP.

    Raises:
        LookupError: if there is no such verdict about it.
    """
    picture = stored.canonical()
    verdicts = on_arrival(anatomy_of(picture), freed=verdict_id == "freed", dark=dark)
    return arrival_picture(picture, _named(verdicts, verdict_id), dark=dark)


def _page_without(piece: Piece, filling: Filling, fields: Mapping[str, object]) -> bytes:
    from campaigns.composition import drawn

    left = replace(piece, fields={key: piece.fields[key] for key in fields})
    edition, kind = filling.master.manifest.edition, filling.master.manifest.kind
    slots = {key: replace(slot, required=False) for key, slot in filling.master.manifest.slots.items()}
    master = replace(filling.master, manifest=replace(filling.master.manifest, slots=slots))
    lenient = replace(filling, master=master, fields={key: piece.fields[key].field for key in fields})
    return drawn(left, edition, extension="pdf" if kind == "pdf" else "png", filling=lenient).data


def _named(verdicts: object, verdict_id: str) -> Verdict:
    for verdict in verdicts if isinstance(verdicts, tuple | list) else ():
        if isinstance(verdict, Verdict) and verdict.id == verdict_id:
            return verdict
    raise LookupError(verdict_id)


def _in_words(placement: Placement) -> tuple[Said, ...]:
    return tuple(Said(verdict.id, verdict.severity, sentence_of(verdict)) for verdict in placement.verdicts)


def _chosen(piece: Piece, key: str) -> str:
    cleaned = piece.cleaned.get(key)
    return str(cleaned.get("digest", "")) if isinstance(cleaned, dict) else ""
