"""Rules about imports that hold by the names of modules."""

from __future__ import annotations

import ast
import fnmatch

from tests.conventions.test_files import APPS, ROOT


def imported(source: str) -> set[str]:
    """The packages that a module imports, anywhere in it."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.split(".")[0])
    return found


def test_only_compile_modules_of_the_engine_import_weasyprint() -> None:
    modules = [path for app in APPS for path in (ROOT / app).rglob("*.py")]
    importers = [
        name
        for path in modules
        if "weasyprint" in imported(path.read_text())
        and not fnmatch.fnmatch(name := path.relative_to(ROOT).as_posix(), "brand_kit/rendering/compile*")
    ]
    assert importers == []
