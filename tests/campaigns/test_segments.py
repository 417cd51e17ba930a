"""A segment keeps note of which others it names, and one that is used is not deleted."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from wagtail.models import ModelLogEntry

from brand_kit.models import Brand, Template
from campaigns.actions.delete_segment import SegmentUsed, delete_segment, uses_of
from campaigns.actions.save_segment import save_segment
from campaigns.models import FieldRule, Segment, SegmentUse, User
from campaigns.rules import RuleRefused
from tests.campaigns.program import condition, make_campaign, make_lists, make_segment

pytestmark = pytest.mark.django_db

EVERYONE = {"match": "all", "conditions": []}


@pytest.fixture(autouse=True)
def program(db: None) -> None:
    make_lists()


def naming(*segments: Segment) -> dict[str, object]:
    return {"match": "any", "conditions": [{"segment": segment.pk} for segment in segments]}


def test_what_a_rule_names_is_noted_and_follows_its_changes(administrator: User) -> None:
    first, second = (save_segment(segment=Segment(name=name), rule=EVERYONE, by=administrator) for name in "ab")
    both = save_segment(segment=Segment(name="both"), rule=naming(first, second, first), by=administrator)
    assert set(both.uses.values_list("used", flat=True)) == {first.pk, second.pk}
    save_segment(segment=both, rule=naming(second), by=administrator)
    assert list(SegmentUse.objects.values_list("segment", "used")) == [(both.pk, second.pk)]


def test_saving_is_written_down(administrator: User) -> None:
    segment = save_segment(segment=Segment(name="Gold"), rule=EVERYONE, by=administrator)
    save_segment(
        segment=segment, rule={"match": "all", "conditions": [condition("tier", "is", "gold")]}, by=administrator
    )
    entries = ModelLogEntry.objects.filter(action="campaigns.save_segment").order_by("pk")
    assert [entry.user for entry in entries] == [administrator, administrator]
    assert entries[1].data["before"] == EVERYONE


def test_a_refused_rule_changes_nothing(administrator: User) -> None:
    segment = save_segment(segment=Segment(name="Gold"), rule=EVERYONE, by=administrator)
    segment.name = "Silver"
    with pytest.raises(RuleRefused):
        save_segment(segment=segment, rule=naming(segment), by=administrator)
    assert Segment.objects.get(pk=segment.pk).name == "Gold"


def test_two_segments_do_not_share_a_name(administrator: User) -> None:
    save_segment(segment=Segment(name="Gold"), rule=EVERYONE, by=administrator)
    with pytest.raises(ValidationError):
        save_segment(segment=Segment(name="Gold"), rule=EVERYONE, by=administrator)


def test_who_may_not_change_segments_neither_saves_nor_deletes_one() -> None:
    somebody = User.objects.create_user("sam@vendor.example")
    segment = make_segment("Gold")
    with pytest.raises(PermissionDenied):
        save_segment(segment=segment, rule=EVERYONE, by=somebody)
    with pytest.raises(PermissionDenied):
        delete_segment(segment=segment, by=somebody)


def test_a_used_segment_is_not_deleted_and_it_is_told_what_uses_it(administrator: User) -> None:
    gold = save_segment(segment=Segment(name="Gold"), rule=EVERYONE, by=administrator)
    save_segment(segment=Segment(name="Best"), rule=naming(gold), by=administrator)
    brand = Brand.objects.create(name="Brand")
    make_campaign("Spring", brand, segments=[gold])
    make_campaign("Summer", brand, excluded_segments=[gold])
    autumn = make_campaign("Autumn", brand)
    template = Template.objects.create(title="Flyer", slug="flyer", brand=brand, layout="flyer", locale_id=1)
    FieldRule.objects.create(campaign=autumn, template=template, key="headline", segment=gold)
    with pytest.raises(SegmentUsed) as caught:
        delete_segment(segment=gold, by=administrator)
    assert [(use.kind, use.text) for use in caught.value.uses] == [
        ("segment", "segment “Best”"),
        ("campaign", "campaign “Spring”"),
        ("exclusion", "campaign “Summer”, as an exception"),
        ("field", "field “headline” of “Flyer” in campaign “Autumn”"),
    ]
    assert "Best" in str(caught.value)
    assert Segment.objects.filter(pk=gold.pk).exists()


def test_a_draft_uses_a_segment_as_well(administrator: User) -> None:
    gold = make_segment("Gold")
    campaign = make_campaign("Spring", Brand.objects.create(name="Brand"))
    campaign.segments = [gold]
    campaign.save_revision()
    assert [use.text for use in uses_of(gold)] == ["the draft of campaign “Spring”"]
    with pytest.raises(SegmentUsed):
        delete_segment(segment=gold, by=administrator)


def test_a_segment_that_nothing_names_is_deleted_with_its_own_notes(administrator: User) -> None:
    gold = make_segment("Gold")
    best = save_segment(segment=Segment(name="Best"), rule=naming(gold), by=administrator)
    delete_segment(segment=best, by=administrator)
    delete_segment(segment=gold, by=administrator)
    assert not Segment.objects.exists()
    assert ModelLogEntry.objects.filter(action="campaigns.delete_segment").count() == 2
