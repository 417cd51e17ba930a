"""The form of a campaign: dates in its own time zone, pickers for its audience, and the limits of who is at work."""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms import WagtailAdminModelForm

from brand_kit.models import Template
from campaigns.models import Campaign
from campaigns.permissions import Actor
from campaigns.scope import scope_of
from cms.forms.campaign_pickers import places_field, segments_field

LONGEST_SLUG = 80
MOST_TEMPLATES = 60
"""Templates whose fields are offered for rules before a campaign has templates of its own."""
TYPED = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d"]


class LocalMoment(forms.DateTimeField):
    """A day and a time as the clocks of a campaign show them; the form says of which zone."""

    widget = forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")

    zone: tzinfo = UTC

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(input_formats=TYPED, required=False, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        """Return a moment as the zone's clocks show it."""
        if isinstance(value, datetime) and value.tzinfo:
            return value.astimezone(self.zone).replace(tzinfo=None)
        return value

    def to_python(self, value: Any) -> datetime | None:
        """Return what was typed, which is of no zone yet."""
        for shape in TYPED:
            try:
                return datetime.strptime(str(value or "").strip(), shape)
            except ValueError:
                continue
        if value in self.empty_values:
            return None
        raise ValidationError(_("Type a day and a time, such as 2027-03-01 09:00."), code="invalid")

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Tell whether another moment was typed than the one shown."""
        try:
            return bool(self.prepare_value(initial) != self.to_python(data))
        except ValidationError:
            return True


def moment_in(zone: ZoneInfo, typed: datetime, kept: datetime | None = None) -> datetime:
    """Return the moment at which a zone's clocks show something.

    Where clocks are put back, an hour is shown twice: the first is meant, unless `kept`, which the form showed, is the
    second.

    Raises:
        ValidationError: if they never show it, as clocks are put forward past it.
    """
    if kept is not None and kept.astimezone(zone).replace(tzinfo=None) == typed:
        return kept
    moment = typed.replace(tzinfo=zone).astimezone(UTC)
    shown = moment.astimezone(zone).replace(tzinfo=None)
    if shown != typed:
        facts = {"zone": zone.key.replace("_", " "), "typed": _time(typed), "shown": _time(shown)}
        raise ValidationError(
            _("On this day clocks in %(zone)s are put forward past %(typed)s: type %(shown)s.") % facts, code="gap"
        )
    return moment


def _time(moment: datetime) -> str:
    return date_format(moment, "TIME_FORMAT")


class FieldRuleForm(WagtailAdminModelForm):
    """A rule for one field, chosen together with its template."""

    field = forms.ChoiceField(label=gettext_lazy("Field"), required=True)

    def __init__(self, *args: Any, choices: list[Any] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = list(choices or [])
        if self.instance.template_id and self.instance.key:
            present = self.initial["field"] = f"{self.instance.template_id}:{self.instance.key}"
            if present not in {value for _title, group in choices for value, _name in group}:
                # It is not open any more; the preflight says so, and the rule can be kept or taken away.
                choices.insert(0, (self.instance.template.title, [(present, self.instance.key)]))
        self.fields["field"].choices = [("", _("Choose a field")), *choices]

    def clean(self) -> dict[str, Any]:
        """Take the template and the key of what was chosen."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        template, colon, key = cleaned.get("field", "").partition(":")
        if colon:
            self.instance.template_id, self.instance.key = int(template), key
        return cleaned


class CampaignForm(WagtailAdminModelForm):
    """A campaign."""

    starts_at = LocalMoment(label=gettext_lazy("Starts"), help_text=gettext_lazy("Empty means at once."))
    ends_at = LocalMoment(
        label=gettext_lazy("Ends"), help_text=gettext_lazy("The first minute at which it is over. Empty means never.")
    )
    segments = segments_field(
        gettext_lazy("Segments"), gettext_lazy("A partner must be in one of them. Empty means every partner.")
    )
    territories = places_field(
        gettext_lazy("Territories"), gettext_lazy("A partner must serve one of them. Empty means everywhere.")
    )
    excluded_segments = segments_field(gettext_lazy("Except for segments"), "")
    excluded_territories = places_field(
        gettext_lazy("Except for territories"), gettext_lazy("A partner that also serves another territory stays in.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        zone = _zone(self.instance.time_zone)
        for name in ("starts_at", "ends_at"):
            if name in self.fields:
                self.fields[name].zone = zone
        if "slug" in self.fields:
            self.fields["slug"].required = False
        if "field_rules" in self.formsets:
            self.formsets["field_rules"].form_kwargs["choices"] = field_choices(self._offered())

    def clean(self) -> dict[str, Any]:
        """Turn the typed times into moments, give a new campaign a short name, and keep to the limits of the user."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for name in ("starts_at", "ends_at"):
            if isinstance(cleaned.get(name), datetime):
                try:
                    kept = self.initial.get(name)
                    cleaned[name] = moment_in(_zone(cleaned.get("time_zone", "UTC")), cleaned[name], kept)
                except ValidationError as refused:
                    self.add_error(name, refused)
        if "slug" in self.fields and not cleaned.get("slug") and cleaned.get("title"):
            cleaned["slug"] = free_slug(cleaned["title"], self.instance.pk)
        self._keep_within(cleaned)
        return cleaned

    def _keep_within(self, cleaned: dict[str, Any]) -> None:
        """Refuse what the limits of the user leave out, beside the field."""
        if problem := outside_places(self.for_user, cleaned.get("territories") or []):
            self.add_error("territories", problem)
        if problem := outside_languages(self.for_user, cleaned.get("locales") or [], cleaned.get("territories") or []):
            self.add_error("locales", problem)

    def _offered(self) -> list[int]:
        """Return the templates that the campaign offers, as the form has them."""
        formset = self.formsets.get("offers")
        if formset is None:
            return []
        found = [form["template"].value() for form in formset.forms]
        return [int(str(pk)) for pk in found if str(pk or "").isdigit()]


def outside_places(by: Actor, places: Any) -> str:
    """Return why somebody may not make a campaign for some territories; empty if it may be."""
    scope = scope_of(by)
    if scope.unlimited or (scope.territories is None and not any(limit.territories for limit in scope.limits)):
        return ""
    outside = [str(place) for place in places if not scope.holds_territory(place.path)]
    if outside:
        return _("You cannot run a campaign in %(places)s: take it out.") % {"places": ", ".join(outside)}
    if not list(places) and scope.territories is not None:
        return _("Choose at least one of your own territories: empty would mean the whole world.")
    return ""


def outside_languages(by: Actor, locales: Any, places: Any) -> str:
    """Return why somebody may not make a campaign in some languages; empty if it may be."""
    scope = scope_of(by)
    if scope.unlimited:
        return ""
    outside = [str(locale) for locale in locales if not scope.holds_language(locale.language_code)]
    if outside:
        return _("You cannot run a campaign in %(languages)s: take it out.") % {"languages": ", ".join(outside)}
    paths, codes = [place.path for place in places], [locale.language_code for locale in locales]
    if not outside_places(by, places) and not scope.holds_campaign(paths, codes):
        return _("Choose languages and territories that are yours together.")
    return ""


def field_choices(offered: list[int]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the opened fields of templates, grouped by template; of the offered ones, or else of all; two queries."""
    rows = Template.objects.prefetch_related("regions")
    rows = rows.filter(pk__in=offered) if offered else rows.filter(live=True)[:MOST_TEMPLATES]
    found = []
    for template in sorted(rows, key=lambda each: offered.index(each.pk) if offered else 0):
        opened = [
            (f"{template.pk}:{region.key}", region.label or region.key)
            for region in template.regions.all()
            if not region.locked
        ]
        if opened:
            found.append((template.title, opened))
    return found


def free_slug(title: str, pk: int | None) -> str:
    """Return a short name that no other campaign has."""
    start = slugify(title)[: LONGEST_SLUG - 5].strip("-") or "campaign"
    others = Campaign.objects.filter(slug__startswith=start).exclude(pk=pk)
    taken = set(others.values_list("slug", flat=True))
    slugs = (start if number == 1 else f"{start}-{number}" for number in range(1, len(taken) + 2))
    return next(slug for slug in slugs if slug not in taken)


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name or "UTC")
    except (KeyError, ValueError):
        return ZoneInfo("UTC")
