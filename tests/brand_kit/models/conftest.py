"""Fixtures for the models of the brand kit."""

from __future__ import annotations

from pathlib import Path

import pytest

from brand_kit.models import Brand, Template
from tests.brand_kit.models.kit import make_brand, make_template


@pytest.fixture(autouse=True)
def shelf(settings: object, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Font files of tests, on a shelf of their own."""
    settings.MEDIA_ROOT = tmp_path_factory.getbasetemp() / "media"  # type: ignore[attr-defined]
    return Path(settings.MEDIA_ROOT)  # type: ignore[attr-defined]


@pytest.fixture
def brand(db: None) -> Brand:
    return make_brand()


@pytest.fixture
def template(brand: Brand) -> Template:
    return make_template(brand)
