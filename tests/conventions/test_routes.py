"""Every route of the site says whom it is for."""

from __future__ import annotations

import runpy
from pathlib import Path
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from cms import urls
from cms.routes import CLASSES, Route, routes


@pytest.fixture
def every_route(settings: Any) -> list[Route]:
    """The routes of the site, those of a developer's machine included."""
    settings.SERVE_MEDIA = settings.DEBUG = True
    return list(routes(runpy.run_path(str(Path(urls.__file__)))["urlpatterns"]))


def test_every_route_has_a_class(every_route: list[Route]) -> None:
    assert len(every_route) > 250
    without = [f"{route.key} ({route.path})" for route in every_route if route.entry is None]
    assert without == [], "Say in CLASSES of cms/routes.py whom these are for; a partner's data needs the narrowest."


def test_every_class_is_of_a_route_that_is_there(every_route: list[Route]) -> None:
    stale = CLASSES.keys() - {route.entry for route in every_route}
    assert stale == set(), "No route has these, or an entry above fits all of theirs: take them out of cms/routes.py."


def answer(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


def test_a_route_goes_by_its_name_with_its_namespace_or_by_its_path() -> None:
    inside = ([path("<int:pk>/", answer, name="see"), path("bare/", answer)], "inner")
    found = list(routes([path("door/", include(inside, namespace="portal")), path("only/", answer, name="only")]))
    assert [(route.key, route.path) for route in found] == [
        ("portal:see", "/door/<int:pk>/"),
        ("/door/bare/", "/door/bare/"),
        ("only", "/only/"),
    ]


def test_a_route_that_nobody_has_classed_says_what_to_do() -> None:
    (route,) = routes([path("new/", answer, name="brand_new")])
    assert route.entry is None
    with pytest.raises(LookupError, match=r"Say in cms/routes.py whom the route brand_new \(/new/\) is for"):
        route.route_class  # noqa: B018 - reading it is what raises


def test_an_exception_stands_above_the_rule() -> None:
    for place, entry in enumerate(CLASSES):
        same = [other for other in list(CLASSES)[:place] if other.endswith("*") and entry.startswith(other[:-1])]
        assert same == [], f"{entry} stands below {same[0]}, which is more general, and never counts."
