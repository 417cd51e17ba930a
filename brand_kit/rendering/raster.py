"""Finished files as pictures: PDFium draws the very file, at an exact number of pixels."""

from __future__ import annotations

import io
import re
import threading

import pypdfium2
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from brand_kit.rendering.errors import RenderingError

FORMATS = {"png": "PNG", "jpg": "JPEG", "jpeg": "JPEG", "webp": "WEBP"}
PDFIUM = threading.Lock()
"""PDFium is not safe for threads; who may be drawing while another thread does holds this."""
_XMP = (
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    '<rdf:Description rdf:about="" xmlns:l="urn:lockup:1"><l:record>{record}</l:record></rdf:Description>'
    "</rdf:RDF></x:xmpmeta>"
)
_RECORD = re.compile(rb"<l:record>([^<]*)</l:record>")
_REMAINS = (b"<l:record>", b"</l:record>", b"urn:lockup:1")
_MAGIC = ((b"\x89PNG\r\n\x1a\n", "png"), (b"\xff\xd8\xff", "jpg"), (b"RIFF", "webp"))


def page_image(data: bytes, page: int, width: int) -> Image.Image:
    """Return page number `page`, counted from 1, of a file as an RGB image of exactly `width` pixels.

    Raises:
        RenderingError: if the file is no PDF or has no such page.
    """
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise RenderingError("This file is no PDF that can be drawn.") from error
    try:
        if not 1 <= page <= len(document):
            raise RenderingError(f"There is no page {page}; the file has {len(document)}.")
        leaf = document[page - 1]
        size = leaf.get_size()
        height = round(width * size[1] / size[0])
        # One pixel more than asked for can come out of rounding up; the surplus row or column is cut, never scaled.
        bitmap = leaf.render(scale=width / size[0], rev_byteorder=True)
        image: Image.Image = bitmap.to_pil().convert("RGB")
        return image if image.size == (width, height) else image.crop((0, 0, width, height))
    finally:
        document.close()


def encode(image: Image.Image, extension: str, record: bytes | None = None) -> bytes:
    """Return an image as PNG, JPEG or WebP, with a record of what it shows where there is one.

    The record travels as XMP (ISO 16684-1), which all three formats carry.

    Raises:
        RenderingError: if the extension is of no such format.
    """
    kind = FORMATS.get(extension.lower().lstrip("."))
    if kind is None:
        raise RenderingError(f"Pictures are png, jpg or webp, not {extension[:20]}.")
    xmp = _XMP.format(record=record.hex()).encode() if record is not None else b""
    out = io.BytesIO()
    if kind == "PNG":
        info = PngInfo()
        if xmp:
            info.add_itxt("XML:com.adobe.xmp", xmp.decode())
        image.save(out, kind, pnginfo=info, compress_level=6)
    elif kind == "JPEG":
        image.save(out, kind, quality=90, subsampling=0, xmp=xmp or None)
    else:
        image.save(out, kind, quality=90, method=4, xmp=xmp)
    return out.getvalue()


def picture_record(data: bytes) -> tuple[bytes, str, int]:
    """Return the record in a picture that `encode` wrote, the picture's format, and its width in pixels.

    Raises:
        RenderingError: if it is no such picture; its code is `damaged` if it was one once.
    """
    match = _RECORD.search(data)
    kind = next((kind for magic, kind in _MAGIC if data.startswith(magic)), None)
    if match is None and not any(mark in data for mark in _REMAINS):
        raise RenderingError("This file carries no record of how it was made.")
    try:
        if match is None or kind is None:
            raise ValueError
        record = bytes.fromhex(match[1].decode())
        with Image.open(io.BytesIO(data), formats=("PNG", "JPEG", "WEBP")) as image:
            width = image.width
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise RenderingError("The picture or its record is damaged.", code="damaged") from error
    return record, kind, width
