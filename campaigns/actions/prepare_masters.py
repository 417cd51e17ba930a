"""Have the masters of a template made in the background."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from django.core.cache import cache
from django.db import transaction

from brand_kit.models import Template

SECONDS = 120
"""How long a master that was ordered is not ordered again."""


def prepare_masters(*, template: Template, language_code: str, editions: Iterable[str]) -> None:
    """Order the masters of a published template in one language; what was ordered just now is not ordered again.

    The site itself does this, for anybody who may see the template: a master holds approved copy only, and the same
    for everyone. They are made by the task `campaigns.master_tasks.compile_master`.
    """
    from campaigns.master_tasks import compile_master

    for edition in editions:
        if cache.add(_key("ordered", template, language_code, edition), 1, SECONDS):
            order = partial(compile_master.enqueue, template.pk, language_code, edition)
            transaction.on_commit(lambda order=order: order())  # type: ignore[misc]


def why_not_prepared(template: Template, language_code: str, edition: str) -> str:
    """Return why a master could not be made when it was last tried, or nothing."""
    return str(cache.get(_key("failed", template, language_code, edition)) or "")


def remember_failure(template: Template, language_code: str, edition: str, why: str) -> None:
    """Keep for a while why a master could not be made, so that who waits for it is told."""
    cache.set(_key("failed", template, language_code, edition), why[:500], SECONDS)


def forget_failure(template: Template, language_code: str, edition: str) -> None:
    """Forget what stood against a master that is made now."""
    cache.delete(_key("failed", template, language_code, edition))


def _key(what: str, template: Template, language_code: str, edition: str) -> str:
    return f"master:{what}:{template.pk}:{template.live_revision_id}:{language_code}:{edition}"
