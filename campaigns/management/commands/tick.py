"""`manage.py tick`: what time brings about; run it every minute, or whenever."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.management.base import BaseCommand

from campaigns.actions.delete_old_leads import delete_old_leads

WORKS: tuple[tuple[str, Callable[..., int]], ...] = (("old leads deleted", delete_old_leads),)
"""What is done at each tick: each says how many things it did, and does none of them again the next time."""


class Command(BaseCommand):
    """Do what is due by now; doing it again changes nothing."""

    help = "Do what is due by now: delete the leads that have been kept for as long as their campaigns say."

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it, and say what was done."""
        for words, work in WORKS:
            if count := work(by=None):
                self.stdout.write(f"{count} {words}.")
