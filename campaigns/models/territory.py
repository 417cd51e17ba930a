"""The places that a program knows: the world, the vendor's regions, countries and their subdivisions, as one tree."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from treebeard.mp_tree import MP_Node

from campaigns.geography import country_name


class Territory(MP_Node):
    """A place; whatever holds for it holds for everything below it."""

    class Kind(models.TextChoices):
        """What sort of place it is, from the top of the tree down."""

        WORLD = "world", _("World")
        REGION = "region", pgettext_lazy("several countries", "Region")
        COUNTRY = "country", _("Country")
        SUBDIVISION = "subdivision", _("Subdivision")

    code = models.CharField(
        _("code"), max_length=20, unique=True,
        help_text=_("ISO 3166 for countries and subdivisions, such as DE or DE-BY; a short name for a region."),
    )  # fmt: skip
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    name = models.CharField(_("name"), max_length=160)

    class Meta:
        verbose_name = _("territory")
        verbose_name_plural = _("territories")
        ordering: ClassVar[list[str]] = ["path"]

    def __str__(self) -> str:
        return country_name(self.code) or self.name if self.kind == self.Kind.COUNTRY else self.name

    @classmethod
    def ancestor_paths(cls, path: str) -> list[str]:
        """Return the paths of a place and of all above it, the topmost first."""
        return [path[:end] for end in range(cls.steplen, len(path) + 1, cls.steplen)]
