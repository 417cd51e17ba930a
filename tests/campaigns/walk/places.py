"""The addresses of a route, with ids of one's own, of somebody else's and of nothing at all."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Any

from allauth.mfa.models import Authenticator
from django.apps import apps
from django.db import models
from django.urls import get_resolver, reverse
from wagtail.admin.models import EditingSession
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.models import Collection, Page, Revision, Site, Task, Workflow

from brand_kit.models import Template
from campaigns.models import (
    Campaign,
    Collateral,
    Invitation,
    IssuedFile,
    Job,
    Lead,
    Membership,
    Partner,
    Segment,
    Territory,
)
from cms.routes import Route, routes

ABSENT = 999_999
NAMED = re.compile(r"<(?:(\w+):)?(\w+)>")

MODELS: dict[str, type[models.Model]] = {
    "page_id": Page, "page_pk": Page, "parent_page_id": Page, "page_to_move_id": Page, "destination_id": Page,
    "collection_id": Collection, "task_id": Task, "workflow_pk": Workflow,
    "partner_id": Partner, "partner_pk": Partner, "campaign_id": Campaign, "campaign_pk": Campaign,
    "segment_id": Segment, "segment_pk": Segment, "template_id": Template, "template_pk": Template,
    "job_id": Job, "job_pk": Job, "invitation_id": Invitation, "invitation_pk": Invitation,
    "membership_id": Membership, "membership_pk": Membership,
    "partner": Partner, "campaign": Campaign, "segment": Segment, "template": Template, "job": Job,
}  # fmt: skip
"""What an argument of this name is the key of."""
WORDS: dict[str, tuple[Any, ...]] = {
    "action": ("delete",), "action_name": ("approve",), "app_label": ("campaigns",), "app_name": ("campaigns",),
    "content_type_app_name": ("cms",), "content_type_model_name": ("homepage",),
    "model_name": ("partner", "campaign"), "digest": ("0" * 64,), "filter_spec": ("width-100",),
    "path": ("private/secret.txt",), "token": ("made-up:token",), "ground": ("light",), "uidb64": ("Mg",),
    "verdict": ("vector",),
    "uidb36": ("2",), "revision_id_a": ("earliest",), "revision_id_b": ("latest",), "code": ("GB",),
    "locale": ("ar",), "language_code": ("ar",), "edition": ("screen-a4",), "key": ("partner_web",),
    "format": ("csv", "xlsx"), "extension": ("pdf",), "currency": ("GBP",), "kind": ("partners",), "language": ("en",),
    "asset": ("style-0.css",),
}  # fmt: skip
"""Arguments that are no keys."""
NEVER = (
    "redirect_id", "image_id", "document_id", "doc_id", "uploaded_file_id", "restriction_id", "workflow_state_id",
    "page_view_restriction_id", "task_state_id",
)  # fmt: skip
"""Keys of what the cast has none of."""
BARE = {"/admin/^.*/$": "/admin/nowhere/", "wagtaildocs_serve": "/documents/1/secret.txt", "wagtail_serve": "/"}
"""Addresses of routes whose arguments have no names."""
PARTS: dict[str, type[models.Model]] = {
    "admin/partners/import/": Job, "admin/partners/": Partner, "admin/jobs/": Job, "admin/territories/": Territory,
    "campaigns/as/": Partner, "portal/as/": Partner, "portal/campaigns/": Campaign, "portal/pieces/": Collateral,
    "portal/files/": IssuedFile, "account/passkeys/": Authenticator, "page": Page, "documents": Document,
    "images": Image, "admin/settings": Site, "workflow": Workflow,
    "portal/leads/": Lead, "admin/leads/": Lead,
}  # fmt: skip
"""What the key in a path is of, by what stands before it, where the view does not say."""
SPACE = re.compile(r"wagtailsnippet(?:s|choosers)_(?P<app>[a-z_]+)_(?P<model>[a-z]+):")
MOST = 5
"""Objects of a sort that a route is tried with."""


@dataclass(frozen=True)
class Place:
    """One address, and the objects that its arguments name."""

    route: Route
    url: str
    subjects: tuple[models.Model, ...] = ()
    absent: bool = False


class ArgumentUnknown(LookupError):
    """The walk does not know what an argument of a route may be."""


@lru_cache(maxsize=1)
def site_routes() -> tuple[Route, ...]:
    """Every route that the running site has."""
    return tuple(routes(get_resolver().url_patterns))


def places(route: Route) -> Iterator[Place]:
    """Yield the addresses of a route; objects in the order of their keys, the absent one last."""
    if route.key in BARE or route.key.startswith("/"):
        yield Place(route, BARE.get(route.key, route.path))
        return
    kinds = {name: kind for kind, name in NAMED.findall(route.path)}
    for arguments, subjects in islice(_arguments(route, list(kinds)), MOST):
        yield Place(route, reverse(route.key, kwargs=_spelt(arguments, kinds)), subjects)
    absent = {name: WORDS[name][0] if name in WORDS else ABSENT for name in kinds}
    if any(value == ABSENT for value in absent.values()):
        yield Place(route, reverse(route.key, kwargs=_spelt(absent, kinds)), absent=True)


def _spelt(arguments: dict[str, Any], kinds: dict[str, str]) -> dict[str, Any]:
    """Return the arguments as a route takes them: an object by its short name, its number or its key."""
    return {name: _spelling(value, kinds[name], name) for name, value in arguments.items()}


def _spelling(value: Any, kind: str, name: str) -> Any:
    if kind == "uuid" and not isinstance(value, models.Model):
        return f"00000000-0000-4000-8000-{value:012}"
    if isinstance(value, models.Model):
        for attribute in [name] if name in ("slug", "number", "uuid") else ["slug"] if kind == "slug" else []:
            if hasattr(value, attribute):
                return getattr(value, attribute)
        return value.pk
    return value


def _arguments(route: Route, names: list[str]) -> Iterator[tuple[dict[str, Any], tuple[models.Model, ...]]]:
    if not names:
        yield {}, ()
        return
    keyed = [name for name in names if name not in WORDS and name not in NEVER]
    fixed = {name: WORDS[name][0] if name in WORDS else ABSENT for name in names if name not in keyed}
    if not keyed:
        for word in WORDS.get(names[-1], (ABSENT,)):
            yield {**fixed, names[-1]: word}, ()
        return
    for first in _objects(route, keyed[0]):
        arguments, subjects = {keyed[0]: first}, [first]
        for name in keyed[1:]:
            found = _beside(route, name, first)
            arguments[name] = found or ABSENT
            subjects += [found] if found else []
        yield {**fixed, **arguments}, tuple(subjects)


def _beside(route: Route, name: str, first: models.Model) -> models.Model | None:
    """Return what a further argument names: a revision of the first's object, or the first of its sort."""
    if name == "revision_id":
        return Revision.objects.filter(object_id=str(first.pk), base_content_type__model=first._meta.model_name).first()
    return next(iter(_objects(route, name)), None)


def _objects(route: Route, name: str) -> models.QuerySet[Any]:
    model = MODELS.get(name) or _model_of(route, name)
    if model is None:
        raise ArgumentUnknown(
            f"Tell tests/campaigns/walk/places.py, in MODELS or WORDS, what <{name}> of {route.path} ({route.key}) is."
        )
    # The home page before the root above it, which can neither be edited nor moved; but moving goes to the root.
    found = model._default_manager.order_by("-pk" if model is Page and name != "destination_id" else "pk")
    return found.filter(code__in=["GB", "AE", "middle-east"]) if model is Territory else found


def _model_of(route: Route, name: str) -> type[models.Model] | None:
    view = route.pattern.callback
    model = getattr(view, "view_initkwargs", {}).get("model") or getattr(
        getattr(view, "view_class", None), "model", None
    )
    if isinstance(model, type) and name in ("pk", "slug", "object_id", "id"):
        return model
    if name in ("session_id", "object_id"):
        return EditingSession if name == "session_id" else Campaign
    if name == "pk" and (space := SPACE.match(route.key)):
        return apps.get_model(space["app"], space["model"])
    if name in ("pk", "slug", "number"):
        return next((model for part, model in PARTS.items() if part in route.path), None)
    return None
