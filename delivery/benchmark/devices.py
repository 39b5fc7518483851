"""Many devices that follow a class, each with one stream, as ``static/js/live.js`` and the browser do it."""

import asyncio
import contextlib
import json
import random
import ssl
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future
from typing import Any

from django.conf import settings
from django.utils.crypto import get_random_string

from assessments.benchmark.addresses import Address, spread
from delivery.benchmark.people import CSRF_LENGTH

# Over how many seconds the phones of a class do the same thing, as in static/js/class.js and live.js.
SPREAD, LONGEST_SPREAD, SPREAD_HERE = 0.4, 10.0, 5.0
SPREAD_EACH_SLIDE, SPREAD_EACH_QUESTION = 0.004, 0.008
WORD_EVERY = 10.0  # seconds, as in static/js/live.js
PATIENCE_SECONDS = 60.0
REFUSED_SECONDS = 2.0  # until a device tries again that the server had no room for
CHECK_SECONDS = 0.005
LAST_CHUNK = b"0\r\n"  # a proxy ends the answer of a node that died, and keeps the connection


class TooSlowError(Exception):
    """Not every device has heard in time."""


class Device:
    """One phone: the newest state it was told, and when it first heard of each command.

    It says once that its learner is in the room, again and again that its page is open, and fetches each slide and
    question that is new to it, as late as ``static/js/class.js`` does. ``fetched`` are the seconds that each took to be
    answered, ``failed`` what was not.
    """

    def __init__(self, addresses: Sequence[Address], path: str, session: str, delivery: int) -> None:
        self.addresses, self.path, self.delivery = list(addresses), path, delivery
        token = get_random_string(CSRF_LENGTH)
        self._headers = (
            f"X-CSRFToken: {token}\r\nHX-Request: true\r\nAccept: application/json\r\n"
            f"Cookie: {settings.SESSION_COOKIE_NAME}={session}; {settings.CSRF_COOKIE_NAME}={token}\r\n"
            "Accept-Encoding: gzip\r\nConnection: close\r\nContent-Length: 0\r\n"
        )
        self.fetched: list[float] = []
        self.failed: list[str] = []
        self._known: list[int] = []
        self._question: int | None = None
        self._is_noted = False
        self._errands: set[asyncio.Task[None]] = set()
        self.state: dict[str, Any] = {}
        self.heard: dict[int, float] = {}
        self.connected_at: float | None = None
        self.n_refused = 0
        self._retry_seconds = 1.0

    @property
    def is_idle(self) -> bool:
        """Whether it has fetched all that is new to it."""
        return not self._errands

    async def follow(self) -> None:
        """Follow for ever, and come back whenever the server has let go."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._say_words())
            while True:
                with contextlib.suppress(OSError, EOFError):
                    await self._listen()
                self.connected_at = None
                self.addresses = [*self.addresses[1:], self.addresses[0]]
                await asyncio.sleep(self._retry_seconds)

    async def _say_words(self) -> None:
        """Say for ever that the page is open. A word that is lost while the server is away is no fault."""
        await asyncio.sleep(random.random() * WORD_EVERY)  # noqa: S311  # no secret
        while True:
            with contextlib.suppress(OSError, EOFError):
                reader, writer = await self._ask("POST", self.path, "Content-Length: 0\r\n")
                status = await reader.readline()
                writer.close()
                if status and b" 204 " not in status:
                    self.failed.append(f"a word: {status!r}")
            await asyncio.sleep(WORD_EVERY)

    async def _ask(self, method: str, path: str, headers: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """Send a request without a body, and return where its answer comes and the way to hang up."""
        address = self.addresses[0]
        secure = ssl.create_default_context() if address.is_https else None
        reader, writer = await asyncio.open_connection(address.host, address.port, limit=4096, ssl=secure)
        head = f"Host: {address.host}:{address.port}\r\nReferer: {address.origin}/\r\n"
        writer.write(f"{method} {path} HTTP/1.1\r\n{head}{headers}\r\n".encode())
        return reader, writer

    async def _listen(self) -> None:
        reader, writer = await self._ask("GET", self.path, "")
        try:
            if b" 200 " not in await reader.readline():
                self.n_refused += 1
                await asyncio.sleep(REFUSED_SECONDS)
                return
            while (line := await reader.readline()) not in {b"", LAST_CHUNK}:
                self._take(line)
        finally:
            writer.close()

    def _take(self, line: bytes) -> None:
        if line.startswith(b"retry: "):
            self._retry_seconds = int(line[7:]) / 1000
        elif line.startswith(b"data: "):
            now = time.perf_counter()
            self.state = json.loads(line[6:])
            self.heard.setdefault(self.state["rev"], now)
            self.connected_at = self.connected_at or now
            self._run_errands()

    def _run_errands(self) -> None:
        """Fetch what is new, and say once that somebody is here."""
        state, at = self.state, f"/classes/{self.delivery}"
        if state["status"] == "running" and not self._is_noted:
            self._is_noted = True
            self._go("POST", f"{at}/here/", at_least=SPREAD_HERE)
        if state["item"] is not None and state["item"] not in self._known:
            known = ".".join(map(str, self._known))
            self._known.append(state["item"])
            self._go("GET", f"{at}/scenes/?known={known}", SPREAD_EACH_SLIDE)
        if state["showing"] == "question" and state["question"] != self._question:
            self._question = state["question"]
            self._go("GET", f"/room/{self._question}/answer/", SPREAD_EACH_QUESTION)

    def _go(self, method: str, path: str, each: float = 0, *, at_least: float = SPREAD) -> None:
        seconds = random.random() * min(LONGEST_SPREAD, max(at_least, each * self.state["here"]))  # noqa: S311
        errand = asyncio.ensure_future(self._fetch(method, path, seconds))
        self._errands.add(errand)
        errand.add_done_callback(self._errands.discard)

    async def _fetch(self, method: str, path: str, seconds: float) -> None:
        await asyncio.sleep(seconds)
        began = time.perf_counter()
        try:
            reader, writer = await self._ask(method, path, self._headers)
            answer = await reader.read()
            writer.close()
        except OSError as problem:
            self.failed.append(f"{method} {path}: {problem!r}")
            return
        self.fetched.append(time.perf_counter() - began)
        status = answer.partition(b"\r\n")[0]
        if b" 200 " not in status and b" 204 " not in status:
            self.failed.append(f"{method} {path}: {status!r}")


class Devices:
    """All of them, in a thread of their own."""

    def __init__(self, addresses: Sequence[Address], delivery: int, learners: Iterable[tuple[str, str]]) -> None:
        """``learners`` are the address of the stream and the session of each."""
        self.all = [
            Device(spread(addresses, number), path, session, delivery)
            for number, (path, session) in enumerate(learners)
        ]
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._following: list[Future[None]] = []

    def start(self) -> None:
        """Let everybody follow, spread over a second as people open a page."""
        self._thread.start()
        for device in self.all:
            time.sleep(random.random() * 2 / len(self.all))  # noqa: S311  # no secret
            self._following.append(asyncio.run_coroutine_threadsafe(device.follow(), self._loop))

    def stop(self) -> None:
        """Let everybody hang up."""
        for each in self._following:
            each.cancel()
        time.sleep(0.2)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(PATIENCE_SECONDS)
        self._loop.close()

    def wait(self, is_so: Callable[[Device], bool]) -> None:
        """Return when ``is_so`` of every device. Raises TooSlowError."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while missing := sum(not is_so(device) for device in self.all):
            if time.monotonic() > deadline:
                raise TooSlowError(f"{missing} of {len(self.all)} devices have not heard.")
            time.sleep(CHECK_SECONDS)

    def heard(self, rev: int) -> list[float]:
        """Return when each device heard of ``rev``, on the clock of ``time.perf_counter``."""
        return [device.heard[rev] for device in self.all if rev in device.heard]
