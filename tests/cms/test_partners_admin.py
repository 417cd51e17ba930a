"""Partners in the admin: who sees what, and what the form keeps and refuses."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from campaigns.models import Attribute, Certification, Partner, ProductLine, Territory
from tests.cast import Cast

LIST = "/admin/snippets/campaigns/partner/"


def edit_of(partner: Partner) -> str:
    return f"{LIST}edit/{partner.pk}/"


def posted(client: Client, address: str, **changes: Any) -> dict[str, Any]:
    """What the form of a page would send, with some of it changed."""
    page = client.get(address)
    assert page.status_code == 200, page
    form = page.context["form"]
    data: dict[str, Any] = {}
    forms = [form, *[each for formset in form.formsets.values() for each in formset.forms]]
    for formset in form.formsets.values():
        for name, field in formset.management_form.fields.items():
            data[f"{formset.prefix}-{name}"] = formset.management_form.initial.get(name, field.initial)
    for each in forms:
        for bound in each:
            value = bound.value()
            if isinstance(value, dict):
                data |= {f"{bound.html_name}_{part}": text for part, text in value.items()}
            elif isinstance(value, list | tuple):
                data[bound.html_name] = [str(getattr(one, "pk", one)) for one in value]
            elif value is not None and value is not False:
                data[bound.html_name] = "on" if value is True else str(value)
    return {**data, **changes}


def test_the_list_shows_searches_and_filters(cast: Cast) -> None:
    client = cast.client(cast.vera)
    page = client.get(LIST)
    assert page.status_code == 200
    for partner in (cast.acme, cast.globex, cast.gulf):
        assert partner.name in page.content.decode()
    found = client.get(LIST, {"q": cast.globex.name}).content.decode()
    assert cast.globex.name in found
    assert cast.gulf.name not in found
    filtered = client.get(LIST, {"country": "AE"}).content.decode()
    assert cast.gulf.name in filtered
    assert cast.globex.name not in filtered


def test_the_list_asks_as_many_questions_for_many_partners_as_for_few(
    cast: Cast, django_assert_max_num_queries: Any
) -> None:
    client = cast.client(cast.vera)
    client.get(LIST)
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as few:
        client.get(LIST)
    Partner.objects.bulk_create(
        Partner(slug=f"p{number}", name=f"P {number}", language_code="de", country_id="DE", tier=cast.acme.tier,
                distributor=cast.summit)
        for number in range(18)
    )  # fmt: skip
    with CaptureQueriesContext(connection) as many:
        client.get(LIST)
    assert len(many) <= len(few)


def test_a_partner_is_changed_with_all_that_is_below_it(cast: Cast) -> None:
    client, acme = cast.client(cast.vera), cast.acme
    line = ProductLine.objects.create(slug="cloud-own", name="Own cloud")
    certification = Certification.objects.create(slug="cloud-own", name="Own")
    Attribute.objects.create(key="verticals", label="Verticals", kind="choices", choices="bank = Banks\nshop = Shops")
    Attribute.objects.create(key="seats", label="Seats", kind="number")
    data = posted(client, edit_of(acme))
    count, names = int(data["certifications-TOTAL_FORMS"]), int(data["local_names-TOTAL_FORMS"])
    changes = {
        "name": "Acme Systems", "country": "GB", "phone": "020 7946 0123", "website": "acme.example/de",
        "revenue": "1200000",
        "revenue_currency": "GBP", "product_lines": [str(line.pk)], "own-verticals": ["shop"], "own-seats": "12.5",
        "territories-typed": "DACH; FR", "distributor": str(cast.summit.pk),
        "certifications-TOTAL_FORMS": count + 1, f"certifications-{count}-certification": certification.pk,
        f"certifications-{count}-issued": "2025-01-31", f"certifications-{count}-ORDER": count + 1,
        "local_names-TOTAL_FORMS": names + 1, f"local_names-{names}-language_code": "it",
        f"local_names-{names}-name": "Acmé", f"local_names-{names}-ORDER": names + 1,
    }  # fmt: skip
    response = client.post(edit_of(acme), {**data, **changes})
    assert response.status_code == 302, errors_of(response)
    acme = Partner.objects.get(pk=acme.pk)
    assert (acme.name, acme.phone, acme.website) == ("Acme Systems", "+442079460123", "https://acme.example/de")
    assert {"dach", "FR"} <= set(acme.territories.values_list("code", flat=True))
    assert acme.certifications.filter(certification=certification, issued="2025-01-31").exists()
    assert acme.local_names.get(language_code="it").name == "Acmé"
    answers = dict(acme.attribute_values.values_list("attribute__key", "text"))
    assert answers["verticals"] == "shop"
    assert acme.attribute_values.get(attribute__key="seats").number == 12.5
    history = client.get(f"{LIST}history/{acme.pk}/").content.decode()
    assert "Partner saved" in history


def errors_of(response: Any) -> Any:
    form = response.context["form"]
    return form.errors, [formset.errors for formset in form.formsets.values()]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("phone", "12"),
        ("website", "http://acme.example"),
        ("language_code", "klingon"),
        ("revenue_currency", "XQQ"),
        ("training_score", "101"),
        ("own-seats", "many"),
        ("territories-typed", "Atlantis"),
    ],
)
def test_what_cannot_be_kept_is_told_beside_it_and_nothing_is_lost(cast: Cast, field: str, value: str) -> None:
    Attribute.objects.create(key="seats", label="Seats", kind="number")
    client = cast.client(cast.vera)
    response = client.post(edit_of(cast.acme), posted(client, edit_of(cast.acme), **{field: value, "name": "Else"}))
    assert response.status_code == 200
    name = field.removesuffix("-typed")
    assert list(response.context["form"].errors) == [name], errors_of(response)
    assert value in response.content.decode()
    assert Partner.objects.get(pk=cast.acme.pk).name == cast.acme.name


def test_a_circle_of_distributors_is_refused_with_its_path(cast: Cast) -> None:
    client = cast.client(cast.vera)
    data = posted(client, edit_of(cast.summit), distributor=str(cast.acme.pk))
    response = client.post(edit_of(cast.summit), data)
    assert response.status_code == 200
    (message,) = response.context["form"].errors.get("distributor") or [errors_of(response)]
    assert f"{cast.summit.slug} > {cast.acme.slug} > {cast.summit.slug}" in message


def test_every_input_stands_in_the_form_once(cast: Cast) -> None:
    Attribute.objects.create(key="seats", label="Seats", kind="number")
    page = cast.client(cast.vera).get(edit_of(cast.acme)).content.decode()
    for name in ("own-seats", "name", "revenue", "territories-typed", "distributor"):
        assert page.count(f'name="{name}"') == 1, name


def test_a_new_partner_is_made(cast: Cast) -> None:
    client = cast.client(cast.vera)
    data = posted(client, f"{LIST}add/", name="Zorza", slug="zorza", country="PL", language_code="pl")
    response = client.post(f"{LIST}add/", data)
    assert response.status_code == 302, errors_of(response)
    assert Partner.objects.get(slug="zorza").country_id == "PL"


def test_a_regional_team_sees_and_changes_its_own_partners_only(cast: Cast) -> None:
    client = cast.client(cast.rania)
    page = client.get(LIST).content.decode()
    assert cast.gulf.name in page
    assert cast.acme.name not in page
    for address in (edit_of(cast.acme), f"{LIST}delete/{cast.acme.pk}/", f"{LIST}history/{cast.acme.pk}/",
                    f"/admin/partners/{cast.acme.pk}/people/"):  # fmt: skip
        assert client.get(address).status_code == 404
        assert client.post(address, {}).status_code == 404
    assert client.get("/admin/partners/import/").status_code == 404
    data = posted(client, edit_of(cast.gulf), **{"territories": [], "territories-typed": "FR"})
    response = client.post(edit_of(cast.gulf), data)
    assert response.status_code == 200
    assert not cast.gulf.territories.filter(code="FR").exists()


@pytest.mark.parametrize("name", ["alice", "charlie", "dora"])
def test_portal_people_never_enter(cast: Cast, name: str) -> None:
    client = cast.client(getattr(cast, name))
    for address in (LIST, edit_of(cast.acme), "/admin/partners/import/", "/admin/partners/export/",
                    "/admin/territories/", f"/admin/jobs/{cast.vera_job.pk}/"):  # fmt: skip
        assert client.get(address).status_code in (302, 404)


def test_what_a_partner_lacks_is_told_with_what_it_would_unlock(cast: Cast) -> None:
    page = cast.client(cast.vera).get(edit_of(cast.globex)).content.decode()
    assert "% complete" in page
    assert "Logo on light ground" in page


def test_a_partner_with_others_below_it_cannot_be_deleted(cast: Cast) -> None:
    client = cast.client(cast.ada)
    address = f"{LIST}delete/{cast.summit.pk}/"
    assert "cannot be deleted" in client.get(address).content.decode()
    client.post(address)
    assert Partner.objects.filter(pk=cast.summit.pk).exists()


def test_people_are_invited_changed_and_removed(cast: Cast, mailoutbox: Any) -> None:
    client = cast.client(cast.vera)
    people = f"/admin/partners/{cast.acme.pk}/people/"
    assert client.get(people).status_code == 200
    refused = client.post(people, {"do": "invite", "email": "nobody", "role": "maker"})
    assert "hello@northlight.example" in refused.content.decode()
    bob = cast.acme.memberships.get(user=cast.bob)
    client.post(people, {"do": "remove", "member": bob.pk})
    assert cast.acme.memberships.filter(pk=bob.pk).exists()
    alice = cast.acme.memberships.get(user=cast.alice)
    client.post(people, {"do": "set", "member": alice.pk, "role": "admin"})
    client.post(people, {"do": "remove", "member": bob.pk})
    assert not cast.acme.memberships.filter(pk=bob.pk).exists()
    other = cast.globex.memberships.first()
    assert client.post(people, {"do": "remove", "member": other.pk}).status_code == 404


@pytest.mark.parametrize("model", ["partnertype", "tier", "productline", "certification", "attribute", "staffscope"])
def test_the_vendor_keeps_its_lists(cast: Cast, model: str) -> None:
    client = cast.client(cast.ada)
    assert client.get(f"/admin/snippets/campaigns/{model}/").status_code == 200
    assert client.get(f"/admin/snippets/campaigns/{model}/add/").status_code == 200
    assert cast.client(cast.rania).get(f"/admin/snippets/campaigns/{model}/add/").status_code in (302, 404)


def test_an_attribute_that_is_answered_keeps_its_kind(cast: Cast) -> None:
    client = cast.client(cast.ada)
    value = cast.acme.attribute_values.first()
    address = f"/admin/snippets/campaigns/attribute/edit/{value.attribute_id}/"
    response = client.post(address, posted(client, address, kind="number"))
    assert response.status_code == 200
    assert "kind" in response.context["form"].errors


def test_regions_are_added_moved_and_deleted(cast: Cast) -> None:
    client = cast.client(cast.vera)
    page = client.get("/admin/territories/").content.decode()
    assert "Germany" in page
    assert "EUR" in page
    emea = Territory.objects.get(code="emea")
    response = client.post("/admin/territories/add/", {"name": "Alps", "code": "alps", "parent": emea.pk})
    assert response.status_code == 302, response.context["form"].errors
    alps = Territory.objects.get(code="alps")
    austria = Territory.objects.get(code="AT")
    assert client.post(f"/admin/territories/{austria.pk}/", {"parent": alps.pk}).status_code == 302
    assert Territory.objects.get(code="AT").get_parent() == Territory.objects.get(code="alps")
    assert client.post(f"/admin/territories/{emea.pk}/", {"name": "EMEA", "parent": alps.pk}).status_code == 200
    client.post(f"/admin/territories/{alps.pk}/delete/")
    assert Territory.objects.filter(code="alps").exists()
    assert "AT-7" in client.get("/admin/territories/", {"q": "Tirol"}).content.decode()
    assert cast.client(cast.rania).get("/admin/territories/add/").status_code == 404
