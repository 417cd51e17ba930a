"""What happens to an uploaded picture: told by its content, converted in a cage, checked on the way out."""

from __future__ import annotations

import logging
import re

from brand_kit.rendering import svg
from brand_kit.rendering.confinement import MEBIBYTE, Limits
from brand_kit.rendering.picture import Picture
from brand_kit.rendering.picture_proof import draws_something
from brand_kit.rendering.picture_refusals import refusal
from brand_kit.rendering.raster_intake import raster_picture
from brand_kit.rendering.sandbox import CageError, run_in_cage

log = logging.getLogger(__name__)

LARGEST_FILE = 10 * MEBIBYTE
LIMITS = Limits(seconds=9, cpu_seconds=8, memory=1024 * MEBIBYTE, programs=True, reply=48 * MEBIBYTE)
_OTHERS = (
    (b"%PDF-", "kind-pdf", ""),
    (b"%!PS", "kind-pdf", ""),
    (b"\xc5\xd0\xd3\xc6", "kind-pdf", ""),
    (b"\x1f\x8b", "kind-gzip", ""),
    (b"GIF8", "kind-other-picture", "GIF"),
    (b"II*\0", "kind-other-picture", "TIFF"),
    (b"MM\0*", "kind-other-picture", "TIFF"),
    (b"BM", "kind-other-picture", "BMP"),
    (b"8BPS", "kind-other-picture", "PSD"),
    (b"\0\0\1\0", "kind-other-picture", "ICO"),
)
_MARKUP = re.compile(rb"(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?[\s\0]*<")


def converted(data: bytes) -> Picture:
    """Return the canonical form of an upload; see `picture.canonical_picture`."""
    kind_of(data)
    try:
        return Picture.from_bytes(run_in_cage(convert, bytes(data), limits=LIMITS))
    except CageError as error:
        if error.code == "unavailable":
            raise
        level = logging.INFO if error.code in {"time", "memory"} else logging.ERROR
        log.log(level, "A picture was refused because its conversion ended with %s: %s", error.code, error.detail)
        raise refusal("too-complex" if error.code in {"time", "memory", "reply"} else "damaged") from error
    except ValueError as error:
        # Only a conversion that was taken over, or a fault in it, can answer so.
        log.exception("A picture's conversion answered with something that is not a canonical picture.")
        raise refusal("damaged") from error


def kind_of(data: bytes) -> str:
    """Return `svg` or Pillow's name of the raster format, by the first bytes of the file."""
    if not data:
        raise refusal("empty")
    if len(data) > LARGEST_FILE:
        raise refusal("file-size", limit="10 MB")
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if data.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "WEBP"
    if _MARKUP.match(data, 0, 4096):
        return "svg"
    for magic, code, kind in _OTHERS:
        if data.startswith(magic):
            raise refusal(code, kind=kind)
    if data[4:8] == b"ftyp":
        raise refusal("kind-other-picture", kind="HEIC or AVIF")
    raise refusal("kind")


def convert(data: bytes) -> bytes:
    """Return the bytes of the canonical form; runs in the cage."""
    kind = kind_of(data)
    picture = svg.vector_picture(data) if kind == "svg" else raster_picture(data, kind)
    if not draws_something(picture):
        raise refusal("blank")
    return picture.to_bytes()
