"""The brand kit in the admin: brands, templates and pictures."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, ObjectList, TabbedInterface
from wagtail.admin.ui.tables import Column, LiveStatusTagColumn, UpdatedAtColumn
from wagtail.models import Locale
from wagtail.snippets.views.snippets import (
    CreateView,
    EditView,
    PreviewOnEditView,
    SnippetViewSet,
    SnippetViewSetGroup,
)

from brand_kit.actions.start_template import start_template
from brand_kit.actions.sync_regions import sync_regions
from brand_kit.models import Brand, BrandPicture, Template
from cms.forms.brand import TypefaceForm
from cms.forms.template import TemplateForm
from cms.forms.uploads import BrandPictureForm, FontFileForm, StoredPictureForm
from cms.panels.found import findings, standing_of_translations
from cms.panels.parts import PartsPanel, RegionsPanel, ShowPanel


class WithoutAutosave:
    """A view that saves only when it is told to.

    For forms with uploads, which would be sent again with every keystroke, and for those after which the page changes.
    """

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Switch autosave off, which Wagtail's own set-up has switched on."""
        super().setup(request, *args, **kwargs)  # type: ignore[misc]
        self.autosave_enabled = False
        self.autosave_interval = 0


class BrandCreateView(WithoutAutosave, CreateView):
    """A new brand."""


class BrandEditView(WithoutAutosave, EditView):
    """A brand."""


class BrandViewSet(SnippetViewSet):
    """Brand kit > Brands."""

    model = Brand
    icon = "pick"
    menu_label = _("Brands")
    add_view_class = BrandCreateView
    edit_view_class = BrandEditView
    copy_view_enabled = False
    list_display: ClassVar[list[Any]] = ["__str__", "slug", UpdatedAtColumn(), LiveStatusTagColumn()]
    search_fields: ClassVar[list[str]] = ["name"]
    edit_handler = TabbedInterface([
        ObjectList([
            FieldPanel("name"),
            FieldPanel("slug"),
            FieldPanel("clear_space"),
            FieldPanel("minimum_logo_width"),
        ], heading=_("Identity")),
        ObjectList([
            PartsPanel("logos", [
                ShowPanel("cms/admin/part_picture.html"), FieldPanel("use"), FieldPanel("upload"),
                FieldPanel("minimum_width"),
            ], label=_("Logo"), heading=_("Logos"), form_class=StoredPictureForm),
        ], heading=_("Logos")),
        ObjectList([
            InlinePanel("colours", [
                FieldRowPanel([FieldPanel("name"), FieldPanel("label")]),
                FieldRowPanel([FieldPanel("screen"), ShowPanel("cms/admin/part_colour.html")]),
                FieldRowPanel([FieldPanel(ink) for ink in ("cyan", "magenta", "yellow", "black")]),
            ], label=_("Colour"), heading=_("Colours"),
                help_text=_("Process colours are in per cent. Without them, print uses the screen value.")),
        ], heading=_("Colours")),
        ObjectList([
            PartsPanel("typefaces", [
                FieldPanel("family"), FieldPanel("scripts"), FieldPanel("roles"), FieldPanel("line_height"),
            ], label=_("Typeface"), heading=_("Typefaces"), form_class=TypefaceForm,
                help_text=_("In order of preference. No other typeface ever reaches a file.")),
            PartsPanel("font_files", [
                ShowPanel("cms/admin/part_font.html"), FieldPanel("upload"),
            ], label=_("Font file"), heading=_("Font files"), form_class=FontFileForm),
        ], heading=_("Typefaces")),
        ObjectList([
            InlinePanel("legal_lines", [FieldPanel("text"), FieldPanel("locale")],
                        label=_("Required wording"), heading=_("Required wording")),
            InlinePanel("forbidden_wordings", [FieldRowPanel([FieldPanel("word"), FieldPanel("language_code")])],
                        label=_("Forbidden wording"), heading=_("Forbidden wording")),
        ], heading=_("Wording")),
        ObjectList([ShowPanel("cms/admin/checks_panel.html", findings)], heading=_("Checks")),
    ])  # fmt: skip


class TemplateCreateView(WithoutAutosave, CreateView):
    """A new template: its regions come from its layout when it is saved for the first time."""

    def get_initial(self) -> dict[str, Any]:
        """The site's own language, and the brand where there is only one."""
        brands = Brand.objects.values_list("pk", flat=True)[:2]
        initial = {"locale": Locale.get_default().pk}
        return {**super().get_initial(), **initial, **({"brand": brands[0]} if len(brands) == 1 else {})}

    def save_instance(self) -> Template:
        """Save the template with its regions."""
        start_template(template=self.form.instance, by=self.request.user)
        return super().save_instance()


class FittedToLayout:
    """A view of a template whose regions are those that its layout has now."""

    def get_object(self, *args: Any, **kwargs: Any) -> Template:
        """The latest revision, with regions that a designer has added, and without those taken away."""
        template: Template = super().get_object(*args, **kwargs)  # type: ignore[misc]
        sync_regions(template=template, by=None)
        return template


class TemplateEditView(FittedToLayout, EditView):
    """A template."""


class TemplatePreview(FittedToLayout, PreviewOnEditView):
    """A template as it stands in the form, with what is not saved yet."""


PAGE = [
    FieldPanel("title"),
    FieldPanel("brand", widget=forms.Select),
    FieldPanel("layout"),
    FieldPanel("locale"),
]


class TemplateViewSet(SnippetViewSet):
    """Brand kit > Templates."""

    model = Template
    icon = "doc-full-inverse"
    menu_label = _("Templates")
    add_view_class = TemplateCreateView
    edit_view_class = TemplateEditView
    preview_on_edit_view_class = TemplatePreview
    copy_view_enabled = False
    list_display: ClassVar[list[Any]] = [
        "__str__", "brand", Column("get_layout_display", label=_("Layout"), sort_key="layout"), "locale",
        UpdatedAtColumn(), LiveStatusTagColumn(),
    ]  # fmt: skip
    list_filter: ClassVar[list[str]] = ["brand", "layout", "locale"]
    search_fields: ClassVar[list[str]] = ["title"]
    edit_handler = TabbedInterface([
        ObjectList([
            FieldPanel("title"), FieldPanel("slug"), FieldPanel("brand", widget=forms.Select),
            FieldPanel("layout", read_only=True), FieldPanel("locale", read_only=True),
        ], heading=_("Page")),
        ObjectList([RegionsPanel(heading=_("Regions"))], heading=_("Regions")),
        ObjectList([ShowPanel("cms/admin/translations_panel.html", standing_of_translations)],
                   heading=_("Translations")),
    ], base_form_class=TemplateForm)  # fmt: skip

    @cached_property
    def create_handler(self) -> ObjectList:
        """The four questions that a new template asks."""
        return ObjectList(PAGE, base_form_class=TemplateForm).bind_to_model(self.model)

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm]:
        """The form for a new template, or for one that exists."""
        return super().get_form_class(for_update) if for_update else self.create_handler.get_form_class()

    def get_add_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        """What the view of a new template is made with."""
        return super().get_add_view_kwargs(**{"panel": self.create_handler, **kwargs})


class ThumbnailColumn(Column):
    """A small picture in a list."""

    cell_template_name = "cms/admin/thumbnail_cell.html"


class PictureViewSet(SnippetViewSet):
    """Brand kit > Pictures."""

    model = BrandPicture
    icon = "image"
    menu_label = _("Pictures")
    copy_view_enabled = False
    list_display: ClassVar[list[Any]] = [
        "__str__",
        ThumbnailColumn("stored", label=_("Picture")),
        "alt",
        "rights_end",
        "added_at",
    ]
    search_fields: ClassVar[list[str]] = ["title", "alt"]
    edit_handler = ObjectList([
        ShowPanel("cms/admin/part_picture.html"), FieldPanel("title"), FieldPanel("alt"), FieldPanel("upload"),
        FieldPanel("rights_end"),
    ], base_form_class=BrandPictureForm)  # fmt: skip


class BrandKitGroup(SnippetViewSetGroup):
    """The brand kit in the menu."""

    items = (TemplateViewSet, BrandViewSet, PictureViewSet)
    menu_label = _("Brand kit")
    menu_name = "brand-kit"
    menu_icon = "tag"
    menu_order = 150
    add_to_admin_menu = True


def picture_file(request: HttpRequest, digest: str) -> HttpResponse:
    """Return a stored picture as PNG for the admin's own screens."""
    from django.http import Http404

    from brand_kit.composition import stored_picture
    from brand_kit.models.previews import picture_png

    try:
        data = picture_png(stored_picture(digest), 480)
    except LookupError as missing:
        raise Http404(str(missing)) from missing
    return HttpResponse(
        data, content_type="image/png", headers={"Cache-Control": "private, max-age=31536000, immutable"}
    )
