"""The form of a segment: its name, and its rule as a sentence that is built condition by condition."""

from __future__ import annotations

from typing import Any

from django.forms.utils import ErrorDict
from django.forms.widgets import Script
from django.urls import reverse
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import Panel

from campaigns.models import Partner
from campaigns.rule_errors import RuleRefused
from campaigns.rules import cleaned_rule
from cms.forms.segment_answer import answer
from cms.forms.segment_choices import PARTNER, Choices
from cms.forms.segment_rows import Row, Rows, errors_by_row
from cms.forms.segment_shown import Builder

STEPS = ("rule-add", "rule-remove", "rule-update", "rule-check", "rule-ask")
"""What the buttons send that change or ask something without saving."""
NAMESPACE = "wagtailsnippets_campaigns_segment"


class SegmentForm(WagtailAdminModelForm):
    """A segment."""

    class Media:
        js = (Script("cms/segment-editor.js", type="module"),)
        css = {"all": ["cms/segment-editor.css"]}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = Choices(self.for_user, self.instance)
        if self.is_bound:
            rows = Rows.sent(sent(self.data), choices)
        else:
            rows = Rows.of_rule(self.instance.rule, choices)
            if self.instance.pk is None:
                rows.add()
        addresses = {name: reverse(f"{NAMESPACE}:{name}") for name in ("live", "options")}
        self.builder = Builder(rows, self.instance, addresses)
        self.is_step = self.is_bound and any(name in self.data for name in STEPS)

    def full_clean(self) -> None:
        """Check what was sent, but not while the rule is still being built."""
        if self.is_step:
            self._errors = ErrorDict()
            self.cleaned_data: dict[str, Any] = {}
        else:
            super().full_clean()

    def clean(self) -> dict[str, Any]:
        """Make the rule; what is wrong with a condition stands beside it."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        rows = self.builder.rows
        try:
            self.instance.rule = cleaned_rule(rows.rule(), segment=self.instance)
        except RuleRefused as refused:
            self.refuse(refused)
        return cleaned

    def refuse(self, refused: RuleRefused) -> None:
        """Say beside each condition what is wrong with it."""
        rows = self.builder.rows
        of_rows, self.builder.errors = errors_by_row(refused.errors, rows.filled)
        for row in rows:
            row.errors = [self._say(row, message) for message in of_rows.get(row.number, ())]
        self.add_error(None, _("Mend the conditions that are marked below."))

    def take_step(self) -> None:
        """Do what a button asked for that does not save: add or remove a row, search, count, explain."""
        rows, data = self.builder.rows, self.data
        rows.find()
        if "rule-remove" in data:
            rows.remove(data["rule-remove"])
        if "rule-add" in data:
            rows.add()
        if "rule-check" in data or "rule-ask" in data:
            partner, note = self._asked_of()
            made = answer(rows, user=self.for_user, segment=self.instance, partner=partner, note=note)
            made.search = data.get("partner-search", "").strip()
            self.builder.answer = made
            for row in rows:
                said = made.notes.get(row.number, {"level": "", "text": ""})
                row.errors = [said["text"]] if said["level"] == "error" else []
                row.hint, row.verdict = said["text"], made.verdicts.get(row.number, "")

    def _say(self, row: Row, message: str) -> str:
        if row.find and row.shape(self.builder.choices) == "many" and not row.is_whole(self.builder.choices):
            return _("Nothing has exactly this name: choose from the list.")
        return message

    def _asked_of(self) -> tuple[Partner | None, str]:
        """Return the partner that is to be explained, or what to say instead."""
        seen = Partner.objects.visible_to(self.for_user)
        chosen = self.data.get("rule-ask", "")
        if chosen:
            return (seen.filter(pk=chosen).first() if chosen.isdecimal() else None), ""
        text = self.data.get("partner-search", "").strip()
        if not text:
            return None, ""
        found = self.builder.choices.find(PARTNER, text)
        exact = [each for each in found if each.label.casefold() == text.casefold()] or found
        if len(exact) == 1:
            return seen.filter(pk=exact[0].value).first(), ""
        if not found:
            return None, _("No partner has this name.")
        names = ", ".join(each.label for each in exact)
        return None, _("Several partners have this in their names: %(names)s.") % {"names": names}


def sent(data: Any) -> MultiValueDict[str, str]:
    """Return what was sent as Django has it of a browser, also where a program gives a plain mapping."""
    return data if isinstance(data, MultiValueDict) else MultiValueDict({key: [data[key]] for key in data})


class RulePanel(Panel):
    """The rule of a segment in the admin's form."""

    class BoundPanel(Panel.BoundPanel):
        """The rule of one segment."""

        template_name = "cms/admin/segment/builder.html"

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            """The form of the rule, under its own name."""
            return {**super().get_context_data(parent_context), "builder": self.form.builder}
