"""What other programs make of a file: poppler, PDFium, qpdf, pikepdf, and a plain reading of the content itself."""

from __future__ import annotations

import io
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pikepdf
import pypdfium2
from PIL import Image, ImageChops

from brand_kit.rendering.master import Manifest, Slot

INVISIBLE = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\u00ad]")


def norm(text: str) -> str:
    """Return a text without white space and marks of direction."""
    return re.sub(r"\s+", "", INVISIBLE.sub("", text))


def run(*command: str, data: bytes, tmp_path: Path) -> subprocess.CompletedProcess[str]:
    """Run a program on a file; `@` stands for the file's path."""
    path = tmp_path / "file.pdf"
    path.write_bytes(data)
    words = [str(path) if word == "@" else word for word in command]
    return subprocess.run(words, capture_output=True, text=True, encoding="utf-8", check=False, timeout=60)


def poppler_text(data: bytes, tmp_path: Path, *, raw: bool = True) -> str:
    """Return what poppler's pdftotext reads: in the content's order, or in the order that it thinks people read."""
    options = ["-raw"] if raw else []
    done = run("pdftotext", *options, "-enc", "UTF-8", "@", "-", data=data, tmp_path=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def pdfium_text(data: bytes, page: int = 0) -> str:
    """Return what PDFium reads."""
    document = pypdfium2.PdfDocument(data)
    try:
        return str(document[page].get_textpage().get_text_range())
    finally:
        document.close()


def fonts(data: bytes, tmp_path: Path) -> list[tuple[str, bool]]:
    """Return the fonts that poppler's pdffonts lists: name without the subset's tag, and whether it is embedded."""
    done = run("pdffonts", "@", data=data, tmp_path=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    rows = [line.split() for line in done.stdout.splitlines()[2:]]
    return [(row[0].partition("+")[2] or row[0], row[-5] == "yes") for row in rows]


def draw(data: bytes, page: int = 0, dpi: float = 150) -> Image.Image:
    """Return a page as PDFium draws it."""
    document = pypdfium2.PdfDocument(data)
    try:
        return document[page].render(scale=dpi / 72).to_pil().convert("RGB")
    finally:
        document.close()


def without(image: Image.Image, slots: list[Slot], height: float, dpi: float = 150) -> Image.Image:
    """Return an image with what slots may paint blanked, and the one pixel around to which PDFium rounds a clip."""
    image = image.copy()
    scale = dpi / 72
    for slot in slots:
        left, right = (slot.left - slot.room) * scale, (slot.left + slot.width + slot.room) * scale
        top = (height - slot.bottom - slot.height - slot.room) * scale
        bottom = (height - slot.bottom + slot.room) * scale
        image.paste((0, 0, 0), (int(left) - 1, int(top) - 1, int(right) + 2, int(bottom) + 2))
    return image


def ink_beyond(data: bytes, slot: Slot, dpi: float = 288) -> tuple[float, float, float, float]:
    """Return how far a slot's glyphs reach beyond its box if nothing clips them: left, top, right, bottom (points)."""
    margin = 100.0
    with pikepdf.open(io.BytesIO(data)) as pdf:
        form, page = pdf.get_object(slot.form, 0), pdf.pages[0]
        form.BBox = pikepdf.Array([-margin, -margin, slot.width + margin, slot.height + margin])
        content = f"q {slot.width} 0 0 {slot.height} {margin} {margin} cm /S Do Q"
        page.Contents = pdf.make_stream(content.encode())
        page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(S=form))
        page.MediaBox = [0, 0, slot.width + 2 * margin, slot.height + 2 * margin]
        for box in ("/CropBox", "/TrimBox", "/BleedBox", "/Annots"):
            if box in page:
                del page[box]
        out = io.BytesIO()
        pdf.save(out)
    image = draw(out.getvalue(), dpi=dpi)
    scale = dpi / 72
    box = differ(image, Image.new("RGB", image.size, "white"))
    if box is None:
        return (0.0, 0.0, 0.0, 0.0)
    right, bottom = image.width - margin * scale, image.height - margin * scale
    beyond = (margin * scale - box[0], margin * scale - box[1], box[2] - right, box[3] - bottom)
    return tuple(max(0.0, round(pixels / scale, 2)) for pixels in beyond)  # type: ignore[return-value]


def differ(one: Image.Image, other: Image.Image) -> tuple[int, int, int, int] | None:
    """Return the box in which two images differ, or none."""
    return ImageChops.difference(one, other).getbbox()


def tagged_text(data: bytes, manifest: Manifest, key: str) -> str:
    """Return a slot's text for a reader of tags: the element's ActualText, else what its content maps to."""
    slot = manifest.slots[key]
    with pikepdf.open(io.BytesIO(data)) as pdf:
        if slot.element is not None:
            element = pdf.get_object(slot.element, 0)
            if "/ActualText" in element:
                return str(element.ActualText)
        lines: dict[float, str] = {}
        for glyph in glyphs(pdf.get_object(slot.form, 0)):
            lines[round(glyph.y, 2)] = lines.get(round(glyph.y, 2), "") + glyph.text
        return "\n".join(lines.values())


@dataclass(frozen=True)
class Glyph:
    """One glyph as it is drawn, in the page's coordinates."""

    number: int
    text: str
    """What its font's ToUnicode map says of it."""
    x: float
    y: float
    size: float


def page_glyphs(data: bytes, page: int = 0) -> list[Glyph]:
    """Return the glyphs of a page and its forms, in the order in which they are drawn."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return list(glyphs(pdf.pages[page].obj))


_Matrix = tuple[float, float, float, float, float, float]
_UNIT: _Matrix = (1, 0, 0, 1, 0, 0)


def _times(a: _Matrix, b: _Matrix) -> _Matrix:
    return (
        a[0] * b[0] + a[1] * b[2],
        a[0] * b[1] + a[1] * b[3],
        a[2] * b[0] + a[3] * b[2],
        a[2] * b[1] + a[3] * b[3],
        a[4] * b[0] + a[5] * b[2] + b[4],
        a[4] * b[1] + a[5] * b[3] + b[5],
    )


class _Font:
    def __init__(self, font: pikepdf.Object) -> None:
        assert font.Encoding == "/Identity-H"
        descendant = font.DescendantFonts[0]
        self.default = float(descendant.get("/DW", 1000))
        self.widths: dict[int, float] = {}
        entries = list(descendant.get("/W", []))
        while entries:
            first, second = int(entries.pop(0)), entries.pop(0)
            if isinstance(second, pikepdf.Array):
                self.widths.update({first + at: float(width) for at, width in enumerate(second)})
            else:
                self.widths.update(dict.fromkeys(range(first, int(second) + 1), float(entries.pop(0))))
        self.texts: dict[int, str] = {}
        for block in re.findall(rb"beginbfchar(.*?)endbfchar", font.ToUnicode.read_bytes(), re.DOTALL):
            for code, text in re.findall(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]*)>", block):
                self.texts[int(code, 16)] = bytes.fromhex(text.decode()).decode("utf-16-be")


def glyphs(holder: pikepdf.Object, outer: _Matrix = _UNIT, cache: dict[object, _Font] | None = None) -> Iterator[Glyph]:
    """Interpret the text operators of a page or a form (ISO 32000-1, 9.3 and 9.4)."""
    cache = {} if cache is None else cache
    resources = holder.get("/Resources", pikepdf.Dictionary())
    matrix, stack, text, line = outer, [], _UNIT, _UNIT
    font, size, rise, spacing = _Font.__new__(_Font), 0.0, 0.0, 0.0
    for operands, operator in pikepdf.parse_content_stream(holder):
        name = str(operator)
        numbers = [float(o) for o in operands] if name in ("cm", "Tm", "Td", "TL", "Ts", "Tc", "Tz", "Tw") else []
        if name == "q":
            stack.append(matrix)
        elif name == "Q":
            matrix = stack.pop()
        elif name == "cm":
            matrix = _times(tuple(numbers), matrix)  # type: ignore[arg-type]
        elif name == "BT":
            text = line = _UNIT
        elif name == "Tm":
            text = line = tuple(numbers)  # type: ignore[assignment]
        elif name == "Td":
            text = line = _times((1, 0, 0, 1, numbers[0], numbers[1]), line)
        elif name == "Ts":
            rise = numbers[0]
        elif name == "Tc":
            spacing = numbers[0]
        elif name == "Tf":
            entry = resources.Font[str(operands[0])]
            font, size = cache.setdefault(entry.objgen, _Font(entry)), float(operands[1])
        elif name == "Do":
            form = resources.XObject[str(operands[0])]
            if form.get("/Subtype") == "/Form":
                own = tuple(float(number) for number in form.get("/Matrix", _UNIT))
                yield from glyphs(form, _times(own, matrix), cache)  # type: ignore[arg-type]
        elif name in ("Tj", "TJ"):
            for item in operands[0] if name == "TJ" else [operands[0]]:
                if not isinstance(item, pikepdf.String):
                    text = _times((1, 0, 0, 1, -float(item) / 1000 * size, 0), text)
                    continue
                raw = bytes(item)
                for code in (int.from_bytes(raw[at : at + 2], "big") for at in range(0, len(raw), 2)):
                    place = _times((1, 0, 0, 1, 0, rise), _times(text, matrix))
                    scale = abs(_times(text, matrix)[3])
                    yield Glyph(code, font.texts.get(code, ""), place[4], place[5], size * scale)
                    text = _times((1, 0, 0, 1, font.widths.get(code, font.default) / 1000 * size + spacing, 0), text)
        else:
            assert name not in ("Tz", "Tw", "TL", "T*", "'", '"', "TD"), name
