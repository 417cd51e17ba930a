"""Everybody knocks at every door: what belongs to others is neither shown nor changed, nor told to be there."""

from __future__ import annotations

import hashlib
import logging
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import get_resolver, path

from cms import routes as classes
from cms.routes import INTERNAL, PUBLIC, Route, routes
from tests.campaigns.walk import holes
from tests.campaigns.walk.places import ArgumentUnknown, places, site_routes
from tests.campaigns.walk.stroll import METHODS, OURS, Step, Walk, steps
from tests.cast import Cast

SHARDS = 6
FAST = 400
LEAST = 10_000


@pytest.fixture
def walk(cast: Cast, settings: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walk]:
    settings.MEDIA_ROOT = tmp_path_factory.getbasetemp() / "media"
    logging.disable(logging.CRITICAL)  # each record of a 404 keeps its request for as long as the test
    yield Walk(cast)
    logging.disable(logging.NOTSET)


def told(walk: Walk) -> str:
    """What is wrong, once for each route and fault."""
    return "\n".join(dict.fromkeys(re.sub(r"\s+", " ", fault) for fault in walk.wrong))


def number_of(step: Step) -> int:
    """A number that a step keeps from run to run, whatever else is walked."""
    words = f"{step.who} {step.method} {step.place.route.key} {step.place.absent} {step.query}"
    return int.from_bytes(hashlib.sha256(words.encode()).digest()[:8])


def test_a_sample_of_the_walk(walk: Walk) -> None:
    every = list(steps(site_routes(), walk.cast.people))
    ours = {route.key for route in site_routes() if OURS.search(route.key)}
    mine, rest = ([step for step in every if (step.place.route.key in ours) == own] for own in (True, False))
    for some in (mine, rest):
        for step in sorted(some, key=number_of)[: FAST // 2]:
            walk.go(step)
    assert told(walk) == ""


@pytest.mark.slow
@pytest.mark.parametrize("shard", range(SHARDS))
def test_the_whole_walk(walk: Walk, shard: int) -> None:
    for step in steps(site_routes()[shard::SHARDS], walk.cast.people):
        walk.go(step)
    assert told(walk) == ""


def test_the_whole_walk_is_long_and_leaves_out_nobody_nor_any_method(cast: Cast) -> None:
    every = list(steps(site_routes(), cast.people))
    assert len(every) >= LEAST
    assert {step.who for step in every} == set(cast.people)
    assert {step.method for step in every} == set(METHODS)
    assert {step.place.route.key for step in every} == {route.key for route in site_routes()}


def test_what_the_walk_sends_would_change_the_program_if_it_were_let(walk: Walk) -> None:
    ours = [route for route in site_routes() if route.key.startswith(("wagtailsnippets_campaigns_", "campaigns"))]
    posts = [step for step in steps(ours, ["ada"]) if step.method == "POST"]
    for step in sorted(posts, key=number_of)[:60]:
        walk.go(step)
    assert walk.saved >= 5


HOLES = {
    "leak": r"^alice GET /leak/ .*answers 200 with the word quokka-globex",
    "whisper": r"^alice HEAD /whisper/ .*with the word quokka-globex",
    "rename": r"^charlie POST /rename/\d+/ .*campaigns_partner \d+ changed",
    "join": r"^rania PUT /join/\d+/ .*campaigns_membership \d+ added to campaigns_partner",
    "forbid": r"^charlie GET .*tells what is hidden, with .403, ''., from what is absent",
    "fall": r"^anonymous GET /fall/ .*answers 500",
    "closed": r"^vera GET /closed/ .*gets in with 200, but the route is internal",
}
"""What the walk says of each hole of tests/campaigns/walk/holes.py."""


def test_the_walk_finds_every_hole_and_nothing_where_there_is_none(
    walk: Walk, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.ROOT_URLCONF = "tests.campaigns.walk.holes"
    monkeypatch.setattr(classes, "CLASSES", {"hole_closed": INTERNAL, "*": PUBLIC})
    found = {}
    for route in routes(get_resolver(settings.ROOT_URLCONF).url_patterns):
        walk.wrong.clear()
        for step in steps([route], ["anonymous", "alice", "charlie", "rania", "vera"]):
            walk.go(step)
        found[route.key.removeprefix("hole_")] = list(walk.wrong)
    missed = {hole: found[hole][:3] for hole, says in HOLES.items() if not any(re.search(says, f) for f in found[hole])}
    assert missed == {}
    assert found.pop("sound") == []
    assert found.keys() == HOLES.keys()


def test_a_route_with_an_argument_that_nobody_has_explained_stops_the_walk(db: None) -> None:
    (route,) = routes([path("new/<int:gadget_id>/", holes.sound, name="gadget")])
    assert isinstance(route, Route)
    with pytest.raises(ArgumentUnknown, match=r"MODELS or WORDS, what <gadget_id> of /new/<int:gadget_id>/ \(gadget\)"):
        list(places(route))
