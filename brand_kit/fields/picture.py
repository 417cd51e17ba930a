"""A picture with the words that a screen reader says of it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

import regex
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from brand_kit.fields.base import NO_RULES, Cleaned, FieldRefused, Kind, Place, Rules
from brand_kit.fields.forms import KindField, Part, PartsWidget, wording
from brand_kit.fields.policy import clean_text
from brand_kit.rendering.errors import PictureRefused
from brand_kit.rendering.page import RegionKind
from brand_kit.rendering.picture import Picture, PictureObject
from brand_kit.rendering.values import Placed

MOST_BYTES = 10 * 1024 * 1024
_DIGEST = regex.compile(r"[0-9a-f]{64}")


def drawn(width: int, height: int, stream: bytes) -> Picture:
    """Return a grey vector picture for samples, so that no sample depends on a file; the size is in points."""
    head = f"/Type /XObject /Subtype /Form /BBox [0 0 {width} {height}] /Resources << >>".encode()
    digest = hashlib.sha256(head + b"\n" + stream).hexdigest()
    return Picture(digest, width, height, vector=True, objects=(PictureObject(head, stream),))


class PictureKind(Kind):
    """A picture, saved as `{"digest": ..., "alt": ...}`; the alt text is required."""

    key = "picture"
    label = gettext_lazy("Picture")
    region_kind = RegionKind.PICTURE
    most_alt = 200
    placeholder = drawn(
        400,
        300,
        b"0.88 g 0 0 400 300 re f 0.72 g 40 60 m 150 200 l 220 110 l 270 170 l 360 60 l h f 300 220 40 40 re f",
    )

    def read(self, raw: object, rules: Rules, place: Place) -> Cleaned:
        """Return the digest of a canonical picture that the resolver knows, and its alt text.

        The raw value is an upload's bytes, a digest, or a mapping of `upload`, `digest` and `alt`.
        """
        given: Mapping[str, object] = raw if isinstance(raw, Mapping) else {}
        upload = given.get("upload") if given else raw if isinstance(raw, bytes | bytearray) else None
        digest = given.get("digest") if given else raw if isinstance(raw, str) else None
        if raw is not None and not given and not isinstance(raw, bytes | bytearray | str | Mapping):
            raise FieldRefused("picture", _("Choose a picture."))
        content = _content(upload)
        if content:
            digest = self._taken(content, rules)
        if not digest:
            return None
        self._found(digest, rules)
        return {"digest": str(digest), "alt": self.alt(given.get("alt"), rules, place)}

    def alt(self, raw: object, rules: Rules, place: Place) -> str:
        """Return the alt text; raises `FieldRefused` where there is none."""
        text = clean_text(raw or "", max_graphemes=self.most_alt, language=place.language)
        if not text:
            raise FieldRefused("alt", _("Say in a few words what the picture shows."), part="alt")
        return text

    def example(self, rules: Rules, place: Place) -> Cleaned:
        """Return a grey stand-in, which needs no resolver."""
        return {"digest": self.placeholder.digest, "alt": str(_("Sample picture"))}

    def is_sample(self, value: Cleaned, rules: Rules, place: Place) -> bool:
        """Tell whether the picture itself is still the sample, whatever its alt text."""
        sample = self.sample(rules, place)
        return isinstance(value, dict) and isinstance(sample, dict) and value["digest"] == sample["digest"]

    def form_field(self, rules: Rules, place: Place) -> forms.Field:
        """Return an upload with its alt text; an earlier picture stays where none is uploaded."""
        return KindField(self, rules, place, widget=PictureWidget(place, asks_alt=True))

    def set(self, value: Cleaned, place: Place, rules: Rules = NO_RULES) -> Placed:
        """Return the picture from the resolver with its alt text; raises `FieldRefused` if it is no longer there."""
        if not isinstance(value, dict):
            raise TypeError("A cleaned picture is a mapping of digest and alt.")
        return Placed(self._found(value["digest"], rules), value["alt"])

    def _found(self, digest: object, rules: Rules) -> Picture:
        """Return the picture with a digest; raises `FieldRefused`."""
        if digest == self.placeholder.digest:
            return self.placeholder
        gone = FieldRefused("picture", _("This picture is not there any more: upload it again."))
        if not isinstance(digest, str) or not _DIGEST.fullmatch(digest) or rules.pictures is None:
            raise gone
        try:
            return rules.pictures(digest)
        except LookupError:
            raise gone from None

    def _taken(self, content: bytes, rules: Rules) -> str:
        """Return the digest of an upload once it is converted; raises `FieldRefused` with the converter's reason."""
        if len(content) > MOST_BYTES:
            raise FieldRefused("size", _("This file is larger than 10 MB: send a smaller one."), part="upload")
        if rules.take_picture is None:
            raise FieldRefused("picture", _("Upload the picture first, then choose it here."), part="upload")
        try:
            return rules.take_picture(content).digest
        except PictureRefused as refused:
            raise FieldRefused(refused.code, str(refused), part="upload") from refused


class PictureWidget(PartsWidget):
    """An upload, the picture that is there already, and its alt text."""

    css_class = "picture"
    needs_multipart_form = True

    def __init__(self, place: Place, *, asks_alt: bool) -> None:
        """Take whether there is an input for the alt text."""
        super().__init__()
        self.place = place
        self.asks_alt = asks_alt

    def parts(self, value: Mapping[str, Any]) -> Sequence[Part]:
        """Return the upload, the digest that it replaces, and the alt text."""
        accept = {"accept": "image/png,image/jpeg,image/svg+xml"}
        parts = [
            Part("upload", _("File"), forms.FileInput(), required=not value.get("digest"), attrs=accept),
            Part("digest", "", forms.HiddenInput()),
        ]
        if self.asks_alt:
            parts.append(Part("alt", _("What the picture shows"), forms.TextInput(), True, wording(self.place)))
        return parts


def _content(upload: object) -> bytes:
    """Return the bytes of an upload, of which no more are read than may be taken."""
    if isinstance(upload, bytes | bytearray):
        return bytes(upload)
    read = getattr(upload, "read", None)
    return bytes(read(MOST_BYTES + 1)) if callable(read) else b""
