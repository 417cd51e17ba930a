"""`fill --values`: one partner's file, or one clear refusal and nothing else."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from brand_kit.models import Master
from tests.brand_kit.commands.demo_site import Ran, files_in, run

pytestmark = pytest.mark.usefixtures("demo")
Save = Callable[..., Path]


def fill(values: Path, out: Path, *more: str) -> Ran:
    return run("fill", "continuity-flyer", "--locale", "de", "--values", values, "--out", out, *more)


def refused(folder: Path, values: Path, *words: str) -> str:
    """Fill, and make sure that it is refused in these words, on one line, and leaves nothing behind."""
    before = files_in(folder)
    ran = fill(values, folder / "out" / "flyer.pdf")
    assert ran.status == 1
    assert ran.out == ""
    assert "\n" not in ran.err.strip()
    assert len(ran.err) < 700
    for word in (str(values), *words):
        assert word in ran.err
    assert files_in(folder) == before
    return ran.err


def test_a_file_is_made_and_its_digest_told(folder: Path, save: Save, flyer: dict[str, Any]) -> None:
    out = folder / "deep" / "er" / "flyer.pdf"
    ran = fill(save(flyer), out)
    assert (ran.status, ran.err) == (0, "")
    assert ran.out == f"{out}  sha256:{hashlib.sha256(out.read_bytes()).hexdigest()}\n"
    assert files_in(out.parent) == ["flyer.pdf"]
    assert run("verify", out).out == f"{out}: genuine\n1 of 1 file genuine\n"


def test_the_same_values_make_the_same_bytes_over_an_older_file(
    folder: Path, save: Save, flyer: dict[str, Any]
) -> None:
    out = folder / "flyer.pdf"
    fill(save(flyer), out)
    first = out.read_bytes()
    out.write_bytes(b"older")
    fill(save(dict(reversed(flyer.items()))), out)
    assert out.read_bytes() == first


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Nord\x07wind", "U+0007"),
        ("Nord\x00wind", "U+0000"),
        ("Nord\x1b[31mwind", "U+001B"),
        ("Nord\u202ewind", "U+202E"),
        ("Nord\u2066wind\u2069", "U+2066"),
        ("Nordwind\u200f", "U+200F"),
        ("Z" + "\u0300\u0301\u0302" * 9, "accents"),
        ("Nordwind 🚀", "U+1F680"),
        ("a" * 10_000, "characters"),
        ("Nord wind " * 1_000, "characters"),
        ("a" * 100, "without a space"),
        ("\ud800", "U+D800"),
        ("\ufffd", "U+FFFD"),
        ("\u200b\u2060", "U+200B"),
        ("   \n ", "Fill in this field."),
        ("one\ntwo\nthree\nfour", "line"),
    ],
    ids=lambda value: ascii(value)[1:24],
)
def test_a_naughty_name_is_refused(folder: Path, save: Save, flyer: dict[str, Any], text: str, words: str) -> None:
    refused(folder, save(flyer | {"partner_name": text}), "partner_name", words)


@pytest.mark.parametrize("name", ["ענבר מערכות", "مرسى للتقنية", "北风", "Nordwind ענבר 7"])
def test_a_name_in_a_script_that_the_brand_has_is_set_in_a_german_flyer_too(
    folder: Path, save: Save, flyer: dict[str, Any], name: str
) -> None:
    out = folder / "flyer.pdf"
    assert fill(save(flyer | {"partner_name": name}), out).status == 0
    assert run("verify", out).status == 0


@pytest.mark.parametrize("wrong", [7, 1.5, True, [], ["a"], {"text": "a"}, [[["a"]]]], ids=str)
def test_a_name_of_another_type_is_refused(folder: Path, save: Save, flyer: dict[str, Any], wrong: object) -> None:
    refused(folder, save(flyer | {"partner_name": wrong}), "partner_name", "text")


@pytest.mark.parametrize("wrong", ["Hafenstraße 12", 12, [], True, {"city": {"a": 1}}, {"city": 3}], ids=str)
def test_an_address_of_another_type_is_refused(folder: Path, save: Save, flyer: dict[str, Any], wrong: object) -> None:
    refused(folder, save(flyer | {"partner_address": wrong}), "partner_address")


@pytest.mark.parametrize("missing", ["partner_name", "partner_logo", "partner_address", "code"])
@pytest.mark.parametrize("null", [False, True])
def test_a_missing_value_is_asked_for(
    folder: Path, save: Save, flyer: dict[str, Any], missing: str, null: bool
) -> None:
    values = flyer | {missing: None} if null else {key: value for key, value in flyer.items() if key != missing}
    refused(folder, save(values), f"{missing}: Fill in this field.")


@pytest.mark.parametrize("key", ["headline", "legal", "Partner_Name", "", "\x1b[2J\u202e", "k" * 5_000, "\ud800"])
def test_a_key_that_no_field_has_is_refused(folder: Path, save: Save, flyer: dict[str, Any], key: str) -> None:
    said = refused(folder, save(flyer | {key: "mine"}), "There is no field")
    assert said.isprintable()


def test_an_unknown_part_is_refused_and_not_left_out_in_silence(
    folder: Path, save: Save, flyer: dict[str, Any]
) -> None:
    flyer["partner_address"]["cty"] = "Hamburg"
    refused(folder, save(flyer), "partner_address: There is no part “cty”", "postal_code")


def test_every_refused_field_has_a_line(folder: Path, save: Save, flyer: dict[str, Any]) -> None:
    ran = fill(save(flyer | {"partner_name": "", "partner_phone": "12"}), folder / "flyer.pdf")
    assert [line.split(": ")[1] for line in ran.err.splitlines()] == ["partner_name", "partner_phone"]


def test_a_text_that_does_not_fit_says_by_how_much(folder: Path, save: Save, flyer: dict[str, Any]) -> None:
    refused(folder, save(flyer | {"offer": "WWWWWWWW " * 13}), "offer", "over by")


def test_a_forbidden_word_is_refused(folder: Path, save: Save, flyer: dict[str, Any]) -> None:
    refused(folder, save(flyer | {"offer": "Wir GARANTIERT immer"}), "offer", "garantiert")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "not JSON"),
        (b"{", "not JSON"),
        (b'{"partner_name": "a",}', ":1: this is not JSON"),
        (b'{\n"partner_name": nope}', ":2: this is not JSON"),
        (b"[]", "must hold an object"),
        (b'"partner_name"', "must hold an object"),
        (b"null", "must hold an object"),
        ('{"a": "b"}'.encode("utf-16"), "UTF-8"),
        ('{"a": "b"}'.encode("utf-16-le"), "UTF-8"),
        ('{"a": "ä"}'.encode("cp1252"), "UTF-8"),
        (b'{"a":' * 100_000, "nested"),
        (b"[" * 5_000 + b"]" * 5_000, "nested"),
        (b'{"a": "' + b"x" * (5 * 1024 * 1024) + b'"}', "4 MB"),
        (b'{"a": ' + b"9" * 5_000 + b"}", "digits"),
        (b'{"partner_name": "One", "partner_name": "Two"}', "“partner_name” is there twice"),
        (b'{"partner_address": {"city": "One", "city": "Two"}}', "“city” is there twice"),
        (b"%PDF-1.7 not even text \xff\xfe", "UTF-8"),
    ],
    ids=lambda value: ascii(value)[:20],
)
def test_a_file_that_holds_no_values_is_refused(folder: Path, save: Save, content: bytes, words: str) -> None:
    refused(folder, save(content), words)


def test_a_byte_order_mark_is_taken(folder: Path, save: Save, flyer: dict[str, Any]) -> None:
    path = save("\ufeff".encode() + json.dumps(flyer).encode())
    assert fill(path, folder / "flyer.pdf").status == 0


def test_a_file_that_is_not_there_and_a_folder_are_refused(folder: Path) -> None:
    refused(folder, folder / "nowhere.json", "cannot be read: No such file")
    refused(folder, folder, "cannot be read: Is a directory")


def png(size: tuple[int, int]) -> bytes:
    file = io.BytesIO()
    Image.new("1", size).save(file, "PNG")
    return file.getvalue()


SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9z"/>%s</svg>'


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("program.png", b"MZ\x90\0\x03" + bytes(500), "partner_logo"),
        ("program.svg", b"\x7fELF" + bytes(500), "partner_logo"),
        ("huge.png", png((30_000, 1_500)), "pixel"),
        ("script.svg", SVG % b"<script>alert(1)</script>", "partner_logo"),
        ("remote.svg", SVG % b'<image href="https://evil.example/a.png" width="9" height="9"/>', "partner_logo"),
        ("local.svg", SVG % b'<image href="file:///etc/passwd" width="9" height="9"/>', "partner_logo"),
        ("entity.svg", b'<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + SVG % b"&a;", "partner_logo"),
        ("cut.png", png((64, 64))[:-30], "partner_logo"),
        ("empty.png", b"", "empty"),
        ("big.png", b"\x89PNG\r\n\x1a\n" + bytes(11 * 1024 * 1024), "10 MB"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_logo_that_is_none_is_refused(
    folder: Path, save: Save, flyer: dict[str, Any], name: str, content: bytes, words: str
) -> None:
    (folder / name).write_bytes(content)
    said = refused(folder, save(flyer | {"partner_logo": {"path": name, "alt": "Us"}}), "partner_logo", words)
    assert "https://evil" not in said or "<" not in said


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("nowhere.png", "There is no file nowhere.png."),
        (".", "There is no file"),
        ("", "Fill in this field."),
        ("../../../../../../etc/hostname", "outside the folder"),
        ("/etc/hostname", "outside the folder"),
        ("/dev/zero", "outside the folder"),
        ("a\0b", "cannot be read"),
        ("x" * 5_000, "cannot be read"),
        (7, "Name the file"),
        (["logo.svg"], "Name the file"),
    ],
    ids=lambda value: ascii(value)[:20],
)
def test_a_path_that_leads_to_no_picture_is_refused(
    folder: Path, save: Save, flyer: dict[str, Any], path: object, words: str
) -> None:
    refused(folder, save(flyer | {"partner_logo": {"path": path, "alt": "Us"}}), "partner_logo", words)


def test_a_link_out_of_the_folder_is_not_followed(folder: Path, save: Save, flyer: dict[str, Any]) -> None:
    inner = folder / "inner"
    inner.mkdir()
    (inner / "link.svg").symlink_to(folder / "logo.svg")
    (inner / "round.svg").symlink_to(inner / "round.svg")
    for name, words in (("link.svg", "outside the folder"), ("round.svg", "partner_logo")):
        values = save(flyer | {"partner_logo": {"path": name, "alt": "Us"}}, "inner/values.json")
        refused(folder, values, words)


def test_a_logo_may_be_named_by_its_path_alone_but_then_needs_its_words(
    folder: Path, save: Save, flyer: dict[str, Any]
) -> None:
    refused(folder, save(flyer | {"partner_logo": "logo.svg"}), "partner_logo.alt", "company")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--edition", "poster"], "has no edition poster; it has screen-a4, print-a4"),
        (["--locale", "xx"], "There is no locale 'xx'"),
        (["--territory", "XQ"], "There is no country 'XQ'"),
        (["--format", "png"], "--format goes with --data"),
        (["--data", "values.json"], "Give either"),
    ],
)
def test_a_wrong_option_is_refused(
    folder: Path, save: Save, flyer: dict[str, Any], words: list[str], said: str
) -> None:
    ran = fill(save(flyer), folder / "out" / "flyer.pdf", *words)
    assert (ran.status, ran.out) == (1, "")
    assert said in ran.err
    assert not (folder / "out").exists()


@pytest.mark.parametrize(
    ("name", "said"), [("flyer.png", "not made as png"), ("flyer.exe", "not made as exe"), ("", "is a folder")]
)
def test_a_wrong_ending_is_refused_before_anything_is_compiled(
    folder: Path, save: Save, flyer: dict[str, Any], name: str, said: str
) -> None:
    masters = Master.objects.count()
    ran = run("fill", "continuity-flyer", "--values", save(flyer), "--locale", "fr", "--out", folder / name)
    assert ran.status == 1
    assert said in ran.err
    assert Master.objects.count() == masters


def test_an_edition_says_what_it_is_made_as(folder: Path, save: Save, flyer: dict[str, Any]) -> None:
    out = folder / "x.pdf"
    ran = run("fill", "continuity-square", "--edition", "square", "--values", save(flyer), "--out", out)
    assert "The edition square is made as png, jpg or webp, not as pdf." in ran.err


def test_a_place_that_cannot_be_written_leaves_nothing(folder: Path, save: Save, flyer: dict[str, Any]) -> None:
    (folder / "file").write_text("in the way")
    values = save(flyer)
    before = files_in(folder)
    ran = fill(values, folder / "file" / "flyer.pdf")
    assert ran.status == 1
    assert "cannot be written" in ran.err
    assert files_in(folder) == before


def test_a_disk_that_fills_up_leaves_the_older_file_and_no_other(
    folder: Path, save: Save, flyer: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    out = folder / "out" / "flyer.pdf"
    out.parent.mkdir()
    out.write_bytes(b"older")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.replace", full)
    values = save(flyer)
    ran = fill(values, out)
    assert "No space left on device" in ran.err
    assert out.read_bytes() == b"older"
    assert files_in(out.parent) == ["flyer.pdf"]


@pytest.mark.parametrize("ending", ["png", "jpg", "webp"])
def test_a_picture_is_made_and_proved(folder: Path, save: Save, ending: str) -> None:
    values = {
        "price": {"amount": "39.00", "currency": "GBP"},
        "partner_logo": {"path": "logo.svg", "alt": "Harrowvale IT"},
        "partner_name": "Harrowvale IT",
    }
    out = folder / f"square.{ending}"
    ran = run("fill", "continuity-square", "--territory", "gb", "--values", save(values), "--out", out)
    assert (ran.status, ran.err) == (0, "")
    with Image.open(out) as image:
        assert image.size == (1080, 1080)
    assert run("verify", out).status == 0
