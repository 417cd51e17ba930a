"""The same inputs give the same bytes in any process, and the fill needs no Django and no WeasyPrint."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from brand_kit.rendering.fill import fill
from brand_kit.rendering.fonts import FontShelf
from brand_kit.rendering.values import Text
from tests.brand_kit.rendering import sheet
from tests.brand_kit.rendering.conftest import MakeMaster

ROOT = Path(sheet.__file__).resolve().parents[3]
PROGRAM = """
import hashlib, json, sys
from pathlib import Path
from brand_kit.rendering.compile import compile_master, fingerprint
from brand_kit.rendering.fill import fill
from brand_kit.rendering.finish import finish_picture
from brand_kit.rendering.fonts import FontShelf
from brand_kit.rendering.values import Text
from tests.brand_kit.rendering import sheet

shelf = FontShelf(Path(sys.argv[1]) / "shelf")
brand = sheet.make_brand(shelf, cjk=False)
layout = sheet.make_layout(Path(sys.argv[1]))
digests = {}
for language in ("de", "ar"):
    job = sheet.open_job(layout, brand, language)
    master = compile_master(job, shelf)
    values = {**sheet.values(language), "start_top": Text("Ελλάδα नमस्ते שלום")}
    parts = {
        "fingerprint": fingerprint(job).encode(), "master": master.data, "manifest": master.manifest.to_json().encode(),
        "fill": fill(master, values, shelf), "png": finish_picture(master, values, shelf, "png", 200),
    }
    digests[language] = {name: hashlib.sha256(part).hexdigest() for name, part in parts.items()}
print(json.dumps(digests))
"""

MANY = """
import hashlib, json, sys
from pathlib import Path
from brand_kit.rendering.compile import compile_master
from brand_kit.rendering.fill import fill
from brand_kit.rendering.finish import finish_picture
from brand_kit.rendering.fonts import FontShelf
from brand_kit.rendering.picture import canonical_picture
from brand_kit.rendering.values import Code, Placed, Text
from tests.brand_kit.rendering import sheet

shelf = FontShelf(Path(sys.argv[1]) / "shelf")
brand = sheet.make_brand(shelf)
layout = sheet.make_layout(Path(sys.argv[1]))
logo = canonical_picture(sheet.picture_bytes((240, 80)))
digests = {}
for language, edition in (("de", "screen"), ("de", "print"), ("ar", "screen"), ("ja", "picture")):
    master = compile_master(sheet.open_job(layout, brand, language, edition), shelf)
    for number in range(50):
        values = sheet.values(language, logo if number % 2 else None)
        values["name"] = Text(f"{values['name'].text[:12]} {number}")
        values["code"] = Code(f"https://nordwind.example/{number}")
        if number % 3 == 0:
            values["start_top"] = Text(f"Ελλάδα नमस्ते שלום {number}")
        made = finish_picture(master, values, shelf, "png", 200) if number == 1 else fill(master, values, shelf)
        digests[f"{language} {edition} {number}"] = {"file": hashlib.sha256(made).hexdigest()}
print(json.dumps(digests))
"""


def in_a_process_of_its_own(folder: Path, program: str = PROGRAM, **environment: str) -> dict[str, dict[str, str]]:
    folder.mkdir()
    clean = {key: value for key, value in os.environ.items() if key in ("PATH", "HOME")}
    done = subprocess.run(
        [sys.executable, "-c", program, str(folder)], cwd=folder, capture_output=True, text=True, check=False,
        env={**clean, "PYTHONPATH": str(ROOT), **environment},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


def test_two_processes_compile_and_fill_the_same_bytes(tmp_path: Path) -> None:
    here = in_a_process_of_its_own(tmp_path / "here", PYTHONHASHSEED="1", TZ="UTC", LANG="C.UTF-8")
    there = in_a_process_of_its_own(
        tmp_path / "a longer name elsewhere", PYTHONHASHSEED="77", TZ="Asia/Tokyo", LANG="de_DE.UTF-8", LC_ALL="C"
    )
    assert here == there


@pytest.mark.slow
def test_two_processes_fill_two_hundred_documents_with_the_same_bytes(tmp_path: Path) -> None:
    here = in_a_process_of_its_own(tmp_path / "a", MANY, PYTHONHASHSEED="0", TZ="America/St_Johns", LC_ALL="C.UTF-8")
    there = in_a_process_of_its_own(
        tmp_path / "von anderswo (2)", MANY, PYTHONHASHSEED="4242", TZ="Pacific/Kiritimati", LANG="tr_TR.UTF-8"
    )
    assert len(here) == 200
    assert here == there
    assert len({row["file"] for row in here.values()}) == 200


def test_filling_again_in_any_order_gives_the_same_bytes(master: MakeMaster, shelf: FontShelf) -> None:
    made, values = master("de"), sheet.values("de")
    first = fill(made, values, shelf)
    fill(made, {"name": Text("Something between, 東京 مرحبا")}, shelf)
    assert fill(made, dict(reversed(values.items())), shelf) == first


@pytest.mark.parametrize("module", ["fill", "verify", "finish", "compile"])
def test_the_engine_imports_neither_django_nor_weasyprint(module: str, tmp_path: Path) -> None:
    program = (
        f"import sys, brand_kit.rendering.{module}\n"
        "print([name for name in ('django', 'wagtail', 'weasyprint', 'brand_kit.models') if name in sys.modules])"
    )
    clean = {key: value for key, value in os.environ.items() if key != "DJANGO_SETTINGS_MODULE"}
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", program], cwd=tmp_path, capture_output=True, text=True, check=False,
        env={**clean, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert (done.returncode, done.stdout.strip()) == (0, "[]"), done.stderr
