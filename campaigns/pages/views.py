"""The public door: a partner's page, what belongs to it, and the form on it. No cookie is set and none is read."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from brand_kit.composition import stored_picture, tag_of
from brand_kit.rendering.alphabet import direction_of
from brand_kit.rendering.errors import RenderingError
from campaigns.actions.receive_lead import TokenTaken, TooManyLeads, receive_lead
from campaigns.languages import best_match
from campaigns.pages.answers import Answer, answer_of, drawn_page, own_name, page_context, page_row, preloaded
from campaigns.pages.content import content_of
from campaigns.pages.counting import count_visit
from campaigns.pages.forms import FASTEST_SECONDS, TRAP, LeadForm, Ticket, new_ticket, ticket_of
from campaigns.pages.limits import seconds_to_wait
from campaigns.pages.pictures import FORMATS, NAME, picture_file, social_picture
from campaigns.pages.standing import Standing, State, standing_of
from campaigns.pages.typefaces import face_file

POLICY = (
    "default-src 'none'; img-src 'self'; style-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'self'"
)
"""A page needs no script at all, and nothing from anywhere else."""
FOR_EVER = "public, max-age=31536000, immutable"
A_WHILE = "public, max-age=300"


@require_safe
def page(request: HttpRequest, language: str, campaign: str, partner: str) -> HttpResponseBase:
    """Show a partner's page, or why there is none."""
    standing = standing_of(language.lower(), campaign, partner)
    if standing.state != State.LIVE:
        return no_page(request, standing, language, campaign, partner)
    if language != language.lower():
        return redirect("partner_page", language.lower(), campaign, partner, permanent=True)
    answer = answer_of(standing)
    response = _html(request, answer, new_ticket(standing.pk, request.GET.get("f", "")).signed())
    count_visit(request, campaign=standing.campaign, partner=standing.partner)
    return response


# No cookie speaks for the visitor here, so there is nobody in whose name another site could send this form; the
# form's signed ticket and the origin of the request are looked at instead.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest, language: str, campaign: str, partner: str) -> HttpResponseBase:
    """Take in a visitor's request."""
    standing = standing_of(language, campaign, partner)
    if standing.state != State.LIVE:
        return no_page(request, standing, language, campaign, partner)
    if request.method != "POST":
        return redirect("partner_page", language, campaign, partner)
    with translation.override(language):
        return _left(request, standing)


def _left(request: HttpRequest, standing: Standing) -> HttpResponse:
    row = page_row(standing.pk)
    content = content_of(row.collateral.template, row.partner, row.language_code, row.values)
    context = page_context(row, content, version=standing.version, languages=standing.languages, base="../")
    form = LeadForm(request.POST, campaign=row.campaign, consent=context["consent"])
    ticket = ticket_of(request.POST.get("ticket", ""), standing.pk) if _from_here(request) else None
    trouble, status, wait = "", 422, 0
    if ticket is None:
        trouble = _("This page stood open for very long. Please look over what you wrote and send it again.")
        ticket = new_ticket(standing.pk)
    elif ticket.age < FASTEST_SECONDS or request.POST.get(TRAP):
        trouble = _("Please look over what you wrote and send it again.")
    elif wait := seconds_to_wait(request):
        trouble, status = _too_many(), 429
    elif form.is_valid():
        try:
            receive_lead(
                page=row, token=ticket.token, data=form.cleaned_data, consent=context["consent"],
                number=ticket.number, by=None,
            )  # fmt: skip
            return redirect(reverse("partner_page_thanks", args=_place(row)))
        except TokenTaken:
            ticket = ticket.renewed()
            trouble = _("We have received this form already. If this is a further request, send it again.")
        except TooManyLeads as full:
            trouble, status, wait = _too_many(), 429, full.seconds
    response = _shown_again(row, standing, context, form, ticket, trouble, status)
    if wait:
        response.headers["Retry-After"] = str(wait)
    return response


def _too_many() -> str:
    return _(
        "Too many requests have come in at once. Please try again later, or telephone; what you wrote is kept here."
    )


def _shown_again(
    row: Any, standing: Standing, context: dict[str, Any], form: LeadForm, ticket: Ticket, trouble: str, status: int
) -> HttpResponse:
    """Return the page with the form as it was filled in, and what is wrong beside each field."""
    form.is_valid()
    for name in form.errors:
        if name in form.fields:
            form.fields[name].widget.attrs |= {"aria-invalid": "true", "aria-describedby": f"request-{name}-error"}
    answer = answer_of(standing)
    context |= {
        "form": form, "ticket": ticket.signed(), "trouble": trouble, "style_name": answer.style_name,
        "faces": preloaded(answer.faces),
    }  # fmt: skip
    response = HttpResponse(drawn_page(row, context), status=status)
    return _guarded(response)


@require_safe
def thanks(request: HttpRequest, language: str, campaign: str, partner: str) -> HttpResponseBase:
    """Thank who has left a request."""
    standing = standing_of(language, campaign, partner)
    if standing.state != State.LIVE:
        return no_page(request, standing, language, campaign, partner)
    row = page_row(standing.pk)
    content = content_of(row.collateral.template, row.partner, row.language_code, row.values)
    context = page_context(row, content, version=standing.version, languages=(), base="../")
    answer = answer_of(standing)
    context |= {"style_name": answer.style_name, "faces": preloaded(answer.faces)}
    with translation.override(language):
        return _guarded(HttpResponse(render_to_string("campaigns/pages/thanks.html", context)))


@require_safe
def asset(request: HttpRequest, language: str, campaign: str, partner: str, asset: str) -> HttpResponseBase:
    """Send what belongs to a page: its stylesheet, typefaces, pictures and social picture; gone when the page is."""
    standing = standing_of(language, campaign, partner)
    if standing.state != State.LIVE:
        return HttpResponse(status=410 if standing.state == State.GONE else 404)
    if asset == "social.jpg":
        try:
            return file_answer(social_picture(page_row(standing.pk)), "image/jpeg", A_WHILE)
        except LookupError:
            return HttpResponse(status=404)
    return asset_answer(request, answer_of(standing), asset)


def asset_answer(request: HttpRequest, answer: Answer, asset: str) -> HttpResponse:
    """Return a file of a page by its name; of an earlier version's there is that of now, for a short while."""
    if asset.startswith("style-") and asset.endswith(".css"):
        return file_answer(answer.style, "text/css; charset=utf-8", FOR_EVER if asset == answer.style_name else A_WHILE)
    for face in answer.faces:
        if asset == face.name or asset.startswith(f"{face.role}-{face.weight}-"):
            return file_answer(face_file(face), "font/woff2", FOR_EVER if asset == face.name else A_WHILE)
    if found := NAME.fullmatch(asset):
        own = next((each for each in answer.pictures if each[0].startswith(found["digest"])), None)
        if own is not None:
            try:
                data = picture_file(stored_picture(own[0]), int(found["width"]), found["kind"], logo=own[1])
                return file_answer(data, FORMATS[found["kind"]], FOR_EVER)
            except (LookupError, RenderingError):
                pass
    return HttpResponse(status=404)


def file_answer(data: bytes, kind: str, keep: str) -> HttpResponse:
    """Return a file of a page with how long it may be kept."""
    return HttpResponse(data, content_type=kind, headers={"Cache-Control": keep, "X-Content-Type-Options": "nosniff"})


def no_page(
    request: HttpRequest, standing: Standing, language: str, campaign: str, partner: str
) -> HttpResponse:  # fmt: skip
    """Return a good page in the place of one that is not there any more, or never was; it names nobody.

    It speaks the language of the address if we do, else the browser's.
    """
    known = {code for code, _name in settings.LANGUAGES}
    code = best_match(language.lower(), known) or translation.get_language_from_request(request)
    gone = standing.state == State.GONE
    others = [
        {
            "name": own_name(each),
            "tag": tag_of(each),
            "address": reverse("partner_page", args=[each, campaign, partner]),
        }
        for each in standing.languages
        if each != language
    ]
    with translation.override(code):
        context = {"gone": gone, "others": others, "tag": tag_of(code), "direction": direction_of(tag_of(code))}
        response = HttpResponse(render_to_string("campaigns/pages/no_page.html", context), status=410 if gone else 404)
    patch_vary_headers(response, ["Accept-Language"])
    return _guarded(response)


def _html(request: HttpRequest, answer: Answer, ticket: str) -> HttpResponse:
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        response = HttpResponse(answer.packed(ticket), headers={"Content-Encoding": "gzip"})
    else:
        response = HttpResponse(answer.page(ticket))
    patch_vary_headers(response, ["Accept-Encoding"])
    return _guarded(response)


def _guarded(response: HttpResponse) -> HttpResponse:
    """Keep a page out of every cache but ours: its form is one visitor's own, and it may be withdrawn at any moment."""
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Content-Security-Policy"] = POLICY
    return response


def _from_here(request: HttpRequest) -> bool:
    """Tell whether a form was sent from our own page, as far as the browser says."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        return False
    origin = request.headers.get("Origin")
    if origin in (None, "null"):  # a browser that keeps it to itself; the ticket is looked at in any case
        return True
    return url_has_allowed_host_and_scheme(str(origin), {request.get_host()}, require_https=request.is_secure())


def _place(row: Any) -> list[str]:
    return [row.language_code, row.campaign.slug, row.partner.slug]
