"""The cast: people, firms and campaigns that tests of every folder act with.

`cast` is a fixture (tests/conftest.py brings it in) that makes all of it in the test's own database, in about a second,
and gives a `Cast`:

    def test_a_maker_sees_her_firm_s_campaign(cast):
        page = cast.client(cast.alice).get(...)
        assert cast.acme_campaign.title in page.content.decode()
        assert_nothing_foreign(cast, cast.alice, page.content.decode())

People (`cast.<name>`, each a `User`; `cast.client(user)` is a browser signed in as one, `cast.client(None)` as nobody):

    alice     maker of Acme                    bob      administrator of Acme
    charlie   administrator of Globex          dora     administrator of the distributor above Acme
    rania     regional team: group "Middle East team", limited to territory middle-east and language ar
    vera      vendor marketing: group "Vendor marketing", all rights to the program and the brand kit, no limit
    ada       superuser

Firms (`Partner`): `acme` (GB, gold), `globex` (DE, silver), `summit` (GB, the distributor above Acme), `gulf` (AE,
Arabic, the one in Rania's scope). Each has a branch, a certification, an answer to a vendor's attribute and an open
invitation.

Campaigns, published unless said otherwise: `acme_campaign` (GB, segment of Acme), `globex_campaign` (DE, segment of
Globex), `gulf_campaign` (AE: Rania may edit it), `draft` (never published). Each offers `template` and has a key
message; Acme's and Globex's have a rule for a field. `template` is a banner with copy and no picture and `brand` has no
fonts: cheap, and unfit for compiling; who needs files makes those of tests/brand_kit/models/kit.py.

Segments: `gold_in_britain`, `silver`, `nested` (names the first). Two jobs: `vera_job` (its result names Acme and
Globex) and `rania_job`. Two pieces: `acme_piece` (of Alice) and `globex_piece` (of Charlie), with their words in a
field.

Canary words (`WORDS`) stand in names, addresses, mails and titles of what belongs to somebody, so that one search of an
answer tells a leak: `words_foreign_to(cast, user)` are those that a person may never meet anywhere. Segments and drafts
have words of their own (`segment`, `draft`), foreign to everybody but staff. What is made is in tests/cast_program.py.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client
from wagtail.log_actions import log

from brand_kit.models import Brand, Template
from campaigns.models import Campaign, Collateral, Job, Membership, Partner, Role, Segment, StaffScope, Territory, User
from tests.cast_program import (
    WORDS,
    campaign,
    job,
    language,
    make_campaigns,
    make_partners,
    make_segments,
    make_template,
    piece,
)

__all__ = ["WORDS", "Cast", "assert_nothing_foreign", "campaign", "cast", "group", "language", "make_cast", "person"]


@dataclass(frozen=True)
class Cast:
    """Everybody and everything; the module's words say who is who."""

    alice: User
    bob: User
    charlie: User
    dora: User
    rania: User
    vera: User
    ada: User
    acme: Partner
    globex: Partner
    summit: Partner
    gulf: Partner
    gold_in_britain: Segment
    silver: Segment
    nested: Segment
    brand: Brand
    template: Template
    acme_campaign: Campaign
    globex_campaign: Campaign
    gulf_campaign: Campaign
    draft: Campaign
    acme_piece: Collateral
    globex_piece: Collateral
    vera_job: Job
    rania_job: Job

    @property
    def people(self) -> dict[str, User | None]:
        """Everybody by name, `anonymous` included."""
        users = {each.name: getattr(self, each.name) for each in fields(self)}
        return {"anonymous": None, **{name: user for name, user in users.items() if isinstance(user, User)}}

    @property
    def partners(self) -> list[Partner]:
        """All firms."""
        return [self.acme, self.globex, self.summit, self.gulf]

    def client(self, user: User | None) -> Client:
        """A browser in which somebody is signed in."""
        client = Client(raise_request_exception=False)
        if user is not None:
            client.force_login(user)
        return client


def words_foreign_to(cast: Cast, user: User | None) -> set[str]:
    """The canary words that a person may never meet."""
    known: dict[User | None, set[str]] = {
        cast.alice: {"acme"},
        cast.bob: {"acme"},
        cast.charlie: {"globex"},
        cast.dora: {"acme", "summit"},
        cast.rania: {"gulf", "segment", "draft"},
        cast.vera: set(WORDS),
        cast.ada: set(WORDS),
    }
    return {word for owner, word in WORDS.items() if owner not in known.get(user, set())}


def assert_nothing_foreign(cast: Cast, user: User | None, text: str) -> None:
    """Fail if a text that a person gets holds a word of somebody else."""
    assert [word for word in words_foreign_to(cast, user) if word in text.lower()] == []


@pytest.fixture
def cast(db: None) -> Cast:
    """The whole cast."""
    return make_cast()


def make_cast() -> Cast:
    """Make the whole cast; for a fixture of another scope."""
    vendor = group("Vendor marketing", ["campaigns", "brand_kit"])
    people = {
        "ada": User.objects.create_superuser("ada@vendor.example", "correct horse battery", full_name="Ada Admin"),
        "vera": person("vera@vendor.example", "Vera Voss", vendor),
        "rania": person("rania@vendor.example", "Rania Rashid", regional_team()),
    }
    firms = make_partners(people["vera"])
    people |= {
        "alice": member("Alice Archer", "alice", firms["acme"], Role.MAKER),
        "bob": member("Bob Barker", "bob", firms["acme"], Role.ADMIN),
        "charlie": member("Charlie Chan", "charlie", firms["globex"], Role.ADMIN),
        "dora": member("Dora Dunn", "dora", firms["summit"], Role.ADMIN),
    }
    segments = make_segments()
    brand = Brand(name="Kestrane", slug="kestrane", clear_space="0.12")
    brand.save()
    brand.save_revision().publish()
    template = make_template(brand)
    campaigns = make_campaigns(brand, template, segments)
    jobs = {
        "vera_job": job(people["vera"], "Acme (zebrafish-acme) and Globex (quokka-globex)"),
        "rania_job": job(people["rania"], "Gulf (narwhal-gulf)"),
    }
    pieces = {
        "acme_piece": piece("acme", people["alice"], firms, campaigns, template),
        "globex_piece": piece("globex", people["charlie"], firms, campaigns, template),
    }
    for changed in (*firms.values(), *campaigns.values(), *segments.values()):
        log(instance=changed, action="wagtail.edit", user=people["vera"])
    return Cast(**people, **firms, **segments, brand=brand, template=template, **campaigns, **pieces, **jobs)


def group(name: str, apps: list[str]) -> Group:
    """A group of staff with all rights to some apps but for people, and into the admin."""
    made = Group.objects.create(name=name)
    # Whoever may change people can make an administrator of anybody.
    kept = ("user", "staffscope")
    made.permissions.set(
        Permission.objects.filter(content_type__app_label__in=apps).exclude(content_type__model__in=kept)
    )
    made.permissions.add(Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin"))
    return made


def regional_team() -> Group:
    """A group with all rights to partners, campaigns and segments, within the Middle East and Arabic."""
    made = Group.objects.create(name="Middle East team")
    made.permissions.set(
        Permission.objects.filter(
            content_type__app_label="campaigns", content_type__model__in=["partner", "campaign", "invitation"]
        )
    )
    made.permissions.add(
        Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin"),
        Permission.objects.get(content_type__app_label="campaigns", codename="view_segment"),
    )
    scope = StaffScope.objects.create(group=made)
    scope.territories.add(Territory.objects.get(code="middle-east"))
    scope.locales.add(language("ar"))
    return made


def person(email: str, name: str, *groups: Group) -> User:
    """An account."""
    user = User.objects.create_user(email, "correct horse battery", full_name=name)
    user.groups.set(groups)
    return user


def member(name: str, login: str, partner: Partner, role: Role) -> User:
    """An account of somebody who acts for a partner."""
    user = person(f"{login}@{partner.slug}.example", name)
    Membership.objects.create(user=user, partner=partner, role=role)
    return user
