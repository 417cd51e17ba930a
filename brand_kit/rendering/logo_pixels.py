"""A canonical picture as pixels, and plain work on masks: what is connected, and where it lies."""

from __future__ import annotations

import io
import re
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

import PIL.Image
import pypdfium2

from brand_kit.rendering.picture import Picture, PictureObject
from brand_kit.rendering.picture_proof import proof_page
from brand_kit.rendering.raster import PDFIUM
from brand_kit.rendering.values import WHOLE

Size = tuple[int, int]
Part = tuple[int, int, int, int]
"""Left, bottom, right and top in ten-thousandths of a picture."""
Rectangle = tuple[int, int, int, int]
"""Left, top, right and bottom in pixels."""
_SIZE = re.compile(rb"/Width (\d+) /Height (\d+)")


def part_pixels(picture: Picture, part: Part, longest: int) -> PIL.Image.Image:
    """Return a part of a canonical picture as RGBA, its longer side `longest` pixels; a raster is never enlarged."""
    left, bottom, right, top = part
    if picture.vector:
        return _drawn_part(picture, part, longest)
    whole = raster_pixels(picture)
    width, height = whole.size
    box = (
        left * width // WHOLE, height - -(-top * height // WHOLE),
        max(-(-right * width // WHOLE), 1), max(height - bottom * height // WHOLE, 1),
    )  # fmt: skip
    image = whole if box == (0, 0, width, height) else whole.crop(box)
    if max(image.size) <= longest:
        return image
    scale = longest / max(image.size)
    return resized(image, (max(1, round(image.width * scale)), max(1, round(image.height * scale))))


def _drawn_part(picture: Picture, part: Part, longest: int) -> PIL.Image.Image:
    left, bottom, right, top = part
    width, height = picture.width / WHOLE, picture.height / WHOLE
    scale = longest / max((right - left) * width, (top - bottom) * height)
    crop = (left * width, bottom * height, (WHOLE - right) * width, (WHOLE - top) * height)
    with PDFIUM, pypdfium2.PdfDocument(proof_page(picture)) as document:
        page = document[0]
        fill = (255, 255, 255, 0)
        bitmap = page.render(scale=scale, fill_color=fill, rev_byteorder=True, maybe_alpha=True, crop=crop)
        image: PIL.Image.Image = bitmap.to_pil().convert("RGBA")
        page.close()
    return image


def raster_pixels(picture: Picture) -> PIL.Image.Image:
    """Return every pixel of a canonical raster as RGBA."""
    image = _image(picture.objects[0]).convert("RGBA")
    if len(picture.objects) > 1:
        image.putalpha(_image(picture.objects[1]).convert("L"))
    return image


def resized(image: PIL.Image.Image, size: Size) -> PIL.Image.Image:
    """Return RGBA pixels at another size; what cannot be seen lends no colour to what can."""
    return image.convert("RGBa").resize(size, PIL.Image.Resampling.BOX).convert("RGBA")


def _image(entry: PictureObject) -> PIL.Image.Image:
    """Return an image object as `raster_intake` writes them: JPEG, or the data of a PNG."""
    if b"/DCTDecode" in entry.head:
        return PIL.Image.open(io.BytesIO(entry.stream), formats=("JPEG",))
    match = _SIZE.search(entry.head)
    if match is None:
        raise ValueError("This picture does not say how many pixels it has.")
    kind = 0 if b"/DeviceGray" in entry.head else 2
    head = struct.pack(">IIBBBBB", int(match[1]), int(match[2]), 8, kind, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", entry.stream), (b"IEND", b""))
    data = b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body)) for name, body in chunks
    )
    return PIL.Image.open(io.BytesIO(b"\x89PNG\r\n\x1a\n" + data), formats=("PNG",))


@dataclass
class Patch:
    """A connected part of a mask."""

    area: int
    box: Rectangle
    runs: list[tuple[int, int, int]]
    """Row, first column, and the column after the last, of each stretch."""
    at_edge: bool
    """Whether it touches the edge of the mask."""


def patches(mask: PIL.Image.Image, most_runs: int = 400_000) -> list[Patch] | None:
    """Return the connected parts of a mask of 0 and 255, by rows; none if it has too many stretches to be sensible.

    Two stretches are connected if they lie in neighbouring rows and share a column.
    """
    runs: list[tuple[int, int, int]] = []
    parent: list[int] = []

    def root(number: int) -> int:
        while parent[number] != number:
            parent[number] = parent[parent[number]]
            number = parent[number]
        return number

    above: list[int] = []
    for row, line in enumerate(_lines(mask)):
        here: list[int] = []
        at = 0
        for first, last in _stretches(line):
            number = len(runs)
            runs.append((row, first, last))
            parent.append(number)
            here.append(number)
            while at < len(above) and runs[above[at]][2] <= first:
                at += 1
            also = at
            while also < len(above) and runs[above[also]][1] < last:
                one, other = root(number), root(above[also])
                if one != other:
                    parent[max(one, other)] = min(one, other)
                also += 1
        above = here
        if len(runs) > most_runs:
            return None
    return _gathered(mask.size, runs, [root(number) for number in range(len(runs))])


def _gathered(size: Size, runs: list[tuple[int, int, int]], roots: list[int]) -> list[Patch]:
    found: dict[int, Patch] = {}
    for (row, first, last), number in zip(runs, roots, strict=True):
        edge = row in (0, size[1] - 1) or first == 0 or last == size[0]
        known = found.get(number)
        if known is None:
            found[number] = Patch(last - first, (first, row, last, row + 1), [(row, first, last)], edge)
            continue
        left, top, right, _ = known.box
        known.box = (min(left, first), top, max(right, last), row + 1)
        known.area += last - first
        known.runs.append((row, first, last))
        known.at_edge = known.at_edge or edge
    return list(found.values())


def _lines(mask: PIL.Image.Image) -> Iterator[bytes]:
    data, width = mask.tobytes(), mask.width
    return (data[at : at + width] for at in range(0, len(data), width))


def _stretches(line: bytes) -> Iterator[tuple[int, int]]:
    first = line.find(b"\xff")
    while first >= 0:
        last = line.find(b"\0", first)
        last = len(line) if last < 0 else last
        yield first, last
        first = line.find(b"\xff", last)


def mask_of(found: list[Patch], size: Size) -> PIL.Image.Image:
    """Return a mask of some patches."""
    data, width = bytearray(size[0] * size[1]), size[0]
    for patch in found:
        for row, first, last in patch.runs:
            data[row * width + first : row * width + last] = b"\xff" * (last - first)
    return PIL.Image.frombytes("L", size, bytes(data))


def above(image: PIL.Image.Image, least: int) -> PIL.Image.Image:
    """Return the mask of what is at least `least` in a grey image."""
    return image.point([255 if value >= least else 0 for value in range(256)])


def share(mask: PIL.Image.Image) -> float:
    """Return the share of a mask that is set."""
    return mask.histogram()[255] / (mask.width * mask.height)
