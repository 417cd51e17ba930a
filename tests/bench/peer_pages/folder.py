"""The demo flyer as files that other makers of PDFs read: a whole page in HTML, or Typst markup with its data."""

from __future__ import annotations

import json
import re
import shutil
from functools import lru_cache
from html import escape
from pathlib import Path

import zxingcpp

from brand_kit.rendering.compile_page import assemble
from brand_kit.rendering.master import Master
from brand_kit.rendering.values import Code, Text, Value
from tests.bench.flyer import DEMO, FONTS, job, master, values
from tests.bench.results import ROOT

FIELDS = ("offer", "partner_name", "partner_address", "partner_phone", "partner_web")
_OTF, _NOTO = "opentype/", "truetype/noto/NotoSansArabic-"
_LATIN = (
    ("Sora", 600, f"{_OTF}sora/Sora-SemiBold.otf"),
    ("Sora", 700, f"{_OTF}sora/Sora-Bold.otf"),
    ("Inter", 400, f"{_OTF}inter/Inter-Regular.otf"),
    ("Inter", 600, f"{_OTF}inter/Inter-SemiBold.otf"),
    ("Inter", 700, f"{_OTF}inter/Inter-Bold.otf"),
)
_ARABIC = (
    ("Noto Sans Arabic", 400, f"{_NOTO}Regular.ttf"),
    ("Noto Sans Arabic", 700, f"{_NOTO}Bold.ttf"),
)
FACES = {"de": _LATIN, "ar": (*_LATIN, *_ARABIC), "ja": _LATIN}
"""By language: the files that `@font-face` names. Collections cannot be named so: Noto Sans CJK is the system's."""
FAMILIES = {
    "de": (["Sora"], ["Inter"]),
    "ar": (["Noto Sans Arabic", "Sora"], ["Noto Sans Arabic", "Inter"]),
    "ja": (["Noto Sans CJK JP"], ["Noto Sans CJK JP", "Inter"]),
}


_TOPS = {"call": "2.2mm", "offer": "9.6mm", "partner_name": "5.5mm", "legal": "1.7mm", "benefit_2_title": "2.8mm"}
TOPS = {"de": {**_TOPS, "benefit_3_title": "2.8mm"}, "ar": _TOPS, "ja": _TOPS}
"""By language: how far below the top of their regions the texts stand that are not at the top."""


def qr_svg(text: str) -> str:
    """Return a QR code with its quiet zone as SVG."""
    return zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M").to_svg(add_quiet_zones=True)


def write_pictures(folder: Path) -> None:
    """Put the photo and the logos where the pages name them."""
    shutil.copy(DEMO / "photos" / "flyer.jpg", folder / "photo.jpg")
    shutil.copy(DEMO / "logos" / "reversed.svg", folder / "logo.svg")
    shutil.copy(DEMO / "partner_logos" / "nordwind.svg", folder / "partner.svg")


def texts(given: dict[str, Value]) -> dict[str, str]:
    """Return what stands in the text fields; a mark (U+200E) keeps numbers from left to right amid Arabic."""
    return {
        key: f"\u200e{value.text}" if value.direction == "ltr" and "tel:" in (value.link or "") else value.text
        for key, value in given.items()
        if isinstance(value, Text)
    }


def code_text(given: dict[str, Value]) -> str:
    """Return what the code says."""
    code = given["code"]
    assert isinstance(code, Code)
    return code.text


def html_page(language: str, number: int) -> tuple[str, str]:
    """Return partner number so and so's page as HTML and CSS, with pictures as files beside it."""
    page, css = _html(language)
    for key, text in texts(values(language, number)).items():
        page = page.replace(f"@{key}@", escape(text).replace("\n", "<br>"))
    return page.replace("@code@", f"code-{number}.svg"), css


@lru_cache(maxsize=4)
def _html(language: str) -> tuple[str, str]:
    """Return the page with marks where values go.

    The sizes at which copy fits are given, so that the peers are spared the search for them.
    """
    given = {key: Text(f"@{key}@") if isinstance(one, Text) else one for key, one in values(language, 0).items()}
    page = assemble(job(language, filled=given), master(language).manifest.fits, {})
    html = page.html
    for url, name in (
        ("asset:region/photo", "photo.jpg"),
        ("asset:logo/reversed", "logo.svg"),
        ("asset:region/partner_logo", "partner.svg"),
        ("asset:region/code", "@code@"),
    ):
        html = html.replace(url, name)
    faces = "".join(
        f"@font-face{{font-family:'{family}';font-weight:{weight};src:url('{(FONTS / 'fonts' / file).as_uri()}')}}"
        for family, weight, file in FACES[language]
    )
    # The plate leaves the brand's clear space round a partner's logo, and short texts stand where theirs do with us.
    more = ".page{overflow:hidden}[data-region='partner_logo'] img{padding:1.84mm;box-sizing:border-box}" + "".join(
        f":root:root:root [data-region='{key}'][data-region]{{padding-top:{top}}}"
        for key, top in TOPS[language].items()
    )
    kept = {name for names in FAMILIES[language] for name in names} | {"Inter"}
    css = re.sub(
        r"font-family:([^;]*);",
        lambda found: "font-family:" + ",".join(n for n in found[1].split(",") if n.strip("'") in kept) + ";",
        page.css,
    )
    return html, f"{faces}\n{css}\n{more}"


def html_batch(language: str, numbers: range) -> tuple[str, str]:
    """Return many partners' pages as one document."""
    pages = [html_page(language, number) for number in numbers]
    head, rest = pages[0][0].split("<body>")
    bodies = [html.split("<body>")[1].split("</body>")[0] for html, _ in pages]
    return f"{head}<body>{''.join(bodies)}</body>{rest.split('</body>')[1]}", pages[0][1]


def write_typst(folder: Path, language: str) -> Path:
    """Write the Typst page of a language and the data that it reads; return the file to compile."""
    one: Master = master(language)
    content = job(language).contents
    copy = {key: item.text for key, item in content.items() if getattr(item, "text", "")}
    display, text = FAMILIES[language]
    leading = {"de": 1.0, "ar": 1.22}.get(language, 1.1)
    data = {
        **copy,
        "title": job(language).title,
        "photo_alt": "Photo",
        "language": language,
        "direction": one.manifest.direction,
        "display": display,
        "text": text,
        "leading": leading,
        "tracked": language == "de",
        "fits": dict(one.manifest.fits),
    }
    (folder / "copy.json").write_text(json.dumps(data), "utf-8")
    page = folder / "flyer.typ"
    shutil.copy(ROOT / "tests" / "bench" / "peer_pages" / "flyer.typ", page)
    return page


def typst_inputs(language: str, number: int) -> dict[str, str]:
    """Return what a partner gives the Typst page."""
    given = values(language, number)
    code = code_text(given)
    links = {key: getattr(given[f"partner_{key}"], "link", "") or "" for key in ("phone", "web")}
    return {
        **texts(given),
        "phone_link": links["phone"],
        "web_link": links["web"],
        "partner_logo": "partner.svg",
        "code": qr_svg(code),
        "code_text": code,
    }
