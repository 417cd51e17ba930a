"""What tests of the portal share: a campaign with a template that can be compiled, in the cast's world."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from brand_kit.composition import job_for
from brand_kit.masters import font_shelf, keep_master
from brand_kit.models import Brand, Template
from brand_kit.rendering.compile import compile_master, fingerprint
from brand_kit.rendering.master import Master
from campaigns.actions.start_collateral import start_collateral
from campaigns.models import Campaign, Collateral, FieldRule
from tests.brand_kit.models import kit
from tests.cast import Cast, campaign

EDITION = "wide"


@dataclass(frozen=True)
class Desk:
    """The cast, with a banner of Acme's that can be made."""

    cast: Cast
    template: Template
    campaign: Campaign
    piece: Collateral

    def url(self, more: str = "") -> str:
        """The address of the piece, or of something of it."""
        return f"/portal/pieces/{self.piece.pk}/{more}"


_compiled: dict[str, Master] = {}


def _keep_master(template: Template) -> None:
    """Keep the banner's master, which is compiled once in a run: every test's brand and copy are alike."""
    job = job_for(template, "en", EDITION).job
    key = fingerprint(job)
    _compiled[key] = _compiled.get(key) or compile_master(job, font_shelf())
    keep_master(template, "en", job, compiled=_compiled[key])


@pytest.fixture
def desk(cast: Cast, settings: object, tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """Acme's banner, started by Alice; its master is compiled once in a run and kept on disk."""
    settings.MEDIA_ROOT = tmp_path_factory.getbasetemp() / "portal-media"  # type: ignore[attr-defined]
    settings.STORAGES = {  # type: ignore[attr-defined]
        **settings.STORAGES,  # type: ignore[attr-defined]
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    }
    Brand.objects.filter(pk=cast.brand.pk).update(slug="cast")
    brand = kit.make_brand(fonts=kit.LATIN)
    template = kit.make_template(brand)
    for region in template.regions.all():
        sources = {"partner_name": "name", "partner_web": "website", "partner_logo": "logo"}
        if not region.locked and region.key in sources:
            region.profile_source = sources[region.key]
            region.save()
    made = campaign(
        "acme", brand, template, country="GB", segment=cast.gold_in_britain, slug="banner-week", title="Banner week"
    )
    FieldRule.objects.filter(campaign=made).delete()  # the cast's rule is for another template's address
    _keep_master(template)
    piece = start_collateral(partner=cast.acme, campaign=made, template=template, by=cast.alice)
    return Desk(cast, template, made, piece)
