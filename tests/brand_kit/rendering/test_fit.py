"""Texts become smaller down to their floor and are then refused; nothing is cut, nothing is drawn beyond its box."""

from __future__ import annotations

import time

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from brand_kit.rendering.errors import ValueRefused
from brand_kit.rendering.fill import fill
from brand_kit.rendering.fitting import fit
from brand_kit.rendering.fonts import FontShelf
from brand_kit.rendering.master import Master
from brand_kit.rendering.values import Text
from tests.brand_kit.rendering.conftest import MakeMaster
from tests.brand_kit.rendering.readers import differ, draw, ink_beyond, without

LETTERS = (
    "abcdefgjpqyÄÖŁŹàçß ffi.,-–()/12 34€%\n"
    + "Ωψάέ ґїЖ"
    + "مرحبا عليكم ١٢"
    + "שלום"
    + "कृष्ण श्री"
    + "น้ำใจ ที่"
    + "東京、한글"
)
"""What the texts of the drawn tests are made of: deep and high letters of every script of the promise."""


def scale(master: Master, key: str, text: str, shelf: FontShelf) -> float:
    return fit(master.manifest, master.manifest.slots[key], Text(text), shelf).scale


def refusal(master: Master, key: str, text: str, shelf: FontShelf) -> ValueRefused:
    with pytest.raises(ValueRefused) as refused:
        fill(master, {"name": Text("x"), key: Text(text)}, shelf)
    assert refused.value.key == key
    return refused.value


def test_a_short_text_has_its_style_s_own_size(master: MakeMaster, shelf: FontShelf) -> None:
    made = master()
    assert scale(made, "offer", "20 %", shelf) == 1
    assert scale(made, "start_top", "x", shelf) == 1


def test_a_longer_text_is_smaller_and_never_below_the_floor(master: MakeMaster, shelf: FontShelf) -> None:
    made = master()
    scales = []
    for count in range(1, 200):
        try:
            scales.append(scale(made, "offer", "lang " * count, shelf))
        except ValueRefused as refused:
            assert refused.code == "overflow"
            break
    assert scales[0] == 1
    assert scales == sorted(scales, reverse=True)
    assert 0.6 <= scales[-1] < 0.7


def test_the_largest_size_that_fits_is_taken(master: MakeMaster, shelf: FontShelf) -> None:
    # One step up does not fit: a slot whose floor is that step refuses the text.
    from dataclasses import replace

    made = master()
    for text in ("lang " * 8, "Donaudampfschifffahrt", "ein Angebot für die Kunden von Nordwind in Łódź"):
        chosen = scale(made, "offer", text, shelf)
        if chosen == 1:
            continue
        slot = replace(made.manifest.slots["offer"], floor=chosen + 0.0249)
        with pytest.raises(ValueRefused):
            fit(made.manifest, slot, Text(text), shelf)


def test_too_many_lines_are_told_in_lines(master: MakeMaster, shelf: FontShelf) -> None:
    refused = refusal(master(), "address", "a\nb\nc\nd\ne\nf", shelf)
    assert refused.code == "overflow"
    assert "The address is over by 2 lines" in str(refused)


def test_a_long_word_that_cannot_break_is_told_in_per_cent(master: MakeMaster, shelf: FontShelf) -> None:
    refused = refusal(master(), "name", "Donaudampfschifffahrtsgesellschaftskapitän" * 2, shelf)
    assert refused.code == "overflow"
    assert "%" in str(refused)
    assert "The name" in str(refused)


def test_a_long_word_is_not_broken_inside(master: MakeMaster, shelf: FontShelf) -> None:
    assert refusal(master(), "start_top", "Donaudampfschifffahrtsgesellschaftskapitän", shelf).code == "overflow"


def test_an_empty_text_leaves_its_slot_empty(master: MakeMaster, shelf: FontShelf) -> None:
    made = master()
    data = fill(made, {"name": Text("x"), "offer": Text("")}, shelf)
    slot = made.manifest.slots["name"]
    height = made.manifest.pages[0][1]
    assert differ(without(draw(data), [slot], height), without(draw(made.data), [slot], height)) is None


def test_an_empty_text_is_refused_where_one_is_needed(master: MakeMaster, shelf: FontShelf) -> None:
    for values in ({}, {"name": Text("")}):
        with pytest.raises(ValueRefused) as refused:
            fill(master(), values, shelf)
        assert (refused.value.key, refused.value.code) == ("name", "required")


@pytest.mark.parametrize("text", ["\n", "\n\n", "\u200b", " ", "\u00ad"])
def test_a_text_that_draws_nothing_can_still_have_a_link(master: MakeMaster, shelf: FontShelf, text: str) -> None:
    for key in ("web", "mail"):
        try:
            fill(master(), {"name": Text("x"), key: Text(text, "https://x.example/")}, shelf)
        except ValueRefused as refused:
            assert refused.code in ("overflow", "required", "glyph")


@pytest.mark.parametrize(
    "text", ["wort " * 2000, "w" * 10_000, "مرحبا " * 1700, "漢" * 3999, "\n" * 10_000, "ที่" * 1300]
)
@pytest.mark.parametrize("key", ["offer", "start_top"])
def test_ten_thousand_characters_are_refused_at_once(master: MakeMaster, shelf: FontShelf, text: str, key: str) -> None:
    made = master()
    fill(made, {"name": Text("warm")}, shelf)
    start = time.process_time()
    assert refusal(made, key, text, shelf).code == "overflow"
    # Half a minute and more before lengths were looked at first; a busy machine makes of 0.3 s twice as much.
    assert time.process_time() - start < 5


@pytest.mark.parametrize("mark", ["\r", "\u2028", "\u2029", "\x85", "\x0b", "\x0c"])
def test_only_a_line_feed_breaks_a_line(master: MakeMaster, shelf: FontShelf, mark: str) -> None:
    made = master()
    try:
        found = fit(made.manifest, made.manifest.slots["address"], Text(f"a{mark}b"), shelf)
    except ValueRefused:
        return
    assert len(found.lines) == 1


def test_a_text_with_half_a_surrogate_pair_is_refused(master: MakeMaster, shelf: FontShelf) -> None:
    assert refusal(master(), "offer", "a\ud800b", shelf).code


def test_a_direction_that_is_none_is_refused(master: MakeMaster, shelf: FontShelf) -> None:
    with pytest.raises(ValueRefused):
        fill(master(), {"name": Text("x", None, "diagonal")}, shelf)


def _nothing_outside(made: Master, text: str, shelf: FontShelf) -> None:
    slots = [slot for slot in made.manifest.slots.values() if slot.kind == "text"]
    filled = {}
    for slot in slots:
        try:
            fit(made.manifest, slot, Text(text), shelf)
        except ValueRefused:
            continue
        filled[slot.key] = Text(text)
    if not filled:
        return
    filled.setdefault("name", Text("x"))
    height = made.manifest.pages[0][1]
    image = without(draw(fill(made, filled, shelf)), slots, height)
    assert differ(image, without(draw(made.data), slots, height)) is None


@pytest.mark.parametrize("language", ["de", "ar"])
@pytest.mark.parametrize(
    "text", ["gjpqyÄÖŹ", "Ậ̉ ế̱", "ที่ญู่ ฐู", "कृष्ण श्री र्कृ", "اَلْـٱللّٰهِ", "שָׁלוֹם", "fff jjj", "e" + "\u0301" * 30]
)
def test_tall_and_deep_letters_stay_inside_their_boxes(
    master: MakeMaster, shelf: FontShelf, language: str, text: str
) -> None:
    _nothing_outside(master(language), text, shelf)


@pytest.mark.parametrize(
    ("language", "key", "text"),
    [
        ("de", "offer", "ÄÖÜ Åg"),
        ("de", "start_top", "jede j\njja"),
        ("uk", "offer", "Їжак і ґанок"),
        ("ar", "start_bottom", "إلى عِلٍّ يٍ"),
        ("ar", "offer", "إلى الآن"),
        ("th", "offer", "น้ำใจ ที่นี่ ปั้น"),
        ("hi", "end_middle", "श्री कृष्ण ट्ठू"),
        ("he", "start_bottom", "שָׁלוֹם"),
    ],
)
def test_no_ink_of_ordinary_words_is_cut_at_the_box_s_edge(
    master: MakeMaster, shelf: FontShelf, language: str, key: str, text: str
) -> None:
    made = master(language)
    data = fill(made, {"name": Text("x"), key: Text(text)}, shelf)
    slot = made.manifest.slots[key]
    assert max(ink_beyond(data, slot)) < slot.room


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True)
@given(text=st.text(st.sampled_from(LETTERS), min_size=1, max_size=60))
@example("jfjf ÄÄ\nqqq")
def test_no_text_draws_beyond_its_box(master: MakeMaster, shelf: FontShelf, text: str) -> None:
    _nothing_outside(master(), text, shelf)


@pytest.mark.slow
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(st.sampled_from(LETTERS), min_size=1, max_size=120), language=st.sampled_from(["de", "ar", "th"]))
def test_no_text_of_many_draws_beyond_its_box(master: MakeMaster, shelf: FontShelf, text: str, language: str) -> None:
    _nothing_outside(master(language), text, shelf)
