"""The partner's own profile: what stands in every piece before anybody types."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from brand_kit.composition import tag_of
from brand_kit.fields import KINDS, Place
from brand_kit.fields.base import NO_RULES
from brand_kit.models import StoredPicture
from brand_kit.rendering.errors import PictureRefused
from campaigns.actions.change_own_profile import change_own_profile
from campaigns.actions.upload_logo import upload_logo
from campaigns.actions.upload_picture import QuotaReached
from campaigns.geography import country_name
from campaigns.languages import language_name, languages_of_partner
from campaigns.logos import Said, arrival_verdicts
from campaigns.models import Partner
from campaigns.portal.access import Visitor, partner_required
from campaigns.portal.piece_page import MOST_PICTURE_BYTES
from campaigns.profile_lists import ProfileRefused

PARTS = {"legal_name": "text", "address": "address", "phone": "phone", "email": "email", "website": "web"}
GROUNDS = {"light": "logo", "dark": "logo_on_dark"}


@dataclass(frozen=True)
class Part:
    """One part of the profile on the page."""

    key: str
    label: str
    help: str
    widget: str
    words: str
    grouped: bool
    error: str = ""

    @property
    def id(self) -> str:
        """The id of its input."""
        return f"p-{self.key}"


@require_http_methods(["GET", "POST"])
@partner_required
def profile(request: HttpRequest, visitor: Visitor) -> HttpResponseBase:
    """Show the profile; its administrators change it here."""
    if request.method != "POST":
        return _page(request, visitor)
    if not visitor.administers:
        raise Http404
    place = _place(visitor.partner)
    posted: dict[str, Any] = {}
    for key, kind in PARTS.items():
        widget = KINDS[kind].form_field(NO_RULES, place).widget
        if not widget.value_omitted_from_data(request.POST, request.FILES, f"p-{key}"):
            posted[key] = widget.value_from_datadict(request.POST, request.FILES, f"p-{key}")
    try:
        change_own_profile(partner=visitor.partner, data=posted, by=visitor.user)
    except ProfileRefused as refused:
        return _page(request, visitor, posted=posted, errors=refused.errors, status=422)
    messages.success(request, _("Saved. Your pieces show it from now on; files that were made stay as they are."))
    return redirect("portal_profile")


@require_POST
@partner_required
def logo(request: HttpRequest, visitor: Visitor, ground: str) -> HttpResponseBase:
    """Take in a logo for light or dark ground, or take it away."""
    if ground not in GROUNDS or not visitor.administers:
        raise Http404
    if "remove" in request.POST:
        change_own_profile(partner=visitor.partner, data={GROUNDS[ground]: None}, by=visitor.user)
        messages.success(request, _("The logo was taken out of your profile."))
        return redirect("portal_profile")
    if kept := request.POST.get("digest"):
        return _chosen(request, visitor, ground, kept)
    upload = request.FILES.get("file")
    if upload is None:
        messages.error(request, _("Choose a file first."))
        return redirect("portal_profile")
    try:
        if (upload.size or 0) > MOST_PICTURE_BYTES:
            raise PictureRefused(_("This file is larger than 10 MB: send a smaller one."))
        before = set(_digests(visitor.partner))
        stored: StoredPicture = upload_logo(partner=visitor.partner, data=upload.read(), by=visitor.user)
    except (PictureRefused, QuotaReached) as refused:
        messages.error(request, str(refused))
        return redirect("portal_profile")
    change_own_profile(partner=visitor.partner, data={GROUNDS[ground]: stored.pk}, by=visitor.user)
    messages.success(request, _("This is your logo as we cleaned it. Look at it once; it stands in your pieces now."))
    came = [digest for digest in _digests(visitor.partner) if digest not in before and digest != stored.digest]
    more = f"?{ground}={came[0]}" if came else ""
    return redirect(f"{reverse('portal_profile')}{more}#logo-{ground}-card")


def _chosen(request: HttpRequest, visitor: Visitor, ground: str, digest: str) -> HttpResponseBase:
    """Take one of the partner's own pictures as its logo, such as one with the box in which it came."""
    found = visitor.partner.pictures.filter(picture__digest=digest[:64]).first()
    if found is None:
        raise Http404
    change_own_profile(partner=visitor.partner, data={GROUNDS[ground]: found.picture_id}, by=visitor.user)
    messages.success(request, _("Your logo stands as you sent it, with its box."))
    return redirect("portal_profile")


def _digests(partner: Partner) -> list[str]:
    return list(partner.pictures.values_list("picture__digest", flat=True))


@dataclass(frozen=True)
class ShownLogo:
    """A logo of the profile, with what is to be said of it."""

    ground: str
    label: str
    picture: StoredPicture | None
    report: tuple[Said, ...] = ()
    came: str = ""
    """The digest of the picture as it came, if a box has just been taken away from it."""

    @property
    def troubles(self) -> list[Said]:
        """What somebody should look at."""
        return [said for said in self.report if said.severity != "good" or said.id == "freed"]

    @property
    def well(self) -> list[Said]:
        """What is as it should be."""
        return [said for said in self.report if said not in self.troubles]


def _logos(request: HttpRequest, partner: Partner) -> list[ShownLogo]:
    found = []
    labels = {"light": _("On light ground"), "dark": _("On dark ground")}
    for ground, label in labels.items():
        stored: StoredPicture | None = getattr(partner, GROUNDS[ground])
        came = request.GET.get(ground, "")[:64]
        if stored is None or came == stored.digest or not partner.pictures.filter(picture__digest=came).exists():
            came = ""
        report = arrival_verdicts(stored, dark=ground == "dark", freed=bool(came)) if stored else []
        found.append(ShownLogo(ground, label, stored, tuple(report), came))
    return found


def _page(
    request: HttpRequest,
    visitor: Visitor,
    *,
    posted: dict[str, Any] | None = None,
    errors: dict[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    partner = Partner.objects.select_related("country", "logo", "logo_on_dark", "tier", "distributor").get(
        pk=visitor.partner.pk
    )
    context = {
        "visitor": visitor,
        "partner": partner,
        "parts": _parts(partner, posted or {}, errors or {}),
        "country": country_name(partner.country_id),
        "languages": [language_name(code) for code in languages_of_partner(partner)],
        "people": partner.memberships.select_related("user").order_by("user__full_name"),
        "logos": _logos(request, partner),
        "missing": [str(part.label) for part in _parts(partner, {}, {}) if not part.words],
        "wrong": bool(errors),
    }
    return render(request, "campaigns/portal/profile.html", context, status=status)


def _parts(partner: Partner, posted: dict[str, Any], errors: dict[str, str]) -> list[Part]:
    place = _place(partner)
    labels = {
        "legal_name": (_("Legal name"), _("As in the register, for legal notices.")),
        "address": (_("Address"), ""),
        "phone": (_("Telephone"), _("The one that customers call.")),
        "email": (_("E-mail"), _("The one that customers write to.")),
        "website": (_("Website"), ""),
    }
    found = []
    for key, name in PARTS.items():
        kind = KINDS[name]
        widget = kind.form_field(NO_RULES, place).widget
        widget.is_required = False
        saved = getattr(partner, key)
        error = next((words for part, words in errors.items() if part.split(".")[0] == key), "")
        attrs = {"id": f"p-{key}"} | ({"aria-invalid": "true", "aria-describedby": f"p-{key}-error"} if error else {})
        words = kind.set(saved, place).text if saved else ""  # type: ignore[union-attr]
        label, help_text = labels[key]
        html = widget.render(f"p-{key}", posted.get(key, saved), attrs)
        found.append(Part(key, label, help_text, str(html), words, getattr(widget, "use_fieldset", False), error))
    return found


def _place(partner: Partner) -> Place:
    return Place(tag_of(partner.language_code.lower()), partner.country_id)
