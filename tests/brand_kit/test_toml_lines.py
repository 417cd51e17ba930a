"""Every table, key and array element of a TOML text is found on its line."""

from __future__ import annotations

import tomllib

from hypothesis import given
from hypothesis import strategies as st

from brand_kit.rendering.toml_lines import TomlPath, key_lines

VALUES = st.sampled_from(
    [
        "1",
        "true",
        '"a # b"',
        "'[x]'",
        '"\\" ="',
        "1979-05-27T07:32:00Z",
        '"""one\ntwo = 3\n[four]"""',
        "'''a\n''''",
        '"""\\""" "\n"""""',
        "[1, [2,\n3], # ]\n 4]",
        '{ a = 1, "b.c" = { d = "}" } }',
        "[\n  { a = '''\n''' },\n]",
    ]
)


@given(st.lists(st.lists(VALUES, max_size=4), max_size=4), st.booleans())
def test_every_key_is_found_on_its_line(tables: list[list[str]], windows: bool) -> None:
    text = "# a comment [no]\n"
    expected: dict[TomlPath, int] = {}
    for number, values in enumerate(tables):
        expected["t", f"n {number}"] = text.count("\n") + 1
        text += f'[ t . "n {number}" ] # here\n\n'
        for key, value in enumerate(values):
            expected["t", f"n {number}", f"k{key}"] = text.count("\n") + 1
            text += f"  k{key} = {value} # comment\n"
    text = text.replace("\n", "\r\n") if windows else text
    tomllib.loads(text.replace("\r\n", "\n"))
    found = key_lines(text)
    assert {path: found[path] for path in expected} == expected


def test_keys_in_inline_tables_and_arrays_of_tables_have_lines() -> None:
    found = key_lines('a.b = 1\n[[c]]\nd = [\n 1,\n {e = 2}]\n[[c]]\nd.f = """\n\n"""\ng = 1\n')
    assert found[("a", "b")] == 1
    assert found[("c", 0, "d", 1, "e")] == 5
    assert found[("c", 1)] == 6
    assert found[("c", 1, "g")] == 10
