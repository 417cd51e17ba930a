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

from cms.accounts import OwnAccountView

urlpatterns: list[URLPattern | URLResolver] = [
    # Wagtail's account page asks for a first and a last name; ours stands before it at the same address.
    path("admin/account/", require_admin_access(OwnAccountView.as_view())),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("language/", include("django.conf.urls.i18n")),
]

if settings.SERVE_MEDIA:
    urlpatterns += [path("media/<path:path>", serve, {"document_root": settings.MEDIA_ROOT})]

urlpatterns += i18n_patterns(path("", include(wagtail_urls)), prefix_default_language=False)
