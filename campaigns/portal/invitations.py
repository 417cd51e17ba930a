"""The page that the link of an invitation leads to."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render, resolve_url
from django.urls import reverse
from django.utils import translation
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from campaigns.actions.accept_invitation import accept_invitation
from campaigns.invitations import Fault, InvitationRefused, interface_language, invitation_of
from campaigns.models import Invitation, User

TEMPLATE = "campaigns/portal/invitation.html"


class NewAccountForm(forms.Form):
    """Name and password of somebody who is new here; the action checks both."""

    full_name = forms.CharField(
        label=_("Your name"), max_length=200,
        widget=forms.TextInput({"autocomplete": "name", "dir": "auto"}),
    )  # fmt: skip
    password = forms.CharField(
        label=_("Password"), strip=False, max_length=512,
        widget=forms.PasswordInput({"autocomplete": "new-password", "aria-describedby": "id_password_help"}),
    )  # fmt: skip


class Agreement(forms.Form):
    """Nothing to fill in: the button is the answer."""


@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Let somebody take up an invitation: with a new account, or with the own one."""
    found, fault = invitation_of(token)
    person = request.user if request.user.is_authenticated else None
    if found is not None and "django_language" not in request.COOKIES and person is None:
        translation.activate(interface_language(found.partner.language_code))
        request.LANGUAGE_CODE = translation.get_language() or settings.LANGUAGE_CODE
    if found is not None and fault is Fault.USED and person is not None and found.accepted_by_id == person.pk:
        return _page(request, "ready", invitation=found)
    if found is None or fault is not None:
        return _page(request, fault or Fault.BROKEN, status=404 if found is None else 410, invitation=found)
    step = _step(found, person)
    posted = request.POST if request.method == "POST" else None
    form = NewAccountForm(posted) if step == "new" else Agreement(posted)
    if posted is not None and step in ("new", "own") and form.is_valid():
        by = person if isinstance(person, User) else None
        try:
            accept_invitation(invitation=found, by=by, **form.cleaned_data)
        except ValidationError as no:
            form.add_error(None, no)
        except InvitationRefused as no:
            form.add_error(None, no.message)
        else:
            return _page(request, "ready", invitation=found)
    return _page(request, step, invitation=found, form=form)


def _step(found: Invitation, person: Any) -> str:
    """Return what is to be done: make an account, agree, sign in, or sign out of another account first."""
    if person is not None:
        return "own" if person.email == found.email else "other"
    return "sign-in" if User.objects.filter(email=found.email).exists() else "new"


def _page(request: HttpRequest, step: str, status: int = 200, **facts: Any) -> HttpResponse:
    language = translation.get_language() or settings.LANGUAGE_CODE
    words = {
        "step": str(step),
        "sign_in": f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': request.path})}",
        "sign_in_only": resolve_url(settings.LOGIN_URL),
        "sign_out": reverse("account_logout"),
        "home": resolve_url(settings.LOGIN_REDIRECT_URL),
        "site": settings.WAGTAIL_SITE_NAME,
        "rules": password_validation.password_validators_help_texts(),
        **facts,
    }
    # The address is a key: no other site may learn it, and no search engine keep it.
    response = render(request, TEMPLATE, words, status=status)
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    response["Content-Language"] = language
    return response
