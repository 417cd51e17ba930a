"""An SVG file in, a clean SVG file out that holds only shapes, groups, gradients, patterns, clips and masks.

What comes out is written anew from numbers and known words; not one character of the upload is passed on. Ids become
`i0`, `i1` and so on, styles become attributes, and references can only lead to elements of the right kind, never in a
circle, and never to more than `MOST_DRAWN` elements in total.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from brand_kit.rendering import svg_grammar as grammar
from brand_kit.rendering.picture_refusals import refusal
from brand_kit.rendering.svg_style import LINKS, PAINTS, PROPERTIES, Sheet, StyleError, rules
from brand_kit.rendering.svg_tree import GRADIENTS, GROUPS, SHAPES, SVG, Node, parse

MOST_DRAWN = 5000
LARGEST_OUTPUT = 4 * 1024 * 1024
LONGEST_SIDE = 1000.0
"""Points of the longer side of a canonical drawing."""
SLIMMEST = 20.0
_DEEPEST_REFERENCE = 200
_COST_OF_A_MASK = 100
"""A mask is drawn as pixels, a megabyte each, so that a drawing can have some fifty of them only."""

_SIZE: Mapping[str, Callable[[str], str]] = {
    "x": grammar.length,
    "y": grammar.length,
    "width": grammar.positive_length,
    "height": grammar.positive_length,
}
_VIEW = {"viewBox": grammar.view_box, "preserveAspectRatio": grammar.aspect}
_UNITS = frozenset({"userSpaceOnUse", "objectBoundingBox"})


def _units(text: str) -> str:
    if text not in _UNITS:
        raise ValueError("Not a unit.")
    return text


def _lengths(names: str) -> dict[str, Callable[[str], str]]:
    return dict.fromkeys(names.split(), grammar.length)


_GRADIENT = {"gradientUnits": _units, "gradientTransform": grammar.transform}
_ATTRIBUTES: Mapping[str, Mapping[str, Callable[[str], str]]] = {
    "svg": {**_SIZE, **_VIEW},
    "symbol": {**_SIZE, **_VIEW},
    "use": _SIZE,
    "path": {"d": grammar.path},
    "rect": {**_SIZE, "rx": grammar.length, "ry": grammar.length},
    "circle": {"cx": grammar.length, "cy": grammar.length, "r": grammar.positive_length},
    "ellipse": {
        "cx": grammar.length,
        "cy": grammar.length,
        "rx": grammar.positive_length,
        "ry": grammar.positive_length,
    },
    "line": _lengths("x1 y1 x2 y2"),
    "polyline": {"points": grammar.points},
    "polygon": {"points": grammar.points},
    "linearGradient": {**_lengths("x1 y1 x2 y2"), **_GRADIENT},
    "radialGradient": {**_lengths("cx cy fx fy"), "r": grammar.positive_length, "fr": grammar.length, **_GRADIENT},
    "stop": {"offset": grammar.share},
    "clipPath": {"clipPathUnits": _units},
    "mask": {**_SIZE, "maskUnits": _units, "maskContentUnits": _units},
    "pattern": {
        **_SIZE,
        **_VIEW,
        "patternUnits": _units,
        "patternContentUnits": _units,
        "patternTransform": grammar.transform,
    },
}
_STRICT = frozenset({"d", "points", "transform", "gradientTransform", "patternTransform"})
"""Attributes without which a shape would be drawn wrongly: a fault in them refuses the file."""
_TARGETS: Mapping[str, frozenset[str]] = {
    "fill": GRADIENTS | {"pattern"},
    "stroke": GRADIENTS | {"pattern"},
    "clip-path": frozenset({"clipPath"}),
    "mask": frozenset({"mask"}),
    "use": SHAPES | GROUPS | {"use"},
    "linearGradient": GRADIENTS,
    "radialGradient": GRADIENTS,
    "pattern": frozenset({"pattern"}),
}
"""What a reference may lead to, by property or by the element that has the `href`."""


@dataclass(slots=True)
class _Clean:
    """What an element becomes."""

    tag: str
    attributes: dict[str, str]
    links: dict[str, Node] = field(default_factory=dict)
    """The targets of its references, by attribute."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """A clean SVG file and the size that it is drawn at, in points."""

    svg: bytes
    width: float
    height: float


def rewritten(data: bytes) -> Drawing:
    """Return the clean form of an SVG file; raises `PictureRefused`."""
    root = parse(data)
    nodes = [node for node in root.walk() if node.tag in _ATTRIBUTES or node.tag in {"g", "a", "switch", "defs"}]
    ids: dict[str, Node] = {}
    for node in nodes:
        if "id" in node.attributes:
            ids.setdefault(node.attributes["id"], node)
    try:
        sheet = Sheet(rules("\n".join("".join(node.text) for node in root.walk() if node.tag == "style")))
        clean = {id(node): _cleaned(node, sheet, ids) for node in nodes}
    except StyleError as error:
        raise refusal("svg-style") from error
    except grammar.Elsewhere as error:
        raise refusal("svg-external") from error
    _check_expansion(root, clean)
    box = _box(root)
    scale = LONGEST_SIDE / max(box[2:])
    width, height = round(box[2] * scale, 3), round(box[3] * scale, 3)
    own = clean[id(root)].attributes
    for name in (*_SIZE, *_VIEW, "transform"):
        own.pop(name, None)
    start = {
        "xmlns": SVG,
        "width": f"{grammar.written(width)}pt",
        "height": f"{grammar.written(height)}pt",
        "viewBox": " ".join(grammar.written(value) for value in box),
    }
    clean[id(root)].attributes = start | own
    return Drawing(_serialised(root, clean), width, height)


def _box(root: Node) -> tuple[float, float, float, float]:
    """Return the root's viewBox, or what its width and height make of it."""
    given = root.attributes
    try:
        if "viewBox" in given:
            left, top, width, height = (float(part) for part in grammar.view_box(given["viewBox"]).split())
        else:
            left, top = 0.0, 0.0
            width, height = grammar.pixels(given["width"]) or 0.0, grammar.pixels(given["height"]) or 0.0
    except (ValueError, KeyError) as error:
        raise refusal("svg-size") from error
    if width <= 0 or height <= 0:
        raise refusal("svg-size")
    if max(width, height) > SLIMMEST * min(width, height):
        raise refusal("aspect")
    return left, top, width, height


def _cleaned(node: Node, sheet: Sheet, ids: Mapping[str, Node]) -> _Clean:
    clean = _Clean({"a": "g", "switch": "g"}.get(node.tag, node.tag), {})
    for name, read in _ATTRIBUTES.get(node.tag, {}).items():
        if name in node.attributes:
            _set(clean, name, node.attributes[name], read)
    for name, value in sorted(sheet.style(node.tag, node.attributes).items()):
        if value.strip().lower() == "inherit" and name not in LINKS and name != "transform":
            clean.attributes[name] = "inherit"
        elif name in PAINTS:
            _set_paint(clean, name, value, ids)
        elif name in LINKS:
            target, _ = grammar.reference(value)
            _link(clean, name, ids.get(target or ""), name)
        else:
            _set(clean, name, value, PROPERTIES[name])
    if "href" in node.attributes and node.tag in _TARGETS:
        target = node.attributes["href"].strip()
        if target and not target.startswith("#"):
            raise grammar.Elsewhere("A reference to another file.")
        _link(clean, "href", ids.get(target[1:]), node.tag)
    return clean


def _set(clean: _Clean, name: str, value: str, read: Callable[[str], str]) -> None:
    try:
        clean.attributes[name] = read(value)
    except grammar.TooLarge as error:
        raise refusal("svg-number") from error
    except ValueError as error:
        if name in _STRICT and value.strip() not in {"", "none", "inherit"}:
            raise refusal("svg-shape") from error
    if name in _STRICT and clean.attributes.get(name) == "":
        del clean.attributes[name]


def _set_paint(clean: _Clean, name: str, value: str, ids: Mapping[str, Node]) -> None:
    try:
        plain, target = grammar.paint(value)
    except ValueError:
        return
    clean.attributes[name] = plain
    if target is not None:
        _link(clean, name, ids.get(target), name)


def _link(clean: _Clean, attribute: str, target: Node | None, role: str) -> None:
    """Keep a reference if it leads to an element of the right kind; SVG lets the others have no effect."""
    if target is not None and target.tag in _TARGETS[role]:
        clean.links[attribute] = target


def _check_expansion(root: Node, clean: Mapping[int, _Clean]) -> None:
    """Refuse circles, long chains, and references that multiply into more than `MOST_DRAWN` elements.

    Walks with a stack of its own, since chains of references can be as long as the file.
    """
    costs: dict[int, int] = {}
    path: set[int] = set()
    stack: list[tuple[Node, bool]] = [(root, False)]
    while stack:
        node, done = stack.pop()
        key = id(node)
        if key not in clean:
            costs[key] = 0
            continue
        # A gradient costs the same however often it is used.
        below = [*node.children, *(each for each in clean[key].links.values() if each.tag not in GRADIENTS)]
        if node.tag in GRADIENTS:
            below = list(clean[key].links.values())
        if done:
            path.discard(key)
            costs[key] = 1 + sum(costs[id(each)] for each in below) + _COST_OF_A_MASK * ("mask" in clean[key].links)
            if costs[key] > MOST_DRAWN:
                raise refusal("svg-many")
        elif key in path:
            raise refusal("svg-loop")
        elif key not in costs:
            path.add(key)
            if len(path) > _DEEPEST_REFERENCE:
                raise refusal("svg-deep")
            stack.append((node, True))
            stack.extend((each, False) for each in below)


def _serialised(root: Node, clean: Mapping[int, _Clean]) -> bytes:
    names: dict[int, str] = {}
    for node in root.walk():
        if id(node) in clean:
            for target in clean[id(node)].links.values():
                names.setdefault(id(target), f"i{len(names)}")
    out: list[str] = []
    size = 0

    def put(text: str) -> None:
        nonlocal size
        size += len(text)
        if size > LARGEST_OUTPUT:
            raise refusal("svg-many")
        out.append(text)

    def write(node: Node) -> None:
        each = clean.get(id(node))
        if each is None or (node.tag == "path" and "d" not in each.attributes):
            return
        if node.tag == "use" and "href" not in each.links:
            return
        attributes = dict(each.attributes)
        for name, target in each.links.items():
            link = f"#{names[id(target)]}"
            attributes[name] = link if name == "href" else f"url({link}) {attributes.get(name, '')}".strip()
        if id(node) in names:
            attributes["id"] = names[id(node)]
        put(f"<{each.tag}" + "".join(f' {name}="{value}"' for name, value in attributes.items()))
        if not node.children:
            put("/>")
            return
        put(">")
        for child in node.children:
            write(child)
        put(f"</{each.tag}>")

    write(root)
    return "".join(out).encode("ascii")
