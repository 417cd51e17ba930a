"""A file of Acme's in a campaign with pages, as tests of counting need one: a row, for nobody opens it."""

from __future__ import annotations

from brand_kit.models import Master
from campaigns.models import IssuedFile
from tests.campaigns.pages_kit import Site


def issued(site: Site, number: str = "0123456789ab") -> IssuedFile:
    """A file with a number."""
    master = Master.objects.create(
        fingerprint="f" * 64, template=site.template, language_code="en", edition="screen-a4", digest="d" * 64,
        length=1, manifest={}, file="masters/none.pdf",
    )  # fmt: skip
    return IssuedFile.objects.create(
        collateral=site.piece, number=number, master=master, edition="screen-a4", extension="pdf", language_code="en",
        digest="e" * 64, size=1, rest="issued/none",
    )  # fmt: skip
