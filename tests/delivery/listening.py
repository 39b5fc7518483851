"""Devices that follow a class over real sockets, and the server that they follow."""

import contextlib
import json
import socket
import threading
import time
from http.client import HTTPConnection

import pytest
import uvicorn

from config.asgi import application, streams
from courses.bell import ring
from delivery.models import Delivery
from delivery.transport.tickets import Audience, Ticket
from tests.delivery.factories import DeliveryFactory

LEARNER = 7
PATIENCE_SECONDS = 60
FOLLOW = Audience.FOLLOW


@contextlib.contextmanager
def live_server():
    """Serve this installation from a thread, and give the address."""
    config = uvicorn.Config(application, log_config=None, access_log=False, timeout_graceful_shutdown=2)
    server = uvicorn.Server(config)
    with socket.create_server(("127.0.0.1", 0)) as door:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [door]})
        thread.start()
        try:
            yield Address(*door.getsockname(), server=server, thread=thread)
        finally:
            streams.hub.close()
            server.should_exit = True
            thread.join()


class Address:
    """Where the server is, and a way to stop it."""

    def __init__(self, host, port, *, server, thread):
        self.host, self.port, self.server, self.thread = host, port, server, thread


class Device:
    """A device that follows a class: the answer of the server, and its states one by one."""

    def __init__(self, address, path, method="GET"):
        self.connection = HTTPConnection(address.host, address.port, timeout=10)
        self.connection.request(method, path)
        self.answer = self.connection.getresponse()

    @property
    def status(self):
        return self.answer.status

    def lines(self):
        return iter(self.answer.readline, b"")

    def states(self):
        """Yield the states as they come, until the server ends the stream."""
        for line in self.lines():
            if line.startswith(b"data: "):
                yield json.loads(line.removeprefix(b"data: "))

    def until(self, wanted):
        """Return the first state for which ``wanted(state)`` is true. Fails when none comes: the stream goes on."""
        deadline, last = time.monotonic() + PATIENCE_SECONDS, None
        for line in self.lines():
            if line.startswith(b"data: "):
                last = json.loads(line.removeprefix(b"data: "))
                if wanted(last):
                    return last
            assert time.monotonic() < deadline, f"not told for {PATIENCE_SECONDS} s, only {last}"
        raise AssertionError(f"the stream ended after {last}")

    def close(self):
        self.connection.close()
        self.answer.close()


@pytest.fixture
def rows(crowd):
    """Run a function in a thread that shares the database with the server, and return what it returns."""
    return lambda function: crowd([function])[0]


@pytest.fixture
def delivery(rows):
    return rows(lambda: DeliveryFactory(running=True))


@pytest.fixture
def server(rows):
    with live_server() as address:
        yield address


@pytest.fixture
def follow(server, delivery):
    """Open streams of ``delivery``; they are closed after the test."""
    with contextlib.ExitStack() as stack:

        def open_stream(user=LEARNER, audience=FOLLOW, pk=None, path=None, **options):
            path = path or Ticket(pk or delivery.pk, audience, user).address
            device = Device(server, path, **options)
            stack.callback(device.close)
            return device

        yield open_stream


def order(delivery, **changes):
    """Change a class as a command does."""

    def change():
        row = Delivery.objects.get(pk=delivery.pk)
        for name, value in {"rev": row.rev + 1, **changes}.items():
            setattr(row, name, value)
        row.save()
        ring(row.cohort_id)

    return change


def at_rev(rev):
    return lambda state: state["rev"] == rev


def eventually(is_so, seconds=5):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if is_so():
            return True
        time.sleep(0.02)
    return False
