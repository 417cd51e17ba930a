"""Whatever stands in a manifest or a page, it is refused with a line, and lengths are points."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from brand_kit.rendering.layout_page import check_page
from brand_kit.rendering.manifest import read_manifest
from brand_kit.rendering.manifest_table import Refusals, points
from tests.brand_kit.layout_folder import (
    MANIFEST,
)


@pytest.mark.parametrize(
    ("length", "size"),
    [("25.4mm", 72), ("2.54cm", 72), ("1in", 72), ("72pt", 72), ("96px", 72), ("-3mm", -8.503937), ("0mm", 0)],
)
def test_lengths_are_points(length: str, size: float) -> None:
    assert points(length) == pytest.approx(size)


@given(st.text(max_size=8))
def test_a_length_is_a_number_or_refused(length: str) -> None:
    try:
        assert isinstance(points(length), float)
    except ValueError as error:
        assert length in str(error)


@given(st.text(max_size=300))
def test_any_text_as_a_manifest_ends_in_a_refusal_with_a_line(text: str) -> None:
    refused = Refusals()
    read_manifest(Path("card/layout.toml"), text, refused)
    assert refused.errors()
    assert all(re.match(r"card/layout\.toml:\d+: \S", str(error)) for error in refused.errors())


TAGS = st.sampled_from(
    [
        "<section class=page data-page=1>",
        "</section>",
        "<p>",
        "</p>",
        "<p/>",
        "<br>",
        "<img>",
        "<svg>",
        "</svg>",
        "<![",
        "<!--",
        "<h1 data-region=headline>",
        "</h1>",
        "words",
        "\n",
        "&#x0;",
        "<a b='",
        "-->",
        "<script>",
        "</script>",
        "]>",
    ]
)


@given(st.lists(TAGS, max_size=12).map("".join))
def test_any_page_without_its_photo_is_refused_with_lines_that_exist(html: str) -> None:
    refused = Refusals()
    manifest = read_manifest(Path("card/layout.toml"), MANIFEST, refused)
    assert manifest is not None
    check_page(Path("card"), html, manifest, (), refused)
    assert refused.errors()
    for error in refused.errors():
        file, line, _ = str(error).split(":", 2)
        text = MANIFEST if file == "card/layout.toml" else html
        assert 1 <= int(line) <= text.count("\n") + 1
