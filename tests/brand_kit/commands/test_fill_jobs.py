"""`fill --data --jobs`: several processes, each with a connection of its own, make what one makes."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.brand_kit.commands.demo_site import files_in, inside
from tests.brand_kit.commands.test_fill_table import cells, fill, manifest, table


@pytest.fixture
def own_site(demo_folder: Path, tmp_path: Path, django_db_blocker: Any) -> Iterator[None]:
    """A copy of the demo's site outside of any transaction: other processes do not see into one."""
    shutil.copytree(demo_folder, tmp_path / "site")
    with django_db_blocker.unblock(), inside(tmp_path / "site"):
        yield


@pytest.mark.usefixtures("own_site")
def test_several_processes_make_the_same_files_in_the_same_order(
    folder: Path, save: Callable[..., Path], flyer: dict[str, Any]
) -> None:
    rows = [cells(flyer, partner_name=f"Partner {number}") for number in range(12)]
    rows[5]["partner_phone"] = "12"
    path = save(table(rows).encode(), "partners.csv")
    two, one = fill(path, folder / "two", "--jobs", "2"), fill(path, folder / "one")
    assert one.status == two.status == 1
    assert one.err == two.err
    assert manifest(folder / "one") == manifest(folder / "two")
    names = files_in(folder / "one")
    assert names == files_in(folder / "two")
    assert len(names) == 12
    assert all((folder / "one" / name).read_bytes() == (folder / "two" / name).read_bytes() for name in names)
