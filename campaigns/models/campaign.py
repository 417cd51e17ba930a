"""Campaigns: what is offered to whom, where and when."""

from __future__ import annotations

from typing import ClassVar
from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from modelcluster.models import ClusterableModel
from wagtail.models import DraftStateMixin, LockableMixin, Orderable, RevisionMixin, WorkflowMixin
from wagtail.search import index

from campaigns.models.program import CURRENCY
from campaigns.models.segment import Segment
from campaigns.models.territory import Territory
from campaigns.querysets import CampaignQuerySet


def time_zones() -> list[tuple[str, str]]:
    """Return the names of all time zones; a function, so that a new zone does not ask for a migration."""
    return [(name, name.replace("_", " ")) for name in sorted(available_timezones()) if "/" in name or name == "UTC"]


class Campaign(WorkflowMixin, DraftStateMixin, LockableMixin, RevisionMixin, index.Indexed, ClusterableModel):
    """Templates for an audience, for a while, towards goals.

    Being live means that it is published; partners see it from `starts_at` until just before `ends_at`.
    """

    title = models.CharField(_("title"), max_length=200)
    slug = models.SlugField(_("short name"), max_length=80, unique=True)
    brand = models.ForeignKey(
        "brand_kit.Brand", on_delete=models.PROTECT, related_name="campaigns", verbose_name=_("brand")
    )
    story = models.TextField(
        _("story"), blank=True, help_text=_("What the campaign is about, for the partners who are to run it.")
    )

    segments = ParentalManyToManyField(
        Segment, blank=True, related_name="campaigns", verbose_name=_("segments"),
        help_text=_("A partner must be in one of them. Empty means every partner."),
    )  # fmt: skip
    territories = ParentalManyToManyField(
        Territory, blank=True, related_name="campaigns", verbose_name=_("territories"),
        help_text=_("A partner must serve one of them. Empty means everywhere."),
    )  # fmt: skip
    excluded_segments = ParentalManyToManyField(
        Segment, blank=True, related_name="campaigns_without", verbose_name=_("except for segments")
    )
    excluded_territories = ParentalManyToManyField(
        Territory, blank=True, related_name="campaigns_without", verbose_name=_("except for territories"),
        help_text=_("A partner that also serves another territory stays in."),
    )  # fmt: skip
    locales = ParentalManyToManyField(
        "wagtailcore.Locale", blank=True, related_name="+", verbose_name=_("languages"),
        help_text=_("In which the campaign runs. Empty means every language of the site."),
    )  # fmt: skip

    starts_at = models.DateTimeField(_("starts"), null=True, blank=True, help_text=_("Empty means at once."))
    ends_at = models.DateTimeField(
        _("ends"), null=True, blank=True, help_text=_("The first minute at which it is over. Empty means never.")
    )
    time_zone = models.CharField(_("time zone"), max_length=60, default="UTC", choices=time_zones)

    goal_partners = models.PositiveIntegerField(_("partners activated"), null=True, blank=True)
    goal_files = models.PositiveIntegerField(_("files made"), null=True, blank=True)
    goal_visits = models.PositiveIntegerField(_("page visits"), null=True, blank=True)
    goal_leads = models.PositiveIntegerField(_("leads"), null=True, blank=True)
    budget = models.DecimalField(_("budget"), max_digits=14, decimal_places=2, null=True, blank=True)
    budget_currency = models.CharField(_("currency"), max_length=3, blank=True, validators=[CURRENCY])
    page_template = models.ForeignKey(
        "brand_kit.Template", on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("template of the web page"),
        help_text=_("The template whose words and fields partners' web pages show. Empty means there are no pages."),
    )  # fmt: skip
    lead_fields = models.JSONField(
        _("asked of visitors"), default=list, blank=True,
        help_text=_("Besides name and e-mail address: phone, company, message."),
    )  # fmt: skip
    leads_seen_by_vendor = models.BooleanField(
        _("the vendor sees leads"), default=False,
        help_text=_("Otherwise only the partner and its distributors do; the vendor sees how many there are."),
    )  # fmt: skip
    lead_days = models.PositiveSmallIntegerField(
        _("leads are kept for"), default=365, help_text=_("In days; then they are deleted.")
    )
    contact_name = models.CharField(_("contact"), max_length=120, blank=True)
    contact_email = models.EmailField(_("e-mail"), blank=True)

    objects = CampaignQuerySet.as_manager()

    search_fields: ClassVar[list[index.BaseField]] = [index.SearchField("title"), index.AutocompleteField("title")]

    class Meta:
        verbose_name = _("campaign")
        verbose_name_plural = _("campaigns")
        ordering: ClassVar[list[str]] = ["title", "pk"]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        """Hold the dates and the money to sense."""
        super().clean()
        errors = {}
        if self.starts_at and self.ends_at and self.ends_at <= self.starts_at:
            errors["ends_at"] = _("The end must come after the start.")
        if self.budget is not None and not self.budget_currency:
            errors["budget_currency"] = _("Say in which currency the budget is.")
        if errors:
            raise ValidationError(errors)


class KeyMessage(Orderable):
    """Something to say, to whom, in the partner's words."""

    campaign = ParentalKey(Campaign, on_delete=models.CASCADE, related_name="messages")
    audience = models.CharField(_("to whom"), max_length=160, blank=True)
    text = models.TextField(_("what to say"))

    class Meta(Orderable.Meta):
        verbose_name = _("key message")
        verbose_name_plural = _("key messages")

    def __str__(self) -> str:
        return self.text[:60]


class CampaignTemplate(Orderable):
    """A template that a campaign offers."""

    campaign = ParentalKey(Campaign, on_delete=models.CASCADE, related_name="offers")
    template = models.ForeignKey(
        "brand_kit.Template", on_delete=models.PROTECT, related_name="offered_in", verbose_name=_("template")
    )
    advice = models.CharField(
        _("advice"), max_length=300, blank=True, help_text=_("When and how a partner best uses it.")
    )

    class Meta(Orderable.Meta):
        verbose_name = _("template")
        verbose_name_plural = _("templates")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["campaign", "template"], name="template_once_in_a_campaign"),
        ]

    def __str__(self) -> str:
        return str(self.template)


class FieldRule(Orderable):
    """A stricter rule for one field of one template in one campaign; rules only ever narrow what a template opens.

    If any rule of a field names a segment, the field is open for partners of those segments only, and everyone else
    gets its sample.
    """

    campaign = ParentalKey(Campaign, on_delete=models.CASCADE, related_name="field_rules")
    template = models.ForeignKey(
        "brand_kit.Template", on_delete=models.PROTECT, related_name="+", verbose_name=_("template")
    )
    key = models.CharField(_("field"), max_length=60)
    segment = models.ForeignKey(
        Segment, on_delete=models.PROTECT, null=True, blank=True, related_name="field_rules",
        verbose_name=_("only for segment"),
    )  # fmt: skip
    required = models.BooleanField(_("required"), default=False)
    max_length = models.PositiveSmallIntegerField(_("longest"), null=True, blank=True, help_text=_("In characters."))

    class Meta(Orderable.Meta):
        verbose_name = _("rule for a field")
        verbose_name_plural = _("rules for fields")

    def __str__(self) -> str:
        return f"{self.template}: {self.key}"
