"""Copy in other languages than its own: the translations of a template, by region."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from brand_kit.models.template import Template

TITLE_KEY = "@title"
"""The key under which a template's title is translated; no region can be called so."""


class Translation(models.Model):
    """What stands in one region of a template in one language.

    `text` is the locked copy; for a picture it is what a screen reader says of it, and for an opened choice its lines
    `key = label`. `label`, `help` and `default` are those of an opened field.
    """

    class State(models.TextChoices):
        """How far a translation has come; only an approved one leaves in a file."""

        DRAFT = "draft", _("draft")
        APPROVED = "approved", _("approved")

    template = models.ForeignKey(
        Template, on_delete=models.CASCADE, related_name="translations", verbose_name=_("template")
    )
    key = models.CharField(_("region"), max_length=60)
    locale = models.ForeignKey(
        "wagtailcore.Locale", on_delete=models.CASCADE, related_name="+", verbose_name=_("language")
    )
    text = models.TextField(_("text"), blank=True)
    source_text = models.TextField(_("source"), blank=True)
    """The copy in the source language from which the text was made; where that has changed, the text is stale."""
    label = models.CharField(_("label"), max_length=120, blank=True)
    help = models.CharField(_("help"), max_length=300, blank=True)
    default = models.TextField(_("default"), blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DRAFT)
    changed_at = models.DateTimeField(_("changed at"), auto_now=True)

    class Meta:
        verbose_name = _("translation")
        verbose_name_plural = _("translations")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["template", "key", "locale"], name="translation_once_in_a_language"),
        ]

    def __str__(self) -> str:
        return f"{self.template} / {self.key} / {self.locale_id}"
