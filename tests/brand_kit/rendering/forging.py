"""Ways to change a finished file: by a byte, by an update of one's own, by saving it anew."""

from __future__ import annotations

import io
import re
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pikepdf

from brand_kit.rendering.master import Master
from brand_kit.rendering.picture import Picture
from brand_kit.rendering.verify import OnHand


def on_hand(*masters: Master, pictures: tuple[Picture, ...] = ()) -> OnHand:
    """Return what a verification may rely on."""
    by_digest = {master.manifest.digest: master for master in masters}
    by_picture = {picture.digest: picture for picture in pictures}
    return OnHand(
        lambda: [(digest, len(master.data)) for digest, master in by_digest.items()], by_digest.get, by_picture.get
    )


def change_byte(data: bytes, at: int, by: int) -> bytes:
    """Return a file with one byte changed."""
    return data[:at] + bytes([(data[at] + by) % 256]) + data[at + 1 :]


def append_update(data: bytes, objects: Mapping[int, bytes]) -> bytes:
    """Return a file with an incremental update that redefines or adds objects, by hand."""
    previous = int(re.findall(rb"startxref\s+(\d+)", data)[-1])
    root = re.findall(rb"/Root (\d+) 0 R", data)[-1]
    size = max(int(re.findall(rb"/Size (\d+)", data)[-1]), *(number + 1 for number in objects))
    out, table = data, b"xref\n"
    for number, body in sorted(objects.items()):
        table += b"%d 1\n%010d 00000 n \n" % (number, len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    trailer = b"trailer\n<</Size %d/Root %b 0 R/Prev %d>>\nstartxref\n%d\n%%%%EOF\n" % (size, root, previous, len(out))
    return out + table + trailer


def with_annotation(data: bytes) -> bytes:
    """Return a file to whose page a note was added, as a viewer does it."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        number, size = pdf.pages[0].obj.objgen[0], int(pdf.trailer.Size)
        page = pdf.pages[0].obj.unparse(resolved=True)
    page = re.sub(rb"/Annots (\[.*?\]|\d+ 0 R)", b"", page)
    note = b"<</Type/Annot/Subtype/FreeText/Rect[50 50 250 90]/Contents(50 % off)/DA(/Helv 20 Tf)>>"
    return append_update(data, {number: page[:-2] + b"/Annots [%d 0 R]>>" % size, size: note})


def saved_by_pikepdf(data: bytes) -> bytes:
    """Return a file as pikepdf writes it anew."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        pdf.save(out)
    return out.getvalue()


def saved_by_qpdf(data: bytes, tmp_path: Path, *options: str) -> bytes:
    """Return a file as qpdf writes it anew."""
    source, target = tmp_path / "source.pdf", tmp_path / "target.pdf"
    source.write_bytes(data)
    subprocess.run(["qpdf", *options, str(source), str(target)], check=True)
    return target.read_bytes()


def with_record(data: bytes, record: bytes, length: bytes | None = None) -> bytes:
    """Return a file with another record, and nothing else mended but the record's length."""
    pattern = rb"(\d+ 0 obj\n<</Type/LockupRecord/Length )\d+(>>\nstream\n).*?(\nendstream)"
    size = length if length is not None else b"%d" % len(record)
    start = data.rindex(b"/LockupRecord/Length")
    head, tail = data[: start - 40], data[start - 40 :]
    return head + re.sub(pattern, lambda match: match[1] + size + match[2] + record + match[3], tail, flags=re.DOTALL)
