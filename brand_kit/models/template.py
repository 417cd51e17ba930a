"""A template: a layout and a brand, and what stands in each region."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.models import DraftStateMixin, LockableMixin, Orderable, PreviewableMixin, RevisionMixin
from wagtail.search import index

from brand_kit.fields import KINDS
from brand_kit.models.brand import Brand
from brand_kit.models.layout import layout_choices, layout_named
from brand_kit.rendering.page import Layout


def kind_choices() -> list[tuple[str, str]]:
    """Return every kind of field; a function, so that a new kind does not ask for a migration."""
    return [(key, str(kind.label)) for key, kind in KINDS.items()]


class ProfileSource(models.TextChoices):
    """What of a partner's profile stands in a field before anybody fills it."""

    NONE = "", _("Nothing")
    NAME = "name", _("Name")
    LEGAL_NAME = "legal_name", _("Legal name")
    ADDRESS = "address", _("Address")
    PHONE = "phone", _("Phone")
    EMAIL = "email", _("E-mail")
    WEBSITE = "website", _("Website")
    LOGO = "logo", _("Logo")


class Template(DraftStateMixin, LockableMixin, RevisionMixin, PreviewableMixin, index.Indexed, ClusterableModel):
    """A page that partners fill in: every region is locked unless the brand team opens it as a field."""

    title = models.CharField(_("title"), max_length=200)
    slug = models.SlugField(_("short name"), max_length=80, unique=True)
    brand = models.ForeignKey(Brand, on_delete=models.PROTECT, related_name="templates", verbose_name=_("brand"))
    layout = models.CharField(_("layout"), max_length=60, choices=layout_choices)
    locale = models.ForeignKey(
        "wagtailcore.Locale", on_delete=models.PROTECT, related_name="+", verbose_name=_("language"),
        help_text=_("The language in which the copy is written; all others are translated from it."),
    )  # fmt: skip

    search_fields: ClassVar[list[index.BaseField]] = [index.SearchField("title"), index.AutocompleteField("title")]

    class Meta:
        verbose_name = _("template")
        verbose_name_plural = _("templates")
        ordering: ClassVar[list[str]] = ["title", "pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def design(self) -> Layout:
        """The layout itself; raises `LayoutError` if it is not there or not well."""
        return layout_named(self.layout)

    @property
    def preview_modes(self) -> list[tuple[str, str]]:
        """Every language and edition in which the template can be seen, its own language first."""
        from brand_kit.models.previews import template_modes

        return template_modes(self)

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponseBase:
        """Show the file as it would leave, with samples in the fields."""
        from brand_kit.models.previews import template_preview

        return template_preview(self, request, mode_name)


class TemplateRegion(Orderable):
    """What stands in one region of a template, or what a partner may put there."""

    template = ParentalKey(Template, on_delete=models.CASCADE, related_name="regions")
    key = models.CharField(_("region"), max_length=60)
    locked = models.BooleanField(_("locked"), default=True)

    text = models.TextField(_("copy"), blank=True)
    picture = models.ForeignKey(
        "brand_kit.BrandPicture", on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("picture"),
    )  # fmt: skip
    alt = models.CharField(
        _("what it shows"), max_length=250, blank=True,
        help_text=_("What a screen reader says here. Empty takes the words of the picture itself."),
    )  # fmt: skip

    field_kind = models.CharField(_("kind of field"), max_length=20, blank=True, choices=kind_choices)
    label = models.CharField(_("label"), max_length=120, blank=True)
    help = models.CharField(_("help"), max_length=300, blank=True)
    required = models.BooleanField(_("required"), default=False)
    change_required = models.BooleanField(
        _("must be changed"), default=False, help_text=_("No file leaves while the sample stands in this field.")
    )
    max_length = models.PositiveSmallIntegerField(_("longest"), null=True, blank=True, help_text=_("In characters."))
    choices = models.TextField(
        _("choices"), blank=True, help_text=_("One on each line: a key, an equals sign and the words that are set.")
    )
    default = models.TextField(
        _("sample"), blank=True,
        help_text=_("What stands in the field before anybody fills it. Empty shows an invented value."),
    )  # fmt: skip
    profile_source = models.CharField(
        _("taken from the profile"), max_length=20, blank=True, choices=ProfileSource.choices, default=""
    )

    class Meta(Orderable.Meta):
        verbose_name = _("region")
        verbose_name_plural = _("regions")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["template", "key"], name="region_once_in_a_template"),
        ]

    def __str__(self) -> str:
        return self.key
