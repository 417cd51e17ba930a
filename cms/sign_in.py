"""How allauth works here: whose address counts, what is sent and when, where people go next."""

from __future__ import annotations

from functools import partial
from typing import Any, NoReturn

from allauth.account import app_settings as account_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.models import EmailAddress
from allauth.account.utils import user_pk_to_url_str
from allauth.core import context as current
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.urls import reverse
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from campaigns.models import User
from cms.client_address import client_address
from cms.sign_in_limits import too_many_tries
from cms.sign_in_middleware import after_response
from cms.sign_in_secrets import decipher, encipher


class EmailBackend(AuthenticationBackend):
    """Finds people by the e-mail address of their account alone, and takes the same time if there is none."""

    def _authenticate_by_email(self, email: str, password: str) -> AbstractBaseUser | None:
        return self._check_password(User.objects.filter(email=email).first(), password)


def keep_one_address(user: User) -> None:
    """Make allauth's table of addresses say what the account says, which staff may have changed meanwhile."""
    EmailAddress.objects.filter(email=user.email).exclude(user=user).delete()
    EmailAddress.objects.filter(user=user).exclude(email=user.email).delete()
    EmailAddress.objects.update_or_create(user=user, email=user.email, defaults={"verified": True, "primary": True})


def send_new_account_mail(request: HttpRequest, user: User) -> None:
    """Send somebody for whom staff made an account the link to choose a password; it works once, for two hours."""
    key = f"{user_pk_to_url_str(user)}-{account_settings.PASSWORD_RESET_TOKEN_GENERATOR().make_token(user)}"
    adapter = AccountAdapter(request)
    context = {"user": user, "password_reset_url": adapter.get_reset_password_from_key_url(key)}
    adapter.send_mail("account/email/new_account", user.email, context)


class AccountAdapter(DefaultAccountAdapter):
    """Signing in, passwords, addresses and mail."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _("This e-mail address and this password do not belong together."),
        "incorrect_password": _("This is not your password."),
        "enter_current_password": _("This is not your present password."),
        "incorrect_code": _("This code is not right, or not any more. Wait for the next one and try again."),
        "invalid_password_reset": _("This link has been used already, or is too old."),
        "duplicate_email": _("This is your e-mail address already."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: accounts come by invitation or from staff."""
        return False

    def is_safe_url(self, url: str) -> bool:
        """Only paths of this site are followed after signing in."""
        return bool(url) and url.startswith("/") and url_has_allowed_host_and_scheme(url, allowed_hosts=None)

    def get_client_ip(self, request: HttpRequest) -> str:
        """The address that limits count by."""
        return client_address(request)

    def validation_error(self, code: str, *args: Any) -> ValidationError:
        """The error for a form; too many tries are no matter of a form but a page of their own.

        Raises:
            ImmediateHttpResponse: a limit is reached.
        """
        if code in {"too_many_login_attempts", "rate_limited"}:
            self._stop()
        return super().validation_error(code, *args)

    def _stop(self) -> NoReturn:
        raise ImmediateHttpResponse(too_many_tries(current.request))

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Count tries by account, whichever host name or port the request names."""
        return str(credentials.get("email") or credentials.get("username") or "").strip().lower()

    def reauthenticate(self, user: AbstractBaseUser, password: str) -> bool:
        """Whether this is the password of who is signed in."""
        found = self.authenticate(current.request, email=user.email, password=password)  # type: ignore[attr-defined]
        return found is not None and found.pk == user.pk

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """After a change of password, back to one's account."""
        return reverse("mfa_index")

    # --- Addresses ----------------------------------------------------------------------------------------------------

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """Take over a new address, unless another account has got it meanwhile."""
        if User.objects.filter(email=email_address.email).exclude(pk=email_address.user_id).exists():
            self.add_message(request, messages.ERROR, "account/messages/email_confirmation_failed.txt")
            return False
        return super().confirm_email(request, email_address)

    def get_reset_password_from_key_url(self, key: str) -> str:
        """The link to choose a new password, on the site's own address whatever host the request named."""
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        return settings.WAGTAILADMIN_BASE_URL + path.replace("UID-KEY", key)

    def get_email_confirmation_url(self, request: HttpRequest, emailconfirmation: Any) -> str:
        """The link to confirm an address, on the site's own address."""
        return settings.WAGTAILADMIN_BASE_URL + reverse("account_confirm_email", args=[emailconfirmation.key])

    # --- Mail ---------------------------------------------------------------------------------------------------------

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Write a mail in the language of its reader and send it when the visitor has the answer."""
        reader = context.get("user") or User.objects.filter(email=email).first()
        words = {"site_name": settings.WAGTAIL_SITE_NAME, "site_url": settings.WAGTAILADMIN_BASE_URL, **context}
        with translation.override(getattr(reader, "language", "") or translation.get_language()):
            message = self.render_mail(template_prefix, email, words)
        after_response(current.request, partial(message.send, fail_silently=False))

    def send_notification_mail(
        self,
        template_prefix: str,
        user: AbstractBaseUser,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Tell a person of a change to the account, at the address that the account has, or had."""
        words = {"user": user, **(context or {})}
        super().send_notification_mail(template_prefix, user, words, email or user.email)  # type: ignore[attr-defined]


class SecondStepAdapter(DefaultMFAAdapter):
    """Passkeys and codes."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("This code is not right, or not any more. Wait for the next one and try again."),
    }

    def encrypt(self, text: str) -> str:
        """A secret as it lies in the database."""
        return encipher(text)

    def decrypt(self, encrypted_text: str) -> str:
        """A secret out of the database."""
        return decipher(encrypted_text)

    def generate_authenticator_name(self, user: AbstractBaseUser, type: Any) -> str:
        """No name: people name a passkey by the device that holds it, and the form asks for that."""
        return ""

    def _get_site_name(self) -> str:
        return str(settings.WAGTAIL_SITE_NAME)
