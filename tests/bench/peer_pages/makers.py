"""The peers as functions that write partner number so and so's flyer to a file."""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import typst
from PIL import Image
from playwright.sync_api import sync_playwright
from pypdf import PdfReader, PdfWriter
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

from brand_kit.rendering.codes import qr_operators
from brand_kit.rendering.fill import fill
from brand_kit.rendering.raster import page_image
from tests.bench.flyer import FONTS, brand, master, values
from tests.bench.peer_pages.folder import code_text, html_batch, html_page, qr_svg, texts, typst_inputs, write_typst

Maker = Callable[[int], None]
CHROMIUM = "/usr/bin/chromium"
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


def weasyprint_fresh(language: str, folder: Path) -> Maker:
    """Lay the whole page out, with everything opened anew, as WeasyPrint's own first steps show it."""

    def make(number: int) -> None:
        html, css = html_page(language, number)
        (folder / f"code-{number}.svg").write_text(qr_svg(code_text(values(language, number))))
        page = html.replace("</head>", f"<style>{css}</style></head>")
        HTML(string=page, base_url=str(folder) + os.sep).write_pdf(folder / f"weasyprint-{language}-{number}.pdf")

    return make


def weasyprint_kept(language: str, folder: Path) -> Maker:
    """Lay the whole page out with fonts, style sheet and pictures kept from one file to the next."""
    fonts, images = FontConfiguration(), dict[str, object]()
    base = str(folder) + os.sep
    style = CSS(string=html_page(language, 0)[1], font_config=fonts, base_url=base)

    def make(number: int) -> None:
        html, _ = html_page(language, number)
        (folder / f"code-{number}.svg").write_text(qr_svg(code_text(values(language, number))))
        HTML(string=html, base_url=base).write_pdf(
            folder / f"weasyprint-kept-{language}-{number}.pdf", stylesheets=[style], font_config=fonts, cache=images
        )

    return make


def weasyprint_batch(language: str, folder: Path, size: int) -> Maker:
    """Lay out `size` flyers as one document; it is not cut into files, which the peer is spared."""

    def make(number: int) -> None:
        numbers = range(number * size, (number + 1) * size)
        html, css = html_batch(language, numbers)
        for one in numbers:
            (folder / f"code-{one}.svg").write_text(qr_svg(code_text(values(language, one))))
        page = html.replace("</head>", f"<style>{css}</style></head>")
        HTML(string=page, base_url=str(folder) + os.sep).write_pdf(folder / f"weasyprint-batch-{language}-{number}.pdf")

    return make


@contextmanager
def chromium(languages: list[str], folder: Path) -> Iterator[dict[str, Maker]]:
    """Keep a browser with the page of each language open; for a file, only the fields are changed."""
    with ExitStack() as stack:
        driver = stack.enter_context(sync_playwright())
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        stack.callback(browser.close)
        makers = {}
        for language in languages:
            html, css = html_page(language, 0)
            (folder / "code-0.svg").write_text(qr_svg(code_text(values(language, 0))))
            path = folder / f"chromium-{language}.html"
            path.write_text(html.replace("</head>", f"<meta charset=utf-8><style>{css}</style></head>"), "utf-8")
            page = browser.new_page()
            page.goto(path.as_uri())
            makers[language] = _chromium(page, language, folder)
        yield makers


_CHANGE = """async ([texts, code]) => {
    for (const [key, text] of Object.entries(texts)) {
        const part = document.querySelector(`[data-region='${key}'] .lockup-paragraph`)
        const lines = text.split('\\n').flatMap((line, at) => at ? [document.createElement('br'), line] : [line])
        part.replaceChildren(...lines)
    }
    const image = document.querySelector("[data-region='code'] img")
    image.src = 'data:image/svg+xml,' + encodeURIComponent(code)
    await image.decode()
}"""


def _chromium(page: object, language: str, folder: Path) -> Maker:
    def make(number: int) -> None:
        given = values(language, number)
        page.evaluate(_CHANGE, [texts(given), qr_svg(code_text(given))])  # type: ignore[attr-defined]
        page.pdf(  # type: ignore[attr-defined]
            path=folder / f"chromium-{language}-{number}.pdf",
            prefer_css_page_size=True,
            print_background=True,
            tagged=True,
        )

    return make


def typst_kept(language: str, folder: Path) -> Maker:
    """Compile with one compiler that is kept, so that it works out anew only what a value changes."""
    place = folder / f"typst-{language}"
    place.mkdir(exist_ok=True)
    for name in ("photo.jpg", "logo.svg", "partner.svg"):
        (place / name).write_bytes((folder / name).read_bytes())
    page = write_typst(place, language)
    compiler = typst.Compiler(
        page, root=place, font_paths=[FONTS / "fonts" / part for part in ("opentype", "truetype/noto")]
    )

    def make(number: int) -> None:
        compiler.compile(output=folder / f"typst-{language}-{number}.pdf", sys_inputs=typst_inputs(language, number))

    return make


def overlay(folder: Path, *, incremental: bool) -> Maker:
    """Draw the fields with ReportLab and merge them onto the locked page with pypdf, as printers of tickets do.

    ReportLab embeds TrueType outlines only, so Noto Sans stands for Inter and Sora; it neither shapes nor turns text
    around, so this is a race in Latin only. The QR code's modules and the logo's pixels are given to it ready.
    With `incremental`, pypdf appends to the locked file; else it writes it anew, from objects that it keeps.
    """
    one = master("de")
    for weight in ("Regular", "Bold"):
        pdfmetrics.registerFont(TTFont(weight, str(FONTS / "fonts/truetype/noto" / f"NotoSans-{weight}.ttf")))
    width, height = one.manifest.pages[0][:2]
    logo = ImageReader(_logo())
    reader = PdfReader(io.BytesIO(one.data))

    def make(number: int) -> None:
        drawn = io.BytesIO()
        canvas = Canvas(drawn, pagesize=(width, height))
        _draw(canvas, number, logo)
        canvas.save()
        over = PdfReader(drawn).pages[0]
        if incremental:
            writer = PdfWriter(io.BytesIO(one.data), incremental=True)
            writer.pages[0].merge_page(over)
        else:
            writer = PdfWriter()
            writer.add_page(reader.pages[0]).merge_page(over)
        writer.write(folder / f"overlay-{incremental:d}-{number}.pdf")

    return make


def _logo() -> Image.Image:
    """Return the partner's logo in pixels, cut out of a finished page."""
    one = master("de")
    slot, height = one.manifest.slots["partner_logo"], one.manifest.pages[0][1]
    page = page_image(fill(one, values("de", 0), brand()[1]), 1, 2480)
    scale, inset = 2480 / one.manifest.pages[0][0], slot.inset
    left, right = slot.left + inset, slot.left + slot.width - inset
    top, bottom = height - slot.bottom - slot.height + inset, height - slot.bottom - inset
    return page.crop((round(left * scale), round(top * scale), round(right * scale), round(bottom * scale)))


def _draw(canvas: Canvas, number: int, logo: ImageReader) -> None:
    given = values("de", number)
    slots = master("de").manifest.slots
    for key, text in texts(given).items():
        text = text.lstrip("\u200e")
        slot = slots[key]
        assert slot.style is not None
        size = slot.style.size
        canvas.setFont("Regular" if slot.style.weight == 400 else "Bold", size)
        lines = [line for paragraph in text.split("\n") for line in _wrapped(canvas, paragraph, slot.width)]
        leading = slot.style.line_height * size
        free = slot.height - leading * len(lines)
        top = slot.bottom + slot.height - {"top": 0.0, "center": free / 2, "bottom": free}[slot.valign]
        for count, line in enumerate(lines):
            y = top - leading * count - size
            if slot.align == "center":
                canvas.drawCentredString(slot.left + slot.width / 2, y, line)
            else:
                canvas.drawString(slot.left, y, line)
        link = getattr(given[key], "link", None)
        if link:
            canvas.linkURL(link, (slot.left, slot.bottom, slot.left + slot.width, slot.bottom + slot.height))
    slot = slots["partner_logo"]
    inset = slot.inset
    canvas.drawImage(
        logo,
        slot.left + inset,
        slot.bottom + inset,
        slot.width - 2 * inset,
        slot.height - 2 * inset,
        mask="auto",
        preserveAspectRatio=True,
    )
    slot = slots["code"]
    side, operators = qr_operators(code_text(given))
    canvas.translate(slot.left, slot.bottom)
    canvas.scale(slot.width / side, slot.height / side)
    path = canvas.beginPath()
    for row in operators.split(b"\n"):
        if row.endswith(b" re"):
            path.rect(*map(int, row.split()[:4]))
    canvas.drawPath(path, stroke=0, fill=1)


def _wrapped(canvas: Canvas, text: str, width: float) -> list[str]:
    lines = [""]
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and canvas.stringWidth(longer) > width:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines
