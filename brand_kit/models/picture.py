"""Pictures: the canonical form that files embed, and the approved pictures of the brand team."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.search import index

from brand_kit.rendering.picture import Picture


class StoredPicture(models.Model):
    """A canonical picture, kept once under its digest, so that every file that shows it can be made again."""

    digest = models.CharField(_("digest"), max_length=64, unique=True, editable=False)
    file = models.FileField(_("file"), max_length=120, editable=False)
    width = models.FloatField(_("width"), editable=False, help_text=_("In points."))
    height = models.FloatField(_("height"), editable=False, help_text=_("In points."))
    vector = models.BooleanField(_("vector"), editable=False)
    pixels_wide = models.PositiveIntegerField(_("pixels wide"), null=True, editable=False)
    pixels_high = models.PositiveIntegerField(_("pixels high"), null=True, editable=False)
    stored_at = models.DateTimeField(_("stored at"), auto_now_add=True)

    class Meta:
        verbose_name = _("stored picture")
        verbose_name_plural = _("stored pictures")

    def __str__(self) -> str:
        return self.digest[:12]

    def canonical(self) -> Picture:
        """Return the picture as the engine takes it; raises `ValueError` if its file is damaged."""
        with self.file.open("rb") as file:
            picture = Picture.from_bytes(file.read())
        if picture.digest != self.digest:
            raise ValueError(f"The file of the picture {self.digest[:12]} holds another picture.")
        return picture


class BrandPicture(index.Indexed, models.Model):
    """A picture that the brand team has approved for locked regions."""

    title = models.CharField(_("title"), max_length=200)
    alt = models.CharField(
        _("what it shows"), max_length=250, help_text=_("What a screen reader says of the picture, in a few words.")
    )
    stored = models.ForeignKey(
        StoredPicture, on_delete=models.PROTECT, related_name="approved", verbose_name=_("picture"), editable=False
    )
    rights_end = models.DateField(
        _("rights end"), null=True, blank=True,
        help_text=_("The last day on which the picture may be used. Empty means there is no end."),
    )  # fmt: skip
    added_at = models.DateTimeField(_("added at"), auto_now_add=True)

    search_fields: ClassVar[list[index.BaseField]] = [
        index.SearchField("title"),
        index.AutocompleteField("title"),
        index.SearchField("alt"),
    ]

    class Meta:
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        ordering: ClassVar[list[str]] = ["title", "pk"]

    def __str__(self) -> str:
        return self.title
