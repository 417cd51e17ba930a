"""Every known way to make a page fetch something, each written into a layout's HTML, CSS or SVG files."""

from __future__ import annotations

from dataclasses import dataclass, replace

from brand_kit.rendering.page import Job

_SVG = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="40" height="40"'


@dataclass(frozen=True)
class Channel:
    """What goes into a layout; `@` stands for the address that must not be fetched."""

    html: str = ""
    css: str = ""
    svg: str = ""
    """A whole SVG file, shown as an image of the layout."""


def _inline(body: str) -> Channel:
    return Channel(html=f"<div style='position:absolute;top:0'><svg {_SVG}>{body}</svg></div>")


def _file(body: str, head: str = "") -> Channel:
    return Channel(svg=f"{head}<svg {_SVG}>{body}</svg>")


_BOX = '<i class="x" style="position:absolute;top:0;width:9pt;height:9pt"></i>'
CHANNELS: dict[str, Channel] = {
    "img": Channel(html='<img src="@" alt="x">'),
    "img srcset": Channel(html='<img srcset="@ 1x, @ 2x" alt="x">'),
    "picture source": Channel(html='<picture><source srcset="@"><img src="asset:logo/full" alt="x"></picture>'),
    "link stylesheet": Channel(html='<link rel="stylesheet" href="@">'),
    "link attachment": Channel(html='<link rel="attachment" href="@" title="x">'),
    "link icon": Channel(html='<link rel="icon" href="@">'),
    "a attachment": Channel(html='<a rel="attachment" href="@">x</a>'),
    "object": Channel(html='<object data="@" type="image/png">x</object>'),
    "embed": Channel(html='<embed src="@" type="image/png">'),
    "iframe": Channel(html='<iframe src="@"></iframe>'),
    "video poster": Channel(html='<video poster="@" src="@"></video>'),
    "audio": Channel(html='<audio src="@"></audio>'),
    "input image": Channel(html='<input type="image" src="@">'),
    "script": Channel(html='<script src="@"></script>'),
    "base and a relative address": Channel(html='<base href="@"><img src="x.png" alt="x">'),
    "meta refresh": Channel(html='<meta http-equiv="refresh" content="0;url=@">'),
    "body background": Channel(html='<table background="@"><tr><td>x</td></tr></table>'),
    "style attribute": Channel(html='<i style="display:block;width:9pt;height:9pt;background:url(@)"></i>'),
    "style element": Channel(html="<style>@import url(@); .page { background: url(@) }</style>"),
    "CSS import": Channel(css='@import url("@");'),
    "CSS background": Channel(html=_BOX, css=".x { background-image: url(@) }"),
    "CSS font": Channel(html=_BOX, css="@font-face { font-family: f; src: url(@) } .x { font-family: f }"),
    "CSS content": Channel(html=_BOX, css=".x::before { content: url(@) }"),
    "CSS list": Channel(html="<ul class='x'><li>x</li></ul>", css=".x { list-style-image: url(@) }"),
    "CSS border": Channel(html=_BOX, css=".x { border: 3pt solid; border-image: url(@) 1 }"),
    "CSS mask": Channel(html=_BOX, css=".x { mask-image: url(@); -webkit-mask: url(@) }"),
    "CSS cursor": Channel(html=_BOX, css=".x { cursor: url(@), auto; filter: url(@); shape-outside: url(@) }"),
    "CSS page": Channel(css="@page { background: url(@) }"),
    "CSS page margin": Channel(css="@page { margin: 9pt; @top-left { content: url(@) } }"),
    "CSS colour profile": Channel(css="@color-profile --x { src: url(@) } .page { color: color(--x 0 0 0) }"),
    "CSS variable": Channel(html=_BOX, css=":root { --u: url(@) } .x { background: var(--u) }"),
    "CSS footnote": Channel(html='<i class="x">x</i>', css=".x { float: footnote; background: url(@) }"),
    "CSS target": Channel(html='<a class="x" href="@">x</a>', css=".x::after { content: target-text(attr(href)) }"),
    "inline image": _inline('<image href="@" xlink:href="@" width="9" height="9"/>'),
    "inline use": _inline('<use href="@#a" xlink:href="@#a"/>'),
    "inline style import": _inline('<style>@import "@";</style><rect width="9" height="9"/>'),
    "inline font": _inline("<style>@font-face{font-family:f;src:url(@)}</style><text font-family='f'>x</text>"),
    "inline feImage": _inline('<filter id="f"><feImage href="@"/></filter><rect width="9" filter="url(#f)"/>'),
    "inline paint": _inline('<rect width="9" height="9" fill="url(@#g)" mask="url(@#m)" clip-path="url(@#c)"/>'),
    "inline foreignObject": _inline('<foreignObject width="9" height="9"><img src="@" alt="x"/></foreignObject>'),
    "file image": _file('<image href="@" xlink:href="@" width="9" height="9"/>'),
    "file use": _file('<use href="@#a" xlink:href="@#a"/>'),
    "file style import": _file('<style>@import "@"; rect { fill: url(@) }</style><rect width="9" height="9"/>'),
    "file font": _file("<style>@font-face{font-family:f;src:url(@)}</style><text font-family='f'>x</text>"),
    "file stylesheet": _file('<rect width="9" height="9"/>', '<?xml-stylesheet href="@" type="text/css"?>'),
    "file entity": _file("<text y='9'>&x;</text>", '<!DOCTYPE svg [<!ENTITY x SYSTEM "@">]>'),
    "file parameter entity": _file("<rect/>", '<!DOCTYPE svg [<!ENTITY % x SYSTEM "@"> %x;]>'),
    "file document type": _file("<rect/>", '<!DOCTYPE svg SYSTEM "@">'),
    "file inclusion": _file('<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="@" parse="text"/>'),
}


def with_channel(job: Job, channel: Channel, addresses: tuple[str, ...]) -> Job:
    """Return a job whose layout uses a channel for each of some addresses, past all checks of a layout's folder."""
    html, css, assets = "", "", dict(job.layout.assets)
    for number, address in enumerate(addresses):
        # The at-sign of CSS rules stays: only one that stands alone or in quotes or brackets is a place.
        html += put(channel.html, address)
        css += put(channel.css, address)
        if channel.svg:
            assets[f"x{number}.svg"] = put(channel.svg, address).encode()
            html += f'<img src="asset:layout/x{number}.svg" alt="x">'
    page = job.layout.html.replace("</section>", f"{html}</section>", 1)
    return replace(job, layout=replace(job.layout, html=page, css=css + job.layout.css, assets=assets))


def put(text: str, address: str) -> str:
    """Return a text with the address in its places."""
    for before, after in (('"', '"'), ("(", ")"), ('"', "#"), ("(", "#"), ('"', " "), (" ", " "), ("=", '"')):
        text = text.replace(f"{before}@{after}", f"{before}{address}{after}")
    return text
