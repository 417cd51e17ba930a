"""Forms that take a file and hand it to an action, which refuses it or keeps it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms import WagtailAdminModelForm

from brand_kit.actions.add_font_file import add_font_file
from brand_kit.actions.store_picture import store_picture
from brand_kit.rendering.errors import RenderingError

PICTURES = "image/svg+xml,image/png,image/jpeg,image/webp"
FONTS = ".otf,.ttf,.ttc"


class UploadForm(WagtailAdminModelForm):
    """A form with a file that is needed once and can be replaced later."""

    upload = forms.FileField(label=gettext_lazy("File"), required=False)
    kept_in = ""
    """The attribute of the instance that tells whether a file is there already."""

    def clean(self) -> dict[str, Any]:
        """Hand the file over; what the action refuses stands beside the file."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        upload = cleaned.get("upload")
        if upload:
            try:
                self.keep(upload.read(), upload.name)
            except RenderingError as refused:
                self.add_error("upload", str(refused))
        elif not getattr(self.instance, self.kept_in) and "upload" not in self.errors:
            self.add_error("upload", _("Choose a file."))
        return cleaned

    def keep(self, data: bytes, name: str) -> None:
        """Put a file's content into the instance; raises `RenderingError`."""
        raise NotImplementedError


class StoredPictureForm(UploadForm):
    """A form whose file is a picture."""

    upload = forms.FileField(
        label=gettext_lazy("File"), required=False, widget=forms.FileInput({"accept": PICTURES}),
        help_text=gettext_lazy("SVG, PNG, JPEG or WebP. It is kept in a clean form: no scripts, metadata or links."),
    )  # fmt: skip
    kept_in = "picture_id"
    relation = "picture"

    def keep(self, data: bytes, name: str) -> None:
        """Keep the picture in its canonical form."""
        setattr(self.instance, self.relation, store_picture(data=data, by=self.for_user))


class BrandPictureForm(StoredPictureForm):
    """An approved picture."""

    kept_in = "stored_id"
    relation = "stored"


class FontFileForm(UploadForm):
    """A font file of a brand."""

    upload = forms.FileField(
        label=gettext_lazy("File"), required=False, widget=forms.FileInput({"accept": FONTS}),
        help_text=gettext_lazy("A static OpenType or TrueType font whose licence allows embedding."),
    )  # fmt: skip
    kept_in = "digest"

    def keep(self, data: bytes, name: str) -> None:
        """Put the font on the shelf and what it says of itself into the entry."""
        add_font_file(data=data, name=name, by=self.for_user, font=self.instance)
