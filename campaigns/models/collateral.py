"""A partner's pieces, what was typed into them, and the files that were issued of them."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaigns.collateral_querysets import CollateralQuerySet, IssuedFileQuerySet
from campaigns.models.campaign import Campaign
from campaigns.models.partner import Partner


class Collateral(models.Model):
    """One partner's piece: a template of a campaign in one language, and what was entered into its fields.

    `entered` keeps every field as it was typed, good or not, so that nothing is lost; a field that is not in it has
    not been touched and shows what the partner's profile or the template says.
    """

    partner = models.ForeignKey(
        Partner, on_delete=models.PROTECT, related_name="collaterals", verbose_name=_("partner")
    )
    campaign = models.ForeignKey(
        Campaign, on_delete=models.PROTECT, related_name="collaterals", verbose_name=_("campaign")
    )
    template = models.ForeignKey(
        "brand_kit.Template", on_delete=models.PROTECT, related_name="collaterals", verbose_name=_("template")
    )
    language_code = models.CharField(_("language"), max_length=20)
    entered = models.JSONField(_("entered"), default=dict, blank=True)
    version = models.PositiveIntegerField(default=1)
    """Grows with every change; a change says which version it was made on."""
    created_at = models.DateTimeField(_("started"), default=timezone.now, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("started by")
    )
    changed_at = models.DateTimeField(_("changed"), default=timezone.now, editable=False)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("changed by")
    )
    put_away_at = models.DateTimeField(_("put away"), null=True, blank=True, editable=False)

    objects = CollateralQuerySet.as_manager()

    class Meta:
        verbose_name = _("collateral")
        verbose_name_plural = _("collateral")
        ordering: ClassVar[list[str]] = ["-changed_at", "-pk"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["partner", "-changed_at"], name="collateral_of_partner"),
        ]

    def __str__(self) -> str:
        return f"{self.template} ({self.partner})"


class CollateralVersion(models.Model):
    """What stood in a collateral as one version: for undoing, and for telling who changed what when two did."""

    collateral = models.ForeignKey(Collateral, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    entered = models.JSONField(default=dict)
    language_code = models.CharField(max_length=20)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    undoes = models.PositiveIntegerField(null=True)
    """The version that this one made stand again."""

    class Meta:
        verbose_name = _("version")
        verbose_name_plural = _("versions")
        ordering: ClassVar[list[str]] = ["-number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["collateral", "number"], name="collateral_version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.collateral_id}.{self.number}"


class IssuedFile(models.Model):
    """One finished file of a collateral: a master and values, with a number, a digest and a state.

    Of a PDF only what follows its master is kept, under `rest`; of a picture, all of it.
    """

    class State(models.TextChoices):
        """Whether it may be used."""

        CURRENT = "current", _("Current")
        SUPERSEDED = "superseded", _("Superseded")
        EXPIRED = "expired", _("Expired")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    collateral = models.ForeignKey(Collateral, on_delete=models.PROTECT, related_name="files")
    number = models.CharField(_("number"), max_length=16, unique=True, editable=False)
    master = models.ForeignKey("brand_kit.Master", on_delete=models.PROTECT, related_name="+")
    edition = models.CharField(_("edition"), max_length=60)
    extension = models.CharField(_("kind of file"), max_length=5)
    language_code = models.CharField(_("language"), max_length=20)
    values = models.JSONField(_("values"), default=dict)
    """The cleaned values, by key, that the file was filled with."""
    digest = models.CharField(_("digest"), max_length=64, db_index=True)
    size = models.PositiveIntegerField(_("size"))
    rest = models.FileField(upload_to="issued/")
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.CURRENT)
    issued_at = models.DateTimeField(_("issued"), default=timezone.now, editable=False)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("issued by")
    )

    objects = IssuedFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("issued file")
        verbose_name_plural = _("issued files")
        ordering: ClassVar[list[str]] = ["-issued_at", "-pk"]

    def __str__(self) -> str:
        return self.number
