"""A visitor on a phone: scans the code on a flyer, reads the page, asks, and is answered; in German and Arabic."""

from __future__ import annotations

from typing import Any

import pytest
from django.core import mail
from playwright.sync_api import Browser, Page

from campaigns.models import DailyCount, Lead, Membership, Partner, PartnerPage, User
from campaigns.page_tasks import mail_lead
from tests.campaigns.pages_kit import BROWSER

pytestmark = pytest.mark.browser

PHONE = {"width": 390, "height": 844}
VISITORS = {
    "de": ("nordwind", "Jana Öztürk", "Bitte rufen Sie mich am Montag an.", "rtl"),
    "ar": ("marsa", "ليلى منصور", "أرجو الاتصال يوم الاثنين.", "ltr"),
}


def opened(browser: Browser, language: str, **options: Any) -> tuple[Page, list[str]]:
    context = browser.new_context(viewport=PHONE, locale=language, has_touch=True, user_agent=BROWSER, **options)
    page = context.new_page()
    page.set_default_timeout(60_000)
    wrong: list[str] = []
    page.on("console", lambda message: wrong.append(message.text))
    page.on("requestfailed", lambda request: wrong.append(request.url))
    return page, wrong


@pytest.mark.parametrize("script", [True, False], ids=["scripted", "without a script"])
@pytest.mark.parametrize("language", VISITORS)
def test_a_visitor_reads_asks_and_is_heard(demo_site: Any, browser: Browser, language: str, script: bool) -> None:
    slug, name, words, other_way = VISITORS[language]
    partner = Partner.objects.get(slug=slug)
    maker = User.objects.create_user(f"maker@{slug}.example", None, full_name="A Maker", language=language)
    Membership.objects.create(user=maker, partner=partner, role="maker")
    before = DailyCount.objects.filter(partner=partner, what="visit").count()
    page, wrong = opened(browser, language, java_script_enabled=script)
    page.goto(f"{demo_site.url}/{language}/back-before-breakfast/with/{slug}/")
    assert page.locator("html").get_attribute("dir") != other_way
    assert page.locator("h1").inner_text()
    if script:
        assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
        assert page.evaluate("document.querySelector('picture img').naturalWidth") > 100
    page.locator(".hero .button").click()
    page.locator("#request-name").fill(name)
    page.locator("#request-email").fill("visitor@mill.example")
    page.locator("#request-message").fill(words)
    page.wait_for_timeout(2500)  # as long as nobody types faster
    page.locator("#request-consent").check()
    page.locator(".sheet button").click()
    page.wait_for_url("**/thanks/**")
    lead = Lead.objects.get(email="visitor@mill.example")
    assert (lead.name, lead.message, lead.partner) == (name, words, partner)
    assert DailyCount.objects.filter(partner=partner, what="visit").count() == before + 1
    assert page.context.cookies() == [] and wrong == []
    mail.outbox.clear()
    mail_lead.func(lead.pk)
    assert mail.outbox[0].to == [maker.email] and words in str(mail.outbox[0].body)
    page.context.close()


def test_who_comes_too_late_finds_a_good_page(demo_site: Any, browser: Browser) -> None:
    PartnerPage.objects.filter(partner__slug="marsa", language_code="ar").update(live=False)
    page, _wrong = opened(browser, "ar")
    answer = page.goto(f"{demo_site.url}/ar/back-before-breakfast/with/marsa/")
    assert answer and answer.status == 410
    assert page.locator("html").get_attribute("dir") == "rtl"
    page.locator('a[hreflang="en"]').click()
    assert page.locator("html").get_attribute("lang") == "en" and page.locator("h1").count() == 1
    page.context.close()
