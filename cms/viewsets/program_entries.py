"""How an entry of the vendor's lists is changed and deleted: never from under a rule that names it."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.snippets.views.snippets import DeleteView

from campaigns.actions.delete_program_entry import EntryNeeded, delete_program_entry, needs_of


class EntryForm(WagtailAdminModelForm):
    """An entry, whose key stays as long as a segment's rule names it."""

    key_field = "slug"

    def clean(self) -> dict[str, Any]:
        """Hold the key to the rules that name it."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if self.instance.pk and self.key_field in self.changed_data:
            before = type(self.instance).objects.get(pk=self.instance.pk)
            if segments := needs_of(before).segments:
                words = _("Segments name this key, so it must stay: %(segments)s.")
                facts = {"segments": ", ".join(segment.name for segment in segments)}
                self.add_error(self.key_field, ValidationError(words, params=facts))
        return cleaned


class EntryDeleteView(DeleteView):
    """Asks whether to delete an entry, or says what needs it."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Also what needs it."""
        return {**super().get_context_data(**kwargs), "needs": needs_of(self.object)}

    def form_valid(self, form: Any) -> HttpResponse:
        """Delete it by the action; if something needs it, say what."""
        try:
            delete_program_entry(entry=self.object, by=self.request.user)
        except EntryNeeded:
            return self.render_to_response(self.get_context_data(form=form))
        messages.success(self.request, self.get_success_message())
        return redirect(self.get_success_url())
