"""A class that answers in one moment: real threads, each with a connection of its own."""

import threading
import time
from collections import Counter
from datetime import timedelta
from itertools import chain
from uuid import uuid4

import pytest
from django.db import connection

from courses.models import Group
from delivery.actions import asking, voting
from delivery.actions.orders import OrderRefusedError
from delivery.actions.voting import Owner, VoteOutcome, cast_vote
from delivery.models import QuestionRun, Vote
from tests.delivery.rooms import fresh, order, question, run_of, running, vote
from tests.factories import NOW, EnrolmentFactory

pytestmark = pytest.mark.django_db(transaction=True)
N_THREADS, N_EACH = 12, 25
LATER = NOW + timedelta(seconds=30)


@pytest.fixture
def world(crowd):
    """Run one function where the threads of the crowd work, and return what it returns."""
    return lambda function: crowd([function])[0]


def test_three_hundred_votes_in_a_burst_are_three_hundred_rows(crowd, world):
    run = world(run_of)
    seats = world(lambda: EnrolmentFactory.create_batch(N_THREADS * N_EACH, cohort=run.delivery.cohort))

    def votes(mine):
        return [vote(run, "a", Owner(seat=seat)).outcome for seat in mine]

    started = time.monotonic()
    outcomes = crowd([lambda mine=seats[n::N_THREADS]: votes(mine) for n in range(N_THREADS)])
    took = time.monotonic() - started
    assert Counter(chain.from_iterable(outcomes)) == {VoteOutcome.SAVED: len(seats)}
    assert world(lambda: sorted(Vote.objects.values_list("seat", flat=True))) == [seat.pk for seat in seats]
    print(f"{len(seats)} votes in {took:.2f} s on {connection.vendor}")


def test_one_device_that_sends_everything_many_times_has_one_row(crowd, world):
    run = world(lambda: run_of(privacy="anonymous"))
    events = [(uuid4(), sequence) for sequence in range(1, 11)]

    def send():
        return [
            vote(run, "ab"[n % 2], Owner(device_digest="d"), event=event, sequence=n).outcome for event, n in events
        ]

    outcomes = Counter(chain.from_iterable(crowd([send] * 8)))
    assert world(lambda: list(Vote.objects.values_list("sequence", "answer"))) == [(10, "a")]
    assert set(outcomes) <= {VoteOutcome.SAVED, VoteOutcome.REPEATED, VoteOutcome.STALE}


def test_members_of_a_group_who_send_at_once_have_one_answer(crowd, world):
    run = world(lambda: run_of(audience="groups"))
    group = world(lambda: Group.objects.create(cohort=run.delivery.cohort, name="Group"))
    members = world(lambda: EnrolmentFactory.create_batch(4, cohort=run.delivery.cohort, group=group))
    outcomes = Counter(reply.outcome for reply in crowd([lambda: vote(run, "a", Owner(group=group))] * 10))
    assert outcomes == {VoteOutcome.SAVED: 1, VoteOutcome.STALE: 9}
    assert world(lambda: set(Vote.objects.get().members.all())) == set(members)


def test_what_is_not_in_before_the_end_is_refused(crowd, world):
    """Whoever is told "saved" has a row, whoever is told "closed" has none, and after closing nothing is added."""
    run = world(run_of)
    seats = world(lambda: EnrolmentFactory.create_batch(60, cohort=run.delivery.cohort))
    told, counted = {}, []

    def votes(mine):
        for seat in mine:
            told[seat.pk] = vote(run, "a", Owner(seat=seat)).outcome

    def close():
        while len(told) < 10:
            time.sleep(0.001)
        asking.close(run=run, order=order(run.delivery, now=LATER))
        counted.append(Vote.objects.count())

    crowd([close, *(lambda mine=seats[n::6]: votes(mine) for n in range(6))])
    stored = world(lambda: set(Vote.objects.values_list("seat", flat=True)))
    assert stored == {seat for seat, outcome in told.items() if outcome == VoteOutcome.SAVED}
    assert set(told.values()) == {VoteOutcome.SAVED, VoteOutcome.CLOSED}
    assert counted == [len(stored)]


def test_closing_waits_for_a_vote_under_way(crowd, world, monkeypatch):
    """A vote that has seen the question open is counted before anything can be shown."""
    run = world(run_of)
    seat = world(lambda: EnrolmentFactory(cohort=run.delivery.cohort))
    has_looked, order_of_events = threading.Event(), []
    refusal = voting._refusal

    def slow_refusal(*arguments):
        found = refusal(*arguments)
        has_looked.set()
        time.sleep(0.3)
        order_of_events.append("voted")
        return found

    monkeypatch.setattr(voting, "_refusal", slow_refusal)

    def close():
        assert has_looked.wait(10)
        asking.show_votes(run=run, order=order(run.delivery))
        order_of_events.append(Vote.objects.count())

    crowd([close, lambda: vote(run, "a", Owner(seat=seat))])
    assert order_of_events == ["voted", 1]


def test_control_without_the_lock_a_vote_could_come_after_the_end(crowd, world):
    """What makes the end exact is that a vote looks and is stored under the lock that the end takes too."""
    run = world(run_of)
    seat = world(lambda: EnrolmentFactory(cohort=run.delivery.cohort))
    has_looked, is_closed = threading.Event(), threading.Event()

    def careless_vote():
        assert QuestionRun.objects.get(pk=run.pk).is_open
        has_looked.set()
        assert is_closed.wait(10)
        Vote.objects.create(run=run, seat=seat, answer="a", event=uuid4(), sequence=1, at=LATER)

    def close():
        assert has_looked.wait(10)
        asking.close(run=run, order=order(run.delivery))
        is_closed.set()

    crowd([careless_vote, close])
    assert world(lambda: (fresh(run).is_open, Vote.objects.count())) == (False, 1)


def test_ten_taps_on_ask_put_the_question_once(crowd, world):
    delivery = world(running)
    asked = world(lambda: question(delivery))
    given = world(lambda: order(delivery))

    def ask():
        try:
            return asking.ask(delivery=delivery, order=given, question=asked).number
        except OrderRefusedError as refused:
            return type(refused).__name__

    assert Counter(crowd([ask] * 10)) == {1: 1, "StaleOrderError": 9}


def test_an_answer_and_a_change_of_who_sees_it_do_not_pass_each_other(crowd, world):
    """Whatever comes first, nobody's answer is stored with a name after it was promised without."""
    run = world(lambda: run_of(privacy="anonymous"))
    given = world(lambda: order(run.delivery))

    def change():
        try:
            return asking.change_privacy(run=run, order=given, privacy="named").privacy
        except OrderRefusedError as refused:
            return type(refused).__name__

    def send():
        sent = {"answer": "a", "event": uuid4(), "sequence": 1, "now": NOW}
        return str(cast_vote(run=run.pk, owner=Owner(device_digest="d"), **sent).outcome)

    assert set(crowd([change, send])) in ({"named", "changed"}, {"AnsweredError", "saved"})
    assert world(lambda: Vote.objects.count() == 1) == (world(lambda: fresh(run).privacy) == "anonymous")
