"""What a page says: the template's locked copy and a partner's values, as plain words by the part that they play."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.utils import timezone

from brand_kit.composition import open_fields, stored_picture, tag_of, translations_of
from brand_kit.fields import FieldRefused
from brand_kit.models import Template, TemplateRegion, Translation
from brand_kit.rendering.page import Region, RegionKind
from brand_kit.rendering.picture import Picture
from brand_kit.rendering.values import Placed, Text
from brand_kit.wording import forbidden_in, forbidden_words
from campaigns.composition import local_name, pictures_of, title_in
from campaigns.models import Partner

_PAIR = re.compile(r"(?P<stem>[a-z][a-z0-9_]*?)_(?P<half>title|text|label|value)")
SHORT = 12
"""The most letters of a fact that is drawn large."""
SINGLE = ("kicker", "headline", "intro", "body", "offer", "price", "price_note", "call", "legal")
CONTACT = ("partner_name", "partner_address", "partner_phone", "partner_email", "partner_web")
EVENT = ("event_date", "event_time", "event_place")


@dataclass(frozen=True)
class Words:
    """A text of the page; what it says is never mark-up."""

    key: str
    text: str
    link: str = ""
    """An https, mailto or tel address."""
    direction: str = "auto"

    @property
    def leads_away(self) -> bool:
        """Whether its link leaves the site."""
        return self.link.startswith("https:")


@dataclass(frozen=True)
class Shown:
    """A picture of the page."""

    key: str
    picture: Picture
    alt: str
    logo: bool = False


@dataclass
class Content:
    """A page's words and pictures, by the part that they play."""

    title: str
    language_code: str
    partner: str
    """How the partner is called in this language."""
    one: dict[str, Words] = field(default_factory=dict)
    """What there is once at most, by its part: headline, intro, offer, price, call, legal and the like."""
    photos: list[Shown] = field(default_factory=list)
    logo: Shown | None = None
    cards: list[tuple[Words, Words]] = field(default_factory=list)
    """Titles, each with its text."""
    facts: list[tuple[Words, Words]] = field(default_factory=list)
    """Figures, each with what it counts."""
    table: list[tuple[Words, Words]] = field(default_factory=list)
    """Names of properties, each with its value."""
    event: list[Words] = field(default_factory=list)
    contact: list[Words] = field(default_factory=list)
    lists: list[tuple[Words, Words]] = field(default_factory=list)
    """Headings, each with the lines of its list."""
    rest: list[Words] = field(default_factory=list)

    @property
    def tag(self) -> str:
        """The BCP 47 tag of its language."""
        return tag_of(self.language_code)

    @property
    def heading(self) -> str:
        """What the page promises: its headline, or its title where there is none."""
        return self.one["headline"].text if "headline" in self.one else self.title

    @property
    def display(self) -> str:
        """All that is set in the brand's display face."""
        one = [self.one[key].text for key in ("offer", "price", "call", "table_title") if key in self.one]
        titles = [title.text for title, _text in (*self.cards, *self.lists)]
        return "".join([self.heading, *one, *titles, *(value.text for _label, value in self.facts)])

    @property
    def name(self) -> str:
        """The partner's name as it stands on the page."""
        return next((each.text for each in self.contact if each.key == "partner_name"), self.partner)

    @property
    def details(self) -> list[Words]:
        """How the partner is reached."""
        return [each for each in self.contact if each.key != "partner_name"]

    @property
    def pictures(self) -> list[Shown]:
        """Every picture, the partner's logo last."""
        return [*self.photos, *([self.logo] if self.logo else [])]


def content_of(
    template: Template,
    partner: Partner,
    language_code: str,
    values: Mapping[str, Any],
    at: datetime | None = None,
) -> Content:
    """Return what a template says in a language with a partner's cleaned values, by the part that each text plays.

    A value takes the same way as into a file and stops at plain words. What the template does not open any more, what
    its kind cannot set, and what the brand forbids is left out.
    """
    today = (at or timezone.now()).astimezone(UTC).date()
    design = template.design
    words = translations_of(template, language_code)
    fields = open_fields(
        template,
        language_code,
        territory=partner.country_id,
        partner=local_name(partner, language_code),
        pictures=pictures_of(partner),
    )
    forbidden = forbidden_words(template, language_code)
    content = Content(title_in(template, language_code), language_code, local_name(partner, language_code))
    found: dict[str, Words] = {}
    regions = {region.key: region for region in template.regions.select_related("picture__stored")}
    for key, box in design.regions.items():
        region = regions.get(key)
        if region is None:
            continue
        if region.locked:
            shown = _locked(region, box, words.get(key), today)
        elif key in fields and values.get(key) is not None:
            shown = _filled(key, fields[key], values[key], forbidden)
        else:
            continue
        if isinstance(shown, Shown):
            if shown.logo:
                content.logo = shown
            else:
                content.photos.append(shown)
        elif shown is not None:
            found[box.role if box.role in SINGLE and box.role not in found else key] = shown
    _arrange(content, found)
    return content


def _locked(region: TemplateRegion, box: Region, own: Translation | None, today: Any) -> Words | Shown | None:
    if region.picture is not None:
        if region.picture.rights_end and region.picture.rights_end < today:
            return None
        alt = (own.text if own else "") or region.alt or region.picture.alt
        return Shown(region.key, stored_picture(region.picture.stored.digest), alt, box.kind == RegionKind.LOGO)
    text = ((own.text if own else "") or region.text).replace("\r\n", "\n").strip()
    return Words(region.key, text) if text and box.kind == RegionKind.TEXT else None


def _filled(key: str, opened: Any, value: Any, forbidden: tuple[str, ...]) -> Words | Shown | None:
    try:
        value = opened.kind.set(value, opened.place, opened.rules)
    except FieldRefused:
        return None
    if isinstance(value, Placed):
        placeholder = getattr(opened.kind, "placeholder", None)
        if placeholder is not None and value.picture.digest == placeholder.digest:
            return None  # the grey stand-in of a firm that has no logo yet: its name stands there instead
        return Shown(key, value.picture, value.alt, opened.region.kind == RegionKind.LOGO)
    if not isinstance(value, Text) or not value.text.strip() or forbidden_in(value.text, forbidden):
        return None
    return Words(key, value.text, value.link or "", value.direction)


def _arrange(content: Content, found: dict[str, Words]) -> None:
    """Put each text where the page draws it; see docs/pages.md."""
    for key, words in found.items():
        pair = _PAIR.fullmatch(key)
        stem, half = (pair["stem"], pair["half"]) if pair else ("", "")
        if key in SINGLE:
            content.one[key] = words
        elif key in CONTACT:
            content.contact.append(words)
        elif key in EVENT:
            content.event.append(words)
        elif half == "title" and f"{stem}_text" in found:
            content.cards.append((words, found[f"{stem}_text"]))
        elif half == "title" and stem in found:
            content.lists.append((words, found[stem]))
        elif half == "label" and f"{stem}_value" in found:
            large = len(found[f"{stem}_value"].text) <= SHORT
            (content.facts if large else content.table).append((words, found[f"{stem}_value"]))
        elif half == "title" and any(_labels(stem, other) for other in found):
            content.one["table_title"] = words
        elif not _belongs(key, stem, half, found):
            content.rest.append(words)


def _labels(stem: str, key: str) -> bool:
    """Tell whether a text is a label of what another is the heading of, as `spec_1_label` is of `spec_title`."""
    return key.startswith(f"{stem}_") and key.endswith("_label")


def _belongs(key: str, stem: str, half: str, found: dict[str, Words]) -> bool:
    """Tell whether a text is drawn beside another that names it."""
    if half in ("text", "value"):
        return f"{stem}_title" in found or f"{stem}_label" in found
    return f"{key}_title" in found
