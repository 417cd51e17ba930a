"""The addresses of partners' pages; included at the root, before the page tree."""

from __future__ import annotations

from django.urls import path

from campaigns.pages import views

PLACE = "<slug:language>/<slug:campaign>/with/<slug:partner>/"

urlpatterns = [
    path(PLACE, views.page, name="partner_page"),
    path(f"{PLACE}leads/", views.leave, name="partner_page_leads"),
    path(f"{PLACE}thanks/", views.thanks, name="partner_page_thanks"),
    path(f"{PLACE}<str:asset>", views.asset, name="partner_page_asset"),
]
