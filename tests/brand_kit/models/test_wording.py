"""What the brand requires stands in every file, and what it forbids stands in none."""

from __future__ import annotations

import pytest

from brand_kit.actions.compile_template import compile_template
from brand_kit.models import Brand, ForbiddenWording, LegalLine
from brand_kit.rendering.errors import CompileError
from brand_kit.wording import forbidden_in
from tests.brand_kit.models.kit import make_template


@pytest.mark.parametrize(
    ("text", "words", "found"),
    [
        ("Wir sind 100\u202f% sicher.", ["100 % sicher"], "100 % sicher"),
        ("GARANTIERT schnell", ["garantiert"], "garantiert"),
        ("Ungarantierte Zahlen", ["garantiert"], None),
        ("我们保证质量", ["保证"], "保证"),
        ("รับประกันทุกชิ้น", ["รับประกัน"], "รับประกัน"),
        ("zero\ndowntime", ["zero downtime"], "zero downtime"),
        ("anything", [" "], None),
        ("a.c abc", ["a.c"], "a.c"),
        ("abc", ["a.c"], None),
    ],
)
def test_a_forbidden_word_is_found_as_a_whole_word(text: str, words: list[str], found: str | None) -> None:
    assert forbidden_in(text, words) == found


@pytest.mark.django_db
def test_copy_with_a_forbidden_word_is_not_compiled(brand: Brand) -> None:
    template = make_template(brand)
    ForbiddenWording.objects.create(brand=brand, language_code="en", word="in minutes")
    with pytest.raises(CompileError, match=r"\(headline\) says “in minutes”"):
        compile_template(template=template, language_code="en", edition="wide", by=None)


@pytest.mark.django_db
def test_copy_without_the_required_wording_is_not_compiled(brand: Brand) -> None:
    template = make_template(brand)
    LegalLine.objects.create(brand=brand, text="Registered in Bristol")
    with pytest.raises(CompileError, match="“Registered in Bristol” must stand in every file"):
        compile_template(template=template, language_code="en", edition="wide", by=None)
