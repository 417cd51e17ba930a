"""Who goes where, with what, and what must hold of every answer."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import quote, unquote

from django.db import models, transaction
from django.http import HttpResponseBase
from django.test import Client

from campaigns.models import Campaign, Collateral, Invitation, Job, Partner
from cms.routes import DISTRIBUTOR, PARTNER, PUBLIC, REGIONAL, VENDOR, Route, RouteClass
from tests.campaigns.walk.bodies import body_of, fallback
from tests.campaigns.walk.places import Place, places
from tests.campaigns.walk.rows import Tables, belongings, written
from tests.cast import Cast, words_foreign_to

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
ENTERS: dict[str, set[RouteClass]] = {
    "anonymous": {PUBLIC},
    "alice": {PUBLIC, PARTNER},
    "bob": {PUBLIC, PARTNER},
    "charlie": {PUBLIC, PARTNER},
    "dora": {PUBLIC, PARTNER, DISTRIBUTOR},
    "rania": {PUBLIC, REGIONAL},
    "vera": {PUBLIC, REGIONAL, VENDOR},
    "ada": set(RouteClass),
}
"""The classes of routes where each may get in; ada may everywhere."""
OWNED = (Partner, Campaign, Collateral, Job, Invitation)
"""What exists for those only who may see it."""
QUERIES = ("?q=autumn", "?q=hello", "?p=2", "?export=csv", "?export=xlsx", "?format=json", "?ordering=-name")
"""What is asked of addresses without arguments besides."""
FREE = ("vera", "ada")
OUTSIDE = ("anonymous", "bob", "charlie", "dora")
OURS = re.compile(r"campaigns_(campaign|partner|segment):|campaign_|portal_|partner_|job|territor|invit|reports|hole_")
"""The routes behind which something belongs to somebody, by parts of their names."""
FALLS = re.compile(
    r"wagtailadmin_error_test|wagtailadmin_choose_page_external_link|wagtailsnippetchoosers_\w+:create"
    r"|wagtailredirects:process_import"
)
"""Routes of Wagtail 8.0 that fail: on purpose, or when somebody sends them what none of their own pages does."""
DOORS = ("/admin/login/", "/_util/login/")


@dataclass(frozen=True)
class Step:
    """One request."""

    who: str
    method: str
    place: Place
    query: str = ""

    def __str__(self) -> str:
        return f"{self.who} {self.method} {self.place.url}{self.query} ({self.place.route.key})"


def steps(routes: Iterable[Route], people: Iterable[str]) -> Iterator[Step]:
    """Yield every request: all people and methods on every address of the program, and fewer elsewhere.

    Nobody but staff gets through the admin's door, so one partner tries all of what lies behind it, and the others one
    address of each route. The two who may see all are met with two methods.
    """
    people = list(people)
    for route in routes:
        ours = OURS.search(route.key) is not None
        for number, place in enumerate(places(route)):
            for who in people:
                shut = route.path.startswith("/admin/") and who in OUTSIDE
                wide = ours and not shut and who not in FREE
                if wide or number == 0 or place.absent:
                    some = wide or (ours and place.absent) or (who == "alice" and number == 0)
                    yield from (Step(who, method, place) for method in (METHODS if some else ("GET", "POST")))
                if wide and not place.subjects and not place.absent:
                    yield from (Step(who, "GET", place, query) for query in QUERIES)


@dataclass
class Walk:
    """Goes through steps and writes down what is wrong; nothing that a request does stays."""

    cast: Cast
    wrong: list[str] = field(default_factory=list)
    requests: int = 0
    saved: int = 0
    """How many requests have written to tables of the program."""

    def __post_init__(self) -> None:
        self.tables = Tables()
        self.before = self.tables.snapshot()
        self.belongings = belongings(self.cast, self.tables, self.before)
        self.clients: dict[str, tuple[Client, str]] = {}
        self.statuses: dict[tuple[str, str, str], dict[bool, tuple[int, str]]] = {}
        for name, user in self.cast.people.items():
            client = self.cast.client(user)
            session = client.cookies.get("sessionid")
            self.clients[name] = client, session.value if session else ""

    @cached_property
    def bodies(self) -> dict[str, dict[str, Any]]:
        """What is sent to each address, once it is known."""
        return {}

    def go(self, step: Step) -> None:
        """Make one request and look at the answer and at the database."""
        body = self._body(step.place) if step.method in ("POST", "PUT", "PATCH") else {}
        with transaction.atomic(), written() as names:
            response = self._request(step.who, step.method, step.place.url + step.query, body)
            content = _content(response)
            kept = self.belongings.get(step.who)
            harmed = kept.harmed(self.tables.snapshot(sorted(names))) if kept and names and not _broken() else []
            transaction.set_rollback(True)
        self.requests += 1
        self.saved += any(name.startswith("campaigns_") and name != "campaigns_user" for name in names)
        self.wrong += [f"{step}: {fault}" for fault in (*harmed, *self._faults(step, response, content))]

    def _faults(self, step: Step, response: HttpResponseBase, content: str) -> Iterator[str]:
        status, route = response.status_code, step.place.route
        if status >= 500 and not FALLS.fullmatch(route.key):
            yield f"answers {status}"
        headers = "\n".join(f"{name}: {value}" for name, value in response.items())
        seen = _without(step.place.url, f"{headers}\n{content}".lower())
        for word in words_foreign_to(self.cast, self.cast.people[step.who]):
            if word in seen:
                yield f"answers {status} with the word {word}"
        inside = 200 <= status < 300 and step.method in ("GET", "HEAD", "POST")
        if inside and route.route_class not in ENTERS[step.who]:
            yield f"gets in with {status}, but the route is {route.route_class}"
        if step.query or status == 405 or not (step.place.absent or self._hidden(step)):
            return
        # What one may not see must look like what is not there.
        told = (status, _kind(response))
        known = self.statuses.setdefault((step.who, step.method, route.key), {})
        known[step.place.absent] = told
        if known.get(not step.place.absent, told) != told:
            yield f"tells what is hidden, with {known[False]}, from what is absent, with {known[True]}"
        elif status == 403 and self._hidden(step) and route.route_class in ENTERS[step.who]:
            yield "answers 403 for what may not be seen, and must answer 404"

    def _hidden(self, step: Step) -> bool:
        """Whether a step is to somebody else's object, of a sort that exists for some only."""
        if step.who not in self.belongings or not step.place.subjects:
            return False
        subject = step.place.subjects[0]
        words = words_foreign_to(self.cast, self.cast.people[step.who])
        return isinstance(subject, OWNED) and any(word in _words_of(subject) for word in words)

    def _request(self, who: str, method: str, url: str, body: dict[str, Any]) -> HttpResponseBase:
        client, session = self.clients[who]
        client.cookies = SimpleCookie({"sessionid": session} if session else {})
        if method in ("PUT", "PATCH"):
            return client.generic(method, url, "&".join(f"{k}={quote(str(v))}" for k, v in body.items()))
        return client.generic(method, url) if method != "POST" else client.post(url, body)

    def _body(self, place: Place) -> dict[str, Any]:
        """Return what the page at an address sends, as the first finds it who gets in."""
        if place.url not in self.bodies:
            found: dict[str, Any] = {}
            for who in ("ada", "bob", "charlie", "dora") if "campaigns" in place.url or place.subjects else ():
                with transaction.atomic():
                    response = self._request(who, "GET", place.url, {})
                    found = body_of(_content(response)) if response.status_code == 200 else {}
                    transaction.set_rollback(True)
                if found:
                    break
            self.bodies[place.url] = found or fallback()
        return self.bodies[place.url]


def _broken() -> bool:
    return transaction.get_connection().needs_rollback


def _kind(response: HttpResponseBase) -> str:
    """Return where an answer leads, roughly: to the door, or elsewhere."""
    return "door" if any(door in str(response.get("Location", "")) for door in DOORS) else ""


def _content(response: HttpResponseBase) -> str:
    """Return the words of an answer, those in the files of a workbook or an archive included."""
    data = b"".join(response) if response.streaming else response.content  # type: ignore[attr-defined]
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            data = b"\n".join(archive.read(name) for name in archive.namelist())
    return data.decode("utf-8", "replace")


def _without(url: str, seen: str) -> str:
    """Return an answer without the address that was asked for, which names whatever it likes."""
    for spelling in (url, quote(url), quote(url, safe=""), unquote(url)):
        seen = seen.replace(spelling.lower(), "")
    return seen


def _words_of(subject: models.Model) -> str:
    return " ".join(str(value) for name, value in vars(subject).items() if not name.startswith("_")).lower()
