"""The one way in for pictures: bytes of an upload in, a canonical picture or a refusal out."""

from __future__ import annotations

import hashlib
import json
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass

_MAGIC = b"LOCKUP PICTURE 1\n"
_REFERENCE = re.compile(rb"@(\d{1,4})@")
_TOKEN = re.compile(
    rb"\s+|<<|>>|\[|\]|true|false|@(?P<reference>\d{1,4})@|/(?P<name>[A-Za-z][A-Za-z0-9]*)|[+-]?(?:\d+(?:\.\d*)?|\.\d+)"
)
_RESOURCE = re.compile(rb"[a-z]{1,2}\d{1,6}")
_NAMES = frozenset(
    b"Type XObject Subtype Form FormType Image BBox Matrix Group S Transparency CS I K DeviceRGB DeviceGray Resources "
    b"ExtGState Pattern Shading ColorSpace CA ca AIS SMask Mask G Luminosity Alpha BC Filter FlateDecode DCTDecode "
    b"DecodeParms Predictor Colors Columns BitsPerComponent Width Height Interpolate Decode ImageMask ShadingType "
    b"Coords Domain Extend Function Functions Bounds Encode FunctionType C0 C1 N PatternType PaintType TilingType "
    b"XStep YStep BM Normal".split()
)


@dataclass(frozen=True, slots=True)
class PictureObject:
    """One PDF object of a canonical picture: a stream and its dictionary."""

    head: bytes
    """The dictionary's text without `<<`, `>>` and `/Length`; `@n@` refers to the picture's object n."""
    stream: bytes


@dataclass(frozen=True, slots=True)
class Picture:
    """A canonical picture, which a fill only embeds.

    Object 0 is a Form XObject whose BBox is `[0 0 width height]`, or an Image XObject (drawn in the unit square).
    """

    digest: str
    """SHA-256 of the canonical form, in hexadecimal."""
    width: float
    height: float
    vector: bool
    objects: tuple[PictureObject, ...]
    pixels: tuple[int, int] | None = None
    """Width and height of a raster picture; none for a vector."""

    def to_bytes(self) -> bytes:
        """Return the canonical form, of which `digest` is the SHA-256."""
        return _written(self.width, self.height, self.objects, self.pixels)

    @classmethod
    def of(
        cls,
        width: float,
        height: float,
        objects: tuple[PictureObject, ...],
        pixels: tuple[int, int] | None = None,
    ) -> Picture:
        """Return the picture made of these objects, with its digest; sizes are in points."""
        digest = hashlib.sha256(_written(width, height, objects, pixels)).hexdigest()
        vector = b"/Subtype /Form" in objects[0].head
        return cls(digest, width, height, vector, objects, pixels)

    @classmethod
    def from_bytes(cls, data: bytes) -> Picture:
        """Return the picture whose canonical form this is.

        Raises `ValueError` unless the form is exactly what `to_bytes` writes and its dictionaries hold only what a
        drawing needs: no actions, no fonts, no references in a circle.
        """
        if not data.startswith(_MAGIC):
            raise ValueError("This is not a canonical picture.")
        header, _, body = data[len(_MAGIC) :].partition(b"\n")
        try:
            width, height, pixels, lengths = json.loads(header)
            objects = tuple(_parts(body, lengths))
            sizes = (float(width), float(height), *(pixels or ()))
            sound = all(math.isfinite(size) and 0 < size <= 1e6 for size in sizes)
            picture = cls.of(width, height, objects, (pixels[0], pixels[1]) if pixels else None)
        except (TypeError, IndexError, RecursionError) as error:
            raise ValueError("This canonical picture has a damaged beginning.") from error
        if not sound or not any(kind in objects[0].head for kind in (b"/Subtype /Form", b"/Subtype /Image")):
            raise ValueError("This canonical picture has no size or draws nothing.")
        if picture.to_bytes() != data:
            raise ValueError("This canonical picture is not written as it must be.")
        return picture


def canonical_picture(data: bytes) -> Picture:
    """Return the canonical form of an uploaded picture, whatever its name was.

    This is the only door for pictures. SVG stays vector; PNG, JPEG and WebP are re-encoded as sRGB of at most 2400 px
    without metadata. All reading happens in a caged child process. Raises `PictureRefused` with a code and a sentence
    that tells what to do, and `CageError` with the code `unavailable` if no child process can be had.
    """
    # The modules below build pictures and so import this one; the cage loads them, this process needs only their names.
    from brand_kit.rendering import picture_intake

    return picture_intake.converted(data)


def place(picture: Picture, first_number: int) -> list[bytes]:
    """Return the picture's objects as complete `N 0 obj ... endobj` bodies numbered upwards from `first_number`."""
    bodies = []
    for offset, each in enumerate(picture.objects):
        head = _REFERENCE.sub(lambda match: b"%d 0 R" % (first_number + int(match[1])), each.head)
        start = b"%d 0 obj\n<< %s /Length %d >>\nstream\n" % (first_number + offset, head, len(each.stream))
        bodies.append(start + each.stream + b"\nendstream\nendobj\n")
    return bodies


def _written(width: float, height: float, objects: tuple[PictureObject, ...], pixels: tuple[int, int] | None) -> bytes:
    lengths = [[len(each.head), len(each.stream)] for each in objects]
    header = json.dumps([float(width), float(height), pixels, lengths], separators=(",", ":")).encode()
    return b"".join((_MAGIC, header, b"\n", *(part for each in objects for part in (each.head, each.stream))))


def _parts(body: bytes, lengths: list[tuple[int, int]]) -> Iterator[PictureObject]:
    at = 0
    for number, (head_length, stream_length) in enumerate(lengths):
        head = body[at : at + head_length]
        _check(head, number, len(lengths))
        yield PictureObject(head, body[at + head_length : at + head_length + stream_length])
        at += head_length + stream_length


def _check(head: bytes, number: int, count: int) -> None:
    """Raise `ValueError` unless every token of a dictionary is known and every reference leads forward."""
    at = depth = 0
    while at < len(head):
        token = _TOKEN.match(head, at)
        if token is None:
            raise ValueError(f"Object {number} of this picture holds an unknown token.")
        name, reference = token["name"], token["reference"]
        if name and name not in _NAMES and not _RESOURCE.fullmatch(name):
            raise ValueError(f"Object {number} of this picture holds the unknown name {name!r}.")
        if reference and not number < int(reference) < count:
            raise ValueError(f"Object {number} of this picture refers to {int(reference)}.")
        depth += {b"<<": 1, b"[": 1, b">>": -1, b"]": -1}.get(token[0], 0)
        if depth < 0:
            break
        at = token.end()
    if depth:
        raise ValueError(f"Object {number} of this picture has unbalanced brackets.")
