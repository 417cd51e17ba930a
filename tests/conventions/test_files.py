"""House rules about files that no other tool checks."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
APPS = ("brand_kit", "campaigns", "cms")
FORBIDDEN_NAMES = {"utils", "helpers", "common", "services", "manager", "handler"}
LONGEST_MODULE = 400
GENERATED = re.compile(r"var|\.git|\.venv|\.hypothesis|__pycache__|node_modules|\..+_cache|.+\.(mo|pyc|egg-info)")

# Written in halves, so that this file does not contain what it looks for.
MACHINE_WORDS = re.compile(
    "|".join(["/ro" + "ot/", "/ho" + r"me/\w", "/wo" + r"rk/\w", "/tm" + r"p/\w", "/op" + r"t/\w",
              "extra-" + "index", "find-" + "links", "index-" + "url", "pypi" + r"\.\w", "pythonhosted" + r"\."])
)  # fmt: skip
# The flags with which `make lock` keeps hosts out of the lock files are not hosts.
MACHINE_WORDS_ALLOWED = {"Makefile", "tests/conventions/test_files.py"}
TEXT = {".py", ".toml", ".txt", ".in", ".md", ".cfg", ".yml", ".yaml", ".html", ".css", ".js", ".svg", ".po", ".sh", ""}


def tracked() -> list[Path]:
    """The repository's own files: what git tracks or would; without git, what is not generated."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if listed.returncode == 0 and listed.stdout:
        paths = [ROOT / name for name in listed.stdout.split("\0") if name]
    else:
        paths = [path for path in ROOT.rglob("*") if not any(map(GENERATED.fullmatch, path.relative_to(ROOT).parts))]
    return sorted(path for path in paths if path.is_file())


def names(paths: list[Path]) -> list[str]:
    return [str(path.relative_to(ROOT)) for path in paths]


def test_there_are_files_to_check() -> None:
    assert {"manage.py", "pyproject.toml", "Makefile"} <= set(names(tracked()))


def test_the_catalogues_folder_is_no_python_package() -> None:
    # `import locale` in the standard library would find it first.
    assert not list((ROOT / "locale").rglob("__init__.py"))


def test_every_folder_of_tests_is_a_package() -> None:
    folders = {path.parent for path in tracked() if path.suffix == ".py" and ROOT / "tests" in path.parents}
    assert folders
    assert [str(folder) for folder in sorted(folders) if not (folder / "__init__.py").exists()] == []


def test_every_test_module_has_a_name_that_pytest_collects() -> None:
    def holds_tests(path: Path) -> bool:
        return bool(re.search(r"^(async )?def test_|^class Test", path.read_text(), re.MULTILINE))

    modules = [path for path in tracked() if path.suffix == ".py" and ROOT / "tests" in path.parents]
    assert names([path for path in modules if holds_tests(path) and not path.name.startswith("test_")]) == []


def test_no_module_has_a_name_that_says_nothing() -> None:
    parts = [path for path in tracked() if path.suffix == ".py" and {path.stem, *path.parts} & FORBIDDEN_NAMES]
    assert names(parts) == []


def test_modules_are_short_enough_to_read() -> None:
    modules = [path for path in tracked() if path.suffix == ".py" and "migrations" not in path.parts]
    long = {name: lines for path, name in zip(modules, names(modules), strict=True)
            if (lines := path.read_text().count("\n")) > LONGEST_MODULE}  # fmt: skip
    assert long == {}


def test_no_file_names_this_machine_or_a_package_host() -> None:
    found = {}
    for path in tracked():
        name = str(path.relative_to(ROOT))
        if path.suffix in TEXT and name not in MACHINE_WORDS_ALLOWED:
            match = MACHINE_WORDS.search(path.read_text(errors="replace"))
            if match:
                found[name] = match.group()
    assert found == {}


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_requirement_is_pinned_with_hashes(name: str) -> None:
    lines = (ROOT / name).read_text().replace("\\\n", " ").splitlines()
    requirements = [line for line in lines if line.strip() and not line.lstrip().startswith("#")]
    assert len(requirements) > 20
    assert [
        line for line in requirements if not re.match(r"[\w.\[\]-]+==[\w.+!]+( ;[^\\]+)? +--hash=sha256:", line)
    ] == []
