"""Answers to questions in class: one row per owner, and what is refused with which word."""

from datetime import timedelta
from uuid import uuid4

import pytest

from assessments.answers import HIGHEST_SEQUENCE, Reason
from courses.models import Enrolment, Group
from delivery.actions.voting import MOST_CHANGES, Owner, VoteOutcome
from delivery.models import Delivery, QuestionRun, Vote
from tests.delivery.rooms import learner, run_of, vote
from tests.factories import NOW

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(minutes=1)
GOOD = {
    "check-one": "a",
    "check-all": ["a", "c"],
    "true-false": False,
    "blanks": {"team": "UNCT"},
    "narrative": "They have most at stake.",
}


def rows():
    return list(Vote.objects.values_list("answer", "sequence", "at"))


@pytest.mark.parametrize("kind", GOOD)
def test_an_answer_of_every_type_is_stored(kind):
    run = run_of(kind)
    seat = learner(run)
    reply = vote(run, GOOD[kind], Owner(seat=seat))
    assert (reply.outcome, reply.stored.answer) == (VoteOutcome.SAVED, GOOD[kind])
    (row,) = Vote.objects.all()
    assert (row.run, row.seat, row.group, row.device_digest, row.answer, row.at) == (
        run,
        seat,
        None,
        "",
        GOOD[kind],
        NOW,
    )


def test_a_newer_answer_replaces_and_an_older_never_wins():
    run = run_of()
    owner = Owner(seat=learner(run))
    replies = [
        vote(run, answer, owner, sequence=n, now=LATER) for answer, n in [("a", 2), ("b", 5), ("a", 4), ("a", 5)]
    ]
    assert [reply.outcome for reply in replies] == ["saved", "saved", "stale", "stale"]
    assert [reply.stored.answer for reply in replies] == ["a", "b", "b", "b"]
    assert rows() == [("b", 5, LATER)]


def test_the_same_event_twice_is_one_answer():
    run = run_of()
    owner, event = Owner(seat=learner(run)), uuid4()
    replies = [vote(run, "a", owner, event=event, now=now) for now in (NOW, LATER)]
    assert [reply.outcome for reply in replies] == ["saved", "repeated"]
    assert rows() == [("a", 1, NOW)]


def test_an_answer_that_was_stored_is_known_again_after_closing():
    run = run_of()
    owner, event = Owner(seat=learner(run)), uuid4()
    vote(run, "a", owner, event=event)
    QuestionRun.objects.update(closed_at=LATER)
    assert vote(run, "a", owner, event=event).outcome == VoteOutcome.REPEATED


@pytest.mark.parametrize(
    "changes",
    [
        {"closed_at": NOW},
        {"closed_at": NOW, "discarded_at": NOW},
        {"delivery": {"ended_at": LATER}},
        {"delivery": {"started_at": None}},
    ],
)
def test_what_comes_when_the_question_takes_no_answers_is_refused(changes):
    run = run_of()
    Delivery.objects.update(**changes.get("delivery", {"is_black": False}))
    QuestionRun.objects.update(
        **{name: value for name, value in changes.items() if name != "delivery"} or {"number": 1}
    )
    reply = vote(run, "a")
    assert (reply.outcome, reply.stored, rows()) == (VoteOutcome.CLOSED, None, [])


def test_a_change_after_closing_is_told_what_stands():
    run = run_of()
    owner = Owner(seat=learner(run))
    vote(run, "a", owner)
    QuestionRun.objects.update(closed_at=NOW)
    reply = vote(run, "b", owner, sequence=2)
    assert (reply.outcome, reply.stored.answer, rows()) == (VoteOutcome.CLOSED, "a", [("a", 1, NOW)])


@pytest.mark.parametrize(
    ("kind", "answer", "outcome", "reason"),
    [
        ("check-one", "z", "refused", Reason.OPTION),
        ("check-one", 7, "refused", Reason.SHAPE),
        ("check-one", None, "empty", None),
        ("check-all", [], "empty", None),
        ("check-all", ["a", "a"], "refused", Reason.OPTION),
        ("true-false", "true", "refused", Reason.SHAPE),
        ("blanks", {"team": "  "}, "empty", None),
        ("blanks", {"other": "x"}, "refused", Reason.SHAPE),
        ("blanks", {"team": "x\0"}, "refused", Reason.CHARACTERS),
        ("narrative", "x" * 20_001, "refused", Reason.TOO_LONG),
    ],
)
def test_what_cannot_be_an_answer_is_refused(kind, answer, outcome, reason):
    reply = vote(run_of(kind), answer)
    assert (reply.outcome, reply.reason, rows()) == (outcome, reason, [])


@pytest.mark.parametrize("sequence", [0, MOST_CHANGES + 1, 1_772_443_800_000, HIGHEST_SEQUENCE])
def test_a_number_that_could_be_a_time_is_refused(sequence):
    assert vote(run_of(), "a", sequence=sequence).outcome == VoteOutcome.REFUSED
    assert rows() == []


def test_a_group_answers_once_for_all_its_members():
    run = run_of(audience="groups")
    group = Group.objects.create(cohort=run.delivery.cohort, name="Group 2")
    members = [learner(run, group=group) for _ in range(3)]
    learner(run)
    for sequence, answer in enumerate("ab", start=1):
        assert vote(run, answer, Owner(group=group), sequence=sequence).outcome == VoteOutcome.SAVED
    (row,) = Vote.objects.all()
    assert (row.group, row.seat, row.answer, set(row.members.all())) == (group, None, "b", set(members))


def test_an_anonymous_answer_has_neither_seat_nor_time():
    run = run_of(privacy="anonymous")
    for sequence, answer in enumerate("ab", start=1):
        vote(run, answer, Owner(device_digest="d1"), sequence=sequence)
    vote(run, "a", Owner(device_digest="d2"))
    assert sorted(Vote.objects.values_list("device_digest", "answer", "seat", "group", "at")) == [
        ("d1", "b", None, None, None),
        ("d2", "a", None, None, None),
    ]


@pytest.mark.parametrize(
    ("run", "given"),
    [
        ({"privacy": "anonymous"}, "seat"),
        ({"privacy": "anonymous"}, "group"),
        ({"privacy": "named"}, "device"),
        ({"privacy": "named"}, "group"),
        ({"audience": "groups"}, "seat"),
        ({"audience": "groups"}, "device"),
        ({"privacy": "anonymous"}, "nobody"),
        ({"privacy": "named"}, "nobody"),
        ({"audience": "groups"}, "nobody"),
    ],
)
def test_an_answer_given_under_another_promise_is_not_stored(run, given):
    run = run_of(**run)
    seat = learner(run, role=Enrolment.Role.LEARNER)
    owners = {
        "seat": Owner(seat=seat),
        "group": Owner(group=Group.objects.create(cohort=run.delivery.cohort, name="G")),
        "device": Owner(device_digest="d"),
        "nobody": Owner(),
    }
    reply = vote(run, "a", owners[given])
    assert (reply.outcome, reply.stored, rows()) == (VoteOutcome.CHANGED, None, [])


def test_nobody_in_particular_is_never_given_the_answer_of_another():
    run = run_of()
    vote(run, "a")
    assert vote(run, "b", Owner()).stored is None


def test_who_makes_one_device_look_like_many_gives_no_more_answers_than_there_are_learners():
    run = run_of(privacy="anonymous")  # four learners
    replies = [vote(run, "a", Owner(device_digest=f"d{n}")).outcome for n in range(5)]
    assert replies == [VoteOutcome.SAVED] * 4 + [VoteOutcome.SURPLUS]
    assert vote(run, "b", Owner(device_digest="d0"), sequence=2).outcome == VoteOutcome.SAVED
    assert Vote.objects.count() == 4


def test_voting_asks_the_database_the_same_few_times(django_assert_num_queries):
    run = run_of()
    owner = Owner(seat=learner(run))
    for _ in range(5):
        vote(run, "b")
    with django_assert_num_queries(5):  # begin, look at the run and for a vote, insert, commit; the bell comes later
        vote(run, "a", owner)
