"""Which fields a campaign leaves open for whom, and in which language a partner gets a template."""

from __future__ import annotations

import pytest

from brand_kit.models import TITLE_KEY, Template, TemplateRegion, Translation
from campaigns.languages import best_match, chosen_from, language_for, languages_of_template
from campaigns.models import Campaign, FieldRule
from campaigns.offers import FieldLimit, open_keys, rules_for
from tests.cast import Cast, language


@pytest.fixture
def opened(cast: Cast) -> Template:
    """The cast's template with two open fields."""
    TemplateRegion.objects.filter(template=cast.template).update(locked=True)
    regions = cast.template.regions.exclude(text="").order_by("sort_order")
    TemplateRegion.objects.filter(pk__in=regions.values("pk")[:2]).update(locked=False, max_length=40)
    return Template.objects.get(pk=cast.template.pk)


def keys_of(template: Template) -> list[str]:
    return sorted(region.key for region in template.regions.all() if not region.locked)


def with_rules(campaign: Campaign, *rules: FieldRule) -> Campaign:
    campaign.field_rules = list(rules)
    campaign.save()
    return Campaign.objects.get(pk=campaign.pk)


def test_without_rules_all_that_a_template_opens_is_open(cast: Cast, opened: Template) -> None:
    campaign = with_rules(cast.gulf_campaign)
    assert open_keys(campaign, opened, cast.gulf) == frozenset(keys_of(opened))
    assert rules_for(campaign, opened, cast.gulf)[keys_of(opened)[0]] == FieldLimit(False, 40)


def test_a_rule_for_a_segment_closes_the_field_for_everybody_else(cast: Cast, opened: Template) -> None:
    first, second = keys_of(opened)
    campaign = with_rules(
        cast.gulf_campaign,
        FieldRule(template=opened, key=first, segment=cast.gold_in_britain, required=True, max_length=12),
        FieldRule(template=opened, key=second, max_length=90),
    )
    assert open_keys(campaign, opened, cast.acme) == {first, second}
    assert open_keys(campaign, opened, cast.globex) == {second}
    assert rules_for(campaign, opened, cast.acme)[first] == FieldLimit(True, 12)


def test_a_rule_never_opens_nor_widens(cast: Cast, opened: Template) -> None:
    locked = next(region.key for region in opened.regions.all() if region.locked)
    first = keys_of(opened)[0]
    campaign = with_rules(
        cast.gulf_campaign, FieldRule(template=opened, key=locked), FieldRule(template=opened, key=first, max_length=99)
    )
    assert locked not in open_keys(campaign, opened, cast.gulf)
    assert rules_for(campaign, opened, cast.gulf)[first].max_length == 40


@pytest.mark.parametrize(
    ("wanted", "offered", "found"),
    [
        ("de", ["de", "en"], "de"),
        ("de-AT", ["de", "en"], "de"),
        ("pt-BR", ["pt", "pt-br"], "pt-br"),
        ("pt", ["pt-br"], "pt-br"),
        ("zh-TW", ["zh-hans", "zh-hant"], "zh-hant"),
        ("zh-CN", ["zh-hans", "zh-hant"], "zh-hans"),
        ("zh-HK", ["zh-hans"], None),
        ("en", ["english"], None),
        ("da", ["de"], None),
        ("", ["de"], None),
    ],
)
def test_a_language_finds_its_nearest(wanted: str, offered: list[str], found: str | None) -> None:
    assert best_match(wanted, offered) == found


def test_the_own_languages_come_before_the_source() -> None:
    assert chosen_from(["ko", "ja"], ["en", "ja"], "en").language_code == "ja"
    assert chosen_from(["ko"], ["en", "ja"], "en").is_fallback
    assert not chosen_from(["en-GB"], ["en"], "en").is_fallback


def test_a_template_is_ready_in_a_language_once_every_text_is_approved(cast: Cast) -> None:
    texts = {TITLE_KEY: cast.template.title}
    texts |= {region.key: region.text for region in cast.template.regions.all() if region.locked and region.text}
    for key, text in texts.items():
        Translation.objects.create(
            template=cast.template, key=key, locale=language("de"), text=f"{text} (de)", source_text=text,
            state=Translation.State.APPROVED,
        )  # fmt: skip
    assert languages_of_template(cast.template) == ["de", "en"]
    assert language_for(cast.globex, cast.template).language_code == "de"
    assert language_for(cast.gulf, cast.template).is_fallback
    cast.globex_campaign.locales = [language("fr")]
    assert languages_of_template(cast.template, cast.globex_campaign) == ["en"]
    Translation.objects.filter(key=TITLE_KEY).update(state=Translation.State.DRAFT)
    assert languages_of_template(cast.template) == ["en"]
