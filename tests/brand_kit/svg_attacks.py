"""Hostile SVG files, by name, each with the refusal that it must get, or none where a clean drawing remains."""

from __future__ import annotations

SVG = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 100 100"'
RECT = '<rect width="50" height="50" fill="#c00"/>'


def drawing(body: str, head: str = "") -> bytes:
    """Return an SVG file of 100 by 100 units with a body, and perhaps something before its root."""
    return f"{head}<svg {SVG}>{body}</svg>".encode()


def uses(levels: int, fan: int) -> str:
    """Return references that multiply to `fan ** levels` rectangles."""
    rows = ['<g id="a0"><rect width="1" height="1"/></g>']
    for n in range(1, levels + 1):
        below = f'<use href="#a{n - 1}"/>'
        rows.append(f'<g id="a{n}">{below * fan}</g>')
    return f"<defs>{''.join(rows)}</defs><use href='#a{levels}'/>"


def laughs(levels: int) -> str:
    """Return a document type whose last entity stands for `10 ** levels` words."""
    rows = ['<!ENTITY l0 "lol">']
    for n in range(1, levels + 1):
        below = f"&l{n - 1};"
        rows.append(f'<!ENTITY l{n} "{below * 10}">')
    return f"<!DOCTYPE svg [{''.join(rows)}]>"


def nested_patterns(levels: int) -> str:
    """Return patterns filled with patterns."""
    start = 'width="2" height="2" patternUnits="userSpaceOnUse"'
    rows = [f'<pattern id="p0" {start}><rect width="1" height="1"/></pattern>']
    for n in range(1, levels + 1):
        rows.append(f'<pattern id="p{n}" {start}><rect width="2" height="2" fill="url(#p{n - 1})"/></pattern>')
    return f"<defs>{''.join(rows)}</defs><rect width='100' height='100' fill='url(#p{levels})'/>"


_STOPS = '<stop offset="0" stop-color="red"/><stop offset="1" stop-color="blue"/>'
_LINEAR = '<linearGradient id="g" gradientUnits="userSpaceOnUse" x2="1e-5" spreadMethod="repeat">'
_RADIAL = '<radialGradient id="g" gradientUnits="userSpaceOnUse" r="1e-6" spreadMethod="repeat">'
_FILLED = '<rect width="100" height="100" fill="url(#g)"/>'
_XXE = '<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
_PARAMETER = '<!DOCTYPE svg [<!ENTITY % x SYSTEM "http://canary.invalid/x">%x;]>'

ATTACKS: dict[str, tuple[bytes, str | None]] = {
    "a number after z": (drawing('<path d="M0 0z5"/>'), "svg-shape"),
    "a path of garbage": (drawing('<path d="M0 0L1"/>'), "svg-shape"),
    "a path that does not start with a move": (drawing('<path d="L1 1"/>'), "svg-shape"),
    "a path with infinity": (drawing('<path d="M0 0L1e999 1"/>'), "svg-number"),
    "a path with nan": (drawing('<path d="M0 0Lnan 1"/>'), "svg-shape"),
    "an entity that reads a file": (drawing(f"<text>&x;</text>{RECT}", _XXE), "svg-doctype"),
    "an entity of the document type": (drawing(RECT, _PARAMETER), "svg-doctype"),
    "a billion laughs": (drawing(f"<desc>&l9;</desc>{RECT}", laughs(9)), "svg-doctype"),
    "a million laughs": (drawing(f"<desc>&l6;</desc>{RECT}", laughs(6)), "svg-doctype"),
    "ten thousand uses": (drawing(uses(4, 10)), "svg-many"),
    "a million uses": (drawing(uses(6, 10)), "svg-many"),
    "uses doubling sixty times": (drawing(uses(30, 4)), "svg-many"),
    "a use of itself": (drawing('<g id="a"><use href="#a"/></g>'), "svg-loop"),
    "a use of the root": (f'<svg {SVG} id="a"><use href="#a"/></svg>'.encode(), "svg-loop"),
    "uses in a circle": (
        drawing('<g id="a"><use href="#b"/></g><g id="b"><use xlink:href="#a"/></g>'),
        "svg-loop",
    ),
    "a chain of uses": (
        drawing("".join(f'<use id="u{n}" href="#u{n + 1}"/>' for n in range(3000)) + '<rect id="u3000" width="9"/>'),
        "svg-many",
    ),
    "a mask of itself": (drawing(f'<mask id="m"><g mask="url(#m)">{RECT}</g></mask>{RECT}'), "svg-loop"),
    "a clip of itself": (
        drawing(f'<clipPath id="c" clip-path="url(#c)">{RECT}</clipPath><g clip-path="url(#c)">{RECT}</g>'),
        "svg-loop",
    ),
    "a pattern of itself": (
        drawing('<pattern id="p" width="1" height="1"><rect width="1" height="1" fill="url(#p)"/></pattern>'),
        "svg-loop",
    ),
    "gradients in a circle": (
        drawing(f'<linearGradient id="a" href="#b"/><linearGradient id="b" href="#a"/>{RECT}'),
        "svg-loop",
    ),
    "a marker of itself": (
        drawing(f'<marker id="m"><path d="M0 0L1 1" marker-end="url(#m)"/></marker>{RECT}'),
        None,
    ),
    "a linear gradient repeated ten million times": (drawing(f"{_LINEAR}{_STOPS}</linearGradient>{_FILLED}"), None),
    "a radial gradient repeated ten million times": (drawing(f"{_RADIAL}{_STOPS}</radialGradient>{_FILLED}"), None),
    "tiles finer than a printer's dot": (
        drawing(
            '<pattern id="p" width="1e-4" height="1e-4" patternUnits="userSpaceOnUse">'
            '<rect width="5e-5" height="5e-5"/></pattern><rect width="100" height="100" fill="url(#p)"/>'
        ),
        "any",
    ),
    "a megabyte of text": (drawing(f"<text>{'a ' * 500_000}</text>"), "file-size"),
    "live text": (drawing(f"<text><tspan>Kestrane</tspan></text>{RECT}"), "svg-text"),
    "thousands of rules for thousands of shapes": (
        drawing("<style>" + "".join(f".c{n}{{fill:red}}" for n in range(2000)) + "</style>" + "<rect/>" * 4000),
        "svg-style",
    ),
    "a rule for everything, a thousand times": (
        drawing("<style>" + "*{fill:red}" * 999 + "</style>" + "<rect/>" * 4000),
        "svg-style",
    ),
    "a thousand groups deep": (drawing("<g>" * 1000 + RECT + "</g>" * 1000), "svg-deep"),
    "a hundred thousand groups deep": (b"<svg>" + b"<g>" * 80_000, "svg-deep"),
    "ten thousand shapes": (drawing("<rect/>" * 10_000), "svg-many"),
    "sixty-one attributes": (drawing("<rect " + " ".join(f"a{n}='1'" for n in range(61)) + "/>"), "svg-many"),
    "turbulence": (
        drawing(f'<filter id="f"><feTurbulence numOctaves="999999999"/></filter><g filter="url(#f)">{RECT}</g>'),
        None,
    ),
    "a script": (drawing(f"<script>alert(1)</script>{RECT}"), "svg-script"),
    "a script of another namespace": (
        drawing(f'<h:script xmlns:h="http://www.w3.org/1999/xhtml">alert(1)</h:script>{RECT}'),
        "svg-script",
    ),
    "event handlers": (drawing(f'<g onload="alert(1)" onclick="alert(2)">{RECT}</g>'), None),
    "a script in a link": (drawing(f'<a href="javascript:alert(1)">{RECT}</a>'), None),
    "an animation that sets a link": (
        drawing(f'<a><animate attributeName="href" values="javascript:alert(1)"/>{RECT}</a>'),
        None,
    ),
    "foreign HTML": (
        drawing('<foreignObject><p xmlns="http://www.w3.org/1999/xhtml">hi</p></foreignObject>'),
        "svg-foreign",
    ),
    "a remote image": (drawing('<image href="http://canary.invalid/a.png" width="9" height="9"/>'), "svg-image"),
    "a local image": (drawing('<image xlink:href="file:///etc/passwd" width="9" height="9"/>'), "svg-image"),
    "an image in a data address": (drawing('<image href="data:image/png;base64,AA=="/>'), "svg-image"),
    "a use of another file": (drawing('<use href="http://canary.invalid/a.svg#b"/>'), "svg-external"),
    "a use of a local file": (drawing('<use href="/etc/passwd#b"/>'), "svg-external"),
    "a use of a data address": (drawing('<use href="data:image/svg+xml;base64,AA==#b"/>'), "svg-external"),
    "a paint from another file": (drawing('<rect fill="url(http://canary.invalid/a.svg#b)"/>'), "svg-external"),
    "a mask from another file": (drawing("<rect style=\"mask:url('a.svg#b')\"/>"), "svg-external"),
    "an import": (drawing(f'<style>@import "http://canary.invalid/a.css";</style>{RECT}'), "svg-external"),
    "a typeface from elsewhere": (
        drawing(f"<style>@font-face{{font-family:a;src:url(http://canary.invalid/a.woff)}}</style>{RECT}"),
        None,
    ),
    "a style sheet by instruction": (
        drawing(RECT, '<?xml-stylesheet href="http://canary.invalid/a.css" type="text/css"?>'),
        None,
    ),
    "brackets in a style": (drawing(f'<rect style="fill:{"(" * 5000}"/>{RECT}'), "svg-style"),
    "brackets in a style sheet": (drawing(f"<style>{'a{' * 5000}</style>{RECT}"), "svg-style"),
    "an encoding nobody knows": (b'<?xml version="1.0" encoding="x-nobody"?><svg/>', "svg-damaged"),
    "an encoding of several bytes": (b'<?xml version="1.0" encoding="shift_jis"?><svg/>', "svg-damaged"),
    "no end": (b"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'><rect width='9'", "svg-damaged"),
    "a null byte": (drawing(f"\0{RECT}"), "svg-damaged"),
    "no size": (f'<svg xmlns="http://www.w3.org/2000/svg">{RECT}</svg>'.encode(), "svg-size"),
    "a size of nothing": (b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 0 9"/>', "svg-size"),
    "a line of a drawing": (b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 900"/>', "aspect"),
    "HTML": (b"<!DOCTYPE html><html><body><svg></svg></body></html>", "kind"),
    "nothing to see": (drawing('<rect width="0" height="9"/>'), "blank"),
    "only invisible things": (drawing(f'<g display="none">{RECT}</g>'), "blank"),
    "a name that breaks out of its quotes": (
        drawing('<linearGradient id="&quot;/&gt;&lt;script/&gt;"><stop/></linearGradient>' + RECT),
        None,
    ),
    "patterns in patterns": (drawing(nested_patterns(12)), "any"),
    "dashes finer than dust": (
        drawing(
            '<path d="M0 0H100V100H0z" fill="none" stroke="#000" stroke-dasharray="0.00001 0.00001" stroke-width="9"/>'
        ),
        "any",
    ),
    "thousands of masks": (
        drawing(f'<mask id="m">{RECT}</mask>' + '<rect width="90" height="90" mask="url(#m)"/>' * 1500),
        "svg-many",
    ),
    "dashes along an endless way": (
        drawing(f'<path d="M0 0{"H1e6H-1e6" * 2000}" stroke="#000" stroke-dasharray=".01"/>'),
        "any",
    ),
    "forty masks": (
        drawing(f'<mask id="m">{RECT}</mask>' + '<rect width="90" height="90" mask="url(#m)"/>' * 40),
        "any",
    ),
    "two thousand see-through groups": (
        drawing('<g opacity=".9"><rect width="90" height="90"/></g>' * 2400),
        "any",
    ),
    "thirty-five see-through groups in each other": (
        drawing('<g opacity=".9">' * 35 + '<rect width="90" height="90"/>' + "</g>" * 35),
        "any",
    ),
    "a path of a hundred thousand curves": (
        drawing(f'<path fill-rule="evenodd" d="M0 0{"q9 99 1 -1" * 24000}" stroke="red"/>'),
        "any",
    ),
}
"""`any`: it may be drawn or refused, within the limits of time."""
