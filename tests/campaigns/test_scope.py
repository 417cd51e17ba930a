"""Limits of staff: as values and as conditions they say the same, and several limits never widen each other."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group

from campaigns.models import Campaign, Partner, PartnerLanguage, StaffScope, Territory, User
from campaigns.permissions import (
    may_change_campaign,
    may_change_partner,
    may_change_segment,
    may_change_territory,
    may_import_partners,
    may_invite,
    may_publish_campaign,
    may_see_as,
    may_view_partners,
)
from campaigns.scope import Limit, Scope, scope_of
from tests.cast import Cast, language


def limited(user: User, *limits: tuple[list[str], list[str]]) -> User:
    """Give somebody groups with limits, and return the account as a new request meets it."""
    for number, (places, languages) in enumerate(limits):
        group = Group.objects.create(name=f"Limit {number}")
        scope = StaffScope.objects.create(group=group)
        scope.territories.set(Territory.objects.filter(code__in=places))
        scope.locales.set([language(code) for code in languages])
        user.groups.add(group)
    return User.objects.get(pk=user.pk)


@pytest.mark.parametrize(
    "limits",
    [
        [(["middle-east"], ["ar"])],
        [(["middle-east"], [])],
        [([], ["de"])],
        [(["dach"], []), ([], ["ar"])],
        [(["GB-ENG"], ["en"]), (["DE"], ["fr"])],
    ],
)
def test_values_and_conditions_say_the_same(cast: Cast, limits: list[tuple[list[str], list[str]]]) -> None:
    user = limited(User.objects.create_user("x@vendor.example"), *limits)
    scope = scope_of(user)
    Partner.objects.filter(pk=cast.globex.pk).update(language_code="de-AT")
    cast.acme.territories.add(Territory.objects.get(code="GB-ENG"), Territory.objects.get(code="AT"))
    for partner in Partner.objects.all():
        paths = [place.path for place in partner.territories.all()] or [partner.country.path]
        speaks = [partner.language_code, *partner.languages.values_list("language_code", flat=True)]
        inside = Partner.objects.filter(scope.partners(), pk=partner.pk).exists()
        assert inside is scope.holds_partner(paths, speaks), partner
    cast.gulf_campaign.locales = [language("ar")]
    cast.gulf_campaign.save()
    for campaign in Campaign.objects.all():
        paths = [place.path for place in campaign.territories.all()]
        codes = [each.language_code for each in campaign.locales.all()]
        inside = Campaign.objects.filter(scope.campaigns(), pk=campaign.pk).exists()
        assert inside is scope.holds_campaign(paths, codes), campaign


def test_two_limits_do_not_lend_each_other_what_they_have(cast: Cast) -> None:
    user = limited(User.objects.create_user("x@vendor.example"), (["dach"], ["fr"]), (["uki"], ["de"]))
    scope = scope_of(user)
    germany, britain = (Territory.objects.get(code=code).path for code in ("DE", "GB"))
    assert scope.holds_partner([germany], ["fr"])
    assert not scope.holds_partner([germany], ["de"])
    assert not scope.holds_partner([germany, britain], ["en"])


def test_groups_without_a_limit_neither_limit_nor_free(cast: Cast) -> None:
    vendor = Group.objects.get(name="Vendor marketing")
    assert scope_of(cast.vera).unlimited
    cast.rania.groups.add(vendor)
    assert not scope_of(User.objects.get(pk=cast.rania.pk)).unlimited


def test_nobody_reaches_nothing() -> None:
    from django.contrib.auth.models import AnonymousUser

    assert not scope_of(AnonymousUser()).holds_territory("0001")
    assert scope_of(None).unlimited


def test_a_campaign_for_the_whole_world_is_within_no_limit() -> None:
    scope = Scope(unlimited=False, limits=(Limit(("0001",), ("ar",)),))
    assert not scope.holds_campaign([], ["ar"])
    assert scope.holds_campaign(["00010002"], [])
    assert not scope.holds_campaign(["00010002", "0002"], [])
    assert not scope.holds_campaign(["00010002"], ["ar", "fr"])
    assert not Scope(unlimited=False, limits=(Limit((), ("ar",)),)).holds_campaign(["0001"], [])


def test_what_the_cast_may_do(cast: Cast) -> None:
    assert may_change_partner(cast.rania, cast.gulf)
    assert not may_change_partner(cast.rania, cast.acme)
    assert may_change_campaign(cast.rania, cast.gulf_campaign)
    assert may_publish_campaign(cast.rania, cast.gulf_campaign)
    assert not may_change_campaign(cast.rania, cast.acme_campaign)
    assert not may_change_campaign(cast.rania, cast.draft)
    assert may_see_as(cast.rania, cast.gulf)
    assert not may_see_as(cast.rania, cast.globex)
    assert not may_change_segment(cast.rania)
    assert not may_import_partners(cast.rania)
    assert not may_change_territory(cast.rania)
    for one in cast.partners:
        assert may_change_partner(cast.vera, one)
        assert not may_change_partner(cast.alice, one)
    assert may_change_segment(cast.vera) and may_import_partners(cast.vera)


def test_people_of_a_partner_have_no_staff_s_rights(cast: Cast) -> None:
    for person in (cast.alice, cast.bob, cast.charlie, cast.dora):
        assert not may_view_partners(person)
        assert not may_change_campaign(person, cast.acme_campaign)
        assert not may_see_as(person, cast.acme)
    assert may_invite(cast.bob, cast.acme)
    assert not may_invite(cast.alice, cast.acme)
    assert not may_invite(cast.bob, cast.globex)


def test_who_is_switched_off_may_do_nothing(cast: Cast) -> None:
    for person in (cast.ada, cast.vera, cast.bob):
        person.is_active = False
        assert not may_change_partner(person, cast.acme)
        assert not may_invite(person, cast.acme)


def test_a_further_language_counts_like_the_own(cast: Cast) -> None:
    user = limited(User.objects.create_user("x@vendor.example"), ([], ["th"]))
    PartnerLanguage.objects.create(partner=cast.globex, language_code="th-TH")
    assert set(Partner.objects.filter(scope_of(user).partners())) == {cast.globex}
