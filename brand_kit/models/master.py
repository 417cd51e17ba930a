"""Masters that have been compiled."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from brand_kit.models.template import Template


class Master(models.Model):
    """A frozen PDF with empty slots, kept under its digest; the bytes are in the storage, never in the row."""

    template = models.ForeignKey(Template, on_delete=models.CASCADE, related_name="masters", verbose_name=_("template"))
    revision = models.ForeignKey(
        "wagtailcore.Revision", on_delete=models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name=_("revision"),
    )  # fmt: skip
    language_code = models.CharField(_("language"), max_length=20)
    edition = models.CharField(_("edition"), max_length=60)
    fingerprint = models.CharField(_("fingerprint"), max_length=64, unique=True)
    """SHA-256 of all that decides the bytes."""
    digest = models.CharField(_("digest"), max_length=64, db_index=True)
    """SHA-256 of the bytes."""
    length = models.PositiveIntegerField(_("length"))
    manifest = models.TextField(_("manifest"))
    file = models.FileField(_("file"), max_length=120)
    made_at = models.DateTimeField(_("made at"), auto_now_add=True)

    class Meta:
        verbose_name = _("master")
        verbose_name_plural = _("masters")
        ordering: ClassVar[list[str]] = ["-made_at", "-pk"]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["template", "language_code", "edition"])]

    def __str__(self) -> str:
        return f"{self.template_id} / {self.language_code} / {self.edition} / {self.digest[:12]}"
