"""Every address of the site, from the most special to the page tree, which takes what is left."""

from __future__ import annotations

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path
from django.views.static import serve
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.admin.auth import require_admin_access
from wagtail.documents import urls as wagtaildocs_urls

from campaigns.portal.invitations import invitation
from campaigns.portal.views_campaign import go
from cms.accounts import OwnAccountView
from cms.sign_in_views import design_system
from cms.viewsets.scoped_reports import report_urls

handler429 = "cms.sign_in_limits.too_many_tries"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("cms.sign_in_urls")),
    path("invitation/<str:token>/", invitation, name="invitation"),
    path("portal/", include("campaigns.portal.urls")),
    path("go/<str:token>/", go, name="portal_go"),
    # Wagtail's account page asks for a first and a last name; ours stands before it at the same address.
    path("admin/account/", require_admin_access(OwnAccountView.as_view())),
    *report_urls(),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
]

if settings.DEBUG:
    urlpatterns += [path("design-system/", design_system, name="design_system")]

if settings.SERVE_MEDIA:
    urlpatterns += [path("media/<path:path>", serve, {"document_root": settings.MEDIA_ROOT})]

urlpatterns += i18n_patterns(path("", include(wagtail_urls)), prefix_default_language=False)
