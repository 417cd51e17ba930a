"""The one page of a PDF that librsvg wrote, turned into a Form XObject and the streams that it needs.

Only what drawings need is taken over: graphics states, shadings, patterns, forms and masks in DeviceRGB or DeviceGray.
Streams come first in order of use, so that every reference leads forward; dictionaries are written with sorted keys
and streams are compressed anew, so that the same drawing always gives the same bytes.
"""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

import pikepdf

from brand_kit.rendering.picture import PictureObject
from brand_kit.rendering.picture_refusals import refusal

LARGEST_DRAWING = 4 * 1024 * 1024
_FINEST_TILE = 1.0
"""Square points of the smallest pattern tile on a drawing 1000 pt long; finer ones stall viewers."""
_PAINTING = "q Q cm w J j M d ri i gs m l c v y h re S s f F f* B B* b b* n W W* CS cs SC SCN sc scn G g RG rg sh Do"
_OPERATORS = frozenset(_PAINTING.split())
_CODING = frozenset({"/Length", "/Filter", "/DecodeParms"})
_NAME = re.compile(r"/[A-Za-z0-9]+")


def form_objects(pdf: bytes) -> tuple[float, float, tuple[PictureObject, ...]]:
    """Return width and height in points and the objects of a drawing; object 0 is the form."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        page = document.pages[0].obj
        left, bottom, width, height = (float(value) for value in page.MediaBox)
        if left or bottom:
            raise refusal("svg-drawing")
        root = document.make_stream(_content(page.Contents))
        root.Type, root.Subtype = pikepdf.Name.XObject, pikepdf.Name.Form
        root.BBox, root.Resources = page.MediaBox, page.Resources
        if "/Group" in page:
            root.Group = page.Group
        streams = _in_order(root)
        numbers = {each.objgen: number for number, each in enumerate(streams)}
        objects = tuple(_object(each, numbers) for each in streams)
    if sum(len(each.stream) for each in objects) > LARGEST_DRAWING:
        raise refusal("too-complex")
    return width, height, objects


def _content(contents: pikepdf.Object) -> bytes:
    if isinstance(contents, pikepdf.Array):
        return b"\n".join(each.read_bytes() for each in contents)
    return contents.read_bytes()


def _in_order(root: pikepdf.Object) -> list[pikepdf.Object]:
    """Return all streams that the root reaches, each before those that it uses itself."""
    finished: list[pikepdf.Object] = []
    seen: dict[tuple[int, int], bool] = {}
    stack: list[tuple[pikepdf.Object, bool]] = [(root, False)]
    while stack:
        stream, done = stack.pop()
        if done:
            seen[stream.objgen] = True
            finished.append(stream)
        elif stream.objgen not in seen:
            seen[stream.objgen] = False
            stack.append((stream, True))
            stack.extend((each, False) for each in _used_by(stream))
        elif not seen[stream.objgen]:
            raise refusal("svg-loop")
    return finished[::-1]


def _used_by(holder: pikepdf.Object, depth: int = 0) -> Iterator[pikepdf.Object]:
    """Yield the streams that an object refers to, through dictionaries and arrays, in the order of sorted keys."""
    if depth > 12:
        raise refusal("svg-drawing")
    values = list(holder) if isinstance(holder, pikepdf.Array) else [value for _, value in _sorted(holder)]
    for value in values:
        if isinstance(value, pikepdf.Stream):
            yield value
        elif isinstance(value, (pikepdf.Dictionary, pikepdf.Array)):
            yield from _used_by(value, depth + 1)


def _sorted(holder: pikepdf.Object) -> list[tuple[str, Any]]:
    """Return the entries of a dictionary or stream, sorted, the type first."""
    entries = [(key, value) for key, value in holder.items() if key not in _CODING]
    return sorted(entries, key=lambda entry: (entry[0] not in {"/Type", "/Subtype"}, _natural(entry[0])))


def _natural(name: str) -> tuple[str, int]:
    digits = re.search(r"\d*$", name)
    number = digits[0] if digits else ""
    return name.removesuffix(number), int(number or 0)


def _object(stream: pikepdf.Object, numbers: Mapping[tuple[int, int], int]) -> PictureObject:
    data = stream.read_bytes()
    subtype, pattern = str(stream.get("/Subtype", "")), stream.get("/PatternType")
    if subtype == "/Form" or pattern is not None:
        operators = {str(each.operator) for each in pikepdf.parse_content_stream(stream)}
        if not operators <= _OPERATORS:
            raise refusal("svg-drawing")
    if pattern == 1:
        _check_tile(stream)
    inner = " ".join(f"{_text(key, numbers)} {_text(value, numbers)}" for key, value in _sorted(stream))
    return PictureObject(f"{inner} /Filter /FlateDecode".encode("ascii"), zlib.compress(data, 9))


def _check_tile(stream: pikepdf.Object) -> None:
    a, b, c, d = [float(value) for value in stream.Matrix][:4] if "/Matrix" in stream else (1.0, 0.0, 0.0, 1.0)
    area = abs((a * d - b * c) * float(stream.XStep) * float(stream.YStep))
    if area < _FINEST_TILE:
        raise refusal("too-complex")


def _text(value: object, numbers: Mapping[tuple[int, int], int]) -> str:
    """Write a PDF value; streams become references to the picture's own objects."""
    match value:
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case Decimal() | float():
            return f"{value:.6f}".rstrip("0").rstrip(".") or "0"
        case str() | pikepdf.Name() if _NAME.fullmatch(str(value)):
            return str(value)
        case pikepdf.Stream():
            return f"@{numbers[value.objgen]}@"
        case pikepdf.Array():
            return f"[{' '.join(_text(each, numbers) for each in value)}]"
        case pikepdf.Dictionary():
            inner = " ".join(f"{_text(key, numbers)} {_text(each, numbers)}" for key, each in _sorted(value))
            return f"<< {inner} >>"
    raise refusal("svg-drawing")
