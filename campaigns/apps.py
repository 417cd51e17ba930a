"""Campaigns: who may say what, where, and what came of it."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CampaignsConfig(AppConfig):
    """People, partners, campaigns and their results."""

    name = "campaigns"
    verbose_name = _("Campaigns")
