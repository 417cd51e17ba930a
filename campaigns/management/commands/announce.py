"""`manage.py announce`: mail the partners of a campaign's audience."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from campaigns.actions.announce_campaign import NotLive, announce_campaign
from campaigns.models import Campaign


class Command(BaseCommand):
    """Mail the people of every partner that sees a campaign, each with a link of its own."""

    help = "Mail the people of every partner that sees a campaign; each mail has a link that needs no password."

    def add_arguments(self, parser: CommandParser) -> None:
        """Say which campaign."""
        parser.add_argument("campaign", metavar="CAMPAIGN", help="the campaign's short name")

    def handle(self, *args: Any, **options: Any) -> None:
        """Send, and say how many."""
        campaign = Campaign.objects.filter(slug=options["campaign"]).first()
        if campaign is None:
            raise CommandError(f"There is no campaign with the short name “{options['campaign']}”.")
        try:
            told = announce_campaign(campaign=campaign, by=None)
        except NotLive as error:
            raise CommandError(str(error)) from error
        self.stdout.write(self.style.SUCCESS(f"{told.sent} mails for {told.partners} partners."))
        if told.without_people:
            self.stdout.write(f"Nobody acts for {told.without_people} further partners of the audience; invite people.")
