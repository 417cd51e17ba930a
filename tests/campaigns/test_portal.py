"""The partner's portal as somebody's browser meets it: who gets in, what stands there, what becomes of a form."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import timedelta

import pytest
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from campaigns.mail_links import link_token
from campaigns.models import Campaign, IssuedFile, Membership
from tests.campaigns.portal_kit import EDITION, Desk
from tests.campaigns.portal_kit import desk as desk
from tests.campaigns.test_collateral import ready
from tests.cast import WORDS, Cast


def text(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined, no-any-return]


# --- Who gets in ------------------------------------------------------------------------------------------------------


def test_a_partner_s_home_shows_its_campaigns_and_nobody_else_s(cast: Cast) -> None:
    page = text(cast.client(cast.alice).get("/portal/"))
    assert cast.acme_campaign.title in page
    assert WORDS["globex"] not in page and WORDS["draft"] not in page


def test_who_is_not_signed_in_is_asked_to(cast: Cast) -> None:
    answer = cast.client(None).get("/portal/files/")
    assert answer.status_code == 302 and answer.url.startswith("/sign-in/?next=")


@pytest.mark.parametrize("name", ["vera", "rania", "ada"])
def test_staff_act_for_nobody(cast: Cast, name: str) -> None:
    assert cast.client(getattr(cast, name)).get("/portal/").status_code == 404


def test_charlie_meets_nothing_of_acme_s(desk: Desk) -> None:
    piece = ready(desk)
    desk.cast.client(desk.cast.alice).post(desk.url("issue/"), {"edition": EDITION, "extension": "png"})
    number = IssuedFile.objects.get().number
    digest = piece.entered["partner_logo"]["digest"]
    charlie = desk.cast.client(desk.cast.charlie)
    pages = ["", "preview/", "ready/"]
    for path in [*map(desk.url, pages), f"/portal/files/{number}/", f"/portal/files/{number}/download/",
                 f"/portal/files/{number}/picture/", f"/portal/pictures/{digest}/",
                 f"/portal/campaigns/{desk.campaign.slug}/"]:  # fmt: skip
        assert charlie.get(path).status_code == 404, path
    for path in ["", "save/", "preview/", "undo/", "language/", "copy/", "away/", "issue/", "all.zip"]:
        assert charlie.post(desk.url(path), {"edition": EDITION}).status_code == 404, path
    start = f"/portal/campaigns/{desk.campaign.slug}/{desk.template.slug}/"
    assert charlie.post(start).status_code == 404
    assert charlie.post(f"/portal/as/{desk.cast.acme.slug}/").status_code == 404


def test_a_distributor_acts_for_the_partners_below_it(desk: Desk) -> None:
    dora = desk.cast.client(desk.cast.dora)
    assert dora.get(desk.url()).status_code == 404
    assert dora.post(f"/portal/as/{desk.cast.acme.slug}/").status_code == 302
    assert dora.get(desk.url()).status_code == 200


def test_a_viewer_looks_and_changes_nothing(desk: Desk) -> None:
    Membership.objects.filter(user=desk.cast.alice).update(role="viewer")
    alice = desk.cast.client(desk.cast.alice)
    assert 'id="make"' not in text(alice.get(desk.url()))
    assert (
        alice.post(desk.url("save/"), {"keys": "partner_web", "f-partner_web": "https://x.example"}).status_code == 403
    )


# --- The link from the mail -------------------------------------------------------------------------------------------


def link(desk: Desk) -> str:
    return f"/go/{link_token(user=desk.cast.alice, partner=desk.cast.acme, campaign=desk.campaign)}/"


def test_the_link_from_the_mail_leads_to_a_file_without_a_password(desk: Desk) -> None:
    ready(desk)
    visitor = desk.cast.client(None)
    assert visitor.get(link(desk)).url == f"/portal/campaigns/{desk.campaign.slug}/"
    assert visitor.get(desk.url()).status_code == 200
    answer = visitor.post(desk.url("issue/"), {"edition": EDITION, "extension": "png"})
    assert visitor.get(f"{answer.url}download/").content.startswith(b"\x89PNG")
    assert IssuedFile.objects.get().issued_by == desk.cast.alice


def test_the_link_opens_that_campaign_and_nothing_else(desk: Desk) -> None:
    visitor = desk.cast.client(None)
    visitor.get(link(desk))
    for path in ("/portal/", "/portal/files/", "/portal/profile/"):
        assert visitor.get(path).url.startswith("/sign-in/")
    assert visitor.get(f"/portal/campaigns/{desk.cast.acme_campaign.slug}/").status_code == 404


def test_the_link_dies_with_the_right_the_password_and_the_campaign(desk: Desk) -> None:
    address = link(desk)
    visitor = desk.cast.client(None)
    visitor.get(address)
    Campaign.objects.filter(pk=desk.campaign.pk).update(ends_at=timezone.now() - timedelta(minutes=1))
    assert visitor.get(desk.url()).status_code == 302
    assert Client().get(address).status_code == 410
    Campaign.objects.filter(pk=desk.campaign.pk).update(ends_at=None)
    assert visitor.get(desk.url()).status_code == 200
    desk.cast.alice.set_password("another horse battery")
    desk.cast.alice.save()
    assert visitor.get(desk.url()).status_code == 302
    fresh = link(desk)
    Membership.objects.filter(user=desk.cast.alice).delete()
    assert Client().get(fresh).status_code == 410


def test_a_link_with_a_changed_letter_opens_nothing(desk: Desk) -> None:
    token = link_token(user=desk.cast.alice, partner=desk.cast.acme, campaign=desk.campaign)
    for place in range(0, len(token), 7):
        letter = "A" if token[place] != "A" else "B"
        assert Client().get(f"/go/{token[:place]}{letter}{token[place + 1 :]}/").status_code in (404, 410)


def test_announcing_mails_every_maker_in_its_own_language_once(cast: Cast) -> None:
    cast.acme_campaign.title = "Autumn\r\nBcc: everybody@example.com"
    Campaign.objects.filter(pk=cast.acme_campaign.pk).update(title=cast.acme_campaign.title)
    call_command("announce", cast.acme_campaign.slug)
    assert sorted(to for each in mail.outbox for to in each.to) == sorted(
        [cast.alice.email, cast.bob.email, cast.dora.email]
    )
    assert all("\n" not in each.subject and not each.bcc for each in mail.outbox)
    address = re.search(r"https?://\S+(/go/\S+)", str(mail.outbox[0].body))
    assert address and Client().get(address[1]).status_code == 302


# --- Filling in, without a script -------------------------------------------------------------------------------------


def form(desk: Desk, **values: str) -> dict[str, str]:
    desk.piece.refresh_from_db()
    return {"base": str(desk.piece.version), "edition": EDITION, **values}


def test_a_form_without_a_script_saves_everything_and_shows_it(desk: Desk) -> None:
    alice = desk.cast.client(desk.cast.alice)
    answer = alice.post(desk.url(), form(desk, **{"f-partner_web": "https://new.acme.example"}), follow=True)
    assert "https://new.acme.example" in text(answer) and "Saved." in text(answer)


def test_what_nobody_touched_stays_the_profile_s(desk: Desk) -> None:
    page = text(desk.cast.client(desk.cast.alice).get(desk.url()))
    shown = re.search(r'name="f-partner_web" value="([^"]*)"', page)
    assert shown
    desk.cast.client(desk.cast.alice).post(desk.url(), form(desk, **{"f-partner_web": shown[1]}))
    desk.piece.refresh_from_db()
    assert desk.piece.entered == {} and desk.piece.version == 1


def test_two_tabs_lose_nothing(desk: Desk) -> None:
    alice = desk.cast.client(desk.cast.alice)
    first, second = form(desk), form(desk)
    alice.post(desk.url(), {**first, "f-partner_web": "https://one.example"})
    answer = alice.post(desk.url(), {**second, "f-partner_web": "https://two.example"})
    assert answer.status_code == 409
    assert "one.example" in text(answer) and 'value="https://two.example"' in text(answer)
    base = re.search(r'name="base" value="(\d+)"', text(answer))
    assert base
    alice.post(desk.url(), {"base": base[1], "edition": EDITION, "f-partner_web": "https://two.example"})
    desk.piece.refresh_from_db()
    assert desk.piece.entered["partner_web"] == "https://two.example"


def test_a_script_s_save_tells_of_a_conflict_and_of_others_changes(desk: Desk) -> None:
    alice = desk.cast.client(desk.cast.alice)
    data = {"base": "1", "keys": "partner_web"}
    assert alice.post(desk.url("save/"), {**data, "f-partner_web": "https://one.example"}).json()["version"] == 2
    told = alice.post(desk.url("save/"), {**data, "f-partner_web": "https://two.example"}).json()
    assert told["conflicts"] == {"partner_web": "one.example"} and told["others"]


def test_a_value_full_of_markup_is_plain_text_on_the_page(desk: Desk) -> None:
    evil = '"><script>alert(1)</script>{{ 7*7 }}{% debug %}'
    alice = desk.cast.client(desk.cast.alice)
    answer = alice.post(desk.url(), form(desk, **{"f-partner_web": evil}), follow=True)
    assert "<script>alert" not in text(answer) and "{{ 7*7 }}" in text(answer)


def test_a_button_saves_the_form_that_it_stands_in_first(desk: Desk) -> None:
    ready(desk)
    alice = desk.cast.client(desk.cast.alice)
    values = form(desk, extension="png", **{"f-partner_web": "https://late.acme.example"})
    answer = alice.post(desk.url("issue/"), values)
    assert answer.url.startswith("/portal/files/")
    assert IssuedFile.objects.get().values["partner_web"] == "https://late.acme.example/"[:-1]


def test_fields_that_are_not_open_cannot_be_posted(desk: Desk) -> None:
    alice = desk.cast.client(desk.cast.alice)
    extra = {"f-headline": "Ours", "partner": "1", "owner": "1", "language_code": "ja", "f-legal": "x"}
    alice.post(desk.url(), form(desk, **extra))
    desk.piece.refresh_from_db()
    assert desk.piece.entered == {} and desk.piece.language_code == "en"
    assert desk.piece.partner == desk.cast.acme


# --- Preview and files ------------------------------------------------------------------------------------------------


def test_the_preview_is_a_picture_of_what_is_saved(desk: Desk) -> None:
    answer = desk.cast.client(desk.cast.alice).get(desk.url("preview/?w=320"))
    assert answer.content.startswith(b"\xff\xd8\xff")
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_a_preview_of_what_is_typed_saves_nothing_and_tells_of_refusals(desk: Desk) -> None:
    data = {"keys": "partner_web", "f-partner_web": "javascript:alert(1)", "field": "partner_web"}
    answer = desk.cast.client(desk.cast.alice).post(desk.url(f"preview/?edition={EDITION}&w=640"), data)
    length = int.from_bytes(answer.content[:4], "big")
    assert b"https://" in answer.content[4 : 4 + length]
    assert answer.content[4 + length :].startswith(b"\xff\xd8\xff")
    desk.piece.refresh_from_db()
    assert desk.piece.entered == {}


def test_all_editions_come_as_one_zip_with_names_that_are_safe(desk: Desk) -> None:
    ready(desk)
    desk.cast.acme.name = "../../evil"
    desk.cast.acme.save()
    alice = desk.cast.client(desk.cast.alice)
    first, again = (b"".join(alice.post(desk.url("all.zip")).streaming_content) for _ in range(2))
    assert first == again
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        names = archive.namelist()
        assert len(set(names)) == len(names) == IssuedFile.objects.count()
        assert all(re.fullmatch(r"[a-z0-9_-]+\.(pdf|png)", name) for name in names)
        assert archive.testzip() is None


def test_a_withdrawn_file_cannot_be_downloaded(desk: Desk) -> None:
    ready(desk)
    alice = desk.cast.client(desk.cast.alice)
    where = alice.post(desk.url("issue/"), {"edition": EDITION, "extension": "png"}).url
    IssuedFile.objects.update(state="withdrawn")
    assert alice.get(f"{where}download/").status_code == 404
    assert alice.get(where).status_code == 200


def test_a_master_that_is_missing_is_ordered_and_waited_for(desk: Desk) -> None:
    from django_tasks_db.models import DBTaskResult

    type(desk.template).objects.get(pk=desk.template.pk).regions.filter(key="headline").update(text="Something new")
    alice = desk.cast.client(desk.cast.alice)
    page = alice.get(desk.url())
    assert page.status_code == 200 and 'id="waiting"' in text(page)
    assert alice.get(desk.url("ready/")).json() == {"ready": False, "failed": ""}
    assert DBTaskResult.objects.filter(task_path__endswith="compile_master").count() <= 1


# --- The profile ------------------------------------------------------------------------------------------------------


def test_a_firm_s_administrator_changes_its_profile_and_its_pieces_show_it(desk: Desk) -> None:
    bob = desk.cast.client(desk.cast.bob)
    assert bob.post("/portal/profile/", {"p-website": "https://fresh.acme.example"}).status_code == 302
    assert "fresh.acme.example" in text(bob.get(desk.url()))


def test_a_maker_reads_the_profile_and_does_not_change_it(desk: Desk) -> None:
    alice = desk.cast.client(desk.cast.alice)
    assert alice.get("/portal/profile/").status_code == 200
    assert alice.post("/portal/profile/", {"p-website": "https://fresh.acme.example"}).status_code == 404


def test_what_is_wrong_in_the_profile_is_told_beside_its_field(desk: Desk) -> None:
    answer = desk.cast.client(desk.cast.bob).post("/portal/profile/", {"p-website": "javascript:alert(1)"})
    assert answer.status_code == 422 and 'id="p-website-error"' in text(answer)
    assert "javascript:alert(1)" in text(answer)
