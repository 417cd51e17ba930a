"""Who may move a page: Wagtail 8.0 asks only when the move is made, and shows anybody of the staff what would move."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from wagtail.models import Page


def insist_on_moving(request: HttpRequest, page: Page, destination: Page) -> None:
    """Let nobody see or make a move who may not make it; for the hook `before_move_page`.

    Raises:
        PermissionDenied: if whoever asks may not move this page there.
    """
    if not page.permissions_for_user(request.user).can_move_to(destination):
        raise PermissionDenied
