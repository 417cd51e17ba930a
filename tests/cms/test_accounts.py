"""Wagtail's account screens work with an e-mail login and one full name."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth.models import Group
from django.core import mail
from django.test import Client

from campaigns.models import User

ADD = "/admin/users/new/"


@pytest.fixture
def admin_client(administrator: User, client: Client) -> Client:
    client.force_login(administrator)
    return client


def form(**changes: object) -> dict[str, object]:
    return {"email": "Bo@Partner.example", "full_name": "Bo Björk", "language": "de", "is_active": "on", **changes}


def test_an_account_is_added_and_its_person_chooses_the_password(admin_client: Client, client: Client) -> None:
    editors = Group.objects.get(name="Editors")
    assert admin_client.get(ADD).status_code == 200
    response = admin_client.post(ADD, form(groups=[editors.pk]))
    assert response.status_code == 302
    user = User.objects.get(email="bo@partner.example")
    assert (user.full_name, user.language, list(user.groups.all())) == ("Bo Björk", "de", [editors])
    assert not user.has_usable_password()
    (message,) = mail.outbox
    assert message.to == ["bo@partner.example"]
    link = re.search(r"/sign-in/forgotten/\S+-\S+/", str(message.body))
    assert link
    theirs = Client()
    page = theirs.get(link.group(), follow=True)
    password = "a long and private phrase"
    theirs.post(page.request["PATH_INFO"], {"password1": password, "password2": password})
    assert theirs.post("/sign-in/", {"login": user.email, "password": password})["Location"] == "/welcome/"


def test_staff_are_not_asked_for_somebody_elses_password(admin_client: Client) -> None:
    bo = User.objects.create_user("bo@partner.example", "a long and private phrase")
    for address in (ADD, f"/admin/users/edit/{bo.pk}/"):
        assert 'type="password"' not in admin_client.get(address).content.decode()
    admin_client.post(f"/admin/users/edit/{bo.pk}/", form(password1="taken over by me", password2="taken over by me"))
    bo.refresh_from_db()
    assert bo.check_password("a long and private phrase")


def test_an_address_that_differs_only_in_case_is_refused_with_one_message(admin_client: Client) -> None:
    response = admin_client.post(ADD, form(email="ADA@vendor.example"))
    assert response.status_code == 200
    assert len(response.context["form"].errors["email"]) == 1
    assert User.objects.count() == 1


def test_an_account_is_changed_and_switched_off(admin_client: Client) -> None:
    bo = User.objects.create_user("bo@partner.example", full_name="Bo")
    address = f"/admin/users/edit/{bo.pk}/"
    page = admin_client.get(address).content.decode()
    assert 'name="full_name"' in page
    assert 'name="first_name"' not in page
    changed = form(full_name="Bo   Berg")
    del changed["is_active"]
    assert admin_client.post(address, changed).status_code == 302
    bo.refresh_from_db()
    assert (bo.full_name, bo.is_active) == ("Bo Berg", False)


def test_the_list_can_be_searched_and_ordered_by_name(admin_client: Client) -> None:
    User.objects.create_user("bo@partner.example", full_name="Bo Berg")
    found = admin_client.get("/admin/users/", {"q": "berg"}).content.decode()
    assert "bo@partner.example" in found
    assert "ada@vendor.example" not in found.split("<table", 1)[1]
    for ordering in ("name", "-name", "email", "-last_login"):
        assert admin_client.get("/admin/users/", {"ordering": ordering}).status_code == 200


def test_people_change_their_own_name_and_language(admin_client: Client, administrator: User) -> None:
    page = admin_client.get("/admin/account/").content.decode()
    assert 'name="name_email-full_name"' in page
    assert 'name="name_email-email"' not in page
    assert "preferred_language" not in page
    assert 'href="/account/"' in page
    data = {"name_email-full_name": "Ada A.", "name_email-language": "de", "name_email-email": "other@vendor.example",
            "locale-current_time_zone": "", "theme-theme": "system", "theme-contrast": "system",
            "theme-density": "default"}  # fmt: skip
    response = admin_client.post("/admin/account/", data)
    assert response.status_code == 302, response.context["panels_by_tab"]
    administrator.refresh_from_db()
    assert (administrator.full_name, administrator.language) == ("Ada A.", "de")
    assert administrator.email == "ada@vendor.example"


def test_the_account_page_is_for_signed_in_people(client: Client, db: None) -> None:
    assert client.get("/admin/account/").status_code == 302
