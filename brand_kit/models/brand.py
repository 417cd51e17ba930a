"""A brand: its logos, colours, typefaces and wording, all of which live in its revisions."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.models import DraftStateMixin, LockableMixin, Orderable, PreviewableMixin, RevisionMixin
from wagtail.search import index

ROLES = [("display", _("Headlines")), ("text", _("Text"))]


def _share(value: float = 1) -> list[Any]:
    return [MinValueValidator(0), MaxValueValidator(value)]


class Brand(DraftStateMixin, LockableMixin, RevisionMixin, PreviewableMixin, index.Indexed, ClusterableModel):
    """Everything that makes a file look and sound like the vendor."""

    name = models.CharField(_("name"), max_length=120)
    slug = models.SlugField(_("short name"), max_length=60, unique=True)
    clear_space = models.DecimalField(
        _("clear space"), max_digits=4, decimal_places=3, default=0, validators=_share(0.45),  # type: ignore[arg-type]
        help_text=_("Kept free around a partner's logo, as a share of the smaller side of its box; 0.12 is 12 %."),
    )  # fmt: skip
    minimum_logo_width = models.DecimalField(
        _("smallest logo of a partner"), max_digits=5, decimal_places=1, default=0, validators=[MinValueValidator(0)],
        help_text=_("The least width in millimetres at which a partner's logo may stand; 0 sets no limit."),
    )  # fmt: skip

    search_fields: ClassVar[list[index.BaseField]] = [index.SearchField("name"), index.AutocompleteField("name")]

    class Meta:
        verbose_name = _("brand")
        verbose_name_plural = _("brands")
        ordering: ClassVar[list[str]] = ["name"]

    def __str__(self) -> str:
        return self.name

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponseBase:
        """Show the brand as a page of specimens."""
        from brand_kit.models.previews import brand_preview

        return brand_preview(self, request)


class BrandLogo(Orderable):
    """One form of the brand's logo."""

    class Use(models.TextChoices):
        """Where a form of the logo is used."""

        FULL = "full", _("In full colour")
        REVERSED = "reversed", _("Reversed, on dark ground")
        SINGLE = "single", _("In one colour")

    brand = ParentalKey(Brand, on_delete=models.CASCADE, related_name="logos")
    use = models.CharField(_("use"), max_length=10, choices=Use.choices, default=Use.FULL)
    picture = models.ForeignKey(
        "brand_kit.StoredPicture", on_delete=models.PROTECT, related_name="+", verbose_name=_("picture"), editable=False
    )
    minimum_width = models.DecimalField(
        _("smallest width"), max_digits=5, decimal_places=1, default=0, validators=[MinValueValidator(0)],
        help_text=_("In millimetres; 0 sets no limit."),
    )  # fmt: skip

    class Meta(Orderable.Meta):
        verbose_name = _("logo")
        verbose_name_plural = _("logos")

    def __str__(self) -> str:
        return str(self.get_use_display())


class BrandColour(Orderable):
    """A colour of the brand, by the name under which layouts ask for it."""

    brand = ParentalKey(Brand, on_delete=models.CASCADE, related_name="colours")
    name = models.CharField(
        _("name in layouts"), max_length=40,
        validators=[RegexValidator(r"\A[a-z][a-z0-9_]*\Z", _("Use small letters, digits and _, a letter first."))],
        help_text=_("The name by which layouts ask for the colour, such as primary or on_accent."),
    )  # fmt: skip
    label = models.CharField(_("label"), max_length=80, blank=True)
    screen = models.CharField(
        _("screen value"), max_length=7,
        validators=[RegexValidator(r"\A#[0-9a-fA-F]{6}\Z", _("Write it as # and six digits, such as #0b3b3c."))],
    )  # fmt: skip
    cyan = models.PositiveSmallIntegerField(_("cyan"), null=True, blank=True, validators=[MaxValueValidator(100)])
    magenta = models.PositiveSmallIntegerField(_("magenta"), null=True, blank=True, validators=[MaxValueValidator(100)])
    yellow = models.PositiveSmallIntegerField(_("yellow"), null=True, blank=True, validators=[MaxValueValidator(100)])
    black = models.PositiveSmallIntegerField(_("black"), null=True, blank=True, validators=[MaxValueValidator(100)])

    class Meta(Orderable.Meta):
        verbose_name = _("colour")
        verbose_name_plural = _("colours")

    def __str__(self) -> str:
        return self.label or self.name

    @property
    def process(self) -> tuple[int, int, int, int] | None:
        """Cyan, magenta, yellow and black in per cent, or none where print uses the screen value."""
        inks = (self.cyan, self.magenta, self.yellow, self.black)
        return None if None in inks else inks  # type: ignore[return-value]

    def clean(self) -> None:
        """Ask for all four process colours or none."""
        given = [ink is not None for ink in (self.cyan, self.magenta, self.yellow, self.black)]
        if any(given) and not all(given):
            raise ValidationError(_("Give all four process colours, or none; nothing of an ink is 0."))


class Typeface(Orderable):
    """A family of the brand, and the scripts and roles for which it comes first."""

    brand = ParentalKey(Brand, on_delete=models.CASCADE, related_name="typefaces")
    family = models.CharField(
        _("family"), max_length=120, help_text=_("As the font files name it, such as Noto Sans Arabic.")
    )
    scripts = models.JSONField(_("scripts"), default=list)
    roles = models.JSONField(_("roles"), default=list)
    line_height = models.DecimalField(
        _("line height factor"), max_digits=4, decimal_places=2, default=1,
        validators=[MinValueValidator(0.5), MaxValueValidator(3)],
        help_text=_("Multiplies line heights where the family is the language's own; tall scripts need more than 1."),
    )  # fmt: skip

    class Meta(Orderable.Meta):
        verbose_name = _("typeface")
        verbose_name_plural = _("typefaces")

    def __str__(self) -> str:
        return self.family


class FontFile(Orderable):
    """A font file of the brand, kept on the font shelf under its digest."""

    brand = ParentalKey(Brand, on_delete=models.CASCADE, related_name="font_files")
    name = models.CharField(_("file"), max_length=200, editable=False)
    digest = models.CharField(_("digest"), max_length=64, editable=False)
    family = models.CharField(_("family"), max_length=120, editable=False)
    weight = models.PositiveSmallIntegerField(_("weight"), default=400, editable=False)
    embeddable = models.BooleanField(_("licence allows embedding"), default=True, editable=False)
    faces = models.JSONField(_("faces"), default=list, editable=False)
    """Family, weight, slant and index of each face in the file."""

    class Meta(Orderable.Meta):
        verbose_name = _("font file")
        verbose_name_plural = _("font files")

    def __str__(self) -> str:
        return f"{self.family} {self.weight}"


class LegalLine(Orderable):
    """Wording that must stand in every file of the brand, everywhere or in one language."""

    brand = ParentalKey(Brand, on_delete=models.CASCADE, related_name="legal_lines")
    text = models.CharField(_("required wording"), max_length=500)
    locale = models.ForeignKey(
        "wagtailcore.Locale", on_delete=models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name=_("language"), help_text=_("Empty means every language."),
    )  # fmt: skip

    class Meta(Orderable.Meta):
        verbose_name = _("required wording")
        verbose_name_plural = _("required wording")

    def __str__(self) -> str:
        return self.text


class ForbiddenWording(Orderable):
    """A word that may not stand in any file of the brand in a language."""

    brand = ParentalKey(Brand, on_delete=models.CASCADE, related_name="forbidden_wordings")
    language_code = models.CharField(
        _("language"), max_length=20, blank=True, help_text=_("A language tag such as de; empty means every language.")
    )
    word = models.CharField(_("word"), max_length=120)

    class Meta(Orderable.Meta):
        verbose_name = _("forbidden wording")
        verbose_name_plural = _("forbidden wording")

    def __str__(self) -> str:
        return self.word
