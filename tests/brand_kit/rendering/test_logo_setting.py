"""The lock around a logo's setting: what a record can say, what a fill takes, and what verifying finds."""

from __future__ import annotations

import io
import json
import re

import pikepdf
import pytest

from brand_kit.rendering.errors import ValueRefused
from brand_kit.rendering.fill import fill
from brand_kit.rendering.finish import finish_picture
from brand_kit.rendering.fonts import FontShelf
from brand_kit.rendering.logo_ground import page_part
from brand_kit.rendering.master import Master, manifest_from_json
from brand_kit.rendering.picture import Picture, canonical_picture
from brand_kit.rendering.record import read_record, recorded_values, write_record
from brand_kit.rendering.values import Placed, Setting, Text, Value
from brand_kit.rendering.verify import OnHand, Verdict, verify
from tests.brand_kit.rendering import sheet
from tests.brand_kit.rendering.conftest import MakeMaster

NAME: dict[str, Value] = {"name": Text("Nordwind")}


def on_hand(master: Master, *pictures: Picture) -> OnHand:
    known = {picture.digest: picture for picture in pictures}
    return OnHand(
        lambda: [(master.manifest.digest, len(master.data))],
        lambda digest: master if digest == master.manifest.digest else None,
        known.get,
    )


def with_logo(logo: Picture, setting: Setting | None) -> dict[str, Value]:
    return {**NAME, "logo": Placed(logo, "Nordwind", setting)}


def form_of(data: bytes, master: Master, key: str) -> bytes:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return bytes(pdf.get_object(master.manifest.slots[key].form, 0).read_bytes())


def test_a_logo_without_a_setting_is_drawn_and_recorded_as_ever(
    master: MakeMaster, shelf: FontShelf, logo: Picture
) -> None:
    made = master("de")
    slot = made.manifest.slots["logo"]
    data = fill(made, with_logo(logo, None), shelf)
    width, height = slot.width - 2 * slot.inset, slot.height - 2 * slot.inset
    scale = min(width / logo.width, height / logo.height)
    drawn = logo.width * scale, logo.height * scale
    x, y = (slot.width - drawn[0]) / 2, (slot.height - drawn[1]) / 2
    assert form_of(data, made, "logo") == f"q {drawn[0]:.8f} 0 0 {drawn[1]:.8f} {x:.4f} {y:.4f} cm /P Do Q".encode()
    row = json.loads(write_record(made.manifest, with_logo(logo, None)))["values"]["logo"]
    assert row == {"picture": logo.digest, "alt": "Nordwind"}


def test_a_master_from_before_there_were_plates_is_read_and_filled(
    master: MakeMaster, shelf: FontShelf, logo: Picture
) -> None:
    made = master("de")
    old = json.loads(made.manifest.to_json())
    del old["plates"], old["logos"]
    before = Master(made.data, manifest_from_json(json.dumps(old)))
    assert fill(before, with_logo(logo, None), shelf) == fill(made, with_logo(logo, None), shelf)
    with pytest.raises(ValueRefused) as refused:
        fill(before, with_logo(logo, Setting(plate="primary")), shelf)
    assert refused.value.code == "setting"


@pytest.mark.parametrize("setting", [
    Setting((500, 1000, 9500, 8000), 8000, "primary"), Setting(), Setting((0, 0, 10, 10), 2500), Setting(plate="tint"),
])  # fmt: skip
@pytest.mark.parametrize("edition", ["screen", "print"])
def test_a_setting_is_recorded_and_proved(
    master: MakeMaster, shelf: FontShelf, logo: Picture, edition: str, setting: Setting
) -> None:
    made = master("de", edition)
    values = with_logo(logo, setting)
    data = fill(made, values, shelf)
    assert data == fill(made, values, shelf)
    assert recorded_values(read_record(write_record(made.manifest, values)), {logo.digest: logo}) == values
    assert verify(data, on_hand(made, logo), shelf).verdict is Verdict.GENUINE


def test_a_picture_edition_with_a_plate_is_proved(master: MakeMaster, shelf: FontShelf, logo: Picture) -> None:
    made = master("de", "picture")
    data = finish_picture(made, with_logo(logo, Setting(plate="primary", share=7000)), shelf, "png")
    assert verify(data, on_hand(made, logo), shelf).verdict is Verdict.GENUINE


@pytest.mark.parametrize("setting", [
    Setting((-1, 0, 9, 9)), Setting((0, 0, 10_001, 10_000)), Setting((500, 0, 505, 9000)), Setting((9000, 0, 10, 9000)),
    Setting(share=2499), Setting(share=10_001), Setting(share=0), Setting(plate="0 0 0 0 k"), Setting(plate="magenta"),
    Setting(plate="primary 0 0 999 999 re f"),
])  # fmt: skip
def test_no_other_setting_is_taken(master: MakeMaster, shelf: FontShelf, logo: Picture, setting: Setting) -> None:
    with pytest.raises(ValueRefused) as refused:
        fill(master("de"), with_logo(logo, setting), shelf)
    assert (refused.value.key, refused.value.code) == ("logo", "setting")


def test_only_a_logo_can_be_set_so(master: MakeMaster, shelf: FontShelf, logo: Picture) -> None:
    with pytest.raises(ValueRefused):
        fill(master("de"), {**NAME, "photo": Placed(logo, "x", Setting())}, shelf)


@pytest.mark.parametrize("row", [
    {"ink": [0, 0, 10_000, 10_000], "share": 10_000}, {"ink": [0, 0, 1], "share": 10_000, "plate": ""},
    {"ink": [0, 0, 1e4, 10_000], "share": 10_000, "plate": ""}, {"ink": None, "share": 1, "plate": ""}, [], "x",
    {"ink": [0, 0, 10_000, 10_000], "share": True, "plate": ""}, {"ink": [0, 0, 9, 9], "share": 9, "plate": 3},
    {"ink": [0, 0, 10_000, 10_000], "share": 10_000, "plate": "", "more": 1},
    {"ink": [0, 0, 10_000, 10_000], "share": 10_000, "plate": "magenta"},
    {"ink": [0, 0, 10_000, 10_000], "share": 99_999, "plate": ""},
])  # fmt: skip
def test_a_record_that_says_something_else_is_no_proof(
    master: MakeMaster, shelf: FontShelf, logo: Picture, row: object
) -> None:
    from brand_kit.rendering.record import sealed

    made = master("de")
    data = fill(made, with_logo(logo, Setting(plate="primary")), shelf)
    record = write_record(made.manifest, with_logo(logo, Setting(plate="primary")))
    forged = read_record(record)
    forged["values"]["logo"]["setting"] = row
    fresh = sealed(forged)
    head = re.compile(rb"(/Type/LockupRecord/Length )\d+(>>\nstream\n)" + re.escape(record))
    altered = head.sub(lambda match: match[1] + str(len(fresh)).encode() + match[2] + fresh, data)
    assert altered != data
    assert verify(altered, on_hand(made, logo), shelf).verdict is Verdict.ALTERED


def test_nothing_of_a_logo_is_painted_in_its_clear_space_whatever_the_setting_says(
    master: MakeMaster, shelf: FontShelf
) -> None:
    made = master("de")
    slot = made.manifest.slots["logo"]
    solid = canonical_picture(sheet.picture_bytes((400, 400), "#000000"))
    # Only its very middle is said to be ink, so that all the rest would reach far beyond the slot.
    data = fill(made, with_logo(solid, Setting((4900, 4900, 5100, 5100))), shelf)
    after, before = (page_part(each, slot, margin=0.5, longest=400) for each in (data, made.data))
    from PIL import ImageChops

    left, top, right, bottom = ImageChops.difference(after, before).convert("L").point(
        [0] * 12 + [255] * 244
    ).getbbox() or (0, 0, 0, 0)
    scale = 400 / slot.width
    assert right - left == pytest.approx((slot.width - 2 * slot.inset) * scale, abs=3)
    assert bottom - top == pytest.approx((slot.height - 2 * slot.inset) * scale, abs=3)


def test_a_master_says_in_its_own_bytes_which_colours_may_lie_under_a_logo(master: MakeMaster) -> None:
    for edition, ending in (("screen", "rg"), ("print", "k")):
        made = master("de", edition)
        assert set(made.manifest.plates) == set(sheet.COLOURS)
        assert all(operators.endswith(ending) for operators in made.manifest.plates.values())
        for operators in made.manifest.plates.values():
            assert operators.encode() in made.data
