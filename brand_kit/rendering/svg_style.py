"""The properties that an SVG drawing may have, and the style sheets inside SVG files, resolved into attributes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache, partial

import tinycss2

from brand_kit.rendering import svg_grammar as grammar

MOST_RULES = 1000
MOST_MATCHES = 100_000
_DEEPEST = 32
_LONGEST_VALUE = 8192
_SELECTOR = re.compile(r"(\*|[A-Za-z][\w-]*)?((?:[.#][\w-]+)*)")


def _word(*words: str) -> Callable[[str], str]:
    return partial(_one_of, words=frozenset(words))


def _one_of(text: str, words: frozenset[str]) -> str:
    text = text.strip().lower()
    if text not in words:
        raise ValueError("Not a known word.")
    return text


def _dashes(text: str) -> str:
    if text.strip().lower() == "none":
        return "none"
    values = [grammar.positive_length(part) for part in re.split(r"[\s,]+", text.strip()) if part]
    if len(values) > 32 or not any(float(value.rstrip("%")) > 0 for value in values):
        return "none"
    return " ".join(values)


def _paint_order(text: str) -> str:
    words = text.split()
    if not words or not set(words) <= {"normal", "fill", "stroke", "markers"} or len(set(words)) < len(words):
        raise ValueError("Not an order of painting.")
    return " ".join(words)


PROPERTIES: Mapping[str, Callable[[str], str]] = {
    "clip-rule": _word("nonzero", "evenodd"),
    "color": grammar.colour,
    "display": _word("none", "inline", "block"),
    "fill-opacity": grammar.share,
    "fill-rule": _word("nonzero", "evenodd"),
    "flood-opacity": grammar.share,
    "mask-type": _word("luminance", "alpha"),
    "opacity": grammar.share,
    "overflow": _word("visible", "hidden"),
    "paint-order": _paint_order,
    "stop-color": grammar.colour,
    "stop-opacity": grammar.share,
    "stroke-dasharray": _dashes,
    "stroke-dashoffset": grammar.length,
    "stroke-linecap": _word("butt", "round", "square"),
    "stroke-linejoin": _word("miter", "round", "bevel"),
    "stroke-miterlimit": grammar.plain_number,
    "stroke-opacity": grammar.share,
    "stroke-width": grammar.positive_length,
    "transform": grammar.transform,
    "vector-effect": _word("none", "non-scaling-stroke"),
    "visibility": _word("visible", "hidden", "collapse"),
}
"""By name; each function rewrites a value or raises `ValueError`, and then the property counts as not given."""
PAINTS = frozenset({"fill", "stroke"})
LINKS = frozenset({"clip-path", "mask"})
STYLED = frozenset(PROPERTIES) | PAINTS | LINKS
"""Every name that a style can set."""


class StyleError(ValueError):
    """A style sheet is too large or too deep to be used, or fetches another one."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One compound selector with its declarations."""

    tag: str
    classes: frozenset[str]
    ids: frozenset[str]
    order: int
    declarations: tuple[tuple[str, str, bool], ...]
    """Name, value and whether it is `!important`."""

    @property
    def weight(self) -> tuple[int, int, int, int]:
        """Return what decides between rules: ids, classes, tag, then the later one."""
        return len(self.ids), len(self.classes), int(self.tag not in {"", "*"}), self.order


def declarations(text: str) -> tuple[tuple[str, str, bool], ...]:
    """Read the declarations of a style attribute or a rule; those that are not understood are left out."""
    _check_depth(text)
    found = []
    for each in tinycss2.parse_declaration_list(text, skip_comments=True, skip_whitespace=True):
        if each.type == "declaration" and each.lower_name in STYLED:
            value = tinycss2.serialize(each.value).strip()
            if len(value) <= _LONGEST_VALUE and _is_understood(each.lower_name, value):
                found.append((each.lower_name, value, each.important))
    return tuple(found)


@lru_cache(maxsize=1024)
def _is_understood(name: str, value: str) -> bool:
    """Tell whether a declaration counts; one that is not understood leaves the one before it standing."""
    if value.lower() == "inherit":
        return True
    try:
        if name in PAINTS:
            grammar.paint(value)
        elif name in LINKS:
            return grammar.reference(value)[0] is not None or value.lower() == "none"
        else:
            PROPERTIES[name](value)
    except ValueError:
        return False
    return True


def rules(sheet: str) -> list[Rule]:
    """Read a style sheet: simple selectors of a tag, classes and ids are understood, others have no effect."""
    _check_depth(sheet)
    found: list[Rule] = []
    for node in tinycss2.parse_stylesheet(sheet, skip_comments=True, skip_whitespace=True):
        if node.type == "at-rule" and node.lower_at_keyword == "import":
            raise grammar.Elsewhere("A style sheet that imports another.")
        if node.type != "qualified-rule":
            continue
        body = declarations(tinycss2.serialize(node.content))
        for selector in tinycss2.serialize(node.prelude).split(","):
            match = _SELECTOR.fullmatch(selector.strip())
            if match is None or not match[0] or not body:
                continue
            classes = frozenset(re.findall(r"\.([\w-]+)", match[2]))
            ids = frozenset(re.findall(r"#([\w-]+)", match[2]))
            found.append(Rule(match[1] or "", classes, ids, len(found), body))
            if len(found) > MOST_RULES:
                raise StyleError("Too many rules.")
    return found


class Sheet:
    """The rules of a drawing, ready to be asked what holds for an element."""

    def __init__(self, all_rules: Iterable[Rule]) -> None:
        """Sort the rules under the most telling part of their selector."""
        self.index: dict[str, list[Rule]] = {}
        self.matches = 0
        for rule in all_rules:
            key = f"#{min(rule.ids)}" if rule.ids else f".{min(rule.classes)}" if rule.classes else rule.tag
            self.index.setdefault(key, []).append(rule)

    def style(self, tag: str, attributes: Mapping[str, str]) -> dict[str, str]:
        """Return the properties of an element: its attributes, then the rules by weight, then its style attribute."""
        classes = attributes.get("class", "").split()[:32]
        identity = attributes.get("id", "")
        keys = [tag, "*", f"#{identity}", *(f".{name}" for name in classes)]
        candidates = {rule.order: rule for key in keys for rule in self.index.get(key, ())}
        matching = [
            rule
            for rule in candidates.values()
            if rule.tag in {"", "*", tag} and rule.classes <= set(classes) and rule.ids <= {identity}
        ]
        self.matches += sum(len(rule.declarations) for rule in matching) + len(candidates)
        if self.matches > MOST_MATCHES:
            raise StyleError("Too many matches.")
        own = declarations(attributes["style"]) if "style" in attributes else ()
        found = {name: value for name, value in attributes.items() if name in STYLED}
        layers = [rule.declarations for rule in sorted(matching, key=lambda rule: rule.weight)]
        for important in (False, True):
            for layer in (*layers, own):
                found |= {name: value for name, value, urgent in layer if urgent is important}
        return found


def _check_depth(text: str) -> None:
    """Refuse nested brackets before the CSS parser, which is recursive, sees them."""
    depth = 0
    for bracket in re.findall(r"[()\[\]{}]", text):
        depth += 1 if bracket in "([{" else -1
        if depth > _DEEPEST:
            raise StyleError("Brackets are nested too deeply.")
