"""Slips of the keyboard."""

import csv
from pathlib import Path

import pytest

from assessments.scoring import Verdict
from assessments.scoring.typos import REAL_WORDS, make_speller, misspellings, slips_allowed
from tests.assessments.scoring.builders import blank, item, score_texts

LOOK_ALIKES = Path(__file__).with_name("look_alikes.csv")


# The list has these too, but an acronym and its plural are one name.
PLURALS = {("NSAG", "NSAGS"), ("QIP", "QIPS")}


def pairs():
    """Return pairs of words that are easily mistaken for each other."""
    with LOOK_ALIKES.open(newline="", encoding="utf-8") as file:
        return [(row["a"], row["b"]) for row in csv.DictReader(file)]


@pytest.mark.parametrize(
    ("word", "slips"), [("world", 0), ("access", 1), ("information", 1), ("international", 2), ("", 0)]
)
def test_longer_words_survive_more_slips(word, slips):
    assert slips_allowed(word) == slips


SPELLER = make_speller({"information", "international", "access", "team", "program", "embassy"}, known={"formation"})


@pytest.mark.parametrize(
    ("typed", "corrected"),
    [
        ("informtion", [(1, "information")]),
        ("infromation", [(1, "information")]),
        ("infrmtion", []),
        ("internatonl", [(2, "international")]),
        ("information", []),
        ("formation", []),
        ("teem", []),
        ("acce", [(1, "access")]),
        ("accse", [(1, "access")]),
        ("progamme", [(1, "program")]),
        ("embassie", [(1, "embassy")]),
    ],
)
def test_corrections(typed, corrected):
    found = [(slips, *words) for slips, words in SPELLER.corrections((typed,))]
    assert found == corrected


def test_an_english_word_is_no_slip():
    assert list(make_speller({"national"}, known=REAL_WORDS).corrections(("rational",))) == []


def test_each_word_may_have_its_slip():
    assert list(SPELLER.corrections(("internatonal", "acess"))) == [(2, ("international", "access"))]


def test_a_rare_word_beside_a_common_one_is_a_slip():
    counts = {"development": 6, "developement": 2, "developments": 3, "team": 9, "teem": 1}
    assert misspellings(counts) == {"developement"}


@pytest.mark.parametrize(("first", "second"), pairs())
def test_words_that_are_easily_confused_stay_apart(first, second):
    """Both are words of the lesson, and neither is accepted for the other."""
    is_one = (first, second) in PLURALS
    for right, typed in [(first, second), (second, first)]:
        scored = score_texts(item(blank(accept=[right])), typed, terms=[[right], [typed]])
        assert (scored.score, scored.verdict is Verdict.CORRECT) == (int(is_one), is_one)
