"""A passkey is made, signs in alone, is renamed and removed, in a real browser with a pretended device."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from campaigns.models import User
from tests.journeys.conftest import House

PASSWORD = "correct horse battery"


@pytest.mark.browser
def test_a_passkey_signs_in_without_the_password(house: House) -> None:
    User.objects.create_user("paula@partner.example", PASSWORD, full_name="Paula Partner")
    site = house.address
    page = house.browser.new_page()
    page.set_default_timeout(60_000)
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
               "isUserVerified": True, "automaticPresenceSimulation": True}  # fmt: skip
    device.send("WebAuthn.addVirtualAuthenticator", {"options": options})

    page.goto(f"{site}/sign-in/?next=/account/")
    page.get_by_label("E-mail address").fill("paula@partner.example")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_role("link", name=re.compile("Add ?: Passkeys")).click()
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
    page.get_by_label("Name of this device").fill("Work laptop")
    page.get_by_role("button", name="Make the passkey").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()

    page.goto(f"{site}/sign-out/")
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url(f"{site}/portal/")
    page.goto(f"{site}/account/passkeys/")
    expect(page.get_by_role("heading", name="Work laptop")).to_be_visible()
    expect(page.get_by_text("Signs in alone")).to_be_visible()

    page.get_by_role("link", name=re.compile("Remove ?: Work laptop")).click()
    if "again" in page.url:
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="Go on").click()
    page.get_by_role("button", name="Remove the passkey").click()
    expect(page.get_by_role("heading", name="No passkey yet")).to_be_visible()

    page.goto(f"{site}/sign-out/")
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_text("This passkey does not fit an account here")).to_be_visible()
    assert "/sign-in/" in page.url
    assert [line for line in said if "Content Security Policy" in line] == []
    page.close()
