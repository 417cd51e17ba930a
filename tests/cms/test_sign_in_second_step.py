"""A second step is set up, asked for, lost and given back, and is worth nothing to who stole only the password."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import struct
import time

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.core.management import call_command
from django.test import Client, override_settings

from campaigns.models import User
from cms.sign_in_secrets import decipher, encipher

PASSWORD = "correct horse battery"

pytestmark = pytest.mark.django_db


@pytest.fixture
def paula() -> User:
    return User.objects.create_user("paula@partner.example", PASSWORD, full_name="Paula Partner")


def code(secret: str, steps: int = 0) -> str:
    """The code of RFC 6238 for a secret, now or some steps of 30 seconds later."""
    digest = hmac.new(
        base64.b32decode(secret), struct.pack(">Q", int(time.time()) // 30 + steps), hashlib.sha1
    ).digest()
    start = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[start : start + 4])[0] & 0x7FFFFFFF) % 10**6:06d}"


def set_up(client: Client, user: User) -> tuple[str, list[str]]:
    """Set up an app like a person does; its secret and the recovery codes that come with it."""
    client.post("/sign-in/", {"login": user.email, "password": PASSWORD})
    client.post("/sign-in/again/", {"password": PASSWORD})
    page = client.get("/account/app/").content.decode()
    found = re.search(r'class="secret">([A-Z2-7]+)<', page)
    assert found
    assert "data:image/svg+xml;base64," in page
    secret = found.group(1)
    assert client.post("/account/app/", {"code": code(secret)})["Location"] == "/account/recovery-codes/"
    page = client.get("/account/recovery-codes/").content.decode()
    codes = re.findall(r"<li>(\d{8})</li>", page)
    client.post("/sign-out/")
    return secret, codes


def first_step(client: Client, user: User):  # type: ignore[no-untyped-def]
    return client.post("/sign-in/", {"login": user.email, "password": PASSWORD})


def test_the_password_alone_opens_nothing_once_an_app_is_set_up(client: Client, administrator: User) -> None:
    secret, _ = set_up(client, administrator)
    assert first_step(client, administrator)["Location"] == "/sign-in/code/"
    assert client.get("/admin/").status_code == 302
    assert client.get("/account/")["Location"].startswith("/sign-in/")
    assert "This code is not right" in client.post("/sign-in/code/", {"code": "000000"}).content.decode()
    assert client.post("/sign-in/code/", {"code": code(secret, 1)})["Location"] == "/welcome/"
    assert client.get("/admin/").status_code == 200


def test_taking_the_app_away_asks_for_a_proof_and_tells_the_person(client: Client, paula: User) -> None:
    secret, _ = set_up(client, paula)
    first_step(client, paula)
    client.post("/sign-in/code/", {"code": code(secret, 1)})
    assert client.post("/account/app/remove/")["Location"].startswith("/sign-in/again/")
    client.post("/sign-in/again/", {"password": PASSWORD})
    assert client.post("/account/app/remove/")["Location"] == "/account/"
    assert [(message.subject, message.to) for message in mail.outbox] == [
        ("Codes of an app were switched off", [paula.email])
    ]


def test_a_code_works_once(client: Client, paula: User) -> None:
    secret, _ = set_up(client, paula)
    used = code(secret, 1)
    first_step(client, paula)
    client.post("/sign-in/code/", {"code": used})
    thief = Client()
    first_step(thief, paula)
    assert thief.post("/sign-in/code/", {"code": used}).status_code == 200
    assert "_auth_user_id" not in thief.session


def test_a_recovery_code_works_once_and_ten_are_given(client: Client, paula: User) -> None:
    _, codes = set_up(client, paula)
    assert len(set(codes)) == 10
    first_step(client, paula)
    assert client.post("/sign-in/code/", {"code": codes[3]})["Location"] == "/welcome/"
    client.post("/sign-out/")
    first_step(client, paula)
    assert client.post("/sign-in/code/", {"code": codes[3]}).status_code == 200


def test_a_reset_of_the_password_does_not_pass_by_the_second_step(client: Client, paula: User) -> None:
    set_up(client, paula)
    client.post("/sign-in/forgotten/", {"email": paula.email})
    link = re.search(r"/sign-in/forgotten/\S+-\S+/", str(mail.outbox[-1].body))
    assert link
    form = client.get(link.group(), follow=True)
    new = "a long and private phrase"
    client.post(form.request["PATH_INFO"], {"password1": new, "password2": new})
    assert "_auth_user_id" not in client.session
    response = client.post("/sign-in/", {"login": paula.email, "password": new})
    assert response["Location"] == "/sign-in/code/"


@override_settings(STAFF_NEED_SECOND_STEP=True)
def test_staff_with_a_second_step_enter_where_the_site_asks_for_one(client: Client, administrator: User) -> None:
    secret, _ = set_up(client, administrator)
    first_step(client, administrator)
    client.post("/sign-in/code/", {"code": code(secret, 1)})
    assert client.get("/admin/").status_code == 200


def test_delicate_pages_ask_for_a_proof_once_more(client: Client, paula: User) -> None:
    client.force_login(paula)
    for path in ("/account/app/", "/account/passkeys/add/", "/account/email/"):
        assert client.get(path)["Location"].startswith("/sign-in/again/"), path
        assert client.post(path, {"code": "1", "email": "x@y.example"})["Location"].startswith("/sign-in/again/"), path
    assert not Authenticator.objects.exists()


def test_secrets_lie_enciphered_in_the_database(client: Client, paula: User) -> None:
    secret, codes = set_up(client, paula)
    kept = " ".join(str(row.data) for row in Authenticator.objects.all())
    assert secret not in kept
    assert not any(one in kept for one in codes)


def test_a_changed_secret_key_opens_with_the_old_one_kept_and_else_with_no_code_at_all() -> None:
    kept = encipher("JBSWY3DPEHPK3PXP")
    assert decipher(kept) == "JBSWY3DPEHPK3PXP"
    with override_settings(SECRET_KEY="another-key-of-the-site", SECRET_KEY_FALLBACKS=["old"]):
        assert decipher(kept) != "JBSWY3DPEHPK3PXP"
        assert decipher(kept) != decipher(kept)
    from django.conf import settings

    with override_settings(SECRET_KEY="another-key-of-the-site", SECRET_KEY_FALLBACKS=[settings.SECRET_KEY]):
        assert decipher(kept) == "JBSWY3DPEHPK3PXP"


def test_a_passkey_of_somebody_else_cannot_be_seen_renamed_or_removed(client: Client, paula: User) -> None:
    other = User.objects.create_user("other@partner.example", PASSWORD)
    key = Authenticator.objects.create(user=other, type="webauthn", data={"name": "Other", "credential": {}})
    client.force_login(paula)
    client.post("/sign-in/again/", {"password": PASSWORD})
    for path in (f"/account/passkeys/{key.pk}/", f"/account/passkeys/{key.pk}/remove/"):
        assert client.get(path).status_code == 404
        assert client.post(path, {"name": "mine"}).status_code == 404
    assert "Other" not in client.get("/account/passkeys/").content.decode()


def test_a_made_up_passkey_does_not_let_in(client: Client, paula: User) -> None:
    client.get("/sign-in/passkey/", headers={"accept": "application/json"})
    for credential in ("", "{}", "[]", '{"id": "AA", "response": {"userHandle": "MQ"}}', '"x"', "null", "1"):
        response = client.post("/sign-in/passkey/", {"credential": credential})
        assert response.status_code == 302
        assert response["Location"] == "/sign-in/"
    assert "_auth_user_id" not in client.session


def test_who_lost_everything_is_let_in_again_by_who_runs_the_site(client: Client, paula: User) -> None:
    set_up(client, paula)
    call_command("forget_second_steps", paula.email, verbosity=0)
    assert first_step(client, paula)["Location"] == "/welcome/"
    assert mail.outbox[-1].to == [paula.email]
