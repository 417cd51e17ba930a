"""Issued files as bytes and by name."""

from __future__ import annotations

import regex
from django.utils.translation import gettext as _

from brand_kit.masters import read_master
from campaigns.composition import local_name, title_in
from campaigns.models import IssuedFile

_UNSAFE = regex.compile(r"[\p{C}\p{Zl}\p{Zp}/\\:*?\"<>|;%]+")
"""Characters that some file system or header reads as something else, and those that nobody sees."""


def file_bytes(file: IssuedFile) -> bytes:
    """Return the bytes of an issued file: its master, and what was appended to it."""
    with file.rest.open("rb") as rest:
        own: bytes = rest.read()
    return read_master(file.master).data + own if file.extension == "pdf" else own


def file_name(file: IssuedFile) -> str:
    """Return the name under which a file is downloaded: what it is, whose, in which language."""
    template, language_code = file.collateral.template, file.language_code
    edition = template.design.editions.get(file.edition)
    parts = {
        "title": title_in(template, language_code),
        "partner": local_name(file.collateral.partner, language_code),
        "edition": edition.label if edition else file.edition,
        "language": language_code,
    }
    name = _("%(title)s, %(partner)s (%(edition)s, %(language)s)") % parts
    clean = regex.sub(r"\s+", " ", _UNSAFE.sub(" ", name)).strip(". ")
    return f"{clean[:150].strip() or file.number}.{file.extension}"
