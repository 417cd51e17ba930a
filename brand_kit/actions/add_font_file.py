"""Put a font file on the shelf and into a brand."""

from __future__ import annotations

from collections import Counter

from django.utils.translation import gettext as _
from wagtail.log_actions import log

from brand_kit.masters import font_shelf
from brand_kit.models import Brand, FontFile
from brand_kit.permissions import Actor, insist, may_change_brand
from brand_kit.rendering.fonts import FontRefused, inspect


def add_font_file(*, data: bytes, name: str, by: Actor, font: FontFile | None = None) -> FontFile:
    """Return a font file of a brand, with what the file says of itself; the brand that it joins saves it.

    `font` is an entry of a brand that gets the file; without one, a new entry is returned.

    Raises:
        PermissionDenied: if `by` may not change brands.
        FontRefused: if the file is no static font, or its licence forbids embedding.
    """
    insist(may_change_brand(by))
    faces = inspect(data)
    if not all(face.embeddable for face in faces):
        raise FontRefused(
            _("The licence of this font forbids embedding it in files: ask its foundry for a font that allows it.")
        )
    if not all(face.family for face in faces):
        raise FontRefused(_("This font file does not say which family it is: export it again with its names."))
    font = font or FontFile()
    font.name = name[:200]
    font.digest = font_shelf().add(data)
    font.family = faces[0].family
    font.weight = Counter(face.weight for face in faces).most_common(1)[0][0]
    font.embeddable = True
    font.faces = [
        {"family": face.family, "weight": face.weight, "italic": face.italic, "index": face.index} for face in faces
    ]
    if isinstance(getattr(font, "brand", None), Brand) and font.brand.pk:
        log(font.brand, "brand_kit.add_font_file", user=by, data={"name": font.name, "digest": font.digest})
    return font
