"""Fixtures of the commands."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.brand_kit.commands.demo_site import DEMO, demo, demo_folder, demo_site

__all__ = ["demo", "demo_folder", "demo_site", "flyer", "folder", "save"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where a test's own files are, with a partner's logo."""
    shutil.copy(DEMO / "partner_logos" / "nordwind.svg", tmp_path / "logo.svg")
    return tmp_path


@pytest.fixture
def flyer() -> dict[str, Any]:
    """A German partner's values for the flyer."""
    return {
        "offer": "Kostenloser Notfall-Check",
        "partner_logo": {"path": "logo.svg", "alt": "Nordwind Systemhaus"},
        "partner_name": "Nordwind Systemhaus",
        "partner_address": {
            "country_code": "DE",
            "street_address": "Hafenstraße 12",
            "city": "Hamburg",
            "postal_code": "20457",
        },
        "partner_phone": "+4940123456",
        "partner_web": "https://www.nordwind.example",
        "code": "https://www.nordwind.example/continuity",
    }


@pytest.fixture
def save(folder: Path) -> Callable[..., Path]:
    """Save values, or bytes that pretend to be some, as a file."""

    def write(values: object, name: str = "values.json") -> Path:
        path = folder / name
        path.write_bytes(values if isinstance(values, bytes) else json.dumps(values).encode())
        return path

    return write
