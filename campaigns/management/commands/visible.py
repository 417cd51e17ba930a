"""`manage.py visible PARTNER`: the campaigns and templates that a partner sees, and with --why the reasons."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from brand_kit.management.arguments import counted, printable
from campaigns.audience import Audience, explain_audience
from campaigns.campaign_reach import audiences_of
from campaigns.facts import Facts, facts_of
from campaigns.management.commands.audience import reason_lines
from campaigns.models import Campaign, CampaignTemplate, Partner
from campaigns.targeting import Context, RuleError, context_for


class Command(BaseCommand):
    """Print what a partner sees at a moment."""

    help = "Print the campaigns and templates that a partner sees."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the partner, the moment, and whether to tell why."""
        parser.add_argument("partner", help="a partner's short name")
        parser.add_argument("--at", metavar="TIME", help="such as 2026-06-15T09:00+02:00, in UTC without a zone")
        parser.add_argument("--why", action="store_true", help="tell of each running campaign why it is seen or not")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print each campaign with its templates."""
        partner = Partner.objects.filter(slug=options["partner"]).first()
        if partner is None:
            raise CommandError(f"There is no partner {options['partner'][:80]!r}.")
        at = _moment(options["at"])
        seen = list(Campaign.objects.visible_to(partner, at).order_by("title", "pk"))
        offers: dict[int, list[str]] = {campaign.pk: [] for campaign in seen}
        rows = CampaignTemplate.objects.filter(campaign__in=offers, template__live=True).order_by("sort_order", "pk")
        for pk, slug, title in rows.values_list("campaign", "template__slug", "template__title"):
            offers[pk].append(f"  {slug}  {printable(title)}")
        when = at.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC")
        state = "" if partner.active else " (switched off: sees nothing)"
        self.stdout.write(f"{printable(partner.name)}{state}: {counted(len(seen), 'campaign')} at {when}")
        reasons = self._reasons(partner, at) if options["why"] else {}
        for campaign in seen:
            self.stdout.write(f"\n{campaign.slug}  {printable(campaign.title)}")
            for line in (*offers[campaign.pk], *reasons.pop(campaign.pk, ("", []))[1]):
                self.stdout.write(line)
        if reasons:
            self.stdout.write("\nRunning, but not for this partner:")
        for name, lines in reasons.values():
            self.stdout.write(f"\n{name}")
            for line in lines:
                self.stdout.write(line)

    def _reasons(self, partner: Partner, at: datetime) -> dict[int, tuple[str, list[str]]]:
        """Return of each campaign that runs its name and why the partner is in its audience or not."""
        context, facts = context_for(on=at.astimezone(UTC).date()), facts_of(partner)
        campaigns = list(Campaign.objects.published(at).order_by("title", "pk"))
        audiences = audiences_of(campaign.pk for campaign in campaigns)
        return {
            campaign.pk: (
                f"{campaign.slug}  {printable(campaign.title)}",
                _lines(audiences[campaign.pk], facts, context),
            )
            for campaign in campaigns
        }


def _lines(audience: Audience, facts: Facts, context: Context) -> list[str]:
    try:
        return list(reason_lines(explain_audience(audience, facts, context=context).reasons))
    except RuleError as error:
        return [f"  - {printable(error)}"]


def _moment(text: str | None) -> datetime:
    if not text:
        return timezone.now()
    try:
        found = parse_datetime(text.strip())
        if found is None and (day := parse_date(text.strip())):
            found = datetime(day.year, day.month, day.day)
    except ValueError:
        found = None
    if found is None:
        raise CommandError("--at takes a moment such as 2026-06-15T09:00, or with a zone 2026-06-15T09:00+02:00.")
    return found if found.tzinfo else found.replace(tzinfo=UTC)
