"""What there is to know of a campaign before it is published: whom it reaches, with what, and what stands against it.

The number of queries is the same for ten partners and for a hundred thousand, and nothing is compiled.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from brand_kit.models import Template
from brand_kit.models.template import ProfileSource
from brand_kit.permissions import Actor
from campaigns.languages import Standing, chosen_from, standings_of, usable
from campaigns.models import Campaign, Partner, PartnerLanguage, Territory, Tier
from campaigns.preflight_findings import Finding, findings_of
from campaigns.preflight_overlaps import Overlap, overlaps_of
from campaigns.rule_errors import RuleError

EMPTY = {
    ProfileSource.LEGAL_NAME: Q(legal_name=""),
    ProfileSource.ADDRESS: Q(address={}),
    ProfileSource.PHONE: Q(phone=""),
    ProfileSource.EMAIL: Q(email=""),
    ProfileSource.WEBSITE: Q(website=""),
    ProfileSource.LOGO: Q(logo=None),
}
"""When a profile has nothing for a field; a partner without a name cannot be."""


@dataclass(frozen=True)
class Share:
    """Some of the partners of an audience."""

    label: str
    partners: int
    level: int = 0
    """How deep a place is below the world's regions, for a list that shows a tree."""


@dataclass(frozen=True)
class Readiness:
    """How ready a template is, and what an audience gets of it."""

    template: Template
    standings: dict[str, Standing]
    ready: list[str]
    """The languages that partners can get, its own among them."""
    source: str
    fallbacks: Counter[str]
    """How many partners of which own language get the source because none of their languages is ready."""


@dataclass(frozen=True)
class Gap:
    """A field that is taken from the profile, and the partners whose profile has nothing for it."""

    template: Template
    label: str
    source: str
    partners: int


@dataclass(frozen=True)
class Preflight:
    """Everything that is known of a campaign at a moment."""

    campaign: Campaign
    at: datetime
    partners: int
    places: list[Share]
    tiers: list[Share]
    languages: list[Share]
    templates: list[Readiness]
    gaps: list[Gap]
    overlaps: list[Overlap]
    findings: list[Finding]

    @property
    def blocking(self) -> list[Finding]:
        """What must be mended first."""
        return [finding for finding in self.findings if finding.blocking]

    @property
    def advice(self) -> list[Finding]:
        """What can be gone past."""
        return [finding for finding in self.findings if not finding.blocking]


def preflight(campaign: Campaign, *, by: Actor = None, at: datetime | None = None) -> Preflight:
    """Return what there is to know of a campaign as it is given, be it the published row or a draft.

    Other campaigns are named only if `by` may read them; None is the site itself. About twenty queries, whatever the
    number of partners and campaigns. A rule that cannot be applied, as a currency has no rate, leaves the audience
    unknown; that is one of the findings.
    """
    at = at or timezone.now()
    templates = _templates(campaign)
    standings = standings_of(templates)
    runs = [locale.language_code for locale in campaign.locales.all()]
    trouble: RuleError | None = None
    groups: list[dict[str, object]] = []
    speakers: Counter[tuple[str, ...]] = Counter()
    overlaps: list[Overlap] = []
    try:
        audience = Partner.objects.in_audience_of(campaign, at=at)
        groups = _groups(audience)
        served = [usable(standings[each.pk], each.locale.language_code, runs) for each in templates]
        speakers = _speakers(audience, groups, served)
        overlaps = overlaps_of(campaign, audience, by=by, at=at, partners=sum(speakers.values()))
    except RuleError as error:
        trouble = error
    ready = [_readiness(each, standings[each.pk], runs, speakers) for each in templates]
    found = Preflight(
        campaign=campaign,
        at=at,
        partners=_sum(groups),
        places=_places(groups),
        tiers=_tiers(groups),
        languages=_shares(Counter(_tally(groups, "language_code"))),
        templates=ready,
        gaps=_gaps(templates, groups),
        overlaps=overlaps,
        findings=[],
    )
    found.findings.extend(findings_of(found, trouble))
    return found


def _templates(campaign: Campaign) -> list[Template]:
    order = [offer.template_id for offer in campaign.offers.all()]
    rows = Template.objects.filter(pk__in=order).select_related("locale").prefetch_related("regions__picture")
    return sorted(rows, key=lambda template: order.index(template.pk))


def _groups(audience: object) -> list[dict[str, object]]:
    """Return the audience by country, tier and own language, each with what its profiles lack; one query."""
    empty = {f"no_{source}": Count("pk", filter=condition) for source, condition in EMPTY.items()}
    rows = audience.order_by().values("country_id", "tier_id", "language_code")  # type: ignore[attr-defined]
    return list(rows.annotate(partners=Count("pk"), **empty))


def _speakers(audience: object, groups: list[dict[str, object]], served: list[list[str]]) -> Counter[tuple[str, ...]]:
    """Return how many partners work in which languages, the own first; one query.

    Further languages are read only of partners whose own language some template lacks.
    """
    found: Counter[tuple[str, ...]] = Counter()
    for language, number in _tally(groups, "language_code").items():
        found[(str(language),)] += number
    lacking = [own for (own,) in found if any(chosen_from([own], each, source="").is_fallback for each in served)]
    if not lacking:
        return found
    rows = PartnerLanguage.objects.filter(partner__in=audience, partner__language_code__in=lacking)
    more: dict[int, tuple[str, ...]] = {}
    for pk, own, further in rows.order_by("sort_order", "pk").values_list(
        "partner_id", "partner__language_code", "language_code"
    ):
        more[pk] = (*more.get(pk, (own,)), further)
    for languages in more.values():
        found[languages[:1]] -= 1
        found[languages] += 1
    return +found


def _readiness(
    template: Template, standings: dict[str, Standing], runs: list[str], speakers: Counter[tuple[str, ...]]
) -> Readiness:
    source = template.locale.language_code.lower()
    ready = usable(standings, source, runs)
    fallbacks: Counter[str] = Counter()
    for languages, number in speakers.items():
        if chosen_from(languages, ready, source).is_fallback:
            fallbacks[languages[0]] += number
    return Readiness(template, standings, ready, source, fallbacks)


def _sum(groups: Iterable[dict[str, object]], column: str = "partners") -> int:
    return sum(int(str(group[column])) for group in groups)


def _tally(groups: Iterable[dict[str, object]], key: str) -> Counter[object]:
    found: Counter[object] = Counter()
    for group in groups:
        found[group[key]] += int(str(group["partners"]))
    return found


def _shares(counts: Counter[object]) -> list[Share]:
    return [
        Share(str(label), number) for label, number in sorted(counts.items(), key=lambda each: (-each[1], str(each[0])))
    ]


def _tiers(groups: list[dict[str, object]]) -> list[Share]:
    counts = _tally(groups, "tier_id")
    found = [Share(tier.name, counts[tier.pk]) for tier in Tier.objects.order_by("-rank") if counts[tier.pk]]
    return [*found, *([Share(_("No tier"), counts[None])] if counts[None] else [])]


def _places(groups: list[dict[str, object]]) -> list[Share]:
    """Return the countries of the audience below the vendor's regions, as a tree; two queries."""
    counts = _tally(groups, "country_id")
    countries = list(Territory.objects.filter(code__in=[str(code) for code in counts]))
    above = {path for country in countries for path in Territory.ancestor_paths(country.path)[:-1]}
    regions = Territory.objects.filter(path__in=above, kind=Territory.Kind.REGION)
    found = []
    for place in sorted([*regions, *countries], key=lambda place: place.path):
        number = sum(counts[country.code] for country in countries if country.path.startswith(place.path))
        found.append(Share(str(place), number, place.depth - 2 if place.depth > 1 else 0))
    return found


def _gaps(templates: list[Template], groups: list[dict[str, object]]) -> list[Gap]:
    found = []
    for template in templates:
        for region in template.regions.all():
            if not region.locked and region.profile_source in EMPTY:
                number = _sum(groups, f"no_{region.profile_source}")
                label = region.label or region.key
                found.append(Gap(template, label, str(ProfileSource(region.profile_source).label), number))
    return found
