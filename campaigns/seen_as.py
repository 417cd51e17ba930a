"""What a partner sees, for staff that looks with its eyes: its campaigns, in which language, and why no others."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from django.db.models import Q
from django.utils import timezone

from brand_kit.models import Template
from brand_kit.permissions import Actor, insist
from campaigns.campaign_reach import audiences_of, why_not
from campaigns.facts import facts_of
from campaigns.languages import Choice, chosen_from, languages_of_partner, standings_of, usable
from campaigns.models import Campaign, CampaignTemplate, Partner
from campaigns.permissions import may_see_as
from campaigns.targeting import Context, Reason

MOST = 100
"""Campaigns of each sort that are told of."""


@dataclass(frozen=True)
class Offered:
    """A template that a partner gets."""

    template: Template
    advice: str
    choice: Choice


@dataclass(frozen=True)
class Seen:
    """A campaign that a partner sees."""

    campaign: Campaign
    offers: list[Offered]


@dataclass(frozen=True)
class Hidden:
    """A published campaign that a partner does not see, and every reason."""

    campaign: Campaign
    reasons: list[Reason]


@dataclass(frozen=True)
class SeenAs:
    """What a partner sees at a moment, and what not."""

    partner: Partner
    at: datetime
    seen: list[Seen]
    hidden: list[Hidden]
    more: int
    """How many published campaigns that it does not see are not told of."""


def seen_as(*, partner: Partner, by: Actor, at: datetime | None = None) -> SeenAs:
    """Return what a partner sees, and of the campaigns that `by` may read those that it does not see.

    About thirty queries, and up to two more for each campaign that is explained, of which there are a hundred at most.

    Raises:
        PermissionDenied: if `by` may not look as this partner.
    """
    insist(may_see_as(by, partner))
    at = at or timezone.now()
    visible = list(Campaign.objects.visible_to(partner, at=at).order_by("title", "pk"))
    running = Campaign.objects.readable_by(by).filter(Q(ends_at=None) | Q(ends_at__gt=at), live=True)
    others = list(running.exclude(pk__in=[campaign.pk for campaign in visible]).order_by("title", "pk"))
    facts, context = facts_of(partner), Context(at.astimezone(UTC).date())
    audiences = audiences_of(campaign.pk for campaign in others[:MOST])
    hidden = [Hidden(each, why_not(each, audiences[each.pk], facts, context=context, at=at)) for each in others[:MOST]]
    return SeenAs(partner, at, _seen(partner, visible), hidden, max(0, len(others) - MOST))


def _seen(partner: Partner, visible: list[Campaign]) -> list[Seen]:
    offers = _offers(visible)
    templates = Template.objects.filter(pk__in={template for rows in offers.values() for template, _advice in rows})
    rows = templates.filter(live=True).select_related("locale").prefetch_related("regions__picture")
    known = {template.pk: template for template in rows}
    standings, runs = standings_of(known.values()), _languages(visible)
    speaks = languages_of_partner(partner)
    found = []
    for campaign in visible:
        offered = []
        for pk, advice in offers.get(campaign.pk, []):
            if template := known.get(pk):
                source = template.locale.language_code
                ready = usable(standings[pk], source, runs.get(campaign.pk, []))
                offered.append(Offered(template, advice, chosen_from(speaks, ready, source)))
        found.append(Seen(campaign, offered))
    return found


def _offers(campaigns: list[Campaign]) -> dict[int, list[tuple[int, str]]]:
    rows = CampaignTemplate.objects.filter(campaign__in=campaigns).order_by("sort_order", "pk")
    found: dict[int, list[tuple[int, str]]] = {}
    for campaign, template, advice in rows.values_list("campaign_id", "template_id", "advice"):
        found.setdefault(campaign, []).append((template, advice))
    return found


def _languages(campaigns: list[Campaign]) -> dict[int, list[str]]:
    links = Campaign.locales.through.objects.filter(campaign__in=campaigns)
    found: dict[int, list[str]] = {}
    for campaign, code in links.values_list("campaign_id", "locale__language_code"):
        found.setdefault(campaign, []).append(code)
    return found
