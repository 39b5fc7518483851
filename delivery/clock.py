"""Notices when the clock of this machine is put right, and keeps for everybody the time that was left to them.

A laptop without internet may have a wrong clock; once it finds a network the clock is put right, by hours perhaps, in
the middle of a quiz or a class. How long ago the machine was started is not put right, so the two together show the
jump, ahead or back. After a restart of the machine the newest time that it knew before stands for that: whoever was
being timed goes on with what was left then.

Only where this machine alone serves the database (KEEP_TIME_LEFT): several would each move the time of all.
"""

import fcntl
import json
import logging
import math
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import IO, Self

from django.conf import settings
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from assessments.actions.clock import close_later, keep_time_left
from delivery.actions.clock import keep_class_time
from delivery.models import ClockMove

JUMP_SECONDS = 10  # less is what clocks are put right by without anybody noticing
# Longer is no restart in the middle of something. Local time taken for UTC is wrong by at most as much.
LONGEST_AWAY_SECONDS = 14 * 3600
NOTE_SECONDS = 30
TICK_SECONDS = 5
BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
RECORD_LENGTH = 200  # written in one go, so that a power cut leaves the former record or the new one

logger = logging.getLogger(__name__)


def read_clocks() -> tuple[datetime, float]:
    """Return what the clock says, and how many seconds this machine has been running, asleep or not.

    No clock setting changes the latter.
    """
    return timezone.now(), time.clock_gettime(time.CLOCK_BOOTTIME)


@dataclass(frozen=True)
class Record:
    """What is known of the clock, in seconds since 1970.

    ``started`` is when the machine was started, as its clock says it now; ``highest`` the latest that it ever said
    while it was running, infinite when it is known to have been slow from the beginning; ``seen`` when it was asked.
    ``n_jumps`` tells apart what is known before and after each jump.
    """

    boot: str
    started: float
    highest: float
    seen: float
    n_jumps: int = 0

    @property
    def line(self) -> str:
        return json.dumps(asdict(self))

    def at(self, boot: str, started: float, seen: float) -> Self:
        """Return what is known now, in the same run of the machine or in another."""
        newer = self.after_jump(started, seen) if boot == self.boot else self.after_restart(boot, started, seen)
        return replace(newer, n_jumps=self.n_jumps + 1) if self.jump_to(newer) else newer

    def after_jump(self, started: float, seen: float) -> Self:
        """Return what is known after the clock was put right, or has run on."""
        if abs(started - self.started) < JUMP_SECONDS:
            return replace(self, seen=seen)  # small steps add up
        return replace(self, started=started, highest=max(self.highest, started), seen=seen)

    def after_restart(self, boot: str, started: float, seen: float) -> Self:
        """Return what is known after the machine was started again. A clock that has gone back since is wrong."""
        is_slow = seen < self.seen - JUMP_SECONDS
        return replace(self, boot=boot, started=started, highest=math.inf if is_slow else started, seen=seen)

    def jump_to(self, newer: Self) -> float:
        """Return by how many seconds the ends of what is timed move from here to ``newer``, back when negative."""
        is_restart = newer.boot != self.boot
        moved = newer.seen - self.seen if is_restart else newer.started - self.started
        is_too_long = is_restart and moved > LONGEST_AWAY_SECONDS
        return 0.0 if is_too_long or abs(moved) < JUMP_SECONDS else moved

    def put_ahead(self, newer: Self) -> float:
        """Return by how many seconds the clock is further ahead than it ever was since the machine was started."""
        return newer.highest - self.highest if newer.boot == self.boot and newer.highest > self.highest else 0.0


class MachineClock:
    """The clock of this machine, as far as it is known. All processes share ``file``."""

    def __init__(self, file: Path, boot: str) -> None:
        self._file, self._boot = file, boot
        self._known: Record | None = None
        self._lock = threading.Lock()

    def watch(self) -> timedelta:
        """Return by how much the clock was put right, after moving what is timed: mostly nothing, at no cost."""
        now, uptime = read_clocks()
        if self._is_as_known(now.timestamp(), uptime):
            return timedelta()
        try:
            with self._lock, _locked(self._file) as file:
                return self._compare(file)
        except OSError as problem:  # no reason not to serve
            logger.warning("It would not be noticed that the clock is put right: %s", problem)
            self._known = self._record(now.timestamp(), uptime)
            return timedelta()

    def _is_as_known(self, seen: float, uptime: float) -> bool:
        known = self._known
        is_right = known is not None and abs(seen - uptime - known.started) < JUMP_SECONDS
        return known is not None and is_right and seen < known.seen + NOTE_SECONDS

    def _record(self, seen: float, uptime: float) -> Record:
        return Record(self._boot, seen - uptime, seen - uptime, seen)

    def _compare(self, file: IO[str]) -> timedelta:
        """Bring everything to what the clock says now, unless another process was quicker.

        The clock is read here: whoever waited for the file may have waited over a jump.
        """
        now, uptime = read_clocks()
        here = self._record(now.timestamp(), uptime)
        known = _read(file) or here
        if known.jump_to(known.at(here.boot, here.started, here.seen)):
            known = _moved_already(known)
        newer = known.at(here.boot, here.started, here.seen)
        jump = timedelta(seconds=known.jump_to(newer))
        if jump:
            _move(known, newer, now)
        # Only now: when moving fails, the next request tries again.
        _write(file, newer)
        self._known = newer
        return jump


def _moved_already(known: Record) -> Record:
    """Return what was known after the moves from ``known`` on that the file does not tell of: it was not written."""
    while move := ClockMove.objects.filter(before=known.line).first():
        known = Record(**json.loads(move.after))
    return known


def _move(known: Record, newer: Record, now: datetime) -> None:
    """Move what is timed, and note in the same transaction that it was moved, so that nobody does so again."""
    jump, ahead = timedelta(seconds=known.jump_to(newer)), timedelta(seconds=known.put_ahead(newer))
    if not settings.KEEP_TIME_LEFT:
        logger.warning(
            "The clock was put right by %s. Nobody's time is moved: FIELDSCHOOL_KEEP_TIME_LEFT is off.", jump
        )
        return
    with transaction.atomic():
        ClockMove.objects.create(before=known.line, after=newer.line, at=now)
        n_moved = keep_time_left(jump=jump, now=now)
        if ahead:
            close_later(by=ahead, before=now - jump, now=now)
        keep_class_time(jump=jump, now=now)
    logger.warning("The clock was put right by %s; %d attempts keep the time that was left.", jump, n_moved)


@contextmanager
def _locked(path: Path) -> Iterator[IO[str]]:
    # Opened for appending it would be written at its end, whatever place is sought.
    path.touch()
    with path.open("r+", encoding="ascii") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield file


def _read(file: IO[str]) -> Record | None:
    """Return what was noted; None when there is nothing, or what an earlier version noted."""
    try:
        return Record(**json.load(file))
    except (ValueError, TypeError):
        return None


def _write(file: IO[str], record: Record) -> None:
    file.seek(0)
    file.write(record.line.ljust(RECORD_LENGTH))
    file.truncate()


class ClockMiddleware:
    """Looks at the clock before each request: no answer may be judged by a clock that has just jumped."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self._clock = this_clock()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        self._clock.watch()
        return self.get_response(request)


@cache
def this_clock() -> MachineClock:
    """Return the clock of the machine on which this process runs: one for all who look at it."""
    return MachineClock(settings.DATA_DIR / "clock", BOOT_ID.read_text(encoding="ascii").strip())


class Ticking:
    """Looks at the clock every few seconds, whether or not anybody asks for a page."""

    def __init__(self, clock: MachineClock) -> None:
        self._clock = clock
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._run, name="clock", daemon=True)

    def start(self) -> None:
        """Begin to look."""
        self._thread.start()

    def stop(self) -> None:
        """Look no more."""
        self._is_over.set()
        self._thread.join(1)

    def _run(self) -> None:
        while not self._is_over.wait(TICK_SECONDS):
            try:
                self._clock.watch()
            except Exception:  # the next look tries again
                logger.exception("Nobody's time could be moved after the clock was put right.")
            finally:
                connection.close()
