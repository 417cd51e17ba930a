"""The verbs of the brand kit."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from wagtail.models import ModelLogEntry

from brand_kit.actions.add_font_file import add_font_file
from brand_kit.actions.compile_template import compile_template
from brand_kit.actions.store_picture import store_picture
from brand_kit.actions.sync_regions import sync_regions
from brand_kit.models import Brand, BrandColour, StoredPicture, Template
from brand_kit.rendering.errors import PictureRefused
from brand_kit.rendering.fonts import FontRefused
from brand_kit.system_checks import findings_of
from campaigns.models import User
from tests.brand_kit.models.kit import DEMO, FONTS, language

LOGO = (DEMO / "logos" / "full.svg").read_bytes()


@pytest.fixture
def stranger(db: None) -> User:
    return User.objects.create_user("stranger@partner.example", "pass phrase of a stranger")


def test_a_picture_is_kept_once_and_read_again(administrator: User) -> None:
    first = store_picture(data=LOGO, by=administrator)
    assert store_picture(data=LOGO, by=administrator) == first
    assert StoredPicture.objects.get().canonical().digest == first.digest
    assert ModelLogEntry.objects.get(action="brand_kit.store_picture").user == administrator


def test_what_is_no_picture_is_refused_with_a_sentence(administrator: User) -> None:
    with pytest.raises(PictureRefused):
        store_picture(data=b"%PDF-1.7", by=administrator)
    assert StoredPicture.objects.count() == 0


def test_nobody_uploads_without_an_account(db: None) -> None:
    with pytest.raises(PermissionDenied):
        store_picture(data=LOGO, by=AnonymousUser())


def test_a_font_file_says_what_it_is(administrator: User) -> None:
    data = (FONTS / "opentype/inter/Inter-Bold.otf").read_bytes()
    font = add_font_file(data=data, name="Inter-Bold.otf", by=administrator)
    assert (font.family, font.weight, font.embeddable) == ("Inter", 700, True)
    assert font.faces[0]["family"] == "Inter"


def test_a_font_whose_licence_forbids_embedding_is_refused(administrator: User) -> None:
    import io

    from fontTools.ttLib import TTFont

    font = TTFont(FONTS / "opentype/inter/Inter-Bold.otf")
    font["OS/2"].fsType = 2
    out = io.BytesIO()
    font.save(out)
    with pytest.raises(FontRefused, match="licence"):
        add_font_file(data=out.getvalue(), name="Inter-Bold.otf", by=administrator)


def test_what_is_no_font_is_refused(administrator: User) -> None:
    with pytest.raises(FontRefused):
        add_font_file(data=LOGO, name="logo.otf", by=administrator)


def test_regions_follow_the_layout(brand: Brand) -> None:
    template = Template(title="T", slug="t", brand=brand, layout="banner", locale=language("en"))
    assert sync_regions(template=template, by=None)
    keys = [region.key for region in template.regions.all()]
    assert keys == list(template.design.regions)
    assert all(region.locked for region in template.regions.all())
    assert not sync_regions(template=template, by=None)
    template.save()
    template.layout = "social-square"
    assert sync_regions(template=template, by=None)
    template.save()
    assert list(template.regions.values_list("key", flat=True)) == list(template.design.regions)


def test_strangers_neither_compile_nor_change(template: Template, stranger: User) -> None:
    with pytest.raises(PermissionDenied):
        compile_template(template=template, language_code="en", edition="wide", by=stranger)
    with pytest.raises(PermissionDenied):
        sync_regions(template=template, by=stranger)
    with pytest.raises(PermissionDenied):
        add_font_file(data=b"", name="x", by=stranger)


def test_a_compile_is_written_down_once(template: Template, administrator: User) -> None:
    for _again in range(2):
        compile_template(template=template, language_code="en", edition="wide", by=administrator)
    entry = ModelLogEntry.objects.get(action="brand_kit.compile_template")
    assert entry.user == administrator
    assert entry.data["edition"] == "wide"


def test_a_revision_brings_everything_back(brand: Brand) -> None:
    first = brand.latest_revision
    brand.colours = [BrandColour(name="primary", screen="#000000")]
    brand.logos.remove(brand.logos.first())
    brand.save_revision()
    old = first.as_object()
    assert old.colours.count() == 9
    assert [logo.picture.digest for logo in old.logos.all()]
    assert old.logos.count() == 3
    assert [font.digest for font in old.font_files.all()] == [font.digest for font in brand.font_files.all()]
    assert brand.get_latest_revision_as_object().colours.count() == 1


def test_findings_name_the_language_that_cannot_be_written(brand: Brand) -> None:
    language("th")
    found = findings_of(brand)
    assert any(finding.code == "glyphs" and finding.where == "th" for finding in found)
    assert not any(finding.where == "ar" for finding in found)


def test_check_speaks_of_brands_only_when_it_is_asked_for_databases(
    brand: Brand, capsys: pytest.CaptureFixture[str]
) -> None:
    language("th")
    call_command("check", "--tag", "brand_kit")
    assert "Kestrane" not in capsys.readouterr().err
    call_command("check", "--tag", "brand_kit", "--database", "default")
    assert "Kestrane" in capsys.readouterr().err
