"""The tags of a master (ISO 32000-1, 14.7 and 14.8): what a reader that speaks gets of pictures, fields and links."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf

from brand_kit.rendering.compile_page import SLOT_ALT, SLOT_LINK
from brand_kit.rendering.page import Open, Region, RegionKind
from brand_kit.rendering.shape import PIXEL


def mend_tags(pdf: Pdf) -> None:
    """Give figures their boxes in points, and drop the elements that hold nothing: decoration is no content."""
    if "/StructTreeRoot" not in pdf.Root:
        return
    for element in _descendants(pdf.Root.StructTreeRoot):
        _drop_empty(element)
        if element.get("/S") == "/Figure" and "/BBox" in element.get("/A", Dictionary()):
            # WeasyPrint writes pixels from the top; the standard asks for points from the page's origin (14.8.5.4.3).
            left, top, right, bottom = (float(length) * PIXEL for length in element.A.BBox)
            x, y = float(element.Pg.TrimBox[0]), float(element.Pg.TrimBox[3])
            element.A.BBox = Array([round(length, 4) for length in (x + left, y - bottom, x + right, y - top)])


def _descendants(element: Object) -> Iterator[Dictionary]:
    """Yield the elements below an element, each after its own descendants."""
    for child in _kids(element):
        if isinstance(child, Dictionary) and "/S" in child:
            yield from _descendants(child)
            yield child


def _kids(element: Object) -> list[Any]:
    kids = element.get("/K", Array())
    return list(kids) if isinstance(kids, Array) else [kids]


def _drop_empty(element: Dictionary) -> None:
    kept = [kid for kid in _kids(element) if not (isinstance(kid, Dictionary) and "/S" in kid and not _kids(kid))]
    element.K = Array(kept)


def slot_elements(pdf: Pdf) -> dict[str, Dictionary]:
    """Return by key the elements of slots."""
    found = {}
    for candidate in pdf.objects:
        if isinstance(candidate, Dictionary) and candidate.get("/S") == "/Figure":
            alt = str(candidate.get("/Alt", ""))
            if alt.startswith(SLOT_ALT):
                found[alt.removeprefix(SLOT_ALT)] = candidate
    return found


def filled_type(region: Region) -> str:
    """Return the structure type of a filled slot's element."""
    return "/Span" if region.kind is RegionKind.TEXT else "/Figure"


def reserve_element(element: Dictionary, region: Region) -> None:
    """Make an element what an empty slot is: no text, and no picture that a reader should tell of."""
    del element["/Alt"]
    if region.kind is RegionKind.TEXT:
        element.S = Name.Span
        if "/A" in element:
            del element["/A"]
    else:
        element.S = Name.NonStruct


def slot_links(pdf: Pdf) -> dict[str, Dictionary]:
    """Return by key the annotations of slots' links, one each, and drop all others of slots.

    WeasyPrint makes one for each box inside a link; only that of the link's own element is tagged as a link.
    """
    found: dict[str, Any] = {}
    if "/StructTreeRoot" not in pdf.Root:
        return found
    numbers = list(pdf.Root.StructTreeRoot.ParentTree.Nums)
    owners = dict(zip(map(int, numbers[::2]), numbers[1::2], strict=True))
    for page in pdf.pages:
        kept = []
        for annotation in page.get("/Annots", []):
            uri = str(annotation.get("/A", Dictionary()).get("/URI", ""))
            owner = owners[int(annotation.StructParent)]
            if uri.startswith(SLOT_LINK) and owner.S != "/Link":
                del owners[int(annotation.StructParent)]
                owner.K = Array([kid for kid in _kids(owner) if not _refers(kid, annotation)])
                continue
            kept.append(annotation)
            if uri.startswith(SLOT_LINK):
                found[uri.removeprefix(SLOT_LINK)] = annotation
        if kept:
            page.Annots = Array(kept)
    pdf.Root.StructTreeRoot.ParentTree.Nums = Array([part for pair in sorted(owners.items()) for part in pair])
    return found


def _refers(kid: Any, annotation: Object) -> bool:
    return isinstance(kid, Dictionary) and "/Obj" in kid and kid.Obj.objgen == annotation.objgen


def reserve_link(annotation: Dictionary, content: Open) -> None:
    """Hide an annotation until a fill makes it a link (ISO 32000-1, 12.5.3)."""
    del annotation["/A"]
    annotation.Rect, annotation.F = [0, 0, 0, 0], 2
    annotation.Contents = pikepdf.String(content.label)
