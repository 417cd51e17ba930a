"""Pictures for browsers: a page's own pictures in the sizes and formats that screens take, and its social picture."""

from __future__ import annotations

import hashlib
import io
import logging
import re
import threading
from collections.abc import Callable
from dataclasses import dataclass

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image

from brand_kit.masters import MasterMissing
from brand_kit.models import Template
from brand_kit.rendering.errors import RenderingError
from brand_kit.rendering.picture import Picture
from brand_kit.rendering.picture_proof import drawn as picture_drawn
from brand_kit.rendering.raster import page_image
from brand_kit.rendering.shape import PIXEL
from campaigns.actions.prepare_masters import prepare_masters, why_not_prepared
from campaigns.composition import compose, drawn
from campaigns.models import Collateral, PartnerPage

logger = logging.getLogger(__name__)

WIDTHS = (480, 800, 1200, 1600)
"""How wide a photo is offered, in pixels; never wider than it is."""
LOGO_WIDTHS = (320, 640)
FORMATS = {"avif": "image/avif", "webp": "image/webp", "jpg": "image/jpeg"}
SOCIAL = (1200, 630)
SOCIAL_SHAPE = SOCIAL[0] / SOCIAL[1]
NAME = re.compile(r"(?P<digest>[0-9a-f]{20})-(?P<width>\d{3,4})\.(?P<kind>avif|webp|jpg)")
_drawing = threading.Lock()
"""PDFium is not safe for threads; the development server has several."""


@dataclass(frozen=True)
class Sized:
    """A picture as a page names it: addresses beside the page's own, by width and format."""

    digest: str
    alt: str
    width: int
    height: int
    logo: bool = False

    @property
    def widths(self) -> tuple[int, ...]:
        """The widths in which it is offered, in pixels."""
        if self.logo:
            return LOGO_WIDTHS
        return tuple(each for each in WIDTHS if each <= self.width) or (WIDTHS[0],)

    def name(self, width: int, kind: str) -> str:
        """Return the name of one size and format."""
        return f"{self.digest[:20]}-{width}.{kind}"

    @property
    def sources(self) -> list[tuple[str, list[tuple[str, int]]]]:
        """Each better format's type, with the names and widths of its files."""
        return [(FORMATS[kind], [(self.name(each, kind), each) for each in self.widths]) for kind in ("avif", "webp")]

    @property
    def plain(self) -> str:
        """The file for a browser that takes no better one."""
        return self.name(self.widths[min(1, len(self.widths) - 1)], "webp" if self.logo else "jpg")

    @property
    def small(self) -> str:
        """The file of least width, of a logo."""
        return self.name(self.widths[0], "webp")


def sized(picture: Picture, alt: str, *, logo: bool = False) -> Sized:
    """Return a picture as a page names it; nothing is drawn."""
    pixels = picture.pixels or (WIDTHS[-1], round(WIDTHS[-1] * picture.height / picture.width))
    if logo:
        pixels = (LOGO_WIDTHS[0], max(1, round(LOGO_WIDTHS[0] * picture.height / picture.width)))
    return Sized(picture.digest, alt, pixels[0], pixels[1], logo)


def picture_file(picture: Picture, width: int, kind: str, *, logo: bool = False) -> bytes:
    """Return a picture in one width and format; made once and kept under its digest.

    Raises:
        LookupError: if it is not offered so.
    """
    if kind not in FORMATS or width not in (LOGO_WIDTHS if logo else WIDTHS) or (logo and kind == "jpg"):
        raise LookupError(kind)
    return _kept(f"pages/{picture.digest}-{width}.{kind}", lambda: _encoded(picture, width, kind, logo=logo))


def _encoded(picture: Picture, width: int, kind: str, *, logo: bool) -> bytes:
    longest = width if picture.width >= picture.height else round(width * picture.height / picture.width)
    with _drawing:
        image = picture_drawn(picture, longest)
    if logo:
        return _saved(image, "WEBP", quality=90, method=4)
    flat = Image.new("RGB", image.size, "white")
    flat.paste(image, mask=image.getchannel("A"))
    return _flat(flat, kind)


def _flat(image: Image.Image, kind: str) -> bytes:
    if kind == "avif":
        return _saved(image, "AVIF", quality=58, speed=7)
    if kind == "webp":
        return _saved(image, "WEBP", quality=76, method=4)
    return _saved(image, "JPEG", quality=80, progressive=True, optimize=True)


def _saved(image: Image.Image, kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def _kept(name: str, make: Callable[[], bytes]) -> bytes:
    """Return the bytes kept under a name, made now if there are none; two who make them at once make the same."""
    if default_storage.exists(name):
        with default_storage.open(name, "rb") as file:
            return bytes(file.read())
    data = make()
    if not default_storage.exists(name):
        default_storage.save(name, ContentFile(data))
    return data


def social_edition(page: PartnerPage) -> tuple[Template, str] | None:
    """Return the template and edition of a page's social picture: of those that the campaign offers, the best shape.

    The page's own template comes first; none if nothing that the campaign offers is made as a picture.
    """
    own = page.collateral.template
    offered = Template.objects.filter(live=True, offered_in__campaign=page.campaign_id).order_by(
        "offered_in__sort_order"
    )
    found: list[tuple[bool, float, Template, str]] = []
    for template in [own, *(each for each in offered if each.pk != own.pk)]:
        try:
            design = template.design
        except RenderingError:
            continue
        for edition in design.editions.values():
            if edition.kind == "picture":
                paper = design.papers[edition.paper]
                found.append(
                    (template.pk != own.pk, abs(paper.width / paper.height - SOCIAL_SHAPE), template, edition.key)
                )
    return min(found, key=lambda each: each[:2])[2:] if found else None


def social_picture(page: PartnerPage) -> bytes:
    """Return a page's picture for social media as JPEG: the engine's own fill of the campaign's picture edition.

    It carries the page's published values. While its master is being made, or if a value does not fit into it, the
    page's own photo stands in.

    Raises:
        LookupError: if there is no picture at all.
    """
    if chosen := social_edition(page):
        template, edition = chosen
        unsaved = Collateral(
            partner=page.partner,
            campaign=page.campaign,
            template=template,
            language_code=page.language_code,
            entered={key: value for key, value in page.values.items() if value is not None},
        )
        try:
            piece = compose(unsaved)
            file = drawn(piece, edition)
            if not file.refused:
                digest = hashlib.sha256(file.data).hexdigest()
                return _kept(f"pages/social/{digest}.jpg", lambda: _social(file.data, template, edition))
        except MasterMissing:
            if not why_not_prepared(template, page.language_code, edition):
                prepare_masters(template=template, language_code=page.language_code, editions=[edition])
        except RenderingError:
            logger.warning("The social picture of page %s cannot be drawn.", page.pk)
    return _photo(page)


def _social(data: bytes, template: Template, edition: str) -> bytes:
    paper = template.design.papers[template.design.editions[edition].paper]
    width = round(paper.width / PIXEL)
    with _drawing:
        image = page_image(data, 1, min(max(width, 600), 2000))
    return _saved(image, "JPEG", quality=84, progressive=True, optimize=True)


def _photo(page: PartnerPage) -> bytes:
    from campaigns.pages.content import content_of

    content = content_of(page.collateral.template, page.partner, page.language_code, page.values)
    photo = next(iter(content.photos), None)
    if photo is None:
        raise LookupError("There is no picture.")
    name = f"pages/social/{photo.picture.digest}-{SOCIAL[0]}x{SOCIAL[1]}.jpg"
    return _kept(name, lambda: _cropped(photo.picture))


def _cropped(picture: Picture) -> bytes:
    scale = max(SOCIAL[0] / picture.width, SOCIAL[1] / picture.height)
    with _drawing:
        image = picture_drawn(picture, round(max(picture.width, picture.height) * scale) + 1)
    flat = Image.new("RGB", image.size, "white")
    flat.paste(image, mask=image.getchannel("A"))
    left, top = (flat.width - SOCIAL[0]) // 2, (flat.height - SOCIAL[1]) // 2
    return _flat(flat.crop((left, top, left + SOCIAL[0], top + SOCIAL[1])), "jpg")
