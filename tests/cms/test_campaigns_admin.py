"""Campaigns in the admin, met the way a browser meets them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from campaigns.models import Campaign, CampaignTemplate, Segment, Territory
from tests.cast import Cast
from tests.cms.test_brand_kit_admin import inputs

CAMPAIGNS = "/admin/snippets/campaigns/campaign/"
PLACES = {
    "territories-typed": "",
    "excluded_territories-typed": "",
    "segments-typed": "",
    "excluded_segments-typed": "",
}


def edit_address(campaign: Campaign) -> str:
    return f"{CAMPAIGNS}edit/{campaign.pk}/"


def typed(client: Client, address: str, **changes: Any) -> dict[str, Any]:
    """What a browser sends of the form at an address, with some fields changed."""
    form = client.get(address).context["form"]
    data = {**dict(inputs(form)), **PLACES}
    for name in ("segments", "territories", "excluded_segments", "excluded_territories"):
        data[name] = [str(getattr(each, "pk", each)) for each in form[name].value() or []]
    data["locales"] = [str(getattr(each, "pk", each)) for each in form["locales"].value() or []]
    return {**data, **changes}


@pytest.fixture
def vera(cast: Cast) -> Client:
    return cast.client(cast.vera)


def place(code: str) -> Territory:
    return Territory.objects.get(code=code)


def test_the_list_says_of_each_campaign_where_it_stands_and_whom_it_is_for(cast: Cast, vera: Client) -> None:
    page = vera.get(CAMPAIGNS)
    words = page.content.decode()
    assert page.status_code == 200, words[:2000]
    assert cast.acme_campaign.title in words
    assert "Partners in Gold in Britain" in words
    assert "that serve United Kingdom" in words


def test_every_tab_of_a_campaign_is_shown(cast: Cast, vera: Client) -> None:
    page = vera.get(edit_address(cast.acme_campaign))
    assert page.status_code == 200
    words = page.content.decode()
    for tab in ("Story", "Offer", "Audience", "Dates", "Goals and budget", "Preflight"):
        assert tab in words
    assert vera.get(f"{CAMPAIGNS}add/").status_code == 200


def test_an_untouched_form_changes_nothing(cast: Cast, vera: Client) -> None:
    address = edit_address(cast.acme_campaign)
    response = vera.post(address, typed(vera, address))
    assert response.status_code == 302, response.context["form"].errors
    campaign = Campaign.objects.get(pk=cast.acme_campaign.pk).get_latest_revision_as_object()
    assert [each.code for each in campaign.territories.all()] == ["GB"]
    assert [each.pk for each in campaign.segments.all()] == [cast.gold_in_britain.pk]
    assert [(rule.key, rule.max_length) for rule in campaign.field_rules.all()] == [("partner_web", 30)]


def test_places_can_be_typed_without_a_script(cast: Cast, vera: Client) -> None:
    address = edit_address(cast.acme_campaign)
    data = typed(vera, address, **{"territories-typed": "dach; Österreich; JP", "excluded_segments-typed": ""})
    response = vera.post(address, data)
    assert "There is no place “Österreich”" in str(response.context["form"].errors["territories"])
    assert 'value="dach; Österreich; JP"' in response.content.decode()
    assert vera.post(address, {**data, "territories-typed": "dach; austria; JP"}).status_code == 302
    draft = Campaign.objects.get(pk=cast.acme_campaign.pk).get_latest_revision_as_object()
    assert {each.code for each in draft.territories.all()} == {"GB", "dach", "AT", "JP"}


def test_dates_are_typed_in_the_campaign_s_own_time_zone(cast: Cast, vera: Client) -> None:
    address = edit_address(cast.acme_campaign)
    data = typed(
        vera, address, time_zone="Asia/Tokyo", starts_at="2027-03-01T09:00", ends_at="2027-04-01T00:00"
    )  # fmt: skip
    assert vera.post(address, data).status_code == 302
    draft = Campaign.objects.get(pk=cast.acme_campaign.pk).get_latest_revision_as_object()
    assert draft.starts_at == datetime(2027, 3, 1, 0, 0, tzinfo=UTC)
    assert draft.ends_at == datetime(2027, 3, 31, 15, 0, tzinfo=UTC)
    assert 'value="2027-03-01T09:00"' in vera.get(address).content.decode()


def test_a_time_that_no_clock_shows_is_refused_beside_the_field(cast: Cast, vera: Client) -> None:
    address = edit_address(cast.acme_campaign)
    data = typed(vera, address, time_zone="Europe/Berlin", starts_at="2027-03-28T02:30", ends_at="")
    response = vera.post(address, data)
    assert "put forward past" in str(response.context["form"].errors["starts_at"])
    assert "3:30" in str(response.context["form"].errors["starts_at"])
    assert 'value="2027-03-28T02:30"' in response.content.decode()


def test_the_second_of_two_equal_hours_is_kept(cast: Cast, vera: Client) -> None:
    second = datetime(2027, 10, 31, 1, 30, tzinfo=UTC)  # 02:30 in Berlin, after clocks were put back
    cast.acme_campaign.time_zone, cast.acme_campaign.ends_at = "Europe/Berlin", second
    cast.acme_campaign.save_revision()
    address = edit_address(cast.acme_campaign)
    assert vera.post(address, typed(vera, address)).status_code == 302
    draft = Campaign.objects.get(pk=cast.acme_campaign.pk).get_latest_revision_as_object()
    assert draft.ends_at == second


def test_an_end_before_the_start_and_a_budget_without_currency_are_told(cast: Cast, vera: Client) -> None:
    address = edit_address(cast.acme_campaign)
    response = vera.post(
        address, typed(vera, address, starts_at="2027-03-01T09:00", ends_at="2027-02-01T09:00", budget="10")
    )
    assert {"ends_at", "budget_currency"} <= response.context["form"].errors.keys()


def test_a_new_campaign_gets_a_short_name_of_its_own(cast: Cast, vera: Client) -> None:
    for _again in range(2):
        data = typed(vera, f"{CAMPAIGNS}add/", title="Spring", time_zone="UTC")
        response = vera.post(f"{CAMPAIGNS}add/", data)
        assert response.status_code == 302, response.context["form"].errors
    assert set(Campaign.objects.filter(title="Spring").values_list("slug", flat=True)) == {"spring", "spring-2"}


def test_a_rule_can_be_made_for_opened_fields_only(cast: Cast, vera: Client) -> None:
    region = cast.template.regions.get(key="headline")
    cast.template.regions.filter(pk=region.pk).update(locked=False, label="Your headline")
    address = edit_address(cast.gulf_campaign)
    form = vera.get(address).context["form"]
    choices = form.formsets["field_rules"].empty_form.fields["field"].choices
    fields = {f"{cast.template.pk}:{region.key}": "Your headline", f"{cast.template.pk}:partner_web": "Your address"}
    assert [(name, dict(some)) for name, some in choices[1:]] == [(cast.template.title, fields)]
    start = typed(vera, address)
    start |= {
        "field_rules-TOTAL_FORMS": "1",
        "field_rules-0-id": "",
        "field_rules-0-ORDER": "1",
        "field_rules-0-DELETE": "",
    }
    bad = vera.post(address, {**start, "field_rules-0-field": f"{cast.template.pk}:legal"})
    assert bad.status_code == 200
    good = {**start, "field_rules-0-field": f"{cast.template.pk}:{region.key}", "field_rules-0-required": "on"}
    assert vera.post(address, good).status_code == 302
    draft = Campaign.objects.get(pk=cast.gulf_campaign.pk).get_latest_revision_as_object()
    assert [(rule.template_id, rule.key, rule.required) for rule in draft.field_rules.all()] == [
        (cast.template.pk, region.key, True)
    ]


def test_what_blocks_is_told_on_the_form_and_nothing_is_lost(cast: Cast, vera: Client) -> None:
    address = edit_address(cast.draft)
    data = typed(vera, address, ends_at="2020-01-01T00:00", story="Kept all the same.", **{"action-publish": "1"})
    response = vera.post(address, data, follow=True)
    words = response.content.decode()
    assert response.redirect_chain[-1][0] == address
    assert "not published" in words and "The campaign is over" in words and "Move its end" in words
    campaign = Campaign.objects.get(pk=cast.draft.pk)
    assert not campaign.live
    assert campaign.get_latest_revision_as_object().story == "Kept all the same."


def test_a_new_campaign_that_is_not_ready_becomes_a_draft(cast: Cast, vera: Client) -> None:
    data = typed(vera, f"{CAMPAIGNS}add/", title="Spring", time_zone="UTC", **{"action-publish": "1"})
    words = vera.post(f"{CAMPAIGNS}add/", data, follow=True).content.decode()
    assert "offers no template" in words
    assert not Campaign.objects.get(title="Spring").live


def test_advice_is_shown_and_gone_past(cast: Cast, vera: Client) -> None:
    address, page = edit_address(cast.draft), f"{CAMPAIGNS}preflight/{cast.draft.pk}/"
    response = vera.post(address, typed(vera, address, **{"action-publish": "1"}), follow=True)
    assert response.redirect_chain[-1][0] == page
    assert "Publish all the same" in response.content.decode()
    assert not Campaign.objects.get(pk=cast.draft.pk).live
    assert vera.post(page, follow=True).redirect_chain[-1][0] == address
    assert Campaign.objects.get(pk=cast.draft.pk).live


def test_a_region_makes_campaigns_for_its_own_places_only(cast: Cast) -> None:
    rania = cast.client(cast.rania)
    data = typed(rania, f"{CAMPAIGNS}add/", title="Ours", time_zone="UTC", brand=cast.brand.pk)
    errors = rania.post(f"{CAMPAIGNS}add/?locale=fr", data).context["form"].errors
    assert "at least one of your own territories" in str(errors["territories"])
    for foreign in ("DE", "world", "AE; DE"):
        errors = rania.post(f"{CAMPAIGNS}add/", {**data, "territories-typed": foreign}).context["form"].errors
        assert "You cannot run a campaign in" in str(errors["territories"])
    french = str(cast_language("fr"))
    errors = (
        rania.post(f"{CAMPAIGNS}add/", {**data, "territories-typed": "AE", "locales": [french]}).context["form"].errors
    )
    assert "You cannot run a campaign in" in str(errors["locales"])
    assert Campaign.objects.count() == 4
    assert rania.post(f"{CAMPAIGNS}add/", {**data, "territories-typed": "AE; SA"}).status_code == 302
    own = edit_address(cast.gulf_campaign)
    moved = rania.post(own, typed(rania, own, territories=[], **{"territories-typed": "GB"}))
    assert "You cannot run a campaign in" in str(moved.context["form"].errors["territories"])


def cast_language(code: str) -> int:
    from tests.cast import language

    return int(language(code).pk)


def test_the_form_s_scripts_are_answered(cast: Cast, vera: Client) -> None:
    found = vera.get("/admin/campaigns/places/", {"q": "bav"}).json()["found"]
    assert [each["label"] for each in found] == ["Bayern"] or not found
    assert vera.get("/admin/campaigns/places/", {"q": "germ"}).json()["found"][0]["label"] == "Germany"
    assert len(vera.get("/admin/campaigns/places/", {"q": "a"}).json()["found"]) == 20
    assert [each["label"] for each in vera.get("/admin/campaigns/segments/", {"q": "silver"}).json()["found"]] == [
        cast.silver.name
    ]
    count = vera.get("/admin/campaigns/audience/", {"territories": place("GB").pk}).json()
    assert (count["partners"], count["words"]) == (2, "2 partners")
    assert vera.get("/admin/campaigns/audience/", {"segments": ["x", "99999999999999999999"]}).json()["partners"] == 4


def test_limited_staff_counts_and_finds_its_own_only(cast: Cast) -> None:
    rania = cast.client(cast.rania)
    assert rania.get("/admin/campaigns/audience/").json()["partners"] == 1
    assert rania.get("/admin/campaigns/places/", {"q": "germ", "of": "territories"}).json()["found"] == []
    assert rania.get("/admin/campaigns/places/", {"q": "germ", "of": "excluded_territories"}).json()["found"]


def test_people_of_partners_reach_none_of_it(cast: Cast) -> None:
    for person in (cast.alice, cast.dora):
        client = cast.client(person)
        for where in (CAMPAIGNS, "/admin/campaigns/audience/", f"/admin/campaigns/as/{cast.acme.slug}/"):
            assert client.get(where).status_code in (302, 404)


def test_staff_sees_what_a_partner_sees_and_why_not_more(cast: Cast, vera: Client) -> None:
    words = vera.get(f"/admin/campaigns/as/{cast.acme.slug}/").content.decode()
    seen, _heading, hidden = words.partition("published campaigns it does not see")
    assert cast.acme_campaign.title in seen and cast.acme_campaign.title not in hidden
    assert "in English" in seen
    assert cast.globex_campaign.title in hidden and "serves Germany" in hidden
    assert cast.draft.title not in words


def test_a_region_sees_as_its_own_partners_only(cast: Cast) -> None:
    rania = cast.client(cast.rania)
    assert rania.get(f"/admin/campaigns/as/{cast.acme.slug}/").status_code == 404
    page = rania.get(f"/admin/campaigns/as/{cast.gulf.slug}/")
    assert page.status_code == 200
    assert "zebrafish" not in page.content.decode()


def test_a_list_asks_no_more_for_more_campaigns(cast: Cast) -> None:
    def asked(client: Client) -> int:
        cache.clear()
        with CaptureQueriesContext(connection) as queries:
            assert client.get(CAMPAIGNS).status_code == 200
        return len(queries)

    def add(number: int) -> None:
        copy = Campaign(title=f"More {number}", slug=f"more-{number}", brand=cast.brand)
        copy.territories, copy.segments = [place("AE")], [cast.silver]
        copy.offers = [CampaignTemplate(template=cast.template)]
        copy.save()
        copy.save_revision().publish()

    clients = [cast.client(cast.vera), cast.client(cast.rania)]
    add(0)
    for client in clients:
        asked(client)
    few = [asked(client) for client in clients]
    for number in range(1, 8):
        add(number)
    assert [asked(client) for client in clients] == few


def test_a_segment_that_is_used_cannot_vanish_from_a_campaign(cast: Cast, vera: Client) -> None:
    address = edit_address(cast.acme_campaign)
    response = vera.post(address, typed(vera, address, segments=[str(Segment.objects.latest("pk").pk + 99)]))
    assert "segments" in response.context["form"].errors


def test_a_campaign_of_which_something_was_made_cannot_be_deleted_and_the_page_says_what(cast: Cast) -> None:
    client = cast.client(cast.vera)
    address = f"{CAMPAIGNS}delete/{cast.acme_campaign.pk}/"
    for page in (client.get(address), client.post(address)):
        assert page.status_code == 200
        assert "Collateral: 1" in page.content.decode()
        assert "Yes, delete" not in page.content.decode()
    assert Campaign.objects.filter(pk=cast.acme_campaign.pk).exists()


def test_a_campaign_of_which_nothing_was_made_is_deleted(cast: Cast) -> None:
    client = cast.client(cast.vera)
    address = f"{CAMPAIGNS}delete/{cast.draft.pk}/"
    assert "Yes, delete" in client.get(address).content.decode()
    assert client.post(address).status_code == 302
    assert not Campaign.objects.filter(pk=cast.draft.pk).exists()
