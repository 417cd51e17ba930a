"""`verify`: what is genuine, what is not, and that the exit status says so."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from tests.brand_kit.commands.demo_site import run

pytestmark = pytest.mark.usefixtures("demo")
Save = Callable[..., Path]


@pytest.fixture
def pdf(folder: Path, save: Save, flyer: dict[str, Any]) -> Path:
    out = folder / "genuine" / "flyer.pdf"
    assert run("fill", "continuity-flyer", "--locale", "de", "--values", save(flyer), "--out", out).status == 0
    return out


@pytest.fixture
def picture(folder: Path, save: Save) -> Callable[[str], Path]:
    def make(ending: str) -> Path:
        values = {
            "price": {"amount": "39.00"},
            "partner_logo": {"path": "logo.svg", "alt": "Us"},
            "partner_name": "Us",
        }
        out = folder / f"square.{ending}"
        ran = run("fill", "continuity-square", "--values", save(values), "--out", out)
        assert (ran.status, ran.err) == (0, "")
        return out

    return make


def altered(data: bytes) -> dict[str, bytes]:
    turned = bytearray(data)
    turned[5_000] ^= 1
    late = bytearray(data)
    late[-200] ^= 1
    return {
        "a byte of the page": bytes(turned),
        "a byte of the fields": bytes(late),
        "cut by a byte": data[:-1],
        "cut by half": data[: len(data) // 2],
        "a line feed more": data + b"\n",
        "much more": data + b"x" * 100_000,
        "twice": data + data,
        "another PDF": b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n",
        "text": b"hello",
        "nothing": b"",
        "zeros": bytes(9_000),
    }


def test_a_folder_of_genuine_files_is_genuine(pdf: Path) -> None:
    (pdf.parent / "manifest.csv").write_text("row,file\n")
    ran = run("verify", pdf.parent)
    assert (ran.status, ran.err) == (0, "")
    assert ran.out == f"{pdf}: genuine\n1 of 1 file genuine; 1 file of other kinds passed over\n"
    assert run("verify", "--quiet", pdf).out == "1 of 1 file genuine\n"


def test_what_was_altered_is_not_genuine(pdf: Path) -> None:
    whole = pdf.read_bytes()
    for name, data in altered(whole).items():
        (pdf.parent / f"{name}.pdf").write_bytes(data)
    ran = run("verify", pdf.parent)
    verdicts = {Path(line.split(": ")[0]).stem: line.split(": ")[1] for line in ran.out.splitlines()[:-1]}
    assert ran.status == 1
    assert verdicts.pop("flyer") == "genuine"
    assert set(verdicts) == set(altered(whole))
    assert set(verdicts.values()) <= {"altered", "unknown"}
    assert {name for name, verdict in verdicts.items() if verdict == "unknown"} <= {
        "another PDF", "text", "nothing", "zeros", "cut by half",
    }  # fmt: skip
    assert ran.out.endswith("1 of 12 files genuine\n")
    assert ran.err == "11 files not genuine."


@pytest.mark.parametrize("ending", ["png", "jpg", "webp"])
def test_a_picture_that_was_saved_anew_is_not_genuine(picture: Callable[[str], Path], ending: str) -> None:
    path = picture(ending)
    assert run("verify", path).status == 0
    whole = path.read_bytes()
    with Image.open(path) as image:
        image.load()
    xmp = image.info.get("xmp") or image.info["XML:com.adobe.xmp"]
    kind = {"png": "PNG", "jpg": "JPEG", "webp": "WEBP"}[ending]
    plain, marked = BytesIO(), BytesIO()
    image.info.clear()
    image.save(plain, kind)
    image.putpixel((5, 5), (1, 2, 3))
    if kind == "PNG":
        info = PngInfo()
        info.add_itxt("XML:com.adobe.xmp", xmp if isinstance(xmp, str) else xmp.decode())
        image.save(marked, kind, pnginfo=info)
    else:
        image.save(marked, kind, quality=90, xmp=xmp)
    for data, verdict in (
        (plain.getvalue(), "unknown"),
        (marked.getvalue(), "altered"),
        (whole[:-9], "altered"),
        (whole + b"z", "altered"),
    ):
        path.write_bytes(data)
        ran = run("verify", path)
        assert ran.status == 1
        assert ran.out.startswith(f"{path}: {verdict}: ")


def test_what_cannot_be_read_is_told_and_counts(pdf: Path, folder: Path) -> None:
    ran = run("verify", folder / "nowhere.pdf", pdf)
    assert ran.status == 1
    assert ran.out.splitlines()[0] == f"{folder / 'nowhere.pdf'}: cannot be read: No such file or directory"
    assert ran.out.endswith("1 of 2 files genuine\n")


def test_an_empty_folder_proves_nothing(folder: Path) -> None:
    (folder / "empty").mkdir()
    ran = run("verify", folder / "empty")
    assert ran.status == 1
    assert ran.err == "There are no files to verify."


def test_the_name_of_a_file_cannot_say_that_it_is_genuine(folder: Path) -> None:
    (folder / "evil.pdf: genuine\n\x1b[32m.pdf").write_bytes(b"hello")
    lines = run("verify", folder).out.splitlines()
    assert len(lines) == 2
    assert "\\n\\x1b[32m.pdf: unknown: " in lines[0]


def test_a_file_without_end_is_read_to_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("brand_kit.management.commands.verify.MOST_BYTES", 4096)
    ran = run("verify", "/dev/zero")
    assert ran.status == 1
    assert "far larger than any finished file" in ran.out
