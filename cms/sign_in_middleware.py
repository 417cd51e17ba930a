"""What stands between a request and the screens that people sign in to."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.shortcuts import redirect
from django.utils import translation
from django.utils.translation import gettext as _

from cms.client_address import client_address

logger = logging.getLogger(__name__)

GetResponse = Callable[[HttpRequest], HttpResponseBase]
SECOND_STEPS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
PAGE_TREE = "wagtail_serve"
OPEN_TO_ALL_IN_ADMIN = ("login/", "logout/", "jsi18n/", "sprite/")


def after_response(request: HttpRequest, work: Callable[[], object]) -> None:
    """Do a piece of work once the visitor has the whole answer, so that its length tells nothing.

    Mail is sent so: whether an account exists cannot be read off the time that the answer took. A failure is
    logged. Without the middleware below the work is done at once.
    """
    waiting = getattr(request, "after_response", None)
    if waiting is None:
        work()
    else:
        waiting.append(work)


def after_response_middleware(get_response: GetResponse) -> GetResponse:
    """Run what `after_response` was given when the server closes the response."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        waiting: list[Callable[[], object]] = []
        request.after_response = waiting  # type: ignore[attr-defined]
        request.client_address = client_address(request)  # type: ignore[attr-defined]
        response = get_response(request)
        if waiting:
            _run_at_close(response, waiting)
        return response

    return middleware


def _run_at_close(response: HttpResponseBase, waiting: list[Callable[[], object]]) -> None:
    close = response.close

    def close_and_run() -> None:
        while waiting:
            try:
                waiting.pop(0)()
            except Exception:
                logger.exception("Work after an answer failed; the visitor was not told.")
        close()

    response.close = close_and_run  # type: ignore[method-assign]


class PersonsLanguageMiddleware(LocaleMiddleware):
    """Shows screens in the language of who is signed in, else of the cookie, else of the browser.

    An address that begins with a language, and the page tree, whose pages are written in one language each, keep to
    Django's way. Addresses are resolved in the site's language first, as the page tree needs, and the person's
    language is put on when the view is known.
    """

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponseBase], args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        """Put on the language of a screen."""
        match = request.resolver_match
        if match is None or match.url_name == PAGE_TREE or translation.get_language_from_path(request.path_info):
            return None
        language = self._language_of_person(request) or translation.get_language_from_request(request)
        translation.activate(language)
        request.LANGUAGE_CODE = translation.get_language()  # type: ignore[attr-defined]
        return None

    @staticmethod
    def _language_of_person(request: HttpRequest) -> str:
        user = getattr(request, "user", None)
        language = getattr(user, "language", "") if user is not None and user.is_authenticated else ""
        return language if language in dict(settings.LANGUAGES) else ""


class StaffDoorMiddleware:
    """Lets only staff to the admin's addresses, and, if the site says so, only staff with a second step set up.

    Everybody else who is signed in meets 404 there: Wagtail would send them to sign in, where they come from.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass the request on (the door itself is `process_view`), and keep what is personal out of every cache."""
        response = self.get_response(request)
        if request.session.accessed and not response.has_header("Cache-Control"):
            response["Cache-Control"] = "private, no-store"
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponseBase], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """Refuse, or send to where a second step is set up.

        Raises:
            Http404: somebody who is signed in and is not staff asks for a page of the admin.
        """
        prefix = settings.ADMIN_URL_PREFIX
        if not request.path_info.startswith(prefix) or not request.user.is_authenticated:
            return None
        if request.path_info.removeprefix(prefix).startswith(OPEN_TO_ALL_IN_ADMIN):
            return None
        if not request.user.has_perm("wagtailadmin.access_admin"):
            raise Http404
        if settings.STAFF_NEED_SECOND_STEP and not is_mfa_enabled(request.user, SECOND_STEPS):
            messages.warning(request, _("Staff need a second step here. Add a passkey or an app, then go on."))
            return redirect("mfa_index")
        return None
