"""Whether this process can serve a class now: it can write, has room on the disk, and the database fits the program."""

import shutil
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from operations.actions import beat
from operations.models import Backup

MIN_FREE_BYTES = 500 * 1_000_000
REMEMBERED_SECONDS = 1.0  # whoever asks more often gets the last answer


@dataclass(frozen=True)
class Readiness:
    """What was found. ``problems`` are words; the process is ready when there are none.

    ``backup_age`` is None when there is no backup, or when nobody could ask. It is told, and decides nothing: a class
    can be given without one.
    """

    problems: list[str] = field(default_factory=list)
    backup_age: timedelta | None = None

    @property
    def is_ready(self) -> bool:
        return not self.problems


def readiness(now: datetime) -> Readiness:
    """Return whether this process is ready. Writes one row."""
    problems = [*_disk(), *_database(now)]
    return Readiness(problems, None if problems else backup_age(now))


def free_bytes() -> int:
    """Return the room on the disk of the data folder."""
    return shutil.disk_usage(settings.DATA_DIR).free


def unapplied_migrations() -> list[str]:
    """Return the names of migrations that this program needs and the database lacks."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def backup_age(now: datetime) -> timedelta | None:
    """Return how old the newest backup is, None when there is none."""
    newest = Backup.objects.first()
    return now - newest.made_at if newest else None


def _disk() -> list[str]:
    free = free_bytes()
    if free < MIN_FREE_BYTES:
        return [
            f"The disk of the data folder has {free // 1_000_000} MB left, {MIN_FREE_BYTES // 1_000_000} are needed."
        ]
    return []


def _database(now: datetime) -> list[str]:
    try:
        missing = unapplied_migrations()
        if missing:
            return [f"Migrations are not applied ({len(missing)}). Run: manage.py migrate"]
        beat(host=socket.gethostname(), now=now)
    except DatabaseError as problem:
        return [f"The database cannot be written: {type(problem).__name__}."]
    return []


class Remembered:
    """An answer that is worked out at most once in REMEMBERED_SECONDS, whoever asks."""

    def __init__(self, ask: Callable[[datetime], Readiness]) -> None:
        self._ask = ask
        self._lock = threading.Lock()
        self._at: float | None = None
        self._answer = Readiness(["Nobody has looked yet."])

    def answer(self) -> Readiness:
        """Return whether the process is ready. While one thread looks, the others get the last answer."""
        if self._is_fresh() or not self._lock.acquire(blocking=False):
            return self._answer
        try:
            self._answer = self._ask(timezone.now())
            self._at = time.monotonic()
        finally:
            self._lock.release()
        return self._answer

    def _is_fresh(self) -> bool:
        return self._at is not None and time.monotonic() - self._at < REMEMBERED_SECONDS


READINESS = Remembered(readiness)
