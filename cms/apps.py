"""The site, and Wagtail's users app with accounts that sign in by e-mail."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from wagtail.users.apps import WagtailUsersAppConfig


class CmsConfig(AppConfig):
    """Settings, Wagtail pages and the admin."""

    name = "cms"
    verbose_name = _("Site")


class UsersConfig(WagtailUsersAppConfig):
    """Wagtail's users app, showing our forms: an account has an e-mail address and one full name."""

    user_viewset = "cms.accounts.AccountViewSet"
