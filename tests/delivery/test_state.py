"""The state of a class: what everybody who follows it is told, whole."""

from datetime import timedelta

import pytest
from django.utils import timezone

from delivery.models import Attendance, Delivery, DeliveryEvent, PlanItem, QuestionRun
from delivery.state import fingerprint, presences_of, state_of, states_of
from tests.activities.factories import BoardFactory
from tests.assessments.factories import QuestionVersionFactory
from tests.delivery.factories import DeliveryFactory, PlanItemFactory, QuestionRunFactory, VoteFactory
from tests.factories import NOW, EnrolmentFactory

pytestmark = pytest.mark.django_db
Kind = DeliveryEvent.Kind
PHASES = [{"slug": "think", "title": "Think", "seconds": 120}, {"slug": "share", "title": "Share", "seconds": 300}]


def milliseconds(seconds):
    return round((NOW + timedelta(seconds=seconds)).timestamp() * 1000)


def after(seconds):
    return NOW + timedelta(seconds=seconds)


def happened(delivery, *marks):
    """Store what happened to the clock: (seconds after NOW, kind, and more fields)."""
    for number, (seconds, kind, *more) in enumerate(marks, start=1):
        fields = {"item": delivery.item, **(more[0] if more else {})}
        DeliveryEvent.objects.create(
            delivery=delivery, number=number, kind=kind, by=delivery.created_by, at=after(seconds), **fields
        )


def at_item(**fields):
    """Return a running class that stands at an item with ``fields``."""
    delivery = DeliveryFactory(running=True)
    PlanItem.objects.filter(pk=delivery.item_id).update(**fields)
    delivery.item.refresh_from_db()
    return delivery


QUIET = {
    "rev": 1,
    "status": "running",
    "showing": "frame",
    "black": False,
    "frame": "topic",
    "phase": "",
    "ends": None,
    "left": None,
    "question": None,
    "privacy": "",
    "open": False,
    "shown": False,
    "solved": False,
    "edited": "",
    "answered": 0,
    "sent": 0,
    "board": None,
    "board_rev": 0,
    "writing": False,
    "here": 0,
}


def expected(delivery, seconds, **changes):
    return {**QUIET, "at": milliseconds(seconds), "item": delivery.item_id, **changes}


def test_a_class_that_was_planned():
    delivery = DeliveryFactory()
    assert state_of(delivery, after(0)) == expected(
        delivery, 0, rev=0, status="planned", showing="join", item=None, frame=None
    )


def test_a_class_that_runs():
    delivery = DeliveryFactory(running=True)
    happened(delivery, (0, Kind.STARTED))
    assert state_of(delivery, after(30)) == expected(delivery, 30)


def test_a_class_that_is_paused_in_a_phase_has_time_left_and_no_end():
    delivery = at_item(kind=PlanItem.Kind.ACTIVITY, frame="", phases=PHASES, seconds=420)
    phase = {"phase": "think"}
    happened(delivery, (0, Kind.STARTED), (10, Kind.PHASE, phase), (40, Kind.PAUSED))
    assert state_of(delivery, after(300)) == expected(
        delivery, 300, status="paused", frame=None, phase="think", left=90
    )


def test_a_phase_has_an_end_that_an_extension_moves():
    delivery = at_item(kind=PlanItem.Kind.ACTIVITY, frame="", phases=PHASES, seconds=420)
    phase = {"phase": "share"}
    happened(delivery, (0, Kind.STARTED), (10, Kind.PHASE, phase), (20, Kind.EXTENDED, {**phase, "seconds": 60}))
    now = expected(delivery, 100, frame=None, phase="share", ends=milliseconds(370))
    assert state_of(delivery, after(100)) == now
    assert state_of(delivery, after(101)) == {**now, "at": milliseconds(101)}


def test_a_break_has_an_end():
    delivery = at_item(kind=PlanItem.Kind.BREAK, frame="", seconds=600)
    happened(delivery, (0, Kind.STARTED))
    assert state_of(delivery, after(60)) == expected(delivery, 60, status="break", frame=None, ends=milliseconds(600))


def test_a_question_with_its_votes():
    run = QuestionRunFactory(version=QuestionVersionFactory(), is_shown=True)
    VoteFactory.create_batch(3, run=run)
    VoteFactory(run__delivery=run.delivery, run__version=run.version)  # of another question
    Delivery.objects.update(question=run, showing=Delivery.Showing.QUESTION)
    now = expected(run.delivery, 0, showing="question", question=run.pk, open=True, shown=True, answered=3, sent=3)
    now["privacy"] = "named"
    assert state_of(run.delivery, after(0)) == now
    run.closed_at, run.is_solved = NOW, True
    run.save()
    assert state_of(run.delivery, after(0)) == {**now, "open": False, "solved": True}
    run.discarded_at = NOW
    run.save()
    assert state_of(run.delivery, after(0)) == expected(run.delivery, 0, showing="question")


def test_a_changed_answer_is_told_without_what_it_says_and_a_nameless_one_is_not():
    run = QuestionRunFactory(version=QuestionVersionFactory())
    Delivery.objects.update(question=run, showing=Delivery.Showing.QUESTION)
    named = VoteFactory(run=run)
    nameless = VoteFactory(run=run, seat=None, device_digest="d" * 64, at=None)
    before = state_of(run.delivery, after(0))
    for vote, sent in ((nameless, before["sent"]), (named, before["sent"] + 4)):
        vote.sequence += 4
        vote.save()
        assert state_of(run.delivery, after(0)) == {**before, "sent": sent}
    assert type(before["sent"]) is int


def test_what_the_instructor_changed_of_the_answers_marks_the_state_while_they_are_shown():
    run = QuestionRunFactory(version=QuestionVersionFactory(), closed_at=NOW)
    Delivery.objects.update(question=run, showing=Delivery.Showing.QUESTION)
    before = state_of(run.delivery, after(0))
    marks = {}
    for name, changes in {
        "nothing": {},
        "hands": {"hands": {"a": 4, "b": 9}},
        "corrected": {"hands": {"a": 5, "b": 8}},
        "again": {"hands": {"b": 8, "a": 5}},
        "hidden": {"hands": None, "hidden_texts": ["rude"]},
    }.items():
        for is_shown in (False, True):
            QuestionRun.objects.update(is_shown=is_shown, **changes)
            state = state_of(run.delivery, after(0))
            assert {**state, "edited": ""} == {**before, "shown": is_shown}
            marks[name, is_shown] = state["edited"]
    assert {mark for (_name, is_shown), mark in marks.items() if not is_shown} == {""}
    shown = {name: mark for (name, is_shown), mark in marks.items() if is_shown}
    assert (shown["nothing"], shown["corrected"]) == ("", shown["again"])
    assert len({shown[name] for name in ("nothing", "hands", "corrected", "hidden")}) == 4
    assert {len(mark) for mark in shown.values()} == {0, 8}


def test_a_board_and_who_is_here_on_a_black_screen():
    delivery = DeliveryFactory(running=True)
    board = BoardFactory(rev=7)
    Delivery.objects.update(board=board, showing=Delivery.Showing.BOARD, is_black=True, rev=5)
    for seat in EnrolmentFactory.create_batch(2, cohort=delivery.cohort):
        Attendance.objects.create(delivery=delivery, enrolment=seat, at=NOW)
    assert state_of(delivery, after(0)) == expected(
        delivery, 0, rev=5, showing="board", black=True, board=board.pk, board_rev=7, writing=True, here=2
    )


@pytest.mark.parametrize(
    ("seconds", "n", "screen"),
    [(0, 1, True), (11, 1, True), (13, 1, False), (29, 1, False), (31, 0, False), (-3600, 0, False)],
)
def test_a_class_screen_is_missed_after_twelve_seconds_and_a_phone_after_thirty(seconds, n, screen):
    delivery = DeliveryFactory(running=True, screen_seen_at=NOW)
    for seen_at in (NOW, None):  # the second came before that was noted
        seat = EnrolmentFactory(cohort=delivery.cohort)
        Attendance.objects.create(delivery=delivery, enrolment=seat, at=NOW, seen_at=seen_at)
    assert presences_of([delivery.pk], after(seconds)) == {delivery.pk: {"connected": n, "screen": screen}}
    assert state_of(delivery, after(seconds)) == expected(delivery, seconds, here=2)


def test_a_class_screen_that_never_was_is_not_missed():
    delivery = DeliveryFactory(running=True)
    assert presences_of([delivery.pk, 0], NOW) == {delivery.pk: {"connected": 0, "screen": None}}


def test_a_class_that_is_over():
    delivery = DeliveryFactory(running=True, ended_at=after(60))
    happened(delivery, (0, Kind.STARTED), (60, Kind.ENDED))
    assert state_of(delivery, after(90)) == expected(delivery, 90, status="ended")


@pytest.mark.parametrize("n_classes", [1, 6])
def test_any_number_of_classes_takes_two_queries(n_classes, django_assert_num_queries):
    classes = [DeliveryFactory(running=True, is_rehearsal=True) for _ in range(n_classes)]
    for delivery in classes:
        happened(delivery, (0, Kind.STARTED), (5, Kind.PAUSED))
        PlanItemFactory.create_batch(3, delivery=delivery)
    pks = [delivery.pk for delivery in classes]
    with django_assert_num_queries(2):
        states = states_of([*pks, 0], NOW)
    with django_assert_num_queries(2):
        assert presences_of([*pks, 0], NOW).keys() == set(pks)
    assert states == {delivery.pk: expected(delivery, 0, status="paused") for delivery in classes}


def test_the_fingerprint_leaves_out_the_clock_and_nothing_else():
    state = state_of(DeliveryFactory(running=True), timezone.now())
    assert fingerprint({**state, "at": 0}) == fingerprint(state)
    others = {fingerprint({**state, name: "another"}) for name in state if name != "at"}
    assert len(others | {fingerprint(state)}) == len(state)
