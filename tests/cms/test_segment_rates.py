"""Exchange rates in the admin."""

from __future__ import annotations

import re
from datetime import date
from html import unescape
from typing import Any

import pytest
from django.test import Client

from campaigns.models import ExchangeRate, Partner
from tests.cast import Cast

RATES = "/admin/snippets/campaigns/exchangerate/"


@pytest.fixture
def admin(cast: Cast) -> Client:
    return cast.client(cast.vera)


def rate(**values: Any) -> dict[str, Any]:
    return {"currency": "TRY", "day": "2026-02-01", "per_euro": "45.2", **values}


def test_a_rate_is_kept_and_is_in_use_from_its_day(admin: Client) -> None:
    ExchangeRate.objects.create(currency="TRY", day=date(2025, 2, 1), per_euro="40")
    ExchangeRate.objects.create(currency="TRY", day=date(2999, 2, 1), per_euro="99")
    assert admin.post(f"{RATES}add/", rate()).status_code == 302
    rates = admin.get(RATES, {"currency": "TRY"}).context["object_list"]
    page = admin.get(RATES).content.decode()
    assert re.search(r"<td[^>]*>\s*45\.2\s*</td>", page)
    assert len(rates) == 3
    for words in ("In use", "Past", "Not yet"):
        assert words in page


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"currency": "EUR"}, "currency"),
        ({"currency": "QQQ"}, "currency"),
        ({"per_euro": "0"}, "per_euro"),
        ({"per_euro": "-3"}, "per_euro"),
        ({"per_euro": ""}, "per_euro"),
        ({"day": "soon"}, "day"),
        ({"currency": "GBP", "day": "2026-01-01"}, "day"),
    ],
)
def test_a_rate_that_cannot_be_is_refused_beside_its_field(admin: Client, values: dict[str, Any], field: str) -> None:
    before = ExchangeRate.objects.count()
    response = admin.post(f"{RATES}add/", rate(**values))
    assert response.status_code == 200
    assert list(response.context["form"].errors) == [field]
    assert ExchangeRate.objects.count() == before


def test_the_list_names_currencies_that_partners_report_in_without_a_rate(admin: Client, cast: Cast) -> None:
    assert "that have no rate" not in admin.get(RATES).content.decode()
    Partner.objects.filter(pk=cast.gulf.pk).update(revenue_currency="TRY")
    page = unescape(admin.get(RATES).content.decode())
    assert "TRY (1 partner): add a rate" in page
    assert admin.get(f"{RATES}add/?currency=TRY").context["form"].initial["currency"] == "TRY"
    admin.post(f"{RATES}add/", rate())
    assert "that have no rate" not in admin.get(RATES).content.decode()


def test_rates_are_for_staff_without_a_limit(cast: Cast) -> None:
    for name, user in cast.people.items():
        may = name in ("ada", "vera")
        assert (cast.client(user).get(RATES).status_code == 200) is may, name
        cast.client(user).post(f"{RATES}add/", rate(day=f"2026-03-{len(name):02d}"))
        assert ExchangeRate.objects.filter(day=date(2026, 3, len(name))).exists() is may, name
        ExchangeRate.objects.filter(currency="TRY").delete()
