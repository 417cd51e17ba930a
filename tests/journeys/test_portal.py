"""From the campaign's mail to the finished PDF, in a real Chromium on a phone, read back from the file."""

from __future__ import annotations

import re
import time
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from django.core import mail
from playwright.sync_api import Browser, Page

from brand_kit.actions.compile_template import compile_template
from brand_kit.models import Template
from campaigns.actions.announce_campaign import announce_campaign
from campaigns.models import Campaign, Collateral, IssuedFile, Membership, Partner, User

pytestmark = pytest.mark.browser

PHONE = {"width": 390, "height": 844}
OFFERS = {
    "de": ("nordwind", "Kostenlose Prüfung am Freitag"),
    "ar": ("marsa", "فحص مجاني يوم الأحد"),
    "ja": ("shiomi", "金曜日に無料診断"),
}


def mailed_link(language: str, partner: str) -> str:
    """The link in the mail that a partner's maker gets; the flyer is compiled in its language."""
    firm = Partner.objects.get(slug=partner)
    maker = User.objects.create_user(f"maker@{partner}.example", None, full_name="A Maker", language=language)
    Membership.objects.create(user=maker, partner=firm, role="maker")
    flyer = Template.objects.get(slug="continuity-flyer")
    compile_template(template=flyer, language_code=language, edition="screen-a4", by=None)
    mail.outbox.clear()
    announce_campaign(campaign=Campaign.objects.get(slug="back-in-minutes-journey"), by=None)
    mine = next(each for each in mail.outbox if each.to == [maker.email])
    found = re.search(r"https?://\S+/go/\S+", str(mine.body))
    assert found
    return found[0]


def opened(browser: Browser, language: str, **options: Any) -> Page:
    context = browser.new_context(viewport=PHONE, locale=language, has_touch=True, **options)
    page = context.new_page()
    page.set_default_timeout(60_000)
    return page


def text_of(data: bytes) -> str:
    document = pypdfium2.PdfDocument(data)
    words = "\n".join(leaf.get_textpage().get_text_range() for leaf in document)
    document.close()
    return " ".join(words.split())


@pytest.mark.parametrize("language", OFFERS)
def test_from_the_mail_to_the_pdf_on_a_phone(world: Any, browser: Browser, language: str, capsys: Any) -> None:
    partner, offer = OFFERS[language]
    link = mailed_link(language, partner)
    page = opened(browser, language)
    start, clicks = time.monotonic(), 1
    page.goto(link)
    assert page.locator("html").get_attribute("dir") == ("rtl" if language == "ar" else "ltr")
    page.locator(".offer form button").first.click()
    page.locator("#f-offer").fill(offer)
    page.locator("#make").click()
    with page.expect_download() as downloading:
        page.locator("#download").click()
    clicks += 3
    seconds = time.monotonic() - start
    data = Path(downloading.value.path()).read_bytes()
    assert downloading.value.suggested_filename.endswith(".pdf")
    words = text_of(data)
    assert all(word in words for word in offer.split()) or offer in words.replace(" ", ""), words[:400]
    assert IssuedFile.objects.get().values["offer"] == offer
    page.context.close()
    with capsys.disabled():
        print(f"\nFrom the mail to the PDF, {language}, phone: {clicks} clicks, {seconds:.1f} s")


def test_the_same_way_without_a_script(world: Any, browser: Browser) -> None:
    link = mailed_link("de", "nordwind")
    page = opened(browser, "de", java_script_enabled=False)
    page.goto(link)
    page.locator(".offer form button").first.click()
    page.locator("#f-offer").fill("Ohne Skript geprüft")
    page.locator("#make").click()
    assert "/portal/files/" in page.url
    assert IssuedFile.objects.get().values["offer"] == "Ohne Skript geprüft"
    page.context.close()


def test_two_tabs_tell_each_other_and_keep_both_words(world: Any, browser: Browser) -> None:
    page = opened(browser, "en")
    page.goto(mailed_link("en", "harrowvale"))
    page.locator(".offer form button").first.click()
    other = page.context.new_page()
    other.goto(page.url)
    page.locator("#f-offer").fill("Words of the first tab")
    page.wait_for_selector("#state[data-state=saved]")
    other.locator("#f-offer").fill("Words of the second tab")
    other.wait_for_selector("#field-offer .conflict")
    assert "Words of the first tab" in other.locator("#field-offer blockquote").inner_text()
    other.locator("[data-keep=mine]").click()
    other.wait_for_selector("#state[data-state=saved]")
    other.wait_for_timeout(500)
    assert Collateral.objects.latest("pk").entered["offer"] == "Words of the second tab"
    page.context.close()


def test_words_typed_while_the_line_is_down_are_sent_later_and_survive_a_reload(world: Any, browser: Browser) -> None:
    page = opened(browser, "en")
    page.goto(mailed_link("en", "harrowvale"))
    page.locator(".offer form button").first.click()
    page.wait_for_selector("#f-offer")
    page.context.set_offline(True)
    page.locator("#f-offer").fill("Typed in a tunnel")
    page.wait_for_selector("#state[data-state=waiting]")
    page.context.set_offline(False)
    page.wait_for_selector("#state[data-state=saved]")
    assert Collateral.objects.latest("pk").entered["offer"] == "Typed in a tunnel"
    page.route("**/save/", lambda route: route.abort())
    page.locator("#f-offer").fill("Typed before a crash")
    page.wait_for_selector("#state[data-state=waiting]")
    page.unroute("**/save/")
    page.once("dialog", lambda dialog: dialog.accept())
    page.reload()
    assert page.locator("#f-offer").input_value() == "Typed before a crash"
    page.wait_for_selector("#state[data-state=saved]")
    assert Collateral.objects.latest("pk").entered["offer"] == "Typed before a crash"
    page.context.close()
