"""Fill-in questions as a whole: what is told beside the score."""

from fractions import Fraction

import pytest

from assessments.scoring import Match, Scored, Verdict
from assessments.scoring.values import Note, Remark, Rule
from tests.assessments.scoring.builders import TEAM_KEY, blank, item, score_texts

SECOND = blank(accept=["access"], wrong=["success"])
TWO = item(TEAM_KEY, SECOND, stem="{{a}} and {{b}}.")


def test_a_right_answer_is_told_whole():
    assert score_texts(item(TEAM_KEY), "UNCT") == Scored(
        Verdict.CORRECT,
        Fraction(1),
        Rule.GLOSSARY,
        matched=(Match("a", "unct", "UN Country Team", Verdict.CORRECT, Rule.GLOSSARY),),
        feedback=("The whole team.",),
    )


def test_a_wrong_answer_tells_the_misconception():
    assert score_texts(item(TEAM_KEY), "National partners") == Scored(
        Verdict.WRONG,
        Fraction(0),
        Rule.EXACT,
        matched=(Match("a", "national partner", "National partners", Verdict.WRONG, Rule.EXACT),),
        feedback=("Outside.",),
        misconceptions=("inside",),
    )


@pytest.mark.parametrize(
    ("text", "notes"),
    [
        ("World Bank", (Note(Remark.AUTHOR, "The lesson allows it."),)),
        ("UNCT " * 200, (Note(Remark.CUT, "500"),)),
        ("bananas", ()),
        ("UNCT", ()),
    ],
)
def test_the_marker_is_told_more_than_the_rule(text, notes):
    assert score_texts(item(TEAM_KEY), text).notes == notes


def test_once_all_is_right_what_is_close_is_not_explained():
    assert score_texts(item(TEAM_KEY), "UNCT and Resident Coordinator").feedback == ("The whole team.",)


@pytest.mark.parametrize(
    ("texts", "verdict", "score", "rule"),
    [
        (("UNCT", "access"), "correct", 1, "glossary"),
        (("access", "UNCT"), "review", 0, "not yet recognised"),
        (("UNCT", ""), "partial", "1/2", "glossary"),
        (("", "access"), "partial", "1/2", "exact"),
        (("UNCT", "novelists"), "review", "1/2", "not yet recognised"),
        (("UNEP", "success"), "wrong", 0, "other known term"),
        (("", ""), "unanswered", 0, "unanswered"),
    ],
)
def test_blanks_in_order_are_equal_shares(texts, verdict, score, rule):
    scored = score_texts(TWO, *texts)
    assert (scored.verdict, scored.score, scored.rule) == (verdict, Fraction(score), rule)


def test_every_blank_says_what_matched():
    matched = score_texts(TWO, "UNCT", "novelists").matched
    assert [(each.place, each.form, each.verdict) for each in matched] == [
        ("a", "UN Country Team", Verdict.CORRECT),
        ("b", "", Verdict.REVIEW),
    ]
