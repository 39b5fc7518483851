"""What holds for every question of the lesson and every answer."""

import time
from fractions import Fraction
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.scoring import Item, Scored, Verdict, score
from tests.assessments.scoring.bank import items, vocabulary

BLANKS = sorted(source for source, item in items().items() if item.type == "blanks")
ANY_ORDER = [source for source in BLANKS if items()[source].content["order"] == "any"]
HOSTILE = [
    "x" * 2000,
    "a,b " * 500,
    "because as it in of for " * 84,
    "not " * 500,
    "((((" * 500,
    "the informaton acces, safty " * 70,
    "access to " * 200,
    "UNDP " * 400,
    "\0\ud800\u202e" * 600,
    "ﷺ" * 2000,
    "İ̈ß" * 600,
    "{{partner}} <script>' OR 1=1 --" * 60,
]
FASTEST_OF, MOST_SECONDS = 3, 0.05
any_text = st.text(st.characters(codec=None, exclude_categories=[]), max_size=2000)
any_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


def in_every_box(item, text):
    return dict.fromkeys(item.content["blanks"], text)


def judge(source, answer) -> Scored:
    return score(items()[source], answer, vocabulary())


def right_answers(item) -> dict[str, str]:
    """Return an answer to a fill-in question that the key calls right."""
    blanks, shared = item.content["blanks"], item.key["shared"]
    if shared:
        return {blank: entry["text"] for blank, entry in zip(blanks, shared["accept"], strict=False)}
    return {
        blank: key["accept"][0]["text"] if key["accept"] else full_quota(key)
        for blank, key in item.key["blanks"].items()
    }


def full_quota(key) -> str:
    entries = key["quota"]["entries"]
    picked = [
        [entry["text"] for entry in entries if entry["fills"] == place["id"]][: place["need"]]
        for place in key["quota"]["places"]
    ]
    return ", ".join(text for texts in picked for text in texts)


@pytest.mark.parametrize("source", BLANKS)
def test_a_perfect_answer_earns_everything(source):
    found = judge(source, right_answers(items()[source]))
    assert (found.verdict, found.score) == (Verdict.CORRECT, 1)


@pytest.mark.parametrize("source", BLANKS)
@pytest.mark.parametrize("text", ["", " ", "?", "I don't know"])
def test_a_blank_earns_nothing_and_nobody_has_to_look(source, text):
    found = judge(source, in_every_box(items()[source], text))
    assert (found.verdict, found.score) == (Verdict.UNANSWERED, 0)


@pytest.mark.parametrize("source", ANY_ORDER)
def test_the_order_of_boxes_does_not_matter(source):
    blanks = items()[source].content["blanks"]
    _first, *texts = right_answers(items()[source]).values()
    texts.append("bananas, National partners")
    found = {judge(source, dict(zip(blanks, order, strict=True))).score for order in permutations(texts)}
    assert len(found) == 1


@pytest.mark.parametrize("source", BLANKS)
def test_every_answer_in_the_key_is_worth_what_the_key_says(source):
    item = items()[source]
    for key in filter(None, [item.key["shared"], *item.key["blanks"].values()]):
        worth = {"accept": Fraction(1), "wrong": Fraction(0), "review": Fraction(0)}
        for kind in ("accept", "parts", "partial", "wrong", "review"):
            for entry in key[kind]:
                credit = worth.get(kind) if kind in worth else Fraction(entry["credit"])
                found = judge(source, {item.content["blanks"][0]: entry["text"]})
                assert found.score == credit / len(item.content["blanks"]), entry["text"]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
@pytest.mark.parametrize("source", BLANKS)
def test_hostile_text_costs_little_and_earns_little(source, text):
    answer = in_every_box(items()[source], text)
    seconds = []
    for _ in range(FASTEST_OF):
        start = time.thread_time()
        found = judge(source, answer)
        seconds.append(time.thread_time() - start)
    assert 0 <= found.score <= 1
    assert min(seconds) < MOST_SECONDS * len(answer)


@settings(deadline=None, max_examples=60)
@given(any_text, st.sampled_from(BLANKS))
def test_any_text_has_a_score(text, source):
    found = judge(source, in_every_box(items()[source], text))
    assert 0 <= found.score <= 1
    assert (found.verdict is Verdict.CORRECT) == (found.score == 1 and found.verdict is not Verdict.REVIEW)


@settings(deadline=None, max_examples=60)
@given(any_json, st.sampled_from(sorted(items())))
def test_an_answer_in_any_shape_has_a_score(answer, source):
    assert 0 <= judge(source, answer).score <= 1


@settings(deadline=None, max_examples=40)
@given(any_text, st.sampled_from([source for source, item in items().items() if item.type == "narrative"]))
def test_highlights_stand_in_the_text(text, source):
    found = judge(source, text)
    assert found.score == 0
    assert all(0 <= each.start < each.end <= len(text) for each in found.highlights)


def test_an_unknown_type_is_an_error():
    with pytest.raises(KeyError):
        score(Item("essay", "", {}, {}), "", vocabulary())
