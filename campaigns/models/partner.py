"""The firms that the vendor sells through."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class Partner(models.Model):
    """A firm, with what its collateral says of it."""

    slug = models.SlugField(_("short name"), max_length=80, unique=True)
    name = models.CharField(_("name"), max_length=160, help_text=_("As customers know the firm."))
    legal_name = models.CharField(_("legal name"), max_length=200, blank=True)
    language_code = models.CharField(_("language"), max_length=20)
    territory = models.CharField(_("country"), max_length=6, blank=True, help_text=_("An ISO 3166 code, such as DE."))
    address = models.JSONField(_("address"), default=dict, blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    website = models.URLField(_("website"), blank=True)
    logo = models.ForeignKey(
        "brand_kit.StoredPicture", on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("logo"),
    )  # fmt: skip

    class Meta:
        verbose_name = _("partner")
        verbose_name_plural = _("partners")
        ordering: ClassVar[list[str]] = ["name", "pk"]

    def __str__(self) -> str:
        return self.name
