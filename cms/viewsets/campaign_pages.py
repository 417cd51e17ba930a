"""Pages beside a campaign's form: its preflight, what a partner sees, and what the form's scripts ask."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from brand_kit.permissions import Actor
from campaigns.actions.publish_campaign import PublishRefused, latest_of, publish_campaign
from campaigns.campaign_summary import audience_sentence, grouped, state_of
from campaigns.languages import language_name
from campaigns.models import Campaign, Partner, Segment, Territory
from campaigns.permissions import may_publish_campaign, may_see_as, may_view_campaigns
from campaigns.preflight import preflight
from campaigns.preflight_findings import Finding
from campaigns.rule_errors import RuleError
from campaigns.scope import scope_of
from campaigns.seen_as import seen_as
from cms.forms.campaign_pickers import MOST, described_places, described_segments, found_places
from cms.viewsets.campaign_dates import dates_of

EDIT = "wagtailsnippets_campaigns_campaign:edit"
AXES = {
    "segments": Segment,
    "excluded_segments": Segment,
    "territories": Territory,
    "excluded_territories": Territory,
}


class PreflightView(WagtailAdminTemplateMixin, TemplateView):
    """What there is to know of a campaign before it is published, and the button that publishes it."""

    model = Campaign
    template_name = "cms/admin/campaign/preflight.html"
    page_title = gettext_lazy("Preflight")
    header_icon = "tasks"
    reads_only = True

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the campaign, which the viewset has let through."""
        super().setup(request, *args, **kwargs)
        self.campaign = get_object_or_404(Campaign, pk=kwargs["pk"])
        self.draft = latest_of(self.campaign)

    def get_page_subtitle(self) -> str:
        """The campaign's title."""
        return str(self.draft)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """The way back to the list and the campaign."""
        return [
            *self.breadcrumbs_items,
            {"url": reverse("wagtailsnippets_campaigns_campaign:list"), "label": _("Campaigns")},
            {"url": reverse(EDIT, args=[self.campaign.pk]), "label": str(self.draft)},
            {"url": "", "label": _("Preflight")},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Everything that was found."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        found = preflight(self.draft, by=self.request.user)
        user = self.request.user
        allowed = may_publish_campaign(user, self.campaign) and may_publish_campaign(user, self.draft)
        return {
            **context,
            "found": found,
            "campaign": self.draft,
            "audience": audience_sentence(self.draft),
            "dates": dates_of(self.draft),
            "state": state_of(self.campaign).label,
            "nothing_new": self.campaign.live and not self.campaign.has_unpublished_changes,
            "findings": [self._linked(finding) for finding in found.findings],
            "templates": [_ready(each, found.partners) for each in found.templates],
            "languages": [(language_name(each.label), each.partners) for each in found.languages],
            "may_publish": allowed and not self._held_back(),
            "edit_url": reverse(EDIT, args=[self.campaign.pk]),
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Publish the campaign past what is advice only."""
        if self._held_back():
            messages.error(request, _("Somebody has locked the campaign, or it waits for approval."))
            return redirect(request.path)
        try:
            found = publish_campaign(campaign=self.campaign, by=request.user)
        except PublishRefused:
            messages.error(request, _("Not published: mend what blocks it first."))
            return redirect(request.path)
        number = found.partners
        words = ngettext(
            "“%(title)s” is published for %(number)s partner.",
            "“%(title)s” is published for %(number)s partners.",
            number,
        )
        messages.success(request, words % {"title": self.draft.title, "number": grouped(number)})
        return redirect(EDIT, self.campaign.pk)

    def _held_back(self) -> bool:
        """Tell whether a lock or a workflow keeps whoever asks from publishing."""
        lock = self.campaign.get_lock()
        return bool(lock and lock.for_user(self.request.user))

    def _linked(self, finding: Finding) -> dict[str, Any]:
        """Return a finding with the way to where it is mended, where whoever asks may go there."""
        if finding.about is not None:
            address = AdminURLFinder(self.request.user).get_edit_url(finding.about)
            label = _("Open “%s”") % finding.about
        else:
            address = reverse(EDIT, args=[self.campaign.pk]) + (f"#tab-{finding.tab}" if finding.tab else "")
            label = _("Open the campaign")
        return {"finding": finding, "address": address, "label": label}


def _ready(each: Any, partners: int) -> dict[str, Any]:
    """Return a template with its languages: those that are ready, those that are not, and who falls back."""
    lost = sum(each.fallbacks.values())
    rows = []
    for code, standing in sorted(each.standings.items(), key=lambda item: language_name(item[0])):
        rows.append({
            "name": language_name(code), "standing": standing, "source": code == each.source,
            "runs": code in each.ready or not standing.ready,
        })  # fmt: skip
    lacking = [(language_name(code), number) for code, number in each.fallbacks.most_common()]
    return {
        "template": each.template, "languages": rows, "fallbacks": lacking, "lost": lost, "partners": partners,
        "source": language_name(each.source),
    }  # fmt: skip


class SeeAsView(WagtailAdminTemplateMixin, TemplateView):
    """What a partner sees, for staff."""

    template_name = "cms/admin/campaign/see_as.html"
    page_title = gettext_lazy("Seen as this partner")
    header_icon = "view"

    def get_page_subtitle(self) -> str:
        """The partner's name."""
        return str(self.partner)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """The way back to the partner."""
        address = AdminURLFinder(self.request.user).get_edit_url(self.partner)
        return [
            *self.breadcrumbs_items,
            {"url": address or "", "label": str(self.partner)},
            {"url": "", "label": _("Seen as this partner")},
        ]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the page, of partners that one may see."""
        partner = Partner.objects.visible_to(request.user).filter(slug=kwargs["slug"]).first()
        if partner is None or not may_see_as(request.user, partner):
            raise Http404
        self.partner = partner
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What it sees, and what not."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        view = seen_as(partner=self.partner, by=self.request.user)
        finder = AdminURLFinder(self.request.user)
        seen = [
            {"campaign": each.campaign, "dates": dates_of(each.campaign), "edit": finder.get_edit_url(each.campaign),
             "offers": [(offer, language_name(offer.choice.language_code)) for offer in each.offers]}
            for each in view.seen
        ]  # fmt: skip
        hidden = [(each, finder.get_edit_url(each.campaign)) for each in view.hidden]
        return {**context, "partner": self.partner, "seen": seen, "hidden": hidden, "more": view.more}


def audience_panel(campaign: Campaign | None) -> dict[str, Any]:
    """Return what the form shows of an audience as it was last saved."""
    if campaign is None or campaign.pk is None:
        return {"audience": None}
    return {
        "audience": _counted(campaign, None),
        "counting": reverse("campaign_audience"),
        "preflight": reverse("wagtailsnippets_campaigns_campaign:preflight", args=[campaign.pk]),
    }


def audience(request: HttpRequest) -> JsonResponse:
    """Return how many partners an audience has that is not saved yet, for the form's script."""
    _insist_on_staff(request)
    campaign = Campaign()
    for axis, model in AXES.items():
        ids = [pk for pk in request.GET.getlist(axis) if pk.isdigit() and len(pk) < 19]
        setattr(campaign, axis, model.objects.filter(pk__in=ids))  # type: ignore[attr-defined]
    return JsonResponse(_counted(campaign, request.user))


def places(request: HttpRequest) -> JsonResponse:
    """Return the territories that fit what is typed; for limited staff those of its own where it is to choose them."""
    _insist_on_staff(request)
    rows = Territory.objects.all()
    if request.GET.get("of") == "territories":
        rows = rows.filter(scope_of(request.user).places())
    return JsonResponse({"found": described_places(found_places(request.GET.get("q", "")[:80], rows), sort=False)})


def segments(request: HttpRequest) -> JsonResponse:
    """Return the segments whose name fits what is typed."""
    _insist_on_staff(request)
    rows = Segment.objects.filter(name__icontains=request.GET.get("q", "").strip()[:160]).order_by("name")[:MOST]
    return JsonResponse({"found": described_segments(rows)})


def campaign_urls() -> list[URLPattern]:
    """Return the addresses of these pages, for the hook `register_admin_urls`."""
    return [
        path("campaigns/as/<slug:slug>/", SeeAsView.as_view(), name="campaign_see_as"),
        path("campaigns/audience/", audience, name="campaign_audience"),
        path("campaigns/places/", places, name="campaign_places"),
        path("campaigns/segments/", segments, name="campaign_segments"),
    ]


def _insist_on_staff(request: HttpRequest) -> None:
    if not may_view_campaigns(request.user):
        raise Http404


def _counted(campaign: Campaign, by: Actor) -> dict[str, Any]:
    """Return the audience of a campaign in words and as a number; for limited staff of the partners it may see."""
    sentence = audience_sentence(campaign)
    try:
        partners = Partner.objects.in_audience_of(campaign)
        if by is not None and not scope_of(by).unlimited:
            partners = partners.filter(pk__in=Partner.objects.visible_to(by).values("pk"))
        number = partners.count()
    except RuleError as error:
        return {"partners": None, "words": str(error), "sentence": sentence}
    words = ngettext("%(number)s partner", "%(number)s partners", number) % {"number": grouped(number)}
    return {"partners": number, "words": words, "sentence": sentence}
