"""Segments in the admin: the list, the form, and what the form asks while somebody types."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST
from wagtail.admin import messages
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.admin.ui.tables import Column, UpdatedAtColumn
from wagtail.log_actions import LogActionRegistry
from wagtail.snippets.views.snippets import CreateView, DeleteView, EditView

from campaigns.actions.delete_segment import SegmentUsed, delete_segment, uses_of
from campaigns.actions.save_segment import save_segment
from campaigns.models import Partner, Segment
from campaigns.permissions import may_change_segment, may_view_segments
from campaigns.rule_errors import RuleRefused
from cms.forms.segment import RulePanel, SegmentForm
from cms.forms.segment_answer import answer, counts, figure, in_words
from cms.forms.segment_choices import Choices
from cms.forms.segment_rows import Rows
from cms.forms.segment_uses import uses_in_words
from cms.viewsets.scoped import ScopedIndexView, ScopedSnippetViewSet

MOST_COUNTED = 100


class SegmentIndexView(ScopedIndexView):
    """The list of segments, each as a sentence, in a number of queries that does not grow."""

    def get_table(self, object_list: Any) -> Any:
        """The table, with what its rows show found out for all of them at once."""
        segments = list(object_list)
        for segment, words in zip(segments, in_words([each.rule for each in segments]), strict=True):
            segment.in_words = words
        for segment, words in zip(segments, uses_in_words(segments), strict=True):
            segment.uses_in_words = words
        return super().get_table(segments)


class CountColumn(Column):
    """How many partners are in a segment, asked for when the list has been shown."""

    cell_template_name = "cms/admin/segment/count_cell.html"


class SentenceColumn(Column):
    """A rule as a sentence."""

    cell_template_name = "cms/admin/segment/sentence_cell.html"


class BuildsRule:
    """A view of the form of a segment, in which some buttons change the rule without saving it."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Save, or take a step and show the form again with all that is in it."""
        if not hasattr(self, "object"):
            self.object = self.get_object() if "pk" in kwargs else None  # type: ignore[attr-defined]
        form: SegmentForm = self.get_form()  # type: ignore[attr-defined]
        if not form.is_step:
            return super().post(request, *args, **kwargs)  # type: ignore[misc, no-any-return]
        form.take_step()
        self.form = form
        return self.render_to_response(self.get_context_data())  # type: ignore[attr-defined, no-any-return]

    def save_instance(self) -> Segment:
        """Save the segment by the action, which checks and records it."""
        segment = self.form.instance  # type: ignore[attr-defined]
        return save_segment(segment=segment, rule=segment.rule, by=self.request.user)  # type: ignore[attr-defined]

    def form_valid(self, form: SegmentForm) -> HttpResponseBase:
        """Save; what somebody else has made impossible meanwhile is said like any other error."""
        try:
            return super().form_valid(form)  # type: ignore[misc, no-any-return]
        except RuleRefused as refused:
            form.refuse(refused)
            return self.form_invalid(form)  # type: ignore[attr-defined, no-any-return]


class SegmentCreateView(BuildsRule, CreateView):
    """A new segment."""


class SegmentEditView(BuildsRule, EditView):
    """A segment."""


class SegmentDeleteView(DeleteView):
    """Asks whether to delete a segment, or says what it is used in."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Also what the segment is used in."""
        return {**super().get_context_data(**kwargs), "uses": uses_of(self.object)}

    def form_valid(self, form: Any) -> HttpResponse:
        """Delete it by the action; if it is used, say in what."""
        try:
            delete_segment(segment=self.object, by=self.request.user)
        except SegmentUsed:
            return self.render_to_response(self.get_context_data(form=form))
        messages.success(self.request, self.get_success_message())
        return redirect(self.get_success_url())


class SegmentViewSet(ScopedSnippetViewSet):
    """Campaigns > Segments."""

    model = Segment
    icon = "group"
    menu_label = _("Segments")
    index_view_class = SegmentIndexView
    add_view_class = SegmentCreateView
    edit_view_class = SegmentEditView
    delete_view_class = SegmentDeleteView
    index_template_name = "cms/admin/segment/index.html"
    delete_template_name = "cms/admin/segment/delete.html"
    list_display: ClassVar[list[Any]] = [
        "name",
        SentenceColumn("in_words", label=_("Who is in it")),
        CountColumn("pk", label=_("Partners")),
        Column("uses_in_words", label=_("Used in"), width="9rem", classname="seg-wide-only"),
        UpdatedAtColumn(label=_("Updated"), classname="seg-wide-only"),
    ]
    search_fields = ["name"]
    ordering = "name"
    edit_handler = ObjectList(
        [FieldPanel("name"), RulePanel(heading=_("Who is in it")), FieldPanel("description")],
        base_form_class=SegmentForm,
    )

    def visible(self, user: Any) -> QuerySet[Segment]:
        """Return the segments that somebody may see."""
        return Segment.objects.visible_to(user)

    def may_at_all(self, user: Any, action: str) -> bool:
        """Tell whether somebody may use a permission: to change segments is for staff without a limit."""
        return action == "view" or may_change_segment(user)

    def within(self, user: Any, instance: Any) -> bool:
        """Tell whether somebody may change what can be seen."""
        return may_change_segment(user)

    def get_urlpatterns(self) -> list[URLPattern]:
        """Wagtail's addresses, and those that the form and the list ask."""
        return [
            *super().get_urlpatterns(),
            path("live/", live, name="live"),
            path("options/", options, name="options"),
            path("counts/", counted, name="counts"),
        ]


@require_POST
def live(request: HttpRequest) -> JsonResponse:
    """Return who matches the rule in the form, and why the partner in hand does or does not."""
    _insist(request)
    segment, partner = request.GET.get("segment", ""), request.POST.get("partner", "")
    of = _one(Segment.objects.visible_to(request.user), segment)
    rows = Rows.sent(request.POST, Choices(request.user, of))
    asked_of = _one(Partner.objects.visible_to(request.user), partner)
    return _json(answer(rows, user=request.user, segment=of, partner=asked_of).as_json())


@require_GET
def options(request: HttpRequest) -> JsonResponse:
    """Return at most twenty values of a subject, or partners, whose names hold a text."""
    _insist(request)
    of = _one(Segment.objects.visible_to(request.user), request.GET.get("not", ""))
    found = Choices(request.user, of).find(request.GET.get("subject", ""), request.GET.get("q", "").strip()[:100])
    return _json({"options": [{"value": each.value, "label": each.label, "hint": each.hint} for each in found]})


@require_GET
def counted(request: HttpRequest) -> JsonResponse:
    """Return how many partners are in each of some segments."""
    asked = [each for each in request.GET.getlist("id") if each.isdecimal()][:MOST_COUNTED]
    if not may_view_segments(request.user):
        raise Http404
    found = counts(Segment.objects.visible_to(request.user).filter(pk__in=asked), request.user)
    return _json({"counts": {pk: None if count is None else figure(count) for pk, count in found.items()}})


def _insist(request: HttpRequest) -> None:
    if not may_change_segment(request.user):
        raise Http404


def _one(seen: QuerySet[Any], pk: str) -> Any:
    """Return the row that an address or a form names, or none if it names none; raises Http404 if it is not there."""
    if not pk:
        return None
    found = seen.filter(pk=pk).first() if pk.isdecimal() and len(pk) < 19 else None
    if found is None:
        raise Http404
    return found


def _json(data: dict[str, Any]) -> JsonResponse:
    return JsonResponse(data, headers={"Cache-Control": "no-store"})


def register_segment_actions(actions: LogActionRegistry) -> None:
    """Name the verbs that the actions of segments write down."""
    actions.register_action("campaigns.save_segment", _("Save a segment"), _("Segment saved"))
    actions.register_action("campaigns.delete_segment", _("Delete a segment"), _("Segment deleted"))
