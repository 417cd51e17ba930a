"""A file does nothing, leads nowhere but where its fields lead, is set in the brand's typefaces, and is well tagged."""

from __future__ import annotations

import io
from collections.abc import Callable

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from brand_kit.rendering.fill import fill
from brand_kit.rendering.fonts import FontShelf
from brand_kit.rendering.page import Brand
from brand_kit.rendering.picture import Picture
from tests.brand_kit.rendering import clean, sheet
from tests.brand_kit.rendering.conftest import MakeMaster

LINKS = ("https://nordwind.example/", "mailto:hallo@nordwind.example", "https://nordwind.example/x?y=1")
Change = Callable[[pikepdf.Pdf], None]


def families(brand: Brand) -> list[str]:
    return [typeface.family for typeface in brand.typefaces]


def changed(data: bytes, change: Change) -> bytes:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        change(pdf)
        out = io.BytesIO()
        pdf.save(out)
    return out.getvalue()


@pytest.mark.parametrize("edition", ["screen", "print"])
@pytest.mark.parametrize("language", ["de", "ar", "ja"])
def test_a_file_is_clean(
    master: MakeMaster, shelf: FontShelf, brand: Brand, logo: Picture, language: str, edition: str
) -> None:
    made = master(language, edition)
    assert clean.faults(made.data, families(brand), links=()) == []
    assert clean.faults(fill(made, sheet.values(language, logo), shelf), families(brand), links=LINKS) == []


def test_all_links_of_the_fields_are_there_and_each_is_tagged_once(
    master: MakeMaster, shelf: FontShelf, logo: Picture
) -> None:
    data = fill(master("de"), sheet.values("de", logo), shelf)
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert clean.addresses(pdf) == sorted(LINKS)
        annotations = [annotation.objgen for annotation in pdf.pages[0].Annots]
        tagged = [
            [kid.Obj.objgen for kid in clean.kids(element) if isinstance(kid, Dictionary) and "/Obj" in kid]
            for element in clean.elements(pdf)
            if element.S == "/Link"
        ]
        assert sorted(tagged) == sorted([number] for number in annotations)
        tree = pdf.Root.StructTreeRoot.ParentTree.Nums
        owners = dict(zip(map(int, tree[::2]), tree[1::2], strict=True))
        assert list(owners) == sorted(owners)
        for annotation in pdf.pages[0].Annots:
            assert owners[int(annotation.StructParent)].S == "/Link"


def test_an_empty_field_is_no_picture_and_no_link_to_a_reader(
    master: MakeMaster, shelf: FontShelf, logo: Picture
) -> None:
    made = master("de")
    values = sheet.values("de", logo)
    del values["logo"], values["code"], values["web"]
    for data, told in ((made.data, set()), (fill(made, values, shelf), {"mail"})):
        with pikepdf.open(io.BytesIO(data)) as pdf:
            for key in ("logo", "code"):
                element = pdf.get_object(made.manifest.slots[key].element or 0, 0)
                assert (element.S, "/Alt" in element) == ("/NonStruct", False)
            for key in ("code", "web", "mail"):
                annotation = pdf.get_object(made.manifest.slots[key].annotation or 0, 0)
                assert ("/A" in annotation, int(annotation.F) == 4) == (key in told, key in told)


def test_a_figure_says_where_it_is_in_points(master: MakeMaster, shelf: FontShelf, logo: Picture) -> None:
    made = master("de")
    with pikepdf.open(io.BytesIO(fill(made, sheet.values("de", logo), shelf))) as pdf:
        for key in ("logo", "code"):
            slot = made.manifest.slots[key]
            element = pdf.get_object(slot.element or 0, 0)
            box = [float(length) for length in element.A.BBox]
            wanted = [slot.left, slot.bottom, slot.left + slot.width, slot.bottom + slot.height]
            assert (element.S, box) == ("/Figure", pytest.approx(wanted, abs=0.01))


def _script(pdf: pikepdf.Pdf) -> None:
    script = pdf.make_indirect(Dictionary(S=Name.JavaScript, JS=String("app.alert(1)")))
    pdf.Root.Names = Dictionary(JavaScript=Dictionary(Names=Array([String("x"), script])))


def _open_action(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OpenAction = Dictionary(S=Name.URI, URI=String("https://evil.example/"))


def _attachment(pdf: pikepdf.Pdf) -> None:
    pdf.attachments["x.txt"] = b"x"


def _launch(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].Annots[0].A = Dictionary(S=Name.Launch, F=String("calc.exe"))


def _page_action(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].obj.AA = Dictionary(O=Dictionary(S=Name.URI, URI=String("https://evil.example/")))


def _foreign_link(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].Annots[0].A.URI = String("https://evil.example/")


def _foreign_font(pdf: pikepdf.Pdf) -> None:
    clean.drawn(pdf)[0][0].BaseFont = Name("/ABCDEF+Interstate-Regular")


def _lost_glyph(pdf: pikepdf.Pdf) -> None:
    font, _ = clean.drawn(pdf)[0]
    stream = pdf.make_stream(b"BT /X 9 Tf 9 9 Td <0000> Tj ET")
    pdf.pages[0].Resources.Font.X = font
    pdf.pages[0].contents_add(stream)


def _no_font_file(pdf: pikepdf.Pdf) -> None:
    descriptor = clean.drawn(pdf)[0][0].DescendantFonts[0].FontDescriptor
    for key in ("/FontFile2", "/FontFile3"):
        if key in descriptor:
            del descriptor[key]


def _file_name(pdf: pikepdf.Pdf) -> None:
    next(element for element in clean.elements(pdf) if element.S == "/Figure").Alt = String("logo.svg")


def _skipped(pdf: pikepdf.Pdf) -> None:
    next(element for element in clean.elements(pdf) if element.S == "/H1").S = Name.H2


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (_script, "it has /JavaScript"),
        (_open_action, "it has /OpenAction"),
        (_attachment, "it has /EmbeddedFile"),
        (_launch, "it has /Launch"),
        (_page_action, "it has /AA"),
        (_foreign_link, "it leads to https://evil.example/"),
        (_foreign_font, "Interstate-Regular is no typeface of the brand"),
        (_lost_glyph, "has no glyph 0"),
        (_no_font_file, "is not embedded"),
        (_file_name, "a figure is called 'logo.svg'"),
        (_skipped, "/H2 follows a heading of level 0"),
    ],
)
def test_what_is_not_clean_is_found(
    master: MakeMaster, shelf: FontShelf, brand: Brand, logo: Picture, change: Change, said: str
) -> None:
    data = changed(fill(master("de"), sheet.values("de", logo), shelf), change)
    assert said in "\n".join(clean.faults(data, families(brand), links=LINKS))
