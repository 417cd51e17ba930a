"""People come in by e-mail and password, and by nothing that somebody else could use."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from django.contrib.auth.models import Group, Permission
from django.core import mail
from django.test import Client, override_settings
from django.urls import NoReverseMatch, reverse

from campaigns.models import User

PASSWORD = "correct horse battery"
SIGN_IN = "/sign-in/"

pytestmark = pytest.mark.django_db


@pytest.fixture
def paula() -> User:
    return User.objects.create_user("paula@partner.example", PASSWORD, full_name="Paula Partner")


def sign_in(client: Client, email: str, password: str = PASSWORD, **more: str):  # type: ignore[no-untyped-def]
    return client.post(SIGN_IN, {"login": email, "password": password, **more})


def test_staff_land_in_the_admin_and_partners_at_their_start(client: Client, administrator: User, paula: User) -> None:
    assert sign_in(client, "ADA@Vendor.Example")["Location"] == "/welcome/"
    assert client.get("/welcome/")["Location"] == "/admin/"
    assert client.get("/admin/").status_code == 200
    client.post("/sign-out/")
    sign_in(client, paula.email)
    assert client.get("/welcome/")["Location"] == "/portal/"


def test_welcome_asks_strangers_to_sign_in(client: Client) -> None:
    assert client.get("/welcome/")["Location"].startswith("/sign-in/")


def test_a_partner_meets_404_in_the_admin_and_no_endless_way_round(client: Client, paula: User) -> None:
    client.force_login(paula)
    assert client.get("/admin/").status_code == 404
    assert client.get("/admin/pages/").status_code == 404
    assert client.get("/admin/login/?next=/admin/", follow=True).status_code == 404


def test_a_session_from_before_signing_in_ends_with_it(client: Client, paula: User) -> None:
    client.get(SIGN_IN)
    client.session["planted"] = "by somebody"
    session = client.session
    session.save()
    before = session.session_key
    client.cookies["sessionid"] = before
    sign_in(client, paula.email)
    assert client.session.session_key != before
    thief = Client()
    thief.cookies["sessionid"] = before
    assert thief.get("/account/").status_code == 302


def test_wagtails_own_sign_in_and_password_screens_are_gone(client: Client, administrator: User) -> None:
    assert client.get("/admin/login/?next=/admin/reports/")["Location"] == "/sign-in/?next=/admin/reports/"
    data = {"username": administrator.email, "password": PASSWORD}
    assert client.post("/admin/login/", data)["Location"] == "/sign-in/"
    assert "_auth_user_id" not in client.session
    assert client.get("/admin/password_reset/").status_code == 404
    assert client.post("/admin/password_reset/", {"email": administrator.email}).status_code == 404
    assert mail.outbox == []
    assert client.get("/admin/")["Location"] == "/sign-in/?next=/admin/"


def test_nobody_signs_up(client: Client) -> None:
    with pytest.raises(NoReverseMatch):
        reverse("account_signup")
    assert client.get("/sign-in/signup/").status_code == 404
    assert client.get("/accounts/signup/").status_code == 404


PAYLOADS = [
    "https://evil.example", "//evil.example", "///evil.example", "////evil.example", r"/\evil.example",
    r"\\evil.example", "/%09/evil.example", "/\t/evil.example", "http:evil.example", "http:///evil.example",
    "https:/evil.example", "javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x",
    "//testserver@evil.example",
    "http://testserver@evil.example", "http://testserver.evil.example", "https://evil.example/testserver",
    "//evil.example/%2e%2e", " //evil.example", "\n//evil.example", "/\n/evil.example", "%2f%2fevil.example",
    "http://testserver:80@evil.example", "ftp://evil.example", "//[::1]", "http://127.0.0.1:22", "evil.example",
    "/\\/evil.example", "\x00//evil.example", "//evil%E3%80%82example", "http://ⓔvil.example", "///\\evil.example",
    "http://testserver\\@evil.example", "//evil.example:80", "https:evil.example", "http://localhost",
    "mailto:a@b.example",
    "vbscript:x", "blob:http://evil.example/x",
]  # fmt: skip


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_address_leads_off_the_site_after_signing_in(client: Client, paula: User, payload: str) -> None:
    for response in (
        sign_in(client, paula.email, next=payload),
        client.get(SIGN_IN, {"next": payload}),  # who is signed in is sent on at once
        client.post("/sign-out/", {"next": payload}),
    ):
        target = urlsplit(response["Location"])
        assert (target.scheme, target.netloc) == ("", "")
        assert response["Location"].startswith("/")
        assert not response["Location"].startswith(("//", "/\\"))


def test_a_page_of_ours_is_gone_on_to(client: Client, paula: User) -> None:
    assert sign_in(client, paula.email, next="/account/")["Location"] == "/account/"


def test_an_unknown_address_and_a_wrong_password_get_the_same_answer(client: Client, paula: User) -> None:
    def answer(email: str) -> str:
        page = sign_in(client, email, "not the password at all").content.decode()
        return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page).replace(email, "")

    assert answer(paula.email) == answer("nobody@partner.example")


def test_a_reset_gives_the_same_answer_for_any_address(client: Client, paula: User) -> None:
    for email in (paula.email, "nobody@partner.example"):
        response = client.post("/sign-in/forgotten/", {"email": email})
        assert (response.status_code, response["Location"]) == (302, "/sign-in/forgotten/sent/")
    assert [message.to for message in mail.outbox] == [[paula.email]]


def link_in(message: mail.EmailMessage) -> str:
    found = re.search(r"https?://\S+/sign-in/forgotten/\S+-\S+/", str(message.body))
    assert found, message.body
    return urlsplit(found.group()).path


def choose(client: Client, link: str, password: str):  # type: ignore[no-untyped-def]
    form = client.get(link, follow=True)
    if "password1" not in form.content.decode():
        return form
    return client.post(form.request["PATH_INFO"], {"password1": password, "password2": password})


def test_a_reset_link_works_once_and_ends_other_sessions(client: Client, paula: User) -> None:
    elsewhere = Client()
    elsewhere.force_login(paula)
    client.post("/sign-in/forgotten/", {"email": paula.email.upper()})
    link = link_in(mail.outbox[0])
    assert choose(client, link, "a long and private phrase")["Location"] == "/sign-in/forgotten/done/"
    assert "_auth_user_id" not in client.session
    assert "This link does not work any more" in choose(Client(), link, "another long phrase").content.decode()
    paula.refresh_from_db()
    assert paula.check_password("a long and private phrase")
    assert elsewhere.get("/account/").status_code == 302
    assert mail.outbox[-1].subject == "Your password was changed"
    assert mail.outbox[-1].to == [paula.email]


def test_an_earlier_link_ends_when_a_later_one_is_used_and_when_the_person_signs_in(
    client: Client, paula: User
) -> None:
    client.post("/sign-in/forgotten/", {"email": paula.email})
    first = link_in(mail.outbox[0])
    sign_in(client, paula.email)
    assert "This link does not work any more" in choose(Client(), first, "another long phrase").content.decode()


def test_a_link_points_to_the_site_whatever_host_the_request_names(client: Client, paula: User) -> None:
    client.post("/sign-in/forgotten/", {"email": paula.email}, headers={"host": "localhost:6666"})
    assert ":6666" not in str(mail.outbox[0].body)


def test_a_closed_account_gets_no_link_and_does_not_come_in(client: Client, paula: User) -> None:
    User.objects.filter(pk=paula.pk).update(is_active=False)
    client.post("/sign-in/forgotten/", {"email": paula.email})
    assert mail.outbox == []
    assert sign_in(client, paula.email)["Location"] == "/sign-in/closed/"
    assert "_auth_user_id" not in client.session
    assert sign_in(client, paula.email, "wrong").status_code == 200


def test_mail_is_in_the_language_of_its_reader_and_names_stay_out_of_its_head(client: Client) -> None:
    name = "Bo\r\nBcc: all@partner.example"
    User.objects.create_user("bo@partner.example", PASSWORD, full_name=name, language="ar")
    client.post("/sign-in/forgotten/", {"email": "bo@partner.example"}, headers={"accept-language": "en"})
    (message,) = mail.outbox
    assert "Bcc" not in message.message()
    assert message.recipients() == ["bo@partner.example"]


def test_crlf_in_an_address_is_refused_and_sends_nothing(client: Client) -> None:
    for path, field in (("/sign-in/forgotten/", "email"), (SIGN_IN, "login")):
        data = {field: "a@b.example\r\nBcc: c@d.example", "password": "x"}
        assert client.post(path, data).status_code == 200
    assert mail.outbox == []


def test_screens_speak_the_language_of_the_person_then_of_the_cookie_then_of_the_browser(
    client: Client, paula: User
) -> None:
    german = {"accept-language": "de"}
    assert '<html lang="de" dir="ltr">' in client.get(SIGN_IN, headers=german).content.decode()
    client.post("/language/", {"language": "ar", "next": SIGN_IN})
    assert '<html lang="ar" dir="rtl">' in client.get(SIGN_IN, headers=german).content.decode()
    User.objects.filter(pk=paula.pk).update(language="ja")
    client.force_login(paula)
    assert '<html lang="ja" dir="ltr">' in client.get("/account/", headers=german).content.decode()
    client.post("/language/", {"language": "fr", "next": "/account/"})
    paula.refresh_from_db()
    assert paula.language == "fr"
    assert '<html lang="fr" dir="ltr">' in client.get("/account/", headers=german).content.decode()


def test_the_admin_speaks_the_language_of_the_person(client: Client, administrator: User) -> None:
    User.objects.filter(pk=administrator.pk).update(language="de")
    client.force_login(User.objects.get(pk=administrator.pk))
    assert 'lang="de"' in client.get("/admin/").content.decode()


def test_the_page_tree_keeps_to_its_own_language(client: Client, paula: User) -> None:
    User.objects.filter(pk=paula.pk).update(language="ar")
    client.force_login(paula)
    assert '<html lang="en" dir="ltr">' in client.get("/").content.decode()


def test_language_is_chosen_only_by_post_and_only_for_oneself(client: Client, paula: User) -> None:
    assert client.get("/language/?language=ar").status_code == 405
    client.force_login(paula)
    client.post("/language/", {"language": "xx"})
    paula.refresh_from_db()
    assert paula.language == ""


def test_the_password_is_changed_by_who_knows_it_and_the_person_is_told(client: Client, paula: User) -> None:
    client.force_login(paula)
    new = {"password1": "a long and private phrase", "password2": "a long and private phrase"}
    assert client.post("/account/password/", {"oldpassword": "guess", **new}).status_code == 200
    assert client.post("/account/password/", {"oldpassword": PASSWORD, **new})["Location"] == "/account/"
    assert client.get("/account/").status_code == 200
    assert [(message.subject, message.to) for message in mail.outbox] == [("Your password was changed", [paula.email])]


def test_a_change_of_address_needs_the_password_and_the_click_and_tells_the_old_one(
    client: Client, paula: User
) -> None:
    client.force_login(paula)
    assert client.get("/account/email/")["Location"].startswith("/sign-in/again/")
    client.post("/sign-in/again/", {"password": PASSWORD, "next": "/account/email/"})
    client.post("/account/email/", {"email": "paula.new@partner.example", "action_add": ""})
    paula.refresh_from_db()
    assert paula.email == "paula@partner.example"
    assert mail.outbox[-1].to == ["paula.new@partner.example"]
    link = re.search(r"/account/email/confirm/\S+/", str(mail.outbox[-1].body))
    assert link
    assert client.get(link.group()).status_code == 200
    client.post(link.group())
    paula.refresh_from_db()
    assert paula.email == "paula.new@partner.example"
    assert mail.outbox[-1].subject == "Your e-mail address was changed"
    assert mail.outbox[-1].to == ["paula@partner.example"]
    other = Client()
    assert sign_in(other, "paula@partner.example").status_code == 200
    assert sign_in(other, "paula.new@partner.example").status_code == 302


def test_an_address_of_another_account_is_never_taken_over(client: Client, paula: User, administrator: User) -> None:
    client.force_login(paula)
    client.post("/sign-in/again/", {"password": PASSWORD})
    client.post("/account/email/", {"email": administrator.email, "action_add": ""})
    link = re.search(r"/account/email/confirm/\S+/", str(mail.outbox[-1].body))
    assert link
    assert client.post(link.group()).status_code in {200, 302}
    paula.refresh_from_db()
    assert paula.email == "paula@partner.example"


def test_an_address_that_staff_changed_is_the_only_one_that_opens_the_account(client: Client, paula: User) -> None:
    sign_in(client, paula.email)
    client.post("/sign-out/")
    User.objects.filter(pk=paula.pk).update(email="moved@partner.example")
    assert sign_in(client, "paula@partner.example").status_code == 200
    client.post("/sign-in/forgotten/", {"email": "paula@partner.example"})
    assert mail.outbox == []
    assert sign_in(client, "moved@partner.example").status_code == 302


@override_settings(STAFF_NEED_SECOND_STEP=True)
def test_staff_without_a_second_step_are_sent_to_set_one_up_where_the_site_asks_for_it(client: Client) -> None:
    vera = User.objects.create_user("vera@vendor.example", PASSWORD)
    group = Group.objects.create(name="Marketing")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    vera.groups.add(group)
    client.force_login(vera)
    assert client.get("/admin/")["Location"] == "/account/"
    assert client.get("/account/").status_code == 200


PUBLIC = ["/sign-in/", "/sign-in/forgotten/", "/sign-in/forgotten/sent/", "/sign-in/forgotten/done/",
          "/sign-in/forgotten/1-x/", "/sign-in/closed/", "/account/email/confirm/x/"]  # fmt: skip
OWN = ["/account/", "/account/password/", "/sign-out/", "/account/passkeys/"]
DELICATE = ["/account/email/", "/account/app/", "/account/passkeys/add/"]


def test_every_page_stands_in_our_frame_with_a_strict_policy_and_no_inline_script(client: Client, paula: User) -> None:
    pages = [client.get(path) for path in PUBLIC]
    client.force_login(paula)
    pages += [client.get(path) for path in OWN]
    client.post("/sign-in/again/", {"password": PASSWORD})
    pages += [client.get(path) for path in DELICATE]
    for response in pages:
        page, policy = response.content.decode(), response["Content-Security-Policy"]
        assert response.status_code == 200
        assert "cms/site.css" in page
        assert "unsafe" not in policy
        assert "style=" not in page
        assert not re.search(r"\son\w+=", page)
        for tag in re.findall(r"<script[^>]*>", page):
            assert "src=" in tag or 'type="application/json"' in tag
        assert "no-store" in response["Cache-Control"]
