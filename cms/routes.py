"""Whom each address of the site is for: every route has a class, or the build fails (tests/conventions/test_routes.py).

A class says who may get in at all; what they see there is for querysets and permissions. tests/campaigns/test_walk.py
knocks at every route as everybody and holds the answers against its class:

- `public`: anybody, signed in or not.
- `partner`: who acts for a partner.
- `distributor`: who acts for a partner that has partners below it.
- `regional`: all staff, those limited to territories and languages included; they meet only what is within limits.
- `vendor`: staff without such a limit.
- `internal`: administrators of the site.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from fnmatch import fnmatchcase

from django.urls import URLPattern, URLResolver


class RouteClass(StrEnum):
    """Whom a route is for."""

    PUBLIC = "public"
    PARTNER = "partner"
    DISTRIBUTOR = "distributor"
    REGIONAL = "regional"
    VENDOR = "vendor"
    INTERNAL = "internal"


PUBLIC, PARTNER, DISTRIBUTOR, REGIONAL, VENDOR, INTERNAL = RouteClass

CLASSES: dict[str, RouteClass] = {
    # The public door.
    "set_language": PUBLIC,
    "wagtail_serve": PUBLIC,
    "wagtailcore_login": PUBLIC,
    "wagtailcore_authenticate_with_password": PUBLIC,
    "wagtaildocs_serve": PUBLIC,
    "wagtaildocs_authenticate_with_password": PUBLIC,
    "/media/<path:path>": PUBLIC,
    "design_system": PUBLIC,
    "invitation": PUBLIC,
    "portal_go": PUBLIC,
    "partner_page*": PUBLIC,
    # Signing in, and one's own account, which asks for it; everybody meets but themselves there.
    "welcome": PUBLIC,
    "account_*": PUBLIC,
    "mfa_*": PUBLIC,
    "/admin/login/": PUBLIC,
    # The partner's door.
    "portal_*": PARTNER,
    # The door of the admin, and what it needs before anybody has signed in.
    "wagtailadmin_login": PUBLIC,
    "wagtailadmin_logout": PUBLIC,
    "wagtailadmin_password_reset*": PUBLIC,
    "wagtailadmin_sprite": PUBLIC,
    "wagtailadmin_javascript_catalog": PUBLIC,
    # What all staff have of the admin.
    "wagtailadmin_home": REGIONAL,
    "wagtailadmin_account": REGIONAL,
    "/admin/account/": REGIONAL,
    "wagtailadmin_dismissibles": REGIONAL,
    "wagtailadmin_editing_sessions:*": REGIONAL,
    "wagtailadmin_choose_*": REGIONAL,
    "wagtailadmin_tag_*": REGIONAL,
    "wagtailadmin_block_preview": REGIONAL,
    "wagtailembeds:*": REGIONAL,
    "wagtailadmin_api:*": REGIONAL,
    "wagtailadmin_reports:*": REGIONAL,
    "wagtail_bulk_action": REGIONAL,
    "wagtailsnippets:index": REGIONAL,
    "brand_kit_picture": REGIONAL,
    "/admin/^.*/$": REGIONAL,
    "/admin/test404/": REGIONAL,
    "/admin/reports/*": REGIONAL,
    # Partners and campaigns, each within one's limits, and the segments behind them.
    "campaign_*": REGIONAL,
    "lead_*": VENDOR,
    "partner_import*": VENDOR,
    "partner_*": REGIONAL,
    "job": REGIONAL,
    "job_*": REGIONAL,
    "wagtailsnippets_campaigns_campaign:*": REGIONAL,
    "wagtailsnippets_campaigns_partner:*": REGIONAL,
    "wagtailsnippets_campaigns_segment:add": VENDOR,
    "wagtailsnippets_campaigns_segment:edit": VENDOR,
    "wagtailsnippets_campaigns_segment:delete": VENDOR,
    "wagtailsnippets_campaigns_segment:live": VENDOR,
    "wagtailsnippets_campaigns_segment:options": VENDOR,
    "wagtailsnippets_campaigns_segment:*": REGIONAL,
    "wagtailsnippetchoosers_campaigns_*": REGIONAL,
    # The rest of the program: its lists and rates, and the tree of territories.
    "wagtailsnippets_campaigns_*": VENDOR,
    "territories": VENDOR,
    "territory_*": VENDOR,
    # The vendor's own: the brand kit, the program, pages, pictures and documents.
    "wagtailsnippets_brand_kit_*": VENDOR,
    "wagtailsnippetchoosers_brand_kit_*": REGIONAL,
    "wagtailimages_chooser:*": REGIONAL,
    "wagtaildocs_chooser:*": REGIONAL,
    "wagtailadmin_explore*": VENDOR,
    "wagtailadmin_pages:confirm_workflow_cancellation": REGIONAL,
    "wagtailadmin_pages:*": VENDOR,
    "wagtailimages*": VENDOR,
    "wagtaildocs*": VENDOR,
    # The site itself.
    "wagtailusers_*": INTERNAL,
    "wagtailsites:*": INTERNAL,
    "wagtailsettings:*": INTERNAL,
    "wagtailredirects:*": INTERNAL,
    "wagtailadmin_workflows:task_cho*": REGIONAL,
    "wagtailadmin_workflows:*": INTERNAL,
    "wagtailadmin_collections:*": INTERNAL,
    "wagtailadmin_error_test": INTERNAL,
}
"""The class of each route by its name with its namespace, `*` for any letters, or by its path where it has no name.

The first entry that fits counts: an exception stands above the rule.
"""


@dataclass(frozen=True)
class Route:
    """An address of the site."""

    key: str
    """Its name with its namespace, or its path where it has no name."""
    path: str
    pattern: URLPattern

    @property
    def entry(self) -> str | None:
        """The entry of `CLASSES` that fits, if there is one."""
        return next((entry for entry in CLASSES if fnmatchcase(self.key, entry)), None)

    @property
    def route_class(self) -> RouteClass:
        """Whom it is for; raises LookupError if nobody has said so."""
        if self.entry is None:
            raise LookupError(f"Say in cms/routes.py whom the route {self.key} ({self.path}) is for.")
        return CLASSES[self.entry]


def routes(patterns: Iterable[URLPattern | URLResolver], space: str = "", above: str = "/") -> Iterator[Route]:
    """Yield every route of a URL conf, in the order in which they are tried."""
    for pattern in patterns:
        path = above + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from routes(pattern.url_patterns, inner, path)
        else:
            yield Route(space + pattern.name if pattern.name else path, path, pattern)
