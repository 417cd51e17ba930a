"""Requests that visitors leave on a page: taken in once, told to the partner, shown to as few as can work with them."""

from __future__ import annotations

import csv
import io
import uuid
from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.utils import timezone
from openpyxl import load_workbook
from wagtail.models import ModelLogEntry

from campaigns.actions import receive_lead as receiving
from campaigns.actions.delete_lead import delete_lead
from campaigns.actions.delete_old_leads import delete_old_leads
from campaigns.actions.export_leads import export_leads, safe_cell
from campaigns.actions.receive_lead import TooManyLeads, receive_lead
from campaigns.lead_mail import lead_mails
from campaigns.models import Campaign, ConsentText, DailyCount, Lead, Territory
from campaigns.page_tasks import mail_lead
from campaigns.pages import forms, limits
from campaigns.pages.forms import new_ticket, ticket_of
from tests.campaigns.pages_files import issued
from tests.campaigns.pages_kit import Site, ticket_in
from tests.campaigns.pages_kit import site as site
from tests.cast import WORDS, Cast, assert_nothing_foreign

FORMULAS = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1", "＝1", '"=1', "words\n=cmd|' /C calc'!A0")


def of(site: Site) -> Any:
    return Lead.objects.filter(campaign=site.campaign)


def trouble(answer: Any) -> str:
    found = BeautifulSoup(answer.content, "html.parser").select_one(".trouble")
    return found.get_text(" ", strip=True) if found else ""


# --- Taking one in ----------------------------------------------------------------------------------------------------


def test_a_request_arrives_and_its_sender_is_thanked(site: Site) -> None:
    answer = site.send(site.form(phone="+44 20 7946 0123", company="Finch & Co"))
    assert (answer.status_code, answer.headers["Location"]) == (302, f"{site.url}thanks/")
    lead = of(site).get()
    assert (lead.name, lead.email, lead.company, lead.partner) == (
        "Nora Finch", "nora@finch.example", "Finch & Co", site.cast.acme
    )  # fmt: skip
    assert lead.consent == f"{site.cast.acme.name} may answer me. Deleted after 365 days."
    assert not answer.cookies and "has arrived" in site.words("thanks/")
    assert DailyCount.objects.get(what="lead").count == 1


def test_the_same_form_sent_twice_is_one_request(site: Site) -> None:
    form = site.form()
    assert [site.send(form).status_code for _time in range(3)] == [302, 302, 302]
    assert of(site).count() == 1 and DailyCount.objects.get(what="lead").count == 1


def test_the_same_form_with_other_words_is_asked_about_and_can_be_sent_again(site: Site) -> None:
    form = site.form()
    site.send(form)
    again = site.send({**form, "message": "And a second thing"})
    assert again.status_code == 422 and "already" in trouble(again) and "And a second thing" in again.content.decode()
    fresh = {**form, "message": "And a second thing", "ticket": ticket_in(again.content.decode())}
    assert site.send(fresh).status_code == 302 and of(site).count() == 2


def test_what_is_wrong_stands_beside_the_field_and_nothing_is_lost(site: Site) -> None:
    form = site.form(email="nora@", name="", phone="call me", message="Keep <b>this</b>")
    del form["consent"]
    answer = site.send(form)
    page = BeautifulSoup(answer.content, "html.parser")
    assert answer.status_code == 422 and of(site).count() == 0
    for name in ("name", "email", "phone", "consent"):
        field = page.select_one(f"#request-{name}")
        assert field and field["aria-invalid"] == "true"
        assert page.select_one(f"#{field['aria-describedby']}"), name
    assert page.select_one("#request-message").get_text().strip() == "Keep <b>this</b>"  # type: ignore[union-attr]
    assert page.select_one("#request-email")["value"] == "nora@"  # type: ignore[index]
    right = {**form, "email": "nora@finch.example", "name": "Nora", "phone": "", "consent": "on",
             "ticket": ticket_in(answer.content.decode())}  # fmt: skip
    assert site.send(right).status_code == 302


def test_only_what_the_campaign_asks_is_taken(site: Site) -> None:
    Campaign.objects.filter(pk=site.campaign.pk).update(lead_fields=["company"])
    assert "request-phone" not in site.words() and "request-message" not in site.words()
    site.send(site.form(phone="+44 20 7946 0123", company="Finch", partner="1", seen_at="2020-01-01", token="x"))
    lead = of(site).get()
    assert (lead.phone, lead.message, lead.company, lead.seen_at) == ("", "", "Finch", None)


def test_consent_is_of_the_nearest_territory_in_the_next_best_language(site: Site) -> None:
    europe = Territory.objects.get(code="emea")
    ConsentText.objects.create(territory=europe, language_code="de", text="Europa: {partner}")
    assert "Europa: Acme" in site.words()
    ConsentText.objects.create(territory=europe, language_code="en", text="Europe: {partner}")
    assert "Europe: Acme" in site.words()
    ConsentText.objects.create(
        territory=Territory.objects.get(code="GB"), language_code="en", text="Britain, {0} {days}"
    )
    assert "Britain, {0} 365" in site.words()
    ConsentText.objects.all().delete()
    assert "request-consent" not in site.words()
    assert site.send(site.form()).status_code == 302 and of(site).get().consent == ""


def test_the_file_that_led_here_is_written_down(site: Site) -> None:
    file = issued(site)
    site.send(site.form(f"?f={file.number}"))
    assert of(site).get().file == file
    assert DailyCount.objects.get(what="lead").file_number == file.number


# --- Machines and floods ----------------------------------------------------------------------------------------------


def test_a_machine_that_fills_in_everything_leaves_nothing(site: Site) -> None:
    answer = site.send(site.form(website="https://spam.example"))
    assert answer.status_code == 422 and of(site).count() == 0 and "Nora Finch" in answer.content.decode()


def test_a_form_that_is_sent_faster_than_anybody_types_is_asked_for_again(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("campaigns.pages.views.FASTEST_SECONDS", 2)
    assert site.send(site.form()).status_code == 422 and of(site).count() == 0


def test_a_ticket_is_of_one_page_signed_and_not_too_old(monkeypatch: pytest.MonkeyPatch) -> None:
    ticket = new_ticket(7, "0123456789ab")
    signed = ticket.signed()
    assert ticket_of(signed, 7) == ticket
    assert ticket_of(signed, 8) is None
    for at in range(0, len(signed), 3):
        assert ticket_of(signed[:at] + ("x" if signed[at] != "x" else "y") + signed[at + 1 :], 7) is None
    assert new_ticket(7, "<script>").number == ""
    monkeypatch.setattr(forms.time, "time", lambda: ticket.made + forms.LONGEST_SECONDS + 1)
    assert ticket_of(signed, 7) is None


@pytest.mark.parametrize(
    "headers",
    [{"origin": "https://evil.example"}, {"sec-fetch-site": "cross-site"}, {"origin": "http://testserver.evil"}],
)
def test_a_form_of_another_site_is_not_taken(site: Site, headers: dict[str, str]) -> None:
    assert site.send(site.form(), headers=headers).status_code == 422 and of(site).count() == 0


def test_our_own_origin_is_taken(site: Site) -> None:
    assert (
        site.send(site.form(), headers={"origin": "http://testserver", "sec-fetch-site": "same-origin"}).status_code
        == 302
    )


def test_one_address_sends_only_so_many(site: Site) -> None:
    most = limits.WINDOWS[0][0]
    found = [site.send(site.form(message=f"No. {number}")).status_code for number in range(most + 2)]
    assert found == [302] * most + [429, 429]
    answer = site.send(site.form(message="Kept"))
    assert int(answer.headers["Retry-After"]) > 0 and "Kept" in answer.content.decode()
    assert of(site).count() == most
    other = site.send(site.form(), REMOTE_ADDR="198.51.100.7")
    assert other.status_code == 302


def test_one_page_takes_only_so_many_from_everywhere(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(receiving, "MOST", ((3, timedelta(hours=1)),))
    data = {"name": "Nora", "email": "nora@finch.example"}
    for _number in range(3):
        receive_lead(page=site.page, token=uuid.uuid4(), data=data, consent="", by=None)
    with pytest.raises(TooManyLeads):
        receive_lead(page=site.page, token=uuid.uuid4(), data=data, consent="", by=None)
    assert of(site).count() == 3


# --- Mail -------------------------------------------------------------------------------------------------------------


def test_the_partner_s_people_are_mailed_once_each_in_the_own_language(
    site: Site, django_capture_on_commit_callbacks: Any
) -> None:
    site.cast.bob.language = "de"
    site.cast.bob.save()
    with django_capture_on_commit_callbacks(execute=True):
        site.send(site.form())
    lead = of(site).get()
    mail_lead.func(lead.pk)
    mail_lead.func(lead.pk)
    assert sorted(each.to[0] for each in mail.outbox) == sorted([site.cast.alice.email, site.cast.bob.email])
    assert all(each.reply_to == ["nora@finch.example"] for each in mail.outbox)
    assert f"/portal/leads/{lead.pk}/" in str(mail.outbox[0].body) and "Please call" in str(mail.outbox[0].body)


def test_no_word_of_a_visitor_becomes_a_header(site: Site) -> None:
    nasty = "Nora\r\nBcc: everybody@example.org\r\n\r\n<script>{{ 7|add:7 }}"
    site.send(site.form(name=nasty, company=nasty, message=nasty))
    lead = of(site).get()
    Lead.objects.filter(pk=lead.pk).update(name=nasty, email='"a\\" b"@finch.example')
    lead.refresh_from_db()
    for each in lead_mails(lead):
        message = each.message()
        assert message["Bcc"] is None and message["Subject"] and "\n" not in each.subject
        assert each.reply_to == [] and "{{ 7|add:7 }}" in str(each.body)


# --- Who sees them ----------------------------------------------------------------------------------------------------


def test_partners_and_distributors_see_theirs_and_charlie_nothing(cast: Cast) -> None:
    url = f"/portal/leads/{cast.acme_lead.pk}/"
    for user in (cast.alice, cast.bob):
        assert WORDS["acme"] in cast.client(user).get("/portal/leads/").content.decode()
        assert cast.client(user).get(url).status_code == 200
    dora = cast.client(cast.dora)
    assert WORDS["acme"] in dora.get("/portal/leads/").content.decode() and dora.get(url).status_code == 200
    charlie = cast.client(cast.charlie)
    for more in ("", "delete/"):
        assert charlie.get(f"{url}{more}").status_code == 404
    assert charlie.post(f"{url}delete/").status_code == 404
    for path in ("/portal/leads/", "/portal/leads/export.csv"):
        assert_nothing_foreign(cast, cast.charlie, charlie.get(path).content.decode())
    assert cast.client(None).get(url).status_code == 302
    for staff in (cast.vera, cast.rania, cast.ada):
        assert cast.client(staff).get(url).status_code == 404


def test_looking_at_one_marks_it_as_seen(cast: Cast) -> None:
    alice = cast.client(cast.alice)
    assert "New" in alice.get("/portal/leads/").content.decode()
    alice.get(f"/portal/leads/{cast.acme_lead.pk}/")
    cast.acme_lead.refresh_from_db()
    assert cast.acme_lead.seen_at is not None


def test_the_vendor_sees_leads_only_where_the_campaign_says_so(cast: Cast) -> None:
    url = f"/admin/leads/{cast.acme_lead.pk}/"
    vera = cast.client(cast.vera)
    assert vera.get(url).status_code == 404
    page = vera.get("/admin/leads/").content.decode()
    assert cast.acme_campaign.title in page and f"Visitor of {WORDS['acme']}" not in page
    Campaign.objects.filter(pk=cast.acme_campaign.pk).update(leads_seen_by_vendor=True)
    assert f"Visitor of {WORDS['acme']}" in vera.get("/admin/leads/").content.decode()
    assert vera.get(url).status_code == 200
    assert vera.get(f"/admin/leads/{cast.globex_lead.pk}/").status_code == 404
    assert f"Visitor of {WORDS['acme']}" in vera.get("/admin/leads/?export=csv").content.decode("utf-8-sig")
    rania = cast.client(cast.rania)
    assert rania.get("/admin/leads/").status_code == 404 and rania.get(url).status_code == 404
    assert cast.client(cast.alice).get("/admin/leads/").status_code == 404
    assert vera.post(f"{url}delete/").status_code == 302 and not Lead.objects.filter(pk=cast.acme_lead.pk).exists()


# --- Deleting ---------------------------------------------------------------------------------------------------------


def test_deleting_asks_first_and_leaves_only_that_it_was_deleted(cast: Cast) -> None:
    url, alice = f"/portal/leads/{cast.acme_lead.pk}/delete/", cast.client(cast.alice)
    assert "for good" in alice.get(url).content.decode() and Lead.objects.filter(pk=cast.acme_lead.pk).exists()
    assert alice.post(url).status_code == 302
    assert not Lead.objects.filter(pk=cast.acme_lead.pk).exists()
    entry = ModelLogEntry.objects.get(action="campaigns.delete_lead")
    assert entry.user == cast.alice and "visitor" not in str(entry.data).lower()
    with pytest.raises(PermissionDenied):
        delete_lead(lead=cast.globex_lead, by=cast.alice)


def test_a_tick_deletes_what_has_been_kept_long_enough_and_does_it_once(cast: Cast) -> None:
    Campaign.objects.filter(pk=cast.acme_campaign.pk).update(lead_days=30)
    now = timezone.now()
    Lead.objects.filter(pk=cast.acme_lead.pk).update(created_at=now - timedelta(days=30, minutes=-1))
    call_command("tick")
    assert Lead.objects.count() == 2
    Lead.objects.filter(pk=cast.acme_lead.pk).update(created_at=now - timedelta(days=30, minutes=1))
    out = io.StringIO()
    call_command("tick", stdout=out)
    assert "1 old leads deleted" in out.getvalue() and list(Lead.objects.all()) == [cast.globex_lead]
    call_command("tick", stdout=out)
    assert ModelLogEntry.objects.filter(action="campaigns.delete_old_leads").count() == 1
    with pytest.raises(PermissionDenied):
        delete_old_leads(by=cast.ada)


# --- Tables -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", FORMULAS)
def test_no_cell_of_a_table_is_worked_out(cast: Cast, words: str) -> None:
    Lead.objects.filter(pk=cast.acme_lead.pk).update(name=words[:120], message=words)
    alice = cast.client(cast.alice)
    rows = list(csv.reader(io.StringIO(alice.get("/portal/leads/export.csv").content.decode("utf-8-sig"), newline="")))
    assert len(rows) == 2 and rows[1][8] == f"'{words}" == safe_cell(words)
    book = load_workbook(io.BytesIO(alice.get("/portal/leads/export.xlsx").content))
    cell = book.active.cell(row=2, column=9)  # type: ignore[union-attr]
    assert cell.data_type == "s" and str(cell.value).replace("\r\n", "\n") == words


def test_ordinary_words_stay_as_they_are() -> None:
    assert [safe_cell(words) for words in ("Nora", "3 - 4", "a=b", "نورا", "")] == ["Nora", "3 - 4", "a=b", "نورا", ""]


def test_a_table_holds_only_what_one_may_see(cast: Cast) -> None:
    out = io.BytesIO()
    assert export_leads(leads=Lead.objects.all(), workbook=False, file=out, by=cast.charlie) == 1
    assert_nothing_foreign(cast, cast.charlie, out.getvalue().decode("utf-8-sig"))
    assert cast.client(cast.alice).get("/portal/leads/export.pdf").status_code == 404


def test_search_and_campaign_narrow_the_list(cast: Cast) -> None:
    alice = cast.client(cast.alice)
    assert "Nothing found" in alice.get("/portal/leads/?q=nobody").content.decode()
    assert f"Visitor of {WORDS['acme']}" in alice.get("/portal/leads/?q=call+zebra").content.decode()
    assert "Nothing found" in alice.get("/portal/leads/?campaign=another").content.decode()
