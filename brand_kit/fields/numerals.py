"""Digits of other scripts: read as numbers, and written where a locale uses them."""

from __future__ import annotations

import unicodedata

from brand_kit.fields.base import Place

_DIGITS = {
    "arab": "٠١٢٣٤٥٦٧٨٩",
    "arabext": "۰۱۲۳۴۵۶۷۸۹",
    "beng": "০১২৩৪৫৬৭৮৯",
    "deva": "०१२३४५६७८९",
    "mymr": "၀၁၂၃၄၅၆၇၈၉",
}


def in_own_digits(text: str, place: Place) -> str:
    """Return a text with its ASCII digits in the locale's default numbering system (CLDR).

    Babel knows the separators of a numbering system but leaves its digits as they are, in numbers and in dates.
    """
    own = _DIGITS.get(place.babel.default_numbering_system)
    return text.translate(str.maketrans("0123456789", own)) if own else text


def in_ascii_digits(text: str) -> str:
    """Return a text with the decimal digits of every script as ASCII."""
    return "".join(str(unicodedata.decimal(character, character)) for character in text)
