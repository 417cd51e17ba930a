"""Fixtures that tests of every folder use."""

from __future__ import annotations

import pytest

from campaigns.models import User


@pytest.fixture(scope="session", autouse=True)
def _catalogues() -> None:
    """Compile the interface's catalogues, so that a test of translated screens meets the present words."""
    from cms.messages import compile_catalogues

    compile_catalogues()


@pytest.fixture
def administrator(db: None) -> User:
    """A person who may do everything in the admin."""
    return User.objects.create_superuser("ada@vendor.example", "correct horse battery", full_name="Ada Admin")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip what needs PostgreSQL while the database is another."""
    from django.conf import settings

    if "postgresql" in settings.DATABASES["default"]["ENGINE"]:
        return
    skip = pytest.mark.skip(reason="needs DATABASE_URL to name a PostgreSQL database")
    for item in items:
        if item.get_closest_marker("postgres"):
            item.add_marker(skip)
