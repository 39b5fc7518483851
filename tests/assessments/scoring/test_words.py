"""Text as it is compared."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.scoring.words import LONGEST, closed_up, folded, phrase, phrases, words

anything = st.text(st.characters(codec=None, exclude_categories=[]), max_size=80)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("UN Country Team", "un country team"),
        ("U.N.C.T.", "unct"),
        ("U. N. C. T.", "unct"),
        ("o c h a", "ocha"),
        ("ＵＮＤＰ", "undp"),
        ("UN\u200bDP", "undp"),
        ("Équipe", "equipe"),
        ("NGOs, IFIs", "ngo , ifi"),
        ("Agencies & programmes", "agency and program"),
        ("organisations of defence", "organization of defense"),
        ("host country's", "host country"),
        ("it isn't UNDP", "it is not undp"),
        ("l’information", "l information"),
        ("non-governmental", "non governmental"),
        ("1. World Bank 2) IMF", ", world bank , imf"),
        ("1.World Bank", ", world bank"),
        ("b. IMF", "imf"),
        ("version 1.5", "version 1 , 5"),
        ("Team (UNCT)", "team ( unct )"),
        ("answer: UNDP", "answer : undp"),
        ("World Bank - IMF", "world bank , imf"),
        ("access as well as safety", "access and safety"),
        ("Int. Monetary Fund", "international monetary fund"),
        ("access, crisis, status, unmis", "access , crisis , status , unmis"),
        ("embassies churches", "embassy church"),
        ("", ""),
        ("😀 ___ **", ""),
        ("<b>UNCT</b>", "unct"),
        ('<a href="x">UNCT</a><br />', "unct"),
        ("<UNCT>", "unct ,"),
        ("<a UN country team>", "a un country team ,"),
        ("<code of conduct>", "code of conduct ,"),
        ("<script>alert('UNCT')</script>", "script , alert ( unct ) , script ,"),
        ("cops, kids and stats", "police , children and statistic"),
    ],
)
def test_words(text, expected):
    assert " ".join(words(text)) == expected


def test_only_the_first_500_characters_are_read():
    assert words("a " * LONGEST + "UNDP") == words("a " * (LONGEST // 2))


@given(anything)
def test_normalising_twice_changes_nothing(text):
    once = words(text)
    assert words(" ".join(once)) == once
    assert phrase(phrase(once)) == phrase(once)
    assert folded(folded(text)) == folded(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("the Office for the Coordination of Affairs", "office coordination affair"),
        ("agencies, funds, and programmes", "agency & fund & program"),
        ("(UNCT)", "unct"),
        ("and", ""),
    ],
)
def test_a_phrase_is_what_tells_answers_apart(text, expected):
    assert " ".join(phrase(words(text))) == expected


def test_a_comma_may_part_a_name_or_a_list():
    assert phrases(words("UN Country, Team and UNDP")) == (
        ("un", "country", "&", "team", "&", "undp"),
        ("un", "country", "team", "&", "undp"),
    )


def test_spaces_do_not_tell_answers_apart():
    assert {closed_up(words(text)) for text in ("non-state", "nonstate", "Non State")} == {"nonstate"}
