"""The firms that the vendor sells through, with all that a campaign may ask of them."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.models import Orderable
from wagtail.search import index

from campaigns.models.program import CURRENCY, Attribute, Certification, PartnerType, ProductLine, Tier
from campaigns.models.territory import Territory
from campaigns.querysets import PartnerQuerySet

MOST_LEVELS = 3
"""How many distributors may stand above a partner, one above the other."""


class Partner(index.Indexed, ClusterableModel):
    """A firm, with what its collateral says of it and what campaigns are targeted by."""

    slug = models.SlugField(_("short name"), max_length=80, unique=True)
    name = models.CharField(_("name"), max_length=160, help_text=_("As customers know the firm."))
    legal_name = models.CharField(_("legal name"), max_length=200, blank=True)
    language_code = models.CharField(
        _("language"), max_length=20, help_text=_("In which the partner works, such as de or pt-BR.")
    )
    country = models.ForeignKey(
        Territory, to_field="code", on_delete=models.PROTECT, related_name="+", verbose_name=_("country"),
        limit_choices_to={"kind": Territory.Kind.COUNTRY},
    )  # fmt: skip
    address = models.JSONField(_("address"), default=dict, blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    website = models.URLField(_("website"), blank=True)
    logo = models.ForeignKey(
        "brand_kit.StoredPicture", on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("logo on light ground"),
    )  # fmt: skip
    logo_on_dark = models.ForeignKey(
        "brand_kit.StoredPicture", on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("logo on dark ground"),
    )  # fmt: skip

    partner_type = models.ForeignKey(
        PartnerType, on_delete=models.PROTECT, null=True, blank=True, related_name="partners",
        verbose_name=_("partner type"),
    )  # fmt: skip
    tier = models.ForeignKey(
        Tier, on_delete=models.PROTECT, null=True, blank=True, related_name="partners", verbose_name=_("tier")
    )
    territories = models.ManyToManyField(
        Territory, blank=True, related_name="partners", verbose_name=_("territories served"),
        help_text=_("Empty means its country."),
    )  # fmt: skip
    product_lines = models.ManyToManyField(
        ProductLine, blank=True, related_name="partners", verbose_name=_("product lines")
    )
    distributor = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="below", verbose_name=_("distributor"),
        help_text=_("The partner that it buys from, and that sees its collateral and may fill on its behalf."),
    )  # fmt: skip
    revenue = models.PositiveBigIntegerField(
        _("annual revenue"), null=True, blank=True, help_text=_("With the vendor's products, in whole units of money.")
    )
    revenue_currency = models.CharField(_("currency"), max_length=3, blank=True, validators=[CURRENCY])
    revenue_year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)
    training_score = models.PositiveSmallIntegerField(
        _("training score"), null=True, blank=True, validators=[MaxValueValidator(100)], help_text=_("0 to 100.")
    )
    joined = models.DateField(_("joined"), null=True, blank=True)
    account_manager = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name=_("account manager"),
    )  # fmt: skip
    active = models.BooleanField(
        _("active"), default=True, help_text=_("Switch this off when the contract ends; nothing is then offered to it.")
    )
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)

    objects = PartnerQuerySet.as_manager()

    search_fields: ClassVar[list[index.BaseField]] = [
        index.SearchField("name"), index.AutocompleteField("name"), index.SearchField("legal_name"),
    ]  # fmt: skip

    class Meta:
        verbose_name = _("partner")
        verbose_name_plural = _("partners")
        ordering: ClassVar[list[str]] = ["name", "pk"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["revenue_currency", "revenue"], name="partner_revenue"),
            models.Index(fields=["training_score"], name="partner_training"),
            models.Index(fields=["joined"], name="partner_joined"),
            models.Index(fields=["name", "id"], name="partner_name"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(revenue=None) | ~models.Q(revenue_currency=""), name="partner_revenue_has_currency",
                violation_error_message=_("Say in which currency the revenue is."),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name


class LocalName(Orderable):
    """How a partner is called in one language, where that is not its usual name."""

    partner = ParentalKey(Partner, on_delete=models.CASCADE, related_name="local_names")
    language_code = models.CharField(_("language"), max_length=20)
    name = models.CharField(_("name"), max_length=160)
    legal_name = models.CharField(_("legal name"), max_length=200, blank=True)

    class Meta(Orderable.Meta):
        verbose_name = _("name in a language")
        verbose_name_plural = _("names in languages")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["partner", "language_code"], name="partner_name_once_in_a_language"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.language_code})"


class PartnerLanguage(Orderable):
    """A language in which a partner can use material besides its own."""

    partner = ParentalKey(Partner, on_delete=models.CASCADE, related_name="languages")
    language_code = models.CharField(_("language"), max_length=20)

    class Meta(Orderable.Meta):
        verbose_name = _("further language")
        verbose_name_plural = _("further languages")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["partner", "language_code"], name="partner_language_once"),
        ]

    def __str__(self) -> str:
        return self.language_code


class Branch(Orderable):
    """A further place of business of a partner."""

    partner = ParentalKey(Partner, on_delete=models.CASCADE, related_name="branches")
    label = models.CharField(_("label"), max_length=120)
    address = models.JSONField(_("address"), default=dict, blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    website = models.URLField(_("website"), blank=True)

    class Meta(Orderable.Meta):
        verbose_name = _("branch")
        verbose_name_plural = _("branches")

    def __str__(self) -> str:
        return self.label


class PartnerCertification(Orderable):
    """A certification that a partner holds, or held."""

    partner = ParentalKey(Partner, on_delete=models.CASCADE, related_name="certifications")
    certification = models.ForeignKey(
        Certification, on_delete=models.PROTECT, related_name="holders", verbose_name=_("certification")
    )
    issued = models.DateField(_("issued"))
    expires = models.DateField(_("expires"), null=True, blank=True, help_text=_("The last day on which it counts."))

    class Meta(Orderable.Meta):
        verbose_name = _("certification")
        verbose_name_plural = _("certifications")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["partner", "certification"], name="partner_certification_once"),
        ]

    def __str__(self) -> str:
        return str(self.certification)


class AttributeValue(models.Model):
    """A partner's answer to one of the vendor's own attributes; several choices are several rows."""

    partner = ParentalKey(Partner, on_delete=models.CASCADE, related_name="attribute_values")
    attribute = models.ForeignKey(Attribute, on_delete=models.CASCADE, related_name="values")
    text = models.CharField(max_length=300, blank=True, help_text="Of texts, and the key of a choice.")
    number = models.DecimalField(max_digits=14, decimal_places=4, null=True, blank=True)
    day = models.DateField(null=True, blank=True)
    flag = models.BooleanField(null=True, blank=True)

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["partner", "attribute", "text"], name="partner_attribute_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["attribute", "text"], name="attribute_text"),
            models.Index(fields=["attribute", "number"], name="attribute_number"),
            models.Index(fields=["attribute", "day"], name="attribute_day"),
        ]

    def __str__(self) -> str:
        return f"{self.attribute}: {self.value}"

    @property
    def value(self) -> object:
        """The answer itself, whichever sort it is."""
        return next((each for each in (self.number, self.day, self.flag) if each is not None), self.text)


class PartnerPicture(models.Model):
    """A picture that a partner has uploaded, and may use again."""

    partner = models.ForeignKey(Partner, on_delete=models.CASCADE, related_name="pictures")
    picture = models.ForeignKey("brand_kit.StoredPicture", on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(_("uploaded"), auto_now_add=True)

    class Meta:
        verbose_name = _("picture of a partner")
        verbose_name_plural = _("pictures of partners")
        ordering: ClassVar[list[str]] = ["-uploaded_at", "-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["partner", "picture"], name="partner_picture_once"),
        ]

    def __str__(self) -> str:
        return str(self.picture)
