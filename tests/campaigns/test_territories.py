"""Territories: regions are the vendor's, countries keep their codes, and what is named stays."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from campaigns.actions.delete_territory import delete_territory
from campaigns.actions.move_territory import move_territory
from campaigns.actions.save_territory import save_territory
from campaigns.models import Partner, Segment, Territory
from campaigns.profile_lists import ProfileRefused
from tests.cast import Cast


def place(code: str) -> Territory:
    return Territory.objects.get(code=code)


def test_a_country_moves_with_all_below_it(db: None) -> None:
    below = place("DE").numchild
    alps = save_territory(name="Alps", code="alps", parent=place("emea"), by=None)
    move_territory(territory=place("DE"), parent=alps, by=None)
    assert place("DE").get_parent() == place("alps")
    assert place("DE-BY").path.startswith(place("alps").path)
    assert place("DE").get_children().count() == below
    assert place("DE-BY").get_parent() == place("DE")


def test_a_region_does_not_move_into_itself(db: None) -> None:
    with pytest.raises(ProfileRefused, match="part of it"):
        move_territory(territory=place("emea"), parent=place("dach"), by=None)
    with pytest.raises(ProfileRefused):
        move_territory(territory=place("DE-BY"), parent=place("emea"), by=None)
    with pytest.raises(ProfileRefused):
        move_territory(territory=place("emea"), parent=place("DE"), by=None)


def test_only_regions_are_renamed(db: None) -> None:
    assert save_territory(territory=place("dach"), name="D-A-CH", by=None).name == "D-A-CH"
    with pytest.raises(ProfileRefused):
        save_territory(territory=place("DE"), name="Allemagne", by=None)


@pytest.mark.parametrize(("name", "code"), [("", "x1"), ("X", "EMEA"), ("X", "de"), ("X", "a b"), ("X", "")])
def test_a_region_needs_a_name_and_a_code_of_its_own(db: None, name: str, code: str) -> None:
    with pytest.raises(ProfileRefused):
        save_territory(name=name, code=code, parent=place("emea"), by=None)


def test_what_is_named_or_not_empty_is_not_deleted(db: None) -> None:
    empty = save_territory(name="Empty", code="empty", parent=place("emea"), by=None)
    with pytest.raises(ProfileRefused, match="elsewhere"):
        delete_territory(territory=place("dach"), by=None)
    partner = Partner.objects.create(slug="p", name="P", language_code="de", country_id="DE")
    partner.territories.add(empty)
    with pytest.raises(ProfileRefused, match="partners"):
        delete_territory(territory=empty, by=None)
    partner.territories.clear()
    condition = {"attribute": "territory", "operator": "is_any_of", "value": ["empty"]}
    segment = Segment.objects.create(name="Far", rule={"match": "all", "conditions": [condition]})
    with pytest.raises(ProfileRefused, match="Far"):
        delete_territory(territory=empty, by=None)
    segment.delete()
    delete_territory(territory=empty, by=None)
    assert not Territory.objects.filter(code="empty").exists()


def test_limited_staff_changes_no_territory(cast: Cast) -> None:
    for person in (cast.rania, cast.alice, cast.dora):
        with pytest.raises(PermissionDenied):
            save_territory(name="X", code="x1", parent=place("emea"), by=person)
