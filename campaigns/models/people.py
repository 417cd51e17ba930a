"""The people who sign in: staff of the vendor and its regions, partners and distributors."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


def interface_languages() -> list[tuple[str, str]]:
    """The languages a person can choose for the interface.

    A function, so that a new language in the settings does not ask for a migration.
    """
    return list(settings.LANGUAGES)


class LowercaseEmailField(models.EmailField[str, str]):
    """An e-mail address that is kept, compared and looked up in small letters.

    Mail servers may by RFC 5321 tell `Ann@` from `ann@`, none in use does, and people type either.
    """

    def to_python(self, value: Any) -> Any:
        """The address in small letters."""
        return self._small(super().to_python(value))

    def get_prep_value(self, value: Any) -> Any:
        """The address in small letters, for saving and for every lookup."""
        return self._small(super().get_prep_value(value))

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        """Write the small letters back to the object too, so that it shows what is kept."""
        value = self._small(super().pre_save(model_instance, add))
        setattr(model_instance, self.attname, value)
        return value

    @staticmethod
    def _small(value: Any) -> Any:
        return value.strip().lower() if isinstance(value, str) else value


class UserAccounts(BaseUserManager["User"]):
    """Creates accounts, which have no user name: the e-mail address is the login."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Create an account without special rights; without a password nobody can sign in to it yet.

        Raises:
            ValueError: there is no e-mail address.
        """
        if not email or not email.strip():
            raise ValueError("Give an e-mail address: an account cannot be created without one.")
        user = self.model(email=email, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Create an account that may do everything."""
        return self.create_user(email, password, **{**fields, "is_superuser": True})

    def get_by_natural_key(self, username: str | None) -> User:
        """The account of an e-mail address, however its letters are typed."""
        return self.get(email=username or "")


class User(AbstractBaseUser, PermissionsMixin):  # type: ignore[django-manager-missing]
    """A person who signs in with an e-mail address.

    One full name, not a first and a last one: most of the world's names do not divide that way.
    """

    email = LowercaseEmailField(
        _("e-mail address"), unique=True, error_messages={"unique": _("Another account has this e-mail address.")}
    )
    full_name = models.CharField(_("full name"), max_length=200, blank=True)
    language = models.CharField(
        _("language"),
        max_length=16,
        blank=True,
        choices=interface_languages,
        help_text=_("Language of the screens and of mail. Empty means the language of the browser."),
    )
    is_active = models.BooleanField(
        _("active"), default=True, help_text=_("Switch this off instead of deleting an account.")
    )
    date_joined = models.DateTimeField(_("joined"), default=timezone.now, editable=False)

    objects: ClassVar[UserAccounts] = UserAccounts()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["full_name"]

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        ordering: ClassVar[list[str]] = ["email"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            # Holds against rows that do not come through the field above, as in a hand-written import.
            models.UniqueConstraint(
                Lower("email"),
                name="user_email_any_case",
                violation_error_message=_("Another account has this e-mail address."),
            ),
        ]

    def __str__(self) -> str:
        """The full name, or the e-mail address of someone who gave none."""
        return self.full_name or self.email

    def clean(self) -> None:
        """Trim the name; the base class would fold the e-mail address, which its field has done."""
        self.full_name = " ".join(self.full_name.split())

    def get_full_name(self) -> str:
        """The name for lists and greetings; Django and Wagtail ask for it under this name."""
        return self.full_name

    def get_short_name(self) -> str:
        """The name to greet someone by: the whole, since no part of it is safe to pick."""
        return self.full_name or self.email
