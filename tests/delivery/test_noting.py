"""Pages say that they are open, which is noted and holds up nobody: over real sockets, on SQLite and PostgreSQL."""

import contextlib
import re
import threading
import time
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import OperationalError, connection, transaction
from django.utils import timezone

from delivery import state
from delivery.models import Attendance, Delivery, classes
from delivery.transport import hub, noting, stream, watch
from delivery.transport.tickets import Audience, Ticket
from tests.delivery.factories import DeliveryFactory
from tests.delivery.listening import LEARNER, at_rev, eventually, order
from tests.factories import NOW, EnrolmentFactory


def say(follow, *users, audience=Audience.FOLLOW):
    """Let a page of each of ``users`` say that it is open."""
    for user in users:
        follow(user=user, audience=audience, method="POST").answer.read()


@contextlib.contextmanager
def saying(follow, *users):
    """Let pages of ``users`` say again and again that they are open, also where a busy machine is slow to hear it."""
    is_over = threading.Event()

    def go_on():
        while not is_over.wait(0.3):
            say(follow, *users)

    thread = threading.Thread(target=go_on)
    thread.start()
    try:
        yield
    finally:
        is_over.set()
        thread.join()


def test_who_says_to_be_there_is_counted_until_they_say_it_no_more(rows, delivery, follow, monkeypatch):
    monkeypatch.setattr(noting, "BETWEEN_NOTES_SECONDS", 0.1)
    monkeypatch.setattr(classes, "CONNECTED_FOR", timedelta(seconds=2))
    here, away = rows(lambda: EnrolmentFactory.create_batch(2, cohort=delivery.cohort))
    rows(lambda: [Attendance.objects.create(delivery=delivery, enrolment=seat, at=NOW) for seat in (here, away)])
    console = follow(audience=Audience.CONSOLE)
    assert console.until(at_rev(1))["connected"] == 0
    with saying(follow, here.user_id, here.user_id):  # two tabs
        assert console.until(lambda state: state["connected"] == 1)["here"] == 2
    with saying(follow, here.user_id, away.user_id):
        assert console.until(lambda state: state["connected"] == 2)
    assert console.until(lambda state: state["connected"] == 0)["here"] == 2


def test_a_stream_that_is_open_does_not_tell_that_its_page_lives(rows, delivery, follow, monkeypatch):
    monkeypatch.setattr(noting, "BETWEEN_NOTES_SECONDS", 0.05)
    seat = rows(lambda: EnrolmentFactory(cohort=delivery.cohort))
    rows(lambda: Attendance.objects.create(delivery=delivery, enrolment=seat, at=NOW))
    phone = follow(user=seat.user_id)  # frozen, or out of reach: its line is open for a quarter of an hour
    assert phone.until(at_rev(1))
    say(follow, seat.user_id + 1)
    time.sleep(0.3)
    assert rows(lambda: Attendance.objects.get().seen_at) is None
    say(follow, seat.user_id)
    assert eventually(lambda: rows(lambda: Attendance.objects.get().seen_at) is not None)


def test_a_phone_that_sleeps_or_wakes_is_news_to_the_console_alone(rows, delivery, follow, monkeypatch):
    monkeypatch.setattr(stream, "BEAT_SECONDS", 60)
    seat = rows(lambda: EnrolmentFactory(cohort=delivery.cohort))
    rows(lambda: Attendance.objects.create(delivery=delivery, enrolment=seat, at=NOW))
    console, screen, phone = (follow(user, audience) for user, audience in enumerate(Audience))
    states = [screen.states(), phone.states()]
    first = [next(each) for each in states]
    assert [{"connected", "screen"} & state.keys() for state in first] == [set(), set()]
    assert console.until(lambda state: state["connected"] == 0)
    rows(lambda: Attendance.objects.update(seen_at=timezone.now()))
    assert console.until(lambda state: state["connected"] == 1)
    rows(order(delivery))
    assert [next(each)["rev"] for each in states] == [2, 2]


def test_a_class_screen_that_says_nothing_any_more_is_missed(rows, delivery, follow, monkeypatch):
    monkeypatch.setattr(noting, "BETWEEN_NOTES_SECONDS", 0.1)
    monkeypatch.setattr(state, "SCREEN_ANSWERS_WITHIN", timedelta(seconds=4))
    console = follow(audience=Audience.CONSOLE)
    assert console.until(at_rev(1))["screen"] is None
    assert follow(audience=Audience.SCREEN, user=8).until(at_rev(1))  # its stream stays open
    say(follow, 8, audience=Audience.SCREEN)
    assert console.until(lambda state: state["screen"] is not None)["screen"] is True
    assert console.until(lambda state: state["screen"] is False)


def test_what_could_not_be_noted_is_noted_later_as_it_was_heard():
    first, second = (Ticket(1, Audience.FOLLOW, user) for user in (7, 8))
    words = hub.Words()
    for ticket in (first, second):
        words.hear(ticket, NOW)
    heard = words.take()
    assert (heard, words.take()) == ({first: NOW, second: NOW}, {})
    words.hear(first, NOW + timedelta(seconds=5))
    words.put_back(heard)
    assert words.take() == {first: NOW + timedelta(seconds=5), second: NOW}


@pytest.mark.parametrize("page", ["learner", "screen"])
def test_pages_say_it_often_enough_for_one_word_to_be_lost(page):
    """The figures of the script and of the server belong together: a page that lives is not missed."""
    script = (settings.BASE_DIR / "static" / "js" / "live.js").read_text(encoding="utf-8")
    screen, learner = map(int, re.search(r"WORD_EVERY = isScreen \? (\d+) : (\d+)", script).groups())
    every, most = {
        "learner": (learner, classes.CONNECTED_FOR),
        "screen": (screen, classes.SCREEN_ANSWERS_WITHIN),
    }[page]
    assert timedelta(milliseconds=2 * every, seconds=noting.BETWEEN_NOTES_SECONDS) < most


@contextlib.contextmanager
def writer(delivery):
    """Hold the queue of writers, and the row of ``delivery``, until the end."""
    has_it, may_end = threading.Event(), threading.Event()

    def write():
        with transaction.atomic():
            Delivery.objects.filter(pk=delivery.pk).update(notes="being written")
            has_it.set()
            may_end.wait(30)
        connection.close()

    thread = threading.Thread(target=write)
    thread.start()
    try:
        assert has_it.wait(30)
        yield
    finally:
        may_end.set()
        thread.join()


def test_a_state_is_told_while_somebody_holds_the_queue_of_writers(rows, delivery, follow, monkeypatch):
    monkeypatch.setattr(noting, "BETWEEN_NOTES_SECONDS", 0.02)
    is_noting = threading.Event()
    real = noting.note_followers

    def note(**who):
        is_noting.set()
        real(**who)
        is_noting.clear()

    monkeypatch.setattr(noting, "note_followers", note)
    other = rows(lambda: DeliveryFactory(running=True))
    assert follow(audience=Audience.SCREEN).until(at_rev(1))
    with writer(delivery):
        say(follow, LEARNER, audience=Audience.SCREEN)
        assert is_noting.wait(10)  # until the writer is done
        began = time.monotonic()
        assert follow(user=8, pk=other.pk).until(at_rev(1))
        assert time.monotonic() - began < 2


def test_who_cannot_be_noted_is_told_all_the_same(rows, delivery, follow, monkeypatch, caplog):
    monkeypatch.setattr(noting, "BETWEEN_NOTES_SECONDS", 0.02)
    monkeypatch.setattr(watch, "RETRY_SECONDS", 60)
    tries = []

    def full(**who):
        tries.append(who)
        raise OperationalError("database or disk is full")

    monkeypatch.setattr(noting, "note_followers", full)
    device = follow()
    assert device.until(at_rev(1))
    say(follow, LEARNER)
    assert eventually(lambda: len(tries) > 2)
    heard = [who["learners"][delivery.pk] for who in tries]
    assert (heard[0].keys(), heard) == ({LEARNER}, [heard[0]] * len(heard))  # as it was heard, not as it was tried
    rows(order(delivery))
    assert device.until(at_rev(2))
    errors = {record.getMessage() for record in caplog.records if record.levelname == "ERROR"}
    assert errors == {"Could not note who follows the classes."}
