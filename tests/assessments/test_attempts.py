"""Starting, saving and submitting: what is acknowledged is kept, and nothing counts twice."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessments.actions.attempts import (
    RECEIPT_LENGTH,
    CannotStartError,
    Closing,
    SubmitReply,
    expire_attempts,
    save_answers,
    start_attempt,
)
from assessments.actions.sittings import reopen
from assessments.answers import Outcome
from assessments.models import Accommodation, Allocation, Attempt, LateResponse, Response, Score, Sitting
from assessments.models.attempts import GRACE
from courses.codes import CODE_ALPHABET
from courses.models import AuditRow
from tests.assessments.factories import AttemptFactory, FormFactory, SittingFactory
from tests.assessments.takers import POSITIONS, RIGHT, answer_all, event, only, send, stored
from tests.factories import NOW, EnrolmentFactory, TermFactory, UserFactory

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def seat_at(sitting):
    return EnrolmentFactory(cohort=sitting.cohort)


def start(sitting, seat, now=NOW):
    return start_attempt(sitting=sitting, enrolment=seat, now=now)


@pytest.fixture
def timed():
    return SittingFactory(minutes=20)


# --- starting -----------------------------------------------------------------------------------------


def test_starting_writes_one_row():
    sitting = SittingFactory()
    seat = seat_at(sitting)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        attempt = start(sitting, seat)
    writes = [query["sql"] for query in queries if query["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
    assert len(writes) == 1
    assert Attempt.objects.values(
        "sitting", "enrolment", "number", "form", "started_at", "deadline", "submitted_at"
    ).get(pk=attempt.pk) == {
        "sitting": sitting.pk,
        "enrolment": seat.pk,
        "number": 1,
        "form": sitting.form_a_id,
        "started_at": NOW,
        "deadline": None,
        "submitted_at": None,
    }


def test_starting_again_goes_on_with_the_open_attempt_and_never_resets_its_clock(timed):
    seat = seat_at(timed)
    first = start(timed, seat)
    again = start(timed, seat, NOW + 5 * MINUTE)
    assert (again.pk, again.deadline, Attempt.objects.count()) == (first.pk, NOW + 20 * MINUTE, 1)


@pytest.mark.parametrize(
    ("minutes", "extra", "closes_in", "expected"),
    [
        (None, None, None, None),
        (None, None, 90, 90),
        (20, None, None, 20),
        (20, 10, None, 30),
        (20, 10, 25, 25),
        (20, None, 25, 20),
        (None, 10, 25, 25),
    ],
)
def test_the_time_ends_after_the_minutes_with_the_extra_ones_or_at_the_close(minutes, extra, closes_in, expected):
    sitting = SittingFactory(minutes=minutes, closes_at=closes_in and NOW + closes_in * MINUTE)
    seat = seat_at(sitting)
    if extra:
        Accommodation.objects.create(enrolment=seat, extra_minutes=extra)
    assert start(sitting, seat).ends_at == (expected and NOW + expected * MINUTE)


@pytest.mark.parametrize(("minutes", "ends_in"), [(None, None), (60, 60)])
def test_who_is_still_answering_when_a_sitting_is_reopened_gets_the_new_time(minutes, ends_in):
    sitting = SittingFactory(minutes=minutes, closes_at=NOW + 10 * MINUTE)
    attempt = start(sitting, seat_at(sitting))
    assert attempt.ends_at == NOW + 10 * MINUTE
    assert reopen(sitting=sitting, by=UserFactory(), now=NOW + 10 * MINUTE)
    reply = save_answers(attempts=only(attempt), events=[event("true-false", True)], now=NOW + 30 * MINUTE)
    assert (reply.ends_at, reply.is_over) == (ends_in and NOW + ends_in * MINUTE, False)
    assert stored(attempt) == {"true-false": True}


@pytest.mark.parametrize("opens_in", [None, 10])
def test_nobody_starts_before_it_opens(opens_in):
    sitting = SittingFactory(opens_at=opens_in and NOW + opens_in * MINUTE)
    with pytest.raises(CannotStartError):
        start(sitting, seat_at(sitting))
    assert not Attempt.objects.exists()


def test_nobody_starts_after_it_closed():
    sitting = SittingFactory(closes_at=NOW)
    with pytest.raises(CannotStartError):
        start(sitting, seat_at(sitting))


def test_the_attempts_allowed_are_counted_without_void_ones():
    sitting = SittingFactory(attempts_allowed=2)
    seat = seat_at(sitting)
    for number in (1, 2):
        attempt = start(sitting, seat)
        assert attempt.number == number
        send(attempt)
    with pytest.raises(CannotStartError):
        start(sitting, seat)
    Attempt.objects.filter(number=1).update(voided_at=NOW, void_reason="The power went.")
    assert start(sitting, seat).number == 3


def test_an_attempt_whose_time_is_over_is_closed_before_the_next_one(timed):
    timed.attempts_allowed = 2
    timed.save(update_fields=["attempts_allowed"])
    seat = seat_at(timed)
    first = start(timed, seat)
    second = start(timed, seat, NOW + 21 * MINUTE)
    first.refresh_from_db()
    assert (first.close_reason, first.submitted_at, second.number) == ("expired", NOW + 20 * MINUTE, 2)


@pytest.mark.parametrize("closes_in", [None, 15])
def test_an_attempt_whose_time_is_over_is_closed_where_no_other_may_be_started(timed, closes_in):
    seat = seat_at(timed)
    attempt = start(timed, seat)
    save(attempt, event("true-false", False))
    Sitting.objects.update(closes_at=closes_in and NOW + closes_in * MINUTE)
    with pytest.raises(CannotStartError):
        start(timed, seat, NOW + 21 * MINUTE)
    attempt.refresh_from_db()
    assert (attempt.close_reason, attempt.submitted_at) == ("expired", NOW + (closes_in or 20) * MINUTE)
    assert attempt.scores.get(position=POSITIONS["true-false"]).verdict == "correct"


def test_of_two_forms_each_learner_gets_the_one_that_was_dealt():
    form = FormFactory()
    sitting = SittingFactory(form_a=form, form_b=FormFactory(lesson=form.lesson))
    seats = [seat_at(sitting), seat_at(sitting)]
    for seat, dealt in zip(seats, [sitting.form_b, sitting.form_a], strict=True):
        Allocation.objects.create(sitting=sitting, enrolment=seat, form=dealt)
    assert [start(sitting, seat).form for seat in seats] == [sitting.form_b, sitting.form_a]


# --- saving -------------------------------------------------------------------------------------------


def save(attempt, *events, now=NOW):
    reply = save_answers(attempts=only(attempt), events=events, now=now)
    return [each.outcome for each in reply.replies]


def test_every_type_of_answer_is_stored_as_it_was_given():
    attempt = AttemptFactory()
    answer_all(attempt, RIGHT)
    assert stored(attempt) == RIGHT


def test_a_newer_answer_replaces_an_older_one_and_never_the_other_way_round():
    attempt = AttemptFactory()
    old, new = event("check-one", "a", 3), event("check-one", "b", 4)
    assert save(attempt, new) == [Outcome.SAVED]
    assert save(attempt, old) == [Outcome.STALE]
    assert save(attempt, new) == [Outcome.REPEATED]
    (row,) = Response.objects.all()
    assert (row.position, row.answer, row.sequence, row.event, row.saved_at) == (2, "b", 4, new.id, NOW)


def test_an_answer_can_be_taken_back():
    attempt = AttemptFactory()
    answer_all(attempt, RIGHT)
    taken_back = {"blanks": {"team": ""}, "true-false": None, "check-one": None, "check-all": [], "narrative": ""}
    events = [event(kind, answer, 10) for kind, answer in taken_back.items()]
    assert save(attempt, *events) == [Outcome.SAVED] * 5
    assert stored(attempt) == taken_back
    send(attempt)
    assert set(attempt.scores.values_list("verdict", flat=True)) == {"unanswered"}
    assert save(attempt, event("true-false", None, 11)) == [Outcome.LATE]
    assert LateResponse.objects.get().answer is None


def test_one_bad_event_does_not_hold_up_the_others():
    attempt = AttemptFactory()
    outcomes = save(attempt, event("check-one", "z"), event("narrative", "a\0b"), event("true-false", True))
    assert outcomes == [Outcome.REFUSED, Outcome.REFUSED, Outcome.SAVED]
    assert stored(attempt) == {"true-false": True}


def test_an_answer_within_the_grace_counts_and_a_later_one_waits_for_a_person(timed):
    attempt = AttemptFactory(sitting=timed, deadline=NOW + 20 * MINUTE)
    bell = attempt.deadline
    late = event("narrative", "Too late?", 2, typed_at=bell - MINUTE)
    assert save(attempt, event("true-false", True), now=bell + GRACE) == [Outcome.SAVED]
    for outcome in (Outcome.LATE, Outcome.REPEATED):
        assert save(attempt, late, now=bell + GRACE + MINUTE) == [outcome]
    assert stored(attempt) == {"true-false": True}
    row = LateResponse.objects.get()
    assert (row.attempt, row.position, row.answer, row.event, row.typed_at, row.received_at, row.is_accepted) == (
        attempt,
        POSITIONS["narrative"],
        "Too late?",
        late.id,
        bell - MINUTE,
        bell + GRACE + MINUTE,
        None,
    )


def test_closing_by_hand_rings_the_bell_for_everybody():
    sitting = SittingFactory(closes_at=NOW + MINUTE)
    attempt = AttemptFactory(sitting=sitting, deadline=NOW + 20 * MINUTE)
    assert save(attempt, event("true-false", True), now=NOW + 2 * MINUTE) == [Outcome.LATE]


def test_what_comes_in_after_sending_is_late_but_a_repeat_is_a_repeat():
    attempt = AttemptFactory()
    first = event("true-false", True)
    save(attempt, first)
    send(attempt)
    assert save(attempt, first, event("check-one", "a", 2)) == [Outcome.REPEATED, Outcome.LATE]
    assert stored(attempt) == {"true-false": True}


def test_the_reply_tells_how_the_attempt_stands(timed):
    attempt = AttemptFactory(sitting=timed, deadline=NOW + 20 * MINUTE)
    reply = save_answers(attempts=only(attempt), events=[], now=NOW)
    assert (reply.is_open, reply.is_over, reply.ends_at, list(reply.replies)) == (True, False, attempt.deadline, [])
    assert save_answers(attempts=only(attempt), events=[], now=NOW + 30 * MINUTE).is_over


# --- sending ------------------------------------------------------------------------------------------


def test_sending_closes_scores_and_gives_a_receipt():
    attempt = AttemptFactory()
    answer_all(attempt, RIGHT)
    reply = send(attempt, now=NOW + MINUTE, newest={0: 1, 4: 5})
    attempt.refresh_from_db()
    assert reply == SubmitReply(Closing.CLOSED, attempt.receipt)
    assert len(attempt.receipt) == RECEIPT_LENGTH
    assert set(attempt.receipt) <= set(CODE_ALPHABET)
    assert (attempt.submitted_at, attempt.close_reason) == (NOW + MINUTE, "sent")
    assert list(attempt.scores.values_list("position", "verdict")) == [
        (0, "correct"),
        (1, "correct"),
        (2, "correct"),
        (3, "correct"),
        (4, "review"),
    ]


def test_sending_again_gets_the_first_outcome():
    attempt = AttemptFactory()
    first = send(attempt)
    twin = Attempt.objects.get()
    again = send(twin, now=NOW + MINUTE, newest={0: 99})
    assert again == SubmitReply(Closing.REPEATED, first.receipt)
    assert (Attempt.objects.get().submitted_at, Score.objects.count()) == (NOW, 5)


def test_sending_waits_for_the_answers_that_the_device_has():
    attempt = AttemptFactory()
    save(attempt, event("blanks", {"team": "UNCT"}, 1), event("true-false", True, 2))
    newest = {0: 3, 1: 2, 4: 4}
    assert send(attempt, newest=newest) == SubmitReply(Closing.INCOMPLETE, missing=[0, 4])
    assert (Attempt.objects.open().count(), Score.objects.count(), AuditRow.objects.count()) == (1, 0, 0)
    assert attempt.is_open
    save(attempt, event("blanks", {"team": "UNDP"}, 3), event("narrative", "Because.", 4))
    assert send(attempt, newest=newest).outcome is Closing.CLOSED


def test_a_number_for_a_question_that_is_not_there_stops_nobody():
    assert send(AttemptFactory(), newest={99: 1}).outcome is Closing.CLOSED


def test_sending_after_the_time_closes_with_what_was_saved(timed):
    attempt = AttemptFactory(sitting=timed, deadline=NOW + 20 * MINUTE)
    save(attempt, event("true-false", False))
    reply = send(attempt, now=NOW + 30 * MINUTE, newest={0: 7})
    attempt.refresh_from_db()
    assert (reply.outcome, attempt.close_reason, attempt.submitted_at) == (Closing.CLOSED, "expired", attempt.deadline)
    assert attempt.scores.get(position=1).verdict == "correct"


def test_a_void_attempt_is_not_scored():
    attempt = AttemptFactory(voided_at=NOW, void_reason="Wrong person.")
    assert send(attempt) == SubmitReply(Closing.REPEATED, "")
    assert not Score.objects.exists()


def test_expiring_closes_what_is_over_and_nothing_else(timed):
    over, within_grace, open_still = (
        AttemptFactory(sitting=timed, deadline=NOW - GRACE - minutes * MINUTE + timedelta(seconds=seconds))
        for minutes, seconds in [(1, 0), (0, 1), (-9, 0)]
    )
    submitted = AttemptFactory(sitting=timed, deadline=NOW - 9 * MINUTE, submitted_at=NOW - 10 * MINUTE)
    elsewhere = AttemptFactory(deadline=NOW - 9 * MINUTE)
    save(over, event("true-false", False), now=NOW - 5 * MINUTE)
    assert expire_attempts(sitting=timed, now=NOW) == 1
    assert expire_attempts(sitting=timed, now=NOW) == 0
    over.refresh_from_db()
    assert (over.submitted_at, over.close_reason, over.scores.count()) == (over.deadline, "expired", 5)
    assert {*Attempt.objects.open()} == {within_grace, open_still, elsewhere}
    assert submitted.scores.count() == 0


def test_every_end_leaves_an_audit_row(timed):
    sent = AttemptFactory(sitting=timed)
    over = AttemptFactory(sitting=timed, deadline=NOW - 9 * MINUTE)
    send(sent)
    expire_attempts(sitting=timed, now=NOW)
    rows = AuditRow.objects.order_by("pk").values_list("by", "verb", "subject", "at")
    assert [*rows] == [
        (sent.enrolment.user_id, "submit", f"attempt {sent.pk}", NOW),
        (None, "expire", f"attempt {over.pk}", NOW),
    ]


# --- how many statements ------------------------------------------------------------------------------


@pytest.mark.parametrize("n_types", [1, 8])
def test_sending_takes_the_same_statements_for_any_number_of_questions(n_types, django_assert_num_queries):
    form = FormFactory(types=["check-all", "narrative", "blanks"] * n_types)
    TermFactory(lesson=form.lesson)
    attempt = AttemptFactory(sitting__form_a=form)
    attempt = Attempt.objects.select_related("sitting", "form__lesson", "enrolment__user").get(pk=attempt.pk)
    save(attempt)
    # BEGIN, attempt, close, stored answers, audit row, newest keys, terms, contents of the keys, scores, COMMIT
    with django_assert_num_queries(10):
        send(attempt)
    other = AttemptFactory(sitting=attempt.sitting)
    other = Attempt.objects.select_related("sitting", "form__lesson", "enrolment__user").get(pk=other.pk)
    with django_assert_num_queries(9):  # this process knows the keys now
        send(other)


@pytest.mark.parametrize("n_events", [1, 30])
def test_saving_is_one_write_for_any_number_of_answers(n_events, django_assert_num_queries):
    attempt = AttemptFactory(sitting__form_a=FormFactory(types=["true-false"] * 30))
    save(attempt)
    events = [event("blanks", True, 1, id=uuid4()) for _ in range(n_events)]
    events = [type(each)(each.id, position, 1, True) for position, each in enumerate(events)]
    # BEGIN, lock, stored answers, upsert, COMMIT
    with django_assert_num_queries(5) as captured:
        save(attempt, *events)
    assert sum(query["sql"].startswith(("INSERT", "UPDATE", "DELETE")) for query in captured) == 1
    assert attempt.responses.count() == n_events
