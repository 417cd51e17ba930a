"""Put a collateral into another language."""

from __future__ import annotations

from django.db import transaction

from brand_kit.permissions import Actor, insist
from campaigns.actions.fill_collateral import write_version
from campaigns.languages import languages_of_template
from campaigns.member_permissions import may_fill
from campaigns.models import Collateral


class NoSuchLanguage(LookupError):
    """A language in which a template is not offered."""


def set_collateral_language(*, collateral: Collateral, language_code: str, by: Actor) -> Collateral:
    """Put a collateral into another language: what was typed stays and is set by that language's rules.

    Raises:
        PermissionDenied: if `by` may not fill this collateral.
        NoSuchLanguage: if the campaign does not offer the template in the language.
    """
    insist(may_fill(by, collateral))
    language_code = language_code.lower()
    if language_code not in languages_of_template(collateral.template, collateral.campaign):
        raise NoSuchLanguage(language_code[:20])
    with transaction.atomic():
        current: Collateral = Collateral.objects.select_for_update().get(pk=collateral.pk)
        if current.language_code != language_code:
            write_version(current, current.entered, language_code, by)
    return current
