"""Notices that something in the database has changed.

Whoever waits may be woken for nothing, and looks again every few seconds even when nothing woke it. So a change that
goes unnoticed is only told later, never lost.
"""

import contextlib
import logging
import selectors
import socket
import sqlite3
import time
from collections import deque
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol
from urllib.parse import quote

import psycopg
from django.db import connection
from psycopg import sql

from courses.bell import CHANNEL

LOG = logging.getLogger(__name__)
TICK_SECONDS = 0.02  # between two looks at a file of SQLite, of 0.05 ms each
RETRY_SECONDS = 2.0  # between two tries to reach PostgreSQL
LISTENER = "fieldschool live"  # the name of its connection in pg_stat_activity
# A server that vanished without a word is given up after about 20 seconds.
KEEPALIVES = {"keepalives": 1, "keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 2}


class HasFileno(Protocol):
    """An open line that can be waited for."""

    def fileno(self) -> int:
        """Return its number."""


class Wake(Protocol):
    """One place from which a thread waits for changes."""

    def wait(self, poke: socket.socket, seconds: float) -> None:
        """Return when something may have changed, when ``poke`` has something to read, or after ``seconds``."""

    def rest(self) -> None:
        """Let go of every connection until the next ``wait``."""


def wake_of_database() -> Wake:
    """Return what notices changes of the default database."""
    if connection.vendor == "postgresql":
        return NotifiedWake()
    return FileWake(Path(connection.settings_dict["NAME"]))


def is_poked(poke: socket.socket, seconds: float) -> bool:
    """Wait until ``poke`` has something to read, at most ``seconds``, and return whether it has."""
    return _hears([poke], seconds)


def _hears(lines: Sequence[HasFileno], seconds: float) -> bool:
    """Wait until one of ``lines`` has something to read. ``select`` would refuse the 1,025th open file."""
    with selectors.DefaultSelector() as selector:
        for line in lines:
            selector.register(line, selectors.EVENT_READ)
        return bool(selector.select(max(0.0, seconds)))


class FileWake:
    """A file of SQLite: asks a few times a second whether another connection, of any process, has committed."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self._connection: sqlite3.Connection | None = None
        self._identity: tuple[int, int] | None = None
        self._version: int | None = None

    def wait(self, poke: socket.socket, seconds: float) -> None:
        deadline = time.monotonic() + seconds
        while not self._has_changed():
            rest = deadline - time.monotonic()
            if rest <= 0 or is_poked(poke, min(TICK_SECONDS, rest)):
                return

    def _has_changed(self) -> bool:
        """Return whether the file has another version or was replaced since the last call.

        A file that cannot be read at this moment, for a writer holds it, is looked at again at the next tick.
        """
        try:
            self._reopen_when_replaced()
            seen, self._version = self._version, self._read_version()
        except (OSError, sqlite3.Error):
            return False
        return seen != self._version

    def _reopen_when_replaced(self) -> None:
        status = self.file.stat()
        identity = (status.st_dev, status.st_ino)
        if self._connection is None or identity != self._identity:
            self.rest()
            connection.close()  # what this thread reads with would go on with the old file
            address = f"file:{quote(str(self.file))}?mode=ro"
            self._connection = sqlite3.connect(address, uri=True, timeout=0, isolation_level=None)
            self._identity = identity

    def _read_version(self) -> int | None:
        if self._connection is None:
            return None
        (version,) = self._connection.execute("PRAGMA data_version").fetchone()
        return int(version)

    def rest(self) -> None:
        if self._connection is not None:
            self._connection.close()
        self._connection = self._version = None


class NotifiedWake:
    """PostgreSQL: listens to the bell of cohorts on one connection of its own, and connects again when it is lost."""

    def __init__(self) -> None:
        self._connection: psycopg.Connection | None = None

    def wait(self, poke: socket.socket, seconds: float) -> None:
        try:
            if self._connection is None:
                self._connection = self._listen()  # something may have changed before: look at once
            else:
                _hears([self._connection, poke], seconds)
                # For which cohort it rang does not matter: the states tell what is new.
                deque(self._connection.notifies(timeout=0), maxlen=0)
        except psycopg.Error as problem:
            LOG.warning("No word from PostgreSQL, so classes are looked at every %s s: %s", RETRY_SECONDS, problem)
            self.rest()
            is_poked(poke, min(RETRY_SECONDS, seconds))

    def _listen(self) -> psycopg.Connection:
        options = {**connection.get_connection_params(), **KEEPALIVES, "application_name": LISTENER}
        listener = psycopg.connect(**options, autocommit=True)
        listener.execute(sql.SQL("LISTEN {}").format(sql.Identifier(CHANNEL)))
        return listener

    def rest(self) -> None:
        if self._connection is not None:
            with contextlib.suppress(psycopg.Error):
                self._connection.close()
        self._connection = None
