"""What campaigns and scoped viewsets register with Wagtail, but for the viewset itself."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry

from cms.viewsets.campaign_pages import campaign_urls
from cms.viewsets.scoped import NoBulkDelete
from cms.viewsets.scoped_reports import limit_homepage, limit_reports_menu


def register_campaign_hooks() -> None:
    """Register the pages beside the form, the names of our actions, and what limits Wagtail's own lists."""
    hooks.register("register_admin_urls", campaign_urls)
    hooks.register("register_log_actions", campaign_actions)
    hooks.register("register_bulk_action", NoBulkDelete, order=100)  # after Wagtail's own, whose place it takes
    hooks.register("construct_reports_menu", limit_reports_menu)
    hooks.register("construct_homepage_panels", limit_homepage)


def campaign_actions(actions: LogActionRegistry) -> None:
    """Name the verbs that our actions write down."""
    actions.register_action("campaigns.delete_campaign", _("Delete a campaign"), _("Campaign deleted"))
    actions.register_action("campaigns.publish_campaign", _("Publish after preflight"), _("Published after preflight"))
