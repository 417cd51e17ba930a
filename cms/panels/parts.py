"""Panels that Wagtail does not have."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.forms import Media
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import InlinePanel, Panel
from wagtail.admin.panels.base import get_form_for_model

from brand_kit.models import TemplateRegion
from cms.forms.template import REGION_FIELDS, TemplateRegionForm


class PartsPanel(InlinePanel):
    """Parts of an object, each with a form class of our own that knows who is at work."""

    def __init__(self, *args: Any, form_class: type, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.form_class = form_class

    def clone_kwargs(self) -> dict[str, Any]:
        """What a copy of the panel is made of."""
        return {**super().clone_kwargs(), "form_class": self.form_class}

    def get_form_options(self) -> dict[str, Any]:
        """The set of forms, of our class."""
        options = super().get_form_options()
        formset = options["formsets"][self.relation_name]
        deferred = getattr(getattr(formset.get("form"), "_meta", None), "defer_required_on_fields", [])
        formset["form"] = get_form_for_model(
            self.db_field.related_model, form_class=self.form_class, defer_required_on_fields=deferred
        )
        formset["inherit_kwargs"] = ["for_user"]
        return options


class ShowPanel(Panel):
    """Something to look at: a template of ours with the object, and with what a function finds out about it."""

    def __init__(self, template: str, find: Callable[[Any], dict[str, Any]] | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.template = template
        self.find = find

    def clone_kwargs(self) -> dict[str, Any]:
        """What a copy of the panel is made of."""
        return {**super().clone_kwargs(), "template": self.template, "find": self.find}

    class BoundPanel(Panel.BoundPanel):
        """The panel for one object."""

        def __init__(self, **kwargs: Any) -> None:
            super().__init__(**kwargs)
            self.template_name = self.panel.template

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            """The object, and what the panel's function finds out about it."""
            context = super().get_context_data(parent_context)
            found = self.panel.find(self.instance) if self.panel.find else {}
            return {**context, "instance": self.instance, **found}


class RegionsPanel(InlinePanel):
    """One collapsible part for each region of a template, in reading order; none can be added or taken away."""

    def __init__(self, **kwargs: Any) -> None:
        # The label is for comparisons of revisions.
        super().__init__(**{"relation_name": "regions", "label": _("Region"), "panels": REGION_FIELDS[1:], **kwargs})

    def get_form_options(self) -> dict[str, Any]:
        """The set of forms, as long as the layout has regions."""
        return {
            "formsets": {
                "regions": {
                    "form": get_form_for_model(TemplateRegion, form_class=TemplateRegionForm, fields=REGION_FIELDS),
                    "fields": REGION_FIELDS,
                    "can_delete": False,
                    "extra": 0,
                    "inherit_kwargs": ["for_user"],
                }
            }
        }

    class BoundPanel(InlinePanel.BoundPanel):
        """The regions of one template."""

        template_name = "cms/admin/regions_panel.html"
        telepath_adapter_name = "wagtail.panels.Panel"

        def __init__(self, **kwargs: Any) -> None:
            # Not InlinePanel's own, which makes ready for adding and taking away.
            super(InlinePanel.BoundPanel, self).__init__(**kwargs)
            self.label = self.panel.label
            self.formset = self.form.formsets["regions"] if self.form is not None else None

        @property
        def media(self) -> Media:
            """Nothing beside what the forms bring."""
            return Media()

        def js_opts(self) -> dict[str, Any]:
            """What the editor's script is told: that this is a plain panel."""
            return {"type": type(self.panel).__name__, "prefix": self.prefix}

        def telepath_pack(self, context: Any) -> tuple[str, list[Any]]:
            """How the editor's script is told."""
            return (self.telepath_adapter_name, [self.js_opts()])

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            """The forms in the order of the layout."""
            context = super(InlinePanel.BoundPanel, self).get_context_data(parent_context)
            forms = [form for form in self.form.formsets["regions"].forms if form.region is not None]
            order = {key: place for place, key in enumerate(self.instance.design.regions)}
            forms.sort(key=lambda form: order[form.region.key])
            return {**context, "forms": forms, "formset": self.formset}
