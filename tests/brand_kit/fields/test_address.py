import pytest

from brand_kit.fields import FieldRefused, Place, Rules, kind
from brand_kit.fields.address import AddressKind, countries
from brand_kit.fields.samples import ADDRESSES
from tests.brand_kit.fields.places import (
    BRAZIL,
    CHINA,
    EMIRATES,
    GERMANY,
    JAPAN,
    KOREA,
    SPAIN,
    SWITZERLAND,
    TAIWAN,
    THAILAND,
    UK,
    US,
)

ADDRESS = kind("address")


def in_place(country, **parts):
    return {"country_code": country, **parts}


@pytest.mark.parametrize(
    ("place", "raw", "lines"),
    [
        (GERMANY, in_place("DE", **ADDRESSES["DE"]), "Speicherstraße 8\n20457 Hamburg"),
        (US, in_place("DE", **ADDRESSES["DE"]), "Speicherstraße 8\n20457 Hamburg\nGermany"),
        (US, in_place("US", **ADDRESSES["US"]), "500 Harbor Street\nOakland, CA 94607"),
        (
            US,
            in_place("US", **{**ADDRESSES["US"], "country_area": "California"}),
            "500 Harbor Street\nOakland, CA 94607",
        ),
        (UK, in_place("GB", **{**ADDRESSES["GB"], "postal_code": "ls1 4ap"}), "12 Mill Lane\nLeeds\nLS1 4AP"),
        (SWITZERLAND, in_place("CH", **ADDRESSES["CH"]), "Seestrasse 21\n8002 Zürich"),
        (GERMANY, in_place("CH", **ADDRESSES["CH"]), "Seestrasse 21\nCH-8002 Zürich\nSchweiz"),
        (SPAIN, in_place("ES", **ADDRESSES["ES"]), "Calle del Molino, 9\n41001 Sevilla"),
        (BRAZIL, in_place("BR", **ADDRESSES["BR"]), "Rua das Acácias, 240\nPinheiros\nSão Paulo-SP\n05422-010"),
        (EMIRATES, in_place("AE", street_address="شارع المرفأ 12", country_area="دبي"), "شارع المرفأ 12\nدبي"),
        (EMIRATES, in_place("AE", street_address="12 Marsa Street", city="Dubai"), "12 Marsa Street\nDubai"),
        (EMIRATES, in_place("DE", **ADDRESSES["DE"]), "Speicherstraße 8\n20457 Hamburg\nألمانيا"),
        (
            JAPAN,
            in_place("JP", **ADDRESSES["JP"], company_name="北光ビル"),
            "〒100-0005\n東京都\n千代田区丸の内1-2-3\n北光ビル",
        ),
        (
            US,
            in_place(
                "JP",
                street_address="1-2-3 Marunouchi",
                city="Chiyoda-ku",
                country_area="Tokyo",
                postal_code="〒100-0005",
            ),
            "1-2-3 Marunouchi, Chiyoda-ku, Tokyo\n100-0005\nJapan",
        ),
        (KOREA, in_place("KR", **ADDRESSES["KR"]), "서울특별시 강남구\n테헤란로 12\n06234"),
        (CHINA, in_place("CN", **ADDRESSES["CN"]), "518057\n广东省深圳市南山区\n科技路12号"),
        (TAIWAN, in_place("TW", **ADDRESSES["TW"]), "110\n台北市信義區\n松仁路12號"),
        (THAILAND, in_place("TH", **ADDRESSES["TH"]), "12 ถนนลำธาร\nแขวงสีลม เขตบางรัก\nกรุงเทพมหานคร 10500"),
        (
            US,
            in_place("SG", street_address="8 Quay Road", city="Singapore", postal_code="049483"),
            "8 Quay Road\nSingapore 049483\nSingapore",
        ),
        (US, in_place("IE", street_address="4 Mill Row", city="Cork"), "4 Mill Row\nCork\nIreland"),
        (
            GERMANY,
            {"street_address": "Hof 1\r\n2. Stock", "postal_code": "２０４５７", "city": "Hamburg"},
            "Hof 1\n2. Stock\n20457 Hamburg",
        ),
    ],
)
def test_an_address_is_set_in_its_own_country_s_order_and_script(place, raw, lines):
    saved = ADDRESS.clean(raw, Rules(), place)
    assert ADDRESS.clean(saved, Rules(), place) == saved
    assert ADDRESS.set(saved, place).text == lines


@pytest.mark.parametrize(
    ("raw", "part", "code"),
    [
        (in_place("DE", street_address="Hof 1", city="Hamburg"), "postal_code", "required"),
        (in_place("DE", street_address="Hof 1", city="Hamburg", postal_code="2045"), "postal_code", "postal_code"),
        (
            in_place("DE", street_address="Hof 1", city="Bonn", postal_code="53225", country_area="NRW"),
            "country_area",
            "unused",
        ),
        (
            in_place("US", street_address="1 A St", city="Oakland", postal_code="94607", country_area="XX"),
            "country_area",
            "invalid",
        ),
        (
            in_place("US", street_address="1 A St", city="Oakland", postal_code="10001", country_area="CA"),
            "postal_code",
            "postal_code",
        ),
        (in_place("DE", street_address="Hof\u202e 1", city="Bonn", postal_code="53225"), "street_address", "bidi"),
        (in_place("DE", street_address="Hof 1", city="Bonn\n\nKöln", postal_code="53225"), "city", "lines"),
        *((in_place(code, city="x"), "country_code", "country") for code in ("ZZ", "ALL", "XX", "D", "../DE", "ДЕ")),
    ],
)
def test_a_wrong_address_is_refused_at_the_part_that_is_wrong(raw, part, code):
    with pytest.raises(FieldRefused) as refused:
        ADDRESS.clean(raw, Rules(), US)
    assert (refused.value.part, refused.value.code) == (part, code)


def test_a_code_that_does_not_fit_its_state_is_told_apart_from_a_wrong_one():
    raw = in_place("US", street_address="1 A St", city="Oakland", postal_code="10001", country_area="CA")
    with pytest.raises(FieldRefused, match=r"do not fit together.*ZIP code and State"):
        ADDRESS.clean(raw, Rules(), US)


def test_a_country_alone_is_no_address():
    assert ADDRESS.clean({"country_code": "DE", "city": " "}, Rules(), GERMANY) is None


def test_every_country_has_a_sample_that_its_own_rules_accept():
    codes = [code for code, _name in countries(US)]
    assert len(codes) > 240
    for code in codes:
        place = Place("en", code)
        sample = AddressKind().example(Rules(), place)
        saved = ADDRESS.clean(sample, Rules(), place)
        assert ADDRESS.clean(saved, Rules(), US) == saved
        text = ADDRESS.set(saved, place).text
        assert all(sample.get(part, "") in text for part in ("street_address", "city", "postal_code")), text
