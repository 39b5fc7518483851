"""When the clock of the machine jumps ahead, whoever is being timed gets the time back, once."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.test import override_settings

from assessments import clock
from assessments.actions.attempts import save_answers
from assessments.actions.clock import give_back_time
from assessments.answers import Outcome
from assessments.clock import MachineClock
from assessments.models import Attempt
from courses.models import AuditRow
from tests.assessments.factories import AttemptFactory
from tests.assessments.takers import event, only
from tests.factories import NOW

pytestmark = pytest.mark.django_db
TWO_HOURS = timedelta(hours=2)
NONE = timedelta()


@pytest.fixture
def uptime(monkeypatch):
    """Seconds since the machine was started, as a list of one number that a test may change."""
    seconds = [1000.0]
    monkeypatch.setattr(clock, "seconds_since_boot", lambda: seconds[0])
    return seconds


@pytest.fixture
def file(tmp_path):
    return tmp_path / "clock"


def attempt_with(minutes, **more):
    return AttemptFactory(deadline=NOW + timedelta(minutes=minutes), **more)


def deadline(attempt):
    return Attempt.objects.get(pk=attempt.pk).deadline


def test_a_jump_ahead_moves_the_deadlines_of_whoever_is_being_timed(file, uptime):
    attempt, now = attempt_with(20), NOW + timedelta(minutes=5)
    watched = MachineClock(file, "boot")
    watched.watch(NOW)
    uptime[0] += 300
    assert watched.watch(now) == NONE
    assert watched.watch(now + TWO_HOURS) == TWO_HOURS
    assert deadline(attempt) == attempt.deadline + TWO_HOURS
    reply = save_answers(attempts=only(attempt), events=[event("true-false", answer=True)], now=now + TWO_HOURS)
    assert reply.replies[0].outcome is Outcome.SAVED
    row = AuditRow.objects.get()
    assert (row.by, row.verb, row.subject, row.detail) == (None, "clock", f"attempt {attempt.pk}", {"seconds": 7200})


def test_the_time_is_given_back_once_whatever_process_notices(file, uptime):
    attempt = attempt_with(20)
    first, second = MachineClock(file, "boot"), MachineClock(file, "boot")
    for each in (first, second):
        each.watch(NOW)
    assert [each.watch(NOW + TWO_HOURS) for each in (first, second, first)] == [TWO_HOURS, NONE, NONE]
    assert MachineClock(file, "boot").watch(NOW + TWO_HOURS) == NONE
    assert deadline(attempt) == attempt.deadline + TWO_HOURS


def test_a_process_that_starts_after_the_jump_notices_it_too(file, uptime):
    attempt = attempt_with(20)
    MachineClock(file, "boot").watch(NOW)
    assert MachineClock(file, "boot").watch(NOW + TWO_HOURS) == TWO_HOURS
    assert deadline(attempt) == attempt.deadline + TWO_HOURS


@pytest.mark.parametrize(
    ("boot", "jump"),
    [("boot", timedelta(seconds=9)), ("boot", -TWO_HOURS), ("another", TWO_HOURS)],
    ids=["small", "back", "after a restart of the machine"],
)
def test_what_is_no_jump_ahead_moves_nothing(file, uptime, boot, jump):
    attempt = attempt_with(20)
    MachineClock(file, "boot").watch(NOW)
    assert MachineClock(file, boot).watch(NOW + jump) == NONE
    assert deadline(attempt) == attempt.deadline


def test_time_that_passes_is_no_jump(file, uptime):
    attempt, watched = attempt_with(20), MachineClock(file, "boot")
    watched.watch(NOW)
    uptime[0] += 7200
    assert watched.watch(NOW + TWO_HOURS) == NONE
    assert deadline(attempt) == attempt.deadline


def test_who_has_no_limit_or_was_done_or_too_late_before_gets_nothing():
    free = AttemptFactory()
    done = attempt_with(20, submitted_at=NOW, close_reason="sent")
    late = attempt_with(-1)
    running = attempt_with(0)  # in the grace
    assert give_back_time(lost=TWO_HOURS, now=NOW + TWO_HOURS) == 1
    assert [deadline(each) for each in (free, done, late, running)] == [
        None,
        done.deadline,
        late.deadline,
        running.deadline + TWO_HOURS,
    ]


def test_when_giving_back_fails_the_next_request_tries_again(file, uptime, monkeypatch):
    attempt, watched = attempt_with(20), MachineClock(file, "boot")
    watched.watch(NOW)
    with monkeypatch.context() as patch:
        patch.setattr(clock, "give_back_time", fail)
        with pytest.raises(RuntimeError):
            watched.watch(NOW + TWO_HOURS)
    assert watched.watch(NOW + TWO_HOURS) == TWO_HOURS
    assert deadline(attempt) == attempt.deadline + TWO_HOURS


def test_a_folder_that_cannot_be_written_is_no_reason_not_to_serve(tmp_path, uptime, caplog):
    watched = MachineClock(tmp_path / "missing" / "clock", "boot")
    assert [watched.watch(NOW), watched.watch(NOW)] == [NONE, NONE]
    assert [record.getMessage()[:40] for record in caplog.records] == ["A jump of the clock would not be noticed"]


def fail(**arguments):
    raise RuntimeError


def test_every_request_is_answered_after_a_look_at_the_clock(client, file, monkeypatch):
    looks = []
    monkeypatch.setattr(MachineClock, "watch", lambda self, now: looks.append(now))
    with override_settings(
        MIDDLEWARE=[*settings.MIDDLEWARE, "assessments.clock.ClockMiddleware"], DATA_DIR=file.parent
    ):
        assert client.get("/join/").status_code == 200
    assert len(looks) == 1
