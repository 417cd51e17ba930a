"""Session fixtures: one shelf, one brand, one layout, and masters that all workers of a run share."""

from __future__ import annotations

import fcntl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from brand_kit.rendering.compile import compile_master, fingerprint
from brand_kit.rendering.fonts import FontShelf
from brand_kit.rendering.master import Master, manifest_from_json
from brand_kit.rendering.page import Brand, Content, Job, Layout
from brand_kit.rendering.picture import Picture, canonical_picture
from tests.brand_kit.rendering import sheet

MakeMaster = Callable[..., Master]


@pytest.fixture(scope="session")
def room(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that the workers of a run share."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "popen-" in base.name else base) / "rendering"
    folder.mkdir(exist_ok=True)
    return folder


@contextmanager
def only_one(folder: Path, name: str) -> Iterator[None]:
    """Let one worker at a time do what is done once for all."""
    with (folder / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@pytest.fixture(scope="session")
def shelf(room: Path) -> FontShelf:
    return FontShelf(room / "shelf")


@pytest.fixture(scope="session")
def brand(room: Path, shelf: FontShelf) -> Brand:
    with only_one(room, "brand"):
        return sheet.make_brand(shelf)


@pytest.fixture(scope="session")
def layout(tmp_path_factory: pytest.TempPathFactory) -> Layout:
    return sheet.make_layout(tmp_path_factory.mktemp("layouts"))


@pytest.fixture(scope="session")
def two_pages(tmp_path_factory: pytest.TempPathFactory) -> Layout:
    return sheet.make_layout(tmp_path_factory.mktemp("layouts"), "leaflet", pages=2)


@pytest.fixture(scope="session")
def logo() -> Picture:
    return canonical_picture(sheet.picture_bytes((240, 80)))


@pytest.fixture(scope="session")
def compiled(room: Path, shelf: FontShelf) -> Callable[[Job], Master]:
    """Compile a job, or take what another test or worker of this run made of the same job."""
    known: dict[str, Master] = {}

    def compiled(job: Job) -> Master:
        key = fingerprint(job)
        if key not in known:
            data, manifest = room / f"{key}.pdf", room / f"{key}.json"
            with only_one(room, key[:8]):
                if not manifest.exists():
                    made = compile_master(job, shelf)
                    data.write_bytes(made.data)
                    manifest.write_text(made.manifest.to_json())
            known[key] = Master(data.read_bytes(), manifest_from_json(manifest.read_text()))
        return known[key]

    return compiled


@pytest.fixture(scope="session")
def master(compiled: Callable[[Job], Master], layout: Layout, brand: Brand) -> MakeMaster:
    """Return the sheet's master of a language, with all regions but the headline open."""

    def master(language: str = "de", edition: str = "screen", **changes: Content) -> Master:
        return compiled(sheet.open_job(layout, brand, language, edition, **changes))

    return master
