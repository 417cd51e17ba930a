"""Whatever colour a vendor has, its screens can be read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cms.brand_theme import DARK_GROUNDS, LIGHT_GROUNDS, brand_css, brand_theme, contrast

COLOURS = st.integers(0, 0xFFFFFF).map("#{:06x}".format)


@given(COLOURS)
def test_every_colour_keeps_its_contrast_by_day_and_by_night(colour: str) -> None:
    theme = brand_theme(colour)
    for accent in ("--brand-accent", "--brand-accent-hover"):
        assert all(contrast(theme[accent], ground) >= 4.5 for ground in (*LIGHT_GROUNDS, theme["--brand-tint"]))
        assert contrast(theme[accent], theme["--brand-accent-ink"]) >= 4.5
        dark = theme[f"{accent}-dark"]
        assert all(contrast(dark, ground) >= 4.5 for ground in (*DARK_GROUNDS, theme["--brand-tint-dark"]))
        assert contrast(dark, theme["--brand-accent-ink-dark"]) >= 4.5


def test_a_colour_that_can_be_read_stays_as_it_is() -> None:
    assert brand_theme("#1f4070")["--brand-accent"] == "#1f4070"


@pytest.mark.parametrize("colour", ["red", "#fff", "#12345g", "#123456;}body{display:none", "", "#1234567"])
def test_nothing_but_a_colour_gets_into_a_stylesheet(colour: str) -> None:
    with pytest.raises(ValueError, match="written like"):
        brand_css(colour)


def test_the_rule_names_every_property_of_the_stylesheet(settings) -> None:  # type: ignore[no-untyped-def]
    css = (settings.BASE_DIR / "cms" / "static" / "cms" / "site.css").read_text()
    for name in brand_theme("#b0471d"):
        assert f"var({name}," in css
        assert f"{name}:#" in brand_css("#b0471d")
