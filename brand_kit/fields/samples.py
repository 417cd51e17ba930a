"""Invented partners, one for each language (two for Chinese), that stand in fields before anybody fills them.

Every name is made up; web and e-mail addresses are under `.example`, which nobody can own (RFC 2606).
"""

from __future__ import annotations

from dataclasses import dataclass

from brand_kit.rendering.alphabet import script_of


@dataclass(frozen=True, slots=True)
class SamplePartner:
    """What an invented partner says of itself."""

    name: str
    host: str
    mailbox: str
    words: tuple[str, ...]
    """Lines of an agenda, an offer or a note."""


_PARTNERS = {
    "en": SamplePartner(
        "Northlight Systems", "northlight.example", "hello", ("Doors open at 9:00", "Talks and coffee")
    ),
    "de": SamplePartner("Nordlicht Systemhaus", "nordlicht.example", "kontakt", ("Einlass ab 9:00 Uhr", "Vorträge")),
    "fr": SamplePartner("Aurore Informatique", "aurore.example", "contact", ("Accueil à 9 h", "Conférences et café")),
    "es": SamplePartner("Aurora Sistemas", "aurora.example", "hola", ("Apertura a las 9:00", "Charlas y café")),
    "pt": SamplePartner("Aurora Sistemas", "aurora.example", "contato", ("Abertura às 9h", "Palestras e café")),
    "pl": SamplePartner("Zorza Systemy", "zorza.example", "kontakt", ("Start o 9:00", "Wykłady i kawa")),
    "el": SamplePartner("Σέλας Πληροφορική", "selas.example", "info", ("Έναρξη στις 9:00", "Ομιλίες και καφές")),
    "ar": SamplePartner("أنظمة الشفق", "shafaq.example", "info", ("الافتتاح الساعة 9:00", "محاضرات وقهوة")),
    "he": SamplePartner("זוהר מערכות", "zohar.example", "info", ("התכנסות בשעה 9:00", "הרצאות וקפה")),
    "hi": SamplePartner("अरुणोदय सिस्टम्स", "arunoday.example", "info", ("सुबह 9:00 बजे प्रवेश", "व्याख्यान और कॉफ़ी")),
    "th": SamplePartner("แสงเหนือ ซิสเต็มส์", "saengnuea.example", "info", ("เปิดประตู 9:00 น.", "บรรยายและกาแฟ")),
    "ja": SamplePartner("北光システムズ株式会社", "hokko.example", "info", ("開場 9:00", "講演とコーヒー")),
    "ko": SamplePartner("북광시스템즈", "bukgwang.example", "info", ("입장 9:00", "강연과 커피")),
    "zh": SamplePartner("北光系统有限公司", "beiguang.example", "info", ("9:00 入场", "演讲与咖啡")),
    "zh-Hant": SamplePartner("北光資訊股份有限公司", "beiguang.example", "info", ("9:00 入場", "演講與咖啡")),
}


def sample_partner(language: str) -> SamplePartner:
    """Return the invented partner for a language tag, the English one where a language has none."""
    name = language.split("-")[0].lower()
    if name == "zh" and script_of(language) == "Hant":
        name = "zh-Hant"
    return _PARTNERS.get(name, _PARTNERS["en"])


ADDRESSES: dict[str, dict[str, str]] = {
    "US": {"street_address": "500 Harbor Street", "city": "Oakland", "country_area": "CA", "postal_code": "94607"},
    "CA": {"street_address": "40 Cannery Lane", "city": "Toronto", "country_area": "ON", "postal_code": "M5V 2T6"},
    "AU": {"street_address": "8 Wharf Street", "city": "Hobart", "country_area": "TAS", "postal_code": "7000"},
    "GB": {"street_address": "12 Mill Lane", "city": "Leeds", "postal_code": "LS1 4AP"},
    "DE": {"street_address": "Speicherstraße 8", "city": "Hamburg", "postal_code": "20457"},
    "AT": {"street_address": "Lindengasse 14", "city": "Wien", "postal_code": "1070"},
    "CH": {"street_address": "Seestrasse 21", "city": "Zürich", "postal_code": "8002"},
    "FR": {"street_address": "18 rue des Tanneurs", "city": "Lyon", "postal_code": "69005"},
    "ES": {"street_address": "Calle del Molino, 9", "city": "Sevilla", "country_area": "SE", "postal_code": "41001"},
    "BR": {
        "street_address": "Rua das Acácias, 240",
        "city_area": "Pinheiros",
        "city": "São Paulo",
        "country_area": "SP",
        "postal_code": "05422-010",
    },
    "IT": {"street_address": "Via dei Tigli 12", "city": "Bologna", "country_area": "BO", "postal_code": "40121"},
    "RU": {
        "street_address": "ул. Берёзовая, 12",
        "city": "Казань",
        "country_area": "Республика Татарстан",
        "postal_code": "420111",
    },
    "PT": {"street_address": "Rua do Moinho, 15", "city": "Porto", "postal_code": "4050-290"},
    "PL": {"street_address": "ul. Młyńska 7", "city": "Poznań", "postal_code": "61-729"},
    "GR": {"street_address": "Οδός Ελαιών 12", "city": "Θεσσαλονίκη", "postal_code": "546 24"},
    "AE": {"street_address": "شارع المرفأ 12", "country_area": "إمارة دبيّ"},
    "SA": {"street_address": "طريق الواحة 12", "city": "الرياض", "postal_code": "12211"},
    "EG": {"street_address": "شارع النخيل 12", "city": "المعادي", "country_area": "القاهرة", "postal_code": "11431"},
    "IL": {"street_address": "רחוב האלון 12", "city": "חיפה", "postal_code": "3303512"},
    "IN": {
        "street_address": "12 अशोक मार्ग",
        "city": "लखनऊ",
        "country_area": "Uttar Pradesh",
        "postal_code": "226001",
    },
    "TH": {
        "street_address": "12 ถนนลำธาร",
        "city_area": "แขวงสีลม",
        "city": "เขตบางรัก",
        "country_area": "กรุงเทพมหานคร",
        "postal_code": "10500",
    },
    "JP": {"street_address": "千代田区丸の内1-2-3", "country_area": "東京都", "postal_code": "100-0005"},
    "KR": {
        "street_address": "테헤란로 12",
        "city": "강남구",
        "country_area": "서울특별시",
        "postal_code": "06234",
    },
    "CN": {
        "street_address": "科技路12号",
        "city_area": "南山区",
        "city": "深圳市",
        "country_area": "广东省",
        "postal_code": "518057",
    },
    "TW": {"street_address": "松仁路12號", "city": "信義區", "country_area": "台北市", "postal_code": "110"},
}
"""Believable addresses by country; streets and house numbers are made up."""

PHONES = {
    "US": "+12025550123",
    "CA": "+14165550123",
    "GB": "+442079460123",
    "DE": "+493023125014",
    "FR": "+33199001234",
    "AU": "+61255501234",
}
"""Numbers that regulators keep free for films and examples; elsewhere libphonenumber's own example stands in."""

AMOUNTS = {
    "JPY": "4900",
    "KRW": "49000",
    "INR": "3900",
    "THB": "1490",
    "PLN": "199",
    "BRL": "249",
    "AED": "179",
    "SAR": "179",
    "EGP": "1490",
    "ILS": "179",
    "CNY": "349",
    "TWD": "1490",
}
"""A monthly price by currency; 49 elsewhere."""
