"""`manage.py forget_second_steps E-MAIL`: let somebody in again who lost passkeys, telephone and recovery codes."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.mail import send_mail
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation
from django.utils.translation import gettext as _

from campaigns.models import User


class Command(BaseCommand):
    """Remove a person's second steps and tell the person; the password stays."""

    help = "Remove the passkeys, app and recovery codes of an account, after making sure who asks for it."

    def add_arguments(self, parser: CommandParser) -> None:
        """Say whose."""
        parser.add_argument("email", help="the e-mail address of the account")

    def handle(self, *args: Any, **options: Any) -> None:
        """Remove and tell."""
        user = User.objects.filter(email=options["email"]).first()
        if user is None:
            raise CommandError(f"There is no account with the e-mail address {options['email']}.")
        removed, _rows = Authenticator.objects.filter(user=user).delete()
        with translation.override(user.language or settings.LANGUAGE_CODE):
            send_mail(
                _("Your second steps were removed"),
                _(
                    "Who runs the site removed the passkeys, the app and the recovery codes of your account. "
                    "Sign in with your password and set them up anew. You did not ask for this? Then tell them at once."
                ),
                None,
                [user.email],
            )
        if options["verbosity"]:
            self.stdout.write(f"Removed {removed}; {user.email} was told.")
