"""A layout that would take for ever, or all of the memory, is stopped in time, is named, and leaves nothing behind."""

from __future__ import annotations

import re
import time
from dataclasses import replace
from pathlib import Path

import pytest

from brand_kit.rendering import compile as compiler
from brand_kit.rendering import sandbox
from brand_kit.rendering.compile import MEBIBYTE, compile_master
from brand_kit.rendering.errors import CompileError
from brand_kit.rendering.fonts import FontShelf
from brand_kit.rendering.page import Job, Layout
from tests.brand_kit.rendering import sheet

SECONDS, MEMORY = 6.0, 600 * MEBIBYTE
SVG = 'xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100"'
ENDLESS = f'<svg {SVG}><path d="M0 0z5"/></svg>'
GRADIENT = (
    f'<svg {SVG}><linearGradient id="g" gradientUnits="userSpaceOnUse" x2="1e-5" spreadMethod="repeat">'
    '<stop offset="0" stop-color="red"/><stop offset="1"/></linearGradient>'
    '<rect width="100" height="100" fill="url(#g)"/></svg>'
)
CELLS = "<table>" + "<tr>" + "<td>x</td>" * 100 + "</tr>"
FLEX = "<div style='display:flex'>" * 24 + "x" + "</div>" * 24
FILES = {"endless.svg": ENDLESS.encode(), "gradient.svg": GRADIENT.encode()}
BOMBS = {
    "a number after z": '<img src="asset:layout/endless.svg" alt="x">',
    "a number after z, on the page itself": ENDLESS,
    "a gradient repeated ten million times": '<img src="asset:layout/gradient.svg" alt="x">',
    "a table of 100,000 cells": CELLS + ("<tr>" + "<td>x</td>" * 100 + "</tr>") * 999 + "</table>",
    "a cell of a thousand million columns": "<table><tr><td colspan=1000000000>x</td></tr></table>",
    "flexible boxes in each other": FLEX,
    "a grid in a grid in a grid": "<div style='display:grid'>" * 20 + "x" + "</div>" * 20,
    "divisions a thousand deep": "<div>" * 1000 + "</div>" * 1000,
}


@pytest.fixture
def job(layout: Layout, shelf: FontShelf) -> Job:
    return sheet.locked_job(layout, sheet.make_brand(shelf, cjk=False, noto=False), "de", {"name": "Nordwind"})


def spoilt(job: Job, html: str) -> Job:
    page = job.layout.html.replace("</section>", f"{html}</section>", 1)
    return replace(job, layout=replace(job.layout, html=page, assets=FILES))


def left_behind() -> list[str]:
    """What is still there of the keeper's children, the dead that nobody buried included."""
    process = sandbox._keeper.process
    assert process is not None
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text(encoding="ascii").split()
    return [Path(f"/proc/{pid}/stat").read_text(encoding="ascii") for pid in children]


@pytest.mark.slow
@pytest.mark.parametrize("name", BOMBS)
def test_a_layout_that_takes_too_much_is_stopped_and_named(
    job: Job, shelf: FontShelf, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    compile_master(job, shelf)
    monkeypatch.setattr(compiler, "SECONDS", SECONDS)
    monkeypatch.setattr(compiler, "MEMORY", MEMORY)
    start = time.monotonic()
    with pytest.raises(CompileError) as caught:
        compile_master(spoilt(job, BOMBS[name]), shelf)
    assert time.monotonic() - start < SECONDS + 3
    assert str(caught.value).startswith("sheet, de, screen: ")
    assert left_behind() == []
    # The keeper is well: the next page is compiled as if nothing had happened.
    assert compile_master(job, shelf).data


def test_the_limits_of_a_compile_are_far_above_a_flyer_s_need_and_below_the_machine_s() -> None:
    assert 60 <= compiler.SECONDS <= 120
    assert 1024 * MEBIBYTE <= compiler.MEMORY <= 3072 * MEBIBYTE


@pytest.mark.slow
def test_a_compile_that_loops_does_not_hold_up_a_picture(
    job: Job, shelf: FontShelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    from concurrent.futures import ThreadPoolExecutor

    from brand_kit.rendering.picture import canonical_picture

    compile_master(job, shelf)
    monkeypatch.setattr(compiler, "SECONDS", SECONDS)
    with ThreadPoolExecutor(1) as pool:
        slow = pool.submit(compile_master, spoilt(job, BOMBS["a number after z"]), shelf)
        start = time.monotonic()
        assert canonical_picture(sheet.picture_bytes((40, 40))).pixels == (40, 40)
        assert time.monotonic() - start < SECONDS - 2
        error = slow.exception()
    assert isinstance(error, CompileError)
    assert re.search(r"stopped \((time|memory)\)", str(error))
