"""A master is compiled from approved parts only, or not at all; whoever fails is named."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from brand_kit.rendering.compile import compile_master, fingerprint
from brand_kit.rendering.errors import CompileError
from brand_kit.rendering.fonts import FontShelf
from brand_kit.rendering.page import Brand, Ink, Job, Layout, Locked, Open, Typeface
from brand_kit.rendering.picture import canonical_picture
from tests.brand_kit.rendering import sheet
from tests.brand_kit.rendering.readers import draw


@pytest.fixture(scope="module")
def small(shelf: FontShelf) -> Brand:
    return sheet.make_brand(shelf, cjk=False, noto=False)


@pytest.fixture(scope="module")
def job(layout: Layout, small: Brand) -> Job:
    return sheet.locked_job(layout, small, "de", {"name": "Nordwind"})


def refused(job: Job, shelf: FontShelf) -> CompileError:
    with pytest.raises(CompileError) as error:
        compile_master(job, shelf)
    assert "\n" not in str(error.value).strip()
    return error.value


def with_page(job: Job, *, html: str = "", css: str = "") -> Job:
    """A job whose layout has more on its page, past the checks that a layout's folder goes through."""
    page = job.layout.html.replace("</section>", f"{html}</section>", 1)
    return replace(job, layout=replace(job.layout, html=page, css=job.layout.css + css))


@pytest.mark.parametrize(
    "html",
    [
        '<img src="asset:layout/nowhere.png" alt="x">',
        '<img src="file:///etc/passwd" alt="x">',
        '<img src="/etc/passwd" alt="x">',
        '<img src="http://127.0.0.1:9/x.png" alt="x">',
        '<img src="https://example.com/x.png" alt="x">',
        '<img src="data:text/plain,x" alt="x">',
        '<object data="file:///etc/passwd">x</object>',
        '<link rel="stylesheet" href="file:///etc/passwd">',
        '<link rel="attachment" href="file:///etc/passwd">',
    ],
)
def test_what_is_no_asset_cannot_be_fetched_and_fails_the_compile(job: Job, shelf: FontShelf, html: str) -> None:
    refused(with_page(job, html=html), shelf)


@pytest.mark.parametrize(
    "css",
    [
        ".page{background:url(file:///etc/passwd)}",
        ".page{background:url(asset:layout/nowhere.png)}",
        "@font-face{font-family:X;src:url(file:///usr/share/fonts/x.ttf)} .page{font-family:X}",
    ],
)
def test_a_stylesheet_can_fetch_nothing_either(job: Job, shelf: FontShelf, css: str) -> None:
    refused(with_page(job, css=css), shelf)


@pytest.mark.parametrize(
    ("html", "css"),
    [
        ('<svg width="9" height="9"><image href="file:///etc/passwd" width="9" height="9"/></svg>', ""),
        ('<svg width="9" height="9"><use href="http://127.0.0.1:9/x.svg#x"/></svg>', ""),
        ("", "@import 'http://127.0.0.1:9/x.css';"),
    ],
)
def test_what_weasyprint_passes_over_adds_nothing(job: Job, shelf: FontShelf, html: str, css: str) -> None:
    try:
        made = compile_master(with_page(job, html=html, css=css), shelf)
    except CompileError:
        return
    assert draw(made.data).tobytes() == draw(compile_master(job, shelf).data).tobytes()


def test_a_missing_asset_is_named(job: Job, shelf: FontShelf) -> None:
    message = str(refused(with_page(job, html='<img src="asset:layout/nowhere.png" alt="x">'), shelf))
    assert "nowhere.png" in message
    assert "sheet, de, screen" in message


def test_locked_copy_that_is_too_long_is_named_with_its_amount(layout: Layout, small: Brand, shelf: FontShelf) -> None:
    for key, text in (("name", "Donaudampfschifffahrt " * 3), ("start_top", "Wort " * 80)):
        error = refused(sheet.locked_job(layout, small, "de", {key: text}), shelf)
        assert error.code == "overflow"
        assert "sheet, de, screen" in str(error)
        assert f"({key}) is over by" in str(error)


def test_all_locked_copy_that_is_too_long_is_named_at_once(layout: Layout, small: Brand, shelf: FontShelf) -> None:
    texts = {"name": "Donaudampfschifffahrt " * 3, "start_top": "Wort " * 80}
    error = refused(sheet.locked_job(layout, small, "de", texts), shelf)
    assert [key for key in texts if f"({key}) is over by" not in str(error)] == []


def test_a_long_word_of_locked_copy_is_told_in_per_cent(layout: Layout, small: Brand, shelf: FontShelf) -> None:
    error = refused(sheet.locked_job(layout, small, "de", {"start_top": "Donaudampfschifffahrtskapitän" * 2}), shelf)
    assert "%" in str(error)


def test_a_page_that_overflows_is_told(job: Job, shelf: FontShelf) -> None:
    page = job.layout.html + '<section class="page" data-page="2"></section>'
    message = str(refused(replace(job, layout=replace(job.layout, html=page)), shelf))
    assert "2 pages instead of 1" in message


def test_a_region_that_the_layout_lacks_is_refused(job: Job, shelf: FontShelf) -> None:
    assert "no region nowhere" in str(refused(replace(job, contents={"nowhere": Locked("x")}), shelf))


def test_an_edition_that_the_layout_lacks_is_refused(job: Job, shelf: FontShelf) -> None:
    assert "no edition poster" in str(refused(replace(job, edition="poster"), shelf))


def test_a_colour_that_the_brand_lacks_is_refused(job: Job, shelf: FontShelf) -> None:
    brand = replace(job.brand, colours={key: ink for key, ink in job.brand.colours.items() if key != "ink"})
    assert "colour named ink" in str(refused(replace(job, brand=brand), shelf))


def test_a_region_that_a_stylesheet_hides_cannot_be_opened(layout: Layout, small: Brand, shelf: FontShelf) -> None:
    opened = replace(sheet.locked_job(layout, small, "de", {}), contents={"name": Open("Name")})
    assert "does not show the region name" in str(refused(with_page(opened, css="body{display:none}"), shelf))


def test_markup_in_locked_copy_is_text(layout: Layout, small: Brand, shelf: FontShelf, tmp_path: Path) -> None:
    from tests.brand_kit.rendering.readers import poppler_text

    text = "<b>x</b> &amp; <img src=1>"
    made = compile_master(sheet.locked_job(layout, small, "de", {"address": text}), shelf)
    assert text in poppler_text(made.data, tmp_path)


def test_a_layout_cannot_move_or_restyle_a_region(layout: Layout, small: Brand, shelf: FontShelf) -> None:
    job = sheet.locked_job(layout, small, "de", {"name": "Nordwind"})
    css = "#x.y [data-region],[data-region='name']{left:90pt;font-size:30pt;color:red}"
    plain = compile_master(job, shelf)
    assert draw(plain.data).tobytes() == draw(compile_master(with_page(job, css=css), shelf).data).tobytes()


def test_a_drawing_on_the_page_itself_is_drawn(job: Job, shelf: FontShelf) -> None:
    svg = (
        '<div style="position:absolute;left:0;top:0"><svg viewBox="0 0 9 9" width="60" height="60" '
        'xmlns:xlink="http://www.w3.org/1999/xlink"><defs><rect id="a" width="9" height="9" fill="#ff0000"/></defs>'
        '<use xlink:href="#a"/></svg></div>'
    )
    assert draw(compile_master(with_page(job, html=svg), shelf).data).getpixel((30, 30)) == (255, 0, 0)


def test_the_fingerprint_changes_with_every_input(job: Job, small: Brand) -> None:
    layout, logo = job.layout, canonical_picture(sheet.picture_bytes((20, 20)))
    region, style, edition = layout.regions["name"], layout.styles["text"], layout.editions["screen"]
    paper = layout.papers["a6"]
    layouts = [
        replace(layout, html=layout.html + " "), replace(layout, css=layout.css + " "),
        replace(layout, assets={"x.svg": b"<svg/>"}), replace(layout, name="other"),
        replace(layout, styles={**layout.styles, "text": replace(style, tracking=0.1)}),
        replace(layout, styles={**layout.styles, "text": replace(style, weight=500)}),
        replace(layout, papers={"a6": replace(paper, width=paper.width + 0.001)}),
        replace(layout, editions={**layout.editions, "screen": replace(edition, bleed=1.0)}),
        *(
            replace(layout, regions={**layout.regions, "name": replace(region, **change)})
            for change in ({"floor": 0.5}, {"max_lines": 2}, {"required": False}, {"cover": True}, {"columns": 2})
        ),
    ]  # fmt: skip
    brands = [
        replace(small, name="Other"), replace(small, fonts=small.fonts[1:]), replace(small, clear_space=0.13),
        replace(small, logos={"full": logo}), replace(small, logos={}),
        replace(small, colours={**small.colours, "ink": Ink("#10201e", (0, 0, 0, 1))}),
        replace(small, colours={**small.colours, "ink": Ink("#10201f", (0, 0, 0, 0.9))}),
        replace(small, typefaces=small.typefaces[::-1]),
        replace(small, typefaces=(*small.typefaces, Typeface("X", ("Latn",)))),
    ]  # fmt: skip
    contents = [
        {}, {"name": Locked("Nordwin")}, {"name": Locked("Nordwind", alt="x")}, {"name": Open("Nordwind")},
        {"name": Open("Nordwind", link=True)}, {"name": Open("Nordwind", alt="x")}, {"photo": Locked(picture=logo)},
    ]  # fmt: skip
    jobs = [
        job, replace(job, title="x"), replace(job, language="en"), replace(job, edition="print"),
        *(replace(job, layout=one) for one in layouts), *(replace(job, brand=one) for one in brands),
        *(replace(job, contents=one) for one in contents),
    ]  # fmt: skip
    prints = [fingerprint(one) for one in jobs]
    assert len(set(prints)) == len(jobs)
    assert fingerprint(replace(job, title=job.title)) == prints[0]
