"""What a browser would send from a page: every form of it, as somebody finds it who may."""

from __future__ import annotations

from typing import Any

from bs4 import BeautifulSoup, Tag

from tests.cast_program import WORDS

CHANGED = "Changed on the walk"


def body_of(html: str) -> dict[str, list[str]]:
    """Return what the largest form of a page that is sent by POST would send, with every text changed a little."""
    forms = BeautifulSoup(html, "html.parser").find_all("form")
    bodies = [_fields(form) for form in forms if str(form.get("method", "")).lower() == "post"]
    return max(bodies, key=len, default={})


def _fields(form: Tag) -> dict[str, list[str]]:
    sent: dict[str, list[str]] = {}
    for field in form.find_all(["input", "textarea", "select"]):
        name, kind = str(field.get("name") or ""), str(field.get("type") or "text")
        if not name or name == "csrfmiddlewaretoken" or kind in ("file", "submit", "button", "image"):
            continue
        if kind in ("checkbox", "radio"):
            if field.has_attr("checked"):
                sent.setdefault(name, []).append(str(field.get("value", "on")))
        elif field.name == "select":
            sent.setdefault(name, []).extend(_chosen(field))
        else:
            text = field.get_text() if field.name == "textarea" else str(field.get("value") or "")
            sent.setdefault(name, []).append(_changed(name, kind, text.lstrip("\n")))
    return sent


def _chosen(field: Tag) -> list[str]:
    options = field.find_all("option")
    chosen = [option for option in options if option.has_attr("selected")]
    return [
        str(option.get("value", option.get_text())) for option in chosen or options[: not field.has_attr("multiple")]
    ]


def _changed(name: str, kind: str, text: str) -> str:
    """Return a text without words of anybody; names and titles are changed besides, so that saving them shows."""
    for word in WORDS.values():
        text = text.replace(word, "walked")
    plain = kind != "hidden" and name.rsplit("-", 1)[-1] in ("name", "title", "legal_name", "label", "description")
    return CHANGED if plain and text else text


def fallback() -> dict[str, Any]:
    """Return what is sent where no page has a form: what mass assignment would try."""
    return {"name": CHANGED, "title": CHANGED, "partner": "1", "role": "admin", "is_superuser": "on", "active": ""}
