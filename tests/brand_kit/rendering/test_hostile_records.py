"""Whatever stands where a record should be, verifying ends with a verdict and never with an exception."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from brand_kit.rendering.fill import fill
from brand_kit.rendering.finish import finish
from brand_kit.rendering.fonts import FontShelf
from brand_kit.rendering.master import Master
from brand_kit.rendering.raster import encode, page_image
from brand_kit.rendering.record import engine, sealed
from brand_kit.rendering.values import Text
from brand_kit.rendering.verify import Verdict, verify
from tests.brand_kit.rendering import forging
from tests.brand_kit.rendering.conftest import MakeMaster

NAME = {"text": "x", "direction": "auto"}
VALUES: dict[str, Any] = {
    "a direction that is none": {"name": {"text": "x", "direction": "diagonal"}},
    "a link that is a number": {"name": NAME, "web": {**NAME, "link": 5}},
    "a link that is a list": {"name": NAME, "web": {**NAME, "link": ["https://"]}},
    "half a surrogate pair": {"name": {"text": "\ud800", "direction": "auto"}},
    "half a surrogate pair in an alternative text": {"name": NAME, "code": {"code": "\udfff"}},
    "a row that is a number": {"name": 5},
    "a row that is nothing": {"name": None},
    "a row that is a list": {"name": ["text"]},
    "a row that is text": {"name": "text picture"},
    "a picture that is a list": {"name": {"picture": [1]}},
    "a picture that is a table": {"name": {"picture": {}, "alt": ""}},
    "a text that is a number": {"name": {"text": 5, "direction": "auto"}},
    "an unknown key": {"nope": NAME},
    "a very long text": {"name": {"text": "x" * 200_000, "direction": "auto"}},
    "no values": {},
}  # fmt: skip


@pytest.fixture(scope="module")
def made(master: MakeMaster) -> Master:
    return master("de")


def raw_records(digest: str) -> dict[str, bytes]:
    records = {
        name: sealed({"lockup": 1, "engine": engine(), "master": digest, "values": values})
        for name, values in VALUES.items()
    }
    records["nothing"] = b""
    records["no JSON"] = b"\xff\xfe{"
    records["a list"] = b"[]"
    records["deep nesting"] = b'{"lockup":1,"master":"x","values":' + b"[" * 100_000 + b"]" * 100_000 + b"}"
    records["a huge number"] = b'{"lockup":' + b"9" * 5000 + b"}"
    records["values that are a list"] = b'{"lockup":1,"master":"%b","values":[]}' % digest.encode()
    return records


NAMES = tuple(raw_records(""))


@pytest.mark.parametrize("name", NAMES)
def test_a_pdf_with_a_hostile_record_gets_a_verdict(made: Master, shelf: FontShelf, name: str) -> None:
    genuine = fill(made, {"name": Text("x")}, shelf)
    data = forging.with_record(genuine, raw_records(made.manifest.digest)[name])
    found = verify(data, forging.on_hand(made), shelf)
    assert found.verdict is not Verdict.GENUINE
    assert found.reasons


@pytest.mark.parametrize("name", NAMES)
def test_a_picture_with_a_hostile_record_gets_a_verdict(master: MakeMaster, shelf: FontShelf, name: str) -> None:
    made = master("de", "picture")
    image = page_image(fill(made, {"name": Text("x")}, shelf), 1, 100)
    data = encode(image, "png", raw_records(made.manifest.digest)[name])
    found = verify(data, forging.on_hand(made), shelf)
    assert found.verdict is not Verdict.GENUINE
    assert found.reasons


@pytest.mark.parametrize("length", [b"0", b"99999999999", b"9" * 5000])
def test_a_record_of_any_length_gets_a_verdict(made: Master, shelf: FontShelf, length: bytes) -> None:
    genuine = fill(made, {"name": Text("x")}, shelf)
    for data in (
        forging.with_record(genuine, b"{}", length),
        b"%PDF-1.7\n" + forging.with_record(genuine, b"{}", length),
    ):
        assert verify(data, forging.on_hand(made), shelf).verdict is not Verdict.GENUINE


@pytest.mark.parametrize(
    "data",
    [
        b"", b"%PDF-", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"RIFF\0\0\0\0WEBP", b"GIF89a", b"\0" * 1000,
        b"\x89PNG\r\n\x1a\n" + b"\0\0\0\rIHDR" + b"\0" * 17,
    ],
)  # fmt: skip
def test_any_bytes_get_a_verdict(made: Master, shelf: FontShelf, data: bytes) -> None:
    found = verify(data, forging.on_hand(made), shelf)
    assert found.verdict is Verdict.UNKNOWN
    assert found.reasons


def test_every_beginning_of_a_picture_gets_a_verdict(master: MakeMaster, shelf: FontShelf) -> None:
    made = master("de", "picture")
    check: Callable[[bytes], Verdict] = lambda data: verify(data, forging.on_hand(made), shelf).verdict  # noqa: E731
    for extension in ("png", "jpg", "webp"):
        data = finish(made, {"name": Text("x")}, shelf, extension)
        for length in (1, 8, 20, 40, 100, 300, 700, 1000, len(data) - 1):
            assert check(data[:length]) is not Verdict.GENUINE, (extension, length)
