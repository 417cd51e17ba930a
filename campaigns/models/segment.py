"""A named rule over what is known of partners."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.search import index

from campaigns.querysets import SegmentQuerySet


def everyone() -> dict[str, object]:
    """Return the rule that every partner meets."""
    return {"match": "all", "conditions": []}


class Segment(index.Indexed, models.Model):  # type: ignore[django-manager-missing]
    """A named rule over what is known of partners; `campaigns.targeting` says what a rule may hold."""

    name = models.CharField(_("name"), max_length=160, unique=True)
    description = models.TextField(_("description"), blank=True)
    rule = models.JSONField(_("rule"), default=everyone)
    updated_at = models.DateTimeField(_("changed"), auto_now=True)

    objects = SegmentQuerySet.as_manager()

    search_fields: ClassVar[list[index.BaseField]] = [index.SearchField("name"), index.AutocompleteField("name")]

    class Meta:
        verbose_name = _("segment")
        verbose_name_plural = _("segments")
        ordering: ClassVar[list[str]] = ["name"]

    def __str__(self) -> str:
        return self.name


class SegmentUse(models.Model):
    """A segment names another in its rule; kept by `actions/save_segment`, so that the other cannot be deleted."""

    segment = models.ForeignKey(Segment, on_delete=models.CASCADE, related_name="uses")
    used = models.ForeignKey(Segment, on_delete=models.PROTECT, related_name="used_by")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["segment", "used"], name="segment_use_once"),
        ]

    def __str__(self) -> str:
        return f"{self.segment} > {self.used}"
