"""A canonical picture alone on a page, and what a PDF viewer's engine (PDFium) makes of it."""

from __future__ import annotations

import PIL.Image
import pypdfium2

from brand_kit.rendering.picture import Picture, place


def proof_page(picture: Picture) -> bytes:
    """Return a PDF with the picture alone on one page of its own size."""
    width, height = picture.width, picture.height
    scale = b"1 0 0 1" if picture.vector else b"%.4f 0 0 %.4f" % (width, height)
    content = b"q %s 0 0 cm /Picture Do Q" % scale
    page = b"/Type /Page /Parent 2 0 R /MediaBox [0 0 %.4f %.4f] /Contents 4 0 R" % (width, height)
    bodies = [
        b"1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n",
        b"2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n",
        b"3 0 obj\n<< %s /Resources << /XObject << /Picture 5 0 R >> >> >>\nendobj\n" % page,
        b"4 0 obj\n<< /Length %d >>\nstream\n%s\nendstream\nendobj\n" % (len(content), content),
        *place(picture, 5),
    ]
    out, offsets = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"), []
    for body in bodies:
        offsets.append(len(out))
        out += body
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(bodies) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(bodies) + 1, start)
    return bytes(out)


def drawn(picture: Picture, longest: int) -> PIL.Image.Image:
    """Return the picture on a transparent ground, its longer side `longest` pixels.

    The engine is native code: call this in the cage, or on pictures that came out of it.
    """
    with pypdfium2.PdfDocument(proof_page(picture)) as document:
        page = document[0]
        scale = longest / max(picture.width, picture.height)
        bitmap = page.render(scale=scale, fill_color=(255, 255, 255, 0), rev_byteorder=True, maybe_alpha=True)
        image: PIL.Image.Image = bitmap.to_pil().convert("RGBA")
        page.close()
    return image


def draws_something(picture: Picture) -> bool:
    """Tell whether anything at all of the picture can be seen."""
    return drawn(picture, 256).getchannel("A").getbbox() is not None
