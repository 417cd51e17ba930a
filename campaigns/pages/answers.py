"""Finished pages, kept by version: what is kept is never out of date, as another version is another key."""

from __future__ import annotations

import hashlib
import json
import pickle
import uuid
import zlib
from collections import OrderedDict
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from babel import Locale as CldrLocale
from babel import UnknownLocaleError
from django.conf import settings
from django.core.cache import cache
from django.template.loader import select_template
from django.utils import translation
from django.utils.safestring import SafeString, mark_safe

from brand_kit.composition import tag_of
from brand_kit.models import Brand, StoredPicture, Template
from brand_kit.rendering.alphabet import direction_of
from campaigns.models import PartnerPage
from campaigns.pages.consent import consent_for
from campaigns.pages.content import Content, content_of
from campaigns.pages.forms import TRAP, LeadForm
from campaigns.pages.pictures import SOCIAL, Sized, sized, social_edition
from campaigns.pages.standing import Standing
from campaigns.pages.stylesheet import stylesheet
from campaigns.pages.typefaces import WebFace, web_faces

KEPT_SECONDS = 24 * 60 * 60
MOST_IN_MEMORY = 256
"""A page takes some thirty kilobytes."""
_memory: OrderedDict[str, Answer] = OrderedDict()


@dataclass(frozen=True)
class Answer:
    """A page but for its form's ticket, which is each visitor's own, and the names of all that belongs to it."""

    head: bytes
    tail: bytes
    packed_head: bytes
    """The head as the beginning of a gzip file."""
    packed_tail: bytes
    style: bytes
    style_name: str
    faces: tuple[WebFace, ...]
    pictures: tuple[tuple[str, bool], ...]
    """The digests of its pictures, each with whether it is a logo."""

    def page(self, ticket: str) -> bytes:
        """Return the page with a form's ticket."""
        return self.head + ticket.encode() + self.tail

    def packed(self, ticket: str) -> bytes:
        """Return the same as a gzip file (RFC 1952), for which only the ticket has to be packed."""
        middle = ticket.encode()
        packer = zlib.compressobj(1, zlib.DEFLATED, -15)
        own = packer.compress(middle) + packer.flush(zlib.Z_FULL_FLUSH)
        checked = zlib.crc32(self.tail, zlib.crc32(middle, zlib.crc32(self.head)))
        length = len(self.head) + len(middle) + len(self.tail)
        end = checked.to_bytes(4, "little") + (length & 0xFFFFFFFF).to_bytes(4, "little")
        return self.packed_head + own + self.packed_tail + end


def answer_of(standing: Standing) -> Answer:
    """Return the finished page of a standing, made now if this version of it has not been made yet."""
    key = f"{standing.pk}:{standing.version}:{release()}"
    if (known := _memory.get(key)) is not None:
        _memory.move_to_end(key)
        return known
    shared = f"pages:answer:{key}"
    kept = cache.get(shared)
    answer: Answer = pickle.loads(kept) if kept else _made(standing)  # noqa: S301 - written by this site into its own cache
    if not kept:
        cache.set(shared, pickle.dumps(answer), KEPT_SECONDS)
    _memory[key] = answer
    while len(_memory) > MOST_IN_MEMORY:
        _memory.popitem(last=False)
    return answer


def page_row(pk: int) -> PartnerPage:
    """Return a page with all that drawing it needs."""
    found: PartnerPage = PartnerPage.objects.select_related(
        "campaign", "partner__country", "partner__logo", "collateral__template__brand", "collateral__template__locale"
    ).get(pk=pk)
    return found


def _made(standing: Standing) -> Answer:
    page = page_row(standing.pk)
    return made(page, version=standing.version, languages=standing.languages)


def made(page: PartnerPage, *, version: str = "", languages: tuple[str, ...] = ()) -> Answer:
    """Return a page as it is now; without a version it is a draft, which says so to search engines."""
    mark = uuid.uuid4().hex
    template, code = page.collateral.template, page.language_code
    content = content_of(template, page.partner, code, page.values)
    context = page_context(page, content, version=version, languages=languages)
    consent = context["consent"]
    with translation.override(code):
        context["form"] = LeadForm(campaign=page.campaign, consent=consent)
        context["ticket"] = mark
        faces = web_faces(template.brand, code, _all_words(context), content.display)
        style = stylesheet(template.brand, code, faces).encode()
        context["style_name"] = name = f"style-{hashlib.sha256(style).hexdigest()[:16]}.css"
        context["faces"] = preloaded(faces)
        html = drawn_page(page, context)
    head, _mark, tail = html.partition(mark)
    packed_head, packed_tail = _packed(head.encode(), tail.encode())
    own = [(shown.picture.digest, shown.logo) for shown in content.pictures]
    own += [(logo.digest, True) for logo in context["brand_logos"].values()]
    return Answer(head.encode(), tail.encode(), packed_head, packed_tail, style, name, faces, tuple(own))


def preloaded(faces: tuple[WebFace, ...]) -> list[WebFace]:
    """Return the faces that the beginning of a page is set in, which a browser had better fetch at once."""
    return [face for face in faces if face.role == "display" or face.weight < 500]


def drawn_page(page: PartnerPage, context: dict[str, Any]) -> str:
    """Return the page as HTML, by the layout's own `web.html` where it brings one; the language must be on."""
    own = f"layouts/{page.collateral.template.layout}/web.html"
    return str(select_template([own, "campaigns/pages/page.html"]).render(context))


def page_context(
    page: PartnerPage, content: Content, *, version: str = "", languages: tuple[str, ...] = (), base: str = ""
) -> dict[str, Any]:
    """Return what the template of a page is given; `base` leads from the address that is shown to the page's own."""
    template, partner = page.collateral.template, page.partner
    brand = template.brand
    address = address_of(page, page.language_code)
    logos = {logo.use: logo.picture for logo in brand.logos.select_related("picture")}
    social = _social(page, content) if version else None
    photo = next(iter(content.photos), None)
    lead = content.one["intro"].text if "intro" in content.one else content.title
    context: dict[str, Any] = {
        "page": page,
        "content": content,
        "one": content.one,
        "base": base,
        "brand": brand,
        "brand_logo": _brand_logo(brand, logos, "full"),
        "brand_logo_on_dark": _brand_logo(brand, logos, "reversed"),
        "brand_logos": logos,
        "partner_logo": sized(content.logo.picture, content.logo.alt, logo=True) if content.logo else None,
        "hero": sized(photo.picture, photo.alt) if photo else None,
        "photos": [sized(each.picture, each.alt) for each in content.photos[1:]],
        "address": address,
        "title": f"{content.heading} · {content.name}",
        "description": " ".join(lead.split())[:300],
        "tag": content.tag,
        "direction": direction_of(content.tag),
        "languages": [
            {"code": code, "tag": tag_of(code), "name": own_name(code), "address": address_of(page, code),
             "here": code == page.language_code}
            for code in languages
        ],
        "default_address": address_of(page, default_language(languages, template)) if languages else "",
        "social": social,
        "social_address": f"{address}social.jpg?v={version[:10]}" if social else "",
        "open_graph_locale": f"{content.tag.split('-')[0]}_{partner.country_id}",
        "trap": TRAP,
        "draft": not version,
        "consent": consent_for(partner, page.campaign, template, page.language_code, content.name),
        "days": page.campaign.lead_days,
    }  # fmt: skip
    context["structured"] = structured(page, content, context)
    return context


def _brand_logo(brand: Brand, logos: dict[str, StoredPicture], use: str) -> Sized | None:
    stored = logos.get(use)
    return sized(stored.canonical(), brand.name, logo=True) if stored else None


def _social(page: PartnerPage, content: Content) -> tuple[int, int] | None:
    if chosen := social_edition(page):
        template, edition = chosen
        paper = template.design.papers[template.design.editions[edition].paper]
        width = min(max(round(paper.width / 0.75), 600), 2000)
        return width, round(width * paper.height / paper.width)
    return SOCIAL if content.photos else None


def address_of(page: PartnerPage, language_code: str) -> str:
    """Return the whole address of a partner's page of a campaign in a language."""
    return f"{settings.WAGTAILADMIN_BASE_URL}/{language_code}/{page.campaign.slug}/with/{page.partner.slug}/"


def default_language(languages: tuple[str, ...], template: Template) -> str:
    """Return the language for visitors of none of them: English, the template's own, or the first."""
    wanted = ("en", template.locale.language_code.lower())
    return next((code for code in wanted if code in languages), languages[0])


def own_name(code: str) -> str:
    """Return what a language calls itself."""
    try:
        name = CldrLocale.parse(tag_of(code), sep="-").get_display_name() or code
    except (UnknownLocaleError, ValueError):
        return code
    return name[:1].upper() + name[1:]


_ESCAPES = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026", 0x2028: "\\u2028", 0x2029: "\\u2029"}


def structured(page: PartnerPage, content: Content, context: dict[str, Any]) -> SafeString:
    """Return what the page says as JSON-LD (schema.org) for a script element: no value can end it or be mark-up."""
    by_key = {each.key: each for each in content.contact}
    firm: dict[str, Any] = {"@type": "Organization", "name": content.name}
    for key, name in (("partner_phone", "telephone"), ("partner_email", "email"), ("partner_address", "address")):
        if key in by_key:
            firm[name] = by_key[key].text
    if "partner_web" in by_key:
        firm["url"] = by_key["partner_web"].link
    told: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "WebPage",
        "name": content.heading,
        "description": context["description"],
        "url": context["address"],
        "inLanguage": content.tag,
        "publisher": firm,
        "about": {"@type": "Brand", "name": page.collateral.template.brand.name},
    }
    if context["social_address"]:
        told["primaryImageOfPage"] = {"@type": "ImageObject", "url": context["social_address"]}
    if "offer" in content.one:
        told["mainEntity"] = {"@type": "Offer", "name": content.one["offer"].text, "offeredBy": firm}
    price = page.values.get("price")
    if isinstance(price, dict) and "price" in content.one:
        told.setdefault("mainEntity", {"@type": "Offer", "name": content.heading, "offeredBy": firm})
        told["mainEntity"] |= {"price": price.get("amount"), "priceCurrency": price.get("currency")}
    # Every sign that could end the element or begin another is written as an escape of JSON.
    return mark_safe(json.dumps(told, ensure_ascii=False).translate(_ESCAPES))  # noqa: S308


def _all_words(context: dict[str, Any]) -> str:
    """Return every character that a page may set: the page drawn without its style says them all."""
    return str(drawn_page(context["page"], {**context, "faces": [], "style_name": ""}))


def _packed(head: bytes, tail: bytes) -> tuple[bytes, bytes]:
    first = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed_head = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff" + first.compress(head) + first.flush(zlib.Z_FULL_FLUSH)
    last = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packed_head, last.compress(tail) + last.flush(zlib.Z_FINISH)


def release() -> str:
    """Return what stands for all that is the same for every page: our templates, stylesheet, words and layouts."""
    return _release_now() if settings.DEBUG else _release_once()


@lru_cache(maxsize=1)
def _release_once() -> str:
    return _release_now()


def _release_now() -> str:
    root = Path(settings.BASE_DIR)
    files = [
        *(root / "templates" / "campaigns" / "pages").glob("*.html"),
        *(root / "templates" / "layouts").glob("*/web.html"),
        *(root / "templates" / "layouts").glob("*/layout.toml"),
        *(root / "campaigns" / "pages").glob("*.py"),
        *(root / "locale").glob("*/LC_MESSAGES/django.mo"),
        root / "campaigns" / "static" / "campaigns" / "page.css",
    ]
    stamps = [(str(file), file.stat().st_mtime_ns, file.stat().st_size) for file in sorted(files) if file.exists()]
    told = repr((settings.WAGTAILADMIN_BASE_URL, stamps))
    return hashlib.sha256(told.encode()).hexdigest()[:12]
