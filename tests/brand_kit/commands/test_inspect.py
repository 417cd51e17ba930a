"""Reading what a font file says of itself, which loading a brand waits for."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from fontTools.ttLib import TTCollection, TTFont

from brand_kit.rendering.fonts import FontRefused, inspect

FONTS = Path("/usr/share/fonts/opentype")


def test_every_face_of_a_collection_has_the_characters_that_its_table_names() -> None:
    data = (FONTS / "noto" / "NotoSansCJK-Bold.ttc").read_bytes()
    faces = inspect(data)
    fonts = TTCollection(io.BytesIO(data), lazy=True).fonts
    assert [face.index for face in faces] == list(range(len(fonts)))
    assert faces[2].codepoints == frozenset(fonts[2].getBestCmap())


def test_a_font_without_characters_is_refused() -> None:
    font = TTFont(FONTS / "inter" / "Inter-Bold.otf")
    del font["cmap"]
    file = io.BytesIO()
    font.save(file)
    with pytest.raises(FontRefused, match="no characters"):
        inspect(file.getvalue())


@pytest.mark.parametrize("length", [4, 11, 200, 4_000, 40_000])
def test_a_font_that_is_cut_short_is_refused(length: int) -> None:
    with pytest.raises(FontRefused):
        inspect((FONTS / "inter" / "Inter-Bold.otf").read_bytes()[:length])
