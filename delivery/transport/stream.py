"""The ASGI app that tells devices the state of their class, as Server-Sent Events.

It is served beside Django by ``config.asgi``. A stream begins with the newest state, gets every newer one, and the
newest again when nothing has changed for a while: so a device hears that the line is open, and its clock stays right.
A POST to the same address is the word of a page that it is open; see ``delivery.transport.noting``.
"""

import asyncio
import contextlib
import random
import signal
import threading
from collections.abc import Awaitable, Callable, Iterator
from types import FrameType
from typing import Any

from django.utils import timezone

from delivery.transport.hub import Channel, FullError, Hub
from delivery.transport.noting import Noting
from delivery.transport.tickets import PREFIX, BadTicketError, Ticket, read_ticket
from delivery.transport.watch import News, Watch

BEAT_SECONDS = 5.0  # a device gives the line up for lost after 12
FIRST_STATE_SECONDS = 8.0
SEND_SECONDS = 10.0  # a device that takes nothing for so long is let go: it comes back, or is asleep
RETRY_MILLISECONDS = (500, 2500)  # by chance, or a whole class would come back in the same moment
RETRY_AFTER = b"30"
SIGNALS = (signal.SIGINT, signal.SIGTERM)
HEADERS = [
    (b"content-type", b"text/event-stream"),
    (b"cache-control", b"no-store, no-transform"),
    (b"x-accel-buffering", b"no"),  # nginx would keep it back
    (b"x-content-type-options", b"nosniff"),
]
# Kept open, the connections of words would be as many again as the streams.
HEARD = [(b"cache-control", b"no-store"), (b"connection", b"close")]
REASONS = {
    403: b"This page is too old.",
    404: b"There is no such class.",
    405: b"GET and POST only.",
    503: b"No more streams.",
}

type Receive = Callable[[], Awaitable[Any]]
type Send = Callable[[Any], Awaitable[None]]


class Streams:
    """Every stream of this process."""

    def __init__(self) -> None:
        self.hub = Hub()
        self._watch: Watch | None = None
        self._noting: Noting | None = None
        self._signals = contextlib.ExitStack()

    def serves(self, scope: Any) -> bool:
        """Return whether a request is for a stream."""
        return bool(scope["type"] == "http" and scope["path"].startswith(PREFIX))

    def start(self) -> None:
        """Begin afresh, and make sure that streams end as soon as the server is asked to stop: it waits for them."""
        self.hub, self._watch, self._noting = Hub(), None, None
        loop = asyncio.get_running_loop()
        if threading.current_thread() is threading.main_thread():  # no other hears signals
            for number in SIGNALS:
                self._signals.enter_context(_done_first(number, lambda: loop.call_soon_threadsafe(self.hub.close)))

    async def stop(self) -> None:
        """End every stream and the threads that watch and note."""
        self._signals.close()
        self.hub.close()
        for thread in (self._watch, self._noting):
            if thread:
                await asyncio.to_thread(thread.stop)

    async def __call__(self, scope: Any, receive: Receive, send: Send) -> None:
        """Hear the word of a page, or serve one stream until the device leaves, is too slow, or the server stops."""
        if scope["method"] not in {"GET", "POST"}:
            await _refuse(send, 405)
            return
        try:
            ticket = read_ticket(scope["path"])
        except BadTicketError:
            await _refuse(send, 403)
            return
        if scope["method"] == "POST":
            await self._hear(ticket, send)
        else:
            await self._open(ticket, receive, send)

    async def _hear(self, ticket: Ticket, send: Send) -> None:
        """Keep that the page with ``ticket`` is open."""
        self.hub.words.hear(ticket, timezone.now())
        if self._noting is None:
            self._noting = Noting(self.hub.words)
            self._noting.start()
        await send({"type": "http.response.start", "status": 204, "headers": HEARD})
        await send({"type": "http.response.body", "body": b""})

    async def _open(self, ticket: Ticket, receive: Receive, send: Send) -> None:
        """Serve one stream, when there is room for it."""
        try:
            channel = self.hub.enter(ticket)
        except FullError:
            await _refuse(send, 503)
            return
        try:
            await self._serve(channel, receive, send)
        finally:
            self.hub.leave(ticket, channel)

    async def _serve(self, channel: Channel, receive: Receive, send: Send) -> None:
        """Tell the states of ``channel`` while the device listens."""
        if channel.body is None and not channel.is_over:
            self._wake_watch()
            await channel.news(0, FIRST_STATE_SECONDS)
        if channel.body is None:
            await _refuse(send, 404 if channel.is_over else 503)
            return
        telling = asyncio.ensure_future(_tell(channel, send))
        leaving = asyncio.ensure_future(_wait_until_left(receive))
        try:
            await asyncio.wait({telling, leaving}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            leaving.cancel()
            telling.cancel()
            with contextlib.suppress(asyncio.CancelledError, TimeoutError):
                await telling

    def n_open(self) -> int:
        """Return how many streams are open. Any thread may ask."""
        return self.hub.n_streams()

    def _wake_watch(self) -> None:
        if self._watch is None:
            loop = asyncio.get_running_loop()
            self._watch = Watch(self.hub.channels, lambda news: loop.call_soon_threadsafe(_publish, news))
            self._watch.start()
        self._watch.poke()


@contextlib.contextmanager
def _done_first(number: int, action: Callable[[], object]) -> Iterator[None]:
    """Let ``action`` happen before what the server does at signal ``number``."""
    previous = signal.getsignal(number)

    def handle(number: int, frame: FrameType | None) -> None:
        action()
        if callable(previous):
            previous(number, frame)

    if not callable(previous):
        yield
        return
    signal.signal(number, handle)
    try:
        yield
    finally:
        signal.signal(number, previous)


def _publish(news: News) -> None:
    for channel, body in news:
        channel.publish(body)


async def _wait_until_left(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _tell(channel: Channel, send: Send) -> None:
    """Send the newest state whenever there is one, and end the answer when the channel is over.

    Nothing else is kept, so a slow device skips states. Raises TimeoutError when it takes nothing at all.
    """
    await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
    first = b"retry: %d\n\n" % random.randint(*RETRY_MILLISECONDS)  # noqa: S311  # no secret
    while not channel.is_over:
        seen = channel.number
        await _send(send, first + channel.frame())
        first = b""
        await channel.news(seen, BEAT_SECONDS)
    await _send(send, b"", is_more=False)


async def _send(send: Send, body: bytes, *, is_more: bool = True) -> None:
    async with asyncio.timeout(SEND_SECONDS):
        await send({"type": "http.response.body", "body": body, "more_body": is_more})


async def _refuse(send: Send, status: int) -> None:
    reason = REASONS[status]
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", str(len(reason)).encode()),
        (b"cache-control", b"no-store"),
    ]
    if status == 503:
        headers.append((b"retry-after", RETRY_AFTER))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": reason})
