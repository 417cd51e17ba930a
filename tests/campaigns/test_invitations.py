"""Invitations: the mail, the link, and who may take it up."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import TestCase
from django.utils import timezone

from campaigns.actions.accept_invitation import accept_invitation
from campaigns.actions.invite import invite
from campaigns.actions.remove_membership import remove_membership
from campaigns.actions.set_membership import set_membership
from campaigns.actions.withdraw_invitation import withdraw_invitation
from campaigns.invitations import Fault, InvitationRefused, invitation_of, token_of
from campaigns.models import Invitation, Role, User
from tests.cast import Cast

PASSWORD = "a long and private phrase"
NEW = "nadia@partner.example"


def invited(cast: Cast, email: str = NEW) -> Invitation:
    return invite(partner=cast.acme, email=email, role=Role.MAKER, by=cast.vera)


def path_of(invitation: Invitation) -> str:
    return "/invitation/" + token_of(invitation) + "/"


def test_the_mail_has_a_link_in_text_and_html_and_its_headers_are_safe(cast: Cast, mailoutbox: Any) -> None:
    cast.gulf.name = "Gulf\r\nBcc: all@vendor.example"
    cast.gulf.save()
    with TestCase.captureOnCommitCallbacks(execute=True):
        invitation = invite(partner=cast.gulf, email=" Nadia@Partner.example ", role=Role.MAKER, by=cast.vera)
    (mail,) = mailoutbox
    assert mail.to == [NEW]
    assert "\n" not in mail.subject
    assert mail.bcc == []
    token = re.search(r"http://\S+/invitation/(\S+)/", mail.body)[1]
    assert invitation_of(token) == (invitation, None)
    ((page, kind),) = mail.alternatives
    assert kind == "text/html"
    assert 'dir="rtl"' in page
    assert f"/invitation/{token}/" in page
    assert mail.message()["Bcc"] is None


def test_a_new_person_makes_an_account_and_joins(cast: Cast) -> None:
    client, address = cast.client(None), path_of(invited(cast))
    page = client.get(address)
    assert page.status_code == 200
    assert page["Referrer-Policy"] == "no-referrer"
    assert "no-store" in page["Cache-Control"]
    weak = client.post(address, {"full_name": "Nadia", "password": "12345678"})
    assert weak.context["form"].errors["password"]
    assert not User.objects.filter(email=NEW).exists()
    done = client.post(address, {"full_name": "Nadia Nile", "password": PASSWORD})
    assert "Your account is ready" in done.content.decode()
    nadia = User.objects.get(email=NEW)
    assert nadia.check_password(PASSWORD)
    assert [(each.partner, each.role) for each in nadia.memberships.all()] == [(cast.acme, Role.MAKER)]
    again = client.post(address, {"full_name": "Eve", "password": PASSWORD})
    assert again.status_code == 410
    assert "has been taken up" in again.content.decode()


def test_who_has_an_account_signs_in_and_presses_one_button(cast: Cast) -> None:
    address = path_of(invited(cast, cast.charlie.email))
    stranger = cast.client(None).get(address).content.decode()
    assert "Sign in and join" in stranger
    assert "next=" in stranger
    other = cast.client(cast.bob)
    assert "You are signed in as" in other.get(address).content.decode()
    other.post(address)
    assert not cast.acme.memberships.filter(user=cast.bob, role=Role.MAKER).exists()
    own = cast.client(cast.charlie)
    assert "Join with your account" in own.get(address).content.decode()
    own.post(address)
    assert cast.acme.memberships.filter(user=cast.charlie, role=Role.MAKER).exists()


@pytest.mark.parametrize("fault", list(Fault))
def test_a_link_that_is_dead_says_why(cast: Cast, fault: Fault) -> None:
    invitation = invited(cast)
    address = path_of(invitation)
    changes = {
        Fault.USED: {"accepted_at": timezone.now()},
        Fault.WITHDRAWN: {"withdrawn_at": timezone.now()},
        Fault.EXPIRED: {"expires_at": timezone.now()},
    }
    if fault in changes:
        Invitation.objects.filter(pk=invitation.pk).update(**changes[fault])
    else:
        address = address[:-3] + "x/"
    client = cast.client(None)
    for answer in (client.get(address), client.post(address, {"full_name": "N", "password": PASSWORD})):
        assert answer.status_code == (404 if fault is Fault.BROKEN else 410)
        assert "<h1>" in answer.content.decode()
    assert not User.objects.filter(email=NEW).exists()


def test_no_letter_of_a_link_can_be_changed(cast: Cast) -> None:
    token = token_of(invited(cast))
    for place in range(0, len(token), 3):
        for letter in "aZ0":
            forged = token[:place] + letter + token[place + 1 :]
            if forged != token:
                assert invitation_of(forged) == (None, Fault.BROKEN)


def test_a_new_invitation_ends_the_one_before(cast: Cast) -> None:
    first = token_of(invited(cast))
    invited(cast)
    assert invitation_of(first)[1] is Fault.WITHDRAWN


def test_who_may_invite(cast: Cast) -> None:
    invite(partner=cast.acme, email=NEW, role=Role.VIEWER, by=cast.bob)
    for person in (cast.alice, cast.charlie, cast.rania):
        with pytest.raises(PermissionDenied):
            invite(partner=cast.acme, email=NEW, role=Role.ADMIN, by=person)
    with pytest.raises(PermissionDenied):
        withdraw_invitation(invitation=cast.acme.invitations.first(), by=cast.charlie)


@pytest.mark.parametrize("email", ["", "nobody", "a@b", "a@partner.example\nBcc: x@y.example", "a@localhost"])
def test_what_is_no_address_is_refused(cast: Cast, email: str) -> None:
    with pytest.raises(InvitationRefused):
        invited(cast, email)


def test_the_last_administrator_stays(cast: Cast) -> None:
    bob = cast.acme.memberships.get(user=cast.bob)
    with pytest.raises(InvitationRefused):
        set_membership(membership=bob, role=Role.VIEWER, by=cast.vera)
    with pytest.raises(InvitationRefused):
        remove_membership(membership=bob, by=cast.bob)
    set_membership(membership=cast.acme.memberships.get(user=cast.alice), role=Role.ADMIN, by=cast.bob)
    remove_membership(membership=bob, by=cast.bob)
    assert not cast.acme.memberships.filter(pk=bob.pk).exists()


def test_nobody_makes_an_account_for_an_address_that_has_one(cast: Cast) -> None:
    invitation = invited(cast, cast.charlie.email)
    with pytest.raises(InvitationRefused):
        accept_invitation(invitation=invitation, by=None, full_name="Eve", password=PASSWORD)
    with pytest.raises(ValidationError):
        accept_invitation(invitation=invited(cast), by=None, full_name="", password="short")


def test_the_page_shows_no_word_of_other_partners(cast: Cast) -> None:
    page = cast.client(None).get(path_of(invited(cast))).content.decode()
    assert cast.globex.name not in page
    assert not re.search(r"\son\w+=\"", page)
