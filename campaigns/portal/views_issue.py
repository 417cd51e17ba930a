"""Finished files: making one, its page, downloading it, all of a piece as one ZIP."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from urllib.parse import quote

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from brand_kit.composition import ValuesRefused
from brand_kit.masters import MasterMissing
from brand_kit.rendering.errors import RenderingError
from campaigns.actions.issue_file import Withdrawn, issue_file
from campaigns.actions.prepare_masters import prepare_masters
from campaigns.actions.start_collateral import NotOffered
from campaigns.composition import editions_for, page_address, title_in
from campaigns.issued import file_bytes, file_name
from campaigns.languages import language_name
from campaigns.member_permissions import may_download
from campaigns.models import Collateral, IssuedFile, PartnerPage
from campaigns.portal.access import Visitor, partner_or_link
from campaigns.portal.drawing import page_picture, width_for
from campaigns.portal.saving import saved_first

TYPES = {"pdf": "application/pdf", "png": "image/png", "jpg": "image/jpeg", "webp": "image/webp"}


@require_POST
@partner_or_link
def issue(request: HttpRequest, visitor: Visitor, pk: int) -> HttpResponseBase:
    """Make the finished file of a piece in one edition, and go to its page."""
    collateral = visitor.piece(pk)
    edition, extension = request.POST.get("edition", "")[:60], request.POST.get("extension", "pdf")[:5]
    if edition not in editions_for(collateral.template, collateral.partner) or extension not in TYPES:
        raise Http404
    if trouble := saved_first(request, visitor, collateral):
        return trouble
    made = _made(request, visitor, collateral, edition, extension)
    if made is None:
        return redirect(f"{reverse('portal_piece', args=[pk])}?edition={edition}#finish")
    return redirect("portal_file", made.number)


@require_POST
@partner_or_link
def all_zip(request: HttpRequest, visitor: Visitor, pk: int) -> HttpResponseBase:
    """Make every edition of a piece and send them as one ZIP, a file at a time."""
    collateral = visitor.piece(pk)
    if trouble := saved_first(request, visitor, collateral):
        return trouble
    files = []
    for edition in editions_for(collateral.template, collateral.partner).values():
        made = _made(request, visitor, collateral, edition.key, "pdf" if edition.kind == "pdf" else "png")
        if made is None:
            return redirect(f"{reverse('portal_piece', args=[pk])}?edition={edition.key}#finish")
        files.append(made)
    response = StreamingHttpResponse(zipped(files), content_type="application/zip")
    name = f"{collateral.template.slug}-{collateral.language_code}-{collateral.pk}.zip"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_GET
@partner_or_link
def file(request: HttpRequest, visitor: Visitor, number: str) -> HttpResponseBase:
    """Show a finished file: how it looks, its state, and everything that can be done with it."""
    found = _file(visitor, number)
    collateral = found.collateral
    edition = found.collateral.template.design.editions.get(found.edition)
    context = {
        "visitor": visitor,
        "file": found,
        "collateral": collateral,
        "campaign": collateral.campaign,
        "name": file_name(found),
        "title": title_in(collateral.template, found.language_code),
        "edition": edition,
        "language_name": language_name(found.language_code),
        "usable": _usable(found),
        "newer": _newer(found),
        "others": [each for each in editions_for(collateral.template, collateral.partner).values()
                   if each.key != found.edition],
        "page_url": page_address(collateral, found.number) if _has_live_page(collateral) else "",
        "verify_url": _verify_address(found),
        "editable": visitor.makes,
    }  # fmt: skip
    return render(request, "campaigns/portal/file.html", context)


@require_GET
@partner_or_link
def download(request: HttpRequest, visitor: Visitor, number: str) -> HttpResponseBase:
    """Send a finished file; one that was withdrawn or has expired is not there any more."""
    found = _file(visitor, number)
    if not _usable(found) or not may_download(visitor.user, found):
        raise Http404
    response = HttpResponse(file_bytes(found), content_type=TYPES[found.extension])
    plain = f"{found.collateral.template.slug}-{found.number}.{found.extension}"
    own = quote(file_name(found), safe="")
    response.headers["Content-Disposition"] = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{own}"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


@require_GET
@partner_or_link
def picture(request: HttpRequest, visitor: Visitor, number: str) -> HttpResponseBase:
    """Draw the first page of a finished file."""
    found = _file(visitor, number)
    width = min(width_for(request.GET.get("w", 480)), 960)
    if found.extension == "pdf":
        data, kind = page_picture(file_bytes(found), 1, width), "image/jpeg"
    else:
        data, kind = file_bytes(found), TYPES[found.extension]
    response = HttpResponse(data, content_type=kind)
    response.headers["Cache-Control"] = "private, max-age=3600"
    return response


def zipped(files: list[IssuedFile]) -> Iterator[bytes]:
    """Yield a ZIP of finished files piece by piece; the same files give the same bytes.

    The names in it are made of what is ours only, so that no unpacking leads elsewhere and no two are alike.
    """
    out = _Pipe()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for each in files:
            slug, code = each.collateral.template.slug, each.language_code
            entry = zipfile.ZipInfo(f"{slug}-{code}-{each.edition}-{each.number}.{each.extension}".lower())
            entry.external_attr = 0o644 << 16
            with archive.open(entry, "w") as member:
                member.write(file_bytes(each))
            yield out.taken()
    yield out.taken()


class _Pipe(io.RawIOBase):
    """What a ZIP is written to: its bytes can be taken away as they come."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        written = bytes(data)  # type: ignore[call-overload]
        self._parts.append(written)
        return len(written)

    def taken(self) -> bytes:
        """Return what was written since the last time."""
        data, self._parts = b"".join(self._parts), []
        return data


def _made(
    request: HttpRequest, visitor: Visitor, collateral: Collateral, edition: str, extension: str
) -> IssuedFile | None:
    """Return the finished file, or none with a message that says what to do."""
    try:
        return issue_file(collateral=collateral, edition=edition, extension=extension, by=visitor.user)
    except ValuesRefused:
        messages.error(request, _("The file was not made: mend what is marked, then try again."))
    except MasterMissing:
        prepare_masters(template=collateral.template, language_code=collateral.language_code, editions=[edition])
        messages.info(request, _("This edition is being prepared. It takes less than a minute; then try again."))
    except NotOffered:
        messages.error(request, _("This campaign does not offer this any more, so no new file can be made."))
    except Withdrawn:
        messages.error(request, _("This very file has been withdrawn, so it cannot be made again. Change something."))
    except RenderingError as error:
        raise Http404 from error
    return None


def _file(visitor: Visitor, number: str) -> IssuedFile:
    found: IssuedFile = get_object_or_404(visitor.files(), number=number)
    return found


def _has_live_page(collateral: Collateral) -> bool:
    pages = PartnerPage.objects.filter(partner=collateral.partner_id, campaign=collateral.campaign_id, live=True)
    return pages.filter(language_code__iexact=collateral.language_code).exists()


def _verify_address(found: IssuedFile) -> str:
    """Return where anybody can check a file, if the site has such a page."""
    try:
        return f"{settings.WAGTAILADMIN_BASE_URL}{reverse('verify', args=[found.number])}"
    except NoReverseMatch:
        return ""


def _usable(found: IssuedFile) -> bool:
    return found.state in (IssuedFile.State.CURRENT, IssuedFile.State.SUPERSEDED)


def _newer(found: IssuedFile) -> IssuedFile | None:
    """Return the file that stands in the place of one that is superseded."""
    if found.state != IssuedFile.State.SUPERSEDED:
        return None
    same = IssuedFile.objects.filter(
        collateral=found.collateral_id, edition=found.edition, extension=found.extension,
        state=IssuedFile.State.CURRENT,
    )  # fmt: skip
    return same.first()
