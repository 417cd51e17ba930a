"""Every screen edition is PDF/UA-1 by veraPDF's judgement, master and filled; and veraPDF finds what is broken."""

from __future__ import annotations

import json
import re
import shutil
import tomllib
from collections import Counter
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pikepdf
import pytest
from django.core.management import call_command
from pikepdf import Dictionary, Name, String

from brand_kit.models import Master as KeptMaster
from brand_kit.rendering.fill import fill
from brand_kit.rendering.fonts import FontShelf
from brand_kit.rendering.picture import Picture
from tests.brand_kit.commands.demo_site import DEMO, demo_folder, inside
from tests.brand_kit.rendering import clean, sheet
from tests.brand_kit.rendering.conftest import MakeMaster, only_one
from tests.brand_kit.rendering.test_clean import changed
from tests.verapdf import missing, validate

__all__ = ["demo_folder"]
pytestmark = [pytest.mark.slow, pytest.mark.skipif(bool(missing()), reason=missing())]

LOCALES = 15
FEWEST_CHECKS = 500
"""A page of ours has thousands; a file in which next to nothing was checked proves nothing."""
_RECORD = re.compile(rb"/Type/LockupRecord/Length \d+>>\nstream\n(\{.*?\})\nendstream", re.DOTALL)


@pytest.fixture(scope="session")
def demo_files(demo_folder: Path, django_db_blocker: pytest.FixtureRequest, room: Path) -> Path:
    """A folder with the demo's masters for screens in `masters`, and its issued files below `files`.

    The masters are those of all five layouts; the two that are issued as pictures are tagged like the others.
    """
    folder = room / "demo"
    with only_one(room, "demo"):
        if not folder.exists():
            part = room / "demo-part"
            (part / "masters").mkdir(parents=True)
            site = shutil.copytree(demo_folder, room / "demo-site")  # other tests want it without more masters
            with django_db_blocker.unblock(), inside(site):  # type: ignore[attr-defined]
                call_command("load_demo", out=part / "files", stdout=StringIO(), stderr=StringIO())
                for kept in KeptMaster.objects.select_related("template"):
                    if json.loads(kept.manifest)["medium"] == "screen":
                        name = f"{kept.template.slug}.{kept.language_code}.{kept.edition}.pdf"
                        with kept.file.open("rb") as file:
                            (part / "masters" / name).write_bytes(file.read())
            part.rename(folder)
    return folder


def screen_files(folder: Path) -> list[Path]:
    return sorted((folder / "files").rglob("*-screen-*.pdf"))


@pytest.mark.django_db  # or pytest-django makes no database to load the demo into
def test_every_file_of_the_demo_is_accessible(demo_files: Path) -> None:
    masters, filled = sorted((demo_files / "masters").glob("*.pdf")), screen_files(demo_files)
    by_layout = Counter(path.name.split(".")[0] for path in masters)
    assert len(by_layout) == 5 and all(count >= LOCALES for count in by_layout.values()), by_layout
    assert len(filled) >= 3 * LOCALES
    reports = validate([*masters, *filled])
    assert {path.name: report.faults for path, report in reports.items() if not report.compliant} == {}
    assert min(report.checks for report in reports.values()) >= FEWEST_CHECKS


@pytest.mark.django_db  # or pytest-django makes no database to load the demo into
def test_every_file_of_the_demo_is_clean(demo_files: Path) -> None:
    brand = tomllib.loads((DEMO / "brand.toml").read_text("utf-8"))
    families = [typeface["family"] for typeface in brand["typefaces"]]
    found: dict[str, list[str]] = {}
    for path in sorted((demo_files / "masters").glob("*.pdf")):
        found[path.name] = clean.faults(path.read_bytes(), families, links=())
    for path in sorted((demo_files / "files").rglob("*.pdf")):
        found[path.name] = clean.faults(data := path.read_bytes(), families, links := recorded_links(data))
        with pikepdf.open(path) as pdf:
            assert sorted(clean.addresses(pdf)) == sorted(links), path.name
    assert {name: faults for name, faults in found.items() if faults} == {}


def recorded_links(data: bytes) -> list[str]:
    """The links that a file's record says its fields have."""
    (record,) = (json.loads(match[1]) for match in _RECORD.finditer(data))
    return [row["link"] for row in record["values"].values() if row.get("link")]


@pytest.mark.django_db  # or pytest-django makes no database to load the demo into
def test_every_file_of_the_demo_has_a_title_a_language_and_words_for_its_pictures(demo_files: Path) -> None:
    for path in screen_files(demo_files):
        with pikepdf.open(path) as pdf:
            assert str(pdf.Root.Lang) == path.parent.name
            title = str(pdf.docinfo["/Title"])
            assert len(title) > 5 and title in pdf.Root.Metadata.read_bytes().decode()
            kinds = [str(element.S) for element in clean.elements(pdf)]
            assert kinds.count("/H1") == 1, path.name
            names = [str(element.Alt) for element in clean.elements(pdf) if element.S == "/Figure"]
            # The photo, the vendor's logo on each page, the partner's logo, the code with where it leads.
            assert len(names) == 3 + len(pdf.pages), names
            assert names.count("Kestrane") == len(pdf.pages)
            assert sum("https://" in name for name in names) == 1
            assert kinds.count("/Link") >= 2


def _no_alternative(pdf: pikepdf.Pdf) -> None:
    del next(element for element in clean.elements(pdf) if element.S == "/Figure")["/Alt"]


def _no_title(pdf: pikepdf.Pdf) -> None:
    words = pdf.Root.Metadata.read_bytes()
    pdf.Root.Metadata.write(re.sub(rb"<dc:title>.*?</dc:title>", b"", words, flags=re.DOTALL))


def _title_unshown(pdf: pikepdf.Pdf) -> None:
    del pdf.Root["/ViewerPreferences"]


def _no_language(pdf: pikepdf.Pdf) -> None:
    del pdf.Root["/Lang"]


def _untagged_content(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].contents_add(pdf.make_stream(b"0 0 9 9 re f"))


def _untagged_link(pdf: pikepdf.Pdf) -> None:
    next(element for element in clean.elements(pdf) if element.S == "/Link").S = Name.Span


def _unknown_link(pdf: pikepdf.Pdf) -> None:
    action = Dictionary(S=Name.URI, URI=String("https://nordwind.example/"))
    link = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=[9, 9, 99, 99], A=action, Contents=String("Nordwind"))
    pdf.pages[0].Annots.append(pdf.make_indirect(link))


def _skipped_heading(pdf: pikepdf.Pdf) -> None:
    next(element for element in clean.elements(pdf) if element.S == "/H1").S = Name.H3


def _no_tags(pdf: pikepdf.Pdf) -> None:
    del pdf.Root["/StructTreeRoot"]
    del pdf.Root["/MarkInfo"]


def _no_glyph(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].Resources.Font.X = clean.drawn(pdf)[0][0]
    pdf.pages[0].contents_add(pdf.make_stream(b"/Artifact BMC BT /X 9 Tf 9 9 Td <0000> Tj ET EMC"))


def _no_font_file(pdf: pikepdf.Pdf) -> None:
    descriptor = clean.drawn(pdf)[0][0].DescendantFonts[0].FontDescriptor
    for key in ("/FontFile2", "/FontFile3"):
        if key in descriptor:
            del descriptor[key]


FAULTS: dict[str, tuple[Callable[[pikepdf.Pdf], None], str]] = {
    "a picture without words": (_no_alternative, "7.3-1"),
    "no title": (_no_title, "7.1-9"),
    "a title that is not shown": (_title_unshown, "7.1-10"),
    "no language": (_no_language, "7.2-"),
    "content without a tag": (_untagged_content, "7.1-3"),
    "a link that is tagged as text": (_untagged_link, "7.18.5-1"),
    "a link without a tag": (_unknown_link, "7.18.5-1"),
    "a heading that skips a level": (_skipped_heading, "7.4.2-1"),
    "no tags": (_no_tags, "7.1-"),
    "a glyph that stands for no text": (_no_glyph, "7.21.7-1"),
    "a font that is not embedded": (_no_font_file, "7.21.4.1-1"),
}
"""What is broken in a good file, and the clause (ISO 14289-1) of the test that must fail."""


def test_verapdf_finds_every_seeded_fault(master: MakeMaster, shelf: FontShelf, logo: Picture, tmp_path: Path) -> None:
    good = fill(master("de"), sheet.values("de", logo), shelf)
    paths = {"": tmp_path / "good.pdf"}
    paths[""].write_bytes(changed(good, lambda pdf: None))
    for number, (name, (change, _)) in enumerate(FAULTS.items()):
        paths[name] = tmp_path / f"{number}.pdf"
        paths[name].write_bytes(changed(good, change))
    reports = validate(paths.values())
    assert reports[paths[""]].compliant, reports[paths[""]].faults
    for name, (_, clause) in FAULTS.items():
        report = reports[paths[name]]
        assert not report.compliant, name
        assert any(found.startswith(clause) for found in report.clauses), (name, report.faults)


def test_verapdf_reads_no_file_that_is_none(tmp_path: Path) -> None:
    path = tmp_path / "none.pdf"
    path.write_bytes(b"This is no PDF.")
    report = validate([path])[path]
    assert (report.compliant, report.checks) == (False, 0)
