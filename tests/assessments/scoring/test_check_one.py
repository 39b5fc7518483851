"""One choice of several."""

from fractions import Fraction

import pytest

from assessments.scoring import Item, Match, Scored, Verdict, make_vocabulary, score
from assessments.scoring.values import Rule, unanswered

OPTIONS = {
    "a": {"credit": "1/1", "feedback": "Yes.", "misconception": None},
    "b": {"credit": "1/2", "feedback": "Half.", "misconception": None},
    "c": {"credit": "0/1", "feedback": "No.", "misconception": "wrong-idea"},
}
QUESTION = Item("check-one", "Which?", {"options": []}, {"options": OPTIONS})


def scored(answer):
    return score(QUESTION, answer, make_vocabulary([]))


@pytest.mark.parametrize(
    ("answer", "verdict", "credit", "feedback", "misconceptions"),
    [
        ("a", Verdict.CORRECT, "1", "Yes.", ()),
        ("b", Verdict.PARTIAL, "1/2", "Half.", ()),
        ("c", Verdict.WRONG, "0", "No.", ("wrong-idea",)),
        (["a"], Verdict.CORRECT, "1", "Yes.", ()),
    ],
)
def test_an_option_earns_its_credit(answer, verdict, credit, feedback, misconceptions):
    option = answer[0]
    match = Match(option, option, option, verdict, Rule.OPTION)
    expected = Scored(verdict, Fraction(credit), Rule.OPTION, (match,), (feedback,), misconceptions)
    assert scored(answer) == expected


def test_several_options_earn_nothing():
    found = scored(["a", "c"])
    assert (found.verdict, found.score, found.rule) == (Verdict.WRONG, 0, Rule.TOO_MANY)


@pytest.mark.parametrize("answer", [None, "", "z", [], ["z"], {}, 1, [{}]])
def test_no_option_is_no_answer(answer):
    assert scored(answer) == unanswered()
