"""The brand kit in the admin, met the way a browser meets it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.forms import BaseForm, CheckboxInput
from django.test import Client

from brand_kit.models import Brand, BrandPicture, Template
from campaigns.models import User
from tests.brand_kit.models.kit import DEMO, FONTS, language, make_brand, make_template

TEMPLATES = "/admin/snippets/brand_kit/template/"
BRANDS = "/admin/snippets/brand_kit/brand/"
PICTURES = "/admin/snippets/brand_kit/brandpicture/"


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path_factory: pytest.TempPathFactory) -> None:
    settings.MEDIA_ROOT = tmp_path_factory.getbasetemp() / "media"


@pytest.fixture
def admin(administrator: User, client: Client) -> Client:
    client.force_login(administrator)
    return client


@pytest.fixture
def brand(db: None) -> Brand:
    return make_brand()


@pytest.fixture
def template(brand: Brand) -> Template:
    return make_template(brand)


def inputs(form: Any) -> Iterator[tuple[str, Any]]:
    """What a browser would send of a form that nobody has touched."""
    for bound in form:
        value = bound.value()
        if isinstance(bound.field.widget, CheckboxInput):
            if value:
                yield bound.html_name, "on"
        elif (value is not None or bound.is_hidden) and "upload" not in bound.name:
            yield bound.html_name, "" if value is None else value
    for formset in getattr(form, "formsets", {}).values():
        yield from inputs(formset.management_form)
        for number, one in enumerate(formset.forms):
            yield from inputs(one)
            yield f"{one.prefix}-ORDER", number + 1


def posted(client: Client, address: str, **changes: Any) -> dict[str, Any]:
    form: BaseForm = client.get(address).context["form"]
    return {**dict(inputs(form)), **changes}


def prefix_of(client: Client, address: str, key: str) -> str:
    formset = client.get(address).context["form"].formsets["regions"]
    return next(form.prefix for form in formset.forms if form.region.key == key)


def test_the_brand_kit_stands_in_the_menu(admin: Client, template: Template) -> None:
    for address in (TEMPLATES, BRANDS, PICTURES):
        assert admin.get(address).status_code == 200
        assert admin.get(f"{address}add/").status_code == 200
    assert template.title in admin.get(TEMPLATES).content.decode()


def test_a_new_template_gets_the_regions_of_its_layout(admin: Client, brand: Brand) -> None:
    page = admin.get(f"{TEMPLATES}add/")
    assert list(page.context["form"].fields) == ["title", "brand", "layout", "locale"]
    data = {"title": "Spring banner", "brand": brand.pk, "layout": "banner", "locale": language("en").pk}
    response = admin.post(f"{TEMPLATES}add/", data)
    assert response.status_code == 302, response.context["form"].errors
    template = Template.objects.get()
    assert response["Location"] == f"{TEMPLATES}edit/{template.pk}/"
    assert (template.slug, template.live) == ("spring-banner", False)
    assert [region.key for region in template.regions.all()] == list(template.design.regions)
    assert all(region.locked for region in template.regions.all())
    again = admin.post(f"{TEMPLATES}add/", data)
    assert again.status_code == 302
    assert set(Template.objects.values_list("slug", flat=True)) == {"spring-banner", "spring-banner-2"}


def test_a_template_is_not_published_before_it_has_copy(admin: Client, brand: Brand) -> None:
    data = {"title": "T", "brand": brand.pk, "layout": "banner", "locale": language("en").pk, "action-publish": "1"}
    response = admin.post(f"{TEMPLATES}add/", data)
    assert response.status_code == 200
    assert "draft first" in str(response.context["form"].errors)
    assert not Template.objects.exists()


def test_a_draft_is_kept_apart_until_it_is_published(admin: Client, template: Template) -> None:
    edit = f"{TEMPLATES}edit/{template.pk}/"
    text = f"{prefix_of(admin, edit, 'headline')}-text"
    assert admin.post(edit, posted(admin, edit, **{text: "Up again by noon."})).status_code == 302
    assert template.regions.get(key="headline").text == "Back to work in minutes."
    template.refresh_from_db()
    assert template.get_latest_revision_as_object().regions.get(key="headline").text == "Up again by noon."
    assert template.has_unpublished_changes
    response = admin.post(edit, posted(admin, edit, **{"action-publish": "1"}))
    assert response.status_code == 302, response.context["form"].errors
    template.refresh_from_db()
    assert template.regions.get(key="headline").text == "Up again by noon."
    assert not template.has_unpublished_changes


def test_text_that_does_not_fit_is_told_beside_it_when_publishing(admin: Client, template: Template) -> None:
    edit = f"{TEMPLATES}edit/{template.pk}/"
    prefix = prefix_of(admin, edit, "headline")
    long = "Back to work in minutes, hours or days. " * 8
    response = admin.post(edit, posted(admin, edit, **{f"{prefix}-text": long, "action-publish": "1"}))
    assert response.status_code == 200
    (form,) = [form for form in response.context["form"].formsets["regions"].forms if form.errors]
    assert form.region.key == "headline"
    assert "over by" in form.errors["text"][0]
    template.refresh_from_db()
    assert template.regions.get(key="headline").text == "Back to work in minutes."


def test_a_region_is_opened_as_a_field_and_locked_again(admin: Client, template: Template) -> None:
    edit = f"{TEMPLATES}edit/{template.pk}/"
    prefix = prefix_of(admin, edit, "call")
    opened = {f"{prefix}-locked": "False", f"{prefix}-field_kind": "choice", f"{prefix}-choices": "now = Call now"}
    assert admin.post(edit, posted(admin, edit, **opened)).status_code == 302
    template.refresh_from_db()
    region = template.get_latest_revision_as_object().regions.get(key="call")
    assert (region.locked, region.field_kind, region.choices) == (False, "choice", "now = Call now")
    assert admin.post(edit, posted(admin, edit, **{f"{prefix}-locked": "True"})).status_code == 302
    template.refresh_from_db()
    assert template.get_latest_revision_as_object().regions.get(key="call").locked


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"locked": "False", "field_kind": "choice", "choices": ""}, "choices"),
        ({"locked": "False", "field_kind": "logo"}, "field_kind"),
        ({"locked": "False", "field_kind": "date", "default": "tomorrow"}, "default"),
        ({"key": "elsewhere"}, "key"),
    ],
)
def test_a_setting_that_cannot_be_is_refused_beside_it(
    admin: Client, template: Template, changes: dict[str, str], field: str
) -> None:
    edit = f"{TEMPLATES}edit/{template.pk}/"
    prefix = prefix_of(admin, edit, "call")
    data = posted(admin, edit, **{f"{prefix}-{name}": value for name, value in changes.items()})
    response = admin.post(edit, data)
    assert response.status_code == 200
    (form,) = [form for form in response.context["form"].formsets["regions"].forms if form.errors]
    assert list(form.errors) == [field]


def test_nobody_adds_a_region_that_the_layout_lacks(admin: Client, template: Template) -> None:
    edit = f"{TEMPLATES}edit/{template.pk}/"
    data = posted(admin, edit)
    count = int(data["regions-TOTAL_FORMS"])
    forged = {"regions-TOTAL_FORMS": count + 1, f"regions-{count}-key": "extra", f"regions-{count}-text": "x"}
    assert admin.post(edit, {**data, **forged}).status_code == 200
    deleted = {f"regions-{number}-DELETE": "on" for number in range(count)}
    admin.post(edit, {**data, **deleted})
    assert template.get_latest_revision_as_object().regions.count() == count


def test_a_template_is_reverted_compared_locked_and_unlocked(admin: Client, template: Template) -> None:
    edit = f"{TEMPLATES}edit/{template.pk}/"
    first = template.latest_revision_id
    text = f"{prefix_of(admin, edit, 'headline')}-text"
    admin.post(edit, posted(admin, edit, **{text: "Up again by noon."}))
    template.refresh_from_db()
    compare = admin.get(f"{TEMPLATES}history/{template.pk}/revisions/compare/{first}...{template.latest_revision_id}/")
    assert compare.status_code == 200
    assert "noon" in compare.content.decode()
    assert admin.get(f"{TEMPLATES}history/{template.pk}/").status_code == 200
    revert = f"{TEMPLATES}history/{template.pk}/revisions/{first}/revert/"
    response = admin.post(edit, posted(admin, revert, revision=first))
    assert response.status_code == 302
    template.refresh_from_db()
    assert template.get_latest_revision_as_object().regions.get(key="headline").text == "Back to work in minutes."
    assert admin.post(f"{TEMPLATES}lock/{template.pk}/").status_code == 302
    template.refresh_from_db()
    assert template.locked
    assert admin.post(f"{TEMPLATES}unlock/{template.pk}/").status_code == 302
    template.refresh_from_db()
    assert not template.locked


def test_the_preview_shows_what_is_not_saved_yet(admin: Client, template: Template) -> None:
    language("ar")
    edit, preview = f"{TEMPLATES}edit/{template.pk}/", f"{TEMPLATES}preview/{template.pk}/"
    modes = [name for name, _label in template.preview_modes]
    assert modes[0] == "en:wide"
    assert "ar:wide" in modes
    answer = admin.post(preview, posted(admin, edit)).json()
    assert answer == {"is_valid": True, "is_available": True}
    pages = {}
    for mode in ("en:wide", "ar:wide"):
        page = admin.get(preview, {"mode": mode})
        pages[mode] = page.content.decode()
        assert "data:image/jpeg;base64," in pages[mode]
        assert "nonce-" in page["Content-Security-Policy"]
    assert "Not translated" in pages["ar:wide"]
    text = f"{prefix_of(admin, edit, 'headline')}-text"
    admin.post(preview, posted(admin, edit, **{text: "Something else entirely."}))
    changed = admin.get(preview, {"mode": "en:wide"}).content.decode()
    assert changed != pages["en:wide"]
    assert template.regions.get(key="headline").text == "Back to work in minutes."


def test_a_preview_that_cannot_be_made_says_why(admin: Client, template: Template) -> None:
    edit, preview = f"{TEMPLATES}edit/{template.pk}/", f"{TEMPLATES}preview/{template.pk}/"
    text = f"{prefix_of(admin, edit, 'headline')}-text"
    admin.post(preview, posted(admin, edit, **{text: "Back to work in minutes. " * 20}))
    page = admin.get(preview, {"mode": "en:wide"}).content.decode()
    assert "cannot be made yet" in page
    assert "Headline (headline) is over by" in page
    assert "data:image/png" not in page


def test_a_brand_is_changed_with_new_files(admin: Client, brand: Brand) -> None:
    edit = f"{BRANDS}edit/{brand.pk}/"
    data = posted(admin, edit)
    fonts = int(data["font_files-TOTAL_FORMS"])
    logos = int(data["logos-TOTAL_FORMS"])
    bold = (FONTS / "opentype/inter/Inter-Medium.otf").read_bytes()
    new = {
        "font_files-TOTAL_FORMS": fonts + 1,
        f"font_files-{fonts}-upload": SimpleUploadedFile("Inter-Medium.otf", bold),
        f"font_files-{fonts}-ORDER": fonts + 1,
        "logos-TOTAL_FORMS": logos + 1,
        f"logos-{logos}-use": "single",
        f"logos-{logos}-minimum_width": "12",
        f"logos-{logos}-upload": SimpleUploadedFile("l.svg", (DEMO / "logos" / "single.svg").read_bytes()),
        f"logos-{logos}-ORDER": logos + 1,
        "action-publish": "1",
    }
    response = admin.post(edit, {**data, **new})
    assert response.status_code == 302, [
        response.context["form"].errors, *[s.errors for s in response.context["form"].formsets.values()]
    ]  # fmt: skip
    brand.refresh_from_db()
    assert brand.logos.count() == logos + 1
    added = brand.font_files.get(name="Inter-Medium.otf")
    assert (added.family, added.weight, added.name) == ("Inter", 500, "Inter-Medium.otf")


def test_a_bad_font_is_refused_beside_the_file(admin: Client, brand: Brand) -> None:
    edit = f"{BRANDS}edit/{brand.pk}/"
    data = posted(admin, edit)
    fonts = int(data["font_files-TOTAL_FORMS"])
    new = {
        "font_files-TOTAL_FORMS": fonts + 1,
        f"font_files-{fonts}-upload": SimpleUploadedFile("x.otf", b"no font"),
        f"font_files-{fonts}-ORDER": fonts + 1,
    }
    response = admin.post(edit, {**data, **new})
    assert response.status_code == 200
    assert "no TrueType or OpenType font" in str(response.context["form"].formsets["font_files"].forms[-1].errors)


def test_the_page_of_a_brand_shows_its_checks_and_specimens(admin: Client, brand: Brand) -> None:
    language("th")
    page = admin.get(f"{BRANDS}edit/{brand.pk}/").content.decode()
    assert "things to mend" in page or "thing to mend" in page
    preview = f"{BRANDS}preview/{brand.pk}/"
    data = posted(admin, f"{BRANDS}edit/{brand.pk}/")
    assert admin.post(preview, data).json()["is_valid"]
    shown = admin.get(preview).content.decode()
    assert "#0B3B3C" in shown
    assert "<path d=" in shown


def test_a_brand_goes_back_to_an_old_revision(admin: Client, brand: Brand) -> None:
    edit = f"{BRANDS}edit/{brand.pk}/"
    first = brand.latest_revision_id
    assert admin.post(edit, posted(admin, edit, name="Other", **{"action-publish": "1"})).status_code == 302
    revert = f"{BRANDS}history/{brand.pk}/revisions/{first}/revert/"
    response = admin.post(edit, posted(admin, revert, revision=first, **{"action-publish": "1"}))
    assert response.status_code == 302
    brand.refresh_from_db()
    assert brand.name == "Kestrane"
    assert (brand.colours.count(), brand.logos.count(), brand.font_files.count()) == (9, 3, 5)


def test_a_picture_is_added_and_shown(admin: Client, db: None) -> None:
    upload = SimpleUploadedFile("logo.svg", (DEMO / "logos" / "full.svg").read_bytes())
    missing = admin.post(f"{PICTURES}add/", {"title": "Ball", "alt": "A ball"})
    assert missing.status_code == 200
    assert missing.context["form"].errors["upload"] == ["Choose a file."]
    response = admin.post(f"{PICTURES}add/", {"title": "Ball", "alt": "A ball", "upload": upload})
    assert response.status_code == 302
    picture = BrandPicture.objects.get()
    edit = f"{PICTURES}edit/{picture.pk}/"
    assert admin.post(edit, posted(admin, edit, title="Other")).status_code == 302
    image = admin.get(f"/admin/brand-kit/pictures/{picture.stored.digest}.png")
    assert image.content.startswith(b"\x89PNG")
    assert admin.get(f"/admin/brand-kit/pictures/{'0' * 64}.png").status_code == 404


def test_an_editor_without_rights_sees_no_brand_kit(client: Client, template: Template) -> None:
    from django.contrib.auth.models import Permission

    editor = User.objects.create_user("ed@vendor.example", "a long and private phrase")
    editor.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(editor)
    for address in (TEMPLATES, f"{TEMPLATES}edit/{template.pk}/", f"{BRANDS}edit/{template.brand_id}/"):
        assert client.get(address).status_code == 302
    assert client.get(f"{TEMPLATES}preview/{template.pk}/").status_code in (302, 403)


def test_what_is_in_use_cannot_be_deleted(admin: Client, template: Template) -> None:
    picture = BrandPicture.objects.get()
    for address in (f"{BRANDS}delete/{template.brand_id}/", f"{PICTURES}delete/{picture.pk}/"):
        assert admin.get(address).status_code == 200
        admin.post(address)
    assert Brand.objects.exists()
    assert BrandPicture.objects.exists()


def test_typing_saves_a_draft_in_the_background(admin: Client, template: Template) -> None:
    edit = f"{TEMPLATES}edit/{template.pk}/"
    text = f"{prefix_of(admin, edit, 'headline')}-text"
    answer = admin.post(edit, posted(admin, edit, **{text: "Up again."}), headers={"Accept": "application/json"}).json()
    assert answer["success"], answer
    template.refresh_from_db()
    assert template.get_latest_revision_as_object().regions.get(key="headline").text == "Up again."


def test_an_upload_is_not_sent_again_with_every_keystroke(admin: Client, brand: Brand) -> None:
    assert not admin.get(f"{BRANDS}edit/{brand.pk}/").context["autosave_enabled"]
    assert not admin.get(f"{TEMPLATES}add/").context["autosave_enabled"]


def test_a_region_that_a_designer_adds_stands_in_the_form(
    admin: Client, template: Template, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dataclasses import replace

    design = template.design
    extra = replace(design.regions["call"], key="second_call", label="Second call")
    monkeypatch.setattr(Template, "design", replace(design, regions={**design.regions, "second_call": extra}))
    edit = f"{TEMPLATES}edit/{template.pk}/"
    prefix = prefix_of(admin, edit, "second_call")
    assert admin.post(edit, posted(admin, edit, **{f"{prefix}-text": "Or write to us"})).status_code == 302
    template.refresh_from_db()
    regions = template.get_latest_revision_as_object().regions
    assert regions.get(key="second_call").text == "Or write to us"
    assert regions.count() == len(design.regions) + 1
