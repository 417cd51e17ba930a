"""Publish the web page of a piece."""

from __future__ import annotations

from functools import partial

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from brand_kit.composition import ValuesRefused
from brand_kit.fields import FieldRefused
from brand_kit.permissions import Actor, insist
from brand_kit.rendering.values import Text
from brand_kit.wording import forbidden_in
from campaigns.actions.start_collateral import insist_offered
from campaigns.composition import Piece, compose
from campaigns.member_permissions import account_of, may_fill
from campaigns.models import Collateral, PartnerPage
from campaigns.page_tasks import prepare_page


class NoPage(LookupError):
    """A piece that is not of the template of its campaign's web pages."""


def publish_page(*, collateral: Collateral, by: Actor) -> PartnerPage:
    """Publish what stands in a piece as the partner's page of the campaign in the piece's language, at once.

    Takes the place of what the page said before, be it of this piece or of another. The same words published again
    change nothing.

    Raises:
        PermissionDenied: if `by` may not fill this collateral.
        NoPage: if the campaign's pages are not made of this template.
        NotOffered: if the campaign does not run for the partner any more.
        ValuesRefused: with the refusals of all fields at once.
    """
    insist(may_fill(by, collateral))
    if not collateral.campaign.page_template_id or collateral.template_id != collateral.campaign.page_template_id:
        raise NoPage(f"{collateral.campaign} has no page of {collateral.template}.")
    insist_offered(collateral.partner, collateral.campaign, collateral.template)
    piece = compose(collateral)
    if errors := refusals_of(piece):
        raise ValuesRefused(errors)
    user = account_of(by)
    with transaction.atomic():
        page, _made = PartnerPage.objects.select_for_update().get_or_create(
            campaign=collateral.campaign, partner=collateral.partner, language_code=collateral.language_code.lower(),
            defaults={"collateral": collateral, "changed_by": user},
        )  # fmt: skip
        wanted = (collateral.pk, dict(piece.cleaned), True)
        if (page.collateral_id, page.values, page.live) != wanted or page.published_version is None:
            page.collateral, page.values, page.live = collateral, dict(piece.cleaned), True
            page.published_version, page.changed_by = collateral.version, user
            page.save()
            log(page, "campaigns.publish_page", user=user, data={"version": collateral.version})
        elif page.published_version != collateral.version:
            page.published_version = collateral.version
            page.save(update_fields=["published_version", "changed_at"])
        transaction.on_commit(partial(prepare_page.enqueue, page.pk), robust=True)
    return page


def refusals_of(piece: Piece) -> dict[str, FieldRefused]:
    """Return what stands against a piece's page, by the key of its field; a page has room for every text."""
    found = dict(piece.errors)
    for key, filled in piece.fields.items():
        value = piece.cleaned.get(key)
        if key in found or value is None:
            continue
        try:
            words = filled.field.kind.set(value, filled.field.place, filled.field.rules)
        except FieldRefused as refused:
            found[key] = refused
            continue
        if isinstance(words, Text) and (word := forbidden_in(words.text, piece.forbidden)):
            sentence = _("The brand does not allow the words “%s”: leave them out.")
            found[key] = FieldRefused("forbidden", sentence % word)
    return found
