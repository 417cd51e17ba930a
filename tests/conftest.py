"""Fixtures that tests of every folder use."""

from __future__ import annotations

import pytest

from campaigns.models import User
from tests.cast import cast as cast


@pytest.fixture(scope="session", autouse=True)
def _catalogues() -> None:
    """Compile the interface's catalogues, so that a test of translated screens meets the present words."""
    from cms.messages import compile_catalogues

    compile_catalogues()


@pytest.fixture
def administrator(db: None) -> User:
    """A person who may do everything in the admin."""
    return User.objects.create_superuser("ada@vendor.example", "correct horse battery", full_name="Ada Admin")
