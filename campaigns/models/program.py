"""The vendor's own lists, by which its partners are told apart."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar

from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

KEY = RegexValidator(r"\A[a-z][a-z0-9_]*\Z", _("Use small letters, digits and _, a letter first."))
CURRENCY = RegexValidator(r"\A[A-Z]{3}\Z", _("Use the three capital letters of ISO 4217, such as GBP."))


class Listed(models.Model):
    """An entry of one of the vendor's lists."""

    slug = models.SlugField(_("short name"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=120)

    class Meta:
        abstract = True
        ordering: ClassVar[list[str]] = ["name", "pk"]

    def __str__(self) -> str:
        return self.name


class PartnerType(Listed):  # type: ignore[django-manager-missing]
    """What a partner is to the vendor: reseller, integrator, distributor ..."""

    description = models.CharField(_("description"), max_length=300, blank=True)

    class Meta(Listed.Meta):
        verbose_name = _("partner type")
        verbose_name_plural = _("partner types")


class Tier(Listed):  # type: ignore[django-manager-missing]
    """A standing in the program; a higher rank is a higher tier."""

    rank = models.PositiveSmallIntegerField(_("rank"), unique=True, help_text=_("A higher number is a higher tier."))

    class Meta(Listed.Meta):
        verbose_name = _("tier")
        verbose_name_plural = _("tiers")
        ordering: ClassVar[list[str]] = ["rank"]


class ProductLine(Listed):
    """A group of products that partners sell."""

    class Meta(Listed.Meta):
        verbose_name = _("product line")
        verbose_name_plural = _("product lines")


class Certification(Listed):  # type: ignore[django-manager-missing]
    """An examination that a partner's people pass."""

    product_line = models.ForeignKey(
        ProductLine, on_delete=models.SET_NULL, null=True, blank=True, related_name="certifications",
        verbose_name=_("product line"),
    )  # fmt: skip

    class Meta(Listed.Meta):
        verbose_name = _("certification")
        verbose_name_plural = _("certifications")


class Attribute(models.Model):
    """Something that the vendor wants to know of its partners beyond what every program asks."""

    class Kind(models.TextChoices):
        """What sort of answer it takes."""

        TEXT = "text", _("Text")
        NUMBER = "number", _("Number")
        DATE = "date", _("Date")
        FLAG = "flag", _("Yes or no")
        CHOICE = "choice", _("One of several")
        CHOICES = "choices", _("Any of several")

    key = models.CharField(
        _("short name"), max_length=40, unique=True, validators=[KEY],
        help_text=_("The heading of its column in an import, such as data_centre."),
    )  # fmt: skip
    label = models.CharField(_("label"), max_length=120)
    help = models.CharField(_("help"), max_length=300, blank=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    choices = models.TextField(
        _("choices"), blank=True, help_text=_("One on each line: a key, an equals sign and the words that are shown.")
    )

    class Meta:
        verbose_name = _("attribute")
        verbose_name_plural = _("attributes")
        ordering: ClassVar[list[str]] = ["label", "pk"]

    def __str__(self) -> str:
        return self.label

    @property
    def options(self) -> dict[str, str]:
        """The choices, by key."""
        pairs = (line.partition("=") for line in self.choices.splitlines() if line.strip())
        return {key.strip(): (words.strip() or key.strip()) for key, _sign, words in pairs}


class ExchangeRate(models.Model):
    """What a currency was worth from a day on, until the next rate of the same currency."""

    currency = models.CharField(_("currency"), max_length=3, validators=[CURRENCY])
    day = models.DateField(_("from"))
    per_euro = models.DecimalField(
        _("units for one euro"), max_digits=14, decimal_places=6, validators=[MinValueValidator(0.000001)],
        help_text=_("As the European Central Bank quotes it: 0.86 for the pound, 161.5 for the yen."),
    )  # fmt: skip

    class Meta:
        verbose_name = _("exchange rate")
        verbose_name_plural = _("exchange rates")
        ordering: ClassVar[list[str]] = ["currency", "-day"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["currency", "day"], name="rate_once_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.currency} {Decimal(self.per_euro).normalize():f} ({self.day})"
