"""The open streams of this process, by class, and the newest state that each of them is to be told.

Everything here runs in the event loop, except ``Hub.channels``, which the watching thread reads, and ``Words``.
"""

import asyncio
import contextlib
import threading
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from delivery.transport.tickets import Audience, Ticket

MOST_STREAMS = 600  # of one process; measured in docs/performance.md
KEPT_FOR_STAFF = 20  # of them: consoles and class screens get in when every learner's device does not
SAME_FRAME_SECONDS = 0.01  # so late may its clock be
MOST_PER_PERSON = 8  # streams of one account; a browser opens at most six


class FullError(Exception):
    """There is no room for another stream."""


@dataclass
class Told:
    """What the watching thread handed to a channel last, and when on the monotonic clock."""

    rev: int
    fingerprint: str
    at: float


@dataclass(eq=False)
class Channel:
    """The newest state of one class, as bytes of JSON without the clock, for every stream that is told the same.

    ``body`` is None until it was read for the first time. A channel that ``is_over`` gets no other state. ``told`` is
    the watching thread's own; ``number`` grows with every state. Consoles have a channel of their own: they are told
    besides who follows.
    """

    delivery: int
    is_of_console: bool = False
    n_followers: int = 0
    body: bytes | None = None
    is_over: bool = False
    told: Told | None = None
    number: int = 0
    _frame: tuple[float, bytes] = (0.0, b"")
    _news: asyncio.Event = field(default_factory=asyncio.Event)

    def publish(self, body: bytes | None) -> None:
        """Take the newest state, or None when the class exists no more, and wake every stream."""
        self.body, self.is_over = body, self.is_over or body is None
        self.number += 1
        self._frame = (0.0, b"")
        self._news.set()
        self._news = asyncio.Event()

    async def news(self, seen: int, seconds: float) -> None:
        """Return when ``number`` is another than ``seen``, at the latest after ``seconds``."""
        if self.number != seen:
            return
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._news.wait()

    def frame(self) -> bytes:
        """Return the newest state as one event, with the server's clock of now: the same bytes for all who hear it."""
        now = time.time()
        made_at, frame = self._frame
        if not 0 <= now - made_at < SAME_FRAME_SECONDS:
            frame = b'data: {"at":%d,%s\n\n' % (now * 1000, (self.body or b"{}")[1:])
            self._frame = (now, frame)
        return frame


class Words:
    """When each page last said that it is open, since somebody took the words. Any thread may use it.

    An open stream says less: a page that is frozen, or a phone that went out of reach, leaves its stream open for a
    quarter of an hour.
    """

    def __init__(self) -> None:
        self._heard: dict[Ticket, datetime] = {}
        self._lock = threading.Lock()

    def hear(self, ticket: Ticket, now: datetime) -> None:
        """Keep that the page with ``ticket`` is open."""
        with self._lock:
            self._heard[ticket] = now

    def take(self) -> dict[Ticket, datetime]:
        """Return what was heard, and forget it."""
        with self._lock:
            heard, self._heard = self._heard, {}
        return heard

    def put_back(self, heard: Mapping[Ticket, datetime]) -> None:
        """Keep what was taken, but for what has been heard again."""
        with self._lock:
            self._heard = {**heard, **self._heard}


class Hub:
    """Every open stream of this process, and the words of the pages that are open."""

    def __init__(self) -> None:
        self.words = Words()
        self._channels: dict[tuple[int, bool], Channel] = {}
        self._people: Counter[int] = Counter()
        self._is_closed = False

    def channels(self) -> list[Channel]:
        """Return the channels that somebody follows. Any thread may ask."""
        return list(self._channels.values())

    def n_streams(self) -> int:
        """Return how many streams are open. Any thread may ask."""
        return self._people.total()

    def enter(self, ticket: Ticket) -> Channel:
        """Return the channel for one more stream. Raises FullError. Each call is followed by one of ``leave``."""
        room = MOST_STREAMS if ticket.audience.is_staff else MOST_STREAMS - KEPT_FOR_STAFF
        if self._is_closed or self._people.total() >= room or self._people[ticket.user] >= MOST_PER_PERSON:
            raise FullError
        channel = self._channels.setdefault(_key(ticket), Channel(*_key(ticket)))
        channel.n_followers += 1
        self._people[ticket.user] += 1
        return channel

    def leave(self, ticket: Ticket, channel: Channel) -> None:
        """Give back the place of one stream."""
        self._people[ticket.user] -= 1
        if not self._people[ticket.user]:
            del self._people[ticket.user]
        channel.n_followers -= 1
        if not channel.n_followers and self._channels.get(_key(ticket)) is channel:
            del self._channels[_key(ticket)]

    def close(self) -> None:
        """End every stream, and let nobody in any more."""
        self._is_closed = True
        for channel in self.channels():
            channel.is_over = True
            channel.publish(channel.body)


def _key(ticket: Ticket) -> tuple[int, bool]:
    return ticket.delivery, ticket.audience is Audience.CONSOLE
