"""Logos of the real world: installed from npm when they are wanted, converted, and compared with rsvg's own drawing.

A logo is drawn equal if, with its longer side at 512 px and on white as on black, fewer than 0.5 % of the pixels
differ by more than 64 of 255 levels, in any colour, between rsvg's drawing of the original file and poppler's of our
picture as it stands in a PDF. Both draw with cairo: other engines smooth edges in other ways, and a logo of many thin
lines would differ though nothing of it was lost.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import shutil
import subprocess
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from io import BytesIO
from multiprocessing import get_context
from pathlib import Path
from random import Random
from tempfile import NamedTemporaryFile

import PIL.Image
from PIL import ImageChops

from brand_kit.rendering.errors import PictureRefused
from brand_kit.rendering.picture import Picture, canonical_picture
from brand_kit.rendering.picture_proof import proof_page

SIDE = 512
LEVELS = 64
MOST_PIXELS = 0.005
LEAST_ACCEPTED, LEAST_EQUAL = 0.995, 0.98
LEAST_LOGOS = 7_500
"""Fewer than this would mean that a package has another shape than it had."""
_LISTS = Path(__file__).parent / "logos"
_FOLDER = Path(__file__).resolve().parents[3] / "var" / "corpora"
_INSTALL = ("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent")
_NAMESPACES = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'

Logo = tuple[str, bytes]


class NoNpm(Exception):
    """The corpora cannot be installed, because there is no npm."""


@dataclass
class Report:
    """What became of all logos."""

    tries: int = 0
    accepted: int = 0
    equal: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    unequal: list[str] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    by_package: Counter[tuple[str, str]] = field(default_factory=Counter)

    def add(self, name: str, outcome: str) -> None:
        """Count one logo: `equal`, `unequal ...`, `refused ...` or `failed ...`."""
        package, word = name.partition("/")[0], outcome.partition(" ")[0]
        self.tries += 1
        self.by_package[package, word] += 1
        self.accepted += word in {"equal", "unequal"}
        self.equal += word == "equal"
        if word == "unequal":
            self.unequal.append(f"{name}: {outcome}")
        elif word == "refused":
            self.refused[outcome.partition(" ")[2]] += 1
        elif word == "failed":
            self.failures.append(f"{name}: {outcome}")

    @property
    def good(self) -> bool:
        """Whether enough were accepted, and enough of those drawn equal."""
        return (
            not self.failures
            and self.accepted >= LEAST_ACCEPTED * self.tries
            and self.equal >= LEAST_EQUAL * self.accepted > 0
        )

    def text(self) -> str:
        """Return the report as lines."""
        packages = sorted({package for package, _ in self.by_package})
        rows = [
            f"  {package}: "
            + ", ".join(f"{word} {self.by_package[package, word]}" for word in ("equal", "unequal", "refused"))
            for package in packages
        ]
        codes = ", ".join(f"{code} {count}" for code, count in self.refused.most_common())
        return "\n".join(
            [
                f"logos {self.tries}, accepted {self.accepted} ({100 * self.accepted / max(1, self.tries):.2f} %), "
                f"of these drawn equal {self.equal} ({100 * self.equal / max(1, self.accepted):.2f} %), "
                f"failures {len(self.failures)}",
                *rows,
                f"refused: {codes or 'none'}",
                *(f"  {line}" for line in self.unequal[:60]),
                *(f"FAILURE {line}" for line in self.failures[:20]),
            ]
        )


def run(logos: Sequence[Logo], *, jobs: int = 1, tell: Callable[[str], None] = str) -> Report:
    """Try logos in so many processes."""
    report = Report()
    names, files = [name for name, _ in logos], [data for _, data in logos]
    if jobs == 1:
        for name, data in logos:
            report.add(name, tried(data))
        return report
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        for name, outcome in zip(names, pool.map(tried, files, chunksize=20), strict=True):
            report.add(name, outcome)
            if report.tries % 500 == 0:
                tell(f"{report.tries} of {len(logos)} logos, accepted {report.accepted}, equal {report.equal}")
    return report


def tried(data: bytes) -> str:
    """Say what becomes of one logo."""
    try:
        picture = canonical_picture(data)
    except PictureRefused as error:
        return f"refused {error.code}"
    except Exception as error:
        return f"failed {error!r}"
    share = difference(_original(data), _ours(picture))
    return "equal" if share < MOST_PIXELS else f"unequal {100 * share:.1f} %"


def difference(one: PIL.Image.Image, other: PIL.Image.Image) -> float:
    """Return the share of pixels in which two drawings differ visibly; sizes may differ by one pixel of rounding."""
    size = (min(one.width, other.width), min(one.height, other.height))
    if max(abs(one.width - other.width), abs(one.height - other.height)) > 1:
        return 1.0
    different = PIL.Image.new("L", size)
    for ground in ("white", "black"):
        views = [PIL.Image.new("RGB", size, ground) for _ in (one, other)]
        for view, image in zip(views, (one, other), strict=True):
            cut = image.crop((0, 0, *size))
            view.paste(cut.convert("RGB"), mask=cut.getchannel("A"))
        for band in ImageChops.difference(*views).split():
            different = ImageChops.lighter(different, band)
    return sum(different.histogram()[LEVELS + 1 :]) / (size[0] * size[1])


def _original(data: bytes) -> PIL.Image.Image:
    command = ["rsvg-convert", "--format=png", "--keep-aspect-ratio", f"--width={SIDE}", f"--height={SIDE}"]
    done = subprocess.run(command, input=data, capture_output=True, check=True, timeout=60)
    return PIL.Image.open(BytesIO(done.stdout)).convert("RGBA")


def _ours(picture: Picture) -> PIL.Image.Image:
    # pdftocairo reads no PDF from a pipe.
    with NamedTemporaryFile(suffix=".pdf") as file:
        file.write(proof_page(picture))
        file.flush()
        command = ["pdftocairo", "-png", "-transp", "-singlefile", "-scale-to", str(SIDE), file.name, "-"]
        done = subprocess.run(command, capture_output=True, check=True, timeout=60)
    return PIL.Image.open(BytesIO(done.stdout)).convert("RGBA")


def sample(count: int, seed: int = 3) -> list[Logo]:
    """Return some logos of each package, always the same."""
    by_package: dict[str, list[Logo]] = {}
    for name, data in installed():
        by_package.setdefault(name.partition("/")[0], []).append((name, data))
    share = count // len(by_package)
    return [logo for logos in by_package.values() for logo in Random(seed).sample(logos, share)]


def installed() -> list[Logo]:
    """Return all logos by name, installing the packages first where they are not there yet.

    Raises `NoNpm` where there is no npm.
    """
    lists = [_LISTS / "package.json", _LISTS / "package-lock.json"]
    digest = hashlib.sha256(b"".join(file.read_bytes() for file in lists)).hexdigest()
    _FOLDER.mkdir(parents=True, exist_ok=True)
    with (_FOLDER / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        stamp = _FOLDER / "installed"
        if not stamp.exists() or stamp.read_text() != digest:
            if shutil.which("npm") is None:
                raise NoNpm("npm is not installed, and the corpora of real logos come from there")
            for file in lists:
                shutil.copy(file, _FOLDER)
            subprocess.run(_INSTALL, cwd=_FOLDER, check=True, timeout=600)
            stamp.write_text(digest)
    return sorted(_logos(_FOLDER / "node_modules"))


def _logos(folder: Path) -> Iterator[Logo]:
    for package in ("simple-icons", "devicon"):
        root = folder / package / "icons"
        for file in root.rglob("*.svg"):
            yield f"{package}/{file.relative_to(root)}", file.read_bytes()
    icons = json.loads((folder / "@iconify-json" / "logos" / "icons.json").read_text("utf-8"))
    for name, icon in icons["icons"].items():
        box = [icon.get(key, icons.get(key, default)) for key, default in _BOX]
        yield f"logos/{name}", f'<svg {_NAMESPACES} viewBox="{" ".join(map(str, box))}">{icon["body"]}</svg>'.encode()


_BOX = (("left", 0), ("top", 0), ("width", 16), ("height", 16))
