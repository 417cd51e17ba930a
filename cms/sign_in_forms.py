"""allauth's forms with our words on them."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as account_forms
from allauth.core import context as current
from allauth.mfa.base import forms as code_forms
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn import forms as passkey_forms
from django import forms
from django.core.validators import MaxLengthValidator
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from campaigns.models import User
from cms.sign_in import keep_one_address
from cms.sign_in_middleware import after_response

LONGEST_PASSWORD = 1024
LONGEST_KEY_NAME = 80


class WordedForm(forms.Form):
    """Puts our labels and helps on a form of allauth, and takes its placeholders away: a label says enough."""

    labels: dict[str, Any] = {}
    helps: dict[str, Any] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = self.labels.get(name, field.label)
            field.help_text = self.helps.get(name, "")
            if isinstance(field.widget, forms.PasswordInput):
                field.widget.attrs["maxlength"] = LONGEST_PASSWORD
                field.validators.append(MaxLengthValidator(LONGEST_PASSWORD))
            if name == "code":
                field.widget.attrs.update(
                    {"inputmode": "numeric", "autocomplete": "one-time-code", "dir": "ltr", "maxlength": 12}
                    | {"class": "code-input"}
                )


class SignInForm(WordedForm, account_forms.LoginForm):
    """E-mail address and password."""

    labels = {"login": _("E-mail address"), "password": _("Password"), "remember": _("Keep me signed in here")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # `webauthn` lets browsers offer a passkey among what they fill in.
        self.fields["login"].widget.attrs.update(autocomplete="username webauthn", dir="ltr")


class ForgottenForm(WordedForm, account_forms.ResetPasswordForm):
    """Asks for a link to choose a new password."""

    labels = {"email": _("E-mail address")}

    def clean_email(self) -> str:
        """Find the account by its own address alone; an unknown one is no error that would tell."""
        email: str = self.cleaned_data["email"].strip().lower()
        self.users = list(User.objects.filter(email=email, is_active=True))
        return email

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        """Write and send the mail when the visitor has the answer, which takes the same time for any address."""

        def send() -> None:
            with current.request_context(request):
                super(ForgottenForm, self).save(request, **kwargs)

        after_response(request, send)
        return str(self.cleaned_data["email"])


class TwoPasswords(WordedForm):
    """A new password, twice, with what is asked of it said once."""

    labels = {
        "oldpassword": _("Present password"),
        "password1": _("New password"),
        "password2": _("New password again"),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password1"].help_text = _(
            "At least 12 characters; a sentence is good. Not your name, not only digits, nothing that many use."
        )


class NewPasswordForm(TwoPasswords, account_forms.ResetPasswordKeyForm):
    """A new password by a link from a mail."""


class ChangePasswordForm(TwoPasswords, account_forms.ChangePasswordForm):
    """A new password by knowing the old one."""


class FirstPasswordForm(TwoPasswords, account_forms.SetPasswordForm):
    """A password for an account that has none."""


class ConfirmByPasswordForm(WordedForm, account_forms.ReauthenticateForm):
    """The password once more, before something delicate."""

    labels = {"password": _("Password")}


class ChangeEmailForm(WordedForm, account_forms.AddEmailForm):
    """A new e-mail address, which counts from the click in the mail sent to it."""

    labels = {"email": _("New e-mail address")}

    def save(self, request: HttpRequest) -> Any:
        """Send the link to the new address; the old one stays until it is followed, and is told then."""
        keep_one_address(request.user)  # type: ignore[arg-type]
        return super().save(request)


class CodeForm(WordedForm, code_forms.AuthenticateForm):
    """A code of the app, or a recovery code, to sign in."""

    labels = {"code": _("Code")}


class ConfirmByCodeForm(WordedForm, code_forms.ReauthenticateForm):
    """A code once more, before something delicate."""

    labels = {"code": _("Code")}


class AddAppForm(WordedForm, ActivateTOTPForm):
    """The first code of a new app, to prove that it was set up."""

    labels = {"code": _("Code that the app shows")}


class AnyAnswer(forms.Form):
    """Takes whatever a script sends for the answer of a passkey: nonsense is a wrong answer, not a fault of ours."""

    def full_clean(self) -> None:
        """Clean the form; allauth speaks of a wrong code, which nobody typed."""
        try:
            super().full_clean()
            wrong = bool(self.errors)
        except (AttributeError, KeyError, TypeError, ValueError):
            self.cleaned_data: dict[str, Any] = {}
            wrong = True
        if wrong and self.is_bound:
            self.errors.clear()
            self.add_error("credential", _("This passkey does not fit an account here. Try another, or another way."))


class SignInByPasskeyForm(AnyAnswer, passkey_forms.LoginWebAuthnForm):
    """A passkey's answer, to sign in with it alone."""


class PasskeyForm(AnyAnswer, passkey_forms.AuthenticateWebAuthnForm):
    """A passkey's answer, as the second step."""


class ConfirmByPasskeyForm(AnyAnswer, passkey_forms.ReauthenticateWebAuthnForm):
    """A passkey's answer once more, before something delicate."""


class AddPasskeyForm(WordedForm, AnyAnswer, passkey_forms.AddWebAuthnForm):
    """A new passkey: its name, and what the browser answers."""

    labels = {"name": _("Name of this device"), "passwordless": _("Sign in with it alone, without the password")}
    helps = {
        "name": _("So that you know later which one it is, such as “Work laptop”."),
        "passwordless": _("The device then asks for your finger, face or PIN. Without this it is a second step only."),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].widget.attrs["maxlength"] = LONGEST_KEY_NAME
        self.fields["passwordless"].initial = True

    def clean_name(self) -> str:
        """The name, never too long for the list and never empty."""
        return str(self.cleaned_data["name"]).strip()[:LONGEST_KEY_NAME] or str(_("Passkey"))


class RenamePasskeyForm(WordedForm, passkey_forms.EditWebAuthnForm):
    """Another name for a passkey."""

    labels = {"name": _("Name of this device")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].validators.append(MaxLengthValidator(LONGEST_KEY_NAME))
        self.fields["name"].widget.attrs["maxlength"] = LONGEST_KEY_NAME
