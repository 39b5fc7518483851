"""Threads with connections of their own, as the server has them: on PostgreSQL, or on a file of SQLite."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections

# Long enough for the other thread to overtake, were there no lock.
PAUSE_SECONDS = 1


@pytest.fixture
def crowd(transactional_db, tmp_path):
    """Run functions at the same moment in threads: ``crowd([function, ...])`` returns what they returned.

    The SQLite database of the tests lives in memory, which threads cannot share as they share a file. So the
    threads get a copy of it in a file, with the queue of writers, and ``crowd`` is also how to look into it.
    """
    # A patch of its own: it has to end before the database of the tests is emptied.
    with pytest.MonkeyPatch.context() as patch:
        if connection.vendor == "sqlite":
            file = tmp_path / "crowd.sqlite3"
            with connection.cursor() as cursor:
                cursor.execute("VACUUM INTO %s", [str(file)])
            patch.setitem(connections.settings["default"], "NAME", file)
            # No power cut is tested here, and waiting for the disk takes most of the time.
            patch.setitem(connections.settings["default"]["OPTIONS"], "init_command", "PRAGMA synchronous=OFF")
        yield run_together


def run_together(functions):
    start = threading.Barrier(len(functions))

    def run(function):
        start.wait(timeout=30)
        try:
            return function()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(functions)) as pool:
        return [future.result(timeout=120) for future in [pool.submit(run, each) for each in functions]]


def stop_in(monkeypatch, module, name):
    """Let the first call of a function say that it has begun, and wait for the other thread for a while."""
    real, has_begun, may_go_on = getattr(module, name), threading.Event(), threading.Event()

    def stopped(*args, **kwargs):
        has_begun.set()
        may_go_on.wait(PAUSE_SECONDS)
        return real(*args, **kwargs)

    monkeypatch.setattr(module, name, stopped)

    def meanwhile(action):
        assert has_begun.wait(30)
        action()
        may_go_on.set()

    return meanwhile
