import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from brand_kit.fields import FieldRefused, Place, Rules, kind
from brand_kit.fields.money import typed_amount
from tests.brand_kit.fields.places import (
    ALL,
    BRAZIL,
    CHINA,
    EGYPT,
    EMIRATES,
    FRANCE,
    GERMANY,
    GREECE,
    INDIA,
    ISRAEL,
    JAPAN,
    KOREA,
    POLAND,
    SPAIN,
    SWITZERLAND,
    TAIWAN,
    THAILAND,
    UK,
    US,
)

DATE, MONEY = kind("date"), kind("money")


@pytest.mark.parametrize(
    ("place", "long", "with_weekday"),
    [
        (US, "November 5, 2026", "Thursday, November 5, 2026"),
        (UK, "5 November 2026", "Thursday, 5 November 2026"),
        (GERMANY, "5. November 2026", "Donnerstag, 5. November 2026"),
        (FRANCE, "5 novembre 2026", "jeudi 5 novembre 2026"),
        (SPAIN, "5 de noviembre de 2026", "jueves, 5 de noviembre de 2026"),
        (BRAZIL, "5 de novembro de 2026", "quinta-feira, 5 de novembro de 2026"),
        (POLAND, "5 listopada 2026", "czwartek, 5 listopada 2026"),
        (GREECE, "5 Νοεμβρίου 2026", "Πέμπτη 5 Νοεμβρίου 2026"),
        (EMIRATES, "5 نوفمبر 2026", "الخميس، 5 نوفمبر 2026"),
        (EGYPT, "٥ نوفمبر ٢٠٢٦", "الخميس، ٥ نوفمبر ٢٠٢٦"),
        (ISRAEL, "5 בנובמבר 2026", "יום חמישי, 5 בנובמבר 2026"),
        (INDIA, "5 नवंबर 2026", "गुरुवार, 5 नवंबर 2026"),
        (THAILAND, "5 พฤศจิกายน ค.ศ. 2026", "วันพฤหัสบดีที่ 5 พฤศจิกายน ค.ศ. 2026"),
        (JAPAN, "2026年11月5日", "2026年11月5日木曜日"),
        (KOREA, "2026년 11월 5일", "2026년 11월 5일 목요일"),
        (CHINA, "2026年11月5日", "2026年11月5日星期四"),
        (TAIWAN, "2026年11月5日", "2026年11月5日 星期四"),
    ],
)
def test_a_date_is_set_in_the_words_of_its_place(place, long, with_weekday):
    assert DATE.set("2026-11-05", place).text.replace("\u00a0", " ") == long
    assert DATE.set("2026-11-05", place, Rules(weekday=True)).text.replace("\u00a0", " ") == with_weekday


def test_a_year_stays_with_the_word_before_it():
    assert DATE.set("2026-11-05", Place("es", "ES")).text == "5 de noviembre de\u00a02026"


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        *((raw, "date") for raw in ("5.11.2026", "20261105", "2026-W45-4", "2026-02-30", "2026-1-5", "٢٠٢٦-١١-٠٥", 5)),
        *((raw, "range") for raw in ("1899-12-31", "2101-01-01")),
    ],
)
def test_what_is_no_day_is_refused(raw, code):
    with pytest.raises(FieldRefused) as refused:
        DATE.clean(raw, Rules(), US)
    assert refused.value.code == code


@given(st.dates(datetime.date(1900, 1, 1), datetime.date(2100, 12, 31)), st.sampled_from(ALL))
def test_a_date_survives_saving(day, place):
    saved = DATE.clean(day, Rules(), place)
    assert datetime.date.fromisoformat(saved) == day
    assert DATE.clean(saved, Rules(), place) == saved
    assert DATE.set(saved, place).text


@pytest.mark.parametrize(
    ("place", "amount", "exact", "round_"),
    [
        (US, "1234.50", "$1,234.50", "$1,234"),
        (UK, "1234.50", "£1,234.50", "£1,234"),
        (GERMANY, "1234.50", "1.234,50\xa0€", "1.234\xa0€"),
        (SWITZERLAND, "1234.50", "CHF\xa01’234.50", "CHF\xa01’234"),
        (FRANCE, "1234.50", "1\u202f234,50\xa0€", "1\u202f234\xa0€"),
        (SPAIN, "12345.50", "12.345,50\xa0€", "12.345\xa0€"),
        (BRAZIL, "1234.50", "R$\xa01.234,50", "R$\xa01.234"),
        (POLAND, "12345.50", "12\xa0345,50\xa0zł", "12\xa0345\xa0zł"),
        (GREECE, "1234.50", "1.234,50\xa0€", "1.234\xa0€"),
        (EMIRATES, "1234.50", "\u200f1,234.50\xa0د.إ.\u200f", "\u200f1,234\xa0د.إ.\u200f"),
        (EGYPT, "1234.50", "\u200f١٬٢٣٤٫٥٠\xa0ج.م.\u200f", "\u200f١٬٢٣٤\xa0ج.م.\u200f"),
        (ISRAEL, "1234.50", "\u200f1,234.50\xa0\u200f₪", "\u200f1,234\xa0\u200f₪"),
        (INDIA, "1234567.50", "₹12,34,567.50", "₹12,34,567"),
        (THAILAND, "1234.50", "฿1,234.50", "฿1,234"),
        (CHINA, "1234.50", "¥1,234.50", "¥1,234"),
        (TAIWAN, "1234.50", "$1,234.50", "$1,234"),
    ],
)
def test_a_price_is_set_as_its_place_writes_it(place, amount, exact, round_):
    assert MONEY.set(MONEY.clean(amount, Rules(), place), place).text == exact
    whole = MONEY.clean(amount.split(".")[0], Rules(), place)
    assert MONEY.set(whole, place).text == round_


@pytest.mark.parametrize(("place", "shown"), [(JAPAN, "￥4,900"), (KOREA, "₩4,900")])
def test_a_currency_without_decimals_has_none(place, shown):
    saved = MONEY.clean("4900", Rules(), place)
    assert saved["amount"] == "4900"
    assert MONEY.set(saved, place, Rules(zero_decimals=True)).text == shown
    with pytest.raises(FieldRefused, match="Use at most 0 decimals"):
        MONEY.clean("4900.50", Rules(), place)


def test_round_prices_keep_their_decimals_where_the_rules_say_so():
    saved = MONEY.clean({"amount": 49, "currency": "EUR"}, Rules(), GERMANY)
    assert MONEY.set(saved, GERMANY, Rules(zero_decimals=True)).text == "49,00\xa0€"


def test_a_foreign_currency_is_set_where_the_rules_offer_it():
    rules = Rules(currencies=("USD", "EUR"))
    assert MONEY.clean("5", rules, GERMANY) == {"amount": "5.00", "currency": "EUR"}
    saved = MONEY.clean({"amount": "5.25", "currency": "USD"}, rules, GERMANY)
    assert MONEY.set(saved, GERMANY, rules).text == "5,25\xa0$"
    with pytest.raises(FieldRefused, match="EUR, USD"):
        MONEY.clean({"amount": "5", "currency": "GBP"}, rules, GERMANY)


NO_AMOUNTS = [
    *("-1", "1e5", "1,5", "NaN", "Infinity", "1" * 13, "0x10", "١٢", True, -1, float("inf"), 10**13, 10**5000),
    *(Decimal("1e999999999"), Decimal("NaN"), Decimal("-1")),
]


@pytest.mark.parametrize("amount", NO_AMOUNTS, ids=range(len(NO_AMOUNTS)))
def test_an_amount_that_is_no_plain_number_is_refused(amount):
    with pytest.raises(FieldRefused) as refused:
        MONEY.clean({"amount": amount}, Rules(), GERMANY)
    assert refused.value.code == "amount"
    assert "1.234,50" in refused.value.message


@given(st.decimals(0, 10**9, places=2), st.sampled_from([GERMANY, US, FRANCE, BRAZIL, INDIA, EGYPT, SWITZERLAND]))
def test_an_amount_survives_saving_and_typing(amount, place):
    saved = MONEY.clean(amount, Rules(), place)
    assert Decimal(saved["amount"]) == amount
    assert MONEY.clean(saved, Rules(), place) == saved
    widget = MONEY.form_field(Rules(), place).widget
    shown = widget.opened(saved)["amount"]
    assert Decimal(str(typed_amount(shown, place))) == amount


@pytest.mark.parametrize(
    ("language", "typed", "plain"),
    [
        ("de", "1.234,50", "1234.50"),
        ("de", "1.500", "1500"),
        ("en", "1.5", "1.5"),
        ("de", "49.50", "49.50"),
        ("fr", "1 234,50", "1234.50"),
        ("de-CH", "1'234.50", "1234.50"),
        ("ar-EG", "١٬٢٣٤٫٥٠", "1234.50"),
        ("hi", "१,२३,४५६", "123456"),
        ("ja", "４９００", "4900"),
        ("en", "1,50", "1,50"),
        ("en", "1e999999999", "1e999999999"),
    ],
)
def test_an_amount_is_read_as_people_type_it_or_left_to_be_refused(language, typed, plain):
    assert typed_amount(typed, Place(language)) == plain
