"""What stands against publishing a campaign, or is worth knowing, each with its remedy."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from brand_kit.models import BrandPicture
from campaigns.campaign_summary import grouped
from campaigns.languages import language_name
from campaigns.rule_errors import RateMissing, RuleError

if TYPE_CHECKING:
    from campaigns.preflight import Preflight, Readiness

MANY = 0.5
"""The share of partners from which on something is worth a word."""


@dataclass(frozen=True)
class Finding:
    """One thing that was found."""

    code: str
    blocking: bool
    """Whether the campaign cannot be published before it is mended."""
    sentence: str
    remedy: str
    about: Any = None
    """The object to mend, if it is not the campaign itself."""
    tab: str = ""
    """Where in the campaign it is mended."""


def findings_of(found: Preflight, trouble: RuleError | None) -> list[Finding]:
    """Return what is to be said of a campaign, what blocks it first; one query."""
    everything = [
        *_about_dates(found),
        *_about_the_audience(found, trouble),
        *_about_templates(found),
        *_about_pictures(found),
        *_about_fields(found),
        *_about_languages(found),
        *_about_profiles(found),
        *_about_overlaps(found),
    ]
    return sorted(everything, key=lambda finding: not finding.blocking)


def _about_dates(found: Preflight) -> Iterator[Finding]:
    ends_at = found.campaign.ends_at
    if ends_at and ends_at <= found.at:
        yield Finding(
            "ended", True, _("The campaign is over: nobody would see it."),
            _("Move its end into the future, or take the end away."), tab="dates",
        )  # fmt: skip


def _about_the_audience(found: Preflight, trouble: RuleError | None) -> Iterator[Finding]:
    if isinstance(trouble, RateMissing):
        yield Finding(
            "rate_missing", True, str(trouble),
            _("Add the rate under Campaigns > Exchange rates, from a day that is not in the future."),
        )  # fmt: skip
    elif trouble is not None:
        yield Finding(
            "rule_broken", True, str(trouble), _("Mend the rule of the segment, or take the segment away."),
            tab="audience",
        )  # fmt: skip
    elif not found.partners:
        yield Finding(
            "nobody", True, _("No partner is in the audience."),
            _("Widen the segments and territories, or take an exception away."), tab="audience",
        )  # fmt: skip


def _about_templates(found: Preflight) -> Iterator[Finding]:
    if not found.templates:
        yield Finding(
            "no_templates", True, _("The campaign offers no template."), _("Add at least one template."), tab="offer"
        )
    for ready in found.templates:
        template = ready.template
        if not template.live:
            yield Finding(
                "template_unpublished", True, _("“%s” is not published: partners cannot use it.") % template,
                _("Publish the template, or take it out of the campaign."), about=template,
            )  # fmt: skip
        if template.brand_id != found.campaign.brand_id:
            yield Finding(
                "other_brand", False, _("“%s” is of another brand than the campaign.") % template,
                _("Take it out, if that is not meant."), tab="offer",
            )  # fmt: skip


def _about_pictures(found: Preflight) -> Iterator[Finding]:
    campaign = found.campaign
    first = _day(max(found.at, campaign.starts_at or found.at))
    shown: dict[BrandPicture, list[str]] = {}
    for ready in found.templates:
        for region in ready.template.regions.all():
            picture = region.picture
            if region.locked and picture is not None and picture.rights_end:
                shown.setdefault(picture, []).append(ready.template.title)
    for picture, titles in shown.items():
        ends = picture.rights_end
        if ends is None:
            continue
        facts = {"picture": picture, "day": date_format(ends), "templates": ", ".join(dict.fromkeys(titles))}
        remedy = _("Take another picture, or have the rights renewed and enter the new date.")
        if ends < first:
            sentence = _("The rights to the picture “%(picture)s” ended on %(day)s; it is shown in: %(templates)s.")
            yield Finding("picture_expired", True, sentence % facts, remedy, about=picture)
        elif campaign.ends_at is None or ends < _day(campaign.ends_at):
            sentence = _(
                "The rights to the picture “%(picture)s” end on %(day)s, while the campaign runs; it is shown in: "
                "%(templates)s."
            )
            yield Finding("picture_expires", False, sentence % facts, remedy, about=picture)


def _about_fields(found: Preflight) -> Iterator[Finding]:
    """Tell of rules for fields that a template does not open, or of templates that are not offered."""
    opened = {
        (ready.template.pk, region.key)
        for ready in found.templates
        for region in ready.template.regions.all()
        if not region.locked
    }
    for rule in found.campaign.field_rules.all():
        if (rule.template_id, rule.key) not in opened:
            yield Finding(
                "rule_without_field", False,
                _("There is a rule for the field “%(key)s” of “%(template)s”, which is not open there.")
                % {"key": rule.key, "template": rule.template},
                _("Open the field in the template, or take the rule away."), tab="offer",
            )  # fmt: skip


def _about_languages(found: Preflight) -> Iterator[Finding]:
    for ready in found.templates:
        if number := sum(ready.fallbacks.values()):
            facts = {
                "number": grouped(number),
                "template": ready.template,
                "source": language_name(ready.source),
                "languages": _listed(ready),
            }
            yield Finding(
                "fallback", False,
                ngettext(
                    "%(number)s partner gets “%(template)s” in %(source)s, as it is not ready in its language: "
                    "%(languages)s.",
                    "%(number)s partners get “%(template)s” in %(source)s, as it is not ready in theirs: "
                    "%(languages)s.",
                    number,
                )
                % facts,
                _("Have the template translated and approved in these languages, or go on."), about=ready.template,
            )  # fmt: skip
        stale = [code for code in ready.ready if ready.standings[code].stale]
        if stale:
            facts = {"template": ready.template, "languages": ", ".join(map(language_name, stale))}
            yield Finding(
                "stale", False,
                _("The copy of “%(template)s” has changed since it was translated into: %(languages)s.") % facts,
                _("Have the translations brought up to date; until then files carry the old words."),
                about=ready.template,
            )  # fmt: skip


def _about_profiles(found: Preflight) -> Iterator[Finding]:
    for gap in found.gaps:
        if found.partners and gap.partners > found.partners * MANY:
            facts = {
                "field": gap.label,
                "template": gap.template,
                "source": gap.source,
                "number": grouped(gap.partners),
                "all": grouped(found.partners),
            }
            yield Finding(
                "profile_gap", False,
                _(
                    "The field “%(field)s” of “%(template)s” is taken from the profile (%(source)s), which "
                    "%(number)s of %(all)s partners have not filled in: they start with the sample."
                )
                % facts,
                _("Ask the partners to complete their profiles, or take the field from something else."),
                about=gap.template,
            )  # fmt: skip


def _about_overlaps(found: Preflight) -> Iterator[Finding]:
    for overlap in found.overlaps:
        if overlap.partners > found.partners * MANY:
            facts = {"number": overlap.partners, "all": grouped(found.partners), "title": overlap.title}
            yield Finding(
                "overlap", False,
                _("%(number)s of %(all)s partners get “%(title)s” at the same time.") % facts,
                _("Move the dates or narrow an audience, if both together are too much."), tab="audience",
            )  # fmt: skip


def _listed(ready: Readiness, most: int = 4) -> str:
    """Return the languages that are fallen back from, the most partners first: `Korean (12), Thai (3), ...`."""
    ranked = ready.fallbacks.most_common()
    words = [f"{language_name(code)} ({grouped(number)})" for code, number in ranked[:most]]
    return ", ".join([*words, *(["…"] if len(ranked) > most else [])])


def _day(moment: datetime) -> date:
    return moment.astimezone(UTC).date()
