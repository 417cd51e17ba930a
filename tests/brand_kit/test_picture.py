"""A picture comes in as bytes and leaves as clean, repeatable PDF objects, or is refused."""

from __future__ import annotations

import hashlib
import re
import struct
import subprocess
import sys
import warnings
import zlib
from io import BytesIO
from pathlib import Path

import pikepdf
import PIL.Image
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import ImageCms, PngImagePlugin

from brand_kit.rendering import picture_intake
from brand_kit.rendering.errors import PictureRefused
from brand_kit.rendering.picture import Picture, PictureObject, canonical_picture, place
from brand_kit.rendering.picture_intake import convert
from brand_kit.rendering.picture_proof import drawn, proof_page
from brand_kit.rendering.picture_refusals import SENTENCES, refusal
from brand_kit.rendering.sandbox import CageError
from tests.brand_kit.svg_attacks import drawing

LOGO = drawing('<rect width="100" height="100" fill="#0b3b3c"/><circle cx="50" cy="50" r="30" fill="#ff5b3a"/>')
CANARY = b"canary-of-the-metadata"


def photograph(width: int = 320, height: int = 200) -> PIL.Image.Image:
    """Return a picture of many colours."""
    across = PIL.Image.linear_gradient("L").resize((width, height))
    down = PIL.Image.radial_gradient("L").resize((width, height))
    noise = PIL.Image.effect_noise((width, height), 60)
    return PIL.Image.merge("RGB", (across, down, noise))


def file(image: PIL.Image.Image, kind: str = "PNG", **options: object) -> bytes:
    buffer = BytesIO()
    image.save(buffer, kind, **options)  # type: ignore[arg-type]
    return buffer.getvalue()


def code_for(data: bytes) -> str:
    with pytest.raises(PictureRefused) as caught:
        canonical_picture(data)
    return caught.value.code


def png(width: int, height: int, data: bytes = b"") -> bytes:
    """Return a PNG that claims a size, whatever its data."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def test_a_vector_stays_a_vector() -> None:
    picture = canonical_picture(LOGO)
    assert picture.vector and picture.pixels is None
    assert (picture.width, picture.height) == (1000, 1000)
    assert b"/BBox [0 0 1000 1000]" in picture.objects[0].head
    assert not any(b"/Image" in each.head for each in picture.objects)


def test_a_photograph_becomes_a_jpeg_of_its_own_size() -> None:
    picture = canonical_picture(file(photograph(), "JPEG"))
    assert not picture.vector
    assert picture.pixels == (320, 200)
    assert (picture.width, picture.height) == (240, 150)
    assert b"/DCTDecode" in picture.objects[0].head and b"/DeviceRGB" in picture.objects[0].head
    assert PIL.Image.open(BytesIO(picture.objects[0].stream)).size == (320, 200)


def test_flat_colours_keep_their_exact_values() -> None:
    image = PIL.Image.new("RGB", (64, 32), (11, 59, 60))
    picture = canonical_picture(file(image))
    assert b"/FlateDecode" in picture.objects[0].head
    assert drawn(picture, 64).getpixel((5, 5)) == (11, 59, 60, 255)


def test_transparency_becomes_a_mask() -> None:
    image = PIL.Image.new("RGBA", (64, 64), (255, 91, 58, 0))
    image.paste((255, 91, 58, 255), (0, 0, 32, 64))
    picture = canonical_picture(file(image))
    assert b"/SMask @1@" in picture.objects[0].head
    assert b"/DeviceGray" in picture.objects[1].head
    assert drawn(picture, 64).getpixel((10, 10)) == (255, 91, 58, 255)
    assert drawn(picture, 64).getpixel((50, 10))[3] == 0


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_every_kind_of_png_is_read(mode: str) -> None:
    image = PIL.Image.new("L", (40, 40), 255)
    image.paste(0, (0, 0, 20, 40))
    deep = image.convert("I").point(lambda value: value * 257)
    picture = canonical_picture(file(deep.convert(mode) if mode == "I;16" else image.convert("RGB").convert(mode)))
    dark, light = drawn(picture, 40).getpixel((5, 5)), drawn(picture, 40).getpixel((35, 35))
    assert (dark, light) == ((0, 0, 0, 255), (255, 255, 255, 255))


def test_grey_pictures_are_stored_as_grey() -> None:
    picture = canonical_picture(file(PIL.Image.new("RGB", (40, 40), (90, 90, 90))))
    assert b"/DeviceGray" in picture.objects[0].head


def test_webp_is_read() -> None:
    assert canonical_picture(file(photograph(), "WEBP")).pixels == (320, 200)


def test_process_colours_become_srgb() -> None:
    image = PIL.Image.new("CMYK", (40, 40), (0, 255, 255, 0))
    picture = canonical_picture(file(image, "JPEG", quality=95))
    red, green, blue, _ = drawn(picture, 40).getpixel((20, 20))
    assert red > 200 and green < 60 and blue < 60
    assert b"/DeviceCMYK" not in picture.objects[0].head


def test_colours_of_another_profile_become_srgb() -> None:
    lab = ImageCms.createProfile("LAB")
    odd = file(PIL.Image.new("RGB", (40, 40), (200, 30, 30)), icc_profile=ImageCms.ImageCmsProfile(lab).tobytes())
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    same = file(PIL.Image.new("RGB", (40, 40), (200, 30, 30)), icc_profile=srgb)
    broken = file(PIL.Image.new("RGB", (40, 40), (200, 30, 30)), icc_profile=b"not a profile" * 20)
    for data in (odd, same, broken):
        assert drawn(canonical_picture(data), 40).getpixel((9, 9)) == (200, 30, 30, 255)


def test_the_camera_s_rotation_is_applied() -> None:
    image = photograph(300, 200)
    exif = PIL.Image.Exif()
    exif[0x0112] = 6
    assert canonical_picture(file(image, "JPEG", exif=exif)).pixels == (200, 300)


def test_no_metadata_survives() -> None:
    exif = PIL.Image.Exif()
    exif[0x010E] = CANARY.decode()
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Comment", CANARY.decode())
    files = [
        file(photograph(), "JPEG", exif=exif, comment=CANARY) + CANARY,
        file(photograph(), "PNG", pnginfo=notes) + CANARY,
        file(PIL.Image.new("RGB", (40, 40)), "PNG", pnginfo=notes) + CANARY,
        LOGO.replace(b"<rect", b"<!-- " + CANARY + b" --><title>" + CANARY + b"</title><rect"),
    ]
    for data in files:
        assert CANARY in data
        picture = canonical_picture(data)
        assert CANARY not in picture.to_bytes() + b"".join(
            zlib.decompress(each.stream) for each in picture.objects if b"/FlateDecode" in each.head
        )


def test_a_large_picture_is_made_smaller() -> None:
    picture = canonical_picture(file(PIL.Image.new("RGB", (4800, 2400), "red")))
    assert picture.pixels == (2400, 1200)


def test_edges_do_not_darken_when_a_transparent_picture_is_made_smaller() -> None:
    image = PIL.Image.new("RGBA", (3600, 3600), (0, 0, 0, 0))
    image.paste((255, 255, 255, 255), (0, 0, 1801, 3600))
    picture = canonical_picture(file(image))
    seen = {pixel[:3] for _, pixel in drawn(picture, 2400).getcolors(1 << 20) or () if pixel[3] > 40}
    assert min(min(colour) for colour in seen) > 240


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"x" * 10_485_761, "file-size"),
        (b"MZ\x90\0" + b"\0" * 400, "kind"),
        (b"\x7fELF" + b"\0" * 400, "kind"),
        (b"hello", "kind"),
        (b"%PDF-1.7\n", "kind-pdf"),
        (b"%!PS-Adobe-3.0 EPSF-3.0", "kind-pdf"),
        (b"\x1f\x8b\x08" + b"\0" * 20, "kind-gzip"),
        (file(PIL.Image.new("RGB", (40, 40)), "GIF"), "kind-other-picture"),
        (file(PIL.Image.new("RGB", (40, 40)), "BMP"), "kind-other-picture"),
        (file(PIL.Image.new("RGB", (40, 40)), "TIFF"), "kind-other-picture"),
        (file(PIL.Image.new("RGB", (40, 40)), "JPEG2000"), "kind"),
        (file(PIL.Image.new("RGB", (40, 40)), "PPM"), "kind"),
        (file(photograph())[:-2000], "damaged"),
        (file(photograph(), "JPEG")[:-2000], "damaged"),
        (file(photograph(), "WEBP")[:-200], "damaged"),
        (file(PIL.Image.new("RGB", (40, 40)))[:40], "damaged"),
        (b"\x89PNG\r\n\x1a\n", "damaged"),
        (b"\xff\xd8\xff\xe0", "damaged"),
        (b"RIFF\0\0\0\0WEBP", "damaged"),
        (png(30_000, 30_000), "pixels"),
        (png(9_000, 9_000, b"0123456789"), "pixels"),
        (png(4_000, 4_000, b"0123456789"), "damaged"),
        (png(2**31 - 1, 2**31 - 1), "pixels"),
        (png(30_000, 16), "aspect"),
        (file(PIL.Image.new("RGB", (15, 40))), "small"),
        (file(PIL.Image.new("RGBA", (40, 40))), "blank"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_file_that_is_no_proper_picture_is_refused(data: bytes, code: str) -> None:
    assert code_for(data) == code


def test_animations_are_refused() -> None:
    frames = [PIL.Image.new("RGB", (40, 40), colour) for colour in ("red", "blue")]
    for kind in ("PNG", "WEBP"):
        data = file(frames[0], kind, save_all=True, append_images=frames[1:])
        assert code_for(data) == "animated"


def test_a_phone_s_double_picture_counts_as_its_first() -> None:
    data = file(photograph(), "MPO", save_all=True, append_images=[photograph(64, 64)])
    assert canonical_picture(data).pixels == (320, 200)


def test_truncated_pictures_are_refused_even_after_weasyprint_was_imported() -> None:
    code = (
        "import weasyprint; from PIL import ImageFile; assert ImageFile.LOAD_TRUNCATED_IMAGES;"
        "import sys; from brand_kit.rendering.picture_intake import convert;"
        "convert(sys.stdin.buffer.read())"
    )
    command = [sys.executable, "-c", code]
    root = Path(picture_intake.__file__).parents[2]
    done = subprocess.run(command, input=file(photograph())[:-2000], capture_output=True, cwd=root, check=False)
    assert b"PictureRefused: " + SENTENCES["damaged"].encode() in done.stderr


def test_the_same_picture_gives_the_same_bytes_in_another_process() -> None:
    code = (
        "import sys; from brand_kit.rendering.picture import canonical_picture;"
        "print(canonical_picture(sys.stdin.buffer.read()).digest)"
    )
    root = Path(picture_intake.__file__).parents[2]
    for data in (LOGO, file(photograph()), file(photograph().convert("RGBA"))):
        command = [sys.executable, "-c", code]
        done = subprocess.run(command, input=data, capture_output=True, cwd=root, check=True)
        assert done.stdout.decode().strip() == canonical_picture(data).digest


@pytest.mark.parametrize("data", [LOGO, file(photograph()), file(PIL.Image.new("RGBA", (40, 40), "#12345678"))])
def test_the_canonical_form_is_read_back(data: bytes) -> None:
    picture = canonical_picture(data)
    assert Picture.from_bytes(picture.to_bytes()) == picture
    assert picture.digest == hashlib.sha256(picture.to_bytes()).hexdigest()


def test_placed_objects_form_a_sound_pdf(tmp_path: Path) -> None:
    for data in (LOGO, file(photograph()), file(PIL.Image.new("RGBA", (40, 40), "#12345678"))):
        path = tmp_path / "proof.pdf"
        path.write_bytes(proof_page(canonical_picture(data)))
        done = subprocess.run(["qpdf", "--check", str(path)], capture_output=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr


def test_objects_are_numbered_from_where_they_are_placed() -> None:
    picture = canonical_picture(file(PIL.Image.new("RGBA", (40, 40), "#12345678")))
    bodies = place(picture, 41)
    assert bodies[0].startswith(b"41 0 obj\n<< ") and bodies[1].startswith(b"42 0 obj\n<< ")
    assert b"/SMask 42 0 R" in bodies[0]
    assert all(body.endswith(b"\nendstream\nendobj\n") for body in bodies)
    assert not any(re.search(rb"@\d+@", body.split(b"stream", 1)[0]) for body in bodies)


def test_nothing_but_drawing_is_in_the_objects() -> None:
    with pikepdf.open(BytesIO(proof_page(canonical_picture(LOGO)))) as document:
        names = set(re.findall(rb"/[A-Za-z]+", b"".join(each.unparse() for each in document.objects[4:])))
    assert not names & {b"/JS", b"/JavaScript", b"/AA", b"/OpenAction", b"/Font", b"/URI", b"/Launch", b"/EmbeddedFile"}


IMAGE = b"/Type /XObject /Subtype /Image "
HEADS = [
    b"/Type /XObject /AA << /S /JavaScript >>",
    b"/Type /XObject /OC @0@",
    b"/SMask @0@",
    b"/SMask @7@",
    b"/SMask 5 0 R",
    b"/Type /XObject >> endobj 1 0 obj <<",
    b"<< /Type",
    b"] /Type [",
    b"/Type (text)",
    b"/Type <41>",
    b"/Type /#41A",
    b"% comment",
]


@pytest.mark.parametrize("head", [*(IMAGE + each for each in HEADS), b"", b"/Type /XObject"])
def test_a_form_with_anything_else_in_it_is_not_read_back(head: bytes) -> None:
    sound = Picture.of(10, 10, (PictureObject(IMAGE, b"x"),))
    assert Picture.from_bytes(sound.to_bytes()) == sound
    with pytest.raises(ValueError, match="picture"):
        Picture.from_bytes(Picture.of(10, 10, (PictureObject(head, b"x"),)).to_bytes())


@settings(max_examples=200)
@given(st.integers(0, 10**6), st.integers(0, 255))
def test_a_form_with_a_changed_byte_never_keeps_its_digest(place_: int, value: int) -> None:
    image = PictureObject(b"/Type /XObject /Subtype /Image /SMask @1@", b"a" * 9)
    picture = Picture.of(10, 10, (image, PictureObject(b"/N 1", b"b")))
    data = bytearray(picture.to_bytes())
    changed = data[place_ % len(data)] != value
    data[place_ % len(data)] = value
    try:
        read = Picture.from_bytes(bytes(data))
    except ValueError:
        return
    assert (read.digest != picture.digest) == changed


@given(st.binary(max_size=200))
def test_bytes_that_are_no_canonical_form_are_a_value_error(data: bytes) -> None:
    for start in (b"", b"LOCKUP PICTURE 1\n", b"LOCKUP PICTURE 1\n[1.0,1.0,null,[[1,1]]]\n"):
        with pytest.raises(ValueError, match=r"."):
            Picture.from_bytes(start + data + b"\0")


def test_trouble_with_the_cage_is_not_blamed_on_the_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> bytes:
        raise CageError("No child.", code="unavailable")

    monkeypatch.setattr(picture_intake, "run_in_cage", fail)
    with pytest.raises(CageError):
        canonical_picture(LOGO)


@pytest.mark.parametrize(
    "answer", [b"", b"LOCKUP PICTURE 1\n[]\n", Picture.of(1, 1, (PictureObject(IMAGE + HEADS[0], b""),))]
)
def test_a_cage_that_was_taken_over_is_not_believed(answer: bytes | Picture, monkeypatch: pytest.MonkeyPatch) -> None:
    data = answer.to_bytes() if isinstance(answer, Picture) else answer
    monkeypatch.setattr(picture_intake, "run_in_cage", lambda *_, **__: data)
    with pytest.raises(PictureRefused):
        canonical_picture(LOGO)


def test_conversion_warns_of_nothing() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        convert(file(photograph(), "JPEG"))


@pytest.mark.parametrize("code", SENTENCES)
def test_every_refusal_is_one_clear_sentence_of_advice(code: str) -> None:
    text = str(refusal(code, limit="10 MB", kind="GIF"))
    assert text.endswith(".") and "{" not in text
    assert re.search(r"\b(send|save|export|choose|convert|simplify|check|ungroup|use)\b", text, re.IGNORECASE)
