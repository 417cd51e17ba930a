"""Background work for pages: their pictures are made before anybody asks, and partners are told of requests by mail."""

from __future__ import annotations

import logging

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from brand_kit.rendering.errors import RenderingError
from campaigns.models import Lead, PartnerPage

logger = logging.getLogger(__name__)


@task(backend="jobs")
def prepare_page(pk: int) -> None:
    """Make the pictures of a published page in every size, and its social picture; what is there already stays."""
    from campaigns.pages.answers import page_row
    from campaigns.pages.content import content_of
    from campaigns.pages.pictures import picture_file, sized, social_picture

    if not PartnerPage.objects.filter(pk=pk, live=True).exists():
        return
    page = page_row(pk)
    content = content_of(page.collateral.template, page.partner, page.language_code, page.values)
    for shown in content.pictures:
        for width in sized(shown.picture, shown.alt, logo=shown.logo).widths:
            for kind in ("webp",) if shown.logo else ("avif", "webp", "jpg"):
                picture_file(shown.picture, width, kind, logo=shown.logo)
    try:
        social_picture(page)
    except (LookupError, RenderingError):
        logger.info("Page %s has no social picture.", pk)


@task(backend="jobs")
def mail_lead(pk: int) -> None:
    """Tell a partner's people of a request, each in the own language; who was told is not told again."""
    from campaigns.lead_mail import lead_mails

    with transaction.atomic():
        lead = Lead.objects.select_for_update(of=("self",)).filter(pk=pk, mailed_at=None).first()
        if lead is None:
            return
        for mail in lead_mails(lead):
            mail.send()
        lead.mailed_at = timezone.now()
        lead.save(update_fields=["mailed_at"])
