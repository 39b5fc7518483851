"""Tables of SQLite change only while nobody takes a quiz, and a backup is made before."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from operations.management.commands import migrate
from operations.upgrading import n_open_attempts, save_before_upgrade
from tests.assessments.factories import AttemptFactory
from tests.factories import NOW


@pytest.mark.parametrize(
    ("times", "n"),
    [
        ({}, 1),
        ({"deadline": NOW + timedelta(minutes=1)}, 1),
        ({"deadline": NOW - timedelta(minutes=1)}, 0),
        ({"submitted_at": NOW}, 0),
        ({"voided_at": NOW}, 0),
        ({"sitting__closes_at": NOW - timedelta(minutes=1), "sitting__opens_at": None}, 0),
        ({"sitting__closes_at": NOW + timedelta(minutes=1), "sitting__opens_at": None}, 1),
    ],
)
def test_attempts_that_still_take_answers_are_open(db, times, n):
    AttemptFactory(**times)
    assert n_open_attempts(NOW) == n


@pytest.fixture
def due(db, monkeypatch):
    """A file of SQLite with migrations to apply, as far as the guard can tell; what it then does is counted."""
    done = []
    monkeypatch.setattr(migrate, "is_in_a_file", lambda: True)
    monkeypatch.setattr(migrate, "unapplied_migrations", lambda: ["courses.0009_next"])
    monkeypatch.setattr(migrate, "save_before_upgrade", lambda now: done.append("saved"))
    monkeypatch.setattr(migrate.migrate.Command, "handle", lambda *_, **__: done.append("migrated"))
    return done


def test_nobody_takes_a_quiz(due):
    call_command("migrate")
    assert due == ["saved", "migrated"]


def test_somebody_takes_a_quiz(due):
    AttemptFactory()
    with pytest.raises(CommandError, match=r"was not changed: quizzes are being taken \(1\)"):
        call_command("migrate")
    assert due == []
    call_command("migrate", despite_open_attempts=True)
    assert due == ["saved", "migrated"]


def test_nothing_to_apply_asks_nobody(due, monkeypatch):
    AttemptFactory()
    monkeypatch.setattr(migrate, "unapplied_migrations", list)
    call_command("migrate", stdout=StringIO())
    assert due == ["migrated"]


def test_a_database_that_is_no_file_is_not_saved_here(db):
    assert save_before_upgrade(NOW) is None
