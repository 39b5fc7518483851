"""Many devices that follow a class, each with one stream, as ``static/js/live.js`` and the browser do it."""

import asyncio
import contextlib
import json
import random
import ssl
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import Any

from assessments.benchmark.addresses import Address, spread

PATIENCE_SECONDS = 60.0
REFUSED_SECONDS = 2.0  # until a device tries again that the server had no room for
CHECK_SECONDS = 0.005
LAST_CHUNK = b"0\r\n"  # a proxy ends the answer of a node that died, and keeps the connection


class TooSlowError(Exception):
    """Not every device has heard in time."""


class Device:
    """One device: the newest state it was told, and when it first heard of each command."""

    def __init__(self, addresses: Sequence[Address], path: str) -> None:
        self.addresses, self.path = list(addresses), path
        self.state: dict[str, Any] = {}
        self.heard: dict[int, float] = {}
        self.connected_at: float | None = None
        self.n_refused = 0
        self._retry_seconds = 1.0

    async def follow(self) -> None:
        """Follow for ever, and come back whenever the server has let go."""
        while True:
            with contextlib.suppress(OSError, EOFError):
                await self._listen()
            self.connected_at = None
            self.addresses = [*self.addresses[1:], self.addresses[0]]
            await asyncio.sleep(self._retry_seconds)

    async def _listen(self) -> None:
        address = self.addresses[0]
        secure = ssl.create_default_context() if address.is_https else None
        reader, writer = await asyncio.open_connection(address.host, address.port, limit=4096, ssl=secure)
        try:
            writer.write(f"GET {self.path} HTTP/1.1\r\nHost: {address.host}:{address.port}\r\n\r\n".encode())
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


class Devices:
    """All of them, in a thread of their own."""

    def __init__(self, addresses: Sequence[Address], paths: Sequence[str]) -> None:
        self.all = [Device(spread(addresses, number), path) for number, path in enumerate(paths)]
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
