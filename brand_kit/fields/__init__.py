"""The kinds of field: each cleans what people enter, shows a sample, and says how a value is set in a slot.

`brand_kit.fields.base.KINDS` has them all by key; `brand_kit.fields.policy` says which characters may pass.
"""

from __future__ import annotations

from brand_kit.fields.address import AddressKind
from brand_kit.fields.base import KINDS, Cleaned, FieldRefused, Kind, Place, Rules, kind, register
from brand_kit.fields.choice import ChoiceKind
from brand_kit.fields.code import CodeKind
from brand_kit.fields.date import DateKind
from brand_kit.fields.email import EmailKind
from brand_kit.fields.lines import LinesKind
from brand_kit.fields.logo import LogoKind
from brand_kit.fields.money import MoneyKind
from brand_kit.fields.phone import PhoneKind
from brand_kit.fields.picture import PictureKind
from brand_kit.fields.text import TextKind
from brand_kit.fields.web import WebKind

__all__ = ["KINDS", "Cleaned", "FieldRefused", "Kind", "Place", "Rules", "kind"]

register(
    TextKind(),
    LinesKind(),
    ChoiceKind(),
    PhoneKind(),
    EmailKind(),
    WebKind(),
    AddressKind(),
    DateKind(),
    MoneyKind(),
    PictureKind(),
    LogoKind(),
    CodeKind(),
)
