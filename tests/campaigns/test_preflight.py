"""What a preflight finds of a campaign, in how many queries, and that publishing heeds it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import ModelLogEntry

from brand_kit.models import TITLE_KEY, BrandPicture, StoredPicture, TemplateRegion, Translation
from campaigns.actions.publish_campaign import PublishRefused, publish_campaign
from campaigns.campaign_summary import State, in_state, state_of
from campaigns.models import Campaign, ExchangeRate, Partner, PartnerLanguage, Segment, Territory
from campaigns.preflight import Preflight, preflight
from campaigns.seen_as import seen_as
from tests.cast import Cast, campaign, language

NOW = datetime(2027, 5, 1, 12, 0, tzinfo=UTC)


def codes(found: Preflight) -> set[str]:
    return {finding.code for finding in found.findings}


def everybody(cast: Cast, **values: Any) -> Campaign:
    """A draft for every partner."""
    values = {"title": "All", "slug": "all", **values}
    return campaign("draft", cast.brand, cast.template, live=False, **values)


def translated(cast: Cast, code: str, state: str = "approved") -> None:
    texts = {TITLE_KEY: cast.template.title}
    texts |= {region.key: region.text for region in cast.template.regions.all() if region.locked and region.text}
    for key, text in texts.items():
        Translation.objects.create(
            template=cast.template, key=key, locale=language(code), text=f"{text} {code}", source_text=text, state=state
        )


def test_it_counts_partners_by_place_tier_and_language(cast: Cast) -> None:
    found = preflight(everybody(cast), at=NOW)
    assert found.partners == 4
    assert [(each.label, each.partners, each.level) for each in found.places] == [
        ("EMEA", 4, 0), ("DACH", 1, 1), ("Germany", 1, 2), ("United Kingdom and Ireland", 2, 1),
        ("United Kingdom", 2, 2), ("Middle East", 1, 1), ("United Arab Emirates", 1, 2),
    ]  # fmt: skip
    assert {each.label: each.partners for each in found.tiers} == {"Platinum": 1, "Gold": 1, "Silver": 2}
    assert {each.label: each.partners for each in found.languages} == {"en": 2, "de": 1, "ar": 1}


def test_limited_staff_reads_of_no_campaign_beyond_its_reach(cast: Cast) -> None:
    mine = campaign("draft", cast.brand, cast.template, live=False, country="AE", title="Gulf", slug="gulf-too")
    campaign("globex", cast.brand, cast.template, country="GB", slug="elsewhere")
    inside = campaign("gulf", cast.brand, cast.template, country="AE", slug="inside")
    everywhere = {each.title for each in preflight(mine, at=NOW).overlaps}
    seen = {each.title for each in preflight(mine, by=cast.rania, at=NOW).overlaps}
    assert inside.title in seen
    assert seen <= everywhere
    readable = set(Campaign.objects.readable_by(cast.rania).values_list("title", flat=True))
    assert seen <= readable


def test_it_says_who_gets_another_language(cast: Cast) -> None:
    found = preflight(everybody(cast), at=NOW)
    assert found.templates[0].fallbacks == {"de": 1, "ar": 1}
    sentence = next(finding.sentence for finding in found.findings if finding.code == "fallback")
    assert "2 partners get “Autumn banner” in English" in sentence and "German (1)" in sentence
    translated(cast, "de")
    translated(cast, "fr")  # the cast's partners know French besides their own
    assert "fallback" not in codes(preflight(everybody(cast, slug="all-2"), at=NOW))


def test_drafts_of_translations_help_nobody_and_stale_ones_are_told(cast: Cast) -> None:
    PartnerLanguage.objects.all().delete()
    translated(cast, "de", state="draft")
    translated(cast, "ar")
    Translation.objects.filter(locale=language("ar"), key=TITLE_KEY).update(source_text="Older")
    found = preflight(everybody(cast), at=NOW)
    assert found.templates[0].fallbacks == {"de": 1}
    assert "stale" in codes(found)


def test_a_campaign_of_some_languages_gives_no_others(cast: Cast) -> None:
    translated(cast, "fr")
    draft = everybody(cast)
    draft.locales = [language("en"), language("de")]
    assert sum(preflight(draft, at=NOW).templates[0].fallbacks.values()) == 2


def test_what_cannot_work_blocks(cast: Cast) -> None:
    assert codes(preflight(everybody(cast, ends_at=NOW), at=NOW)) >= {"ended"}
    assert "ended" not in codes(preflight(everybody(cast, slug="b", ends_at=NOW + timedelta(minutes=1)), at=NOW))
    nobody = everybody(cast, slug="c")
    nobody.territories = Territory.objects.filter(code="JP")
    assert {finding.code for finding in preflight(nobody, at=NOW).blocking} == {"nobody"}
    nobody.offers = []
    assert {finding.code for finding in preflight(nobody, at=NOW).blocking} == {"nobody", "no_templates"}
    cast.template.unpublish()
    assert "template_unpublished" in codes(preflight(everybody(cast, slug="d"), at=NOW))


def test_a_currency_without_a_rate_blocks_and_is_named(cast: Cast) -> None:
    rule = {"attribute": "revenue", "operator": "at_least", "value": {"amount": "1000000", "currency": "GBP"}}
    draft = everybody(cast)
    draft.segments = [Segment.objects.create(name="Big", rule={"match": "all", "conditions": [rule]})]
    assert preflight(draft, at=NOW).partners == 4 or not preflight(draft, at=NOW).blocking
    ExchangeRate.objects.all().delete()
    found = preflight(draft, at=NOW)
    blocking = [finding for finding in found.blocking if finding.code == "rate_missing"]
    assert len(blocking) == 1 and "GBP" in blocking[0].sentence


@pytest.mark.parametrize(
    ("ends", "code"),
    [(date(2027, 4, 30), "picture_expired"), (date(2027, 5, 20), "picture_expires"), (date(2027, 7, 1), None)],
)
def test_pictures_whose_rights_end_are_told(cast: Cast, ends: date, code: str | None) -> None:
    stored = StoredPicture.objects.create(digest="0" * 64, file="x", width=1, height=1, vector=True)
    picture = BrandPicture.objects.create(title="Ball", alt="A ball", stored=stored, rights_end=ends)
    TemplateRegion.objects.filter(template=cast.template, key="photo").update(picture=picture)
    found = preflight(everybody(cast, ends_at=datetime(2027, 6, 30, tzinfo=UTC)), at=NOW)
    assert codes(found) & {"picture_expired", "picture_expires"} == ({code} if code else set())
    assert all(
        finding.blocking is (finding.code == "picture_expired")
        for finding in found.findings
        if "picture" in finding.code
    )


def test_fields_that_most_profiles_cannot_fill_are_told(cast: Cast) -> None:
    region = cast.template.regions.exclude(text="").first()
    TemplateRegion.objects.filter(pk=region.pk).update(locked=False, label="Where", profile_source="website")
    assert "profile_gap" not in codes(preflight(everybody(cast), at=NOW))
    Partner.objects.exclude(pk=cast.acme.pk).update(website="")
    found = preflight(everybody(cast, slug="b"), at=NOW)
    assert [(gap.label, gap.partners) for gap in found.gaps] == [("Where", 3)]
    assert "profile_gap" in codes(found)


def test_a_rule_for_a_field_that_is_not_open_is_told(cast: Cast) -> None:
    assert "rule_without_field" not in codes(preflight(cast.acme_campaign, at=NOW))
    cast.template.regions.filter(key="partner_web").update(locked=True)
    assert "rule_without_field" in codes(preflight(cast.acme_campaign, at=NOW))


def test_overlaps_count_partners_of_campaigns_at_the_same_time(cast: Cast) -> None:
    found = preflight(everybody(cast), at=NOW)
    assert {(each.pk, each.partners) for each in found.overlaps} == {
        (cast.acme_campaign.pk, 2), (cast.globex_campaign.pk, 1), (cast.gulf_campaign.pk, 1),
    }  # fmt: skip
    Campaign.objects.filter(pk=cast.acme_campaign.pk).update(ends_at=NOW)
    Campaign.objects.filter(pk=cast.gulf_campaign.pk).update(starts_at=NOW + timedelta(days=9))
    later = everybody(cast, slug="b", ends_at=NOW + timedelta(days=9))
    assert {each.pk for each in preflight(later, at=NOW).overlaps} == {cast.globex_campaign.pk}


def test_a_sample_ranks_and_the_count_is_exact(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = {(each.pk, each.partners) for each in preflight(cast.gulf_campaign, at=NOW).overlaps}
    wide = campaign("draft", cast.brand, cast.template, title="Wide", slug="wide")
    for number in range(450):
        Partner.objects.create(slug=f"p{number}", name=f"P {number}", language_code="en", country_id="GB")
    found = preflight(everybody(cast), at=NOW)
    assert found.partners == 454
    assert (wide.pk, 454) in {(each.pk, each.partners) for each in found.overlaps}
    assert whole == set()


def test_more_partners_and_campaigns_take_no_more_queries(cast: Cast) -> None:
    def asked(slug: str) -> int:
        draft = everybody(cast, slug=slug)
        with CaptureQueriesContext(connection) as queries:
            preflight(draft, at=NOW)
        return len(queries)

    few = asked("few")
    for number in range(6):
        made = campaign("gulf", cast.brand, cast.template, country="AE", title=f"M {number}", slug=f"m-{number}")
        assert made.live
        Partner.objects.create(slug=f"q{number}", name=f"Q {number}", language_code="th", country_id="TH")
    assert asked("many") == few
    assert few <= 45


def test_publishing_is_refused_while_something_blocks(cast: Cast) -> None:
    over = everybody(cast, ends_at=datetime(2020, 1, 1, tzinfo=UTC))
    with pytest.raises(PublishRefused, match="over") as refused:
        publish_campaign(campaign=over, by=cast.vera)
    assert [finding.code for finding in refused.value.findings] == ["ended"]
    assert not Campaign.objects.get(pk=over.pk).live


def test_publishing_takes_the_latest_draft_and_is_written_down(cast: Cast) -> None:
    draft = everybody(cast)
    draft.title = "Renamed"
    draft.save_revision()
    found = publish_campaign(campaign=Campaign.objects.get(pk=draft.pk), by=cast.vera)
    assert found.partners == 4
    published = Campaign.objects.get(pk=draft.pk)
    assert (published.live, published.title) == (True, "Renamed")
    entry = ModelLogEntry.objects.get(action="campaigns.publish_campaign")
    assert (entry.user, entry.data["partners"]) == (cast.vera, 4)


def test_only_who_may_publishes(cast: Cast) -> None:
    for person in (cast.alice, cast.dora, cast.rania):
        with pytest.raises(PermissionDenied):
            publish_campaign(campaign=cast.draft, by=person)
    publish_campaign(campaign=cast.gulf_campaign, by=cast.rania)


def test_a_campaign_is_live_from_its_first_minute_until_just_before_its_last(cast: Cast) -> None:
    start, end = NOW, NOW + timedelta(days=1)
    row = campaign("acme", cast.brand, cast.template, slug="timed", starts_at=start, ends_at=end)
    minute = timedelta(minutes=1)
    for at, state in (
        (start - minute, State.SCHEDULED), (start, State.LIVE), (end - minute, State.LIVE), (end, State.OVER)
    ):  # fmt: skip
        assert state_of(row, at) is state
        for each in State:
            assert Campaign.objects.filter(in_state(each, at), pk=row.pk).exists() is (each is state)
        assert Campaign.objects.visible_to(cast.acme, at=at).filter(pk=row.pk).exists() is (state is State.LIVE)


def test_every_campaign_is_in_exactly_one_state(cast: Cast) -> None:
    for row in Campaign.objects.all():
        states = [each for each in State if Campaign.objects.filter(in_state(each), pk=row.pk).exists()]
        assert states == [state_of(row)]


def test_a_partner_is_looked_at_with_reasons_for_all_that_it_does_not_see(cast: Cast) -> None:
    view = seen_as(partner=cast.acme, by=cast.vera, at=NOW)
    assert [each.campaign for each in view.seen] == [cast.acme_campaign]
    assert {each.campaign.pk for each in view.hidden} == {cast.globex_campaign.pk, cast.gulf_campaign.pk}
    assert all(each.reasons for each in view.hidden)
    with pytest.raises(PermissionDenied):
        seen_as(partner=cast.acme, by=cast.rania)
