"""The models of the brand kit, one file for each noun."""

# Registers the checks: models are what Django always loads.
from brand_kit import system_checks as system_checks
from brand_kit.models.brand import Brand, BrandColour, BrandLogo, FontFile, ForbiddenWording, LegalLine, Typeface
from brand_kit.models.copy import TITLE_KEY, Translation
from brand_kit.models.master import Master
from brand_kit.models.picture import BrandPicture, StoredPicture
from brand_kit.models.template import ProfileSource, Template, TemplateRegion

__all__ = [
    "TITLE_KEY",
    "Brand",
    "BrandColour",
    "BrandLogo",
    "BrandPicture",
    "FontFile",
    "ForbiddenWording",
    "LegalLine",
    "Master",
    "ProfileSource",
    "StoredPicture",
    "Template",
    "TemplateRegion",
    "Translation",
    "Typeface",
]
