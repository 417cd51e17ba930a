"""Which characters a value may hold, and how a text is brought into its one stored form.

The rules are those that real text in 532 languages keeps: at most four combining marks in a row, joiners only after a
letter, no bidirectional control anywhere. What is decided here:

* Left-to-right, right-to-left and Arabic letter marks are taken in languages written from right to left, where people
  type them on purpose, and refused everywhere else.
* Categories and grapheme clusters follow the Unicode version of the `regex` package, normalisation that of Python;
  the newer one decides what is unassigned.
* Emoji are text. Whether the brand's typefaces can draw them is another question, asked later.
* No pattern here is built from anything that a person wrote.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

import babel
import regex
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from brand_kit.fields.base import FieldRefused

MARKS_IN_A_ROW = 6
UNBROKEN = 80
"""The longest run without a place to break, in code points; the longest word of the UDHR has 67 letters (Nanai)."""

_MAX_CODE_POINTS_PER_GRAPHEME = 16
_LINE_BREAKS = regex.compile(r"\r\n|[\r\u2028\u2029]")
_GRAPHEME = regex.compile(r"\X")
_SOMETHING_VISIBLE = regex.compile(r"[^\p{Z}\p{C}\p{M}]")
_DIRECTION_MARKS = frozenset("\u200e\u200f\u061c")
_JOINERS = frozenset("\u200c\u200d\u034f")
"""ZWNJ, ZWJ and the combining grapheme joiner, which is as invisible as they are."""
_BEFORE_JOINER = regex.compile(r"[\p{L}\p{M}\p{Extended_Pictographic}\p{Emoji_Modifier}]")
_VARIATION = regex.compile(r"\p{Variation_Selector}")
_BEFORE_VARIATION = regex.compile(
    r"[\p{L}\p{N}\p{S}\p{P}\p{Emoji_Modifier}\p{Mc}\p{Mn}--\p{Variation_Selector}]", regex.V1
)
_MARKS = regex.compile(rf"\p{{M}}{{{MARKS_IN_A_ROW + 1},}}")
_NO_SPACES = (
    r"\p{Han}\p{Hiragana}\p{Katakana}\p{Bopomofo}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}\p{Tibetan}\p{Javanese}"
    r"\p{Balinese}\p{Tai_Le}\p{New_Tai_Lue}\p{Tai_Tham}\p{Yi}"
)
_WORD = r"[^\t\n\p{Zs}\p{Pd}/\u3001\u3002\uff01-\uff1f\uff5e" + _NO_SPACES + "]"
_UNBROKEN = regex.compile(f"{_WORD}{{{UNBROKEN + 1},}}")

_REFUSED = (
    # Order matters: the first that matches says why.
    ("surrogate", regex.compile(r"\p{Cs}")),
    ("noncharacter", regex.compile(r"\p{Noncharacter_Code_Point}")),
    ("bidi", regex.compile(r"[\u202a-\u202e\u2066-\u2069]")),
    ("control", regex.compile(r"(?![\t\n])\p{Cc}")),
    ("private", regex.compile(r"\p{Co}")),
    ("unassigned", regex.compile(r"\p{Cn}")),
    ("tag", regex.compile(r"[\U000e0000-\U000e007f]")),
    ("blank", regex.compile(r"[\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0]")),
    ("damaged", regex.compile(r"[\ufffc\ufffd]")),
    # Format characters: only joiners, direction marks and the visible Arabic, Syriac and Kaithi number signs are left.
    ("invisible", regex.compile(r"(?![\u200c\u200d\u200e\u200f\u061c])(?!\p{Prepended_Concatenation_Mark})\p{Cf}")),
)


def clean_text(raw: object, *, max_graphemes: int, max_lines: int = 1, language: str = "en", words: bool = True) -> str:
    """Return a text in its stored form: NFC, trimmed, with LF between lines; it may be empty.

    `max_graphemes` counts what a reader calls characters, line feeds included; `words` is false for addresses that
    machines read, which may be long without a space. Raises `FieldRefused`, whose message names the first offending
    character and where it stands.
    """
    if not isinstance(raw, str):
        raise FieldRefused("type", _("Write a text here."))
    if len(raw) > max_graphemes * _MAX_CODE_POINTS_PER_GRAPHEME + 1000:
        raise _too_long(max_graphemes)
    text = _LINE_BREAKS.sub("\n", raw).replace("\t", " ")
    refuse_characters(text, language)
    text = unicodedata.normalize("NFC", text)
    text = "\n".join(line.rstrip() for line in text.split("\n")).strip()
    if not text:
        return ""
    _refuse_shape(text, max_graphemes, max_lines)
    if words:
        _refuse_unbroken(text)
    return text


def refuse_characters(text: str, language: str) -> None:
    """Raise `FieldRefused` for the first character that no value in the language may hold."""
    for position, character in enumerate(text):
        if character < "\x7f" and character >= " ":
            continue
        code = _reason(character)
        if code is None and character in _DIRECTION_MARKS and not is_right_to_left(language):
            code = "direction"
        before = text[position - 1] if position else ""
        if code is None and character in _JOINERS and not _BEFORE_JOINER.match(before):
            code = "joiner"
        if code is None and _VARIATION.match(character) and not _BEFORE_VARIATION.match(before):
            code = "joiner"
        if code is not None:
            raise FieldRefused(code, _sentence(code, character, position, text))


def graphemes(text: str) -> int:
    """Count what a reader calls characters (extended grapheme clusters, UAX 29)."""
    return len(_GRAPHEME.findall(text))


def clipped(text: str, max_graphemes: int) -> str:
    """Return the whole words that fit into a number of graphemes, for samples only: values are never cut."""
    clusters = _GRAPHEME.findall(text)
    if len(clusters) <= max_graphemes:
        return text
    short = "".join(clusters[:max_graphemes])
    at_word = short.rsplit(" ", 1)[0] if " " in short else short
    return at_word.strip()


@lru_cache(maxsize=256)
def is_right_to_left(language: str) -> bool:
    """Tell whether a language is written from right to left; one that CLDR does not know is not."""
    try:
        return babel.Locale.parse(language, sep="-").text_direction == "rtl"
    except (babel.UnknownLocaleError, ValueError):
        primary = language.split("-")[0]
        return is_right_to_left(primary) if primary != language else False


def _refuse_shape(text: str, max_graphemes: int, max_lines: int) -> None:
    """Raise `FieldRefused` for a text that is too long, too tall, blank, or would break the lines or their height."""
    lines = text.count("\n") + 1
    if lines > max_lines:
        if max_lines == 1:
            raise FieldRefused("lines", _("This field takes one line: remove the line breaks."))
        raise FieldRefused(
            "lines",
            ngettext("Use at most %(most)d line.", "Use at most %(most)d lines.", max_lines) % {"most": max_lines},
        )
    if graphemes(text) > max_graphemes:
        raise _too_long(max_graphemes)
    if not _SOMETHING_VISIBLE.search(text):
        raise FieldRefused("blank", _("Nothing of this text can be seen: write letters or digits."))
    marks = _MARKS.search(text)
    if marks:
        place = _where(text, marks.start())
        raise FieldRefused(
            "marks",
            _("There are more than %(most)d accents or signs on one letter, at character %(place)d: remove some.")
            % {"most": MARKS_IN_A_ROW, "place": place},
        )


def _refuse_unbroken(text: str) -> None:
    """Raise `FieldRefused` for a run of letters that leaves no place to break a line."""
    word = _UNBROKEN.search(text)
    if word:
        raise FieldRefused(
            "unbroken",
            _("More than %(most)d characters follow each other without a space, from character %(place)d: add spaces.")
            % {"most": UNBROKEN, "place": _where(text, word.start())},
        )


@lru_cache(maxsize=8192)
def _reason(character: str) -> str | None:
    """Return why a single character is refused wherever it stands, or nothing."""
    return next((code for code, pattern in _REFUSED if pattern.match(character)), None)


def _where(text: str, position: int) -> int:
    """Return a position as a reader counts it: graphemes, from one."""
    return graphemes(text[:position]) + 1


def _too_long(most: int) -> FieldRefused:
    """Return the refusal of a text with too many graphemes."""
    return FieldRefused(
        "length", ngettext("Use at most %(most)d character.", "Use at most %(most)d characters.", most) % {"most": most}
    )


def _sentence(code: str, character: str, position: int, text: str) -> str:
    """Return the sentence that names a refused character and says what to do."""
    point = f"U+{ord(character):04X}"
    name = unicodedata.name(character, "")
    facts = {"character": f"{point} {name}".strip(), "place": _where(text, position)}
    return _sentences()[code] % facts


def _sentences() -> dict[str, str]:
    """Return the sentence for each code, in the language that is active now."""
    return {
        "surrogate": _("Character %(place)d is half of a broken character (%(character)s): type it again."),
        "noncharacter": _("Character %(place)d is not a character at all (%(character)s): remove it."),
        "bidi": _("Character %(place)d is a hidden sign that turns the reading direction (%(character)s): remove it."),
        "control": _("Character %(place)d is a hidden control sign (%(character)s): remove it."),
        "private": _("Character %(place)d exists in one company's fonts only (%(character)s): replace it."),
        "unassigned": _("Character %(place)d is unknown to Unicode (%(character)s): replace it."),
        "tag": _("Character %(place)d is a hidden tag (%(character)s): remove it."),
        "blank": _("Character %(place)d looks like a space but is not one (%(character)s): type a space."),
        "damaged": _("Character %(place)d stands for something lost in copying (%(character)s): type it again."),
        "invisible": _("Character %(place)d cannot be seen (%(character)s): remove it."),
        "direction": _(
            "Character %(place)d is a direction mark that this language needs not (%(character)s): remove it."
        ),
        "joiner": _("Character %(place)d is a hidden sign with no letter before it (%(character)s): remove it."),
    }
