"""Why pictures are refused: one sentence for each code, saying what a partner can do."""

from __future__ import annotations

from brand_kit.rendering.errors import PictureRefused

_PLAIN = "Export the logo as plain SVG, or send a PNG at least 400 px wide."
SENTENCES = {
    # any file
    "empty": "This file is empty; choose the picture again.",
    "file-size": "This file is larger than {limit}; send a smaller one.",
    "kind": "This is not a picture that can be used; send an SVG, PNG, JPEG or WebP file.",
    "kind-pdf": "This is a PDF or PostScript file; export the logo from it as SVG, or send a PNG at least 400 px wide.",
    "kind-gzip": "This file is compressed (SVGZ); save the logo as plain SVG and send that.",
    "kind-other-picture": "Pictures of the kind {kind} cannot be used; save the picture as PNG or JPEG and send that.",
    "too-complex": "This picture takes too long to draw; simplify it, or send a PNG at least 400 px wide.",
    "aspect": "This picture is more than 20 times as long as it is wide or high; send one without the empty margin.",
    "blank": "Nothing can be seen in this picture; check that the right file was exported.",
    # rasters
    "damaged": "This picture is damaged or not complete; export or save it again.",
    "pixels": "This picture has more than 25 million pixels; save it at a smaller size, 2400 px wide is plenty.",
    "small": "This picture is smaller than 16 px; send one at least 400 px wide.",
    "animated": "This picture is animated; send a still picture.",
    "colour": "The colours of this picture cannot be read; save it as an RGB picture (PNG or JPEG).",
    # SVG
    "svg-damaged": f"This SVG file is damaged or not complete. {_PLAIN}",
    "svg-doctype": "This SVG file defines entities of its own (Illustrator's Save As does). Use Export as SVG instead, "
    "or send a PNG at least 400 px wide.",
    "svg-text": "This logo contains live text; convert the text to outlines (curves) and export it again.",
    "svg-image": "This SVG file contains a picture made of pixels; send that picture as a PNG at least 400 px wide.",
    "svg-script": f"This SVG file contains a script, which is not allowed. {_PLAIN}",
    "svg-foreign": f"This SVG file contains parts that are not SVG. {_PLAIN}",
    "svg-external": f"This SVG file refers to another file or address, which is not allowed. {_PLAIN}",
    "svg-loop": f"Parts of this SVG file refer to each other in a circle. {_PLAIN}",
    "svg-deep": f"This SVG file is nested too deeply; ungroup it and flatten its clipping masks. {_PLAIN}",
    "svg-many": f"This SVG file has too many parts; simplify its shapes. {_PLAIN}",
    "svg-shape": f"A shape in this SVG file is damaged. {_PLAIN}",
    "svg-number": f"A measure in this SVG file is too large or not a number. {_PLAIN}",
    "svg-size": "This SVG file does not say how large its drawing is (no viewBox); export it again with its artboard, "
    "or send a PNG at least 400 px wide.",
    "svg-style": f"The style sheet in this SVG file cannot be used. {_PLAIN}",
    "svg-drawing": f"This SVG file cannot be drawn. {_PLAIN}",
}


def refusal(code: str, **values: str) -> PictureRefused:
    """Return the refusal with this code, ready to be raised."""
    return PictureRefused(SENTENCES[code].format(**values), code=code)
