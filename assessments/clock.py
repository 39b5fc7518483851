"""Notices when the clock of this machine jumps ahead, and gives the time back to whoever was being timed.

A laptop without internet may have a wrong clock; once it finds a network the clock is put right, by hours perhaps, in
the middle of a quiz. How long ago the machine was started is not put right, so the two together show the jump. After a
restart of the machine itself nobody can tell. A jump back is left alone: it makes nobody's time shorter.
"""

import fcntl
import json
import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from assessments.actions.clock import give_back_time

JUMP_SECONDS = 10  # less is what clocks are put right by without anybody noticing
BOOT_ID = Path("/proc/sys/kernel/random/boot_id")

logger = logging.getLogger(__name__)


def seconds_since_boot() -> float:
    """Return how long this machine has been running, asleep or not. No clock setting changes it."""
    return time.clock_gettime(time.CLOCK_BOOTTIME)


class MachineClock:
    """What the clock of this machine said when it was started, as it is believed now. All processes share ``file``."""

    def __init__(self, file: Path, boot_id: str) -> None:
        self._file, self._boot_id = file, boot_id
        self._started: float | None = None
        self._lock = threading.Lock()

    def watch(self, now: datetime) -> timedelta:
        """Return by how much the clock has jumped ahead, after giving that time back: mostly nothing, at no cost."""
        started = now.timestamp() - seconds_since_boot()
        if self._started is not None and abs(started - self._started) < JUMP_SECONDS:
            return timedelta()
        try:
            with self._lock, _locked(self._file) as file:
                return self._compare(file, started, now)
        except OSError as problem:  # no reason not to serve
            logger.warning("A jump of the clock would not be noticed: %s", problem)
            self._started = started
            return timedelta()

    def _compare(self, file: IO[str], started: float, now: datetime) -> timedelta:
        lost = self._lost(file, started)
        if lost:
            n_moved = give_back_time(lost=lost, now=now)
            logger.warning("The clock has jumped ahead by %s; %d attempts got that time back.", lost, n_moved)
        # Only now: when giving back fails, the next request tries again.
        self._keep(file, started)
        return lost

    def _lost(self, file: IO[str], started: float) -> timedelta:
        """Return what nobody has given back yet. Another process may have been quicker."""
        file.seek(0)
        try:
            known = json.load(file)
        except ValueError:  # nothing yet
            return timedelta()
        jump = started - known["started"] if known["boot"] == self._boot_id else 0
        return timedelta(seconds=jump) if jump >= JUMP_SECONDS else timedelta()

    def _keep(self, file: IO[str], started: float) -> None:
        file.seek(0)
        file.truncate()
        json.dump({"boot": self._boot_id, "started": started}, file)
        file.flush()
        self._started = started


@contextmanager
def _locked(path: Path) -> Iterator[IO[str]]:
    with path.open("a+", encoding="ascii") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield file


class ClockMiddleware:
    """Looks at the clock before each request: no answer may be judged by a clock that has just jumped."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self._clock = MachineClock(settings.DATA_DIR / "clock", BOOT_ID.read_text(encoding="ascii").strip())

    def __call__(self, request: HttpRequest) -> HttpResponse:
        self._clock.watch(timezone.now())
        return self.get_response(request)
