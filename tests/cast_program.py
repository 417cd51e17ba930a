"""What the cast acts with: firms, segments, a template, campaigns, pieces and jobs, each full of its owner's word."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone
from wagtail.models import Locale

from brand_kit.actions.sync_regions import sync_regions
from brand_kit.models import Brand, Template
from campaigns.models import (
    Attribute,
    AttributeValue,
    Branch,
    Campaign,
    CampaignTemplate,
    Certification,
    Collateral,
    CollateralVersion,
    ExchangeRate,
    FieldRule,
    Invitation,
    Job,
    KeyMessage,
    Lead,
    LocalName,
    Partner,
    PartnerCertification,
    PartnerLanguage,
    PartnerPage,
    PartnerType,
    ProductLine,
    Role,
    Segment,
    SegmentUse,
    Territory,
    Tier,
    User,
)

WORDS = {
    "acme": "zebrafish-acme",
    "globex": "quokka-globex",
    "summit": "lyrebird-summit",
    "gulf": "narwhal-gulf",
    "segment": "pangolin-segment",
    "draft": "okapi-draft",
}
"""Whose word is which; `summit` stands in the distributor's data, but not in its name, which its partners know."""


def language(code: str) -> Locale:
    """A content language, made if it is not there."""
    return Locale.objects.get_or_create(language_code=code)[0]


def tier(slug: str, rank: int) -> Tier:
    """A tier, made if it is not there, above all others if its rank is taken."""
    if found := Tier.objects.filter(slug=slug).first():
        return found
    taken = set(Tier.objects.values_list("rank", flat=True))
    return Tier.objects.create(slug=slug, name=slug.title(), rank=max(taken) + 1 if rank in taken else rank)


def make_partners(manager: User) -> dict[str, Partner]:
    """Four firms, each full of its word."""
    for currency, rate in (("GBP", "0.86"), ("USD", "1.08"), ("AED", "3.97")):
        ExchangeRate.objects.get_or_create(currency=currency, day=date(2026, 1, 1), defaults={"per_euro": rate})
    line = ProductLine.objects.get_or_create(slug="cloud", defaults={"name": "Cloud"})[0]
    kind = PartnerType.objects.get_or_create(slug="reseller", defaults={"name": "Reseller"})[0]
    certification = Certification.objects.get_or_create(
        slug="cloud-engineer", defaults={"name": "Cloud engineer", "product_line": line}
    )[0]
    note = Attribute.objects.create(key="note", label="Note", kind=Attribute.Kind.TEXT)
    firms: dict[str, Partner] = {}
    for key, country, speaks, standing, currency in (
        ("summit", "GB", "en", tier("platinum", 40), "GBP"),
        ("acme", "GB", "en", tier("gold", 30), "GBP"),
        ("globex", "DE", "de", tier("silver", 20), "EUR"),
        ("gulf", "AE", "ar", tier("silver", 20), "AED"),
    ):
        word = WORDS[key]
        firms[key] = partner = Partner.objects.create(
            slug=word,
            name="Summit Distribution" if key == "summit" else f"{key.title()} ({word})",
            legal_name=f"{word} Ltd",
            language_code=speaks,
            country_id=country,
            address={"country_code": country, "street_address": f"1 {word} Road", "city": "Town"},
            phone="+441632960000",
            email=f"hello@{word}.example",
            website=f"https://www.{word}.example",
            partner_type=kind,
            tier=standing,
            distributor=firms["summit"] if key == "acme" else None,
            revenue=1_500_000,
            revenue_currency=currency,
            revenue_year=2025,
            training_score=80,
            joined=date(2020, 2, 29),
            account_manager=manager,
        )
        partner.product_lines.add(line)
        fill_rows(partner, word, certification, note)
    return firms


def fill_rows(partner: Partner, word: str, certification: Certification, note: Attribute) -> None:
    """Give a firm a row in every table that hangs on one."""
    LocalName.objects.create(partner=partner, language_code="fr", name=f"{word} SARL")
    PartnerLanguage.objects.create(partner=partner, language_code="fr")
    Branch.objects.create(partner=partner, label=f"{word} branch", email=f"branch@{word}.example")
    PartnerCertification.objects.create(partner=partner, certification=certification, issued=date(2024, 1, 1))
    AttributeValue.objects.create(partner=partner, attribute=note, text=f"{word} note")
    Invitation.objects.create(partner=partner, email=f"new@{word}.example", role=Role.MAKER)


def make_segments() -> dict[str, Segment]:
    """Three segments, the last of which names the first."""

    def made(name: str, *conditions: dict[str, Any]) -> Segment:
        return Segment.objects.create(
            name=f"{name} ({WORDS['segment']})", rule={"match": "all", "conditions": list(conditions)}
        )

    first = made(
        "Gold in Britain",
        {"attribute": "tier", "operator": "at_least", "value": "gold"},
        {"attribute": "country", "operator": "is", "value": "GB"},
    )
    second = made("Silver", {"attribute": "tier", "operator": "is", "value": "silver"})
    third = made(
        "Gold in Britain, trained",
        {"segment": first.pk},
        {"attribute": "training_score", "operator": "at_least", "value": 50},
    )
    SegmentUse.objects.create(segment=third, used=first)
    return {"gold_in_britain": first, "silver": second, "nested": third}


def make_template(brand: Brand) -> Template:
    """A banner with copy, one open field and no picture."""
    template = Template(
        title="Autumn banner", slug="autumn-banner", brand=brand, layout="banner", locale=language("en")
    )
    sync_regions(template=template, by=None)
    for region in template.regions.all():
        if region.key == "partner_web":
            region.locked, region.field_kind, region.label = False, "text", "Your address"
        else:
            region.text = "Back in minutes"
    template.save()
    template.save_revision().publish()
    return Template.objects.get(pk=template.pk)


def make_campaigns(brand: Brand, template: Template, segments: dict[str, Segment]) -> dict[str, Campaign]:
    """Four campaigns; each is told apart by its word."""
    acme = campaign("acme", brand, template, country="GB", segment=segments["gold_in_britain"])
    globex = campaign("globex", brand, template, country="DE", segment=segments["silver"])
    gulf = campaign("gulf", brand, template, country="AE")
    draft = campaign("draft", brand, template, live=False)
    return {"acme_campaign": acme, "globex_campaign": globex, "gulf_campaign": gulf, "draft": draft}


def campaign(
    owner: str,
    brand: Brand,
    template: Template,
    *,
    country: str = "",
    segment: Segment | None = None,
    live: bool = True,
    **values: Any,
) -> Campaign:
    """A campaign for one country and segment, published if it is to be live."""
    word = WORDS[owner]
    values = {"title": f"Autumn ({word})", "slug": f"autumn-{word}", "story": f"The story of {word}.", **values}
    made = Campaign(brand=brand, live=False, contact_email=f"ask@{word}.example", **values)
    made.territories = Territory.objects.filter(code=country)
    made.locales = [language("ar")] if owner == "gulf" else []
    made.segments = [segment] if segment else []
    made.messages = [KeyMessage(audience="Everybody", text=f"Say {word}.")]
    made.offers = [CampaignTemplate(template=template, advice=f"Use it for {word}.")]
    if segment:
        made.field_rules = [FieldRule(template=template, key="partner_web", segment=segment, max_length=30)]
    made.save()
    revision = made.save_revision()
    if live:
        revision.publish()
    return Campaign.objects.get(pk=made.pk)


def piece(
    owner: str, by: User, firms: dict[str, Partner], campaigns: dict[str, Campaign], template: Template
) -> Collateral:
    """A piece of a firm in its own campaign, with its word in the one field."""
    entered = {"partner_web": f"Entered by {WORDS[owner]}"}
    made = Collateral.objects.create(
        partner=firms[owner], campaign=campaigns[f"{owner}_campaign"], template=template, language_code="en",
        entered=entered, version=2, created_by=by, changed_by=by,
    )  # fmt: skip
    for number, values in ((1, {}), (2, entered)):
        CollateralVersion.objects.create(collateral=made, number=number, language_code="en", by=by, entered=values)
    return made


def lead(owner: str, piece: Collateral) -> Lead:
    """A request on a firm's page, which has been taken down; full of its word."""
    word = WORDS[owner]
    page = PartnerPage.objects.create(
        collateral=piece, campaign=piece.campaign, partner=piece.partner, language_code="en", published_version=2,
        values={"partner_name": f"On the page of {word}"},
    )  # fmt: skip
    return Lead.objects.create(
        page=page, campaign=piece.campaign, partner=piece.partner, name=f"Visitor of {word}",
        email=f"visitor@{word}.example", company=word, message=f"Please call, {word}", mailed_at=timezone.now(),
    )  # fmt: skip


def job(by: User, words: str) -> Job:
    """A finished import, whose result names firms."""
    return Job.objects.create(
        kind="import_partners", state=Job.State.DONE, by=by, total=2, done=2, result={"changed": [words]}
    )
