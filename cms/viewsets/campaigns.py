"""Campaigns in the admin."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import django_filters
from django.db.models import QuerySet
from django.forms import Media, Select
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, ObjectList, TabbedInterface
from wagtail.admin.ui.tables import Column, StatusTagColumn
from wagtail.admin.widgets.button import HeaderButton
from wagtail.models import Locale
from wagtail.snippets.views.snippets import CreateView, DeleteView, EditView, SnippetViewSetGroup, WorkflowActionView

from brand_kit.models import Brand
from campaigns.actions.delete_campaign import CampaignHeld, delete_campaign, held_by
from campaigns.actions.publish_campaign import PublishRefused, latest_of, publish_campaign
from campaigns.campaign_summary import State, audience_counts, audience_sentences, grouped, in_state, state_of
from campaigns.models import Campaign
from campaigns.preflight import preflight
from campaigns.scope import scope_of
from cms.forms.campaign import CampaignForm, FieldRuleForm
from cms.panels.parts import PartsPanel, ShowPanel
from cms.viewsets.campaign_dates import dates_of
from cms.viewsets.campaign_pages import PreflightView, audience_panel
from cms.viewsets.rates import ExchangeRateViewSet
from cms.viewsets.scoped import ScopedIndexView, ScopedSnippetViewSet
from cms.viewsets.segments import SegmentViewSet

APPROVING = ("approve", "locked-approve")
ROWS = 20


class PublishesAfterPreflight:
    """A view that publishes only what its preflight lets through, and loses nothing that was typed."""

    def publish_action(self) -> HttpResponseBase | None:
        """Publish what has just been saved as a draft; or keep the draft and say why."""
        campaign = Campaign.objects.get(pk=self.object.pk)  # type: ignore[attr-defined]
        request: HttpRequest = self.request  # type: ignore[attr-defined]
        page = reverse("wagtailsnippets_campaigns_campaign:preflight", args=[campaign.pk])
        found = preflight(latest_of(campaign), by=request.user)
        if found.blocking:
            tell_refusal(request, PublishRefused(found.blocking))
            return redirect("wagtailsnippets_campaigns_campaign:edit", campaign.pk)
        if found.advice:
            messages.warning(request, _("Saved as a draft. Look at these points before you publish."))
            return redirect(page)
        if response := self.run_hook("before_publish", request, campaign):  # type: ignore[attr-defined]
            return response  # type: ignore[no-any-return]
        publish_campaign(campaign=campaign, by=request.user, found=found)
        return self.run_hook("after_publish", request, campaign)  # type: ignore[attr-defined, no-any-return]


def tell_refusal(request: HttpRequest, refused: PublishRefused) -> None:
    """Say on the next page why a campaign was not published; each finding with its remedy."""
    messages.error(request, _("Saved as a draft, but not published:"))
    for finding in refused.findings:
        messages.error(request, f"{finding.sentence} {finding.remedy}")


class CampaignCreateView(PublishesAfterPreflight, CreateView):
    """A new campaign."""

    def get_initial(self) -> dict[str, Any]:
        """The brand, where there is only one; for limited staff its own territories and languages."""
        initial: dict[str, Any] = super().get_initial()
        brands = Brand.objects.values_list("pk", flat=True)[:2]
        if len(brands) == 1:
            initial["brand"] = brands[0]
        scope = scope_of(self.request.user)
        if not scope.unlimited and scope.locales:
            initial["locales"] = list(Locale.objects.filter(scope.languages()))
        return initial


class CampaignEditView(PublishesAfterPreflight, EditView):
    """A campaign."""

    @cached_property
    def header_buttons(self) -> list[Any]:
        """The way to the preflight, beside Wagtail's own."""
        address = reverse("wagtailsnippets_campaigns_campaign:preflight", args=[self.object.pk])
        return [*super().header_buttons, HeaderButton(_("Preflight"), url=address, icon_name="tasks")]

    def workflow_action_action(self) -> HttpResponseBase | None:
        """Approve only what could be published."""
        if self.workflow_action in APPROVING and (found := preflight(self.object, by=self.request.user)).blocking:
            tell_refusal(self.request, PublishRefused(found.blocking))
            return redirect("wagtailsnippets_campaigns_campaign:edit", self.object.pk)
        return super().workflow_action_action()  # type: ignore[no-any-return]


class CampaignDeleteView(DeleteView):
    """Asks whether to delete a campaign, or says what was made of it."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Also what partners have of it."""
        return {**super().get_context_data(**kwargs), "holding": held_by(self.object)}

    def form_valid(self, form: Any) -> HttpResponse:
        """Delete it by the action; if partners have made something of it, say what."""
        try:
            delete_campaign(campaign=self.object, by=self.request.user)
        except CampaignHeld:
            return self.render_to_response(self.get_context_data(form=form))
        messages.success(self.request, self.get_success_message())
        return redirect(self.get_success_url())


class CampaignWorkflowActionView(WorkflowActionView):
    """Approves or rejects a campaign, from the dashboard or its own page."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Approve only what could be published."""
        if self.action_name in APPROVING:
            found = preflight(latest_of(Campaign.objects.get(pk=self.object.pk)), by=request.user)
            if found.blocking:
                tell_refusal(request, PublishRefused(found.blocking))
                if request.headers.get("x-requested-with") == "XMLHttpRequest":
                    return self.render_modal_json(request, {"step": "success", "redirect": self.redirect_url})
                return redirect(self.redirect_url)
        return super().post(request, *args, **kwargs)  # type: ignore[no-any-return]


class CampaignFilters(WagtailFilterSet):
    """What a list of campaigns can be narrowed by."""

    state = django_filters.ChoiceFilter(label=gettext_lazy("State"), choices=State.choices, method="by_state")

    class Meta:
        model = Campaign
        fields = ["state", "brand", "locales"]

    def by_state(self, queryset: QuerySet[Campaign], name: str, value: str) -> QuerySet[Campaign]:
        """Keep the campaigns that stand somewhere now."""
        return queryset.filter(in_state(value))


class CampaignIndexView(ScopedIndexView):
    """The list of campaigns."""

    paginate_by = ROWS

    @cached_property
    def list_display(self) -> list[Any]:
        """Our columns; not Wagtail's own column of the state, which knows no dates."""
        return [
            self._get_title_column("__str__", accessor=_latest_title),
            StatusTagColumn(
                "state",
                label=_("State"),
                accessor=_state_words,
                primary=lambda campaign: state_of(campaign) is State.LIVE,
            ),
            Column("brand", label=_("Brand"), sort_key="brand__name", classname="campaign-list__more"),
            Column("dates", label=_("Dates"), accessor=dates_of, sort_key="starts_at", classname="campaign-list__more"),
            Column("audience", label=_("Audience"), accessor="audience_words", classname="campaign-list__audience"),
            Column("partners", label=_("Partners"), accessor="audience_count"),
        ]

    def get_base_queryset(self) -> QuerySet[Campaign]:
        """The campaigns with their brands."""
        return super().get_base_queryset().select_related("brand", "latest_revision")  # type: ignore[no-any-return]

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """The page's campaigns, each with its audience in words and numbers."""
        context: dict[str, Any] = super().get_context_data(*args, **kwargs)
        page = list(context["object_list"])
        words, counts = audience_sentences(page), audience_counts(page)
        for campaign in page:
            campaign.audience_words = words[campaign.pk]
            number = counts[campaign.pk]
            campaign.audience_count = _("unknown") if number is None else grouped(number)
        context["table"].data = page
        context["media"] = context.get("media", Media()) + Media(css={"all": ("cms/campaign.css",)})
        return context

    @cached_property
    def editable(self) -> set[int]:
        """The ids of the campaigns that whoever looks may change; opening one asks again, of its draft as well."""
        return set(Campaign.objects.editable_by(self.request.user).values_list("pk", flat=True))

    def get_edit_url(self, instance: Campaign) -> str | None:
        """The way to a campaign, for who may change it; others read its preflight."""
        if instance.pk in self.editable:
            return super().get_edit_url(instance)  # type: ignore[no-any-return]
        return reverse("wagtailsnippets_campaigns_campaign:preflight", args=[instance.pk])

    def get_delete_url(self, instance: Campaign) -> str | None:
        """The way to delete a campaign, for who may."""
        return super().get_delete_url(instance) if instance.pk in self.editable else None


def _latest_title(campaign: Campaign) -> str:
    """Return the title as it was last saved, without making the whole draft again, which would ask the database."""
    revision = campaign.latest_revision
    return str(revision.content.get("title") or campaign.title) if revision else campaign.title


def _state_words(campaign: Campaign) -> str:
    """Return where a campaign stands, and whether it has a draft besides."""
    state = state_of(campaign)
    drafted = state is not State.DRAFT and campaign.has_unpublished_changes
    return _("%(state)s + draft") % {"state": state.label} if drafted else str(state.label)


STORY = [
    FieldPanel("title"),
    FieldPanel("slug", help_text=gettext_lazy("Stands in addresses. Empty makes one of the title.")),
    FieldPanel("brand"),
    FieldPanel("story"),
    InlinePanel("messages", [FieldPanel("audience"), FieldPanel("text")], label=gettext_lazy("Key message"),
                heading=gettext_lazy("Key messages"),
                help_text=gettext_lazy("What to say, to whom, in the partner's words.")),
    MultiFieldPanel([FieldRowPanel([FieldPanel("contact_name"), FieldPanel("contact_email")])],
                    heading=gettext_lazy("Whom partners may ask")),
]  # fmt: skip
OFFER = [
    InlinePanel("offers", [FieldPanel("template"), FieldPanel("advice")], label=gettext_lazy("Template"),
                heading=gettext_lazy("Templates"), help_text=gettext_lazy("In the order in which partners see them.")),
    PartsPanel("field_rules", [
        FieldPanel("field"), FieldPanel("segment"), FieldRowPanel([FieldPanel("required"), FieldPanel("max_length")]),
    ], form_class=FieldRuleForm, label=gettext_lazy("Rule"), heading=gettext_lazy("Rules for fields"),
        help_text=gettext_lazy("Rules only narrow what a template opens. A field with a rule for a segment is open for "
                               "partners of that segment only; all others get its sample. The fields of a new "
                               "template can be chosen once the campaign is saved.")),
]  # fmt: skip
AUDIENCE = [
    ShowPanel("cms/admin/campaign/audience_panel.html", audience_panel),
    FieldPanel("segments"),
    FieldPanel("territories"),
    FieldPanel("excluded_segments"),
    FieldPanel("excluded_territories"),
    FieldPanel("locales"),
]
DATES = [
    FieldPanel("time_zone", help_text=gettext_lazy("Start and end are typed and shown in this zone.")),
    FieldRowPanel([FieldPanel("starts_at"), FieldPanel("ends_at")]),
]
PAGE = [
    FieldPanel("page_template", widget=Select),
    FieldPanel("lead_fields"),
    FieldPanel("lead_days"),
    FieldPanel("leads_seen_by_vendor"),
]
GOALS = [
    FieldRowPanel([FieldPanel("goal_partners"), FieldPanel("goal_files")]),
    FieldRowPanel([FieldPanel("goal_visits"), FieldPanel("goal_leads")]),
    FieldRowPanel([FieldPanel("budget"), FieldPanel("budget_currency")]),
]


class CampaignViewSet(ScopedSnippetViewSet):
    """Campaigns > Campaigns."""

    model = Campaign
    icon = "mail"
    menu_label = gettext_lazy("Campaigns")
    add_view_class = CampaignCreateView
    edit_view_class = CampaignEditView
    delete_view_class = CampaignDeleteView
    delete_template_name = "cms/admin/campaign/delete.html"
    index_view_class = CampaignIndexView
    workflow_action_view_class = CampaignWorkflowActionView
    filterset_class = CampaignFilters
    list_per_page = ROWS
    search_fields = ["title"]
    edit_handler = TabbedInterface(
        [
            ObjectList(STORY, heading=gettext_lazy("Story")),
            ObjectList(OFFER, heading=gettext_lazy("Offer")),
            ObjectList(AUDIENCE, heading=gettext_lazy("Audience")),
            ObjectList(DATES, heading=gettext_lazy("Dates")),
            ObjectList(PAGE, heading=gettext_lazy("Web page")),
            ObjectList(GOALS, heading=gettext_lazy("Goals and budget")),
        ],
        base_form_class=CampaignForm,
    )

    def visible(self, user: Any) -> QuerySet[Campaign]:
        """The campaigns that staff may read."""
        return Campaign.objects.readable_by(user)  # type: ignore[no-any-return]

    def within(self, user: Any, instance: Any) -> bool:
        """Tell whether a campaign is within somebody's limit, as it is published and as it was last saved."""
        if scope_of(user).unlimited:
            return True
        row = Campaign.objects.get(pk=instance.pk)
        return all(_covered(user, each) for each in (row, latest_of(row)))

    @property
    def preflight_view(self) -> Any:
        """The page before publishing."""
        return self.construct_view(PreflightView)

    def get_urlpatterns(self) -> list[URLPattern]:
        """Wagtail's addresses and the preflight."""
        return [*super().get_urlpatterns(), path("preflight/<int:pk>/", self.preflight_view, name="preflight")]


class CampaignGroup(SnippetViewSetGroup):
    """Campaigns in the menu, with the segments and the rates that decide who gets them."""

    items = (CampaignViewSet, SegmentViewSet, ExchangeRateViewSet)
    menu_label = gettext_lazy("Campaigns")
    menu_name = "campaigns"
    menu_icon = "mail"
    menu_order = 145
    add_to_admin_menu = True


def _covered(user: Any, campaign: Campaign) -> bool:
    paths = [place.path for place in campaign.territories.all()]
    return scope_of(user).holds_campaign(paths, [locale.language_code for locale in campaign.locales.all()])
