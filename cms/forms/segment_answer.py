"""What the form of a segment tells while it is filled in: how many match, who, and why one does or does not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from babel.numbers import format_decimal
from django.db.models import Count
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from campaigns.models import Partner, Segment
from campaigns.permissions import Actor, may_view_partners
from campaigns.rule_errors import RuleError, RuleRefused
from campaigns.rules import cleaned_rule, keys_named, sentence, warnings
from campaigns.scope import scope_of
from campaigns.targeting import Context, Reason, Verdict, audience_q, context_for, explain, facts_of
from cms.forms.segment_rows import Row, Rows, errors_by_row
from cms.forms.segment_values import screen_locale

SHOWN = 20
"""How many of the partners that match are named."""
Note = dict[str, str]


@dataclass
class Answer:
    """What stands beside the rule; pieces of HTML unless said otherwise."""

    sentence: str = ""
    """The rule in plain words."""
    count: str = ""
    share: float = 0
    """How much of all partners match, in per cent."""
    found: str = ""
    why: str = ""
    notes: dict[str, Note] = field(default_factory=dict)
    """What to say beside a row, by its number: a plain text and a level, hint or error."""
    verdicts: dict[str, str] = field(default_factory=dict)
    partner: int | None = None
    search: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return what the script asks for."""
        names = ("sentence", "count", "share", "found", "why", "notes", "verdicts")
        return {name: getattr(self, name) for name in names}


def answer(rows: Rows, *, user: Actor, segment: Segment | None, partner: Partner | None, note: str = "") -> Answer:
    """Return who matches the rows as far as they are finished; a number of queries that does not grow.

    Args:
        rows: the rule as it stands in the form.
        user: who asks; only partners that this person may see are named, all are counted.
        segment: which the rule is of, if it is kept already.
        partner: of whom to say why it matches or not, one that the person may see.
        note: what to say where a partner would be explained.
    """
    made = Answer(partner=partner.pk if partner else None)
    rule, good, trouble = checked(rows, segment, made.notes)
    unfinished = [row for row in rows if row.subject and not row.is_whole(rows.choices)]
    for row in unfinished:
        made.notes[row.number] = {"level": "hint", "text": _("Not finished: it does not count yet.")}
    if not trouble and any(each["level"] == "error" for each in made.notes.values()):
        trouble = _("Mend the condition that is marked, and it will be counted.")
    context = context_for([rule])
    made.sentence = _capital(sentence(rule, context=context))
    facts: dict[str, Any] = {"left_out": len(unfinished), "trouble": trouble}
    if not trouble:
        try:
            facts |= _counted(rule, user, context, made)
            if partner:
                _explained(made, rule, good, partner, context)
        except RuleError as error:
            facts["trouble"] = str(error)
    made.count = _html("cms/admin/segment/count.html", facts)
    if note and not made.why:
        made.why = _html("cms/admin/segment/why.html", {"note": note})
    return made


def checked(rows: Rows, segment: Segment | None, notes: dict[str, Note]) -> tuple[dict[str, Any], list[Row], str]:
    """Return the rule of the rows that are finished and right, those rows, and what is wrong with the rule as a whole.

    What is wrong with a row goes to `notes`.
    """
    good = rows.whole
    while good:
        try:
            return cleaned_rule(rows.rule(good), segment=segment), good, ""
        except RuleRefused as refused:
            of_rows, rest = errors_by_row(refused.errors, good)
            if rest:
                return {"match": rows.match, "conditions": []}, [], " ".join(rest)
            for number, messages in of_rows.items():
                notes[number] = {"level": "error", "text": " ".join(messages)}
            good = [row for row in good if row.number not in of_rows]
    return {"match": rows.match, "conditions": []}, [], ""


def in_words(rules: Iterable[Mapping[str, Any]]) -> list[str]:
    """Return rules as sentences, in a number of queries that does not grow; of one that is broken, why."""
    rules = list(rules)
    context = context_for(rules)
    for attribute in context.types:
        context.labels(attribute, set[str]().union(*(keys_named(rule, attribute) for rule in rules)))
    return [_capital(sentence(rule, context=context)) for rule in rules]


def counts(segments: Iterable[Segment], user: Actor) -> dict[int, int | None]:
    """Return how many active partners within somebody's limit are in each of some segments; none for a broken rule.

    One query counts all of them.
    """
    segments = list(segments)
    context = context_for([each.rule for each in segments])
    asked: dict[str, Any] = {}
    for each in segments:
        try:
            asked[f"segment_{each.pk}"] = Count("pk", filter=audience_q(each.rule, context=context))
        except RuleError:
            continue
    reached = Partner.objects.filter(scope_of(user).partners(), active=True)
    found = reached.aggregate(**asked) if asked else {}
    return {each.pk: found.get(f"segment_{each.pk}") for each in segments}


def figure(number: int) -> str:
    """Return a whole number as people write it in the language of the screen."""
    return format_decimal(number, locale=screen_locale())


def _counted(rule: dict[str, Any], user: Actor, context: Context, made: Answer) -> dict[str, Any]:
    matching = Partner.objects.filter(audience_q(rule, context=context), active=True)
    count, total = matching.order_by().count(), Partner.objects.filter(active=True).order_by().count()
    seen = matching.filter(pk__in=Partner.objects.visible_to(user).order_by().values("pk"))
    partners = list(seen.select_related("tier", "country").order_by("name", "pk")[:SHOWN]) if count else []
    for partner in partners:
        partner.about = " · ".join(str(part) for part in (partner.tier, partner.country) if part)
    facts = {
        "partners": partners, "count": count, "shown_count": figure(count), "shown_total": figure(total),
        "warnings": warnings([rule], context=context),
        "hidden": bool(count) and not may_view_partners(user),
    }  # fmt: skip
    made.share = round(100 * count / total, 2) if total else 0
    made.found = _html("cms/admin/segment/found.html", facts)
    return facts


def _explained(made: Answer, rule: dict[str, Any], rows: list[Row], partner: Partner, context: Context) -> None:
    verdict: Verdict = explain(rule, facts_of(partner), context=context)
    facts = {"partner": partner, "matched": verdict.matched, "reasons": verdict.reasons}
    made.why = _html("cms/admin/segment/why.html", facts)
    if len(verdict.reasons) == len(rows):
        for row, reason in zip(rows, verdict.reasons, strict=True):
            made.verdicts[row.number] = _verdict(reason, partner)


def _verdict(reason: Reason, partner: Partner) -> str:
    facts = {"reason": reason, "name": partner.name}
    return _html("cms/admin/segment/verdict.html", facts)


def _html(template: str, facts: dict[str, Any]) -> SafeString:
    return mark_safe(render_to_string(template, facts).strip())  # noqa: S308 - the template has escaped what it holds


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
