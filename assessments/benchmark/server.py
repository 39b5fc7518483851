"""A server process of the benchmark: the same program as in production, on a free port of this machine alone."""

import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager

from django.conf import settings

from assessments.benchmark.addresses import Address

LOOPBACK = "127.0.0.1"
PATIENCE_SECONDS = 180
PORTS = range(20_000, 32_000)


class NotServingError(Exception):
    """The server has ended, or does not answer in time."""


class Server:
    """uvicorn with ``config.asgi``, as ``make run`` and docs/operations.md start it.

    With ``n_workers`` above 1 its process is one that starts so many others, and they share the port.
    """

    def __init__(self, settings_module: str, n_workers: int = 1) -> None:
        self.settings_module = settings_module
        self.n_workers = n_workers
        self.port = _free_port()
        self.process = self._start()

    @property
    def addresses(self) -> Sequence[Address]:
        return [Address(LOOPBACK, self.port)]

    def _start(self) -> subprocess.Popen[bytes]:
        options = ["--host", LOOPBACK, "--port", str(self.port), "--log-level", "warning", "--timeout-keep-alive", "75"]
        options += ["--timeout-graceful-shutdown", "30", "--workers", str(self.n_workers)]
        switches = ["--no-access-log", "--no-server-header", "--no-proxy-headers"]
        process = subprocess.Popen(  # noqa: S603  # our own program, no shell
            [sys.executable, "-m", "uvicorn", "config.asgi:application", *options, *switches],
            cwd=settings.BASE_DIR,
            env=os.environ | {"DJANGO_SETTINGS_MODULE": self.settings_module},
            stdin=subprocess.DEVNULL,
        )
        try:
            self._wait(process)
        except BaseException:
            process.kill()
            process.wait()
            raise
        return process

    def _wait(self, process: subprocess.Popen[bytes]) -> None:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not self._answers():
            if process.poll() is not None or time.monotonic() > deadline:
                raise NotServingError(f"No server on port {self.port}.")
            time.sleep(0.05)

    def _answers(self) -> bool:
        try:
            socket.create_connection((LOOPBACK, self.port), timeout=PATIENCE_SECONDS).close()
        except OSError:
            return False
        return True

    def kill(self) -> None:
        """Let the process die without a chance to finish anything."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(timeout=PATIENCE_SECONDS)

    def start_again(self) -> None:
        """Start another process on the same port, after the last one died."""
        self.process = self._start()

    def restart(self) -> float:
        """End the process as an administrator does, start another, and return the seconds the end took."""
        began = time.monotonic()
        self.stop()
        ended = time.monotonic()
        self.start_again()
        return ended - began

    def stop(self) -> None:
        """End the process, by force when it does not go."""
        self.process.terminate()
        try:
            self.process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


class Nodes:
    """Several servers that share a database, as on several machines."""

    def __init__(self, servers: Sequence[Server]) -> None:
        self.servers = servers

    @property
    def addresses(self) -> Sequence[Address]:
        return [address for server in self.servers for address in server.addresses]

    def kill(self) -> None:
        """Let the first node die; the others go on."""
        self.servers[0].kill()

    def start_again(self) -> None:
        """Start the first node again."""
        self.servers[0].start_again()

    def restart(self) -> float:
        """End each node as an administrator does and start it again, one after the other: seconds the ends took."""
        return sum(server.restart() for server in self.servers)

    @property
    def pids(self) -> Sequence[int]:
        return [server.process.pid for server in self.servers]


@contextmanager
def serving_nodes(settings_module: str, n_nodes: int, n_workers: int = 1) -> Iterator[Nodes]:
    """Yield running servers, and stop them afterwards."""
    with ExitStack() as stack:
        yield Nodes([stack.enter_context(serving(settings_module, n_workers)) for _ in range(n_nodes)])


@contextmanager
def serving(settings_module: str, n_workers: int = 1) -> Iterator[Server]:
    """Yield a running server, and stop it afterwards."""
    server = Server(settings_module, n_workers)
    try:
        yield server
    finally:
        server.stop()


def _free_port() -> int:
    """Return a port that nobody listens on, and that no system gives to a connection going out.

    Whoever tries again and again to reach a port of that kind on this machine, while the server is away, is sooner
    or later given that port as its own end and talks to itself; and the server finds its port taken.
    """
    for port in random.sample(PORTS, len(PORTS)):
        try:
            socket.create_server((LOOPBACK, port)).close()
        except OSError:
            continue
        return port
    raise NotServingError("No free port on this machine.")
