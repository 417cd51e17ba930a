"""Partners' web pages, what visitors leave there, and how often what is looked at."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaigns.models.campaign import Campaign
from campaigns.models.collateral import Collateral, IssuedFile
from campaigns.models.partner import Partner
from campaigns.models.territory import Territory


class PartnerPage(models.Model):
    """The web page of one partner in one campaign and language; what it says is the collateral's."""

    collateral = models.OneToOneField(
        Collateral, on_delete=models.PROTECT, related_name="page", verbose_name=_("collateral")
    )
    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="pages", verbose_name=_("campaign"))
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="pages", verbose_name=_("partner"))
    language_code = models.CharField(_("language"), max_length=20)
    published_version = models.PositiveIntegerField(null=True)
    """The version of the collateral that the page shows; none while the page has not been published."""
    values = models.JSONField(default=dict)
    """The cleaned values of that version, by key."""
    live = models.BooleanField(_("live"), default=False)
    changed_at = models.DateTimeField(_("changed"), auto_now=True)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("changed by")
    )

    class Meta:
        verbose_name = _("partner's page")
        verbose_name_plural = _("partners' pages")
        ordering: ClassVar[list[str]] = ["campaign", "partner", "language_code"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["campaign", "partner", "language_code"], name="page_once_in_a_language"),
        ]

    def __str__(self) -> str:
        return f"{self.campaign} / {self.partner} / {self.language_code}"


class ConsentText(models.Model):
    """What a visitor of a territory agrees to before leaving a request; the nearest territory above counts."""

    territory = models.ForeignKey(
        Territory, on_delete=models.CASCADE, related_name="consents", verbose_name=_("territory")
    )
    language_code = models.CharField(_("language"), max_length=20)
    text = models.TextField(_("text"))

    class Meta:
        verbose_name = _("consent text")
        verbose_name_plural = _("consent texts")
        ordering: ClassVar[list[str]] = ["territory", "language_code"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["territory", "language_code"], name="consent_once_in_a_language"),
        ]

    def __str__(self) -> str:
        return f"{self.territory} / {self.language_code}"


class Lead(models.Model):
    """A request that a visitor left on a partner's page."""

    token = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    """Made with the form, so that a form sent twice is one lead."""
    page = models.ForeignKey(PartnerPage, on_delete=models.PROTECT, related_name="leads", verbose_name=_("page"))
    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="leads", verbose_name=_("campaign"))
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="leads", verbose_name=_("partner"))
    file = models.ForeignKey(
        IssuedFile, on_delete=models.SET_NULL, null=True, blank=True, related_name="leads",
        verbose_name=_("file that led here"),
    )  # fmt: skip
    name = models.CharField(_("name"), max_length=120)
    email = models.EmailField(_("e-mail"))
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    company = models.CharField(_("company"), max_length=160, blank=True)
    message = models.TextField(_("message"), max_length=2000, blank=True)
    consent = models.TextField(_("agreed to"), blank=True)
    created_at = models.DateTimeField(_("received"), default=timezone.now, editable=False)
    seen_at = models.DateTimeField(_("seen"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("lead")
        verbose_name_plural = _("leads")
        ordering: ClassVar[list[str]] = ["-created_at", "-pk"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["partner", "-created_at"], name="lead_of_partner")
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.partner})"


class DailyCount(models.Model):
    """How often something happened on a day; never who did it."""

    class What(models.TextChoices):
        """What is counted."""

        VISIT = "visit", _("Page visits")
        SCAN = "scan", _("Visits from printed files")
        DOWNLOAD = "download", _("Downloads")
        LEAD = "lead", _("Leads")

    day = models.DateField(_("day"))
    what = models.CharField(_("what"), max_length=10, choices=What.choices)
    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="counts")
    partner = models.ForeignKey(Partner, on_delete=models.CASCADE, related_name="counts")
    file_number = models.CharField(max_length=16, blank=True)
    count = models.PositiveIntegerField(_("count"), default=0)

    class Meta:
        verbose_name = _("daily count")
        verbose_name_plural = _("daily counts")
        ordering: ClassVar[list[str]] = ["-day", "what"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["day", "what", "campaign", "partner", "file_number"], name="count_once_a_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.what}: {self.count}"
