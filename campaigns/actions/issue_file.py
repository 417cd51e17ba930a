"""Make the finished file of a collateral."""

from __future__ import annotations

import hashlib

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from wagtail.log_actions import log

from brand_kit.masters import kept_row
from brand_kit.permissions import Actor, insist
from campaigns.actions.start_collateral import insist_offered
from campaigns.composition import compose, file_number
from campaigns.member_permissions import account_of, may_fill
from campaigns.models import Collateral, IssuedFile


class Withdrawn(Exception):
    """A file that was issued before and has been taken back."""


def issue_file(*, collateral: Collateral, edition: str, extension: str, by: Actor) -> IssuedFile:
    """Return the finished file of a collateral in one edition; the same inputs give the same file, not a new one.

    Files issued before of the same collateral and edition are superseded by it.

    Raises:
        PermissionDenied: if `by` may not fill this collateral.
        NotOffered: if the campaign does not offer the template to the partner any more.
        ValuesRefused: with the refusals of all fields at once.
        MasterMissing: if the master is not compiled yet.
        RenderingError: if the template has no such edition, or it is not made as such a file.
        Withdrawn: if this very file has been taken back.
    """
    insist(may_fill(by, collateral))
    insist_offered(collateral.partner, collateral.campaign, collateral.template)
    piece = compose(collateral)
    filling = piece.filling(edition)
    number = file_number(piece, filling, edition, extension)
    if known := IssuedFile.objects.filter(number=number).first():
        if known.state in (IssuedFile.State.WITHDRAWN, IssuedFile.State.EXPIRED):
            raise Withdrawn(number)
        return _current(known)
    data = filling.finished(piece.values(filling, number), extension)
    digest = hashlib.sha256(data).hexdigest()
    rest = data[len(filling.master.data) :] if extension == "pdf" else data
    name = f"issued/{digest[:2]}/{digest}.{extension}"
    if not default_storage.exists(name):
        default_storage.save(name, ContentFile(rest))
    user = account_of(by)
    with transaction.atomic():
        file, made = IssuedFile.objects.get_or_create(
            number=number,
            defaults={
                "collateral": collateral,
                "master": kept_row(filling.master),
                "edition": edition,
                "extension": extension,
                "language_code": collateral.language_code,
                "values": dict(piece.cleaned),
                "digest": digest,
                "size": len(data),
                "rest": name,
                "issued_by": user,
            },
        )
        if made:
            log(file, "campaigns.issue_file", user=user, data={"number": number, "digest": digest})
        return _current(file)


def _current(file: IssuedFile) -> IssuedFile:
    """Make a file the one that counts for its collateral and edition."""
    others = IssuedFile.objects.filter(
        collateral=file.collateral_id, edition=file.edition, extension=file.extension, state=IssuedFile.State.CURRENT
    )
    with transaction.atomic():
        others.exclude(pk=file.pk).update(state=IssuedFile.State.SUPERSEDED)
        if file.state != IssuedFile.State.CURRENT:
            file.state = IssuedFile.State.CURRENT
            file.save(update_fields=["state"])
    return file
