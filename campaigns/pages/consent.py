"""What a visitor agrees to: the text of the nearest territory, in the page's language or the next best."""

from __future__ import annotations

from brand_kit.models import Template
from campaigns.languages import best_match
from campaigns.models import Campaign, Partner
from campaigns.pages.standing import consents_at


def consent_for(partner: Partner, campaign: Campaign, template: Template, language_code: str, name: str) -> str:
    """Return what a visitor of a partner's page agrees to; empty if no territory above the partner says anything.

    The nearest territory counts whatever its languages: the law of a place goes before the language. There, the text
    in the page's language is taken, or else in the template's own, in English, or the first. `{partner}` and `{days}`
    in it stand for the partner's name and for how long leads are kept.
    """
    found: dict[str, str] = {}
    place = partner.country
    for code, text in nearest(place.path):
        found.setdefault(code, text)
    if not found:
        return ""
    wanted = (language_code, template.locale.language_code, "en")
    code = next((match for each in wanted if (match := best_match(each, found))), next(iter(found)))
    return found[code].strip().replace("{partner}", name).replace("{days}", str(campaign.lead_days))


def nearest(path: str) -> list[tuple[str, str]]:
    """Return the texts of the nearest territory at or above a place that has any, by language code."""
    rows = consents_at(path)
    return [(code, text) for depth, code, text in rows if depth == rows[0][0]]
