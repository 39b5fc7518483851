"""Many writers on one SQLite file: none is lost, none is turned away. Real threads, real processes."""

import contextlib
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.db import OperationalError

from config.queued_sqlite import base
from config.queued_sqlite.base import DatabaseValidation, DatabaseWrapper, WriterQueue

PROJECT = Path(__file__).parents[2]
N_PROCESSES, N_THREADS, N_INCREMENTS = 3, 4, 20
SETTINGS = {
    "ENGINE": "config.queued_sqlite",
    "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 0.05},
    "TIME_ZONE": None,
    "CONN_MAX_AGE": 0,
    "CONN_HEALTH_CHECKS": False,
    "AUTOCOMMIT": True,
    "ATOMIC_REQUESTS": False,
    "TEST": {},
}
HOLDER = """
import sys, time
from pathlib import Path
from config.queued_sqlite.base import WriterQueue
WriterQueue(Path(sys.argv[1]), 1).enter()
print("in", flush=True)
time.sleep(60)
"""


@pytest.fixture
def file(tmp_path):
    file = tmp_path / "counter.sqlite3"
    with contextlib.closing(sqlite3.connect(file)) as connection, connection:
        connection.executescript("CREATE TABLE counter (n INTEGER); INSERT INTO counter VALUES (0);")
    return file


@pytest.fixture
def wrapper(file, unblocked):
    wrapper = DatabaseWrapper({**SETTINGS, "NAME": file}, alias="queued")
    yield wrapper
    wrapper.close()


@pytest.fixture
def unblocked(django_db_blocker):
    """Let a connection of the test's own be opened; the project's database is not touched."""
    with django_db_blocker.unblock():
        yield


def count(file):
    with contextlib.closing(sqlite3.connect(file)) as connection:
        return connection.execute("SELECT n FROM counter").fetchone()[0]


def run_writers(file, engine, timeout):
    """Return how many increments failed in all the processes together."""
    command = [sys.executable, "-m", "tests.config.writers", file, engine, timeout, N_THREADS, N_INCREMENTS]
    processes = [
        subprocess.Popen([str(part) for part in command], cwd=PROJECT, stdout=subprocess.PIPE, text=True)
        for _ in range(N_PROCESSES)
    ]
    return sum(int(process.communicate(timeout=60)[0]) for process in processes)


def test_no_increment_is_lost_or_refused(file):
    n_failed = run_writers(file, "config.queued_sqlite", timeout=20)
    assert (n_failed, count(file)) == (0, N_PROCESSES * N_THREADS * N_INCREMENTS)


def test_control_without_the_queue_and_patience_writers_are_refused(file):
    n_failed = run_writers(file, "django.db.backends.sqlite3", timeout=0.01)
    assert n_failed > 0
    assert count(file) == N_PROCESSES * N_THREADS * N_INCREMENTS - n_failed


def test_one_writer_at_a_time_in_a_process(file):
    first, second = WriterQueue(file, 0.05), WriterQueue(file, 0.05)
    first.enter()
    with pytest.raises(OperationalError, match="of this process"):
        second.enter()
    first.leave()
    second.enter()
    second.leave()


def test_a_writer_that_dies_leaves_the_queue(file):
    holder = subprocess.Popen([sys.executable, "-c", HOLDER, file], cwd=PROJECT, stdout=subprocess.PIPE, text=True)
    with holder:
        assert holder.stdout.readline() == "in\n"
        with pytest.raises(OperationalError, match="between processes"):
            WriterQueue(file, 0.05).enter()
        holder.send_signal(signal.SIGKILL)
    queue = WriterQueue(file, 5)
    queue.enter()
    queue.leave()


def test_a_place_is_given_back_when_the_lock_file_cannot_be_opened(tmp_path):
    folder = tmp_path / "later"
    queue = WriterQueue(folder / "counter.sqlite3", 0.05)
    with pytest.raises(FileNotFoundError):
        queue.enter()
    folder.mkdir()
    queue.enter()
    queue.leave()


def test_leaving_twice_does_nothing(file):
    queue = WriterQueue(file, 0.05)
    queue.enter()
    queue.leave()
    queue.leave()
    queue.enter()
    queue.leave()


@pytest.mark.parametrize("end", ["commit", "rollback", "close"])
def test_every_end_of_a_transaction_leaves_the_queue(file, wrapper, end):
    wrapper.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
    with pytest.raises(OperationalError):
        WriterQueue(file, 0.05).enter()
    getattr(wrapper, end)()
    next_writer = WriterQueue(file, 0.05)
    next_writer.enter()
    next_writer.leave()


def test_a_begin_that_fails_leaves_the_queue(file, wrapper):
    wrapper.ensure_connection()
    with contextlib.closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")  # a program that knows nothing of the queue
        with pytest.raises(OperationalError, match="locked"):
            wrapper.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
    next_writer = WriterQueue(file, 0.05)
    next_writer.enter()
    next_writer.leave()


def test_reading_does_not_wait(file, wrapper):
    writer = WriterQueue(file, 0.05)
    writer.enter()
    began = time.monotonic()
    with wrapper.cursor() as cursor:
        assert cursor.execute("SELECT n FROM counter").fetchone() == (0,)
    assert time.monotonic() - began < writer.timeout
    writer.leave()


def test_a_database_in_memory_has_no_queue(unblocked):
    wrapper = DatabaseWrapper({**SETTINGS, "NAME": ":memory:"}, alias="memory")
    wrapper.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
    wrapper.commit()
    wrapper.connection.close()  # Django itself never closes a database in memory
    assert wrapper._queue is None


def test_the_lock_file_is_for_its_owner_only(file):
    queue = WriterQueue(file, 0.05)
    queue.enter()
    queue.leave()
    assert oct(queue.lock_file.stat().st_mode & 0o777) == "0o600"


@pytest.mark.parametrize(
    ("version", "sentence"),
    [
        ((3, 40, 1), "SQLite 3.40.1 can corrupt a write-ahead log, so the rollback journal with synchronous=EXTRA"),
        ((3, 51, 3), "SQLite 3.51.3: write-ahead log with synchronous=FULL."),
    ],
)
def test_the_check_says_which_mode_is_in_force(monkeypatch, version, sentence):
    monkeypatch.setattr(base.sqlite3, "sqlite_version_info", version)
    monkeypatch.setattr(base.sqlite3, "sqlite_version", ".".join(map(str, version)))
    (message,) = DatabaseValidation(connection=None).check()
    assert (message.id, message.msg[: len(sentence)]) == ("fieldschool.I001", sentence)
