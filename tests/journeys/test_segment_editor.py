"""The segment editor in a real browser: by keyboard alone, on a phone, from right to left, and without scripts."""

from __future__ import annotations

from datetime import date

import pytest
from playwright.sync_api import Page, expect

from campaigns.models import Certification, Partner, PartnerCertification, Segment, User
from tests.journeys.conftest import House

pytestmark = pytest.mark.browser
SEGMENTS = "/admin/snippets/campaigns/segment/"


@pytest.fixture
def faults() -> list[str]:
    return []


def watched(page: Page, faults: list[str]) -> Page:
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    return page


def tab_to(page: Page, wanted: str) -> None:
    """Press Tab until something has the focus."""
    for _step in range(40):
        if page.locator(wanted).evaluate("each => each === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"The keyboard does not come to {wanted}.")


def certify(partner: Partner, number: int) -> None:
    for each in range(number):
        held = Certification.objects.create(slug=f"more-{each}", name=f"More {each}")
        PartnerCertification.objects.create(partner=partner, certification=held, issued=date(2024, 1, 1))


def test_a_segment_is_built_by_keyboard_alone(house: House, faults: list[str]) -> None:
    certify(house.cast.acme, 2)
    page = watched(house.visit(house.cast.vera).new_page(), faults)
    page.goto(f"{SEGMENTS}add/")
    count = page.locator("[data-count]")
    expect(count).to_contain_text("4 of 4 partners match")

    page.locator("#id_name").focus()
    page.keyboard.type("Gold with three certifications")
    tab_to(page, "#rule-0-subject")
    page.keyboard.type("Tier")
    tab_to(page, "#rule-0-operator")
    page.keyboard.type("is at le")
    tab_to(page, "#rule-0-value")
    page.keyboard.type("Gold")
    expect(count).to_contain_text("2 of 4 partners match")

    tab_to(page, "[data-add]")
    page.keyboard.press("Enter")
    expect(page.locator("#rule-1-subject")).to_be_focused()
    expect(page.locator("[data-announcer]")).to_have_text("Condition 2 added.")
    page.keyboard.type("Number of valid")
    tab_to(page, "#rule-1-operator")
    page.keyboard.type("is at le")
    tab_to(page, "#rule-1-value")
    page.keyboard.type("3")
    expect(count).to_contain_text("1 of 4 partners matches")
    sentence = page.locator("[data-sentence]")
    expect(sentence).to_have_text("Tier at least Gold, and Number of valid certifications at least 3")

    tab_to(page, "#seg-partner-search")
    page.keyboard.type("globex")
    expect(page.locator(".seg-list:visible [role=option]")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page.locator("[data-why]")).to_contain_text("does not match")
    expect(page.locator("#rule-1-verdict")).to_contain_text("Does not hold.")

    tab_to(page, "footer button[type=submit]")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{SEGMENTS}")
    expect(page.locator("[data-segment-count][data-counted]").first).to_be_visible()
    assert Segment.objects.get(name="Gold with three certifications").rule["conditions"] == [
        {"attribute": "tier", "operator": "at_least", "value": "gold"},
        {"attribute": "certifications", "operator": "at_least", "value": 3},
    ]
    assert faults == []


def test_a_place_is_searched_for_and_a_row_comes_back(house: House, faults: list[str]) -> None:
    page = watched(house.visit(house.cast.vera).new_page(), faults)
    page.goto(f"{SEGMENTS}add/")
    page.locator("#rule-0-subject").select_option("territory")
    page.locator("#rule-0-find").focus()
    page.keyboard.type("united kingdom")
    field = page.get_by_role("combobox", name="Find: Territory")
    expect(field).to_have_attribute("aria-expanded", "true")
    expect(page.locator(".seg-list:visible [aria-selected=true]")).to_have_text("United KingdomGB")
    page.keyboard.press("Enter")
    expect(page.locator("[data-row] [data-chips] [data-label-text]")).to_have_text("United Kingdom")
    expect(page.locator("[data-count]")).to_contain_text("2 of 4")
    page.keyboard.type("zzz")
    expect(page.locator(".seg-list__note")).to_have_text("Nothing has this name.")
    page.keyboard.press("Escape")
    expect(field).to_have_attribute("aria-expanded", "false")

    page.get_by_role("button", name="Remove condition 1").click()
    expect(page.locator("[data-add]")).to_be_focused()
    expect(page.locator("[data-count]")).to_contain_text("4 of 4")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#rule-0-subject")).to_be_focused()
    expect(page.locator("[data-count]")).to_contain_text("2 of 4")
    assert faults == []


def test_it_fits_a_phone_from_right_to_left(house: House, faults: list[str]) -> None:
    User.objects.filter(pk=house.cast.vera.pk).update(language="ar")
    page = watched(house.visit(house.cast.vera, viewport={"width": 390, "height": 844}).new_page(), faults)
    for address in (f"{SEGMENTS}edit/{house.cast.nested.pk}/", SEGMENTS):
        page.goto(address)
        assert page.locator("html").get_attribute("dir") == "rtl"
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.goto(f"{SEGMENTS}edit/{house.cast.nested.pk}/")
    expect(page.locator("[data-count]")).to_contain_text("2")
    subject, remove = page.locator("#rule-0-subject").bounding_box(), page.locator("[data-remove]").first.bounding_box()
    assert subject and remove
    assert remove["x"] < subject["x"], "the button is at the end of its row"
    assert min(remove["width"], remove["height"], subject["height"]) >= 44
    assert faults == []


def test_it_works_without_scripts(house: House) -> None:
    page = house.visit(house.cast.vera, java_script_enabled=False).new_page()
    page.goto(f"{SEGMENTS}add/")
    page.fill("#id_name", "Without scripts")
    page.select_option("#rule-0-subject", "tier")
    page.press("#id_name", "Enter")
    page.select_option("#rule-0-operator", "at_least")
    page.select_option("#rule-0-value", "gold")
    page.get_by_role("button", name="Count").click()
    expect(page.locator("[data-count]")).to_contain_text("2 of 4 partners match")
    page.get_by_role("button", name="Save").click()
    page.wait_for_url(f"**{SEGMENTS}")
    assert Segment.objects.filter(name="Without scripts").exists()
