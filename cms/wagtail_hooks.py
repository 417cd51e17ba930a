"""What Lockup registers with Wagtail; the things themselves are elsewhere."""

from __future__ import annotations

from django.templatetags.static import static
from django.urls import URLPattern, path
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry
from wagtail.snippets.models import register_snippet

from cms.page_moves import insist_on_moving
from cms.viewsets.brand_kit import BrandKitGroup, picture_file
from cms.viewsets.campaign_hooks import register_campaign_hooks
from cms.viewsets.campaigns import CampaignGroup
from cms.viewsets.leads import register_lead_hooks
from cms.viewsets.partners import PartnerViewSet
from cms.viewsets.portal_actions import register_portal_actions
from cms.viewsets.program import ProgramGroup, register_program_hooks
from cms.viewsets.segments import register_segment_actions

register_snippet(BrandKitGroup)
register_snippet(CampaignGroup)
register_campaign_hooks()
register_snippet(PartnerViewSet)
register_snippet(ProgramGroup)
register_program_hooks()
register_lead_hooks()
hooks.register("before_move_page", insist_on_moving)


@hooks.register("register_log_actions")
def log_actions(actions: LogActionRegistry) -> None:
    """Name the verbs that our actions write down."""
    actions.register_action("brand_kit.compile_template", _("Compile"), _("Compiled"))
    actions.register_action("brand_kit.store_picture", _("Store a picture"), _("Picture stored"))
    actions.register_action("brand_kit.add_font_file", _("Add a font file"), _("Font file added"))
    register_segment_actions(actions)
    register_portal_actions(actions)


@hooks.register("register_admin_urls")
def admin_urls() -> list[URLPattern]:
    """The pictures of the brand kit, for staff."""
    return [path("brand-kit/pictures/<slug:digest>.png", picture_file, name="brand_kit_picture")]


@hooks.register("insert_global_admin_css")
def admin_css() -> SafeString:
    """Our own additions to the admin's stylesheet."""
    return format_html('<link rel="stylesheet" href="{}">', static("cms/admin.css"))
