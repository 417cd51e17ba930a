"""SVG text into a tree of known elements: the parser's limits, and what is refused at sight."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat  # the limits below are what defusedxml would give, and more

from brand_kit.rendering.picture_refusals import refusal

LARGEST_FILE = 256 * 1024
DEEPEST = 40
MOST_ELEMENTS = 5000
MOST_ATTRIBUTES = 60
SVG, XLINK = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"
_SPOKEN = frozenset({SVG, "", "http://www.w3.org/1999/xhtml"})
"""Namespaces whose elements a browser would act on; a file without namespace is read as SVG."""

SHAPES = frozenset({"path", "rect", "circle", "ellipse", "line", "polyline", "polygon"})
GROUPS = frozenset({"svg", "g", "a", "switch", "symbol"})
GRADIENTS = frozenset({"linearGradient", "radialGradient"})
ALLOWED = SHAPES | GROUPS | GRADIENTS | {"defs", "use", "stop", "clipPath", "mask", "pattern", "style"}
_REFUSED = {
    "script": "svg-script",
    "handler": "svg-script",
    "image": "svg-image",
    "feImage": "svg-image",
    "text": "svg-text",
    "tspan": "svg-text",
    "textPath": "svg-text",
    "tref": "svg-text",
    "altGlyph": "svg-text",
    "foreignObject": "svg-foreign",
    "iframe": "svg-foreign",
    "audio": "svg-foreign",
    "video": "svg-foreign",
    "canvas": "svg-foreign",
    "object": "svg-foreign",
    "embed": "svg-foreign",
}
"""Elements that a logo must not hold; others that are not allowed, such as metadata, are left out silently."""


@dataclass(slots=True)
class Node:
    """One element that may be drawn, with its attributes by local name; `xlink:href` is `href`."""

    tag: str
    attributes: dict[str, str]
    children: list[Node] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    parent: Node | None = None

    def walk(self) -> Iterator[Node]:
        """Yield this node and all below it, in document order."""
        yield self
        for child in self.children:
            yield from child.walk()


def parse(data: bytes) -> Node:
    """Return the tree of an SVG file; raises `PictureRefused`."""
    if len(data) > LARGEST_FILE:
        raise refusal("file-size", limit="256 KB, the limit for SVG")
    builder = _Builder()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    parser.StartDoctypeDeclHandler = builder.doctype
    parser.EntityDeclHandler = builder.entity
    parser.StartElementHandler = builder.start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.characters
    try:
        parser.Parse(data, True)
    except (expat.ExpatError, LookupError, ValueError, UnicodeError) as error:
        # LookupError: an encoding that Python does not know; ValueError: one of several bytes that expat cannot use.
        raise refusal("svg-damaged") from error
    if builder.root is None:
        raise refusal("svg-damaged")
    return builder.root


class _Builder:
    """Collects what the parser reports."""

    def __init__(self) -> None:
        self.root: Node | None = None
        self.open: list[Node | None] = []
        """The elements around the current place; none for one that is left out with all that it holds."""
        self.count = 0

    def doctype(self, _name: str, _system: str | None, _public: str | None, internal: int) -> None:
        if internal:
            raise refusal("svg-doctype")

    def entity(self, *_arguments: Any) -> None:
        raise refusal("svg-doctype")

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.count += 1
        if self.count > MOST_ELEMENTS or len(attributes) > MOST_ATTRIBUTES:
            raise refusal("svg-many")
        if len(self.open) >= DEEPEST:
            raise refusal("svg-deep")
        space, _, tag = name.rpartition(" ")
        parent = self.open[-1] if self.open else None
        if not self.open and tag != "svg":
            raise refusal("kind")
        skipped = _never_drawn(parent, tag)
        refused = _REFUSED.get(tag, "") if space in _SPOKEN else ""
        if refused not in {"", "svg-text"} and not skipped:
            raise refusal(refused)
        known = space in {SVG, ""} and (tag in ALLOWED or refused == "svg-text") and not skipped
        if (self.open and parent is None) or not known:
            self.open.append(None)
            return
        node = Node(tag, _local(attributes), parent=parent)
        if parent is None:
            self.root = node
        else:
            parent.children.append(node)
        self.open.append(node)

    def end(self, _name: str) -> None:
        self.open.pop()

    def characters(self, text: str) -> None:
        node = self.open[-1] if self.open else None
        if node is None:
            return
        if node.tag == "style":
            node.text.append(text)
        elif _REFUSED.get(node.tag) == "svg-text" and text.strip():
            raise refusal("svg-text")


def _never_drawn(parent: Node | None, tag: str) -> bool:
    """Tell whether an element of a switch is never drawn: another alternative stands, or it is foreign."""
    return parent is not None and parent.tag == "switch" and (bool(parent.children) or tag == "foreignObject")


def _local(attributes: dict[str, str]) -> dict[str, str]:
    """Keep attributes without namespace, and `xlink:href` unless there is a plain one."""
    found = {}
    for name, value in attributes.items():
        space, _, local = name.rpartition(" ")
        if not space:
            found[local] = value
        elif space == XLINK and local == "href":
            found.setdefault("href", value)
    if "href" in attributes:
        found["href"] = attributes["href"]
    return found
