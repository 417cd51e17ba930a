"""A partner's web page as a visitor's browser meets it."""

from __future__ import annotations

import gzip
import io
import json
import re
from datetime import UTC, date, timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from PIL import Image

from brand_kit.composition import ValuesRefused
from brand_kit.models import BrandPicture, ForbiddenWording, TemplateRegion, Translation
from campaigns.actions.publish_page import publish_page
from campaigns.actions.set_collateral_language import set_collateral_language
from campaigns.actions.withdraw_page import withdraw_page
from campaigns.models import Campaign, ConsentText, LocalName, Partner, PartnerPage
from campaigns.page_tasks import prepare_page
from tests.campaigns.pages_kit import Changes, Site
from tests.campaigns.pages_kit import site as site
from tests.cast import WORDS, language

HOSTILE = "</script><script>alert(1)</script> {{ 7|add:7 }} {% now 'Y' %} <b>x</b> ${x} }body{color:red} \"'&"


# --- What it says -----------------------------------------------------------------------------------------------------


def test_the_page_says_the_template_s_words_and_the_partner_s(site: Site) -> None:
    page = BeautifulSoup(site.words(), "html.parser")
    assert page.h1 and page.h1.get_text() == "Back to work in minutes."
    assert page.html and (page.html["lang"], page.html["dir"]) == ("en", "ltr")
    assert page.select_one(".offer").get_text(strip=True) == "Free check"  # type: ignore[union-attr]
    assert WORDS["acme"] in page.select_one(".firm .name").get_text()  # type: ignore[union-attr]
    assert page.select_one('a[href^="tel:"]') and page.select_one('a[href^="https://www."][rel~="ugc"]')
    assert page.select(".cards h2")[0].get_text() == "Running again, fast"
    assert "trademarks" in page.select_one(".legal").get_text()  # type: ignore[union-attr]


def test_a_value_is_plain_text_everywhere(site: Site) -> None:
    name = "A {{7*7}} <b>&</b></script>"
    site.type_in(offer=HOSTILE, partner_name=name)
    html = site.words()
    page = BeautifulSoup(html, "html.parser")
    assert page.select_one(".offer .words").get_text() == HOSTILE  # type: ignore[union-attr]
    assert page.title and page.title.get_text().endswith(name)
    assert page.select_one('meta[property="og:site_name"]')["content"] == name  # type: ignore[index]
    told = json.loads(page.select_one("script").get_text())  # type: ignore[union-attr]
    assert told["publisher"]["name"] == name and told["mainEntity"]["name"] == HOSTILE
    assert len(page.find_all("script")) == 1 and not page.find_all("b")
    assert html.count("</script>") == 1


def test_search_engines_and_social_media_are_told_what_there_is(site: Site) -> None:
    page = BeautifulSoup(site.words("?f=123456789abc&utm_source=x"), "html.parser")
    address = page.select_one('link[rel="canonical"]')["href"]  # type: ignore[index]
    assert str(address).endswith(site.url)
    assert [each["hreflang"] for each in page.select('link[rel="alternate"]')] == ["en", "x-default"]
    picture = page.select_one('meta[property="og:image"]')["content"]  # type: ignore[index]
    assert re.fullmatch(rf"{re.escape(str(address))}social\.jpg\?v=[0-9a-f]{{10}}", str(picture))
    image = Image.open(io.BytesIO(site.get("social.jpg").content))
    width = page.select_one('meta[property="og:image:width"]')["content"]  # type: ignore[index]
    assert (image.format, image.width) == ("JPEG", int(str(width)))


def test_other_languages_are_named_and_linked(site: Site) -> None:
    german = language("de")
    for region in site.template.regions.filter(locked=True):
        words = f"{region.key} auf Deutsch"
        Translation.objects.create(template=site.template, key=region.key, locale=german, text=words, state="approved")
    Translation.objects.create(template=site.template, key="@title", locale=german, text="Titel", state="approved")
    piece = set_collateral_language(collateral=site.piece, language_code="de", by=site.cast.alice)
    publish_page(collateral=piece, by=site.cast.alice)
    for code, other in (("en", "de"), ("de", "en")):
        html = Client().get(site.url.replace("/en/", f"/{code}/")).content.decode()
        page = BeautifulSoup(html, "html.parser")
        assert page.html and page.html["lang"] == code
        links = {each["hreflang"]: each["href"] for each in page.select('link[rel="alternate"]')}
        assert links.keys() == {"en", "de", "x-default"} and links["x-default"] == links["en"]
        assert page.select_one(f'.switch a[hreflang="{other}"]')
    assert "headline auf Deutsch" in html


def test_a_page_of_arabic_reads_from_right_to_left(site: Site) -> None:
    PartnerPage.objects.filter(pk=site.page.pk).update(language_code="ar")
    page = BeautifulSoup(Client().get(site.url.replace("/en/", "/ar/")).content, "html.parser")
    assert page.html and (page.html["lang"], page.html["dir"]) == ("ar", "rtl")


def test_an_address_in_capitals_leads_to_the_page(site: Site) -> None:
    answer = Client().get(site.url.replace("/en/", "/EN/"))
    assert (answer.status_code, answer.headers["Location"]) == (301, site.url)


def test_a_layout_s_own_web_page_is_taken(site: Site, settings: Any, tmp_path: Any) -> None:
    folder = tmp_path / "layouts" / "flyer"
    folder.mkdir(parents=True)
    (folder / "web.html").write_text(
        '{% extends "campaigns/pages/page.html" %}{% block story %}<p id="own">{{ one.body.text }}</p>{% endblock %}'
    )
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path, *settings.TEMPLATES[0]["DIRS"]]}]
    assert '<p id="own">A failed update' in site.words()


# --- What it costs and what it leaves behind --------------------------------------------------------------------------


def test_no_cookie_is_set_and_nothing_comes_from_elsewhere(site: Site) -> None:
    for more in ("", "thanks/", "social.jpg", "?f=123456789abc"):
        answer = site.get(more)
        assert answer.status_code == 200 and not answer.cookies and "Set-Cookie" not in answer.headers
        assert "cookie" not in answer.headers.get("Vary", "").lower()
    html = site.words()
    policy = site.get().headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'") and "unsafe" not in policy and "script-src" not in policy
    page = BeautifulSoup(html, "html.parser")
    loaded = [
        each.get("src") or each.get("href") for each in page.select("img, link[rel=stylesheet], link[rel=preload]")
    ]
    assert loaded and all(re.fullmatch(r"[a-z0-9-]+\.(css|woff2|webp|jpg)", str(each)) for each in loaded)
    assert len(page.select("link[rel=stylesheet]")) == 1
    assert not page.select("[style], [onclick], style, iframe, script[src]")


def test_a_page_weighs_less_than_a_hundred_kilobytes_besides_its_hero(site: Site) -> None:
    html = site.get().content
    page = BeautifulSoup(html, "html.parser")
    style = str(page.select_one("link[rel=stylesheet]")["href"])  # type: ignore[index]
    css = site.get(style).content
    logos = {str(each["src"]) for each in page.select("img.logo")}
    assert logos
    names = [style, *re.findall(r'url\("([^"]+)"\)', css.decode()), *logos]
    total = len(html) + sum(len(site.get(name).content) for name in names)
    assert 20_000 < total < 100_000
    for name in names:
        assert "immutable" in site.get(name).headers["Cache-Control"]


def test_the_hero_comes_in_modern_formats_and_several_sizes(site: Site) -> None:
    page = BeautifulSoup(site.words(), "html.parser")
    types = {str(each["type"]): str(each["srcset"]) for each in page.select("picture source")}
    assert list(types) == ["image/avif", "image/webp"]
    name, width = types["image/avif"].split(", ")[0].split()
    answer = site.get(name)
    image = Image.open(io.BytesIO(answer.content))
    assert (answer.headers["Content-Type"], image.format, f"{image.width}w") == ("image/avif", "AVIF", width)
    assert site.get(name.replace("480", "481")).status_code == 404
    assert site.get(f"{'0' * 20}-480.avif").status_code == 404


def test_a_browser_that_unpacks_gets_the_same_page_packed(site: Site) -> None:
    plain, packed = site.get(), site.get(**{"accept-encoding": "br, gzip"})
    assert packed.headers["Content-Encoding"] == "gzip" and len(packed.content) < len(plain.content) / 2

    def without_ticket(html: bytes) -> str:
        return re.sub(r'name="ticket" value="[^"]+"', "", html.decode())

    assert without_ticket(gzip.decompress(packed.content)) == without_ticket(plain.content)


def test_a_page_from_the_cache_costs_four_small_queries(site: Site) -> None:
    site.get()
    with CaptureQueriesContext(
        connection,
    ) as queries:
        answer = Client(headers={"user-agent": "a robot that crawls"}).get(site.url)
    assert answer.status_code == 200 and len(queries) == 4


def test_each_visitor_s_form_is_another_one(site: Site) -> None:
    assert site.words() != site.words()
    assert site.get().headers["Cache-Control"] == "private, no-cache"


def test_pictures_are_made_ahead_when_a_page_is_published(site: Site) -> None:
    prepare_page.func(site.page.pk)
    prepare_page.func(site.page.pk)
    assert site.get("social.jpg").status_code == 200


# --- When it changes, and when it goes --------------------------------------------------------------------------------


def _change_copy(site: Site) -> None:
    template = type(site.template).objects.get(pk=site.template.pk)
    region = template.regions.get(key="headline")
    region.text = "Changed at once"
    template.regions.add(region)
    template.save_revision().publish()


def _change_brand(site: Site) -> None:
    brand = type(site.template.brand).objects.get(pk=site.template.brand_id)
    brand.name = "Changed at once"
    brand.save_revision().publish()


def _change_consent(site: Site) -> None:
    ConsentText.objects.update(text="Changed at once")


def _change_picture(site: Site) -> None:
    TemplateRegion.objects.filter(template=site.template, key="photo").update(alt="")
    BrandPicture.objects.update(alt="Changed at once")


def _change_name(site: Site) -> None:
    LocalName.objects.create(partner=site.cast.acme, language_code="en", name="Changed at once")
    site.type_in(partner_name=None)


CHANGES: dict[str, Changes] = {
    "a value": lambda site: site.type_in(offer="Changed at once"),
    "a template": _change_copy,
    "a brand": _change_brand,
    "a consent text": _change_consent,
    "what a picture shows": _change_picture,
    "a partner's name": _change_name,
}


@pytest.mark.parametrize("what", CHANGES)
def test_a_change_shows_at_once(site: Site, what: str) -> None:
    assert "Changed at once" not in site.words()
    CHANGES[what](site)
    assert "Changed at once" in site.words()


def test_a_translation_shows_at_once(site: Site) -> None:
    german = language("de")
    PartnerPage.objects.filter(pk=site.page.pk).update(language_code="de")
    url = site.url.replace("/en/", "/de/")
    assert "Back to work in minutes." in Client().get(url).content.decode()
    row = Translation.objects.create(
        template=site.template, key="headline", locale=german, text="Erste Fassung", state="approved"
    )
    assert "Erste Fassung" in Client().get(url).content.decode()
    row.text = "Zweite Fassung"
    row.save()
    assert "Zweite Fassung" in Client().get(url).content.decode()
    row.delete()
    assert "Back to work in minutes." in Client().get(url).content.decode()


def _end(site: Site) -> None:
    Campaign.objects.filter(pk=site.campaign.pk).update(ends_at=timezone.now())


GOES: dict[str, Changes] = {
    "it is withdrawn": lambda site: withdraw_page(page=site.page, by=site.cast.alice),
    "the campaign ends": _end,
    "the campaign is taken back": lambda site: Campaign.objects.get(pk=site.campaign.pk).unpublish(),
    "the contract ends": lambda site: Partner.objects.filter(pk=site.cast.acme.pk).update(active=False),
    "the template is taken back": lambda site: type(site.template).objects.get(pk=site.template.pk).unpublish(),
    "the campaign has no pages any more": lambda site: Campaign.objects.filter(pk=site.campaign.pk).update(
        page_template=None
    ),
}


@pytest.mark.parametrize("why", GOES)
def test_a_page_is_gone_at_once_with_a_good_one_in_its_place(site: Site, why: str) -> None:
    html = site.words()
    asset = str(BeautifulSoup(html, "html.parser").select_one("img.logo, picture img")["src"])  # type: ignore[index]
    GOES[why](site)
    for more in ("", "thanks/"):
        answer = site.get(more)
        assert answer.status_code == 410 and not answer.cookies
        words = answer.content.decode()
        assert "not here any more" in words and WORDS["acme"] not in words and site.campaign.title not in words
    assert site.get(asset).status_code == 410 and site.get("social.jpg").status_code == 410
    assert site.send({"name": "x"}).status_code == 410


def test_it_goes_at_the_very_minute_without_any_job(site: Site) -> None:
    from campaigns.pages.standing import State, standing_of

    end = timezone.now() + timedelta(hours=1)
    Campaign.objects.filter(pk=site.campaign.pk).update(ends_at=end)
    place = ("en", site.campaign.slug, site.cast.acme.slug)
    assert standing_of(*place, end - timedelta(microseconds=1)).state == State.LIVE
    assert standing_of(*place, end).state == State.GONE


def test_the_page_in_its_place_speaks_the_visitor_s_language(site: Site) -> None:
    PartnerPage.objects.update(language_code="de", live=False)
    page = BeautifulSoup(Client().get(site.url.replace("/en/", "/de/")).content, "html.parser")
    assert page.html and page.html["lang"] == "de"


def test_what_was_never_published_is_not_there(site: Site) -> None:
    assert Client().get(site.url.replace("acme", "nobody")).status_code == 404
    assert Client().get(f"/de/{site.campaign.slug}/with/{site.cast.acme.slug}/").status_code == 404
    Campaign.objects.filter(pk=site.campaign.pk).update(starts_at=timezone.now() + timedelta(days=1))
    answer = site.get()
    assert answer.status_code == 404 and WORDS["acme"] not in answer.content.decode()


def test_a_picture_goes_when_its_rights_end(site: Site) -> None:
    assert "<picture>" in site.words()
    BrandPicture.objects.update(rights_end=timezone.now().astimezone(UTC).date())
    assert "<picture>" in site.words()
    BrandPicture.objects.update(rights_end=date(2020, 1, 1))
    assert "<picture>" not in site.words()


def test_a_field_that_the_vendor_locks_shows_the_vendor_s_words(site: Site) -> None:
    template = type(site.template).objects.get(pk=site.template.pk)
    region = template.regions.get(key="offer")
    region.locked, region.text = True, "The vendor's offer"
    template.regions.add(region)
    template.save_revision().publish()
    assert "Free check" not in site.words() and "The vendor&#x27;s offer" in site.words()


def test_a_word_that_the_brand_forbids_later_leaves_the_page(site: Site) -> None:
    brand = type(site.template.brand).objects.get(pk=site.template.brand_id)
    brand.forbidden_wordings.add(ForbiddenWording(word="free", language_code=""))
    brand.save_revision().publish()
    assert "Free check" not in site.words()
    with pytest.raises(ValuesRefused):
        publish_page(collateral=site.piece, by=site.cast.alice)


def test_two_partners_pages_are_never_mixed(site: Site) -> None:
    Campaign.objects.get(pk=site.campaign.pk).territories.clear()
    campaign = Campaign.objects.get(pk=site.campaign.pk)
    campaign.segments.clear()
    campaign.territories.clear()
    campaign.save()
    site.cast.globex.address |= {"postal_code": "20457", "city": "Hamburg"}
    site.cast.globex.phone = "+494066969318"
    site.cast.globex.save()
    piece = type(site.piece).objects.create(
        partner=site.cast.globex, campaign=campaign, template=site.template, language_code="en",
        entered={"offer": "Globex only"},
    )  # fmt: skip
    publish_page(collateral=piece, by=site.cast.charlie)
    theirs = site.url.replace(site.cast.acme.slug, site.cast.globex.slug)
    for _round in range(3):
        mine, other = site.words(), Client().get(theirs).content.decode()
        assert WORDS["globex"] not in mine and WORDS["acme"] not in other and "Globex only" in other
