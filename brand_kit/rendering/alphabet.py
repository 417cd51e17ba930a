"""Which characters a language is written with, its script and its direction.

Scripts and directions are CLDR's as Babel has them; letters are CLDR's exemplar characters as gflanguages has them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from importlib.resources import files
from typing import Any

from babel.core import Locale, UnknownLocaleError, get_global
from gfmetadata import LanguageProto, text_format

from brand_kit.rendering.errors import RenderingError

_TAG = re.compile(
    r"(?P<language>[a-z]{2,3})(?:[-_](?P<script>[a-z]{4}))?(?:[-_](?P<territory>[a-z]{2}|[0-9]{3}))?(?:[-_].+)?",
    re.ASCII | re.IGNORECASE,
)
_RANGE = re.compile(r"([^\W_])-([^\W_])")
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))")
_RIGHT_TO_LEFT = frozenset({"Adlm", "Arab", "Hebr", "Mand", "Mend", "Nkoo", "Rohg", "Samr", "Syrc", "Thaa"})
_JOINED = frozenset(
    {"Adlm", "Arab", "Beng", "Deva", "Gujr", "Guru", "Khmr", "Knda", "Mand", "Mlym", "Mong", "Mymr", "Nkoo", "Orya"}
    | {"Rohg", "Sinh", "Syrc", "Taml", "Telu", "Tibt"}
)
# CLDR's numbering systems by the code point of their zero.
_ZERO = {
    "arab": 0x660,
    "arabext": 0x6F0,
    "beng": 0x9E6,
    "deva": 0x966,
    "gujr": 0xAE6,
    "guru": 0xA66,
    "khmr": 0x17E0,
    "knda": 0xCE6,
    "laoo": 0xED0,
    "mlym": 0xD66,
    "mymr": 0x1040,
    "orya": 0xB66,
    "tamldec": 0xBE6,
    "telu": 0xC66,
    "thai": 0xE50,
    "tibt": 0xF20,
}

_ASCII = frozenset(map(chr, range(0x20, 0x7F)))
_PUNCTUATION = frozenset("–—‘’“”„‚«»‹›…•·°§©®™№×−\u00a0\u00ad\u202f")
_CURRENCIES = frozenset("$¢£¥₡₦₩₪₫€₭₮₱₲₴₵₸₹₺₼₽₾₿฿")
_DANDAS = frozenset("\u0964\u0965")  # The full stops of India, which CLDR's Hindi does not list.
_INDIC = frozenset({"Beng", "Deva", "Gujr", "Guru", "Knda", "Mlym", "Orya", "Taml", "Telu"})
_JOINERS = frozenset("\u200c\u200d")
_MARKS_OF_DIRECTION = frozenset("\u200e\u200f")
_DOTTED_CIRCLE = "\u25cc"
_EUROPEAN = frozenset(
    char for char in map(chr, range(0xAA, 0x180)) if unicodedata.category(char).startswith("L")
)  # The letters of Latin-1 and Latin Extended-A.
_SIGNS_OF_JAPAN = frozenset("〒〠㈱㈲℡")  # They stand in addresses and letterheads there.
_FULL_WIDTH = frozenset(map(chr, range(0xFF01, 0xFF5F)))  # ASCII as East Asian keyboards also write it.
# Where CLDR lists too few characters for names and places (no 杭 of Hangzhou), the everyday level of the national
# standard is added: a codec, and the lead and trail bytes of that level.
_EVERYDAY = {
    "Hans": ("gb2312", range(0xB0, 0xD8), range(0xA1, 0xFF)),
    "Hant": ("big5", range(0xA4, 0xC7), range(0x40, 0xFF)),
    "Jpan": ("euc_jp", range(0xB0, 0xD0), range(0xA1, 0xFF)),
}


def script_of(language: str) -> str:
    """Return the script of a BCP 47 tag as an ISO 15924 code, such as `Hant` for `zh-TW`.

    Uses CLDR's likely subtags. Raises RenderingError for what is no tag, or for a language that CLDR does not know.
    """
    return _subtags(language)[1]


@lru_cache(maxsize=256)
def direction_of(language: str) -> str:
    """Return `rtl` or `ltr`, the direction in which a language is written, in the script of the tag."""
    name, script, territory = _subtags(language)
    try:
        locale = Locale.parse(f"{name}_{script}" + (f"_{territory}" if territory else ""))
    except UnknownLocaleError:
        locale = None
    # Babel falls back to the language alone, in its usual script, where it has no locale in the script asked for.
    if locale is not None and script_of(str(locale)) == script:
        return "rtl" if locale.character_order == "right-to-left" else "ltr"
    return "rtl" if script in _RIGHT_TO_LEFT else "ltr"


@lru_cache(maxsize=64)
def alphabet(language: str) -> frozenset[str]:
    """Return every character for which fonts must stay ready in a document of a language.

    CLDR's letters in both cases, marks, digits and punctuation, with ASCII, typographic punctuation, spaces, currency
    signs, and what joined or right-to-left scripts need to steer themselves. As names cross borders, Latin has all
    European letters; Chinese and Japanese have the everyday ideographs of the national standards. Raises
    RenderingError for a language of which gflanguages has no characters.
    """
    _, script, _ = _subtags(language)
    written = _exemplars(language)
    letters = {
        *_characters(written.base),
        *_characters(written.auxiliary),
        *_characters(written.index),
        *_characters(written.marks),
    }
    if script == "Latn":
        letters |= _EUROPEAN
    found = _both_cases(letters) | _ASCII | _PUNCTUATION | _CURRENCIES | _digits(language)
    found |= {*_characters(written.numerals), *_characters(written.punctuation)}
    if script == "Kore" or script in _EVERYDAY:
        found |= _FULL_WIDTH
    if script in _EVERYDAY:
        found |= _everyday(script)
    if script == "Jpan":
        found |= _SIGNS_OF_JAPAN
    if script in _INDIC:
        found |= _DANDAS
    if script in _JOINED or direction_of(language) == "rtl":
        found |= _JOINERS
    if direction_of(language) == "rtl":
        found |= _MARKS_OF_DIRECTION
    return frozenset(found)


@lru_cache(maxsize=64)
def essential_alphabet(language: str) -> frozenset[str]:
    """Return the characters without which a language cannot be written at all: its own letters and marks.

    Latin, Greek and Cyrillic accents count only where a letter exists in no composed form: a typeface that has `ü`
    writes German, whether or not it has the bare diaeresis. Raises RenderingError as `alphabet` does.
    """
    written = _exemplars(language)
    letters = _both_cases(_characters(unicodedata.normalize("NFC", written.base)))
    marks = {mark for mark in _characters(written.marks) if not 0x300 <= ord(mark) <= 0x36F}
    return frozenset(char for char in letters | marks if unicodedata.category(char) != "Cf")


def _subtags(language: str) -> tuple[str, str, str]:
    """Return language, script and territory (which may be empty) of a tag."""
    match = _TAG.fullmatch(language)
    if match is None:
        raise RenderingError(f'"{language}" is not a language tag such as "pt-BR".', code="language")
    name, script, territory = (match["language"].lower(), match["script"], (match["territory"] or "").upper())
    alias = str(get_global("language_aliases").get(name, name)).split("_")
    name = alias[0]
    if script is None and len(alias) > 1 and len(alias[1]) == 4:
        script = alias[1]
    if script is None:
        likely = get_global("likely_subtags")
        full = likely.get(f"{name}_{territory}") or likely.get(name)
        if full is None:
            raise RenderingError(f'The language "{language}" is not known; check the tag.', code="language")
        script = str(full).split("_")[1]
    return name, script.title(), territory


@lru_cache(maxsize=64)
def _exemplars(language: str) -> Any:
    """Return the exemplar characters of a language, read from the one file that has them.

    `gflanguages.LoadLanguages` reads all 1,700 files, which takes most of a second in each process.
    """
    name, script, _ = _subtags(language)
    file = files("gflanguages.data").joinpath("languages").joinpath(f"{name}_{script}.textproto")
    if file.is_file():
        written = text_format.Parse(file.read_text(encoding="utf-8"), LanguageProto()).exemplar_chars
        if written.base:
            return written
    raise RenderingError(
        f'The characters of the language "{language}" in the script {script} are not known; use another language.',
        code="language",
    )


def _characters(field: str) -> Iterator[str]:
    """Yield the characters of a field of exemplars: `a`, `{ch}`, `aA`, ranges such as `가-힣`, escapes, `◌́`."""
    for token in field.split():
        plain = _ESCAPE.sub(lambda match: match[3] or chr(int(match[1] or match[2], 16)), token)
        ends = _RANGE.fullmatch(token)
        if ends:
            yield from map(chr, range(ord(ends[1]), ord(ends[2]) + 1))
        elif len(plain) > 2 and plain.startswith("{") and plain.endswith("}"):
            yield from plain[1:-1]
        else:
            yield from (char for char in plain if char != _DOTTED_CIRCLE)


def _everyday(script: str) -> set[str]:
    """Return the everyday ideographs of an East Asian script by its national standard."""
    codec, leads, trails = _EVERYDAY[script]
    decoded = "".join(bytes((lead, trail)).decode(codec, "ignore") for lead in leads for trail in trails)
    return {char for char in decoded if unicodedata.category(char) == "Lo"}


def _both_cases(letters: Iterable[str]) -> set[str]:
    """Return letters with their capitals and small letters, where these are single characters."""
    found = set(letters)
    # The micro sign is a Latin-1 character; its capital is Greek.
    cased = {other for char in found - {"\u00b5"} for other in (char.upper(), char.lower()) if len(other) == 1}
    return found | cased


def _digits(language: str) -> set[str]:
    """Return the digits that a locale uses besides the European ones, by CLDR's numbering systems."""
    name, script, territory = _subtags(language)
    try:
        locale = Locale.parse(f"{name}_{script}" + (f"_{territory}" if territory else ""))
    except UnknownLocaleError:
        return set()
    systems = {str(locale.default_numbering_system), str(locale.other_numbering_systems.get("native"))}
    return {chr(_ZERO[system] + value) for system in systems & _ZERO.keys() for value in range(10)}
