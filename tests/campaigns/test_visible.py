"""Who sees which campaigns, templates, partners and segments, and from when until when."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import AnonymousUser, Group, Permission
from django.utils import timezone
from wagtail.models import Locale

from brand_kit.models import Brand, Template
from campaigns.audience import audience_of, explain_audience
from campaigns.facts import facts_of, facts_of_many
from campaigns.models import (
    Campaign,
    CampaignTemplate,
    ExchangeRate,
    Membership,
    Partner,
    Segment,
    StaffScope,
    Territory,
    User,
)
from campaigns.models.partner import MOST_LEVELS
from campaigns.querysets import offered_to
from campaigns.targeting import context_for
from tests.campaigns.program import TODAY, condition, make_campaign, make_lists, make_partner, make_segment

pytestmark = pytest.mark.django_db


def member(name: str, *partners: Partner) -> User:
    user = User.objects.create_user(f"{name}@partner.example")
    for partner in partners:
        Membership.objects.create(user=user, partner=partner)
    return user


def staff(name: str, territories: tuple[str, ...] = (), *, limited: bool = False) -> User:
    group = Group.objects.create(name=name)
    models = ["partner", "campaign", "segment"]
    group.permissions.set(Permission.objects.filter(codename__in=[f"change_{model}" for model in models]))
    if limited:
        StaffScope.objects.create(group=group).territories.set(Territory.objects.filter(code__in=territories))
    user = User.objects.create_user(f"{name}@vendor.example")
    user.groups.add(group)
    return user


@pytest.fixture
def cast(db: None) -> SimpleNamespace:
    """Alice and Bob of Acme, Charlie of Globex, Dora of the distributor above Acme, Rania's region, Vera's brand."""
    make_lists()
    summit = make_partner("summit", country="GB")
    acme = make_partner("acme", country="GB", tier="gold", distributor=summit)
    globex = make_partner("globex", country="DE", tier="silver")
    gulf = make_partner("gulf", country="AE", language_code="ar")
    return SimpleNamespace(
        summit=summit, acme=acme, globex=globex, gulf=gulf, brand=Brand.objects.create(name="Brand"),
        alice=member("alice", acme), bob=member("bob", acme), charlie=member("charlie", globex),
        dora=member("dora", summit), rania=staff("rania", ("middle-east",), limited=True), vera=staff("vera"),
        gold=make_segment("Gold", condition("tier", "is", "gold")),
        silver=make_segment("Silver", condition("tier", "is", "silver")),
    )  # fmt: skip


def seen(partner: Partner, at: datetime | None = None) -> set[str]:
    return set(Campaign.objects.visible_to(partner, at).values_list("slug", flat=True))


def test_each_partner_sees_what_is_meant_for_it(cast: SimpleNamespace) -> None:
    make_campaign("Everyone", cast.brand)
    make_campaign("Gold", cast.brand, segments=[cast.gold])
    make_campaign("Either", cast.brand, segments=[cast.gold, cast.silver])
    make_campaign("Germany", cast.brand, territories=["DE"])
    make_campaign("Golden Germany", cast.brand, segments=[cast.gold], territories=["DE"])
    make_campaign("Not gold", cast.brand, excluded_segments=[cast.gold])
    make_campaign("Not in Europe", cast.brand, excluded_territories=["emea"])
    make_campaign("Draft", cast.brand, live=False)
    assert seen(cast.acme) == {"everyone", "gold", "either"}
    assert seen(cast.globex) == {"everyone", "either", "germany", "not-gold"}
    assert seen(cast.summit) == {"everyone", "not-gold"}


def test_a_distributor_sees_what_is_meant_for_its_partners_only_through_them(cast: SimpleNamespace) -> None:
    make_campaign("Gold", cast.brand, segments=[cast.gold])
    for person, slugs in ((cast.alice, {"gold"}), (cast.bob, {"gold"}), (cast.charlie, set()), (cast.dora, set())):
        assert set(Campaign.objects.for_user(person).values_list("slug", flat=True)) == slugs


def test_who_acts_for_two_partners_sees_what_either_sees_once(cast: SimpleNamespace) -> None:
    make_campaign("Everyone", cast.brand)
    make_campaign("Gold", cast.brand, segments=[cast.gold])
    make_campaign("Germany", cast.brand, territories=["DE"])
    make_campaign("Golden Germany", cast.brand, segments=[cast.gold], territories=["DE"])
    both = member("both", cast.acme, cast.globex)
    found = Campaign.objects.for_user(both).order_by("slug").values_list("slug", flat=True)
    assert list(found) == ["everyone", "germany", "gold"]


def test_nobody_else_sees_any_campaign(cast: SimpleNamespace) -> None:
    make_campaign("Everyone", cast.brand)
    gone = member("gone", cast.acme)
    gone.is_active = False
    for somebody in (AnonymousUser(), None, gone, cast.vera, User.objects.create_superuser("root@vendor.example")):
        assert not Campaign.objects.for_user(somebody)


def test_a_partner_that_is_switched_off_sees_nothing(cast: SimpleNamespace) -> None:
    make_campaign("Everyone", cast.brand)
    Partner.objects.filter(pk=cast.acme.pk).update(active=False)
    assert seen(cast.acme) == set()
    assert not Partner.objects.in_audience_of(Campaign.objects.get()).filter(slug="acme")


def test_a_narrowed_query_stays_narrow(cast: SimpleNamespace) -> None:
    make_campaign("Spring", cast.brand)
    make_campaign("Summer", cast.brand)
    assert [each.slug for each in Campaign.objects.filter(slug="summer").visible_to(cast.acme)] == ["summer"]


@pytest.mark.parametrize(
    ("served", "territories", "excluded", "is_in"),
    [
        ((), ("GB",), (), True),
        ((), ("emea",), (), True),
        ((), ("GB-SCT",), (), True),
        ((), ("DE",), (), False),
        (("DE",), ("GB",), (), False),
        (("emea",), ("GB",), (), True),
        (("world",), ("US-CA",), (), True),
        (("GB-SCT",), ("GB-ENG",), (), False),
        ((), (), ("GB",), False),
        ((), (), ("GB-SCT",), True),
        (("GB", "DE"), (), ("GB",), True),
        (("GB", "DE"), (), ("emea",), False),
        (("GB", "DE"), (), ("GB", "DE"), False),
        (("GB", "DE"), ("GB",), ("GB",), True),
    ],
)
def test_territories_let_in_what_is_at_below_or_above(
    cast: SimpleNamespace, served: tuple[str, ...], territories: tuple[str, ...], excluded: tuple[str, ...], is_in: bool
) -> None:
    partner = make_partner("initech", country="GB", territories=served)
    campaign = make_campaign("Place", cast.brand, territories=territories, excluded_territories=excluded)
    assert ("place" in seen(partner)) is is_in
    assert Partner.objects.in_audience_of(campaign).filter(pk=partner.pk).exists() is is_in
    verdict = explain_audience(audience_of(campaign), facts_of(partner), context=context_for())
    assert verdict.matched is is_in


def test_after_a_move_in_the_tree_everything_follows(cast: SimpleNamespace) -> None:
    nordics = make_segment("Nordics", condition("territory", "is_any_of", ["nordics"]))
    by_place = make_campaign("By place", cast.brand, territories=["nordics"])
    by_segment = make_campaign("By segment", cast.brand, segments=[nordics])
    assert seen(cast.globex) == set()
    Territory.objects.get(code="DE").move(Territory.objects.get(code="nordics"), "first-child")
    assert seen(cast.globex) == {"by-place", "by-segment"}
    for campaign in (by_place, by_segment):
        assert list(Partner.objects.in_audience_of(campaign)) == [cast.globex]
    assert list(Partner.objects.in_segment(nordics)) == [cast.globex]


@pytest.mark.parametrize(
    ("zone", "start", "end"),
    [
        ("Europe/Berlin", (2026, 3, 29, 3, 0), (2026, 10, 25, 2, 30)),
        ("America/New_York", (2026, 3, 8, 3, 0), (2026, 11, 1, 1, 30)),
        ("Asia/Kolkata", (2026, 6, 1, 0, 0), (2026, 6, 2, 0, 0)),
        ("Pacific/Auckland", (2026, 9, 27, 3, 0), (2026, 12, 31, 23, 59)),
    ],
)
def test_a_campaign_is_seen_from_its_first_minute_until_just_before_its_end(
    cast: SimpleNamespace, zone: str, start: tuple[int, ...], end: tuple[int, ...]
) -> None:
    # The starts and ends are those of the nights when clocks change, where an hour is missing or comes twice.
    starts = datetime(*start, tzinfo=ZoneInfo(zone))  # type: ignore[arg-type, misc]
    ends = datetime(*end, tzinfo=ZoneInfo(zone), fold=1)  # type: ignore[arg-type, misc]
    make_campaign("Timed", cast.brand, starts_at=starts, ends_at=ends, time_zone=zone)
    second = timedelta(seconds=1)
    begin, end_at = starts.astimezone(UTC), ends.astimezone(UTC)
    moments = [begin - second, begin, end_at - second, end_at]
    assert [seen(cast.acme, moment) == {"timed"} for moment in moments] == [False, True, True, False]
    assert [Campaign.objects.published(moment).exists() for moment in moments] == [False, True, True, False]


def test_an_hour_that_comes_twice_is_told_apart(cast: SimpleNamespace) -> None:
    berlin = ZoneInfo("Europe/Berlin")
    first, second = (datetime(2026, 10, 25, 2, 30, tzinfo=berlin, fold=fold) for fold in (0, 1))
    make_campaign("Ends in summer time", cast.brand, ends_at=first)
    make_campaign("Ends in winter time", cast.brand, ends_at=second)
    assert seen(cast.acme, first.astimezone(UTC)) == {"ends-in-winter-time"}


def test_the_day_of_the_moment_counts_for_certifications(cast: SimpleNamespace) -> None:
    make_partner("hooli", certifications=[("architect", TODAY, TODAY)])
    certified = make_segment("Certified", condition("certification", "is_set"))
    campaign = make_campaign("Certified", cast.brand, segments=[certified])
    midnight = datetime.combine(TODAY, datetime.min.time(), tzinfo=UTC)
    hooli = Partner.objects.get(slug="hooli")
    before, after = midnight - timedelta(seconds=1), midnight + timedelta(days=1)
    for at, is_in in ((before, False), (midnight, True), (after, False)):
        assert (seen(hooli, at) == {"certified"}) is is_in
        assert Partner.objects.in_audience_of(campaign, at=at).exists() is is_in


def test_a_campaign_whose_audience_cannot_be_worked_out_is_hidden_and_no_other(
    cast: SimpleNamespace, caplog: pytest.LogCaptureFixture
) -> None:
    pounds = {"amount": "1", "currency": "GBP"}
    rich = make_segment("Rich", condition("revenue", "at_least", pounds, negated=True))
    above = make_segment("Names it", {"segment": rich.pk, "negated": True})
    make_campaign("Wanted", cast.brand, segments=[cast.gold, above])
    make_campaign("Unwanted", cast.brand, excluded_segments=[rich])
    make_campaign("Sound", cast.brand, segments=[cast.gold])
    assert seen(cast.acme) == {"sound", "wanted"}
    ExchangeRate.objects.all().delete()
    with caplog.at_level(logging.ERROR):
        assert seen(cast.acme) == {"sound"}
    assert "GBP" in caplog.text


def test_templates_are_offered_with_the_campaigns_that_are_seen(cast: SimpleNamespace) -> None:
    campaign = make_campaign("Gold", cast.brand, segments=[cast.gold])
    again = make_campaign("Everyone", cast.brand)
    locale = Locale.objects.get_or_create(language_code="en")[0]
    flyer, draft, elsewhere = (
        Template.objects.create(
            title=name, slug=name, brand=cast.brand, layout="flyer", locale=locale, live=name != "draft"
        )
        for name in ("flyer", "draft", "elsewhere")
    )
    for offering, template in ((campaign, flyer), (campaign, draft), (again, flyer), (campaign, elsewhere)):
        CampaignTemplate.objects.create(campaign=offering, template=template)
    assert set(offered_to(cast.acme)) == {flyer, elsewhere}
    assert list(offered_to(cast.globex)) == [flyer]


def test_partners_are_seen_by_those_who_act_for_them_and_above_them(cast: SimpleNamespace) -> None:
    def visible(user: Any) -> set[str]:
        return set(Partner.objects.visible_to(user).values_list("slug", flat=True))

    everyone = {"summit", "acme", "globex", "gulf"}
    assert visible(cast.alice) == {"acme"}
    assert visible(cast.charlie) == {"globex"}
    assert visible(cast.dora) == {"summit", "acme"}
    assert visible(cast.vera) == everyone
    assert visible(User.objects.create_superuser("root@vendor.example")) == everyone
    assert visible(cast.rania) == {"gulf"}
    assert visible(User.objects.create_user("nobody@vendor.example")) == set()
    assert visible(AnonymousUser()) == set()


def test_a_distributor_sees_down_as_many_levels_as_there_may_be(cast: SimpleNamespace) -> None:
    top = above = make_partner("level-0")
    for level in range(1, MOST_LEVELS + 2):
        above = make_partner(f"level-{level}", distributor=above)
    visible = Partner.objects.visible_to(member("top", top))
    assert set(visible.values_list("slug", flat=True)) == {f"level-{level}" for level in range(MOST_LEVELS + 1)}
    below = make_segment("Below", condition("distributor", "is_any_of", ["level-0"]))
    assert set(Partner.objects.in_segment(below)) == set(visible)


def test_segments_are_seen_by_staff_only(cast: SimpleNamespace) -> None:
    assert Segment.objects.visible_to(cast.vera).count() == 2
    for somebody in (cast.alice, cast.dora, AnonymousUser()):
        assert not Segment.objects.visible_to(somebody)


def test_limited_staff_edits_what_is_within_its_limit_and_reads_what_reaches_into_it(cast: SimpleNamespace) -> None:
    make_campaign("Everywhere", cast.brand)
    make_campaign("Emirates", cast.brand, territories=["AE"])
    make_campaign("Both", cast.brand, territories=["AE", "DE"])
    make_campaign("Germany", cast.brand, territories=["DE"])
    make_campaign("Emea", cast.brand, territories=["emea"])

    def slugs(campaigns: Any) -> set[str]:
        return set(campaigns.values_list("slug", flat=True))

    assert slugs(Campaign.objects.editable_by(cast.rania)) == {"emirates"}
    assert slugs(Campaign.objects.readable_by(cast.rania)) == {"everywhere", "emirates", "both", "emea"}
    assert Campaign.objects.editable_by(cast.vera).count() == Campaign.objects.readable_by(cast.vera).count() == 5
    for somebody in (cast.alice, AnonymousUser()):
        assert not Campaign.objects.editable_by(somebody)
        assert not Campaign.objects.readable_by(somebody)


def test_the_number_of_queries_does_not_grow(cast: SimpleNamespace, django_assert_max_num_queries: Any) -> None:
    for number in range(12):
        inner = make_segment(f"inner {number}", condition("tier", "at_least", "silver"))
        outer = make_segment(f"outer {number}", {"segment": inner.pk}, condition("territory", "is_any_of", ["GB"]))
        make_campaign(f"c{number}", cast.brand, segments=[outer], excluded_segments=[cast.silver], territories=["uki"])
    with django_assert_max_num_queries(17):
        assert len(Campaign.objects.visible_to(cast.acme)) == 12
    everyone = member("everyone", *Partner.objects.all())
    with django_assert_max_num_queries(18):
        assert len(Campaign.objects.for_user(everyone)) == 12
    partners = list(Partner.objects.all())
    with django_assert_max_num_queries(6):
        assert len(facts_of_many(partners)) == 4


def test_facts_are_the_same_for_one_and_for_many(cast: SimpleNamespace) -> None:
    make_partner(
        "full", tier="gold", territories=["GB", "AT"], languages=["fr"], product_lines=["cloud"], training_score=7,
        certifications=[("architect", TODAY, None)], joined=TODAY, revenue=5, revenue_currency="GBP",
        distributor=cast.acme, answers={"seats": "12.5", "sectors": ["health", "retail"], "public_sector": False},
        account_manager=cast.vera,
    )  # fmt: skip
    many = facts_of_many(Partner.objects.all())
    assert {partner.pk: facts_of(partner) for partner in Partner.objects.all()} == many
    full = many[Partner.objects.get(slug="full").pk]
    assert full.lineage == ("full", "acme", "summit")
    assert full.account_manager == "vera@vendor.example"


def test_now_is_the_default(cast: SimpleNamespace) -> None:
    make_campaign("Over", cast.brand, ends_at=timezone.now() - timedelta(minutes=1))
    make_campaign("Soon", cast.brand, starts_at=timezone.now() + timedelta(minutes=1))
    make_campaign("Now", cast.brand, ends_at=timezone.now() + timedelta(minutes=1))
    assert seen(cast.acme) == {"now"}
