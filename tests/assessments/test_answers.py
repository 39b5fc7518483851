"""What may be stored as an answer, and which of several wins."""

from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.answers import (
    HIGHEST_SEQUENCE,
    LONGEST_TEXT,
    Event,
    EventReply,
    Outcome,
    Reason,
    RefusedError,
    Stored,
    check_event,
    is_given,
    judge,
)
from tests.assessments.factories import SAMPLES

QUESTIONS = {position: (kind, SAMPLES[kind][1]) for position, kind in enumerate(SAMPLES)}
POSITIONS = {kind: position for position, kind in enumerate(SAMPLES)}
TWO_PARTS = ("narrative", {"parts": [{"id": "one"}, {"id": "two"}]})
IDS = [UUID(int=n) for n in range(10)]


def reason_for(kind, answer, content=None):
    event = Event(uuid4(), 0, 1, answer)
    try:
        check_event(event, (kind, SAMPLES[kind][1] if content is None else content))
    except RefusedError as refused:
        return refused.reason
    return None


@pytest.mark.parametrize(
    ("kind", "answer"),
    [
        ("blanks", {"team": "UNCT"}),
        ("blanks", {"team": ""}),
        ("blanks", {}),
        ("blanks", {"team": "x" * LONGEST_TEXT}),
        ("true-false", True),
        ("true-false", False),
        ("true-false", None),
        ("check-one", "a"),
        ("check-one", None),
        ("check-all", []),
        ("check-all", ["d", "a"]),
        ("narrative", "Because.\nAnd: 🕊 \u202e‮"),
        ("narrative", ""),
    ],
)
def test_an_answer_of_the_right_shape_is_taken(kind, answer):
    assert reason_for(kind, answer) is None


@pytest.mark.parametrize(
    ("kind", "answer", "reason"),
    [
        ("blanks", "UNCT", Reason.SHAPE),
        ("blanks", None, Reason.SHAPE),
        ("blanks", {"other": "x"}, Reason.SHAPE),
        ("blanks", {"team": 1}, Reason.SHAPE),
        ("blanks", {"team": ["x"]}, Reason.SHAPE),
        ("blanks", {"team": "x" * (LONGEST_TEXT + 1)}, Reason.TOO_LONG),
        ("blanks", {"team": "a\0b"}, Reason.CHARACTERS),
        ("blanks", {"team": "\ud800"}, Reason.CHARACTERS),
        ("true-false", "true", Reason.SHAPE),
        ("true-false", 1, Reason.SHAPE),
        ("check-one", "z", Reason.OPTION),
        ("check-one", True, Reason.SHAPE),
        ("check-one", ["a"], Reason.SHAPE),
        ("check-one", "", Reason.OPTION),
        ("check-all", "a", Reason.SHAPE),
        ("check-all", None, Reason.SHAPE),
        ("check-all", ["a", "z"], Reason.OPTION),
        ("check-all", ["a", "a"], Reason.OPTION),
        ("check-all", [["a"]], Reason.SHAPE),
        ("check-all", [1], Reason.SHAPE),
        ("narrative", {"": "x"}, Reason.SHAPE),
        ("narrative", None, Reason.SHAPE),
        ("narrative", "x" * (LONGEST_TEXT + 1), Reason.TOO_LONG),
    ],
)
def test_any_other_answer_is_refused_with_a_reason(kind, answer, reason):
    assert reason_for(kind, answer) is reason


def test_a_written_question_of_parts_takes_a_text_for_each():
    kind, content = TWO_PARTS
    assert reason_for(kind, {"one": "Because."}, content) is None
    assert reason_for(kind, "Because.", content) is Reason.SHAPE
    assert reason_for(kind, {"three": "Because."}, content) is Reason.SHAPE


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@given(answer=json_values, position=st.integers(-3, 9), sequence=st.integers(-(2**70), 2**70))
def test_nothing_that_json_can_say_breaks_the_judge(answer, position, sequence):
    event = Event(uuid4(), position, sequence, answer)
    verdicts = judge([event], stored={}, questions=QUESTIONS, is_late=False)
    (reply,) = verdicts.replies
    assert reply.outcome in {Outcome.SAVED, Outcome.REFUSED}
    assert (reply.reason is None) == (reply.outcome is Outcome.SAVED) == (position in verdicts.winners)


@pytest.mark.parametrize(
    ("position", "sequence", "reason"),
    [(99, 1, Reason.NO_QUESTION), (1, 0, Reason.UNREADABLE), (1, HIGHEST_SEQUENCE + 1, Reason.UNREADABLE)],
)
def test_an_event_needs_a_question_and_a_number(position, sequence, reason):
    verdicts = judge([Event(IDS[0], position, sequence, True)], stored={}, questions=QUESTIONS, is_late=False)
    assert verdicts.replies == [EventReply(str(IDS[0]), Outcome.REFUSED, reason=reason)]


def outcomes(events, stored=None, *, is_late=False):
    """Judge (id, sequence, answer) on the true/false question; return outcomes and the answer that is kept."""
    position = POSITIONS["true-false"]
    events = [Event(IDS[name], position, sequence, answer) for name, sequence, answer in events]
    stored = {position: Stored(IDS[stored[0]], stored[1], stored[2])} if stored else {}
    verdicts = judge(events, stored=stored, questions=QUESTIONS, is_late=is_late)
    winner = verdicts.winners.get(position)
    return [reply.outcome for reply in verdicts.replies], winner and winner.answer


S, R, T, L = Outcome.SAVED, Outcome.REPEATED, Outcome.STALE, Outcome.LATE


@pytest.mark.parametrize(
    ("events", "stored", "expected"),
    [
        ([(1, 1, True)], None, ([S], True)),
        ([(1, 1, True)], (1, 1, True), ([R], None)),
        ([(2, 2, False)], (1, 1, True), ([S], False)),
        ([(2, 1, False)], (1, 2, True), ([T], None)),
        ([(2, 1, False)], (1, 1, True), ([T], None)),  # two devices counted to the same number: the first stands
        ([(1, 1, True), (1, 1, True)], None, ([S, R], True)),
        ([(1, 1, True), (2, 2, False)], None, ([S, S], False)),
        ([(2, 2, False), (1, 1, True)], None, ([S, T], False)),
        ([(1, 1, "x"), (2, 2, True)], None, ([Outcome.REFUSED, S], True)),
    ],
)
def test_the_highest_number_wins(events, stored, expected):
    assert outcomes(events, stored) == expected


@pytest.mark.parametrize(
    ("event", "stored", "outcome"),
    [((2, 2, True), (1, 1, True), L), ((1, 1, True), (1, 1, True), R), ((2, 1, True), (1, 2, True), T)],
)
def test_late_is_only_what_the_server_does_not_have(event, stored, outcome):
    assert outcomes([event], stored, is_late=True) == ([outcome], None)


def test_of_late_answers_too_the_highest_number_of_each_item_wins():
    position = POSITIONS["true-false"]
    events = [Event(IDS[name], position, name, True) for name in (2, 1, 3, 3)]
    verdicts = judge(events, stored={}, questions=QUESTIONS, is_late=True)
    assert [reply.outcome for reply in verdicts.replies] == [L, T, L, R]
    assert (verdicts.late, verdicts.winners) == ({position: events[2]}, {})


def test_a_stale_reply_carries_the_newer_answer():
    position, newer = POSITIONS["true-false"], Stored(IDS[1], 5, True)
    verdicts = judge([Event(IDS[2], position, 4, False)], stored={position: newer}, questions=QUESTIONS, is_late=False)
    assert verdicts.replies == [EventReply(str(IDS[2]), Outcome.STALE, newer=newer)]


@given(order=st.permutations(range(1, 7)), copies=st.integers(1, 3))
def test_in_whatever_order_events_come_and_however_often_the_newest_is_kept(order, copies):
    answers = {sequence: sequence % 2 == 0 for sequence in order}
    replies, kept = outcomes([(sequence, sequence, answers[sequence]) for sequence in order for _ in range(copies)])
    assert kept == answers[6]
    assert replies.count(S) >= 1


@pytest.mark.parametrize("empty", [None, "", "  \n", [], {}, {"a": "", "b": " "}])
def test_an_empty_answer_is_none(empty):
    assert not is_given(empty)


@pytest.mark.parametrize("answer", [False, True, "x", ["a"], {"a": "", "b": "x"}])
def test_anything_else_is_an_answer(answer):
    assert is_given(answer)
