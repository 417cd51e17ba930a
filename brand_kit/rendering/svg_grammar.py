"""The small languages inside SVG attributes: numbers, lengths, paths, transforms and colours, read and written anew.

Nothing of a value's own spelling gets through: each is read by its grammar and written from numbers and known words.
Every function raises `ValueError` for a value that it cannot read. Lengths come out in CSS px. Grammars: SVG 1.1 (2nd
edition) chapters 4, 7 and 8, CSS Color 4.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tinycss2.color4 import parse_color

LARGEST = 1e6
_NUMBER = r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?"
_ONE_NUMBER = re.compile(_NUMBER)
_SEPARATED = re.compile(rf"[\s,]*({_NUMBER})")
_FLAG = re.compile(r"[\s,]*([01])")
_COMMAND = re.compile(r"[\s,]*([A-Za-z])")
_SPACE = re.compile(r"[\s,]*")
_LENGTH = re.compile(rf"\s*({_NUMBER})(px|pt|pc|mm|cm|in|q|em|rem|ex|%)?\s*", re.IGNORECASE)
_PX = {"": 1, "px": 1, "pt": 4 / 3, "pc": 16, "mm": 96 / 25.4, "cm": 96 / 2.54, "in": 96, "q": 24 / 25.4, "em": 16}
_PX |= {"rem": 16, "ex": 8}
"""A logo has no text, so an em is that of a page without style: 16 px."""
_ARGUMENTS = {"m": 2, "l": 2, "h": 1, "v": 1, "c": 6, "s": 4, "q": 4, "t": 2, "a": 7, "z": 0}
_TRANSFORM = re.compile(r"[\s,]*([a-zA-Z]+)\s*\(([^()]*)\)")
_TRANSFORMS = {
    "matrix": {6},
    "translate": {1, 2},
    "translatex": {1},
    "translatey": {1},
    "scale": {1, 2},
    "scalex": {1},
    "scaley": {1},
    "rotate": {1, 3},
    "skewx": {1},
    "skewy": {1},
}
_ANGLES = {"deg": 1.0, "rad": 57.29577951308232, "grad": 0.9, "turn": 360.0}
_TRANSFORM_ARGUMENT = re.compile(rf"[\s,]*({_NUMBER})(px|deg|rad|grad|turn)?", re.IGNORECASE)
_ASPECT = re.compile(r"\s*(none|x(?:Min|Mid|Max)Y(?:Min|Mid|Max))(?:\s+(meet|slice))?\s*")
_REFERENCE = re.compile(r"""\s*url\(\s*(["']?)\s*#([^"'()\s]{1,200})\s*\1\s*\)\s*(.*)""", re.DOTALL)
_FAR = re.compile(r"url\s*\(\s*[\"']?\s*[^\s\"'#)]", re.IGNORECASE)


class TooLarge(ValueError):
    """A number is beyond what drawings need."""


class Elsewhere(Exception):
    """A reference leads out of the file."""


def number(text: str | float) -> float:
    """Return a finite number of at most `LARGEST`."""
    value = float(text)
    if not abs(value) <= LARGEST:
        raise TooLarge(f"{text} is too large.")
    return value


def written(value: float) -> str:
    """Write a number with at most six decimals and no exponent."""
    text = f"{value:.6f}".rstrip("0").rstrip(".")
    return "0" if text in {"-0", ""} else text


def plain_number(text: str) -> str:
    """Rewrite one number."""
    if not _ONE_NUMBER.fullmatch(text.strip()):
        raise ValueError("Not a number.")
    return written(number(text.strip()))


def share(text: str) -> str:
    """Rewrite a number or percentage that counts from 0 to 1, such as an opacity or a gradient's offset."""
    text = text.strip()
    percent = text.endswith("%")
    value = float(plain_number(text.removesuffix("%"))) / (100 if percent else 1)
    return written(min(1.0, max(0.0, value)))


def numbers(text: str) -> list[float]:
    """Read a list of numbers separated by white space or commas."""
    return list(_read_numbers(text))


def _read_numbers(text: str) -> Iterator[float]:
    at = 0
    while match := _SEPARATED.match(text, at):
        yield number(match[1])
        at = match.end()
    if _SPACE.fullmatch(text, at) is None:
        raise ValueError("Not a list of numbers.")


def pixels(text: str) -> float | None:
    """Return a length in px, or none for a percentage."""
    match = _LENGTH.fullmatch(text)
    if match is None:
        raise ValueError("Not a length.")
    unit = (match[2] or "").lower()
    return None if unit == "%" else number(float(match[1]) * _PX[unit])


def length(text: str) -> str:
    """Rewrite a length in px, or a percentage."""
    value = pixels(text)
    return written(value) if value is not None else plain_number(text.strip()[:-1]) + "%"


def positive_length(text: str) -> str:
    """Rewrite a length that cannot be negative."""
    rewritten = length(text)
    if rewritten.startswith("-"):
        raise ValueError("A negative length.")
    return rewritten


def points(text: str) -> str:
    """Rewrite the corners of a polygon; an odd number at the end is dropped, as SVG says."""
    values = numbers(text)
    return " ".join(written(value) for value in values[: len(values) // 2 * 2])


def view_box(text: str) -> str:
    """Rewrite a viewBox; its size must be positive."""
    left, top, width, height = numbers(text)
    if not (width > 0 and height > 0):
        raise ValueError("A viewBox without size.")
    return " ".join(written(value) for value in (left, top, width, height))


def aspect(text: str) -> str:
    """Rewrite a preserveAspectRatio."""
    match = _ASPECT.fullmatch(text.removeprefix("defer "))
    if match is None:
        raise ValueError("Not an alignment.")
    return " ".join(part for part in match.groups() if part)


def path(text: str) -> str:
    """Rewrite path data; whatever is not a command with its numbers is an error, such as a number after `z`."""
    out: list[str] = []
    at, end = 0, len(text.rstrip(" \t\r\n\f,"))
    while at < end:
        match = _COMMAND.match(text, at)
        letter = match[1] if match else ""
        count = _ARGUMENTS.get(letter.lower(), -1)
        if match is None or count < 0 or (not out and letter not in "mM"):
            raise ValueError("Not a path.")
        at = match.end()
        out.append(letter)
        if count == 0:
            continue
        at, values = _arguments(text, at, letter in "aA")
        if not values or len(values) % count:
            raise ValueError("A path command without its numbers.")
        out.append(" ".join(values))
    return "".join(out)


def _arguments(text: str, at: int, arc: bool) -> tuple[int, list[str]]:
    """Read the numbers after a command; an arc's two flags are single digits that need no space after them."""
    values: list[str] = []
    while match := (_FLAG if arc and len(values) % 7 in {3, 4} else _SEPARATED).match(text, at):
        values.append(written(number(match[1])))
        at = match.end()
    return at, values


def transform(text: str) -> str:
    """Rewrite a list of transforms, in the spelling of SVG or of CSS."""
    out: list[str] = []
    at = 0
    if text.strip() == "none":
        return ""
    while match := _TRANSFORM.match(text, at):
        name, at = match[1].lower(), match.end()
        values = _transform_arguments(match[2])
        if len(values) not in _TRANSFORMS.get(name, ()):
            raise ValueError("Not a transform.")
        if name in {"translatey", "scaley"}:
            values.insert(0, 0.0 if name == "translatey" else 1.0)
        elif name == "scalex":
            values.append(1.0)
        name = {"skewx": "skewX", "skewy": "skewY"}.get(name, name.removesuffix("x").removesuffix("y"))
        name = "matrix" if match[1].lower() == "matrix" else name
        out.append(f"{name}({' '.join(written(value) for value in values)})")
    if _SPACE.fullmatch(text, at) is None:
        raise ValueError("Not a list of transforms.")
    return " ".join(out)


def _transform_arguments(text: str) -> list[float]:
    values: list[float] = []
    at = 0
    while match := _TRANSFORM_ARGUMENT.match(text, at):
        values.append(number(float(match[1]) * _ANGLES.get((match[2] or "").lower(), 1.0)))
        at = match.end()
    if _SPACE.fullmatch(text, at) is None:
        raise ValueError("Not the numbers of a transform.")
    return values


def colour(text: str) -> str:
    """Rewrite a colour as `#rrggbb`, `rgba(...)` or `currentColor`; parts beyond sRGB's range are clipped to it."""
    try:
        parsed = parse_color(text)
        if parsed == "currentcolor":
            return "currentColor"
        channels = [min(255, max(0, round((value or 0) * 255))) for value in parsed.to("srgb").coordinates]
    except (AttributeError, ArithmeticError, NotImplementedError, RecursionError) as error:
        # None for what is no colour, or a space that tinycss2 does not convert: files give an sRGB colour before it.
        raise ValueError("Not an sRGB colour.") from error
    alpha = 1.0 if parsed.alpha is None else min(1.0, max(0.0, float(parsed.alpha)))
    if alpha == 1.0:
        return "#{:02x}{:02x}{:02x}".format(*channels)
    return "rgba({},{},{},{})".format(*channels, written(alpha))


def paint(text: str) -> tuple[str, str | None]:
    """Read a fill or stroke: the rewritten plain paint, and the id of a gradient or pattern that goes before it."""
    target, rest = reference(text)
    if target is None:
        rest = text.strip()
    elif not rest:
        return "none", target
    if rest.lower() in {"none", "inherit"}:
        return rest.lower(), target
    # `#fff icc-color(...)` of SVG 1.1: the first word is the sRGB colour.
    rest = re.sub(r"\s+icc-color\(.*", "", rest, flags=re.DOTALL)
    return colour(rest), target


def reference(text: str) -> tuple[str | None, str]:
    """Return the id in `url(#id)` and what follows it; raises `Elsewhere` for a reference to anything else."""
    match = _REFERENCE.fullmatch(text)
    if match:
        return match[2], match[3].strip()
    if _FAR.search(text):
        raise Elsewhere("A reference to another place.")
    return None, text.strip()
