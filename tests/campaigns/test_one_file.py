"""One file, whichever way it is asked for: the very same bytes."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from pathlib import Path

from django.core.management import call_command
from PIL import Image, ImageChops

from brand_kit.rendering.raster import page_image
from campaigns.composition import compose, drawn
from campaigns.models import IssuedFile
from tests.campaigns.portal_kit import EDITION, Desk
from tests.campaigns.portal_kit import desk as desk
from tests.campaigns.test_collateral import LOGO, ready


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def test_preview_download_zip_and_command_line_give_the_same_bytes(desk: Desk, tmp_path: Path) -> None:
    piece = ready(desk)
    alice = desk.cast.client(desk.cast.alice)
    where = alice.post(desk.url("issue/"), {"edition": EDITION, "extension": "png"}).url
    download = alice.get(f"{where}download/").content
    made = IssuedFile.objects.get()
    assert digest(download) == made.digest

    preview = drawn(compose(piece), EDITION, extension="png")
    picture = Image.open(io.BytesIO(download)).convert("RGB")
    seen = page_image(preview.data, 1, picture.width)
    assert preview.number == made.number
    assert ImageChops.difference(picture, seen.convert("RGB")).getbbox() is None

    (tmp_path / "logo.svg").write_bytes(LOGO)
    values = {
        "partner_logo": {"path": "logo.svg", "alt": desk.cast.acme.name},
        "partner_web": desk.cast.acme.website,
    }
    (tmp_path / "values.json").write_text(json.dumps(values), encoding="utf-8")
    out = tmp_path / "mine.png"
    call_command(
        "fill", desk.template.slug, territory=desk.cast.acme.country_id, edition=EDITION,
        values=tmp_path / "values.json", out=out, verbosity=0,
    )  # fmt: skip
    assert digest(out.read_bytes()) == made.digest

    packed = b"".join(alice.post(desk.url("all.zip")).streaming_content)
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        assert made.digest in {digest(archive.read(name)) for name in archive.namelist()}
