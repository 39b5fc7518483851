"""Many at once: real threads, each with a connection of its own."""

import random
from collections import Counter
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import transaction

from assessments.actions.attempts import Closing, expire_attempts, save_answers, start_attempt
from assessments.actions.late import decide_late
from assessments.answers import Event, Outcome
from assessments.models import Attempt, LateResponse, Response, Score
from courses.models import AuditRow
from tests.assessments.factories import AttemptFactory, FormFactory, SittingFactory
from tests.assessments.takers import only, send
from tests.factories import NOW, EnrolmentFactory, UserFactory

N_THREADS = 10
pytestmark = pytest.mark.django_db(transaction=True)


def fresh(pk=None):
    attempts = Attempt.objects.select_related("sitting", "form__lesson", "enrolment__user")
    return attempts.get(pk=pk) if pk else attempts.get()


def world(make, crowd):
    """Make rows in the database that the threads share."""
    return crowd([make])[0]


def test_twenty_starts_make_one_attempt(crowd):
    sitting = world(lambda: SittingFactory(minutes=20), crowd)
    seat = world(lambda: EnrolmentFactory(cohort=sitting.cohort), crowd)
    attempts = crowd([lambda: start_attempt(sitting=sitting, enrolment=seat, now=NOW)] * 20)
    assert len({attempt.pk for attempt in attempts}) == 1
    assert world(Attempt.objects.count, crowd) == 1


def test_a_class_that_starts_together_gets_an_attempt_each(crowd):
    sitting = world(SittingFactory, crowd)
    seats = world(lambda: EnrolmentFactory.create_batch(20, cohort=sitting.cohort), crowd)
    crowd([lambda seat=seat: start_attempt(sitting=sitting, enrolment=seat, now=NOW) for seat in seats])
    assert world(lambda: sorted(Attempt.objects.values_list("enrolment", flat=True)), crowd) == [
        seat.pk for seat in seats
    ]


def test_ten_copies_of_two_hundred_events_are_two_hundred_answers(crowd):
    world(lambda: AttemptFactory(sitting__form_a=FormFactory(types=["true-false"] * 200)), crowd)
    events = [Event(uuid4(), position, position + 1, position % 2 == 0) for position in range(200)]

    def send(seed):
        order = random.Random(seed).sample(events, len(events))
        attempt, outcomes = fresh(), Counter()
        for start in range(0, len(order), 8):
            reply = save_answers(attempts=only(attempt), events=order[start : start + 8], now=NOW)
            outcomes.update(each.outcome for each in reply.replies)
        return outcomes

    outcomes = sum(crowd([lambda seed=seed: send(seed) for seed in range(N_THREADS)]), Counter())
    assert outcomes == {Outcome.SAVED: 200, Outcome.REPEATED: 200 * (N_THREADS - 1)}
    rows = world(lambda: list(Response.objects.values_list("position", "event", "answer")), crowd)
    assert rows == [(each.position, each.id, each.answer) for each in events]


def test_control_copies_under_new_ids_and_numbers_would_count_again(crowd):
    """What makes a copy harmless is that it keeps the id and the number of its event."""
    world(AttemptFactory, crowd)
    copies = [Event(uuid4(), 1, sequence, True) for sequence in range(1, N_THREADS + 1)]
    replies = world(lambda: save_answers(attempts=only(fresh()), events=copies, now=NOW).replies, crowd)
    assert Counter(each.outcome for each in replies) == {Outcome.SAVED: N_THREADS}


def test_an_old_copy_that_comes_last_never_wins(crowd):
    world(AttemptFactory, crowd)
    events = [Event(uuid4(), 1, sequence, sequence == 40) for sequence in range(1, 41)]
    for half in (events[20:], events[:20]):
        crowd([lambda each=each: save_answers(attempts=only(fresh()), events=[each], now=NOW) for each in half])
    (row,) = world(lambda: list(Response.objects.all()), crowd)
    assert (row.sequence, row.event, row.answer) == (40, events[-1].id, True)


def test_ten_submissions_give_one_receipt(crowd):
    world(AttemptFactory, crowd)
    replies = crowd([lambda: send(fresh())] * N_THREADS)
    assert Counter(reply.outcome for reply in replies) == {Closing.CLOSED: 1, Closing.REPEATED: N_THREADS - 1}
    assert len({reply.receipt for reply in replies}) == 1
    assert world(lambda: (Score.objects.count(), AuditRow.objects.count()), crowd) == (5, 1)


def test_sending_expiring_and_saving_at_once_lose_no_answer(crowd):
    """Whoever is first, every answer is either counted in the scores or kept as late."""
    world(lambda: AttemptFactory(deadline=NOW), crowd)
    events = [Event(uuid4(), 1, 1, True), Event(uuid4(), 2, 2, "a"), Event(uuid4(), 3, 3, ["a", "b"])]
    savers = [lambda each=each: save_answers(attempts=only(fresh()), events=[each], now=NOW) for each in events]
    enders = [
        lambda: send(fresh()),
        lambda: expire_attempts(sitting=fresh().sitting, now=NOW),
    ]
    crowd([*savers, *enders, *savers])
    counted = world(lambda: dict(Response.objects.values_list("position", "event")), crowd)
    late = world(lambda: dict(LateResponse.objects.values_list("position", "event")), crowd)
    scored = world(lambda: set(Score.objects.exclude(verdict="unanswered").values_list("position", flat=True)), crowd)
    assert counted | late == {each.position: each.id for each in events}
    assert set(counted) == scored
    assert not set(counted) & set(late)


def test_of_many_late_answers_to_one_item_the_newest_waits(crowd):
    world(lambda: AttemptFactory(deadline=NOW - timedelta(hours=1)), crowd)
    events = [Event(uuid4(), 1, sequence, sequence == 40) for sequence in range(1, 41)]
    for half in (events[20:], events[:20]):
        crowd([lambda each=each: save_answers(attempts=only(fresh()), events=[each], now=NOW) for each in half])
    rows = world(lambda: list(LateResponse.objects.values_list("position", "sequence", "answer")), crowd)
    assert rows == [(1, 40, True)]


def test_a_late_answer_that_comes_while_another_is_decided_waits_or_takes_its_place(crowd):
    attempt = world(lambda: AttemptFactory(deadline=NOW - timedelta(hours=1)), crowd)
    by = world(UserFactory, crowd)
    row = world(lambda: late_row(attempt), crowd)
    newer = Event(uuid4(), 1, 2, True)
    _, is_decided = crowd(
        [
            lambda: save_answers(attempts=only(attempt), events=[newer], now=NOW),
            lambda: decide_late(late=row, is_accepted=True, by=by, now=NOW),
        ]
    )
    rows = world(lambda: list(LateResponse.objects.order_by("sequence").values_list("sequence", "is_accepted")), crowd)
    assert rows == ([(1, True), (2, None)] if is_decided else [(2, None)])
    counted = world(lambda: list(Response.objects.values_list("sequence", "answer")), crowd)
    assert counted == ([(1, False)] if is_decided else [])


def late_row(attempt):
    save_answers(attempts=only(attempt), events=[Event(uuid4(), 1, 1, False)], now=NOW)
    return LateResponse.objects.select_related("attempt").get()


def test_the_attempts_allowed_hold_when_many_start_and_send_at_once(crowd):
    sitting = world(lambda: SittingFactory(attempts_allowed=3), crowd)
    seat = world(lambda: EnrolmentFactory(cohort=sitting.cohort), crowd)

    def start_and_send():
        for _ in range(4):
            try:
                attempt = start_attempt(sitting=sitting, enrolment=seat, now=NOW)
            except Exception as refused:  # noqa: BLE001 - the kind is what is asserted
                return type(refused).__name__
            send(fresh(attempt.pk))
        return "never refused"

    ends = Counter(crowd([start_and_send] * 6))
    assert world(lambda: list(Attempt.objects.values_list("number", flat=True)), crowd) == [1, 2, 3]
    assert set(ends) <= {"CannotStartError", "never refused"}


def test_the_database_takes_one_open_attempt_whatever_the_code_does(crowd):
    sitting = world(SittingFactory, crowd)
    seat = world(lambda: EnrolmentFactory(cohort=sitting.cohort), crowd)
    row = {"sitting": sitting, "enrolment": seat, "form": sitting.form_a, "seed": 1, "started_at": NOW}

    def insert_without_looking(number):
        with transaction.atomic():
            Attempt.objects.bulk_create([Attempt(number=number, **row)], ignore_conflicts=True)

    crowd([lambda number=number: insert_without_looking(number) for number in range(1, 9)])
    assert world(Attempt.objects.count, crowd) == 1
