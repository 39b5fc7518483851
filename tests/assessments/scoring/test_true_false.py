"""True or false."""

from fractions import Fraction

import pytest

from assessments.scoring import Item, Match, Scored, Verdict, make_vocabulary, score
from assessments.scoring.values import Rule, unanswered

KEY = {
    "answer": False,
    "if_answered": {"true": "No, because.", "false": "Yes, because."},
    "contested": None,
    "misconception": "wrong-idea",
}
WORDS = make_vocabulary([])


def scored(answer, **key):
    return score(Item("true-false", "It is so.", {}, KEY | key), answer, WORDS)


def test_right():
    match = Match("false", "false", "false", Verdict.CORRECT, Rule.TRUE_FALSE)
    assert scored(False) == Scored(Verdict.CORRECT, Fraction(1), Rule.TRUE_FALSE, (match,), ("Yes, because.",))


def test_wrong():
    assert scored(True, contested="It depends.") == Scored(
        Verdict.WRONG,
        Fraction(0),
        Rule.TRUE_FALSE,
        matched=(Match("true", "true", "true", Verdict.WRONG, Rule.TRUE_FALSE),),
        feedback=("No, because.", "It depends."),
        misconceptions=("wrong-idea",),
    )


@pytest.mark.parametrize("answer", [None, "", "true", 0, 1, [], {}])
def test_unanswered_is_not_false(answer):
    assert scored(answer) == unanswered()
