"""The verbs that partners' own actions write down."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import LogActionRegistry

VERBS = {
    "campaigns.start_collateral": (_("Start a piece"), _("Piece started")),
    "campaigns.copy_collateral": (_("Copy a piece"), _("Piece copied")),
    "campaigns.put_away_collateral": (_("Put a piece away"), _("Piece put away, or taken out again")),
    "campaigns.issue_file": (_("Make a file"), _("File made")),
    "campaigns.announce_campaign": (_("Announce"), _("Announced to partners by mail")),
    "campaigns.change_own_profile": (_("Change the own profile"), _("Profile changed by the partner itself")),
}


def register_portal_actions(actions: LogActionRegistry) -> None:
    """Name the verbs."""
    for verb, (label, message) in VERBS.items():
        actions.register_action(verb, label, message)
