"""The vendor's lists in the admin: an entry is not taken from under a partner or a rule."""

from __future__ import annotations

from campaigns.models import Attribute, Partner, PartnerType, ProductLine, Segment, Tier
from tests.cast import Cast
from tests.cms.test_partners_admin import posted

LISTS = "/admin/snippets/campaigns/"


def test_a_tier_that_a_segment_names_cannot_be_deleted_and_the_page_says_which_segment(cast: Cast) -> None:
    tier = Tier.objects.get(slug="gold")
    Partner.objects.update(tier=None)
    client = cast.client(cast.vera)
    address = f"{LISTS}tier/delete/{tier.pk}/"
    for page in (client.get(address), client.post(address)):
        assert page.status_code == 200
        assert cast.gold_in_britain.name in page.content.decode()
        assert "Yes, delete" not in page.content.decode()
    assert Tier.objects.filter(pk=tier.pk).exists()


def test_a_tier_that_partners_have_cannot_be_deleted(cast: Cast) -> None:
    Segment.objects.update(rule={"match": "all", "conditions": []})
    client = cast.client(cast.vera)
    page = client.post(f"{LISTS}tier/delete/{cast.acme.tier_id}/")
    assert page.status_code == 200
    assert "1 partner" in page.content.decode()
    assert Tier.objects.filter(pk=cast.acme.tier_id).exists()


def test_what_nobody_needs_is_deleted(cast: Cast) -> None:
    made = PartnerType.objects.create(name="Kiosk", slug="kiosk")
    client = cast.client(cast.vera)
    address = f"{LISTS}partnertype/delete/{made.pk}/"
    assert "Yes, delete" in client.get(address).content.decode()
    assert client.post(address).status_code == 302
    assert not PartnerType.objects.filter(pk=made.pk).exists()


def test_the_page_says_how_many_partners_lose_a_product_line_or_an_answer(cast: Cast) -> None:
    line = ProductLine.objects.create(name="Edge", slug="edge")
    cast.acme.product_lines.add(line)
    attribute = Attribute.objects.create(label="Seats", key="seats", kind=Attribute.Kind.NUMBER)
    client = cast.client(cast.vera)
    assert "It is taken from 1 partner" in client.get(f"{LISTS}productline/delete/{line.pk}/").content.decode()
    assert "It is taken from" not in client.get(f"{LISTS}attribute/delete/{attribute.pk}/").content.decode()


def test_a_key_that_a_segment_names_stays(cast: Cast) -> None:
    tier = Tier.objects.get(slug="gold")
    client = cast.client(cast.vera)
    address = f"{LISTS}tier/edit/{tier.pk}/"
    page = client.post(address, posted(client, address, slug="golden"))
    assert page.status_code == 200
    assert cast.gold_in_britain.name in str(page.context["form"].errors["slug"])
    assert client.post(address, posted(client, address, name="Golden")).status_code == 302
    assert Tier.objects.get(pk=tier.pk).name == "Golden"


def test_limited_staff_deletes_no_entry(cast: Cast) -> None:
    made = PartnerType.objects.create(name="Kiosk", slug="kiosk")
    client = cast.client(cast.rania)
    assert client.post(f"{LISTS}partnertype/delete/{made.pk}/").status_code in (302, 403, 404)
    assert PartnerType.objects.filter(pk=made.pk).exists()
