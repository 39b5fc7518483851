"""The one thread per process that reads the states of the classes that somebody follows."""

import json
import logging
import socket
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from django.db import connection
from django.utils import timezone

from courses.bell import hear, hear_no_more
from delivery.state import CLOCK, State, fingerprint, presences_of, states_of
from delivery.transport.hub import Channel, Told
from delivery.transport.wake import RETRY_SECONDS, Wake, is_poked, wake_of_database

LOG = logging.getLogger(__name__)
SLOW_CHECK_SECONDS = 2.0  # also when nothing woke us
BETWEEN_LOOKS_SECONDS = 0.03
# A command is told at once. Counts alone, in a burst of answers, at most this often.
BETWEEN_COUNTS_SECONDS = 0.2

type News = Sequence[tuple[Channel, bytes | None]]


class Watch:
    """Looks at ``channels()`` whenever something may have changed, and hands what is new to ``publish``.

    News are channels with their state, None when the class exists no more. While nobody follows a class the thread
    sleeps and holds no connection.
    """

    def __init__(self, channels: Callable[[], list[Channel]], publish: Callable[[News], object]) -> None:
        self._channels, self._publish = channels, publish
        self._poke, self._poked = socket.socketpair()
        self._poke.settimeout(0)  # a full one has woken the thread already
        self._is_stopping = False
        self._thread = threading.Thread(target=self._run, name="live-watch", daemon=True)

    def start(self) -> None:
        """Begin to watch."""
        hear(self.poke)
        self._thread.start()

    def poke(self) -> None:
        """Have a look soon: somebody new follows a class, or one has changed. Any thread may call it."""
        try:
            self._poke.send(b".")
        except OSError:  # it is full, and has woken the thread already; or it was closed a moment ago
            return

    def stop(self, seconds: float = 1.0) -> None:
        """End the thread and its connections; wait for it at most ``seconds``."""
        hear_no_more(self.poke)
        self._is_stopping = True
        self.poke()
        self._thread.join(seconds)
        self._poke.close()

    def _run(self) -> None:
        wake = wake_of_database()
        pause = 0.0
        with self._poked:
            while not self._is_stopping:
                if self._channels():
                    pause = self._watch(wake, pause)
                else:
                    self._rest(wake)
                    self._poked.recv(4096)
            self._rest(wake)

    def _watch(self, wake: Wake, pause: float) -> float:
        """Wait for a change, at most ``pause`` seconds, look, and return how long the next pause may be."""
        try:
            wake.wait(self._poked, pause)
            self._hear_pokes()
            began = time.monotonic()
            is_late = self._look()
            connection.close_if_unusable_or_obsolete()  # PostgreSQL's pool gets it back
        except Exception:  # the thread goes on whatever happens: without it every screen would stand still
            LOG.exception("Could not read the state of the classes that are followed.")
            self._rest(wake)
            is_poked(self._poked, RETRY_SECONDS)
            return 0.0
        time.sleep(max(0.0, began + BETWEEN_LOOKS_SECONDS - time.monotonic()))
        return BETWEEN_COUNTS_SECONDS if is_late else SLOW_CHECK_SECONDS

    def _look(self) -> bool:
        """Publish what is new, and return whether some of it has to wait."""
        news = _states_for(self._channels(), timezone.now())
        changed = [(channel, state) for channel, state in news if _is_new(channel, state)]
        due = [(channel, state) for channel, state in changed if _is_due(channel, state)]
        if due:
            self._publish(_tell(due))
        return len(due) < len(changed)

    def _rest(self, wake: Wake) -> None:
        wake.rest()
        connection.close()

    def _hear_pokes(self) -> None:
        if is_poked(self._poked, 0):
            self._poked.recv(4096)


def _states_for(channels: Sequence[Channel], now: datetime) -> list[tuple[Channel, State | None]]:
    """Return what each channel is to know: None for a class that exists no more."""
    states = states_of({channel.delivery for channel in channels}, now)
    consoles = {channel.delivery for channel in channels if channel.is_of_console}
    presences = presences_of(consoles, now) if consoles else {}
    news: list[tuple[Channel, State | None]] = []
    for channel in channels:
        state = states.get(channel.delivery)
        if state is not None and channel.is_of_console:
            state = state | presences.get(channel.delivery, {})
        news.append((channel, state))
    return news


def _is_new(channel: Channel, state: State | None) -> bool:
    if state is None:
        return True
    return channel.told is None or channel.told.fingerprint != fingerprint(state)


def _is_due(channel: Channel, state: State | None) -> bool:
    """Return whether a change is told now: a command at once, counts not too often."""
    if state is None or channel.told is None or channel.told.rev != state["rev"]:
        return True
    return time.monotonic() - channel.told.at >= BETWEEN_COUNTS_SECONDS


def _tell(due: Iterable[tuple[Channel, State | None]]) -> News:
    news: list[tuple[Channel, bytes | None]] = []
    for channel, state in due:
        if state is not None:
            channel.told = Told(state["rev"], fingerprint(state), time.monotonic())
        news.append((channel, None if state is None else body_of(state)))
    return news


def body_of(state: State) -> bytes:
    """Return a state as JSON without the clock, which every stream adds when it tells."""
    return json.dumps({name: value for name, value in state.items() if name != CLOCK}, separators=(",", ":")).encode()
