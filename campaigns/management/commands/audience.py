"""`manage.py audience CAMPAIGN`: the partners of a campaign, and why each is in."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import UTC, datetime
from difflib import get_close_matches
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from brand_kit.management.arguments import counted, printable
from brand_kit.rows import safe_cell
from campaigns.audience import audience_of, explain_audience
from campaigns.facts import facts_of_many
from campaigns.models import Campaign, Partner
from campaigns.rules import warnings
from campaigns.targeting import Reason, RuleError, Verdict, context_for

AT_ONCE = 1_000


class Command(BaseCommand):
    """Print whom a campaign is for, as it is published or, if it never was, as it was last kept."""

    help = "Print the partners of a campaign and why each is in."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the campaign and how much of its audience to print."""
        parser.add_argument("campaign", help="a campaign's short name")
        parser.add_argument("--limit", type=int, default=20, metavar="N", help="print N partners (20; 0 prints all)")
        parser.add_argument("--after", default="", metavar="PARTNER", help="go on after this partner")
        parser.add_argument("--format", choices=("text", "csv"), default="text", help="text or csv")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the count first, then the partners by their short names."""
        campaign, limit = find_campaign(options["campaign"]), options["limit"]
        if limit < 0:
            raise CommandError("--limit takes a number from 0.")
        now = timezone.now()
        try:
            rows = Partner.objects.in_audience_of(campaign, at=now).order_by("slug")
            context = context_for([segment.rule for segment in campaign.segments.all()], on=now.astimezone(UTC).date())
            total = rows.count()
        except RuleError as error:
            raise CommandError(f"The audience of {campaign.slug} is not known: {error}") from error
        if options["after"]:
            rows = rows.filter(slug__gt=options["after"])
        ids = list(rows.values_list("pk", flat=True)[: limit or None])
        lines = _explained(campaign, ids, now)
        if options["format"] == "csv":
            table = csv.writer(self.stdout, lineterminator="\n")
            table.writerow(["partner", "name", "why"])
            for slug, name, verdict in lines:
                why = "; ".join(reason.text for reason in verdict.reasons)
                table.writerow([safe_cell(each) for each in (slug, name, why)])
            return
        everyone = counted(Partner.objects.count(), "partner")
        self.stdout.write(f"{printable(campaign.title)} ({campaign.slug}): {total} of {everyone}")
        for words in warnings([context.segment(segment.pk) for segment in campaign.segments.all()], context=context):
            self.stdout.write(self.style.WARNING(printable(words)))
        for slug, name, verdict in lines:
            self.stdout.write(f"\n{slug}  {printable(name)}")
            for line in reason_lines(verdict.reasons):
                self.stdout.write(line)
        if ids and len(ids) < total and limit and rows.count() > len(ids):
            last = Partner.objects.get(pk=ids[-1]).slug
            self.stdout.write(f"\nMore: --after {last}, or --limit 0 for all.")


def _explained(campaign: Campaign, ids: list[int], now: datetime) -> Iterator[tuple[str, str, Verdict]]:
    """Yield short name, name and verdict of partners, reading some of them at a time."""
    audience, context = audience_of(campaign), context_for(on=now.astimezone(UTC).date())
    for start in range(0, len(ids), AT_ONCE):
        some = ids[start : start + AT_ONCE]
        known = facts_of_many(some)
        for pk in some:
            facts = known[pk]
            yield facts.lineage[0], facts.name, explain_audience(audience, facts, context=context)


def reason_lines(reasons: tuple[Reason, ...], depth: int = 1) -> Iterator[str]:
    """Yield a line for each reason, those of a segment's conditions below it."""
    for reason in reasons:
        mark = "+" if reason.matched else "-"
        detail = f": {printable(reason.detail)}" if reason.detail else ""
        yield f"{'  ' * depth}{mark} {printable(reason.text)}{detail}"
        yield from reason_lines(reason.children, depth + 1)


def find_campaign(slug: str) -> Campaign:
    """Return the campaign with a short name.

    Raises:
        CommandError: if there is none; the message names one that is called much the same.
    """
    found: Campaign | None = Campaign.objects.filter(slug=slug).first()
    if found is None:
        near = get_close_matches(slug, list(Campaign.objects.values_list("slug", flat=True)), 1)
        hint = f" Did you mean {near[0]}?" if near else ""
        raise CommandError(f"There is no campaign {slug[:80]!r}.{hint}")
    return found
