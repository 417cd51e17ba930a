"""The record that a file carries of what was set into it, from which it can be made again and so be proved."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from functools import lru_cache
from importlib.metadata import version
from typing import Any

from brand_kit.rendering import pango
from brand_kit.rendering.errors import RenderingError
from brand_kit.rendering.master import Manifest
from brand_kit.rendering.picture import Picture
from brand_kit.rendering.values import DIRECTIONS, Code, Placed, Setting, Text, Value

FORMAT = 1
ENGINE = 2
"""Goes up with every change after which a fill gives other bytes."""
LIBRARIES = ("uharfbuzz", "fonttools", "zxing-cpp", "pypdfium2", "pillow")
"""What a fill or its picture depends on, beside Pango."""


_JSON = json.JSONEncoder(sort_keys=True, separators=(",", ":"))


class Unproved(RenderingError):
    """A record names something that is not on hand."""

    code = "unproved"


def write_record(manifest: Manifest, values: Mapping[str, Value], **output: Any) -> bytes:
    """Return the record of a master and values; `output` is what a picture adds, such as its format and width."""
    rows = {key: _row(value) for key, value in values.items()}
    data: dict[str, Any] = {"lockup": FORMAT, "engine": engine(), "master": manifest.digest, "values": rows}
    if output:
        data["output"] = output
    return sealed(data)


@lru_cache(maxsize=1)
def engine() -> str:
    """Return what made a record's file: our version, and a sum of those of the libraries.

    A file that other versions made is not accused of being altered where it comes out otherwise today.
    """
    versions = "\n".join([pango.version(), *(version(name) for name in LIBRARIES)])
    return f"{ENGINE}/{hashlib.sha256(versions.encode()).hexdigest()[:12]}"


def sealed(data: Mapping[str, Any]) -> bytes:
    """Return a record's content as bytes, with the sum by which damage is told from a master that is not on hand."""
    text = json.dumps(data, sort_keys=True, separators=(",", ":"))
    return f'{{"check":"{_check(text)}",{text[1:]}'.encode()


def _check(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _row(value: Value) -> dict[str, Any]:
    if isinstance(value, Text):
        row: dict[str, Any] = {"text": value.text, "direction": value.direction}
    elif isinstance(value, Code):
        row = {"code": value.text}
    else:
        placed: dict[str, Any] = {"picture": value.picture.digest, "alt": value.alt}
        if (how := value.setting) is not None:
            placed["setting"] = {"ink": list(how.ink), "share": how.share, "plate": how.plate}
        return placed
    return row | {"link": value.link} if value.link else row


def read_record(data: bytes) -> dict[str, Any]:
    """Return a record's content.

    Raises:
        RenderingError: if it is none, or not as it was written.
    """
    try:
        text = data.decode()
        record = json.loads(text)
        if text[:10] != '{"check":"' or record.pop("check") != _check("{" + text[text.index(",") + 1 :]):
            raise ValueError
        if (
            record["lockup"] != FORMAT
            or not isinstance(record["master"], str)
            or not isinstance(record["values"], dict)
        ):
            raise ValueError
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise RenderingError("Its record of what was filled in is damaged.") from error
    return dict(record)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    value.encode()  # half a surrogate pair is no text
    return value


def _link(row: Mapping[str, object]) -> str | None:
    return None if row.get("link") is None else _text(row["link"])


def _setting(row: object) -> Setting | None:
    """Return how a logo was set; whether it may be set so is for the fill to say."""
    if row is None:
        return None
    if not isinstance(row, dict) or row.keys() != {"ink", "share", "plate"}:
        raise TypeError
    ink, share = row["ink"], row["share"]
    if not isinstance(ink, list) or len(ink) != 4 or any(type(number) is not int for number in (*ink, share)):
        raise TypeError
    return Setting((ink[0], ink[1], ink[2], ink[3]), share, _text(row["plate"]))


def recorded_values(record: Mapping[str, Any], pictures: Mapping[str, Picture]) -> dict[str, Value]:
    """Return the values of a record, with its pictures from `pictures`, by digest.

    Raises:
        Unproved: if a picture is not there.
        RenderingError: if the record is damaged.
    """
    values: dict[str, Value] = {}
    for key, row in record["values"].items():
        try:
            if "picture" in row:
                if row["picture"] not in pictures:
                    raise Unproved(f"The picture of {key} is not on hand.")
                values[key] = Placed(pictures[row["picture"]], _text(row["alt"]), _setting(row.get("setting")))
            elif "code" in row:
                values[key] = Code(_text(row["code"]), _link(row))
            elif row["direction"] in DIRECTIONS:
                values[key] = Text(_text(row["text"]), _link(row), row["direction"])
            else:
                raise ValueError
        except (KeyError, TypeError, ValueError) as error:
            raise RenderingError(f"The file's record of {key} is not readable.") from error
    return values
