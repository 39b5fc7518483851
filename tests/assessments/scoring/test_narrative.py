"""Written answers: highlights for the person who marks."""

import pytest

from assessments.scoring import Highlight, Item, Scored, Verdict, score
from assessments.scoring.values import Rule, unanswered
from tests.assessments.scoring.builders import TERMS, make_vocabulary

WORDS = make_vocabulary(TERMS)
POINTS = [
    {
        "id": "team",
        "text": "The team.",
        "points": "1",
        "synonyms": ["UN Country Team", "funds and programmes"],
    },
    {"id": "limits", "text": "No aid.", "points": "1", "synonyms": ["not aid", "road"]},
    {"id": "purpose", "text": "Trust.", "points": "1", "synonyms": ["confidence"]},
]
STEM = "Which bodies are the UN partners of a peacekeeping mission in the host country?"
KEY = {"model_answer": "", "key_points": POINTS, "parts": {}, "also_welcome": []}
ONE = Item("narrative", STEM, {"parts": []}, KEY)
PARTS = Item(
    "narrative",
    "Two things.",
    {"parts": [{"id": "why", "prompt": "Why?", "points": "1"}, {"id": "how", "prompt": "How?", "points": "1"}]},
    KEY | {"key_points": [], "parts": {"why": POINTS[:1], "how": POINTS[2:]}},
)


def shown(text, question=ONE):
    """Return the highlighted words with their key points."""
    return [(text[each.start : each.end], each.key_point) for each in score(question, text, WORDS).highlights]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("They are the UNCT.", [("UNCT", "team")]),
        ("The U.N. Country Team builds confidence", [("U.N. Country Team", "team"), ("confidence", "purpose")]),
        ("agencies, funds, and programmes", [("funds, and programmes", "team")]),
        ("Roads; confidence", [("Roads", "limits"), ("confidence", "purpose")]),
        ("This is not aid", [("not aid", "limits")]),
        ("It is not the UNCT", []),
        ("It is not new, but the UNCT helps", [("UNCT", "team")]),
        ("The UNCT is not there", []),
        ("The UNCT is there and does not leave", [("UNCT", "team")]),
        ("Nobody knows", []),
    ],
)
def test_words_that_suggest_a_key_point(text, expected):
    assert shown(text) == expected


def test_a_person_decides():
    assert score(ONE, "the UNCT", WORDS) == Scored(
        Verdict.REVIEW, 0, Rule.PERSON, highlights=(Highlight("", 4, 8, "team"),)
    )


def test_a_copied_question_is_not_an_answer():
    copied = "the UN partners of a peacekeeping mission in the host country"
    assert (shown(f"{copied} road"), shown(f"{copied}: they are the road, the UNCT and more")) == (
        [],
        [("road", "limits"), ("UNCT", "team")],
    )


def test_parts_are_read_apart():
    answer = {"why": "confidence in the UNCT", "how": "confidence in the UNCT", "other": "UNCT"}
    assert score(PARTS, answer, WORDS).highlights == (
        Highlight("why", 18, 22, "team"),
        Highlight("how", 0, 10, "purpose"),
    )


def test_one_text_may_make_the_points_of_all_parts():
    assert shown("confidence in the UNCT", PARTS) == [("confidence", "purpose"), ("UNCT", "team")]


@pytest.mark.parametrize("answer", [None, "", " \n", "***", {}, {"why": ""}, {"why": None}, [], 3])
def test_no_word_is_no_answer(answer):
    assert score(PARTS, answer, WORDS) == unanswered()
