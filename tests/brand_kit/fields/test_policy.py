import unicodedata

import pytest
import regex
from hypothesis import example, given
from hypothesis import strategies as st

from brand_kit.fields import FieldRefused
from brand_kit.fields.policy import clean_text, clipped, graphemes

FORBIDDEN = regex.compile(
    r"[\p{Cs}\p{Co}\p{Cn}\p{Noncharacter_Code_Point}\u202a-\u202e\u2066-\u2069\U000e0000-\U000e007f"
    r"\u115f\u1160\u3164\uffa0\u2800\u200b\u2060\ufeff\u00ad\u2028\u2029\t\r]|(?!\n)\p{Cc}"
)


def cleaned(raw: object, language: str = "en", lines: int = 1, most: int = 200) -> str:
    return clean_text(raw, max_graphemes=most, max_lines=lines, language=language)


def refusal(raw: object, language: str = "en", lines: int = 1, most: int = 200) -> FieldRefused:
    with pytest.raises(FieldRefused) as refused:
        cleaned(raw, language, lines, most)
    return refused.value


def test_a_decomposed_letter_is_stored_composed():
    assert cleaned("Cafe\u0301") == "Café"


def test_line_ends_of_all_systems_become_line_feeds():
    assert cleaned("a\r\nb\rc\u2028d\u2029e", lines=5) == "a\nb\nc\nd\ne"


def test_a_line_break_at_the_end_of_one_line_is_trimmed_and_one_inside_is_refused():
    assert cleaned("Sale\r\n") == "Sale"
    assert refusal("Summer\nsale").code == "lines"


def test_tabs_become_spaces_and_spaces_at_line_ends_go():
    assert cleaned("a\tb  \n  c \t ", lines=2) == "a b\n  c"


def test_too_many_lines_are_refused_with_the_number_that_is_allowed():
    assert str(refusal("a\nb\nc", lines=2)) == "Use at most 2 lines."


def test_the_length_is_counted_as_readers_count():
    family = "👨‍👩‍👧‍👦"
    assert graphemes(family) == 1
    assert graphemes("क्षत्रिय") < len("क्षत्रिय")
    assert cleaned(family * 3, most=3) == family * 3
    assert refusal("abcd", most=3).code == "length"


def test_a_huge_text_is_refused_before_it_is_looked_at():
    assert refusal("\u202e" * 1_000_000).code == "length"


def test_a_refusal_names_the_character_and_where_it_stands_and_nothing_else_of_the_text():
    refused = refusal("Cafe\u0301 \u202egnp" + "x" * 150)
    assert str(refused) == (
        "Character 6 is a hidden sign that turns the reading direction (U+202E RIGHT-TO-LEFT OVERRIDE): remove it."
    )


def test_every_sentence_is_short_and_says_what_to_do():
    for raw in ("\x00", "\ud800", "\ufdd0", "\u202e", "\ue000", "\u0378", "\U000e0041", "\u3164", "\ufffd", "\u200b"):
        sentence = str(refusal(f"a{raw}"))
        assert len(sentence) < 140
        assert sentence.endswith(("remove it.", "type it again.", "replace it.", "type a space."))


@pytest.mark.parametrize("mark", ["\u200e", "\u200f", "\u061c"])
def test_direction_marks_are_for_languages_written_from_right_to_left(mark):
    text = f"א{mark}!"
    assert cleaned(text, "he") == text
    assert cleaned(text, "ar-AE") == text
    assert refusal(text, "de").code == "direction"


def test_joiners_stand_after_letters_marks_and_emoji_only():
    assert cleaned("می\u200cخواهم", "fa") == "می\u200cخواهم"
    assert cleaned("क्\u200dष", "hi") == "क्\u200dष"
    assert cleaned("👩\u200d🚀") == "👩\u200d🚀"
    for raw in ("\u200da", "a \u200cb", "1\u200d2", "a\u200d\u200db"):
        assert refusal(raw).code == "joiner"


def test_the_most_marks_that_real_writing_needs_pass_and_a_pile_does_not():
    assert cleaned("x" + "\u0323\u0325\u0332\u0330\u031f\u0339") != ""
    assert refusal("Z" + "\u0335\u0322" * 4).code == "marks"


def test_a_long_word_passes_and_a_run_without_a_break_does_not():
    assert cleaned("x" * 80)
    assert refusal("y " + "x" * 81).code == "unbroken"
    assert cleaned("-".join(["x" * 60] * 3))


def test_scripts_without_spaces_run_on():
    for text, language in (("東京都千代田区" * 20, "ja"), ("กรุงเทพมหานคร" * 12, "th"), ("ພາສາລາວ" * 20, "lo")):
        assert cleaned(text, language)


def test_a_text_that_nobody_can_see_is_refused():
    assert refusal("\u200f", "he").code == "blank"
    assert refusal("\u0301").code == "blank"


def test_nothing_but_spaces_is_nothing():
    assert cleaned(" \t\u3000\u00a0 ") == ""


@pytest.mark.parametrize("raw", [None, 7, b"bytes", ["a"], {"a": 1}])
def test_anything_but_a_text_is_refused(raw):
    assert refusal(raw).code == "type"


def test_emoji_and_flags_and_keycaps_are_text():
    for raw in ("🎉", "🇧🇷", "1️⃣", "❤️", "👍🏽", "🏳️‍🌈"):
        assert cleaned(raw) == raw


def test_samples_are_clipped_at_words():
    assert clipped("Northlight Systems", 12) == "Northlight"
    assert clipped("北光システムズ", 3) == "北光シ"


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("de", "Zurück an die Arbeit – in Minuten. Maße: 3 × 4 m², 50 %."),
        ("fr", "L’essentiel : « sauvegarde » à 49 €, dès aujourd’hui !"),
        ("pl", "Zażółć gęślą jaźń"),
        ("el", "Επιστροφή στην εργασία σε λίγα λεπτά."),
        ("ar", "العودة إلى العمل خلال دقائق، بنسبة ٥٠٪."),
        ("fa", "نامه\u200cای از ایران"),
        ("he", "חוזרים לעבודה תוך דקות: צה״ל וז׳קט"),
        ("hi", "मिनटों में काम पर वापस। क़ानून"),
        ("th", "กลับมาทำงานได้ในไม่กี่นาที ๑๒๓"),
        ("ja", "数分で業務を再開。「東京」・㈱北光、葛\U000e0100飾区"),
        ("ko", "몇 분 만에 업무 복귀"),
        ("zh-Hans", "几分钟内恢复工作，立即咨询！"),
        ("zh-Hant", "幾分鐘內恢復運作，「立即預約」！"),
        ("my", "အပြန်အလှန်"),
        ("mn-Cyrl", "Хэдхэн минутын дотор"),
        ("vi", "Trở lại làm việc trong vài phút"),
        ("ta", "சில நிமிடங்களில் வேலைக்கு"),
    ],
)
def test_ordinary_sentences_pass_unchanged(language, sentence):
    assert cleaned(sentence, language) == unicodedata.normalize("NFC", sentence)


tricky = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from(
            "ab é\u0301\u0323\u200c\u200d\u200e\u200f\u034f\ufe0f\u0345👩👍🏽\n\r\t\u2028\u3164क्षأא가\u1161"
        ),
    ),
    max_size=60,
)


@given(tricky, st.sampled_from(["en", "he", "hi", "ja"]), st.sampled_from([1, 4]))
@example("\u1100\u1161", "en", 1)
@example("\u2000a\u2000", "en", 1)
@example("a\u0345\u0301\u200d", "en", 1)
def test_cleaning_twice_is_cleaning_once_and_lets_nothing_forbidden_through(raw, language, lines):
    try:
        once = cleaned(raw, language, lines)
    except FieldRefused:
        return
    assert cleaned(once, language, lines) == once
    assert unicodedata.is_normalized("NFC", once)
    assert not FORBIDDEN.search(once)
    assert once.count("\n") < lines
    assert once == once.strip()
    if language in ("en", "hi", "ja"):
        assert not regex.search("[\u200e\u200f\u061c]", once)
