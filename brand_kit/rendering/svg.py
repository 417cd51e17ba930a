"""SVG in, vector picture out: rewritten by `svg_rewrite`, drawn by librsvg, taken apart by `pdf_form`."""

from __future__ import annotations

import subprocess

from brand_kit.rendering.pdf_form import form_objects
from brand_kit.rendering.picture import Picture
from brand_kit.rendering.picture_refusals import refusal
from brand_kit.rendering.svg_rewrite import rewritten

_COMMAND = ("/usr/bin/rsvg-convert", "--format=pdf")
_ENVIRONMENT = {"LANG": "C.UTF-8", "SOURCE_DATE_EPOCH": "0"}


def vector_picture(data: bytes) -> Picture:
    """Return the canonical form of an SVG file; raises `PictureRefused`. Runs in the cage."""
    drawing = rewritten(data)
    done = subprocess.run(_COMMAND, input=drawing.svg, capture_output=True, env=_ENVIRONMENT, check=False)
    if done.returncode < 0:
        raise refusal("too-complex")
    if done.returncode or not done.stdout:
        raise refusal("svg-drawing")
    width, height, objects = form_objects(done.stdout)
    return Picture.of(width, height, objects)
