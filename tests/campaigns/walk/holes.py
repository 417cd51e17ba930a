"""Addresses with holes in them, for the test of the walk itself."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from campaigns.models import Membership, Partner, Role, User


def leak(request: HttpRequest) -> HttpResponse:
    """Name every firm to everybody."""
    return HttpResponse(", ".join(Partner.objects.values_list("name", flat=True)))


def whisper(request: HttpRequest) -> HttpResponse:
    """Name a firm in a header only."""
    return HttpResponse(headers={"X-Partner": Partner.objects.get(slug__contains="globex").slug})


@csrf_exempt
def rename(request: HttpRequest, partner_id: int) -> HttpResponse:
    """Let anybody rename any firm, and say nothing of it."""
    if request.method == "POST":
        Partner.objects.filter(pk=partner_id).update(name="hole_Mine")
    return HttpResponse(status=404)


@csrf_exempt
def join(request: HttpRequest, partner_id: int) -> HttpResponse:
    """Let anybody who is signed in act for any firm, and say nothing of it."""
    if request.method == "PUT" and isinstance(request.user, User) and Partner.objects.filter(pk=partner_id).exists():
        Membership.objects.get_or_create(user=request.user, partner_id=partner_id, defaults={"role": Role.ADMIN})
    return HttpResponse(status=404)


def forbid(request: HttpRequest, partner_id: int) -> HttpResponse:
    """Tell by 403 that a firm is there."""
    get_object_or_404(Partner, pk=partner_id)
    raise PermissionDenied


def fall(request: HttpRequest) -> HttpResponse:
    """Fail."""
    raise RuntimeError("Fallen")


def closed(request: HttpRequest) -> HttpResponse:
    """Let everybody into a room that is for administrators."""
    return HttpResponse("Welcome")


def sound(request: HttpRequest) -> HttpResponse:
    """Do nothing wrong."""
    return HttpResponse("Welcome")


urlpatterns = [
    path("leak/", leak, name="hole_leak"),
    path("whisper/", whisper, name="hole_whisper"),
    path("rename/<int:partner_id>/", rename, name="hole_rename"),
    path("join/<int:partner_id>/", join, name="hole_join"),
    path("forbid/<int:partner_id>/", forbid, name="hole_forbid"),
    path("fall/", fall, name="hole_fall"),
    path("closed/", closed, name="hole_closed"),
    path("sound/", sound, name="hole_sound"),
]
