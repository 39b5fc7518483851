"""How typed names, codes and PINs are compared."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.codes import (
    CODE_ALPHABET,
    clean_join_code,
    clean_pin,
    grouped,
    is_pin_right,
    new_join_code,
    new_pin,
    pin_digest,
)
from courses.names import in_order_of, list_key, name_key, tidy_name, tidy_number


def test_lists_go_by_what_is_compared_and_by_the_size_of_numbers():
    names = ["Syndicate 2b", "syndicate 10", "Élan", "Blue", "Syndicate 2 a"]
    assert sorted(names, key=list_key) == ["Blue", "Élan", "Syndicate 2 a", "Syndicate 2b", "syndicate 10"]


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("Amina Diallo", "amina diallo"),
        ("  AMINA   diallo ", "amina diallo"),
        ("Amélie N'Diaye", "amelie ndiaye"),
        ("Amélie N’Diaye", "amelie ndiaye"),
        ("Jean-Pierre", "jean pierre"),
        ("Straße", "strasse"),
        ("Ｗｉｄｅ", "wide"),
        ("Ольга", "ольга"),
        ("محمد", "محمد"),
        ("राम", "राम"),
        ("रमा", "रमा"),
        ("किरण", "किरण"),
        ("करुणा", "करुणा"),
        ("কমল", "কমল"),
        ("কামাল", "কামাল"),
        ("מֹשֶׁה", "משה"),
        ("Ami\ufe0fna", "amina"),
        ("\ufe0f", ""),
        ("علی\u200cرضا رضایی", "علیرضا رضایی"),
        ("\u200bAmina\u200f Diallo", "amina diallo"),
        ("", ""),
        (" .,!", ""),
    ],
)
def test_names_are_compared_without_case_accents_and_spaces(typed, key):
    assert name_key(typed) == key


@pytest.mark.parametrize(
    ("typed", "key", "said"),
    [
        ("Thapa Suresh", "suresh thapa", "Suresh Thapa"),
        ("SÓW Bínta sow", "binta sow sow", "Bínta SÓW sow"),
        ("Sow . Binta", "binta sow", "Binta Sow"),
        ("N'Diaye-Fall Amélie", "amelie ndiaye fall", "Amélie N'Diaye Fall"),
        ("Thapa Suresh", "suresh thapa magar", None),
        ("Thapa Suresh Thapa", "suresh thapa", None),
        ("Thapa Suresh", "", None),
    ],
)
def test_words_are_put_in_another_order_as_they_were_typed(typed, key, said):
    assert in_order_of(typed, key) == said


@given(st.text(max_size=60))
def test_comparing_is_idempotent(text):
    assert name_key(name_key(text)) == name_key(text)


@pytest.mark.parametrize(
    "text",
    [
        "می\u200cخواهم",
        "علی\u200cرضا رضایی",
        "\u0d05\u0d35\u0d28\u0d4d\u200d",  # a chillu at the end of a Malayalam word
        "ක්\u200dරමය",
        "👨\u200d👩\u200d👧",
        "👩🏽\u200d🚒 🏳\ufe0f\u200d🌈",
    ],
)
def test_joiners_stay_where_they_are_spelling(text):
    assert tidy_name(text) == text
    assert tidy_number(text) == text.replace("\u200c", "").replace("\u200d", "")


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("\u202eAmina\u202c \u2066Diallo\u2069", "Amina Diallo"),
        ("\u200bAmi\u00adna\u200f \ufeffDiallo\u2060", "Amina Diallo"),
        ("\u200dAmina\u200c \u200d Diallo \u200c", "Amina Diallo"),
        ("می\u200c\u200d\u200cخواهم", "می\u200cخواهم"),
        ("می\u200b\u200cخواهم", "می\u200cخواهم"),
        ("a\u00a0b\tc\nd", "a b c d"),
        ("\u200c\u200d", ""),
    ],
)
def test_other_invisible_signs_and_joiners_that_join_nothing_go(typed, shown):
    assert tidy_name(typed) == shown


@given(st.text(max_size=60) | st.text("aé=\u0301\u0338\u0d4d\u0dca\u0dd9\u200b\u200c\u200d می😀", max_size=9))
def test_a_shown_name_has_no_control_character_and_reads_the_same(text):
    shown = tidy_name(text)
    assert shown.replace("\u200c", "").replace("\u200d", "").isprintable()
    assert tidy_name(shown) == shown


@pytest.mark.parametrize("typed", ["7KQ4MP", "7kq 4mp", " 7KQ-4MP ", "７ＫＱ４ＭＰ", "7k q4 mp"])
def test_a_code_is_forgiving_of_case_spaces_and_hyphens(typed):
    assert clean_join_code(typed) == "7KQ4MP"


def test_codes_have_no_look_alike_characters():
    assert set("0O1IL2Z5S8B") & set(CODE_ALPHABET) == set()
    assert set(new_join_code()) <= set(CODE_ALPHABET)


@pytest.mark.parametrize("typed", ["482193", "482 193", "48-21-93", "٤٨٢١٩٣", "４８２１９３"])
def test_a_pin_is_forgiving_of_spaces_and_scripts(typed):
    assert clean_pin(typed) == "482193"


@given(st.text(max_size=60))
def test_no_text_breaks_reading_a_code_or_a_pin(text):
    assert clean_pin(text).isascii()
    assert clean_join_code(clean_join_code(text)) == clean_join_code(text)


def test_a_code_is_shown_in_two_halves():
    assert grouped("7KQ4MP") == "7KQ 4MP"


def test_a_pin_is_right_only_for_its_seat_and_digits():
    digest = pin_digest(seat=7, pin="482193")
    assert is_pin_right(seat=7, pin="482193", digest=digest)
    assert not is_pin_right(seat=8, pin="482193", digest=digest)
    assert not is_pin_right(seat=7, pin="482194", digest=digest)
    assert not is_pin_right(seat=7, pin="", digest="")


def test_a_pin_stays_right_when_the_secret_key_is_changed(settings):
    digest = pin_digest(seat=7, pin="482193")
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another key for tests only, of no value: 9876543210"
    assert is_pin_right(seat=7, pin="482193", digest=digest)


def test_new_pins_have_six_digits():
    assert all(len(pin) == 6 and pin.isdigit() for pin in (new_pin() for _ in range(50)))
