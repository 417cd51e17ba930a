"""Where people go after signing in, and in which language they see the site."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST
from django.views.i18n import set_language

from campaigns.models import User


@require_GET
@never_cache
@login_required
def welcome(request: HttpRequest) -> HttpResponse:
    """Send staff to the admin and everybody else to where partners begin."""
    if request.user.has_perm("wagtailadmin.access_admin"):
        return redirect("wagtailadmin_home")
    return redirect(settings.PARTNER_START_URL)


@require_POST
def choose_language(request: HttpRequest) -> HttpResponseBase:
    """Show the site in another language from now on, on every device of somebody who is signed in."""
    language = request.POST.get("language", "")
    if request.user.is_authenticated and language in dict(settings.LANGUAGES):
        User.objects.filter(pk=request.user.pk).update(language=language)
    return set_language(request)


@require_GET
def design_system(request: HttpRequest) -> HttpResponse:
    """Every part of the design system on one page, to look at; its address exists only with DEBUG on."""
    return render(request, "cms/design_system.html")
