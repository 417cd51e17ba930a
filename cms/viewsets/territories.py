"""The tree of territories in the admin."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django import forms
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from brand_kit.permissions import Actor
from campaigns.actions.delete_territory import delete_territory
from campaigns.actions.move_territory import move_territory
from campaigns.actions.save_territory import save_territory
from campaigns.geography import currency_of, languages_of, paper_of
from campaigns.models import Partner, Territory
from campaigns.permissions import may_change_territory
from campaigns.profile_lists import ProfileRefused
from cms.forms.campaign_pickers import described_places, found_places

PAPERS = {"a4": "A4", "letter": "US Letter"}


def may_see_territories(by: Actor) -> bool:
    """Tell whether somebody may see the tree: staff that may see territories."""
    return may_change_territory(by) or bool(getattr(by, "has_perm", lambda name: False)("campaigns.view_territory"))


def facts_of(place: Territory) -> str:
    """Return what holds for a country: its paper, currency and languages."""
    if place.kind != Territory.Kind.COUNTRY:
        return ""
    facts = (PAPERS[paper_of(place.code)], currency_of(place.code), ", ".join(languages_of(place.code)[:5]))
    return " · ".join(fact for fact in facts if fact)


class TerritoryPage(WagtailAdminTemplateMixin, TemplateView):
    """A page about territories."""

    header_icon = "globe"
    page_title = gettext_lazy("Territories")
    needs_change = False

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """404 for those for whom it is not."""
        if not (may_change_territory if self.needs_change else may_see_territories)(request.user):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """The way back to the tree."""
        items = [*self.breadcrumbs_items, {"url": reverse("territories"), "label": _("Territories")}]
        return items if isinstance(self, TreeView) else [*items, {"url": "", "label": self.get_page_title()}]


class TreeView(TerritoryPage):
    """The world down to its countries; subdivisions are found by searching. Three queries."""

    template_name = "cms/admin/territory/tree.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The tree, or what was searched for."""
        word = self.request.GET.get("q", "").strip()[:80]
        context = {
            **super().get_context_data(**kwargs),
            "q": word,
            "may_change": may_change_territory(self.request.user),
        }
        if word:
            return {**context, "found": searched(word)}
        return {**context, "found": None, "places": tree(self.request.user)}


def tree(by: Actor) -> list[Any]:
    """Return the topmost place, with what is below each as `below_shown` and how many partners name it."""
    # Partners that name no territory serve their country.
    counts = dict(
        Partner.objects.visible_to(by)
        .exclude(territories=None)
        .order_by()
        .values_list("territories")
        .annotate(n=Count("pk"))
    )
    home = dict(
        Partner.objects.visible_to(by)
        .filter(territories=None)
        .order_by()
        .values_list("country")
        .annotate(n=Count("pk"))
    )
    below: defaultdict[str, list[Any]] = defaultdict(list)
    places: list[Any] = list(Territory.objects.exclude(kind=Territory.Kind.SUBDIVISION).order_by("path"))
    for place in places:
        place.facts = facts_of(place)
        place.partner_count = counts.get(place.pk, 0) + home.get(place.code, 0)
        below[place.path[: -Territory.steplen]].append(place)
    for place in places:
        place.below_shown = sorted(below[place.path], key=lambda each: (each.kind != "region", str(each).casefold()))
    return below[""]


def searched(word: str) -> list[Any]:
    """Return the places that fit a word, with what each lies in."""
    found: list[Any] = found_places(word, Territory.objects.all())
    notes = {each["id"]: each["note"] for each in described_places(found)}
    for place in found:
        place.facts, place.above_shown = facts_of(place), notes[str(place.pk)]
    return found


def regions_field() -> forms.ModelChoiceField:
    """Return a choice of the world and its regions, indented as they lie in each other."""

    class Indented(forms.ModelChoiceField):
        def label_from_instance(self, place: Any) -> str:
            return "\u2003" * (place.depth - 1) + str(place)

    upper = Territory.objects.filter(kind__in=(Territory.Kind.WORLD, Territory.Kind.REGION)).order_by("path")
    return Indented(label=gettext_lazy("Lies in"), queryset=upper, empty_label=None)


class RegionForm(forms.Form):
    """A region, or where a country lies."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=160)
    code = forms.CharField(
        label=gettext_lazy("Code"), max_length=20, widget=forms.TextInput({"dir": "ltr"}),
        help_text=gettext_lazy("A short name for ever, such as nordics: rules and imports use it."),
    )  # fmt: skip

    def __init__(self, *args: Any, territory: Territory | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"] = regions_field()
        if territory is not None:
            del self.fields["code"]
            parent = territory.get_parent()
            self.initial = {"name": territory.name, "parent": parent.pk if parent else None}
            if territory.kind == Territory.Kind.COUNTRY:
                del self.fields["name"]

    def refuse(self, no: ProfileRefused) -> None:
        """Put what an action refuses beside the inputs."""
        for field, message in no.errors.items():
            self.add_error(field if field in self.fields else None, message)


class RegionView(TerritoryPage):
    """Adds a region, renames one, or moves a region or a country."""

    template_name = "cms/admin/territory/form.html"
    needs_change = True

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the place."""
        super().setup(request, *args, **kwargs)
        movable = Territory.objects.filter(kind__in=(Territory.Kind.REGION, Territory.Kind.COUNTRY))
        self.territory = get_object_or_404(movable, pk=kwargs["pk"]) if "pk" in kwargs else None

    def get_page_title(self) -> str:
        """The place, or that it is new."""
        return str(self.territory) if self.territory else _("Add a region")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The form."""
        context = {"form": RegionForm(territory=self.territory), "territory": self.territory}
        return {**super().get_context_data(**kwargs), **context, **kwargs}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Save by the actions."""
        form = RegionForm(request.POST, territory=self.territory)
        if form.is_valid():
            try:
                place = self._save(form.cleaned_data)
            except ProfileRefused as no:
                form.refuse(no)
            else:
                messages.success(request, _("%(place)s is saved.") % {"place": place})
                return redirect("territories")
        return self.render_to_response(self.get_context_data(form=form))

    def _save(self, data: dict[str, Any]) -> Territory:
        user, place = self.request.user, self.territory
        if place is None:
            return save_territory(name=data["name"], code=data["code"], parent=data["parent"], by=user)
        place = move_territory(territory=place, parent=data["parent"], by=user)
        if place.kind == Territory.Kind.REGION and place.name != data["name"]:
            place = save_territory(territory=place, name=data["name"], by=user)
        return place


@require_POST
def territory_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete an empty region."""
    if not may_change_territory(request.user):
        raise Http404
    place = get_object_or_404(Territory, pk=pk)
    try:
        delete_territory(territory=place, by=request.user)
    except ProfileRefused as no:
        messages.error(request, str(no))
        return redirect(
            "territory_edit" if place.kind != Territory.Kind.WORLD else "territories",
            *([pk] if place.kind != Territory.Kind.WORLD else []),
        )
    messages.success(request, _("%(place)s is deleted.") % {"place": place})
    return redirect("territories")


def territory_urls() -> list[URLPattern]:
    """Return the addresses of these pages, for the hook `register_admin_urls`."""
    return [
        path("territories/", TreeView.as_view(), name="territories"),
        path("territories/add/", RegionView.as_view(), name="territory_add"),
        path("territories/<int:pk>/", RegionView.as_view(), name="territory_edit"),
        path("territories/<int:pk>/delete/", territory_delete, name="territory_delete"),
    ]
