"""Where a partner begins: what is new, what was started, what needs it, and one next step; and all of its files."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Exists, OuterRef, Prefetch, Q
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from campaigns.languages import language_name
from campaigns.models import CampaignTemplate, Collateral, IssuedFile
from campaigns.page_goals import page_results
from campaigns.portal.access import ACTING, Visitor, partner_required

PAGE = 12
NEW = timedelta(days=14)
SOON = timedelta(days=14)


@dataclass(frozen=True)
class Step:
    """What to do next, and why."""

    title: str
    why: str
    action: str
    url: str
    post: bool = False
    piece: int | None = None
    """The piece that it is about, which need not be listed twice."""


@require_GET
@partner_required
def home(request: HttpRequest, visitor: Visitor) -> HttpResponseBase:
    """Show where a partner stands."""
    now = timezone.now()
    search, kind = request.GET.get("q", "").strip()[:100], request.GET.get("show", "")
    mine = Collateral.objects.filter(campaign=OuterRef("pk"), partner=visitor.partner)
    every = visitor.campaigns().annotate(taken=Exists(mine))
    found = every
    if search:
        found = found.filter(
            Q(title__icontains=search) | Q(story__icontains=search) | Q(offers__template__title__icontains=search)
        ).distinct()
    if kind == "fresh":
        found = found.filter(taken=False)
    elif kind == "taken":
        found = found.filter(taken=True)
    elif kind == "ending":
        found = found.filter(ends_at__lt=now + SOON)
    offers = CampaignTemplate.objects.filter(template__live=True).select_related("template")
    found = found.order_by("taken", "-starts_at", "-first_published_at", "title", "pk").prefetch_related(
        Prefetch("offers", queryset=offers)
    )
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    for each in page:
        each.first_offer = next(iter(each.offers.all()), None)
        each.is_new = bool(not each.taken and (each.starts_at or each.first_published_at or now) > now - NEW)
        each.ends_soon = bool(each.ends_at and each.ends_at < now + SOON)
    pieces = visitor.pieces().in_use()
    started = list(pieces.filter(files=None)[:6])
    waiting = _waiting(visitor, now)
    for piece in started:
        piece.language = language_name(piece.language_code)
    searching = bool(search or kind)
    step = None if searching or page.number > 1 else _step(visitor, started, waiting, list(page))
    context = {
        "visitor": visitor,
        "page": page,
        "search": search,
        "kind": kind,
        "searching": searching,
        "started": [each for each in started if not step or step.piece != each.pk],
        "waiting": waiting,
        "results": [] if searching or page.number > 1 else page_results(visitor.partner, every),
        "finished": pieces.exclude(files=None).distinct()[:4],
        "step": step,
        "filters": [("", _("All")), ("fresh", _("Not used yet")), ("taken", _("In use")), ("ending", _("Ends soon"))],
    }
    return render(request, "campaigns/portal/home.html", context)


@require_POST
@partner_required
def act_for(request: HttpRequest, visitor: Visitor, slug: str) -> HttpResponseBase:
    """Act for another of one's partners from now on."""
    partner = visitor.partners.filter(slug=slug).first()
    if partner is None:
        raise Http404
    request.session[ACTING] = partner.pk
    messages.success(request, _("You now act for %(partner)s.") % {"partner": partner})
    return redirect("portal_home")


@require_GET
@partner_required
def files(request: HttpRequest, visitor: Visitor) -> HttpResponseBase:
    """Show all finished files of a partner, the newest first."""
    search, state = request.GET.get("q", "").strip()[:100], request.GET.get("state", "")
    found = visitor.files()
    counts = dict(found.order_by().values_list("state").annotate(Count("pk")))
    if search:
        found = found.filter(
            Q(collateral__template__title__icontains=search)
            | Q(collateral__campaign__title__icontains=search)
            | Q(number__iexact=search)
        )
    if state in IssuedFile.State.values:
        found = found.filter(state=state)
    page = Paginator(found, 24).get_page(request.GET.get("page"))
    for each in page:
        edition = each.collateral.template.design.editions.get(each.edition)
        each.edition_label = edition.label if edition else each.edition
        each.usable = each.state in (IssuedFile.State.CURRENT, IssuedFile.State.SUPERSEDED)
    context = {
        "visitor": visitor,
        "page": page,
        "search": search,
        "state": state,
        "states": [(value, label, counts.get(value, 0)) for value, label in IssuedFile.State.choices],
        "total": sum(counts.values()),
        "away": visitor.pieces().exclude(put_away_at=None)[:24],
    }
    return render(request, "campaigns/portal/files.html", context)


def _waiting(visitor: Visitor, now: object) -> list[dict[str, object]]:
    """Return what needs the partner: files that may not be used any more, and campaigns in use that end soon."""
    found: list[dict[str, object]] = []
    gone = visitor.files().filter(state__in=[IssuedFile.State.WITHDRAWN, IssuedFile.State.EXPIRED])
    for each in gone.filter(collateral__put_away_at=None)[:3]:
        found.append(
            {
                "tone": "bad",
                "title": str(each.collateral.template),
                "why": _("This file may not be used any more. Take it down and make a new one."),
                "url": reverse("portal_file", args=[each.number]),
            }
        )
    soon = timezone.now() + SOON
    ending = visitor.campaigns().filter(ends_at__lt=soon, collaterals__partner=visitor.partner)
    for campaign in ending.distinct()[:3]:
        days = max(0, (campaign.ends_at - timezone.now()).days)
        sentence = ngettext("Ends in %(days)d day: its files expire then.",
                            "Ends in %(days)d days: its files expire then.", days)  # fmt: skip
        found.append(
            {
                "tone": "warn",
                "title": campaign.title,
                "why": sentence % {"days": days} if days else _("Ends today: its files expire then."),
                "url": reverse("portal_campaign", args=[campaign.slug]),
            }
        )
    return found


def _step(visitor: Visitor, started: list[Collateral], waiting: list[dict[str, object]], new: list) -> Step | None:  # type: ignore[type-arg]
    """Return the one thing to do next."""
    if not visitor.makes:
        return None
    if visitor.administers and not visitor.partner.logo_id:
        return Step(
            _("Add your logo"),
            _("Every piece carries it. Add it once, and it stands in all of them."),
            _("Open your profile"),
            reverse("portal_profile"),
        )
    if started:
        piece = started[0]
        return Step(
            _("Finish %(piece)s") % {"piece": piece.template},
            _("You have started it and have no file of it yet."),
            _("Go on"),
            reverse("portal_piece", args=[piece.pk]),
            piece=piece.pk,
        )
    for campaign in new:
        if not campaign.taken and campaign.first_offer:
            template = campaign.first_offer.template
            return Step(
                _("Make %(template)s") % {"template": template},
                _("From the campaign %(campaign)s. Your name, logo and address are in it already.")
                % {"campaign": campaign.title},
                _("Make it"),
                reverse("portal_start", args=[campaign.slug, template.slug]),
                post=True,
            )
    return None
