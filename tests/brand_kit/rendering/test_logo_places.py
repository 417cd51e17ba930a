"""Fifty good logos and fifty hostile ones: each is placed properly, by the pixels of the finished file, or refused."""

from __future__ import annotations

import io
import math
from collections.abc import Callable

import pikepdf
import PIL.Image
import pytest
from PIL import ImageChops

from brand_kit.rendering.errors import PictureRefused
from brand_kit.rendering.fill import fill
from brand_kit.rendering.fonts import FontShelf
from brand_kit.rendering.logo_anatomy import anatomy_of, luminance, ratio
from brand_kit.rendering.logo_box import freed
from brand_kit.rendering.logo_ground import ground_of, page_part, painted
from brand_kit.rendering.logo_placing import LARGER, Placement, Site, place_logo
from brand_kit.rendering.logo_verdicts import PRINT
from brand_kit.rendering.master import Master
from brand_kit.rendering.page import Job
from brand_kit.rendering.picture import Picture, canonical_picture
from brand_kit.rendering.values import WHOLE, Placed, Setting
from tests.brand_kit.rendering import logo_places
from tests.brand_kit.rendering.logo_cases import GOOD, PLACED, REFUSED, saved, svg, wordmark

FINE = 420


@pytest.fixture(scope="module")
def master(compiled: Callable[[Job], Master], shelf: FontShelf, tmp_path_factory: pytest.TempPathFactory) -> Master:
    page = logo_places.layout(tmp_path_factory.mktemp("layouts"))
    return compiled(logo_places.job(page, logo_places.brand(shelf)))


@pytest.fixture(scope="module")
def site(master: Master, shelf: FontShelf) -> Callable[[str], Site]:
    own = logo_places.brand(shelf).logos["full"]
    (drawn,) = master.manifest.logos
    area = anatomy_of(own).optical_area(drawn.width, drawn.height)

    def site(place: str) -> Site:
        slot = master.manifest.slots[place]
        return Site(slot, ground_of(master, slot, {}, shelf), master.manifest.plates, PRINT, 0.0, area)

    return site


def set_in(master: Master, shelf: FontShelf, place: str, placement: Placement) -> tuple[PIL.Image.Image, ...]:
    """The pixels of a place in the finished file, and those of what lies under the logo there."""
    slot = master.manifest.slots[place]
    data = fill(master, {place: Placed(placement.picture, "Logo", placement.setting)}, shelf)
    after, before = (page_part(each, slot, longest=FINE) for each in (data, master.data))
    if placement.setting.plate:
        before = PIL.Image.new("RGB", before.size, painted(master.manifest.plates[placement.setting.plate]))
    return after, before


def ink_box(after: PIL.Image.Image, before: PIL.Image.Image) -> tuple[int, int, int, int]:
    changed = ImageChops.difference(after, before).convert("L").point([0] * 10 + [255] * 246)
    box = changed.getbbox()
    assert box, "nothing was drawn"
    return box


def share_well_seen(after: PIL.Image.Image, before: PIL.Image.Image, least: float) -> float:
    """The share of the logo's pixels, mixtures at edges left out, that stand out from what was there by so much."""
    changed = ImageChops.difference(after, before).convert("L").point([0] * 24 + [255] * 232)
    pairs = [
        (one, other)
        for one, other, here in zip(
            after.get_flattened_data(), before.get_flattened_data(), changed.get_flattened_data(), strict=True
        )
        if here
    ]
    seen = sum(ratio(luminance(one), luminance(other)) >= least for one, other in pairs)
    return seen / len(pairs)


def assert_in_its_place(master: Master, shelf: FontShelf, place: str, placement: Placement) -> None:
    """Nothing stands in the clear space, and the ink fills the rest as far as it should."""
    slot = master.manifest.slots[place]
    after, before = set_in(master, shelf, place, placement)
    left, top, right, bottom = ink_box(after, before)
    scale = FINE / slot.width
    gap = slot.inset * scale
    assert gap > 10
    assert left >= gap - 1.5 and top >= gap - 1.5
    assert right <= after.width - gap + 1.5 and bottom <= after.height - gap + 1.5
    # In the middle, and as large as it is said to be.
    width, height = placement.size
    assert right - left == pytest.approx(width * scale, abs=4)
    assert bottom - top == pytest.approx(height * scale, abs=4)
    fills = max(width / (slot.width - 2 * slot.inset), height / (slot.height - 2 * slot.inset))
    assert fills == pytest.approx(placement.setting.share / WHOLE, abs=0.002)


def ids(placement: Placement) -> set[str]:
    return {verdict.id for verdict in placement.verdicts}


@pytest.mark.parametrize("name", GOOD)
def test_a_good_logo_stands_well_everywhere(
    master: Master, site: Callable[[str], Site], shelf: FontShelf, name: str
) -> None:
    assert len(GOOD) >= 50
    picture = canonical_picture(GOOD[name])
    for place in logo_places.PLACES:
        placement = place_logo(site(place), [picture])
        assert placement.refused is None
        assert_in_its_place(master, shelf, place, placement)
        after, before = set_in(master, shelf, place, placement)
        least = 3.0 if "contrast" in ids(placement) else 2.0
        assert share_well_seen(after, before, least * 0.9) > 0.6, (place, placement.verdicts)
        if place == "light":
            # On paper these need nothing at all.
            assert {verdict.severity for verdict in placement.verdicts} == {"good"}
            assert not placement.setting.plate and placement.contrast >= 3


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_picture_is_refused_with_its_reason(name: str) -> None:
    assert len(REFUSED) + len(PLACED) >= 50
    make, code = REFUSED[name]
    with pytest.raises(PictureRefused) as refused:
        canonical_picture(make())
    assert refused.value.code == code


@pytest.mark.parametrize("name", PLACED)
def test_a_hostile_logo_is_placed_properly_or_refused_with_its_reason(
    master: Master, site: Callable[[str], Site], shelf: FontShelf, name: str
) -> None:
    make, place, expected = PLACED[name]
    picture = canonical_picture(make())
    without = freed(picture)
    assert (without is not None) == (expected == "freed")
    placement = place_logo(site(place), [without or picture])
    assert expected == "freed" or expected in ids(placement), placement.verdicts
    if placement.refused:
        assert expected in {verdict.id for verdict in placement.verdicts if verdict.severity == "bad"}
        return
    if expected != "hidden-box":
        assert_in_its_place(master, shelf, place, placement)
    after, before = set_in(master, shelf, place, placement)
    if expected == "boxed":
        return  # its own box is its ground
    bar = 3.0 if "contrast" in ids(placement) else 2.0
    assert share_well_seen(after, before, bar * 0.9) > 0.5, placement.verdicts


def test_the_version_that_is_seen_better_is_set(site: Callable[[str], Site]) -> None:
    dark, light = (canonical_picture(saved(wordmark("Nordwind", colour))) for colour in ("#0a4da2", "#ffffff"))
    for place, versions, chosen in (
        ("light", [dark, light], dark), ("light", [light, dark], dark),
        ("dark", [dark, light], light), ("dark", [light, dark], light),
    ):  # fmt: skip
        placement = place_logo(site(place), versions)
        assert placement.picture.digest == chosen.digest and not placement.setting.plate
        assert ("version" in ids(placement)) == (versions[0] is not chosen)


def test_a_plate_is_the_brand_s_and_fills_the_slot(
    master: Master, site: Callable[[str], Site], shelf: FontShelf
) -> None:
    white = canonical_picture(svg('<circle cx="100" cy="100" r="90" fill="#ffffff"/>', 200, 200))
    placement = place_logo(site("light"), [white])
    assert placement.setting.plate == "primary"
    after, _ = set_in(master, shelf, "light", placement)
    colour = painted(master.manifest.plates["primary"])
    for corner in ((2, 2), (after.width - 3, 2), (2, after.height - 3), (after.width - 3, after.height - 3)):
        assert after.getpixel(corner) == pytest.approx(colour, abs=2)
    data = fill(master, {"light": Placed(white, "White", placement.setting)}, shelf)
    with pikepdf.open(io.BytesIO(data)) as pdf:
        form = pdf.get_object(master.manifest.slots["light"].form, 0).read_bytes()
    # On paper it is printed in the brand's process colours.
    assert b"0.9 0.4 0.5 0.5 k" in form


def test_a_heavy_logo_is_made_smaller_until_it_looks_as_large_as_the_vendor_s(site: Callable[[str], Site]) -> None:
    here = site("light")
    heavy = canonical_picture(svg('<rect x="10" y="10" width="300" height="150" rx="60" fill="#0a4da2"/>', 320, 170))
    light = canonical_picture(saved(wordmark("Nordwind", "#0a4da2", pad=0)))
    for picture in (heavy, light):
        placement = place_logo(here, [picture])
        area = anatomy_of(picture).optical_area(*placement.size)
        assert area <= LARGER * here.vendor * 1.01
        largest = place_logo(Site(here.slot, here.ground, here.plates, here.medium), [picture])
        assert largest.setting.share == WHOLE
        if placement.setting.share < WHOLE:
            assert area == pytest.approx(LARGER * here.vendor, rel=0.01)
            ratio_of_sides = placement.size[0] / largest.size[0]
            full = anatomy_of(picture).optical_area(*largest.size)
            assert ratio_of_sides == pytest.approx(math.sqrt(LARGER * here.vendor / full), abs=0.001)
    assert place_logo(here, [heavy]).setting.share < WHOLE


def test_the_brand_s_least_width_is_kept_or_said(site: Callable[[str], Site]) -> None:
    here = site("light")
    tall = canonical_picture(svg('<rect x="0" y="0" width="40" height="100" fill="#0a4da2"/>'
                                 '<circle cx="20" cy="120" r="20" fill="#0a4da2"/>', 40, 140))  # fmt: skip
    asking = Site(here.slot, here.ground, here.plates, here.medium, 60.0, here.vendor)
    refused = place_logo(asking, [tall]).refused
    assert refused and refused.id == "too-narrow"
    assert refused.facts["least"] == pytest.approx(21.2)


def test_the_same_logo_at_the_same_place_is_always_set_alike(site: Callable[[str], Site]) -> None:
    for data in list(GOOD.values())[::9]:
        anatomy_of.cache_clear()
        one = place_logo(site("mixed"), [canonical_picture(data)])
        anatomy_of.cache_clear()
        assert place_logo(site("mixed"), [canonical_picture(data)]) == one


def test_a_setting_without_anything_special_fills_the_box_with_the_whole_picture(
    master: Master, shelf: FontShelf, site: Callable[[str], Site]
) -> None:
    picture: Picture = canonical_picture(saved(wordmark("Ganz", "#0a4da2", pad=0)))
    slot = master.manifest.slots["light"]
    pages = [
        page_part(fill(master, {"light": Placed(picture, "x", setting)}, shelf), slot, longest=FINE)
        for setting in (None, Setting())
    ]
    assert max(extreme for _, extreme in ImageChops.difference(*pages).getextrema()) <= 2
