"""The brand kit: what may never change."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BrandKitConfig(AppConfig):
    """Brands, templates, copy and masters."""

    name = "brand_kit"
    verbose_name = _("Brand kit")
