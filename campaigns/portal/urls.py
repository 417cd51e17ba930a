"""The addresses of the partner's door, included at /portal/."""

from __future__ import annotations

from django.urls import path

from campaigns.portal import (
    views_campaign,
    views_home,
    views_issue,
    views_leads,
    views_logos,
    views_page,
    views_pictures,
    views_piece,
    views_preview,
    views_profile,
)

urlpatterns = [
    path("", views_home.home, name="portal_home"),
    path("as/<slug:slug>/", views_home.act_for, name="portal_act_for"),
    path("files/", views_home.files, name="portal_files"),
    path("campaigns/<slug:slug>/", views_campaign.campaign, name="portal_campaign"),
    path("campaigns/<slug:slug>/<slug:template>/", views_campaign.start, name="portal_start"),
    path("campaigns/<slug:slug>/<slug:template>/picture/", views_preview.sample_picture, name="portal_sample"),
    path("pieces/<int:pk>/", views_piece.piece, name="portal_piece"),
    path("pieces/<int:pk>/save/", views_piece.save, name="portal_save"),
    path("pieces/<int:pk>/preview/", views_preview.preview, name="portal_preview"),
    path("pieces/<int:pk>/ready/", views_preview.ready, name="portal_ready"),
    path("pieces/<int:pk>/undo/", views_piece.undo, name="portal_undo"),
    path("pieces/<int:pk>/language/", views_piece.language, name="portal_language"),
    path("pieces/<int:pk>/copy/", views_piece.copy, name="portal_copy"),
    path("pieces/<int:pk>/away/", views_piece.away, name="portal_away"),
    path("pieces/<int:pk>/issue/", views_issue.issue, name="portal_issue"),
    path("pieces/<int:pk>/page/", views_page.page, name="portal_page"),
    path("pieces/<int:pk>/page/publish/", views_page.publish, name="portal_page_publish"),
    path("pieces/<int:pk>/page/withdraw/", views_page.withdraw, name="portal_page_withdraw"),
    path("pieces/<int:pk>/page/draft/", views_page.draft, name="portal_page_draft"),
    path("pieces/<int:pk>/page/draft/<str:asset>", views_page.draft_asset, name="portal_page_asset"),
    path("pieces/<int:pk>/all.zip", views_issue.all_zip, name="portal_zip"),
    path("pieces/<int:pk>/logo/<str:key>/<slug:verdict>/", views_logos.placed, name="portal_logo_placed"),
    path("files/<str:number>/", views_issue.file, name="portal_file"),
    path("files/<str:number>/download/", views_issue.download, name="portal_download"),
    path("files/<str:number>/picture/", views_issue.picture, name="portal_file_picture"),
    path("pictures/<str:digest>/", views_pictures.picture, name="portal_picture"),
    path("leads/", views_leads.leads, name="portal_leads"),
    path("leads/export.<str:format>", views_leads.export, name="portal_leads_export"),
    path("leads/<int:pk>/", views_leads.lead, name="portal_lead"),
    path("leads/<int:pk>/delete/", views_leads.delete, name="portal_lead_delete"),
    path("profile/", views_profile.profile, name="portal_profile"),
    path("profile/logo/<str:ground>/", views_profile.logo, name="portal_logo"),
    path("profile/logo/<str:ground>/<slug:verdict>/", views_logos.arrived, name="portal_logo_arrived"),
]
