"""What is looked at before a file is made, as a list that says what is well and what to do about the rest."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from brand_kit.fields import FieldRefused
from campaigns.composition import Origin, Piece, has_page
from campaigns.logos import LogoReport
from campaigns.portal.drawing import Room


@dataclass(frozen=True)
class Check:
    """One thing that was looked at."""

    state: str
    """`good`, `warn` (the file can be made) or `bad` (it cannot)."""
    sentence: str
    key: str = ""
    """The field to go to."""


def final_checks(
    piece: Piece, refused: Mapping[str, FieldRefused], room: Mapping[str, Room], logos: Mapping[str, LogoReport]
) -> list[Check]:
    """Return what was looked at, the worst first."""
    checks = [
        *_refusals(piece, refused),
        *_fit(piece, refused, room),
        *_samples(piece, refused),
        *_logos(piece, refused, logos),
    ]
    if not refused:
        checks.append(Check("good", _("Every character is in the brand's typefaces.")))
    if has_page(piece.collateral.campaign) and any(each.origin is Origin.ADDRESS for each in piece.fields.values()):
        checks.append(Check("good", _("The code leads to your own page of this campaign.")))
    return sorted(checks, key=lambda check: ("bad", "warn", "good").index(check.state))


def _refusals(piece: Piece, refused: Mapping[str, FieldRefused]) -> list[Check]:
    found = []
    for key, refusal in refused.items():
        filled = piece.fields.get(key)
        label = filled.field.label if filled else key
        if filled and not filled.open:
            sentence = _("%(field)s comes from your profile and cannot be set: %(why)s")
        else:
            sentence = _("%(field)s: %(why)s")
        found.append(Check("bad", sentence % {"field": label, "why": refusal}, key if filled and filled.open else ""))
    return found


def _fit(piece: Piece, refused: Mapping[str, FieldRefused], room: Mapping[str, Room]) -> list[Check]:
    smaller = {
        key: each.scale
        for key, each in room.items()
        if key not in refused and each.scale is not None and each.scale < 1
    }
    found = [
        Check(
            "good",
            _("%(field)s fits, set at %(percent)s %% of its size.")
            % {"field": piece.fields[key].field.label, "percent": f"{scale * 100:.4g}"},
            key,
        )
        for key, scale in smaller.items()
    ]
    if not refused and len(smaller) < len(room):
        found.append(Check("good", _("Everything else fits at its full size.") if smaller else _("Every text fits.")))
    return found


def _logos(piece: Piece, refused: Mapping[str, FieldRefused], logos: Mapping[str, LogoReport]) -> Iterator[Check]:
    for key, report in logos.items():
        filled = piece.fields[key]
        if key in refused:
            continue  # its refusal says it already
        troubles = [said for said in report.verdicts if said.severity != "good"]
        go = key if filled.open else ""
        for said in troubles:
            yield Check("warn", _("%(field)s: %(why)s") % {"field": filled.field.label, "why": said.sentence}, go)
        if not troubles:
            sentence = _("%(field)s is sharp, well seen, and keeps its clear space.")
            yield Check("good", sentence % {"field": filled.field.label}, go)


def _samples(piece: Piece, refused: Mapping[str, FieldRefused]) -> list[Check]:
    samples = [
        key for key, each in piece.fields.items() if each.open and each.origin is Origin.SAMPLE and key not in refused
    ]
    if not samples:
        return []
    names = ", ".join(piece.fields[key].field.label for key in samples)
    sentence = ngettext(
        "%(count)d field still holds the vendor's sample: %(names)s. That is allowed.",
        "%(count)d fields still hold the vendor's samples: %(names)s. That is allowed.",
        len(samples),
    )
    return [Check("warn", sentence % {"count": len(samples), "names": names}, samples[0])]
