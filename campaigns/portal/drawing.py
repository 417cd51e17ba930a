"""What a piece looks like now: the fill that would be issued, its pages as pictures, and the room that texts leave."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import pypdfium2

from brand_kit.fields import FieldRefused
from brand_kit.filling import Filling
from brand_kit.rendering.errors import ValueRefused
from brand_kit.rendering.fitting import MAX_LINES, fit
from brand_kit.rendering.master import Master, Slot
from brand_kit.rendering.pango import UNITS
from brand_kit.rendering.raster import PDFIUM, encode, page_image
from brand_kit.rendering.shape import PIXEL
from brand_kit.rendering.values import Text
from campaigns.composition import Piece, drawn
from campaigns.logos import LogoReport, logo_reports
from campaigns.refusals import in_words

WIDTHS = (320, 480, 640, 800, 960, 1200, 1600, 2000)
"""How wide a page is drawn, in pixels; a bounded set, so that nobody asks for every width that there is."""

_ROOM = 24.0
"""How far around its box a part of a page is drawn, in points: further than the ink of any slot goes."""

_drawing = PDFIUM
_frames: OrderedDict[str, tuple[Frame, ...]] = OrderedDict()


@dataclass(frozen=True)
class Frame:
    """A page of a master as it is drawn: its size in points, and where its trim begins, from the left top corner."""

    width: float
    height: float
    left: float
    top: float


@dataclass(frozen=True)
class Spot:
    """The box of a field on a drawn page, in points from the page's left top corner."""

    key: str
    label: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Page:
    """A page of a piece with the boxes of its fields."""

    number: int
    width: float
    height: float
    spots: tuple[Spot, ...]


@dataclass(frozen=True)
class Room:
    """How much of its box a text takes at the brand's smallest size, and the size at which it is set."""

    share: float
    """1 is all of it; more is over."""
    scale: float | None
    """The share of the style's size at which it fits; none if it fits at no size that the brand allows."""

    @property
    def percent(self) -> int:
        """The share of the room, in hundredths; never 100 for what is over."""
        rounded = round(self.share * 100)
        return max(rounded, 101) if self.scale is None else min(rounded, 100)


@dataclass(frozen=True)
class Look:
    """A piece in one edition as it stands."""

    data: bytes
    refused: Mapping[str, FieldRefused]
    """Every refusal by the key of its field, in words of the screen's language."""
    room: Mapping[str, Room]
    pages: tuple[Page, ...]
    logos: Mapping[str, LogoReport] = field(default_factory=dict)
    """What is to be said of each logo at its place."""


def look_at(piece: Piece, edition: str, *, filling: Filling | None = None) -> Look:
    """Return how a piece looks in one edition; what is refused stays empty. `filling` is its own, if it is at hand.

    Raises:
        MasterMissing: if the master is not compiled yet.
        RenderingError: if the template has no such edition.
    """
    filling = filling or piece.filling(edition)
    extension = "pdf" if filling.master.manifest.kind == "pdf" else "png"
    file = drawn(piece, edition, extension=extension, filling=filling)
    refused = {key: in_words(refusal) for key, refusal in file.refused.items()}
    logos = logo_reports(piece, filling)
    return Look(file.data, refused, _rooms(piece, filling), pages_of(filling.master), logos)


def pages_of(master: Master) -> tuple[Page, ...]:
    """Return the pages of a master with the boxes of its slots."""
    frames = _framed(master)
    found = []
    for number, frame in enumerate(frames, 1):
        trim = master.manifest.pages[number - 1][1]
        spots = [
            Spot(
                slot.key,
                slot.label,
                round(frame.left + slot.left, 2),
                round(frame.top + trim - slot.bottom - slot.height, 2),
                round(slot.width, 2),
                round(slot.height, 2),
            )
            for slot in master.manifest.slots.values()
            if slot.page == number
        ]
        found.append(Page(number, round(frame.width, 2), round(frame.height, 2), tuple(spots)))
    return tuple(found)


def page_picture(data: bytes, page: int, width: int) -> bytes:
    """Return a page of a file as JPEG, which is the fastest to make and as sharp at this quality, `width` pixels wide.

    Raises:
        RenderingError: if there is no such page.
    """
    with _drawing:
        image = page_image(data, page, width)
    return encode(image, "jpg")


@dataclass(frozen=True)
class Patch:
    """A part of a drawn page: its picture, and its box in shares of the page."""

    picture: bytes
    box: tuple[float, float, float, float]
    """Left, top, width and height, each from 0 to 1."""


def field_patch(data: bytes, pages: tuple[Page, ...], key: str, width: int) -> Patch | None:
    """Return the part of a page around the box of one field, on the very pixels of the whole page; none without a box.

    A slot paints nowhere else, so that this part and what was drawn before make the whole page.
    """
    found = next(((page, spot) for page in pages for spot in page.spots if spot.key == key), None)
    if found is None:
        return None
    page, spot = found
    scale, room = width / page.width, _ROOM
    height = round(page.height * scale)
    left, top = max(0, int((spot.x - room) * scale)), max(0, int((spot.y - room) * scale))
    right = min(width, int((spot.x + spot.width + room) * scale) + 1)
    bottom = min(height, int((spot.y + spot.height + room) * scale) + 1)
    crop = (left / scale, page.height - bottom / scale, page.width - right / scale, top / scale)
    with _drawing:
        document = pypdfium2.PdfDocument(data)
        try:
            bitmap = document[page.number - 1].render(scale=scale, rev_byteorder=True, crop=crop)
            image = bitmap.to_pil().convert("RGB")
        finally:
            document.close()
    image = image.crop((0, 0, min(image.width, right - left), min(image.height, bottom - top)))
    box = (left / width, top / height, image.width / width, image.height / height)
    return Patch(encode(image, "jpg"), box)


def width_for(asked: object) -> int:
    """Return the width to draw for what a browser asks: the next of `WIDTHS`."""
    try:
        wanted = int(str(asked)[:6])
    except ValueError:
        wanted = 800
    return next((width for width in WIDTHS if width >= wanted), WIDTHS[-1])


def _framed(master: Master) -> tuple[Frame, ...]:
    digest = master.manifest.digest
    if (known := _frames.get(digest)) is None:
        with _drawing:
            document = pypdfium2.PdfDocument(master.data)
            try:
                known = tuple(_frame(document[index]) for index in range(len(document)))
            finally:
                document.close()
        _frames[digest] = known
        while len(_frames) > 256:
            _frames.popitem(last=False)
    return known


def _frame(page: pypdfium2.PdfPage) -> Frame:
    width, height = page.get_size()
    media, trim = page.get_mediabox(), page.get_trimbox()
    return Frame(width, height, trim[0] - media[0], media[3] - trim[3])


def _rooms(piece: Piece, filling: Filling) -> dict[str, Room]:
    """Return the room of each text that can be set."""
    found = {}
    for key, filled in piece.fields.items():
        slot, cleaned = filling.master.manifest.slots.get(key), piece.cleaned.get(key)
        if slot is None or slot.style is None or cleaned is None:
            continue
        try:
            value = filled.field.kind.set(cleaned, filled.field.place, filled.field.rules)
            if isinstance(value, Text) and value.text:
                found[key] = _room(filling, slot, value)
        except (FieldRefused, ValueRefused):
            continue  # a glyph that is missing, say: the refusal is told beside the field
    return found


def _room(filling: Filling, slot: Slot, value: Text) -> Room:
    manifest, shelf, style = filling.master.manifest, filling.shelf, slot.style
    if style is None:
        raise ValueRefused(slot.key, "No text.", code="kind")
    size = style.size * slot.floor
    endless = replace(slot, style=replace(style, size=size), floor=1.0, height=1e6, max_lines=MAX_LINES)
    capacity = max(1, min(slot.max_lines, int((slot.height + 0.02) / (style.line_height * size))))
    try:
        smallest = fit(manifest, endless, value, shelf)
    except ValueRefused as refused:
        if refused.code != "overflow":
            raise
        return Room(2.0, None)  # one word that is wider than the box
    last = smallest.lines[-1].line.width * PIXEL / UNITS / slot.width if smallest.lines else 0
    empty = sum(not line.strip() for line in value.text.split("\n"))
    share = (len(smallest.lines) + empty - 1 + min(last, 1)) / capacity
    try:
        return Room(min(share, 1.0), fit(manifest, slot, value, shelf).scale)
    except ValueRefused:
        return Room(max(share, 1.01), None)
