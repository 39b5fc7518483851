"""A vocabulary made from a glossary and keys, and what it knows."""

import pytest

from assessments.scoring import make_vocabulary
from assessments.scoring.lexicon import Texts, entries_of, is_acronym
from tests.assessments.scoring.builders import TERMS, blank

PLACES = [{"id": "types", "label": "Types", "need": 1}]
QUOTA = {"places": PLACES, "entries": [{"text": "Donors", "also": ["JICA"], "fills": "types"}]}
KEY = {
    "shared": None,
    "blanks": {
        "a": blank(accept=["Development", "Development work", "Development aid", "Developement"]),
        "b": blank(wrong=[{"text": "emissions", "also": ["OHCHR"]}], quota=QUOTA),
    },
}


def test_entries_are_told_with_the_list_they_stand_in():
    assert list(entries_of(KEY)) == [
        Texts("accept", ("Development",)),
        Texts("accept", ("Development work",)),
        Texts("accept", ("Development aid",)),
        Texts("accept", ("Developement",)),
        Texts("wrong", ("emissions", "OHCHR")),
        Texts("quota", ("Donors", "JICA")),
    ]
    assert list(entries_of({"answer": True})) == []


def test_names_are_written_in_every_way():
    assert set(make_vocabulary(TERMS).expansions(("member", "unct"))) == {
        ("member", "unct"),
        ("member", "un", "country", "team"),
        ("member", "united", "nation", "country", "team"),
        ("member", "country", "team"),
    }


def test_a_name_that_begins_many_others_is_no_body():
    words = make_vocabulary(TERMS, [KEY])
    bodies = [("undp",), ("un", "country", "team"), ("jica",), ("ohchr",), ("un",), ("united", "nation"), ("donor",)]
    assert [words.is_body(each) for each in bodies] == [True, True, True, True, False, False, False]


def test_only_the_glossary_has_terms():
    words = make_vocabulary(TERMS, [KEY])
    assert [words.is_term(each) for each in [("host", "government"), ("unep",), ("jica",), ("team",), ()]] == [
        True,
        True,
        False,
        False,
        False,
    ]


def test_bodies_are_found_at_the_start():
    words = make_vocabulary(TERMS)
    assert [words.n_in_body(each) for each in [("world", "bank", "imf"), ("the", "imf"), ()]] == [2, 0, 0]


def test_a_slip_that_a_key_lists_as_right_is_no_known_word():
    words = make_vocabulary(TERMS, [KEY])
    assert words.slips == {"developement"}
    assert {"development", "emission", "donor", "country"} <= words.known
    assert "developement" not in words.known


@pytest.mark.parametrize("text", ["UNCT", "HoM", "DSRSG/RC/HC", "NGOs", "AfDB"])
def test_acronyms(text):
    assert is_acronym(text)


@pytest.mark.parametrize("text", ["Team", "UN Country Team", "missions", "G"])
def test_no_acronyms(text):
    assert not is_acronym(text)


def test_answers_to_questions_that_ask_for_no_name():
    team, sharing = (
        blank(accept=["UNCT", "Team"], wrong=["money"]),
        blank(accept=["The information"], wrong=["rumours"]),
    )
    words = make_vocabulary(TERMS, [{"blanks": {"a": team}}, {"blanks": {"a": sharing}}])
    assert words.answers == {"information"}
    assert words.is_answer(("information",))


def test_an_empty_glossary_knows_nothing():
    words = make_vocabulary([])
    assert (words.spellings, words.bodies, words.answers, words.known, list(words.expansions(("undp",)))) == (
        {},
        frozenset(),
        frozenset(),
        frozenset(),
        [("undp",)],
    )
