"""When the clock of the machine is put right, everybody has the time that was left, no less and no more."""

import json
import time
from contextlib import contextmanager, suppress
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.test import override_settings

from assessments.actions.attempts import save_answers
from assessments.actions.clock import close_later, keep_time_left
from assessments.answers import Outcome
from assessments.models import Attempt, Sitting
from courses.models import AuditRow
from delivery import clock
from delivery.actions.running import start
from delivery.clock import MachineClock, Ticking
from delivery.models import ClockMove, Delivery, DeliveryEvent
from delivery.reports.clocks import clock_of
from tests.assessments.factories import AttemptFactory, SittingFactory
from tests.assessments.takers import event, only
from tests.delivery.factories import DeliveryFactory, PlanItemFactory
from tests.delivery.orders import events_of, order
from tests.factories import NOW

pytestmark = pytest.mark.django_db
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
NONE = timedelta()


class Machine:
    """A machine whose clock a test sets, and turns off."""

    def __init__(self, file):
        self.file, self.now, self.uptime, self.n_boots = file, NOW, 1000.0, 1
        self.watched = self.process()

    def process(self):
        return MachineClock(self.file, f"boot {self.n_boots}")

    def pass_time(self, time):
        self.now += time
        self.uptime += time.total_seconds()
        return self.look()

    def put_right(self, by):
        self.now += by
        return self.look()

    def restart(self, away, wrong_by=NONE):
        self.now += away + wrong_by
        self.uptime, self.n_boots = 60.0, self.n_boots + 1
        self.watched = self.process()
        return self.look()

    def look(self):
        return self.watched.watch()

    def left(self, attempt):
        return Attempt.objects.get(pk=attempt.pk).deadline - self.now

    def until_close(self, sitting):
        return Sitting.objects.get(pk=sitting.pk).closes_at - self.now


@pytest.fixture
def machine(tmp_path, monkeypatch, settings):
    settings.KEEP_TIME_LEFT = True
    machine = Machine(tmp_path / "clock")
    monkeypatch.setattr(clock, "read_clocks", lambda: (machine.now, machine.uptime))
    machine.look()
    return machine


def attempt_with(minutes, **more):
    return AttemptFactory(deadline=NOW + minutes * MINUTE, **more)


def sitting_that_closes(time, **more):
    return SittingFactory(opens_at=NOW - HOUR, closes_at=NOW + time, **more)


@pytest.mark.parametrize("by", [2 * HOUR, -2 * HOUR], ids=["ahead", "back"])
def test_whoever_is_being_timed_has_as_much_time_left_as_before(machine, by):
    attempt = attempt_with(20)
    machine.pass_time(5 * MINUTE)
    assert (machine.put_right(by), machine.left(attempt)) == (by, 15 * MINUTE)
    reply = save_answers(attempts=only(attempt), events=[event("true-false", answer=True)], now=machine.now)
    assert reply.replies[0].outcome is Outcome.SAVED
    row = AuditRow.objects.get()
    told = (None, "clock", f"attempt {attempt.pk}", {"seconds": by.total_seconds()})
    assert (row.by, row.verb, row.subject, row.detail) == told


def test_back_and_then_ahead_gives_nobody_time(machine):
    before, sitting = attempt_with(20), sitting_that_closes(HOUR)
    machine.put_right(-2 * HOUR)
    meanwhile = AttemptFactory(deadline=machine.now + 20 * MINUTE)
    machine.put_right(2 * HOUR)
    assert [machine.left(each) for each in (before, meanwhile)] == [20 * MINUTE] * 2
    assert machine.until_close(sitting) == HOUR


def test_an_attempt_that_starts_while_the_clock_is_wrong_has_its_minutes_too(machine):
    machine.put_right(3 * HOUR)
    attempt = AttemptFactory(deadline=machine.now + 20 * MINUTE)
    machine.pass_time(5 * MINUTE)
    machine.put_right(-3 * HOUR)
    assert machine.left(attempt) == 15 * MINUTE


def test_time_that_was_over_stays_over(machine):
    attempt = attempt_with(20)
    machine.pass_time(HOUR)
    for by in (-2 * HOUR, 5 * HOUR, -HOUR):
        machine.put_right(by)
        assert machine.left(attempt) == -40 * MINUTE


def test_small_steps_add_up(machine):
    attempt = attempt_with(20)
    step = timedelta(seconds=6)
    assert [machine.put_right(step), machine.put_right(step)] == [NONE, 2 * step]
    assert machine.left(attempt) == 20 * MINUTE


def test_time_that_passes_is_no_jump(machine):
    attempt = attempt_with(20)
    assert machine.pass_time(HOUR) == NONE
    assert (machine.left(attempt), AuditRow.objects.count()) == (-40 * MINUTE, 0)


def test_time_is_moved_once_whatever_process_notices(machine):
    attempt = attempt_with(20)
    first, second = machine.watched, machine.process()
    machine.look()
    machine.now += 2 * HOUR
    assert [each.watch() for each in (first, second, first, machine.process())] == [2 * HOUR, *[NONE] * 3]
    assert machine.left(attempt) == 20 * MINUTE


# --- sittings -----------------------------------------------------------------------------------------------


def test_an_open_sitting_closes_later_by_as_much_as_the_clock_was_slow(machine):
    sitting = sitting_that_closes(HOUR)
    machine.put_right(2 * HOUR)
    assert machine.until_close(sitting) == HOUR
    assert list(AuditRow.objects.values_list("verb", "subject")) == [("clock", f"sitting {sitting.pk}")]


def test_no_sitting_closes_earlier_nor_later_each_time(machine):
    sitting = sitting_that_closes(9 * HOUR)
    closing = []
    for by in (2 * HOUR, -2 * HOUR, 2 * HOUR, -2 * HOUR, 3 * HOUR):
        machine.put_right(by)
        closing.append(Sitting.objects.get(pk=sitting.pk).closes_at - NOW)
    assert closing == [11 * HOUR, 11 * HOUR, 11 * HOUR, 11 * HOUR, 12 * HOUR]


def test_who_was_not_open_before_keeps_the_time_that_was_agreed():
    open_, in_grace = sitting_that_closes(HOUR), sitting_that_closes(-timedelta(seconds=20))
    others = [
        sitting_that_closes(-MINUTE),
        SittingFactory(opens_at=NOW + MINUTE, closes_at=NOW + HOUR),
        SittingFactory(opens_at=None, closes_at=NOW + HOUR),
        SittingFactory(opens_at=NOW - HOUR, closes_at=None),
    ]
    close_later(by=2 * HOUR, before=NOW, now=NOW + 2 * HOUR)
    each = [open_, in_grace, *others]
    moved = [(Sitting.objects.get(pk=sitting.pk).closes_at, sitting.closes_at) for sitting in each]
    assert [now != before for now, before in moved] == [True, True, False, False, False, False]
    assert moved[1] == (in_grace.closes_at + 2 * HOUR, in_grace.closes_at)


def test_who_has_no_limit_or_was_done_is_left_alone():
    free, done = AttemptFactory(), attempt_with(20, submitted_at=NOW, close_reason="sent")
    running = attempt_with(20)
    assert keep_time_left(jump=2 * HOUR, now=NOW + 2 * HOUR) == 1
    moved = [Attempt.objects.get(pk=each.pk).deadline for each in (free, done, running)]
    assert moved == [None, done.deadline, running.deadline + 2 * HOUR]


# --- a machine that starts again ------------------------------------------------------------------------------


@pytest.mark.parametrize("wrong_by", [NONE, 5 * HOUR, -1000 * 24 * HOUR], ids=["right", "ahead", "years back"])
def test_a_restart_with_whatever_clock_leaves_the_time_that_was_left(machine, wrong_by):
    attempt, sitting = attempt_with(20), sitting_that_closes(24 * HOUR)
    machine.pass_time(5 * MINUTE)
    machine.restart(10 * MINUTE, wrong_by)
    assert machine.left(attempt) == 15 * MINUTE
    machine.pass_time(MINUTE)
    machine.put_right(-wrong_by)
    assert machine.left(attempt) == 14 * MINUTE
    assert machine.until_close(sitting) == 24 * HOUR - 16 * MINUTE


def test_a_machine_that_was_off_for_a_night_gives_no_time(machine):
    attempt = attempt_with(20)
    assert machine.restart(15 * HOUR) == NONE
    assert machine.left(attempt) == 20 * MINUTE - 15 * HOUR


def test_what_was_seen_is_noted_while_time_passes(machine):
    for _ in range(4):
        machine.pass_time(10 * timedelta(seconds=1))
    assert json.loads(machine.file.read_text())["seen"] == (NOW + 30 * timedelta(seconds=1)).timestamp()


@pytest.mark.parametrize("found", ["", "{", '{"boot": "boot 1", "started": 5}', "[]"])
def test_a_file_that_says_nothing_moves_nobody(machine, found):
    attempt = attempt_with(20)
    machine.file.write_text(found)
    assert machine.restart(HOUR) == NONE
    assert machine.left(attempt) == -40 * MINUTE


# --- classes --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("by", [2 * HOUR, -2 * HOUR], ids=["ahead", "back"])
def test_a_class_goes_on_with_the_time_that_it_had(machine, by):
    delivery = DeliveryFactory()
    item = PlanItemFactory(delivery=delivery, title="A", seconds=600)
    start(delivery=delivery, order=order(delivery))
    machine.pass_time(5 * MINUTE)
    machine.put_right(by)
    machine.pass_time(MINUTE)
    now = clock_of(Delivery.objects.get(), machine.now)
    assert (now.elapsed, now.spent, now.item, now.projected_end) == (360, 360, item.pk, machine.now + 4 * MINUTE)
    assert events_of(delivery)[1:] == [("clock", "A", "", (5 * MINUTE + by).total_seconds())]
    assert Delivery.objects.get().rev == 2
    assert list(DeliveryEvent.objects.order_by("number").values_list("by", flat=True)) == [delivery.created_by_id, None]


def test_a_class_that_has_not_begun_or_is_over_is_left_alone(machine):
    DeliveryFactory()
    DeliveryFactory(running=True, ended_at=NOW)
    machine.put_right(HOUR)
    assert not DeliveryEvent.objects.exists()


# --- where it looks -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("alone", [True, False])
def test_where_other_machines_serve_too_nobody_is_moved(machine, settings, caplog, alone):
    settings.KEEP_TIME_LEFT = alone
    attempt = attempt_with(20)
    machine.put_right(HOUR)
    assert machine.left(attempt) == (20 * MINUTE if alone else -40 * MINUTE)
    assert [record.getMessage()[:32] for record in caplog.records] == ["The clock was put right by 1:00:"]
    settings.KEEP_TIME_LEFT = True
    assert machine.look() == NONE


def test_with_sqlite_alone_time_is_kept_unless_it_is_said_otherwise():
    assert settings.KEEP_TIME_LEFT is (connection.vendor == "sqlite")


def test_a_look_that_waited_over_a_jump_moves_nothing_back(machine, monkeypatch):
    attempt, other = attempt_with(20), machine.process()
    real = clock._locked

    @contextmanager
    def waiting(file):
        monkeypatch.setattr(clock, "_locked", real)
        machine.now += 2 * HOUR
        assert other.watch() == 2 * HOUR
        with real(file) as opened:
            yield opened

    machine.now += 40 * timedelta(seconds=1)
    machine.uptime += 40
    monkeypatch.setattr(clock, "_locked", waiting)
    assert [machine.look(), machine.look()] == [NONE, NONE]
    assert (machine.left(attempt), AuditRow.objects.count()) == (20 * MINUTE - timedelta(seconds=40), 1)


@pytest.mark.parametrize("problem", [OSError, SystemExit])
def test_what_was_moved_is_not_moved_again_when_the_file_could_not_be_written(machine, monkeypatch, problem):
    attempt = attempt_with(20)
    with monkeypatch.context() as patch:
        patch.setattr(clock, "_write", fail_with(problem))
        for by in (2 * HOUR, -HOUR):
            machine.watched = machine.process()
            with suppress(SystemExit):
                machine.put_right(by)
    machine.watched = machine.process()
    assert machine.look() == NONE
    assert machine.put_right(HOUR) == HOUR
    assert (machine.left(attempt), ClockMove.objects.count()) == (20 * MINUTE, 3)


@pytest.fixture
def no_clock_yet():
    """A process in which nobody has looked at the clock."""
    clock.this_clock.cache_clear()
    yield
    clock.this_clock.cache_clear()


def test_all_of_a_process_know_the_same_of_the_clock(tmp_path, settings, no_clock_yet):
    settings.DATA_DIR = tmp_path
    assert clock.ClockMiddleware(None)._clock is clock.this_clock()


def test_when_moving_fails_the_next_look_tries_again(machine, monkeypatch):
    attempt = attempt_with(20)
    with monkeypatch.context() as patch:
        patch.setattr(clock, "keep_class_time", fail)
        with pytest.raises(RuntimeError):
            machine.put_right(2 * HOUR)
    assert machine.look() == 2 * HOUR
    assert machine.left(attempt) == 20 * MINUTE


def test_a_folder_that_cannot_be_written_is_no_reason_not_to_serve(machine, tmp_path, caplog):
    watched = MachineClock(tmp_path / "missing" / "clock", "boot")
    assert [watched.watch(), watched.watch()] == [NONE, NONE]
    assert [record.getMessage()[:36] for record in caplog.records] == ["It would not be noticed that the clo"]


def fail(**arguments):
    raise RuntimeError


def fail_with(problem):
    def fail(*_arguments):
        raise problem

    return fail


def test_every_request_is_answered_after_a_look_at_the_clock(client, tmp_path, monkeypatch, no_clock_yet):
    looks = []
    monkeypatch.setattr(MachineClock, "watch", lambda _self: looks.append(1))
    with override_settings(MIDDLEWARE=[*settings.MIDDLEWARE, "delivery.clock.ClockMiddleware"], DATA_DIR=tmp_path):
        assert client.get("/join/").status_code == 200
    assert len(looks) == 1


class Broken:
    def __init__(self):
        self.n_looks = 0

    def watch(self):
        self.n_looks += 1
        raise RuntimeError


def test_it_looks_again_and_again_although_nobody_asks_and_something_fails(monkeypatch, caplog):
    monkeypatch.setattr(clock, "TICK_SECONDS", 0.001)
    broken = Broken()
    ticking = Ticking(broken)
    ticking.start()
    until = time.monotonic() + 10
    while broken.n_looks < 3 and time.monotonic() < until:
        time.sleep(0.001)
    ticking.stop()
    n_looks = broken.n_looks
    time.sleep(0.01)
    assert (n_looks >= 3, broken.n_looks) == (True, n_looks)
    assert {record.getMessage()[:26] for record in caplog.records} == {"Nobody's time could be mov"}
