"""Verifying: is a file exactly what a master on hand and the values that it records make, and if not, what differs?"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from brand_kit.rendering.errors import RenderingError
from brand_kit.rendering.fill import fill
from brand_kit.rendering.finish import finish_picture
from brand_kit.rendering.fonts import FontShelf
from brand_kit.rendering.master import Manifest, Master
from brand_kit.rendering.picture import Picture
from brand_kit.rendering.raster import picture_record
from brand_kit.rendering.record import Unproved, engine, read_record, recorded_values

_OTHER_ENGINE = (
    "Other versions of the engine or its libraries made it; the brand's own part is whole, the fields are unproved."
)
MAX_UPDATE = 64 * 1024 * 1024
_OBJECT = re.compile(rb"(?:^|\n)(\d{1,9}) 0 obj\b")
_RECORD = re.compile(rb"\d+ 0 obj\n<</Type/LockupRecord/Length (\d{1,9})>>\nstream\n")


class Verdict(StrEnum):
    """What can be said of a file."""

    GENUINE = "genuine"
    ALTERED = "altered"
    UNKNOWN = "unknown"
    """No master on hand made it, or something that it records is not on hand: nothing is proved."""


@dataclass(frozen=True, slots=True)
class Verification:
    """A verdict and its reasons."""

    verdict: Verdict
    reasons: tuple[str, ...] = ()
    master: str = ""
    """The digest of the master, where it is known."""


@dataclass(frozen=True, slots=True)
class OnHand:
    """What a verification may rely on: where masters and pictures are found."""

    masters: Callable[[], Iterable[tuple[str, int]]]
    """Digest and length of every master on hand."""
    master: Callable[[str], Master | None]
    """The master with a digest."""
    picture: Callable[[str], Picture | None]
    """The canonical picture with a digest."""


def verify(data: bytes, on_hand: OnHand, shelf: FontShelf) -> Verification:
    """Prove that a file is genuine, or say what is altered.

    A file is genuine if it begins with the bytes of a master on hand, and filling that master again with the values
    that the file records gives the file's bytes, all of them. A picture is genuine if drawing that file again gives it.
    """
    master = _find_master(data, on_hand)
    if master is not None:
        return _verify_pdf(data, master, on_hand, shelf)
    if data[:5] == b"%PDF-" or b"/LockupRecord" in data:
        return _without_prefix(data, on_hand)
    return _verify_picture(data, on_hand, shelf)


def _verify_picture(data: bytes, on_hand: OnHand, shelf: FontShelf) -> Verification:
    try:
        raw, extension, width = picture_record(data)
    except RenderingError as error:
        return Verification(Verdict.ALTERED if error.code == "damaged" else Verdict.UNKNOWN, (str(error),))
    try:
        record = read_record(raw)
    except RenderingError as error:
        return Verification(Verdict.ALTERED, (str(error),))
    digest = str(record["master"])
    master = on_hand.master(digest)
    if master is None:
        return Verification(Verdict.UNKNOWN, ("No master on hand made this picture.",))
    try:
        values = recorded_values(record, _pictures(record, on_hand))
        again = finish_picture(master, values, shelf, extension, width=width)
    except Unproved as error:
        return Verification(Verdict.UNKNOWN, (str(error),), digest)
    except RenderingError as error:
        return Verification(Verdict.ALTERED, (f"Its record cannot have been issued: {error}",), digest)
    if again == data:
        return Verification(Verdict.GENUINE, (), digest)
    if record.get("engine") != engine():
        return Verification(Verdict.UNKNOWN, (_OTHER_ENGINE,), digest)
    return Verification(Verdict.ALTERED, ("The picture differs from what its record makes.",), digest)


def _verify_pdf(data: bytes, master: Master, on_hand: OnHand, shelf: FontShelf) -> Verification:
    manifest, update = master.manifest, data[len(master.data) :]
    if not update.strip():
        return Verification(Verdict.ALTERED, ("It is a bare master, with no fields filled in.",), manifest.digest)
    if len(update) > MAX_UPDATE:
        return Verification(Verdict.ALTERED, ("Far too much was added to it.",), manifest.digest)
    match = _RECORD.search(update)
    if match is None:
        return Verification(Verdict.ALTERED, ("Its record of what was filled in is gone.",), manifest.digest)
    try:
        record = read_record(update[match.end() : match.end() + int(match[1])])
        if record["master"] != manifest.digest:
            return Verification(Verdict.ALTERED, ("Its record names another master.",), manifest.digest)
        again = fill(master, recorded_values(record, _pictures(record, on_hand)), shelf)
    except Unproved as error:
        return Verification(Verdict.UNKNOWN, (str(error),), manifest.digest)
    except RenderingError as error:
        return Verification(Verdict.ALTERED, (f"Its record cannot have been issued: {error}",), manifest.digest)
    if again == data:
        return Verification(Verdict.GENUINE, (), manifest.digest)
    if record.get("engine") != engine():
        return Verification(Verdict.UNKNOWN, (_OTHER_ENGINE,), manifest.digest)
    reasons = _differences(manifest, again[len(master.data) :], update)
    return Verification(Verdict.ALTERED, reasons, manifest.digest)


def _find_master(data: bytes, on_hand: OnHand) -> Master | None:
    """Return the master whose bytes the file begins with; the longest, where one is the beginning of another."""
    lengths: dict[int, set[str]] = {}
    for digest, length in on_hand.masters():
        if length <= len(data):
            lengths.setdefault(length, set()).add(digest)
    hasher, at = hashlib.sha256(), 0
    found = None
    for length in sorted(lengths):
        hasher.update(data[at:length])
        at = length
        digest = hasher.hexdigest()
        if digest in lengths[length]:
            found = digest
    return on_hand.master(found) if found else None


def _without_prefix(data: bytes, on_hand: OnHand) -> Verification:
    """Say what can be said of a file that begins with no master on hand."""
    matches = list(_RECORD.finditer(data))
    for match in reversed(matches):
        try:
            digest = str(read_record(data[match.end() : match.end() + int(match[1])])["master"])
        except RenderingError as error:
            return Verification(Verdict.ALTERED, (str(error),))
        master = on_hand.master(digest)
        if master is None:
            return Verification(Verdict.UNKNOWN, ("No master on hand made this file.",), digest)
        places = [at for at, (one, other) in enumerate(zip(master.data, data, strict=False)) if one != other]
        if len(data) < len(master.data):
            return Verification(Verdict.ALTERED, ("It is cut short.",), digest)
        first = places[0] if places else len(master.data)
        return Verification(
            Verdict.ALTERED, (f"The brand's own part of the page is altered, from byte {first} on.",), digest
        )
    return Verification(
        Verdict.UNKNOWN, ("No master on hand made this file, or it was saved anew by another program.",)
    )


def _pictures(record: Mapping[str, object], on_hand: OnHand) -> dict[str, Picture]:
    pictures = {}
    values = record["values"]
    for row in values.values() if isinstance(values, dict) else ():
        digest = row.get("picture") if isinstance(row, dict) else None
        if isinstance(digest, str) and (picture := on_hand.picture(digest)) is not None:
            pictures[digest] = picture
    return pictures


def _differences(manifest: Manifest, expected: bytes, found: bytes) -> tuple[str, ...]:
    """Name the slots whose objects differ, and what else does."""
    names: dict[int, str] = {manifest.record: "The record of what was filled in"}
    for slot in manifest.slots.values():
        for number in (slot.form, slot.element, slot.annotation):
            if number is not None:
                names[number] = slot.label
    wanted, given = _objects(expected), _objects(found)
    reasons = []
    for number in sorted(wanted.keys() | given.keys()):
        if wanted.get(number) == given.get(number):
            continue
        if number in names:
            reasons.append(f"{names[number]} is altered.")
        elif number < manifest.size:
            reasons.append(f"An object of the brand's own page is redefined ({number}).")
        elif number in wanted and number in given:
            reasons.append(f"A picture or a font of a field is altered ({number}).")
        else:
            reasons.append(f"Something was {'added' if number in given else 'removed'} ({number}).")
    if not reasons:
        reasons.append("The end of the file is altered, or something was added to it.")
    return tuple(dict.fromkeys(reasons))


def _objects(update: bytes) -> dict[int, bytes]:
    """Return the objects of an update by number; a number that is defined twice keeps both."""
    starts = [(match.start(1), int(match[1])) for match in _OBJECT.finditer(update)]
    objects: dict[int, bytes] = {}
    ends = [start for start, _ in starts[1:]] + [len(update)]
    for (start, number), end in zip(starts, ends, strict=True):
        body = update[start:end]
        if (cut := body.rfind(b"endobj")) >= 0:
            body = body[: cut + 6]
        objects[number] = objects.get(number, b"") + body
    return objects
