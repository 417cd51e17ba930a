"""What the record of changes calls the verbs about partners, people, territories and the program."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import LogActionRegistry

VERBS = {
    "campaigns.save_partner": (_("Save a partner"), _("Partner saved")),
    "campaigns.delete_partner": (_("Delete a partner"), _("Partner deleted")),
    "campaigns.import_partners": (_("Import partners"), _("Partners imported")),
    "campaigns.export_partners": (_("Export partners"), _("Partners exported")),
    "campaigns.invite": (_("Invite a person"), _("Person invited")),
    "campaigns.withdraw_invitation": (_("Withdraw an invitation"), _("Invitation withdrawn")),
    "campaigns.accept_invitation": (_("Accept an invitation"), _("Invitation accepted")),
    "campaigns.set_membership": (_("Set what a person may do"), _("Person's role set")),
    "campaigns.remove_membership": (_("Remove a person"), _("Person removed")),
    "campaigns.save_territory": (_("Save a territory"), _("Territory saved")),
    "campaigns.move_territory": (_("Move a territory"), _("Territory moved")),
    "campaigns.delete_territory": (_("Delete a territory"), _("Territory deleted")),
    "campaigns.delete_program_entry": (_("Delete an entry of the program"), _("Program entry deleted")),
    "campaigns.cancel_job": (_("Cancel a job"), _("Job cancelled")),
}


def register_partner_actions(actions: LogActionRegistry) -> None:
    """Name the verbs."""
    for verb, (label, message) in VERBS.items():
        actions.register_action(verb, label, message)
