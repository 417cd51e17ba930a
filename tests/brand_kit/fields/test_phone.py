import pytest

from brand_kit.fields import FieldRefused, Place, Rules, kind
from brand_kit.rendering.values import Text
from tests.brand_kit.fields.places import BRAZIL, EMIRATES, FRANCE, GERMANY, INDIA, JAPAN, UK, US

PHONE = kind("phone")


@pytest.mark.parametrize(
    ("place", "typed", "saved", "shown"),
    [
        (GERMANY, "030 23125-014", "+493023125014", "+49 30 23125014"),
        (GERMANY, "+44 20 7946 0123", "+442079460123", "+44 20 7946 0123"),
        (UK, "020 7946 0123", "+442079460123", "+44 20 7946 0123"),
        (US, "(202) 555-0123", "+12025550123", "+1 202-555-0123"),
        (US, "202-555-0123 x45", "+12025550123;ext=45", "+1 202-555-0123 ext. 45"),
        (FRANCE, "01 99 00 12 34", "+33199001234", "+33 1 99 00 12 34"),
        (BRAZIL, "(11) 2345-6789", "+551123456789", "+55 11 2345-6789"),
        (EMIRATES, "٠٤ ٢٣٤ ٥٦٧٨", "+97142345678", "+971 4 234 5678"),
        (JAPAN, "０３－１２３４－５６７８", "+81312345678", "+81 3-1234-5678"),
        (INDIA, "0091 74104 10123", "+917410410123", "+91 74104 10123"),
    ],
)
def test_a_national_number_is_saved_in_e164_and_set_for_callers_from_anywhere(place, typed, saved, shown):
    assert PHONE.clean(typed, Rules(), place) == saved
    assert PHONE.clean(saved, Rules(), place) == saved
    assert PHONE.set(saved, place) == Text(shown, link=f"tel:{saved}", direction="ltr")


@pytest.mark.parametrize("typed", ["12", "030", "call me", "+999 123456", "tel:", "1" * 39])
def test_an_incomplete_number_is_refused_with_an_example_of_the_place(typed):
    with pytest.raises(FieldRefused) as refused:
        PHONE.clean(typed, Rules(), GERMANY)
    assert refused.value.code == "phone"
    assert "+49 30 23125014" in refused.value.message


def test_without_a_territory_the_language_tells_the_country():
    assert PHONE.clean("030 23125014", Rules(), Place("de")) == "+493023125014"
