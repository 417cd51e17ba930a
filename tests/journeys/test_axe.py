"""axe-core finds nothing to mend: WCAG 2.2 AA, in light and dark, on a desk and a phone, in both directions.

https://www.w3.org/TR/WCAG22/; axe-core comes with the package `axe-playwright-python`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, BrowserContext

from brand_kit.actions.compile_template import compile_template
from brand_kit.models import Template
from campaigns.actions.issue_file import issue_file
from campaigns.actions.start_collateral import start_collateral
from campaigns.models import Campaign, Collateral, Lead, Partner, Segment, User
from cms.demo.people import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.slow]

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN = """async rules => (await axe.run(document, {runOnly: rules, resultTypes: ['violations']})).violations.flatMap(
  fault => fault.nodes.map(node => `${fault.id}: ${node.target.join(' ')}: ${node.failureSummary.split('\\n')[1]}`))"""
SCENES = [("en", 1280, "light"), ("ar", 390, "light"), ("ar", 1280, "dark"), ("ja", 390, "dark")]
PAGES = [("en", "acme"), ("ar", "marsa"), ("ja", "shiomi"), ("de", "nobody")]
OF_WAGTAIL = ("#w-minimap-toggle", "w-userbar", "page-has-heading-one: html")
"""What is not ours to mend in the admin; our own pages outside of it have their headings."""


def pieces() -> list[str]:
    """The addresses of a piece in the works and of a finished file."""
    alice, acme = User.objects.get(email="alice@acme.example"), Partner.objects.get(slug="acme")
    campaign = Campaign.objects.get(slug="back-in-minutes-journey")
    flyer = Template.objects.get(slug="continuity-flyer")
    for edition in ("screen-a4", "print-a4"):
        compile_template(template=flyer, language_code="en", edition=edition, by=None)
    piece = start_collateral(partner=acme, campaign=campaign, template=flyer, by=alice)
    made = issue_file(collateral=piece, edition="screen-a4", extension="pdf", by=alice)
    shown = Collateral.objects.filter(partner=acme, web_pages__live=True).latest("pk")
    return [
        f"/portal/pieces/{piece.pk}/", f"/portal/files/{made.number}/", f"/portal/campaigns/{campaign.slug}/",
        f"/portal/pieces/{shown.pk}/page/", "/portal/leads/",
        f"/portal/leads/{Lead.objects.filter(partner=acme)[0].pk}/",
    ]  # fmt: skip


def signed_in(context: BrowserContext, address: str, email: str) -> None:
    page = context.new_page()
    page.goto(f"{address}/sign-in/")
    page.fill("input[name=login]", email)
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_url(lambda url: "sign-in" not in url)
    page.close()


def faults(context: BrowserContext, address: str, paths: list[str]) -> list[str]:
    found = []
    page = context.new_page()
    page.set_default_timeout(60_000)
    for path in paths:
        page.goto(f"{address}{path}")
        page.wait_for_timeout(300)
        page.evaluate(AXE)
        theirs = OF_WAGTAIL if path.startswith("/admin/") else ()
        words = [each for each in page.evaluate(RUN, RULES) if not any(part in each for part in theirs)]
        found += [f"{path} {each}" for each in words]
    page.close()
    return found


def test_axe_finds_nothing(world: Any, browser: Browser) -> None:
    doors = {
        "": ["/", "/sign-in/", "/sign-in/forgotten/", "/nowhere/", "/invitation/worn-out/", "/go/worn-out/",
             *(f"/{language}/back-before-breakfast/with/{partner}/" for language, partner in PAGES)],
        "alice@acme.example": [
            "/portal/", *pieces(), "/portal/files/", "/portal/profile/", "/account/", "/account/passkeys/",
            "/account/email/", "/account/password/",
        ],
        "vera@kestrane.example": [
            "/admin/snippets/campaigns/segment/",
            f"/admin/snippets/campaigns/segment/edit/{Segment.objects.order_by('pk')[0].pk}/",
            "/admin/snippets/campaigns/campaign/",
            *(f"/admin/snippets/campaigns/campaign/{view}/{Campaign.objects.order_by('pk')[0].pk}/"
              for view in ("edit", "preflight")),
            "/admin/campaigns/as/acme/", "/admin/snippets/campaigns/partner/",
            f"/admin/snippets/campaigns/partner/edit/{Partner.objects.get(slug='acme').pk}/",
            "/admin/snippets/campaigns/exchangerate/", "/admin/leads/",
        ],
    }  # fmt: skip
    found = []
    for language, width, scheme in SCENES:
        User.objects.update(language=language)
        for email, paths in doors.items():
            context = browser.new_context(
                viewport={"width": width, "height": 900}, locale=language, color_scheme=scheme, bypass_csp=True,
            )  # fmt: skip
            if email:
                signed_in(context, world.url, email)
            found += [f"{language} {width} {scheme} {each}" for each in faults(context, world.url, paths)]
            context.close()
    assert "\n".join(found) == ""
