"""The limit of a regional team, walked over every address that Wagtail gives a model, and every list of Wagtail's."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, reverse
from wagtail.models import GroupApprovalTask, Task, Workflow, WorkflowTask

from campaigns.models import Campaign, Partner, Territory
from cms.viewsets.campaigns import CampaignViewSet
from tests.cast import WORDS, Cast, assert_nothing_foreign

VALUES: dict[str, Any] = {
    "revision_id": 1, "revision_id_a": "earliest", "revision_id_b": "latest", "action_name": "approve",
    "task_state_id": 1, "task_id": 1, "workflow_state_id": 1,
}  # fmt: skip
NAMESPACE = "wagtailsnippets_campaigns_campaign"
CHOOSER = "wagtailsnippetchoosers_campaigns_campaign"


@pytest.fixture
def rania(cast: Cast) -> Client:
    return cast.client(cast.rania)


def addresses_of_one() -> list[URLPattern]:
    return [
        each
        for each in CampaignViewSet().get_urlpatterns()
        if "pk" in each.pattern.converters or "<pk>" in str(each.pattern)
    ]


def address(pattern: URLPattern, campaign: Campaign) -> str:
    wanted = {*pattern.pattern.converters, *pattern.pattern.regex.groupindex} - {"pk"}
    values = {name: VALUES[name] for name in wanted}
    if "revision_id" in values:
        values["revision_id"] = campaign.latest_revision_id
    return reverse(f"{NAMESPACE}:{pattern.name}", kwargs={"pk": campaign.pk, **values})


def test_the_walk_meets_every_sort_of_address() -> None:
    names = {pattern.name for pattern in addresses_of_one()}
    assert names >= {
        "edit", "delete", "usage", "history", "history_results", "unpublish", "lock", "unlock", "revisions_revert",
        "revisions_compare", "revisions_unschedule", "workflow_action", "collect_workflow_action_data",
        "confirm_workflow_cancellation", "workflow_history", "workflow_history_detail", "preflight",
    }  # fmt: skip


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_campaign_of_another_territory_is_not_found_at_any_address(cast: Cast, rania: Client, method: str) -> None:
    before = list(Campaign.objects.order_by("pk").values())
    for pattern in addresses_of_one():
        for campaign in (cast.acme_campaign, cast.globex_campaign):
            where = address(pattern, campaign)
            response = getattr(rania, method)(where)
            assert response.status_code == 404, where
            assert_nothing_foreign(cast, cast.rania, response.content.decode())
    assert list(Campaign.objects.order_by("pk").values()) == before


def test_nothing_that_is_no_number_finds_anything(rania: Client) -> None:
    for pk in ("x", "1 or 1", "%27", "999999999999999999999"):
        assert (
            rania.get(
                f"/admin/snippets/campaigns/campaign/history/{pk}/revisions/compare/earliest...latest/"
            ).status_code
            == 404
        )


def test_a_campaign_for_the_whole_world_is_read_but_not_touched(cast: Cast, rania: Client) -> None:
    touched = 0
    for pattern in addresses_of_one():
        response = rania.post(address(pattern, cast.draft))
        if pattern.name not in {"usage", "history", "history_results", "preflight"}:
            touched += response.status_code in (302, 404)
            assert response.status_code in (302, 404), pattern.name
            assert response.get("Location", "/admin/") == "/admin/"
    assert touched
    assert rania.get(reverse(f"{NAMESPACE}:preflight", args=[cast.draft.pk])).status_code == 200
    assert not Campaign.objects.get(pk=cast.draft.pk).live


def test_a_campaign_of_the_own_territory_is_open(cast: Cast, rania: Client) -> None:
    for name in ("edit", "history", "usage", "unpublish", "delete", "preflight"):
        assert rania.get(reverse(f"{NAMESPACE}:{name}", args=[cast.gulf_campaign.pk])).status_code == 200, name


def test_a_draft_that_was_widened_cannot_be_published_by_the_region(cast: Cast, rania: Client) -> None:
    campaign = Campaign.objects.get(pk=cast.gulf_campaign.pk)
    campaign.territories = Territory.objects.filter(code__in=["AE", "DE"])
    campaign.save_revision()
    response = rania.get(reverse(f"{NAMESPACE}:edit", args=[campaign.pk]))
    assert (response.status_code, response["Location"]) == (302, "/admin/")


def test_the_list_and_its_search_show_what_is_visible(cast: Cast, rania: Client) -> None:
    for where in ("", "results/", "?q=Autumn", "results/?q=Autumn", "?q=zebrafish", "?state=live", "?export=csv"):
        response = rania.get(f"/admin/snippets/campaigns/campaign/{where}")
        assert_nothing_foreign(cast, cast.rania, response.content.decode())
    assert cast.gulf_campaign.title in rania.get("/admin/snippets/campaigns/campaign/").content.decode()


def test_the_chooser_offers_and_chooses_nothing_else(cast: Cast, rania: Client) -> None:
    for name in ("choose", "choose_results"):
        response = rania.get(reverse(f"{CHOOSER}:{name}"), {"q": "Autumn"})
        assert response.status_code == 200
        assert_nothing_foreign(cast, cast.rania, response.content.decode())
    assert rania.get(reverse(f"{CHOOSER}:chosen", args=[cast.acme_campaign.pk])).status_code == 404
    assert rania.get(reverse(f"{CHOOSER}:chosen", args=[cast.gulf_campaign.pk])).status_code == 200
    several = rania.get(
        reverse(f"{CHOOSER}:chosen_multiple"), {"id": [cast.acme_campaign.pk, cast.gulf_campaign.pk, "x"]}
    )
    assert WORDS["gulf"] in several.content.decode()
    assert_nothing_foreign(cast, cast.rania, several.content.decode())


def test_several_at_once_cannot_be_deleted(cast: Cast, rania: Client) -> None:
    for who in (rania, cast.client(cast.vera)):
        for ids in (["all"], [cast.acme_campaign.pk, cast.gulf_campaign.pk]):
            for method in ("get", "post"):
                response = getattr(who, method)(
                    "/admin/bulk/campaigns/campaign/delete/?" + "&".join(f"id={pk}" for pk in ids)
                )
                assert response.status_code == 404
    assert Campaign.objects.count() == 4


def test_reports_that_list_everything_are_closed_to_a_region(cast: Cast, rania: Client) -> None:
    vera = cast.client(cast.vera)
    for report in ("site-history", "workflow", "workflow_tasks"):
        for part in ("", "results/"):
            assert rania.get(f"/admin/reports/{report}/{part}").status_code == 404
            assert vera.get(f"/admin/reports/{report}/{part}").status_code != 404
    assert "site-history" not in rania.get("/admin/").content.decode()


def test_the_usage_of_a_segment_hides_what_is_elsewhere(cast: Cast, rania: Client) -> None:
    response = rania.get(f"/admin/snippets/campaigns/segment/usage/{cast.gold_in_britain.pk}/")
    assert_nothing_foreign(cast, cast.rania, response.content.decode())


def test_who_else_is_editing_is_told_of_own_campaigns_only(cast: Cast, rania: Client) -> None:
    def ping(campaign: Campaign) -> int:
        return rania.post(f"/admin/editing-sessions/ping/campaigns/campaign/{campaign.pk}/1/").status_code

    assert ping(cast.acme_campaign) == 404
    assert ping(cast.draft) == 404
    assert ping(cast.gulf_campaign) == 200


def in_workflow(cast: Cast, campaign: Campaign) -> Any:
    """Submit a campaign to a workflow that Rania's group approves, and return the state of its task."""
    workflow, _new = Workflow.objects.get_or_create(name="Check")
    task = GroupApprovalTask.objects.first() or GroupApprovalTask.objects.create(name="Regional check")
    task.groups.set(cast.rania.groups.all())
    WorkflowTask.objects.get_or_create(workflow=workflow, task=Task.objects.get(pk=task.pk))
    return workflow.start(campaign, cast.vera).current_task_state


def test_an_approval_cannot_be_smuggled_through_an_own_campaign(cast: Cast, rania: Client) -> None:
    own, foreign = in_workflow(cast, cast.gulf_campaign), in_workflow(cast, cast.acme_campaign)
    where = reverse(f"{NAMESPACE}:workflow_action", args=[cast.gulf_campaign.pk, "reject", foreign.pk])
    assert rania.post(where, {"comment": ""}).status_code == 404
    foreign.refresh_from_db()
    assert foreign.status == foreign.STATUS_IN_PROGRESS
    where = reverse(f"{NAMESPACE}:workflow_action", args=[cast.gulf_campaign.pk, "reject", own.pk])
    assert rania.post(where, {"comment": ""}).status_code == 302
    own.refresh_from_db()
    assert own.status == own.STATUS_REJECTED


def test_the_dashboard_names_only_what_is_within_the_limit(cast: Cast, rania: Client) -> None:
    in_workflow(cast, cast.gulf_campaign)
    in_workflow(cast, cast.acme_campaign)
    words = rania.get("/admin/").content.decode()
    assert WORDS["gulf"] in words
    assert_nothing_foreign(cast, cast.rania, words)


def test_partners_follow_the_same_limit(cast: Cast) -> None:
    assert set(Partner.objects.visible_to(cast.rania)) == {cast.gulf}
    assert set(Partner.objects.visible_to(cast.vera)) == set(cast.partners)
