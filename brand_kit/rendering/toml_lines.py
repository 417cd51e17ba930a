"""On which line of a TOML text each table, key and array element begins, which tomllib does not tell."""

from __future__ import annotations

import re
import tomllib

TomlPath = tuple[str | int, ...]
"""The keys, and the positions in arrays, that lead to a value."""

_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_SPACE = re.compile(r"[ \t]*")
_BARE = re.compile(r"[A-Za-z0-9_-]+")
_QUOTED = re.compile(r'"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\'')
# Up to two more quotation marks may stand before the closing three and belong to the text.
_STRING = re.compile(
    r'"""(?:\\.|[^\\])*?"""(?:"{0,2})|\'\'\'.*?\'\'\'(?:\'{0,2})|' + _QUOTED.pattern,
    re.DOTALL,
)
_OTHER = re.compile(r"[^,\]}\n#]+")


class _Scan:
    """A walk through a TOML text that tomllib has accepted already; it does not check anything itself."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.lines: dict[TomlPath, int] = {}
        self._counted = (0, 1)

    def _skip(self, pattern: re.Pattern[str]) -> str:
        match = pattern.match(self.text, self.at)
        if match is None:
            raise ValueError(f"no TOML at offset {self.at}")
        self.at = match.end()
        return match.group()

    def _peek(self) -> str:
        return self.text[self.at : self.at + 1]

    def _record(self, path: TomlPath) -> None:
        offset, line = self._counted
        line += self.text.count("\n", offset, self.at)
        self._counted = (self.at, line)
        for end in range(1, len(path) + 1):
            self.lines.setdefault(path[:end], line)

    def _keys(self) -> TomlPath:
        found: list[str] = []
        while True:
            self._skip(_SPACE)
            if self._peek() in ('"', "'"):
                found.append(tomllib.loads("key = " + self._skip(_QUOTED))["key"])
            else:
                found.append(self._skip(_BARE))
            self._skip(_SPACE)
            if self._peek() != ".":
                return tuple(found)
            self.at += 1

    def _entry(self, table: TomlPath) -> None:
        start = self.at
        path = table + self._keys()
        end, self.at = self.at, start
        self._record(path)
        self.at = end + 1
        self._skip(_SPACE)
        self._value(path)

    def _value(self, path: TomlPath) -> None:
        opening = self._peek()
        if opening == "[":
            self._items("]", path)
        elif opening == "{":
            self._items("}", path)
        elif opening in ('"', "'"):
            self._skip(_STRING)
        else:
            self._skip(_OTHER)

    def _items(self, closing: str, path: TomlPath) -> None:
        self.at += 1
        index = 0
        while True:
            self._skip(_BLANK)
            if self._peek() == closing:
                self.at += 1
                return
            if self._peek() == ",":
                self.at += 1
            elif closing == "}":
                self._entry(path)
            else:
                self._record((*path, index))
                self._value((*path, index))
                index += 1

    def run(self) -> dict[TomlPath, int]:
        table: TomlPath = ()
        counts: dict[TomlPath, int] = {}
        while True:
            self._skip(_BLANK)
            if not self._peek():
                return self.lines
            if self.text.startswith("[[", self.at):
                self.at += 2
                name = self._keys()
                counts[name] = counts.get(name, -1) + 1
                table = (*name, counts[name])
                self._record(table)
                self.at += 2
            elif self._peek() == "[":
                self.at += 1
                table = self._keys()
                self._record(table)
                self.at += 1
            else:
                self._entry(table)


def key_lines(text: str) -> dict[TomlPath, int]:
    """Return the line, from 1, on which each table, key and array element of a TOML text begins.

    The text must be valid TOML (tomllib has read it); what a table only implies has the line of its first mention.
    """
    return _Scan(text.replace("\r\n", "\n")).run()
