"""An account is an e-mail address; its letters' case never matters."""

from __future__ import annotations

import pytest
from django.contrib.auth import authenticate
from django.db import IntegrityError, connection, transaction

from campaigns.models import User

pytestmark = pytest.mark.django_db


def test_the_address_is_kept_in_small_letters() -> None:
    user = User.objects.create_user(" Ann@Vendor.Example ", "a long phrase")
    assert user.email == "ann@vendor.example"
    assert User.objects.get(email="ANN@vendor.example") == user
    assert authenticate(username="aNN@VENDOR.example", password="a long phrase") == user


def test_the_same_address_in_other_letters_is_refused_by_the_database() -> None:
    ann = User.objects.create_user("ann@vendor.example")
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create_user("ANN@vendor.example")
    bo = User.objects.create_user("bo@vendor.example")
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE campaigns_user SET email = %s WHERE id = %s", ["ANN@vendor.example", bo.pk])
    assert ann.email == "ann@vendor.example"


def test_an_account_without_an_address_is_refused() -> None:
    with pytest.raises(ValueError, match="e-mail"):
        User.objects.create_user("  ")


def test_an_account_without_a_password_cannot_sign_in() -> None:
    assert not User.objects.create_user("ann@vendor.example").has_usable_password()


def test_a_person_without_a_name_is_called_by_the_address() -> None:
    user = User(email="ann@vendor.example")
    assert (str(user), user.get_short_name(), user.get_full_name()) == ("ann@vendor.example", "ann@vendor.example", "")
