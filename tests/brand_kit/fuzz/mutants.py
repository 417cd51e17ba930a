"""Damaged and hostile files, made from sound ones by a seeded generator."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO
from random import Random

import PIL.Image

from tests.brand_kit.svg_attacks import ATTACKS, drawing

_SOUND_SVG = [
    drawing(
        '<style>.a{fill:#0b3b3c;stroke:red}#b{opacity:.5}</style><defs><linearGradient id="g" x1="0" x2="1">'
        '<stop offset="0" stop-color="red"/><stop offset="1" stop-color="rgba(0,0,255,.5)"/></linearGradient>'
        '<clipPath id="c"><circle cx="50" cy="50" r="40"/></clipPath><g id="s"><path d="M0 0h9v9z"/></g></defs>'
        '<g clip-path="url(#c)" transform="translate(3 4) rotate(10)"><path class="a" id="b" d="M5 5c9 9 9-9 30 3'
        'a5 6 7 0 1 8 9S40 40 50 50zm9 9l3 3q4 4 5 5t1 1H9V9Z"/><use href="#s" x="20"/></g>'
    ),
    drawing(
        '<mask id="m" maskUnits="userSpaceOnUse"><rect width="90" height="90" fill="#fff"/></mask>'
        '<pattern id="p" width="10" height="10" patternUnits="userSpaceOnUse"><circle cx="5" cy="5" r="3"/></pattern>'
        '<radialGradient id="r" gradientTransform="scale(2)"><stop/><stop offset="90%" stop-color="#fff"/>'
        '</radialGradient><g mask="url(#m)"><rect width="60" height="60" fill="url(#p)"/></g>'
        '<ellipse cx="50%" cy="3em" rx="20" ry="10" style="fill:url(#r) red;stroke-dasharray:3 4;stroke:hsl(9,9%,9%)"/>'
        '<polygon points="1,2 3,4 5.5-6 9 9"/><symbol id="y" viewBox="0 0 9 9"><line x2="9" y2="9" stroke="red"/>'
        '</symbol><use xlink:href="#y" width="30" height="30"/>'
    ),
]
_TOKENS = (
    b"z5 M m 0 -1 1e308 1e-308 NaN inf 999999999999 % url(#g) url(#p) url(http://x) #s #nobody &amp; &x; &#0; "
    b"<g> </g> <use href='#s'/> <text>x</text> <script/> <image/> <!--  --> <![CDATA[ ]]> <?x ?> \0 \xff "
    b"matrix(0,0,0,0,0,0) rotate(1e9) scale(1e6) scale(0) userSpaceOnUse objectBoundingBox none inherit "
    b"style='fill:url(#p)' class='a' opacity='9' transform='x' stroke-width='1e6' @import ( { ; <!DOCTYPE"
).split()
_VALUES = (
    b"0 1 -1 .5 1e9 1e-9 1e400 50% 3px 3em z m c A l,l 1,2 3-4 none inherit red #f00 #ff000080 rgb(9%,9%,9%) "
    b"currentColor url(#g) url(#p) url(#m) url(#c) url(#s) url(#r) #s #y #g scale(-1) rotate(45) skewX(80) scale(9) "
    b"userSpaceOnUse objectBoundingBox xMinYMax evenodd round 0.001 1000000 -0.0"
).split()
_ATTRIBUTES = (
    b"fill stroke stroke-width stroke-dasharray stroke-linecap opacity transform clip-path mask width height x y r d "
    b"points viewBox preserveAspectRatio gradientUnits gradientTransform patternUnits patternTransform offset href "
    b"display visibility overflow id class style spreadMethod filter onclick marker-end vector-effect paint-order"
).split()
_CHUNKS = b"IHDR IDAT IEND iCCP tRNS PLTE gAMA acTL fcTL eXIf VP8X ANIM ICCP EXIF ICC_PROFILE\0 Adobe JFIF".split()
_QUOTED = re.compile(rb'"[^"]*"')
_START = re.compile(rb"<[a-zA-Z]+(?=[ />])")
_EMPTY_ELEMENT = re.compile(rb"<[^<>]*/>")


def svg(random: Random) -> bytes:
    """Return an SVG file with damaged bytes or, more often, one that is still XML but says other things."""
    data = random.choice(_SVG)
    if random.random() < 0.3:
        return _changed(random, data, [_flip, _cut, _repeat, _insert(_TOKENS), _number, _splice], 6)
    return _changed(random, data, [_number, _value, _value, _attribute, _attribute, _element], 6)


def raster(random: Random) -> bytes:
    """Return a damaged PNG, JPEG or WebP file."""
    return _changed(random, random.choice(_RASTERS), [_flip, _flip, _cut, _repeat, _insert(_CHUNKS), _end, _swap], 5)


def _changed(random: Random, data: bytes, changes: list[Callable[[Random, bytes], bytes]], most: int) -> bytes:
    for _ in range(random.randint(1, most)):
        data = random.choice(changes)(random, data)
    return data[: 2 * 1024 * 1024]


def _place(random: Random, data: bytes) -> int:
    return random.randint(0, max(0, len(data) - 1))


def _flip(random: Random, data: bytes) -> bytes:
    changed = bytearray(data or b"\0")
    changed[_place(random, changed)] = random.randrange(256)
    return bytes(changed)


def _cut(random: Random, data: bytes) -> bytes:
    at = _place(random, data)
    return data[:at] + data[at + random.randint(1, 40) :]


def _end(random: Random, data: bytes) -> bytes:
    return data[: _place(random, data)]


def _repeat(random: Random, data: bytes) -> bytes:
    at, length = _place(random, data), random.randint(1, 60)
    return data[:at] + data[at : at + length] * random.choice([2, 3, 10, 200]) + data[at + length :]


def _insert(tokens: list[bytes]) -> Callable[[Random, bytes], bytes]:
    def insert(random: Random, data: bytes) -> bytes:
        at = _place(random, data)
        return data[:at] + random.choice(tokens) + data[at:]

    return insert


def _number(random: Random, data: bytes) -> bytes:
    """Put another number in the place of one digit."""
    digits = [at for at, byte in enumerate(data) if 48 <= byte <= 57]
    if not digits:
        return data
    at = random.choice(digits)
    number = random.choice([b"0", b"-0", b"1e9", b"1e-9", b"99999999", b"-7", b".5", b"1e400", b"--1", b"5000"])
    return data[:at] + number + data[at + 1 :]


def _value(random: Random, data: bytes) -> bytes:
    """Change one attribute's value, or a part of it."""
    places = list(_QUOTED.finditer(data))
    if not places:
        return data
    place = random.choice(places)
    old, new = place[0][1:-1], random.choice(_VALUES)
    at = _place(random, old)
    value = random.choice([new, old + b" " + new, old[:at] + new + old[at:], old[:at], old * 3])
    return data[: place.start() + 1] + value + data[place.end() - 1 :]


def _attribute(random: Random, data: bytes) -> bytes:
    """Give one element one attribute more."""
    places = list(_START.finditer(data))
    if not places:
        return data
    at, name = random.choice(places).end(), random.choice(_ATTRIBUTES)
    if name + b"=" in data[at : data.find(b">", at)]:
        return data
    return data[:at] + b' %s="%s"' % (name, random.choice(_VALUES)) + data[at:]


def _element(random: Random, data: bytes) -> bytes:
    """Repeat an element, here or at the place of another."""
    places = list(_EMPTY_ELEMENT.finditer(data))
    if not places:
        return data
    one, other = random.choice(places), random.choice(places)
    return data[: one.start()] + other[0] * random.choice([0, 1, 2, 50, 900]) + data[one.end() :]


def _splice(random: Random, data: bytes) -> bytes:
    other = random.choice(_SVG)
    at, start = _place(random, data), _place(random, other)
    return data[:at] + other[start : start + random.randint(1, 300)] + data[at:]


def _swap(random: Random, data: bytes) -> bytes:
    """Write a large number where a length or a size may stand."""
    at = _place(random, data)
    return data[:at] + random.randbytes(random.choice([1, 2, 4])) + data[at + 4 :]


def _files() -> list[bytes]:
    base = PIL.Image.merge("RGB", [PIL.Image.linear_gradient("L").rotate(90 * turn) for turn in range(3)]).resize(
        (96, 64)
    )
    profile = PIL.Image.Exif()
    profile[0x0112] = 5
    made: list[bytes] = []
    for image, kind, options in (
        (base, "PNG", {}),
        (base.convert("P"), "PNG", {"transparency": 3}),
        (base.convert("RGBA"), "PNG", {}),
        (base.convert("LA"), "PNG", {}),
        (base.convert("1"), "PNG", {}),
        (base, "JPEG", {"exif": profile}),
        (base, "JPEG", {"progressive": True, "comment": b"hello"}),
        (base.convert("L"), "JPEG", {}),
        (base.convert("CMYK"), "JPEG", {}),
        (base, "MPO", {"save_all": True, "append_images": [base]}),
        (base, "WEBP", {}),
        (base.convert("RGBA"), "WEBP", {"lossless": True, "exif": profile}),
        (base, "WEBP", {"save_all": True, "append_images": [base.convert("L").convert("RGB")]}),
        (base, "PNG", {"save_all": True, "append_images": [base.convert("L").convert("RGB")]}),
    ):
        buffer = BytesIO()
        image.save(buffer, kind, **options)  # type: ignore[arg-type]
        made.append(buffer.getvalue())
    return made


_SVG = _SOUND_SVG * 12 + [data for data, _ in ATTACKS.values() if len(data) < 4000]
_RASTERS = _files()
