"""One table of a manifest while it is read: typed values by key, and refusals that carry a line."""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Callable, Collection, Iterator
from pathlib import Path

from brand_kit.rendering.errors import LayoutError
from brand_kit.rendering.toml_lines import TomlPath

_UNITS = {"mm": 72 / 25.4, "cm": 72 / 2.54, "in": 72.0, "pt": 1.0, "px": 0.75}
_LENGTH = re.compile(r"([+-]?\d{1,6}(?:\.\d{1,6})?)(mm|cm|in|pt|px)", re.ASCII)
_NAME = re.compile(r"[a-z][a-z0-9_-]*", re.ASCII)


def points(length: str) -> float:
    """Return a length such as `"12.5mm"` in points; units are mm, cm, in, pt and px (0.75 pt).

    Raises ValueError for anything else, a number without a unit included.
    """
    match = _LENGTH.fullmatch(length.strip())
    if match is None:
        raise ValueError(f'"{length}" is not a length such as "12.5mm" (mm, cm, in, pt or px)')
    return float(match[1]) * _UNITS[match[2]]


def did_you_mean(word: str, options: Collection[str]) -> str:
    """Return `, did you mean "..."?` for the nearest option, or nothing if none is near."""
    near = difflib.get_close_matches(word.lower(), [str(option) for option in options if option], 1, 0.6)
    return f', did you mean "{near[0]}"?' if near else ""


def listed(options: Collection[str]) -> str:
    """Return the options in words, such as `"a4" or "letter"`."""
    quoted = [f'"{option}"' for option in options]
    if not quoted:
        return "nothing, as there is none yet"
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} or {quoted[-1]}"


def shown(value: object) -> str:
    """Return a TOML value as a person would write it, cut short if it is long."""
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return f'"{value}"' if len(value) <= 40 else f'"{value[:39]}…"'
        case list():
            return "a list"
        case dict():
            return "a table"
    return str(value)


class Refusals:
    """Everything found wrong in a layout so far."""

    def __init__(self) -> None:
        """Begin with nothing found."""
        self._found: list[tuple[Path, int, str]] = []

    def add(self, file: Path, line: int, message: str) -> None:
        """Add a refusal; lines count from 1."""
        self._found.append((file, line, message))

    def errors(self) -> list[LayoutError]:
        """Return the refusals as errors whose messages begin with `file:line: `, by file and line."""
        ordered = sorted(dict.fromkeys(self._found), key=lambda one: (str(one[0]), one[1]))
        return [LayoutError(f"{file}:{line}: {message}") for file, line, message in ordered]


class Table:
    """A table of the manifest; what is wrong is refused once, and a stand-in returned so that reading goes on."""

    def __init__(self, values: object, path: TomlPath, what: str, refuse: Callable[[TomlPath, str], None]) -> None:
        """Take the table's values, the path to it, and what to call it in messages."""
        self.what = what
        self._path = path
        self._refuse = refuse
        self._asked: set[str] = set()
        self._broken = not isinstance(values, dict)
        self._values: dict[str, object] = values if isinstance(values, dict) else {}
        if self._broken:
            refuse(path, f"{what} must be a table, not {shown(values)}")

    def refuse(self, key: str | TomlPath | None, message: str) -> None:
        """Refuse the value at a key of this table, at a path below it, or (none) the table itself."""
        below: TomlPath = () if key is None else (key,) if isinstance(key, str) else key
        self._refuse(self._path + below, message)

    def has(self, key: str) -> bool:
        """Tell whether the key is given."""
        return key in self._values

    def value(self, key: str) -> object:
        """Return what is given for the key as it is, or none."""
        self._asked.add(key)
        return self._values.get(key)

    def _missing(self, key: str, expected: str) -> None:
        if not self._broken:
            self.refuse(None, f'{self.what} has no "{key}": expected {expected}')

    def _wrong(self, key: str, expected: str) -> None:
        self.refuse(key, f'"{key}" of {self.what} must be {expected}, not {shown(self._values[key])}')

    def text(self, key: str) -> str:
        """Return a text that must be there and not be empty."""
        given = self.value(key)
        if key not in self._values:
            self._missing(key, "a text")
        elif not isinstance(given, str) or not given.strip():
            self._wrong(key, "a text that is not empty")
        else:
            return given
        return ""

    def choice(
        self, key: str, options: Collection[str], *, what: str = "one of the known words", default: str | None = None
    ) -> str:
        """Return one of the options; an empty text stands in for what is refused."""
        given = self.value(key)
        expected = f"{what} ({listed([option for option in options if option])})"
        if key not in self._values:
            if default is None:
                self._missing(key, expected)
            return default or ""
        if isinstance(given, str) and given in set(options):
            return str(given)
        near = did_you_mean(given, options) if isinstance(given, str) else ""
        self.refuse(key, f'"{key}" of {self.what} must be {expected}, not {shown(given)}{near}')
        return ""

    def number(
        self,
        key: str,
        *,
        default: float | None = None,
        above: float = -math.inf,
        least: float = -math.inf,
        most: float = math.inf,
    ) -> float:
        """Return a finite number between the bounds; the default or 1 stands in for what is refused."""
        given = self.value(key)
        expected = f"a number {_bounds(above, least, most)}".rstrip()
        if key not in self._values:
            if default is None:
                self._missing(key, expected)
        elif isinstance(given, bool) or not isinstance(given, int | float) or not math.isfinite(given):
            self._wrong(key, expected)
        elif above < given and least <= given <= most:
            return float(given)
        else:
            self._wrong(key, expected)
        return 1.0 if default is None else default

    def integer(self, key: str, *, default: int | None = None, least: int = 0, most: int | None = None) -> int:
        """Return a whole number between the bounds; the default or the least stands in for what is refused."""
        given = self.value(key)
        expected = f"a whole number {_bounds(-math.inf, least, math.inf if most is None else most)}"
        if key not in self._values:
            if default is None:
                self._missing(key, expected)
        elif isinstance(given, bool) or not isinstance(given, int):
            self._wrong(key, expected)
        elif least <= given <= (given if most is None else most):
            return given
        else:
            self._wrong(key, expected)
        return least if default is None else default

    def flag(self, key: str, *, default: bool) -> bool:
        """Return true or false."""
        given = self.value(key)
        if key in self._values and not isinstance(given, bool):
            self._wrong(key, "true or false")
        return given if isinstance(given, bool) else default

    def length(
        self,
        key: str,
        *,
        default: float | None = None,
        above: float = -math.inf,
        least: float = -math.inf,
        most: float = math.inf,
    ) -> float:
        """Return a length in points between the bounds, which are points too."""
        given = self.value(key)
        if key not in self._values:
            if default is None:
                self._missing(key, 'a length such as "12.5mm"')
            return default or 0.0
        length = self.points_of(given, (key,), f'"{key}" of {self.what}')
        if length is None:
            return default or 0.0
        if not (above < length and least <= length <= most):
            in_points = "".join(f" {word}" for word in [_bounds(above, least, most)] if word)
            self._wrong(key, f"a length{in_points}{' pt' if in_points[-1:] != '0' else ''}")
            return default or 0.0
        return length

    def points_of(self, given: object, path: TomlPath, what: str) -> float | None:
        """Return a length given anywhere in this table in points, or none after refusing it."""
        try:
            if isinstance(given, str):
                return points(given)
        except ValueError:
            pass
        self.refuse(
            path, f'{what} must be a length such as "12.5mm" (in mm, cm, in, pt or px, as a text), not {shown(given)}'
        )
        return None

    def names(self, key: str) -> tuple[str, ...]:
        """Return a list of different names that must not be empty."""
        given = self.value(key)
        if key not in self._values:
            self._missing(key, "a list of names")
            return ()
        if not isinstance(given, list) or not given:
            self._wrong(key, "a list of names")
            return ()
        found: list[str] = []
        for index, name in enumerate(given):
            if not isinstance(name, str) or not _NAME.fullmatch(name):
                self.refuse((key, index), f'"{key}" must hold names such as on_primary, not {shown(name)}')
            elif name in found:
                self.refuse((key, index), f'"{key}" names "{name}" twice: leave one out')
            else:
                found.append(name)
        return tuple(found)

    def tables(self, key: str, *, required: bool = False) -> Iterator[tuple[str, Table]]:
        """Yield the tables under a key by their names, such as each `[regions.NAME]`."""
        given = self.value(key)
        one = key.removesuffix("s")
        if given is None or given == {}:
            if required:
                self._missing(key, f"at least one table [{key}.NAME]")
            return
        if not isinstance(given, dict):
            self._wrong(key, f"tables [{key}.NAME]")
            return
        for name, values in given.items():
            if not _NAME.fullmatch(name):
                self.refuse(
                    (key, name),
                    f"the {one} {shown(name)} must have a name of small letters, digits, - and _, a letter first",
                )
            yield name, Table(values, (*self._path, key, name), f'{one} "{name}"', self._refuse)

    def close(self, *, also: Collection[str] = ()) -> None:
        """Refuse every key that nobody has asked for; `also` names further keys that may stand here."""
        known = sorted(self._asked | set(also))
        for key in self._values:
            if key not in known:
                near = did_you_mean(key, known)
                expected = f"; expected {listed(known)}" if not near else ""
                self.refuse(key, f'"{key}" is not a key of {self.what}{near}{expected}')


def _bounds(above: float, least: float, most: float) -> str:
    words = [
        f"above {above:g}" if above > -math.inf else "",
        f"from {least:g}" if least > -math.inf else "",
        f"up to {most:g}" if most < math.inf else "",
    ]
    return " ".join(word for word in words if word)
