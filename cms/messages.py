"""The interface's catalogues: extracted, checked and compiled with Babel, without GNU gettext.

    python -m cms.messages update    new words go into every locale/<language>/LC_MESSAGES/django.po
    python -m cms.messages check     fails if `update` would change a catalogue or a translation is broken
    python -m cms.messages compile   writes the .mo files that Django reads

Catalogues carry no dates and no line numbers, so that they change only when words do.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any

from babel.core import Locale
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir, extract_python
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation import to_locale
from django.utils.translation.template import templatize

from cms.settings.languages import CATALOGUE_LANGUAGE_CODES

ROOT = Path(__file__).resolve().parents[1]

KEYWORDS: dict[str, Any] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
TRANSLATOR_NOTE = "Translators:"


def extract_template(file: IO[bytes], keywords: Any, comment_tags: Any, options: Any) -> Iterator[tuple[Any, ...]]:
    """The words of one Django template, in the form that Babel asks of an extractor.

    Django turns the template into Python that calls gettext. Its lines keep the template's indentation, which Python
    would refuse, so they are stripped.
    """
    code = "\n".join(line.strip() for line in templatize(file.read().decode()).split("\n"))
    yield from extract_python(io.BytesIO(code.encode()), keywords, comment_tags, {"encoding": "utf-8"})


def extract() -> Catalog:
    """All words of the interface as they stand in the code and the templates."""
    with (ROOT / "babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)
    catalog = Catalog(project="Lockup")
    found = extract_from_dir(
        ROOT, methods, options, keywords=KEYWORDS, comment_tags=[TRANSLATOR_NOTE], directory_filter=_is_ours
    )
    for filename, _line, message, comments, context in found:
        catalog.add(message, None, [(filename, 0)], auto_comments=comments, context=context)
    return catalog


def catalogue_path(language_code: str) -> Path:
    """Where the catalogue of a language is kept."""
    return ROOT / "locale" / to_locale(language_code) / "LC_MESSAGES" / "django.po"


def updated(language_code: str, template: Catalog) -> Catalog:
    """The catalogue of a language with the present words: old translations kept, new words empty, none guessed."""
    locale = Locale.parse(to_locale(language_code))
    path = catalogue_path(language_code)
    if path.exists():
        catalog = read_po(io.BytesIO(path.read_bytes()), locale=locale, domain="django")
    else:
        catalog = Catalog(locale=locale, domain="django", project="Lockup")
    catalog.update(template, no_fuzzy_matching=True)
    catalog.obsolete.clear()
    return catalog


def po_bytes(catalog: Catalog) -> bytes:
    """A catalogue as text that depends on its words only."""
    header = (
        f"# Lockup's interface in {Locale.parse(str(catalog.locale)).english_name}.\n"
        'msgid ""\n'
        'msgstr ""\n'
        f'"Language: {catalog.locale}\\n"\n'
        '"MIME-Version: 1.0\\n"\n'
        '"Content-Type: text/plain; charset=utf-8\\n"\n'
        '"Content-Transfer-Encoding: 8bit\\n"\n'
        f'"Plural-Forms: {catalog.plural_forms}\\n"\n\n'
    )
    body = io.BytesIO()
    write_po(body, catalog, width=120, omit_header=True, sort_output=True, include_lineno=False)
    return header.encode() + body.getvalue().strip() + b"\n"


def broken_translations(language_code: str, po: bytes) -> list[str]:
    """What is wrong with translations, such as a placeholder that the original does not have."""
    catalog = read_po(io.BytesIO(po), locale=to_locale(language_code))
    return [f"{error} in the translation of {message.id!r}." for message, errors in catalog.check() for error in errors]


def update() -> int:
    """Write every catalogue anew and print how much of each is translated."""
    template = extract()
    for code in CATALOGUE_LANGUAGE_CODES:
        catalog = updated(code, template)
        path = catalogue_path(code)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(po_bytes(catalog))
        done = sum(1 for message in catalog if message.id and _is_translated(message.string))
        print(f"{code}: {done} of {len(catalog)} translated")
    return 0


def check() -> int:
    """Print what is wrong with the catalogues; the number of faults, 0 being well."""
    template = extract()
    faults = []
    for code in CATALOGUE_LANGUAGE_CODES:
        path = catalogue_path(code)
        present = po_bytes(updated(code, template))
        if not path.exists() or path.read_bytes() != present:
            faults.append(f"{code}: the catalogue does not hold the present words; run `make messages`.")
        faults += [f"{code}: {fault}" for fault in broken_translations(code, present)]
    print("\n".join(faults) or "The catalogues hold the present words.")
    return len(faults)


def compile_catalogues() -> int:
    """Write the .mo file beside each .po file that is newer than it."""
    for po in sorted((ROOT / "locale").glob("*/LC_MESSAGES/*.po")):
        mo = po.with_suffix(".mo")
        if mo.exists() and mo.stat().st_mtime >= po.stat().st_mtime:
            continue
        compiled = io.BytesIO()
        write_mo(compiled, read_po(io.BytesIO(po.read_bytes()), locale=po.parts[-3]))
        mo.write_bytes(compiled.getvalue())
    return 0


def _is_ours(folder: str | Path) -> bool:
    return Path(folder).name not in {"var", "node_modules", "tests", "docs"} and not Path(folder).name.startswith(
        (".", "_")
    )


def _is_translated(string: Any) -> bool:
    return all(string) if isinstance(string, list | tuple) else bool(string)


COMMANDS: dict[str, Callable[[], int]] = {"update": update, "check": check, "compile": compile_catalogues}

if __name__ == "__main__":
    command = COMMANDS.get(sys.argv[1] if len(sys.argv) == 2 else "")
    if command is None:
        sys.exit(f"Say one of: {', '.join(COMMANDS)}.")
    sys.exit(min(command(), 1))
