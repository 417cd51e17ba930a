"""The demo's program: product lines, certifications, the vendor's own questions, exchange rates and segments."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from typing import Any

from campaigns.actions.save_segment import save_segment
from campaigns.models import Attribute, Certification, ExchangeRate, ProductLine, Segment
from campaigns.rules import cleaned_rule
from cms.demo.brand import FOLDER


@lru_cache(maxsize=1)
def program() -> dict[str, Any]:
    """Return what program.toml says."""
    return tomllib.loads((FOLDER / "program.toml").read_text("utf-8"))


def load_lists() -> None:
    """Bring the vendor's lists and its exchange rates up to date; types and tiers are there from the start."""
    data = program()
    lines = {
        slug: ProductLine.objects.update_or_create(slug=slug, defaults={"name": name})[0]
        for slug, name in data["product_lines"].items()
    }
    for slug, entry in data["certifications"].items():
        line = lines.get(entry.get("line", ""))
        Certification.objects.update_or_create(slug=slug, defaults={"name": entry["name"], "product_line": line})
    for key, entry in data["attributes"].items():
        choices = "\n".join(f"{choice} = {words}" for choice, words in entry.get("choices", {}).items())
        values = {"label": entry["label"], "help": entry.get("help", ""), "kind": entry["kind"], "choices": choices}
        Attribute.objects.update_or_create(key=key, defaults=values)
    rates = dict(data["rates"])
    day = rates.pop("day")
    for currency, rate in rates.items():
        ExchangeRate.objects.update_or_create(currency=currency, day=day, defaults={"per_euro": rate})


def load_segments() -> dict[str, Segment]:
    """Bring the segments up to date; by name, so that one can be named by another below it."""
    segments: dict[str, Segment] = {}
    for entry in program()["segments"]:
        segment = Segment.objects.filter(name=entry["name"]).first() or Segment(name=entry["name"])
        rule = {"match": entry["match"], "conditions": [_condition(each, segments) for each in entry["conditions"]]}
        kept = (segment.pk, segment.description, segment.rule)
        if kept != (segment.pk, entry["description"], cleaned_rule(rule, segment=segment)) or not segment.pk:
            segment.description = entry["description"]
            save_segment(segment=segment, rule=rule, by=None)
        segments[segment.name] = segment
    return segments


def _condition(entry: dict[str, Any], segments: dict[str, Segment]) -> dict[str, Any]:
    return {**entry, "segment": segments[entry["segment"]].pk} if "segment" in entry else entry
