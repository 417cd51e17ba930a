"""A layout's folder is read whole, or refused with the file, the line and what was expected."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from dataclasses import astuple
from pathlib import Path

import pytest

from brand_kit.rendering.errors import LayoutError
from brand_kit.rendering.layouts import LARGEST_FILE, check_layouts, list_layouts, load_layout
from brand_kit.rendering.page import Align, RegionKind, VAlign
from tests.brand_kit.layout_folder import (
    MANIFEST,
    PAGE,
    STYLE,
    Change,
    line_of,
    make_layout,
    refusals,
)


def test_a_good_layout_is_read_whole(tmp_path: Path) -> None:
    layout = load_layout(make_layout(tmp_path))
    assert (layout.name, layout.label, layout.description) == ("card", "Card", "One page.")
    assert layout.colours == ("primary", "ink", "paper")
    assert layout.papers["letter"].width == pytest.approx(612)
    assert layout.papers["a4"].height == pytest.approx(841.89, abs=0.01)
    assert layout.editions["print-letter"].bleed == pytest.approx(8.504, abs=0.001)
    assert (layout.styles["headline"].size, layout.styles["headline"].tracking) == (34, -0.01)
    headline = layout.regions["headline"]
    assert (headline.kind, headline.align, headline.valign) == (RegionKind.TEXT, Align.END, VAlign.BOTTOM)
    assert (headline.max_lines, headline.floor, headline.required, headline.role) == (3, 0.75, True, "legal")
    assert astuple(headline.boxes["letter"]) == pytest.approx((42.5197, 113.3858, 255, 144))
    assert layout.regions["photo"].cover
    assert (layout.html, layout.css, layout.assets) == (PAGE, STYLE, {"mark.svg": b"<svg/>"})


def test_a_good_layout_has_no_refusals(tmp_path: Path) -> None:
    assert refusals(make_layout(tmp_path)) == []


def test_what_is_left_out_has_its_default(tmp_path: Path) -> None:
    optional = re.findall(r"(?m)^(?:align|valign|max_lines|floor|required|columns|column_gap|role) = .*\n", MANIFEST)
    region = load_layout(make_layout(tmp_path, *((line, "") for line in optional))).regions["headline"]
    assert (region.align, region.valign, region.max_lines, region.floor) == (Align.START, VAlign.TOP, 1, 1.0)
    assert (region.required, region.columns, region.column_gap, region.role) == (False, 1, 0.0, "")


@pytest.mark.parametrize(
    ("change", "line_at", "message"),
    [
        (('name = "card"', 'name = "crd"'), "name", 'the folder is called "card"'),
        (
            ('label = "Card"', "label = 3"),
            'label = "Card"',
            '"label" of the layout must be a text that is not empty, not 3',
        ),
        (('label = "Card"\n', ""), 'name = "card"', 'the layout has no "label": expected a text'),
        (('description = "One', 'descripton = "One'), "description", 'did you mean "description"?'),
        (('["primary"', '["primary", "ink"'), "colours", '"colours" names "ink" twice'),
        (('["primary"', '["Prime Red"'), "colours", 'names such as on_primary, not "Prime Red"'),
        (('width = "210mm"', "width = 210"), "width", '"width" of paper "a4" must be a length such as "12.5mm"'),
        (('width = "210mm"', 'width = "210"'), "width", '"width" of paper "a4" must be a length such as "12.5mm"'),
        (('width = "210mm"', 'width = "0mm"'), "width", "must be a length above 0"),
        (("pages = 1", "pages = 0"), "pages", "must be a whole number from 1, not 0"),
        (("pages = 1", "pages = true"), "pages", "must be a whole number from 1, not true"),
        (("pages = 1", "pages = 2"), "pages", 'paper "a4" has 2 pages, but page.html has 1 elements'),
        (
            ('paper = "a4"', 'paper = "a5"'),
            'paper = "a4"',
            'must be a paper of this layout ("a4" or "letter"), not "a5"',
        ),
        (('kind = "pdf"', 'kind = "pfd"'), 'kind = "pdf"', '("pdf" or "picture"), not "pfd", did you mean "pdf"?'),
        (('medium = "screen"', 'medium = "web"'), "medium", '("screen" or "print"), not "web"'),
        (('medium = "print"', 'medium = "screen"'), "bleed", "is for screens and cannot have a bleed"),
        (('kind = "pdf"\nmedium = "print"', 'kind = "picture"\nmedium = "print"'), 'medium = "print"', "is a picture"),
        (('face = "display"', 'face = "diplay"'), "face", 'did you mean "display"?'),
        (("weight = 700", 'weight = "bold"'), "weight", 'must be a whole number from 1 up to 1000, not "bold"'),
        (("line_height = 1.08", "line_height = nan"), "line_height", "must be a number from 0.5 up to 5, not nan"),
        (('colour = "ink"', 'colour = "inc"'), 'colour = "ink"', 'named in "colours"'),
        (("tracking = -0.01", "traking = -0.01"), "tracking", '"traking" is not a key of style "headline"'),
        (('kind = "text"', 'kind = "texts"'), 'kind = "text"', 'did you mean "text"?'),
        (('style = "headline"', 'style = "headlin"'), 'style = "headline"', 'did you mean "headline"?'),
        (("page = 1", "page = 2"), "page = 1", 'stands on page 2, but paper "a4" has 1'),
        (('align = "end"', 'align = "right"'), 'align = "end"', '("start", "center" or "end"), not "right"'),
        (("floor = 0.75", "floor = 0"), "floor", "must be a number above 0 up to 1, not 0"),
        (("floor = 0.75", "floor = 1.1"), "floor", "must be a number above 0 up to 1, not 1.1"),
        (("required = true", "required = 1"), "required", "must be true or false, not 1"),
        (('background = "paper"', 'background = "papper"'), "background", 'did you mean "paper"?'),
        (('role = "legal"', 'role = "leagl"'), "role", 'did you mean "legal"?'),
        (("max_lines = 3", "max_line = 3"), "max_lines", 'did you mean "max_lines"?'),
        (('column_gap = "6mm"', 'column_gap = "120mm"'), "box.a4", "is too narrow for 2 columns"),
        (('fit = "cover"', 'fit = "fill"'), "fit", '("contain" or "cover"), not "fill"'),
        (('fit = "cover"', "columns = 1"), "fit", '"columns" is for text only, and region "photo" holds a picture'),
        (('fit = "cover"', 'style = "headline"'), "fit", '"style" is for text only'),
        (('kind = "picture"', 'kind = "logo"'), "fit", 'holds a logo, which is never cropped: write "contain"'),
        (('role = "legal"', 'fit = "contain"'), "role", '"fit" is for pictures'),
        (('box.a4 = ["15mm", "40mm", "120mm", "38mm"]\n', ""), "[regions.headline]", 'no box for the paper "a4"'),
        (
            ('box.a4 = ["15mm"', 'box.a5 = ["15mm"'),
            "box.a4",
            '"a5" is not a paper of this layout; expected "a4" or "letter"',
        ),
        (('box.a4 = ["15mm", ', "box.a4 = ["), "box.a4", "must be four lengths"),
        (('"120mm", "38mm"]', '"120mm", 38]'), "box.a4", 'value 4 of box.a4 of region "headline" must be a length'),
        (('"120mm", "38mm"]', '"0mm", "38mm"]'), "box.a4", "has no area"),
        (('"120mm", "38mm"]', '"120mm", "5mm"]'), "box.a4", "too low for one line at its smallest size"),
        (('["15mm", "40mm", "120mm"', '["100mm", "40mm", "120mm"'), "box.a4", "outside its page by 28.3 pt at the end"),
        (('["15mm", "40mm", "120mm"', '["-1mm", "40mm", "120mm"'), "box.a4", "outside its page by 2.8 pt at the start"),
        (('["-3mm", "-3mm"', '["-4mm", "-3mm"'), 'box.letter = ["-3mm"', "plus its bleed of 8.50394 pt"),
        (('["0mm", "0mm", "210mm"', '["-1mm", "0mm", "210mm"'), 'box.a4 = ["0mm"', "is outside its page"),
        (
            ("[styles.headline]", "[stiles.headline]"),
            "[styles",
            '"stiles" is not a key of the layout, did you mean "styles"',
        ),
        (("[regions.photo]", "[regions.Photo]"), "[regions.photo]", 'the region "Photo" must have a name'),
        (("[regions.photo]", "[regions.pic]"), "[regions.photo]", 'region "pic" has no element in page.html'),
    ],
)
def test_a_manifest_is_refused_at_its_line(tmp_path: Path, change: Change, line_at: str, message: str) -> None:
    folder = make_layout(tmp_path, change)
    found = refusals(folder)
    start = f"layout.toml:{line_of(line_at)}: "
    assert any(one.startswith(start) and message in one for one in found), found
    with pytest.raises(LayoutError, match=re.escape(f"{folder}/layout.toml:")):
        load_layout(folder)


def test_a_box_over_several_lines_is_refused_at_the_line_of_the_value(tmp_path: Path) -> None:
    change = ('["15mm", "40mm", "120mm", "38mm"]', '[\n  "15mm",  # "]"\n  "forty",\n  "120mm",\n  "38mm",\n]')
    (found,) = refusals(make_layout(tmp_path, change))
    assert found.startswith(f"layout.toml:{line_of('box.a4') + 2}: value 2 of box.a4")


@pytest.mark.parametrize(
    ("change", "line"),
    [
        (("pages = 1", "pages = = 1"), line_of("pages")),
        (('kind = "picture"', 'kind = "picture'), line_of('kind = "picture"')),
        (("[papers.letter]", "[papers.a4]"), line_of("[papers.letter]")),
        (('"38mm"]\nbox.letter = ["-3mm", "-3mm", "200mm", "38mm"]', '"38mm"'), MANIFEST.count("\n") - 1),
    ],
)
def test_what_is_not_toml_is_refused_at_its_line(tmp_path: Path, change: Change, line: int) -> None:
    (found,) = refusals(make_layout(tmp_path, change))
    assert found.startswith(f"layout.toml:{line}: this is not valid TOML: ")


@pytest.mark.parametrize(
    ("change", "line", "message"),
    [
        (
            ('data-region="headline"', 'data-region="headlin"'),
            4,
            'not a region of layout.toml, did you mean "headline"?',
        ),
        (('data-region="photo"', 'data-region="headline"'), 4, "has an element on line 3 already"),
        (('"headline"></h1>', '"headline">\n\nWords</h1>'), 6, 'the region "headline" has words of its own'),
        (('"headline"></h1>', '"headline"><b></b></h1>'), 4, 'the region "headline" holds a <b>'),
        (('<div data-region="photo"></div>', '<img data-region="photo" alt="x">'), 3, "<img> cannot hold the region"),
        (('data-region="photo"', 'data-region="photo" style="top:0"'), 3, "has a style attribute"),
        (('<div data-region="photo"></div>', '<div data-region="photo"/>'), 3, "does not close itself in HTML"),
        (("</section>", ""), 2, "<section> is never closed"),
        (("</section>", "</div></section>"), 6, "</div> closes nothing"),
        (("<section", "<div"), 2, 'a page must be <section class="page" data-page="1">, not <div>'),
        (('class="page"', 'class="pages"'), 2, "a page must be <section"),
        (('data-page="1"', 'data-page="2"'), 2, 'expected data-page="1"'),
        ((' data-page="1"', ""), 4, 'the region "headline" stands outside of all pages: expected it on page 1'),
        (
            ("  <h1", '</section><section class="page" data-page="2"><h1'),
            4,
            "stands on page 2, but layout.toml puts it",
        ),
        (("  <h1", '<section class="page" data-page="2"></section><h1'), 4, "page 2 stands inside another page"),
        (("asset:logo/full", "asset:logo/ful"), 5, '"asset:logo/ful" is not a brand logo, did you mean "full"?'),
        (("asset:layout/mark.svg", "asset:layout/mrk.svg"), 5, 'no assets/mrk.svg, did you mean "mark.svg"?'),
        (("asset:layout/mark.svg", "https://example.com/a.svg"), 5, "cannot be fetched"),
        (("  <h1", "<![words]><h1"), 4, "this is not HTML"),
        ((' alt="A mark"', ' alt=" "'), 5, "this <img> has no alt text"),
    ],
)
def test_a_page_is_refused_at_its_line(tmp_path: Path, change: Change, line: int, message: str) -> None:
    found = refusals(make_layout(tmp_path, page=change))
    assert any(one.startswith(f"page.html:{line}: ") and message in one for one in found), found


def test_an_svg_in_the_page_may_close_its_shapes(tmp_path: Path) -> None:
    assert refusals(make_layout(tmp_path, page=("  <h1", '<svg><path d="M0 0"/></svg><br/><h1'))) == []


def test_a_region_after_an_empty_one_stands_on_its_own(tmp_path: Path) -> None:
    assert refusals(make_layout(tmp_path, page=("</div>\n", "</div> words outside <p></p>\n"))) == []


@pytest.mark.parametrize(
    ("change", "line", "message"),
    [
        (("var(--ink)", "/* \n */ var( --inc )"), 2, 'var(--inc) is not known, did you mean "ink"?'),
        (("asset:layout/mark.svg", "asset:layout/none.svg"), 2, "there is no assets/none.svg"),
        (("asset:layout/mark.svg", "mark.svg"), 2, '"mark.svg" cannot be fetched'),
        (("section {", "@import 'other.css'; section {"), 1, "@import cannot be fetched"),
    ],
)
def test_a_style_sheet_is_refused_at_its_line(tmp_path: Path, change: Change, line: int, message: str) -> None:
    (found,) = refusals(make_layout(tmp_path, style=change))
    assert found.startswith(f"style.css:{line}: ")
    assert message in found


def test_a_style_sheet_may_define_properties_and_comment_on_others(tmp_path: Path) -> None:
    own = "/* var(--gone) */ :root { --gap: 4mm } section { margin: var(--gap);"
    assert refusals(make_layout(tmp_path, style=("section {", own))) == []


def test_a_file_that_is_missing_is_named_with_what_may_be_meant(tmp_path: Path) -> None:
    folder = make_layout(tmp_path)
    (folder / "style.css").rename(folder / "styles.css")
    (found,) = refusals(folder)
    assert found.startswith("style.css:1: there is no such file")
    assert '"styles.css"' in found


def test_text_in_another_encoding_is_refused_at_its_line(tmp_path: Path) -> None:
    folder = make_layout(tmp_path)
    (folder / "style.css").write_bytes(b"a {}\n\n/* caf\xe9 */")
    assert refusals(folder) == ["style.css:3: this is not UTF-8 text: save the file as UTF-8"]


def put_too_much(folder: Path) -> None:
    """Write an asset above the limit."""
    (folder / "assets" / "big.png").write_bytes(bytes(LARGEST_FILE + 1))


def link_out(folder: Path) -> None:
    """Link an asset to a file outside of the folder."""
    (folder.parent.parent / "secret").write_bytes(b"secret")
    (folder / "assets" / "big.png").symlink_to(folder.parent.parent / "secret")


def link_to_nothing(folder: Path) -> None:
    """Link an asset to nothing inside the folder."""
    (folder / "assets" / "big.png").symlink_to("gone.png")


def make_pipe(folder: Path) -> None:
    """Put something into the assets that reading would wait for."""
    os.mkfifo(folder / "assets" / "big.png")


def make_room(folder: Path) -> None:
    """Put a folder into the assets."""
    (folder / "assets" / "big.png").mkdir()


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (put_too_much, "this file has 4.0 MiB: expected 4 MiB or less"),
        (link_out, "a link that leads out of the layout's folder"),
        (link_to_nothing, "this is not a file"),
        (make_pipe, "this is not a file"),
        (make_room, "this is not a file"),
    ],
)
def test_an_asset_is_a_small_file_of_the_folder(tmp_path: Path, spoil: Callable[[Path], None], message: str) -> None:
    folder = make_layout(tmp_path / "layouts")
    spoil(folder)
    (found,) = refusals(folder)
    assert found.startswith("assets/big.png:1: ")
    assert message in found


def test_an_asset_of_the_largest_size_and_a_link_inside_are_read(tmp_path: Path) -> None:
    folder = make_layout(tmp_path)
    (folder / "assets" / "big.png").write_bytes(bytes(LARGEST_FILE))
    (folder / "assets" / "again.svg").symlink_to("mark.svg")
    assert {name: len(data) for name, data in load_layout(folder).assets.items()} == {
        "again.svg": 6,
        "big.png": LARGEST_FILE,
        "mark.svg": 6,
    }


def test_a_manifest_that_leads_out_is_refused(tmp_path: Path) -> None:
    folder = make_layout(tmp_path / "layouts")
    (folder / "layout.toml").rename(tmp_path / "elsewhere.toml")
    (folder / "layout.toml").symlink_to(tmp_path / "elsewhere.toml")
    assert "leads out" in refusals(folder)[0]


def test_all_refusals_of_all_layouts_are_found_at_once(tmp_path: Path) -> None:
    good = make_layout(tmp_path / "shelf")
    bad = make_layout(tmp_path, ("weight = 700", "weight = 0"), ("floor = 0.75", "floor = 2"), page=("h1", "h2"))
    bad.rename(good.parent / "worse")
    places = [str(error).partition(": ")[0] for error in check_layouts(good.parent)]
    lines = [line_of("name"), line_of("weight"), line_of("floor")]
    assert places[:3] == [f"{good.parent}/worse/layout.toml:{line}" for line in lines]
    assert f"{good.parent}/worse/page.html:4" in places
    assert list_layouts(good.parent) == ("card", "worse")


def test_a_root_that_is_missing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LayoutError, match="there is no such folder"):
        list_layouts(tmp_path / "none")
    assert len(check_layouts(tmp_path / "none")) == 1


def test_a_folder_without_a_manifest_is_no_layout_but_is_refused(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / ".hidden").mkdir()
    assert list_layouts(tmp_path) == ()
    assert str(check_layouts(tmp_path)[0]).startswith(f"{tmp_path}/empty/layout.toml:1: there is no such file")
