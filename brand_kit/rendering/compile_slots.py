"""From WeasyPrint's file to a master: pictures and reserved slots in place of their stand-ins, and slots' fonts.

The master keeps an index of its slots in the catalog's page-piece dictionary (ISO 32000-1, 14.5), with the object that
a fill redefines to record what it set.
"""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pikepdf
from pikepdf import Dictionary, Name, Object, Pdf, Stream

from brand_kit.rendering.alphabet import direction_of
from brand_kit.rendering.compile_fonts import slot_fonts, slot_styles
from brand_kit.rendering.compile_logos import drawn_logos, plates
from brand_kit.rendering.compile_page import edition_of, left
from brand_kit.rendering.compile_tags import (
    filled_type,
    mend_tags,
    reserve_element,
    reserve_link,
    slot_elements,
    slot_links,
)
from brand_kit.rendering.compile_typeset import Typeset
from brand_kit.rendering.embed import Subset, font_objects
from brand_kit.rendering.errors import CompileError
from brand_kit.rendering.fonts import FontShelf
from brand_kit.rendering.master import Manifest, Master, Slot, SlotFont, ink_room, pack_glyphs
from brand_kit.rendering.page import Job, Open, Region, RegionKind
from brand_kit.rendering.picture import Picture, PictureObject
from brand_kit.rendering.shape import TextStyle

DATE = "D:20000101000000Z"
"""The date in every master: the same inputs give the same bytes on any day."""
_StandIns = list[tuple[Stream, tuple[int, int]]]
_REFERENCE = re.compile(rb"@(\d+)@")


def reserve(job: Job, typeset: Typeset, shelf: FontShelf, versions: Mapping[str, str]) -> Master:
    """Return the master of a laid out page.

    Raises:
        CompileError: if a slot's stand-in is not found exactly once on the page.
    """
    pdf = pikepdf.open(io.BytesIO(typeset.data))
    mend_tags(pdf)
    stand_ins = _stand_ins(pdf)
    _place_pictures(pdf, stand_ins, typeset.page.assets.pictures)
    styles = slot_styles(job)
    fonts = {
        part.face.key: (f"/F{number}", add_objects(pdf, font_objects(part))[0], part)
        for number, part in enumerate(slot_fonts(job, styles.values(), shelf))
    }
    index = _reserve_slots(pdf, stand_ins, job, typeset, styles, fonts)
    logos = drawn_logos(pdf, _brand_logos(stand_ins, job, typeset.page.assets.pictures))
    private = Dictionary(
        Record=pdf.make_stream(b"{}", Type=Name("/LockupRecord")), Slots=Dictionary(index), Plates=plates(job)
    )
    pdf.Root.PieceInfo = Dictionary(Lockup=Dictionary(LastModified=pikepdf.String(DATE), Private=private))
    out = io.BytesIO()
    pdf.save(
        out,
        object_stream_mode=pikepdf.ObjectStreamMode.disable,
        deterministic_id=True,
        compress_streams=True,
        stream_decode_level=pikepdf.StreamDecodeLevel.none,
    )
    data = out.getvalue()
    return Master(data, replace(_manifest(job, typeset, data, styles, fonts, versions), logos=logos))


# --- pictures ------------------------------------------------------------------------------------------------------


def _stand_ins(pdf: Pdf) -> _StandIns:
    """Return every image of the file with what it stands for: 1 for a picture or 2 for a slot, and its place."""
    found = []
    for candidate in pdf.objects:
        if isinstance(candidate, Stream) and candidate.get("/Subtype") == "/Image":
            first = candidate.read_bytes()[:3]
            found.append((candidate, (first[0], first[1] * 256 + first[2])))
    return found


def _place_pictures(pdf: Pdf, stand_ins: _StandIns, pictures: list[Picture]) -> None:
    placed: dict[str, list[Object]] = {}
    for stream, (kind, place) in stand_ins:
        if kind != 1:
            continue
        picture = pictures[place]
        if picture.digest not in placed:
            placed[picture.digest] = add_objects(pdf, picture.objects)
        _draw_unit(pdf, stream, picture, placed[picture.digest][0])


def _brand_logos(stand_ins: _StandIns, job: Job, pictures: list[Picture]) -> dict[tuple[int, int], str]:
    """Return the digest of each of the brand's logos on the page, by the object that draws it."""
    known = {logo.digest for logo in job.brand.logos.values()}
    return {
        stream.objgen: pictures[place].digest
        for stream, (kind, place) in stand_ins
        if kind == 1 and pictures[place].digest in known
    }


def _draw_unit(pdf: Pdf, stream: Stream, picture: Picture, source: Object) -> None:
    """Turn a stand-in into a form that draws a picture in the unit square, as an image would be."""
    scale = f"{1 / picture.width:.8f} 0 0 {1 / picture.height:.8f} 0 0 cm " if picture.vector else ""
    _become_form(
        stream,
        f"q {scale}/P Do Q".encode(),
        BBox=[0, 0, 1, 1],
        Resources=Dictionary(XObject=Dictionary(P=source)),
    )


def _become_form(stream: Stream, content: bytes, **entries: object) -> None:
    for key in list(stream.keys()):
        if key != "/Length":
            del stream[key]
    stream.write(content)
    stream.Type, stream.Subtype = Name.XObject, Name.Form
    for key, value in entries.items():
        stream[f"/{key}"] = value


def add_objects(pdf: Pdf, objects: tuple[PictureObject, ...]) -> list[Object]:
    """Add objects with `@n@` references to a file, and return them as indirect objects."""
    made: list[Object] = []
    for entry in objects:
        if entry.stream or b"/Filter" in entry.head:
            made.append(pdf.make_stream(b""))
        else:
            made.append(pdf.make_indirect(Dictionary()))
    for target, entry in zip(made, objects, strict=True):
        parsed = Object.parse(b"<<" + _REFERENCE.sub(rb"/LockupRef\1 ", entry.head) + b">>")
        if isinstance(target, Stream):
            filters: Any = parsed.get("/Filter")
            parameters: Any = parsed.get("/DecodeParms")
            target.write(entry.stream, filter=filters, decode_parms=parameters)
        for key, value in parsed.items():
            if key not in ("/Filter", "/DecodeParms", "/Length"):
                target[key] = _resolve(value, made)
    return made


def _resolve(value: Object, made: list[Object]) -> Object:
    if isinstance(value, Name) and str(value).startswith("/LockupRef"):
        return made[int(str(value)[10:])]
    if isinstance(value, pikepdf.Array):
        return pikepdf.Array([_resolve(item, made) for item in value])
    if isinstance(value, Dictionary):
        return Dictionary({key: _resolve(item, made) for key, item in value.items()})
    return value


# --- slots ---------------------------------------------------------------------------------------------------------


def _reserve_slots(
    pdf: Pdf,
    stand_ins: _StandIns,
    job: Job,
    typeset: Typeset,
    styles: Mapping[str, TextStyle],
    fonts: dict[str, tuple[str, Object, Subset]],
) -> dict[str, Dictionary]:
    keys = typeset.page.assets.slots
    _, paper = edition_of(job)
    forms: dict[str, Stream] = {}
    for stream, (kind, place) in stand_ins:
        if kind == 2:
            forms[keys[place]] = stream
    missing = [key for key in keys if key not in forms]
    if missing:
        raise CompileError(f"The layout {job.layout.name} does not show the region {missing[0]}; check its style.css.")
    elements, links = slot_elements(pdf), slot_links(pdf)
    resources = Dictionary(Font=Dictionary({name: font for name, font, _ in fonts.values()}))
    index: dict[str, Dictionary] = {}
    for key in keys:
        region, content = job.layout.regions[key], job.contents[key]
        if not isinstance(content, Open):
            raise CompileError(f"{key} is not open.")
        box, room = region.boxes[paper.key], ink_room(styles.get(key))
        _become_form(
            forms[key],
            b"",
            BBox=[-room, -room, round(box.width + room, 4), round(box.height + room, 4)],
            Matrix=[round(1 / box.width, 8), 0, 0, round(1 / box.height, 8), 0, 0],
            Resources=resources if region.kind is RegionKind.TEXT else Dictionary(),
        )
        entry = Dictionary(Form=forms[key])
        if element := elements.get(key):
            reserve_element(element, region)
            entry.Element = element
        if link := links.get(key):
            reserve_link(link, content)
            entry.Annotation = link
        index[f"/{key}"] = entry
    return index


# --- the manifest --------------------------------------------------------------------------------------------------


def _manifest(
    job: Job,
    typeset: Typeset,
    data: bytes,
    styles: Mapping[str, TextStyle],
    fonts: dict[str, tuple[str, Object, Subset]],
    versions: Mapping[str, str],
) -> Manifest:
    edition, paper = edition_of(job)
    direction = direction_of(job.language)
    pdf = pikepdf.open(io.BytesIO(data))
    private = pdf.Root.PieceInfo.Lockup.Private
    slots = {}
    embedded: dict[str, int] = {}
    for key in typeset.page.assets.slots:
        entry, region, content = private.Slots[f"/{key}"], job.layout.regions[key], job.contents[key]
        resources = entry.Form.get("/Resources", Dictionary())
        embedded = {name: font.objgen[0] for name, font in resources.get("/Font", Dictionary()).items()} or embedded
        box = region.boxes[paper.key]
        slot = Slot(
            key=key,
            label=content.label if isinstance(content, Open) else region.label,
            kind=str(region.kind),
            page=region.page,
            left=round(left(region, paper, direction), 4),
            bottom=round(paper.height - box.top - box.height, 4),
            width=round(box.width, 4),
            height=round(box.height, 4),
            form=entry.Form.objgen[0],
            style=styles.get(key),
            align=str(region.align),
            valign=str(region.valign),
            max_lines=region.max_lines,
            floor=region.floor,
            required=region.required,
            inset=_inset(job, region, box.width, box.height),
            cover=region.cover,
            alt=content.alt if isinstance(content, Open) else "",
        )
        if "/Element" in entry:
            element = entry.Element
            head = f"/S{filled_type(region)}{head_without(element, '/S')}"
            slot = replace(slot, element=element.objgen[0], element_head=head)
        if "/Annotation" in entry:
            link = entry.Annotation
            head = head_without(link, "/Rect", "/F", "/Contents")
            slot = replace(slot, annotation=link.objgen[0], annotation_head=head)
        slots[key] = slot
    text = "".join(f"{name} {number} 0 R" for name, number in sorted(embedded.items()))
    slots = {
        key: replace(slot, resources=f"/Font<<{text}>>") if slot.kind == "text" else slot for key, slot in slots.items()
    }
    match = re.search(rb"startxref\s+(\d+)\s+%%EOF\s*$", data)
    if match is None:
        raise CompileError("The master has no cross-reference table.")
    info = pdf.trailer.get("/Info")
    return Manifest(
        digest=hashlib.sha256(data).hexdigest(),
        title=job.title,
        language=job.language,
        direction=direction,
        edition=edition.key,
        kind=edition.kind,
        medium=edition.medium,
        pages=((paper.width, paper.height),) * paper.pages,
        slots=slots,
        fonts=tuple(
            SlotFont(key, name, embedded[name], pack_glyphs(part.glyphs, part.to_unicode))
            for key, (name, _, part) in sorted(fonts.items())
            if name in embedded
        ),
        font_files=tuple(job.brand.fonts),
        record=private.Record.objgen[0],
        size=int(pdf.trailer.Size),
        root=pdf.trailer.Root.objgen[0],
        info=info.objgen[0] if info is not None and info.is_indirect else None,
        xref=int(match[1]),
        identifier=bytes(pdf.trailer.ID[0]).hex(),
        fits=typeset.scales,
        versions=dict(versions),
        plates={name.lstrip("/"): str(operators) for name, operators in private.Plates.items()},
    )


def _inset(job: Job, region: Region, width: float, height: float) -> float:
    return round(job.brand.clear_space * min(width, height), 4) if region.kind is RegionKind.LOGO else 0.0


def head_without(target: Object, *keys: str) -> str:
    """Return a dictionary's entries as PDF text, without some, its own indirect entries by reference."""
    rest = Dictionary({key: value for key, value in target.items() if key not in keys})
    return rest.unparse().decode("latin-1").strip().removeprefix("<<").removesuffix(">>").strip()
