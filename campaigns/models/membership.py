"""Who acts for which partner, and who has been asked to."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaigns.models.partner import Partner
from campaigns.models.people import LowercaseEmailField
from campaigns.models.territory import Territory

INVITATION_DAYS = 14


def invitation_end() -> datetime:
    """Return until when an invitation of now can be taken up."""
    return timezone.now() + timedelta(days=INVITATION_DAYS)


class Role(models.TextChoices):
    """What a person may do for a partner; each may all that those below may."""

    ADMIN = "admin", _("Administrator: profile and people")
    MAKER = "maker", _("Maker: makes collateral")
    VIEWER = "viewer", _("Viewer: sees and downloads")


class Membership(models.Model):
    """A person acts for a partner."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships", verbose_name=_("person")
    )
    partner = models.ForeignKey(
        Partner, on_delete=models.CASCADE, related_name="memberships", verbose_name=_("partner")
    )
    role = models.CharField(_("role"), max_length=8, choices=Role.choices, default=Role.MAKER)

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        ordering: ClassVar[list[str]] = ["partner", "user"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["user", "partner"], name="member_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user} ({self.partner})"


class Invitation(models.Model):
    """A person was asked by mail to act for a partner."""

    partner = models.ForeignKey(
        Partner, on_delete=models.CASCADE, related_name="invitations", verbose_name=_("partner")
    )
    email = LowercaseEmailField(_("e-mail address"))
    role = models.CharField(_("role"), max_length=8, choices=Role.choices, default=Role.MAKER)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("invited by")
    )
    invited_at = models.DateTimeField(_("invited"), default=timezone.now, editable=False)
    expires_at = models.DateTimeField(_("expires"), default=invitation_end)
    accepted_at = models.DateTimeField(_("accepted"), null=True, blank=True, editable=False)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", editable=False,
        verbose_name=_("accepted by"),
    )  # fmt: skip
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering: ClassVar[list[str]] = ["-invited_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.email} ({self.partner})"

    @property
    def is_open(self) -> bool:
        """Whether it can be taken up now."""
        return self.accepted_at is None and self.withdrawn_at is None and timezone.now() < self.expires_at


class StaffScope(models.Model):
    """Limits the staff of a group to territories and languages; an empty list sets no limit of its sort.

    Who is in several groups with limits has what any of them has. A group without one neither limits nor frees.
    """

    group = models.OneToOneField(Group, on_delete=models.CASCADE, related_name="scope", verbose_name=_("group"))
    territories = models.ManyToManyField(
        Territory, blank=True, related_name="+", verbose_name=_("territories"), help_text=_("Empty means everywhere.")
    )
    locales: models.ManyToManyField[Any, Any] = models.ManyToManyField(
        "wagtailcore.Locale", blank=True, related_name="+", verbose_name=_("languages"),
        help_text=_("Empty means every language."),
    )  # fmt: skip

    class Meta:
        verbose_name = _("limit of a group")
        verbose_name_plural = _("limits of groups")
        ordering: ClassVar[list[str]] = ["group__name"]

    def __str__(self) -> str:
        return str(self.group)
