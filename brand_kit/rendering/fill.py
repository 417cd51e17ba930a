"""Filling: a master's bytes, unchanged, followed by one incremental update that defines its reserved objects only.

An update (ISO 32000-1, 7.5.6) adds a new version of each reserved slot object, the objects that only they reach, a
cross-reference section and a trailer. What it may hold is what `verify` lets pass.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from brand_kit.rendering.codes import qr_operators
from brand_kit.rendering.embed import extra_font, place_objects, visual
from brand_kit.rendering.errors import RenderingError, ValueRefused
from brand_kit.rendering.fitting import SetText, fit
from brand_kit.rendering.fonts import Face, FontShelf
from brand_kit.rendering.lines import NO_GLYPH
from brand_kit.rendering.logo_setting import check_setting, logo_operators
from brand_kit.rendering.master import Manifest, Master, Slot
from brand_kit.rendering.operators import ExtraFont, Writer, pdf_string, text_operators
from brand_kit.rendering.picture import Picture, place
from brand_kit.rendering.record import write_record
from brand_kit.rendering.values import DIRECTIONS, Code, Placed, Text, Value

_NONE: dict[int, str] = {}
LINKS = ("https://", "mailto:", "tel:")


@dataclass
class _Update:
    """The objects of an update, by number, and what is still to be numbered."""

    master: Master
    objects: dict[int, bytes] = field(default_factory=dict)
    next: int = 0
    pictures: dict[str, int] = field(default_factory=dict)

    def add_picture(self, picture: Picture) -> int:
        """Embed a picture once and return the number of its first object."""
        known = self.pictures.get(picture.digest)
        if known is None:
            known = self.pictures[picture.digest] = self.next
            for body in place(picture, self.next):
                self.objects[self.next] = body
                self.next += 1
        return known


def fill(master: Master, values: Mapping[str, Value], shelf: FontShelf) -> bytes:
    """Return a finished file: the master with values set into its slots.

    The same master and values give the same bytes on every machine.

    Raises:
        ValueRefused: if a value has no slot, is of another kind than its slot, is missing though required, does not
            fit, or needs a glyph that the brand's typefaces lack.
    """
    return master.data + fill_update(master, values, shelf)


def fill_update(master: Master, values: Mapping[str, Value], shelf: FontShelf) -> bytes:
    """Return what stands behind the master's bytes in a finished file, for who streams or stores the two apart.

    Raises:
        ValueRefused: as `fill` does.
    """
    manifest = master.manifest
    check_keys(manifest, values)
    texts: dict[str, SetText] = {}
    for key, slot in manifest.slots.items():
        value = values.get(key)
        if isinstance(value, Text) and value.text:
            texts[key] = fit(manifest, slot, value, shelf)
    update = _Update(master, next=manifest.size)
    writer = Writer(master.glyphs, master.font_names, _extra_fonts(update, texts))
    for key, slot in manifest.slots.items():
        value = values.get(key)
        if key in texts and isinstance(value, Text):
            _set_text(update, slot, value, texts[key], writer)
        elif isinstance(value, Code):
            _set_code(update, slot, value)
        elif isinstance(value, Placed):
            _set_picture(update, slot, value)
    record = write_record(manifest, values)
    update.objects[manifest.record] = b"%d 0 obj\n<</Type/LockupRecord/Length %d>>\nstream\n%b\nendstream\nendobj\n" % (
        manifest.record,
        len(record),
        record,
    )
    return _append(master, update)


def check_keys(manifest: Manifest, values: Mapping[str, Value]) -> None:
    """Raise ValueRefused unless each value has a slot of its kind and each required slot a value."""
    for key, value in values.items():
        slot = manifest.slots.get(key)
        if slot is None:
            known = ", ".join(manifest.slots)
            raise ValueRefused(key, f"There is no field {key}; the fields are {known}.", code="unknown")
        kinds = {"text": Text, "code": Code, "picture": Placed, "logo": Placed}
        if not isinstance(value, kinds[slot.kind]):
            raise ValueRefused(key, f"{slot.label} holds a {slot.kind}.", code="kind")
        if isinstance(value, Text) and value.direction not in DIRECTIONS:
            raise ValueRefused(key, f"{slot.label}: a direction is {', '.join(DIRECTIONS)}.", code="direction")
        if isinstance(value, Placed) and value.setting is not None:
            check_setting(slot, value.setting, manifest.plates)
        link = getattr(value, "link", None)
        if link is not None and not (
            isinstance(link, str) and link.startswith(LINKS) and link.isascii() and link.isprintable()
        ):
            raise ValueRefused(key, f"{slot.label}: a link begins with https://, mailto: or tel:.", code="link")
    for key, slot in manifest.slots.items():
        given = values.get(key)
        if slot.required and (given is None or (isinstance(given, (Text, Code)) and not given.text)):
            raise ValueRefused(key, f"{slot.label} is needed.", code="required")


def _extra_fonts(update: _Update, texts: Mapping[str, SetText]) -> dict[Face, ExtraFont]:
    """Embed the glyphs that the master lacks; return the fonts by face."""
    glyphs = update.master.glyphs
    missing: dict[Face, dict[int, str]] = {}
    for text in texts.values():
        for run in (run for placed in text.lines for run in placed.line.runs):
            embedded = glyphs.get(run.face.key, _NONE)
            if all(map(embedded.__contains__, run.glyphs)):
                continue
            for glyph, letters in run.letters(text.raw):
                if glyph not in embedded and glyph != NO_GLYPH:
                    missing.setdefault(run.face, {}).setdefault(glyph, visual(letters))
    fonts = {}
    for count, face in enumerate(sorted(missing, key=lambda face: face.key)):
        fonts[face] = ExtraFont(f"/X{count}", update.next, missing[face])
        for body in place_objects(extra_font(face, missing[face]), update.next):
            update.objects[update.next] = body
            update.next += 1
    return fonts


def _form(update: _Update, slot: Slot, content: bytes, resources: str) -> None:
    scale = f"/Matrix[{1 / slot.width:.8f} 0 0 {1 / slot.height:.8f} 0 0]"
    room = slot.room
    box = f"{-room:g} {-room:g} {slot.width + room:g} {slot.height + room:g}"
    head = f"/Type/XObject/Subtype/Form/BBox[{box}]{scale}/Resources<<{resources}>>"
    update.objects[slot.form] = b"%d 0 obj\n<<%b/Length %d>>\nstream\n%b\nendstream\nendobj\n" % (
        slot.form,
        head.encode(),
        len(content),
        content,
    )


def _set_text(update: _Update, slot: Slot, value: Text, text: SetText, writer: Writer) -> None:
    drawn = text_operators(text, slot, writer)
    if not drawn.plain:
        _set_element(update, slot, "ActualText", value.text)
    resources = slot.resources
    if drawn.fonts:
        more = "".join(f"{name} {number} 0 R" for name, number in sorted(drawn.fonts.items()))
        resources = f"/Font<<{resources.removeprefix('/Font<<').removesuffix('>>')}{more}>>"
    _form(update, slot, drawn.content, resources)
    if value.link and text.lines:
        lefts = [line.x for line in text.lines]
        rights = [line.x + line.line.width * 0.75 / 1024 for line in text.lines]
        bottom, top = text.lines[-1].baseline - text.size * 0.3, text.lines[0].baseline + text.size
        _set_link(update, slot, value.link, (min(lefts), bottom, max(rights), top))


def _set_link(update: _Update, slot: Slot, link: str, box: tuple[float, float, float, float]) -> None:
    if slot.annotation is None:
        return
    left, bottom, right, top = box
    rectangle = f"[{slot.left + left:.2f} {slot.bottom + bottom:.2f} {slot.left + right:.2f} {slot.bottom + top:.2f}]"
    body = (
        f"{slot.annotation} 0 obj\n<<{slot.annotation_head}/F 4/Rect{rectangle}/Contents {pdf_string(link)}"
        f"/A<</S/URI/URI {pdf_string(link)}>>>>\nendobj\n"
    )
    update.objects[slot.annotation] = body.encode("latin-1")


def _set_code(update: _Update, slot: Slot, value: Code) -> None:
    try:
        side, path = qr_operators(value.text)
    except RenderingError as error:
        raise ValueRefused(slot.key, f"{slot.label}: {error}", code="overflow") from error
    scale = min(slot.width, slot.height) / side
    x, y = (slot.width - side * scale) / 2, (slot.height - side * scale) / 2
    white, black = ("0 0 0 0 k", "0 0 0 1 k") if update.master.manifest.medium == "print" else ("1 g", "0 g")
    content = f"q {scale:.6f} 0 0 {scale:.6f} {x:.4f} {y:.4f} cm {white} 0 0 {side} {side} re f {black}\n".encode()
    _form(update, slot, content + path + b" Q", "")
    _set_element(update, slot, "Alt", f"{slot.alt or slot.label}: {value.text}")
    if value.link:
        _set_link(update, slot, value.link, (0, 0, slot.width, slot.height))


def _set_picture(update: _Update, slot: Slot, value: Placed) -> None:
    picture = value.picture
    number = update.add_picture(picture)
    if value.setting is not None:
        content = logo_operators(slot, picture, value.setting, update.master.manifest.plates)
        _form(update, slot, content.encode(), f"/XObject<</P {number} 0 R>>")
        _set_element(update, slot, "Alt", value.alt or slot.alt or slot.label)
        return
    width, height = slot.width - 2 * slot.inset, slot.height - 2 * slot.inset
    ratios = width / picture.width, height / picture.height
    scale = max(ratios) if slot.cover else min(ratios)
    drawn = picture.width * scale, picture.height * scale
    x, y = (slot.width - drawn[0]) / 2, (slot.height - drawn[1]) / 2
    matrix = (scale, scale) if picture.vector else drawn
    # The form's BBox clips what covers more than the slot.
    content = f"q {matrix[0]:.8f} 0 0 {matrix[1]:.8f} {x:.4f} {y:.4f} cm /P Do Q"
    _form(update, slot, content.encode(), f"/XObject<</P {number} 0 R>>")
    _set_element(update, slot, "Alt", value.alt or slot.alt or slot.label)


def _set_element(update: _Update, slot: Slot, entry: str, text: str) -> None:
    if slot.element is not None:
        body = f"{slot.element} 0 obj\n<<{slot.element_head}/{entry} {pdf_string(text)}>>\nendobj\n"
        update.objects[slot.element] = body.encode("latin-1")


def _append(master: Master, update: _Update) -> bytes:
    manifest = master.manifest
    start = len(master.data)
    parts: list[bytes] = [] if master.data.endswith(b"\n") else [b"\n"]
    at = start + sum(map(len, parts))
    sections: list[tuple[int, list[bytes]]] = []
    previous = -2
    for number in sorted(update.objects):
        body = update.objects[number]
        parts.append(body)
        if number != previous + 1:
            sections.append((number, []))
        sections[-1][1].append(b"%010d 00000 n \n" % at)
        previous, at = number, at + len(body)
    table = b"xref\n" + b"".join(b"%d %d\n%b" % (first, len(rows), b"".join(rows)) for first, rows in sections)
    digest = hashlib.sha256(b"".join(parts)).hexdigest()[:32]
    info = f"/Info {manifest.info} 0 R" if manifest.info is not None else ""
    trailer = (
        f"trailer\n<</Size {update.next}/Root {manifest.root} 0 R{info}/Prev {manifest.xref}"
        f"/ID[<{manifest.identifier}><{digest}>]>>\nstartxref\n{at}\n%%EOF\n"
    )
    return b"".join((*parts, table, trailer.encode()))
