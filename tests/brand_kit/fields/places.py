"""Places that the tests of kinds speak of."""

from brand_kit.fields import Place

US = Place("en", "US")
UK = Place("en", "GB")
GERMANY = Place("de", "DE")
SWITZERLAND = Place("de", "CH")
FRANCE = Place("fr", "FR")
SPAIN = Place("es", "ES")
BRAZIL = Place("pt-BR", "BR")
POLAND = Place("pl", "PL")
GREECE = Place("el", "GR")
EMIRATES = Place("ar", "AE")
EGYPT = Place("ar", "EG")
ISRAEL = Place("he", "IL")
INDIA = Place("hi", "IN")
THAILAND = Place("th", "TH")
JAPAN = Place("ja", "JP")
KOREA = Place("ko", "KR")
CHINA = Place("zh-Hans", "CN")
TAIWAN = Place("zh-Hant", "TW")

ALL = (
    *(US, UK, GERMANY, SWITZERLAND, FRANCE, SPAIN, BRAZIL, POLAND, GREECE),
    *(EMIRATES, EGYPT, ISRAEL, INDIA, THAILAND, JAPAN, KOREA, CHINA, TAIWAN),
)
