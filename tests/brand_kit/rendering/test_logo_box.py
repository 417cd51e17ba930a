"""Taking a plain box away: what goes, what stays, and when it is left alone."""

from __future__ import annotations

import PIL.Image
import pytest
from PIL import ImageChops, ImageDraw

from brand_kit.rendering.logo_anatomy import anatomy_of
from brand_kit.rendering.logo_box import freed
from brand_kit.rendering.logo_pixels import mask_of, patches, raster_pixels
from brand_kit.rendering.picture import Picture, canonical_picture
from tests.brand_kit.rendering.logo_cases import GOOD, saved, svg, wordmark


def boxed(image: PIL.Image.Image, kind: str = "PNG", **options: object) -> Picture:
    return canonical_picture(saved(image.convert("RGB"), kind, **options))


@pytest.mark.parametrize(("kind", "options", "near"), [("PNG", {}, 3), ("JPEG", {"quality": 90}, 26)])
def test_a_logo_without_its_box_looks_as_if_it_had_never_had_one(
    kind: str, options: dict[str, object], near: int
) -> None:
    clear = wordmark("Goodbox 8", "#0a4da2")
    found = freed(boxed(wordmark("Goodbox 8", "#0a4da2", ground="#ffffff"), kind, **options))
    assert found is not None and not anatomy_of(found).box
    # On another ground as on its own: the share of pixels that differ is that of edges.
    for ground in ("#0b3b3c", "#ffffff", "#ff5b3a"):
        sheets = []
        for image in (clear, raster_pixels(found)):
            sheet = PIL.Image.new("RGBA", clear.size, ground)
            sheet.alpha_composite(image)
            sheets.append(sheet.convert("RGB"))
        away = ImageChops.difference(*sheets).convert("L").histogram()
        assert sum(away[near * 2 :]) / sum(away) < 0.012, ground


def test_the_eyes_of_letters_open_and_white_shapes_in_colour_stay() -> None:
    image = wordmark("oo", "#0a4da2", ground="#ffffff", size=300, pad=120, mark="#d8402f")
    draw, middle = ImageDraw.Draw(image), image.height // 2
    draw.ellipse((120, middle - 150, 420, middle + 150), fill="#d8402f")
    draw.rectangle((240, middle - 30, 300, middle + 30), fill="#ffffff")
    found = freed(boxed(image))
    assert found is not None
    alpha = raster_pixels(found).getchannel("A")
    holes = patches(ImageChops.invert(alpha.point([0] * 128 + [255] * 128))) or []
    inner = [patch for patch in holes if not patch.at_edge]
    assert len(inner) == 2, "the eyes of both letters, but not the white in the red disc"


def test_a_logo_in_one_colour_lets_the_ground_through_everywhere() -> None:
    image = wordmark("oo", "#0a4da2", ground="#ffffff", size=300, pad=120, mark="#0a4da2")
    found = freed(boxed(image))
    assert found is not None
    holes = patches(ImageChops.invert(raster_pixels(found).getchannel("A").point([0] * 128 + [255] * 128))) or []
    assert len([patch for patch in holes if not patch.at_edge]) == 3


def test_what_is_not_safe_keeps_its_box() -> None:
    cut = wordmark("Randlos", "#0a4da2", ground="#ffffff", pad=0).crop((40, 0, 700, 170))
    pale = wordmark("Hauch", "#0a4da2", ground="#ffffff", pad=120)
    ImageDraw.Draw(pale).rectangle((20, 20, 200, 60), fill="#f0f0ec")
    coloured = wordmark("Rot", "#ffffff", ground="#b3001b")
    black = wordmark("Nacht", "#ffffff", ground="#000000")
    for image in (cut, pale, coloured, black):
        picture = boxed(image)
        assert anatomy_of(picture).box
        assert freed(picture) is None


def test_what_has_no_box_is_left_alone() -> None:
    assert freed(canonical_picture(svg('<rect width="600" height="200" fill="#fff"/><circle r="90"/>'))) is None
    for name in ("set-0", "set-1", "set-2", "drawn-3"):
        assert freed(canonical_picture(GOOD[name])) is None
    assert freed(boxed(PIL.Image.new("RGB", (400, 200), "white"))) is None


def test_taking_a_box_away_twice_changes_nothing_more() -> None:
    once = freed(boxed(wordmark("Goodbox", "#7a1236", ground="#eeeeee"), "JPEG", quality=80))
    assert once is not None and freed(once) is None
    assert Picture.from_bytes(once.to_bytes()) == once


def test_patches_are_what_is_connected() -> None:
    rows = ["..##..#", ".##..##", "#....#.", "#.###..", "..#.#.."]
    data = bytes(255 if char == "#" else 0 for row in rows for char in row)
    mask = PIL.Image.frombytes("L", (7, 5), data)
    found = patches(mask)
    assert found is not None
    assert sorted(patch.area for patch in found) == [2, 4, 4, 5]
    assert [patch.area for patch in found if not patch.at_edge] == []
    assert mask_of(found, mask.size).tobytes() == data
    assert patches(mask, most_runs=3) is None
