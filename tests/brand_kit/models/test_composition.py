"""From the database to the engine."""

from __future__ import annotations

import pytest

from brand_kit.actions.compile_template import compile_template
from brand_kit.actions.store_picture import store_picture
from brand_kit.composition import (
    ValuesRefused,
    choices_in,
    default_of,
    engine_brand,
    job_for,
    open_fields,
    sample_values,
    slot_values,
    stored_picture,
    tag_of,
)
from brand_kit.masters import MasterMissing, draft_master, font_shelf, master_for
from brand_kit.models import TITLE_KEY, Brand, Master, Template, Translation
from brand_kit.rendering.fill import fill
from brand_kit.rendering.page import Locked, Open
from brand_kit.rendering.values import Placed, Text
from tests.brand_kit.models.kit import DEMO, language, make_template


def translate(template: Template, key: str, text: str, **fields: str) -> Translation:
    return Translation.objects.create(template=template, key=key, locale=language("ar"), text=text, **fields)


@pytest.mark.parametrize(
    ("code", "tag"),
    [
        ("en", "en"),
        ("pt-br", "pt-BR"),
        ("pt-BR", "pt-BR"),
        ("zh-hans", "zh-Hans"),
        ("zh-hant", "zh-Hant"),
        ("de-ch", "de-CH"),
    ],
)
def test_a_language_code_becomes_the_tag_that_the_engine_knows(code: str, tag: str) -> None:
    assert tag_of(code) == tag


def test_a_brand_reaches_the_engine_whole(brand: Brand) -> None:
    engine = engine_brand(brand)
    assert engine.colours["primary"].screen == "#0b3b3c"
    assert engine.colours["primary"].cmyk == (0.9, 0.45, 0.6, 0.55)
    assert [typeface.family for typeface in engine.typefaces] == ["Sora", "Inter", "Noto Sans Arabic"]
    assert set(engine.logos) == {"full", "reversed", "single"}
    assert len(engine.fonts) == 5
    assert engine.clear_space == 0.12


def test_regions_are_locked_unless_they_are_opened(template: Template) -> None:
    job = job_for(template, "en", "wide").job
    assert job.contents["headline"] == Locked(text="Back to work in minutes.")
    assert isinstance(job.contents["photo"], Locked)
    assert job.contents["photo"].picture is not None
    assert job.contents["partner_logo"] == Open("Your logo")
    assert job.contents["partner_web"] == Open("Website", link=True)
    assert job.title == template.title


def test_what_is_not_translated_falls_back_and_is_told(template: Template) -> None:
    translate(template, "headline", "عودة إلى العمل", state="approved")
    composed = job_for(template, "ar", "wide")
    assert composed.job.contents["headline"] == Locked(text="عودة إلى العمل")
    assert composed.job.contents["call"] == Locked(text=template.regions.get(key="call").text)
    assert set(composed.fallen_back) == {"photo", "call", "legal", TITLE_KEY}
    assert job_for(template, "en", "wide").fallen_back == ()


def test_only_approved_copy_leaves_unless_drafts_are_asked_for(template: Template) -> None:
    translate(template, "headline", "مسودة")
    assert job_for(template, "ar", "wide").job.contents["headline"] == Locked(text="Back to work in minutes.")
    assert job_for(template, "ar", "wide", drafts=True).job.contents["headline"] == Locked(text="مسودة")


def test_a_text_that_is_not_saved_can_be_tried(template: Template) -> None:
    job = job_for(template, "en", "wide", contents={"headline": Locked(text="Tried")}).job
    assert job.contents["headline"] == Locked(text="Tried")


def test_labels_of_fields_are_those_of_the_language(template: Template) -> None:
    translate(template, "partner_web", "", label="الموقع", help="يبدأ بـ https", state="approved")
    field = open_fields(template, "ar")["partner_web"]
    assert (field.label, field.help) == ("الموقع", "يبدأ بـ https")
    assert open_fields(template, "en")["partner_web"].label == "Website"


def test_all_refusals_come_at_once(template: Template) -> None:
    with pytest.raises(ValuesRefused) as refused:
        slot_values(template, "en", {"partner_web": "ftp://x", "headline": "Cheap!", "partner_logo": "0" * 64})
    assert set(refused.value.errors) == {"partner_web", "headline", "partner_logo"}


def test_values_are_set_as_the_engine_takes_them(template: Template) -> None:
    logo = store_picture(data=(DEMO / "logos" / "full.svg").read_bytes(), by=None)
    raw = {"partner_web": "https://www.northlight.example", "partner_logo": logo.digest}
    values = slot_values(template, "en", raw, stored_picture, partner="Northlight Systems")
    assert isinstance(values["partner_logo"], Placed)
    assert values["partner_logo"].alt == "Northlight Systems"
    assert isinstance(values["partner_web"], Text)
    assert values["partner_web"].link == "https://www.northlight.example"


def test_samples_fill_every_field(template: Template) -> None:
    assert set(sample_values(open_fields(template, "ar"))) == {"partner_logo", "partner_web"}


def test_choices_and_samples_are_read_from_lines() -> None:
    assert choices_in("a = One\n\nb=Two = 2\nThree") == {"a": "One", "b": "Two = 2", "Three": "Three"}
    assert default_of('{"city": "Leeds"}') == {"city": "Leeds"}
    assert default_of("{not json") == "{not json"
    assert default_of("") is None


def test_a_master_is_made_once_and_found_by_what_decides_it(template: Template) -> None:
    with pytest.raises(MasterMissing):
        master_for(template, "en", "wide")
    row = compile_template(template=template, language_code="en", edition="wide", by=None)
    again = compile_template(template=template, language_code="en", edition="wide", by=None)
    assert row == again
    assert Master.objects.count() == 1
    master = master_for(template, "en", "wide")
    assert master.manifest.digest == row.digest
    assert len(master.data) == row.length
    assert row.revision == template.live_revision
    data = fill(master, sample_values(open_fields(template, "en")), font_shelf())
    assert data.startswith(master.data)


def test_another_headline_asks_for_another_master(template: Template) -> None:
    compile_template(template=template, language_code="en", edition="wide", by=None)
    region = template.regions.get(key="headline")
    region.text = "Back to work today."
    template.regions.add(region)
    with pytest.raises(MasterMissing):
        master_for(template, "en", "wide")


def test_a_preview_leaves_no_row_behind(template: Template) -> None:
    master = draft_master(job_for(template, "ar", "wide", drafts=True).job)
    assert master.manifest.direction == "rtl"
    assert Master.objects.count() == 0


def test_a_print_file_of_two_pages_is_compiled(brand: Brand) -> None:
    template = make_template(brand, "datasheet", "continuity-datasheet")
    row = compile_template(template=template, language_code="en", edition="print-a4", by=None)
    assert len(master_for(template, "en", "print-a4").manifest.pages) == 2
    assert row.edition == "print-a4"
