"""Snippet viewsets whose objects are not for all staff: Wagtail's own views ask for permissions of the model only.

A subclass says in `visible` what somebody may see, and in `within` what of it somebody may touch; all else follows:

- every view of one object (edit, delete, usage, history, revisions, unpublish, lock, workflow, copy, inspect) is 404
  for what is not visible, and refused for what is visible but not within; this happens in `construct_view`, through
  which Wagtail makes all of them;
- the list, its search and the chooser show what is visible; a chooser chooses nothing else;
- the permission policy that the rest of Wagtail asks (links to objects, who is editing, usage) answers alike;
- several objects at once cannot be deleted, as Wagtail would do it past our actions and name what it may not show;
- a form must refuse for itself to put a new object, or a changed one, outside: `permissions.may_change_...`.
"""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import Any

from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import Model, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.functional import classproperty
from django.views import View
from wagtail.admin.forms.choosers import BaseFilterForm, SearchFilterMixin
from wagtail.admin.views.generic import HistoryView, InspectView, UsageView
from wagtail.models import TaskState
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy
from wagtail.search.index import Indexed
from wagtail.snippets.bulk_actions.delete import DeleteBulkAction
from wagtail.snippets.models import get_snippet_models
from wagtail.snippets.views.chooser import SnippetChooserViewSet
from wagtail.snippets.views.snippets import IndexView, SnippetViewSet

from brand_kit.permissions import Actor
from campaigns.scope import scope_of

READING = (InspectView, HistoryView, UsageView)
"""Views that change nothing, so that they ask only whether an object is visible; ours say `reads_only = True`."""


class ScopedPolicy(ModelPermissionPolicy):
    """What Wagtail asks about permissions, answered by a scoped viewset."""

    def __init__(self, viewset: ScopedSnippetViewSet) -> None:
        super().__init__(viewset.model)
        self.viewset = viewset

    def user_has_permission(self, user: Any, action: str) -> bool:
        """Tell whether somebody may do something with any object at all."""
        return super().user_has_permission(user, action) and self.viewset.may_at_all(user, action)

    def user_has_any_permission(self, user: Any, actions: Any) -> bool:
        """Tell whether somebody may do any of some things with any object at all."""
        return any(self.user_has_permission(user, action) for action in actions)

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Model) -> bool:
        """Tell whether somebody may do something with one object."""
        if not self.user_has_permission(user, action):
            return False
        if action == "view":
            return self.viewset.sees(user, instance)
        return self.viewset.within(user, instance)

    def instances_user_has_any_permission_for(self, user: Any, actions: Any) -> QuerySet[Any]:
        """Return what somebody may see, if there is anything to be done with it."""
        seen = self.viewset.visible(user)
        return seen if self.user_has_any_permission(user, actions) else seen.none()


class InstanceScope:
    """Comes before a view of Wagtail's, and stops it before it has read anything."""

    scoped_viewset: ScopedSnippetViewSet

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Refuse the objects that are not for whoever asks."""
        if "pk" in kwargs:
            self.scoped_viewset.admit(request, self, **kwargs)
        super().setup(request, *args, **kwargs)  # type: ignore[misc]


class ScopedIndexView(IndexView):
    """A list without boxes to tick, and without links to what one may not touch."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Wagtail's own export of lists is not offered: its CSV takes cells to a spreadsheet that works them out."""
        if "export" in request.GET:
            raise Http404
        return super().dispatch(request, *args, **kwargs)  # type: ignore[no-any-return]

    @property
    def columns(self) -> list[Any]:
        """Wagtail's columns but for the first."""
        return [column for column in super().columns if column.name != "bulk_actions"]


class ChoiceSearch(SearchFilterMixin, BaseFilterForm):
    """The search of a chooser, asked of the database: Wagtail's search index cannot be limited by what is visible."""

    def filter(self, objects: QuerySet[Any]) -> QuerySet[Any]:
        """Keep what has all the words that were typed."""
        words = self.cleaned_data.get("q") or ""
        for word in words.split()[:8]:
            fields = objects.model.snippet_viewset.search_fields
            objects = objects.filter(reduce(or_, (Q(**{f"{field}__icontains": word}) for field in fields)))
        self.is_searching, self.search_query = bool(words), words
        return objects


class ScopedChoice:
    """Comes before a view of a chooser; what it lists and chooses is what the viewset makes visible."""

    filter_form_class = ChoiceSearch

    def get_object_list(self) -> QuerySet[Any]:
        """All that can be chosen."""
        return self._visible()

    def get_object(self, pk: Any) -> Any:
        """The object that was chosen."""
        try:
            return self._visible().get(pk=pk)
        except ValueError as error:
            raise Http404 from error

    def get_objects(self, pks: list[str]) -> QuerySet[Any]:
        """The objects that were chosen."""
        return self._visible().filter(pk__in=[pk for pk in pks if pk.isdigit()])

    def _visible(self) -> QuerySet[Any]:
        viewset = self.model_class.snippet_viewset  # type: ignore[attr-defined]
        return viewset.visible(self.request.user)  # type: ignore[attr-defined, no-any-return]


class ScopedChooserViewSet(SnippetChooserViewSet):
    """A chooser of what is visible."""

    def construct_view(self, view_class: type[View], **kwargs: Any) -> Any:
        """Every view of the chooser, limited."""
        return super().construct_view(type(view_class.__name__, (ScopedChoice, view_class), {}), **kwargs)


class ScopedSnippetViewSet(SnippetViewSet):
    """A viewset that limits who sees and touches what, object by object."""

    index_view_class = ScopedIndexView
    chooser_viewset_class = ScopedChooserViewSet
    copy_view_enabled = False
    search_backend_name = None
    search_fields: Any = None
    """What lists and choosers search in; by default what the model lets autocomplete."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        if not self.search_fields and issubclass(self.model, Indexed):
            self.search_fields = [field.field_name for field in self.model.get_autocomplete_search_fields()]
        register_permission_policy(self.model, ScopedPolicy(self))

    def visible(self, user: Any) -> QuerySet[Any]:
        """Return what somebody may see in the admin; everything else is not found."""
        raise NotImplementedError

    def within(self, user: Any, instance: Model) -> bool:
        """Tell whether somebody may touch what exists, if the permissions are there; by default what is visible."""
        return self.sees(user, instance)

    def may_at_all(self, user: Any, action: str) -> bool:
        """Tell whether somebody who has a permission may use it at all; say no for what a limit takes away."""
        return True

    def sees(self, user: Any, instance: Model) -> bool:
        """Tell whether somebody may see an object."""
        return self.visible(user).filter(pk=instance.pk).exists()

    def admit(self, request: HttpRequest, view: Any, *, pk: Any, **kwargs: Any) -> None:
        """Let a view have the object that its address names.

        Raises:
            Http404: if the object is not visible, or the address names part of another object.
            PermissionDenied: if it may be seen, but not touched.
        """
        try:
            instance = self.visible(request.user).filter(pk=unquote(str(pk))).first()
        except ValueError as error:
            raise Http404 from error
        if instance is None:
            raise Http404
        reads = isinstance(view, READING) or getattr(view, "reads_only", False)
        if not reads and not self.within(request.user, instance):
            raise PermissionDenied
        if (state := kwargs.get("task_state_id")) is not None:
            # Wagtail acts on any state that an address names, be it another object's.
            states = TaskState.objects.filter(pk=state, revision__object_id=str(instance.pk))
            if not states.filter(revision__base_content_type=instance.get_base_content_type()).exists():
                raise Http404

    def construct_view(self, view_class: type[View], **kwargs: Any) -> Any:
        """Every view of the viewset, limited."""
        limited = type(view_class.__name__, (InstanceScope, view_class), {"scoped_viewset": self})
        return super().construct_view(limited, **kwargs)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Return what the list shows and searches."""
        return self.visible(request.user)


class NoBulkDelete(DeleteBulkAction):
    """Takes the place of Wagtail's deleting of several objects, for the models of scoped viewsets."""

    @classproperty
    def models(cls) -> list[type[Model]]:
        """The models that have a scoped viewset."""
        return [model for model in get_snippet_models() if isinstance(model.snippet_viewset, ScopedSnippetViewSet)]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """There is no such page."""
        raise Http404


def unlimited(by: Actor) -> bool:
    """Tell whether somebody has no limit to territories or languages."""
    return scope_of(by).unlimited
