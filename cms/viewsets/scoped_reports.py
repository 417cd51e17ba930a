"""Wagtail's reports and its dashboard, which list everything of a model for everybody who may do anything with it."""

from __future__ import annotations

from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import URLPattern, path
from wagtail.admin.auth import require_admin_access
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.admin.views.home import WorkflowObjectsToModeratePanel
from wagtail.admin.views.reports.audit_logging import LogEntriesView
from wagtail.admin.views.reports.workflows import WorkflowTasksView, WorkflowView
from wagtail.permissions import policy_registry

from cms.viewsets.scoped import unlimited

CLOSED = {"site-history": LogEntriesView, "workflow": WorkflowView, "workflow_tasks": WorkflowTasksView}
"""Reports that name objects of any territory, by their addresses."""


def _for_the_unlimited(view: Any) -> Any:
    @wraps(view)
    def closed(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not unlimited(request.user):
            raise Http404
        return view(request, *args, **kwargs)  # type: ignore[no-any-return]

    return require_admin_access(closed)


def report_urls() -> list[URLPattern]:
    """Return the addresses of the closed reports, which stand before Wagtail's own at the same place."""
    found = []
    for address, view in CLOSED.items():
        found.append(path(f"admin/reports/{address}/", _for_the_unlimited(view.as_view())))
        found.append(path(f"admin/reports/{address}/results/", _for_the_unlimited(view.as_view(results_only=True))))
    return found


def limit_reports_menu(request: HttpRequest, menu_items: list[MenuItem]) -> None:
    """Take the closed reports out of the menu of who may not open them; for the hook `construct_reports_menu`."""
    if not unlimited(request.user):
        menu_items[:] = [item for item in menu_items if not item.url.endswith(tuple(f"/{each}/" for each in CLOSED))]


class OwnObjectsToModerate(WorkflowObjectsToModeratePanel):
    """What waits for somebody's review, without what is outside that person's limit."""

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        """Wagtail's context, limited."""
        context = super().get_context_data(parent_context)
        user = parent_context["request"].user
        context["states"] = [
            state
            for state in context["states"]
            if policy_registry.get(state["obj"]).user_has_permission_for_instance(user, "change", state["obj"])
        ]
        return context


def limit_homepage(request: HttpRequest, panels: list[Component]) -> None:
    """Limit the dashboard of who has a limit; for the hook `construct_homepage_panels`."""
    if not unlimited(request.user):
        panels[:] = [
            OwnObjectsToModerate() if isinstance(panel, WorkflowObjectsToModeratePanel) else panel for panel in panels
        ]
