"""Streams without a server: their channels, signals, tickets, and the look at a file."""

import asyncio
import contextlib
import signal
import sqlite3

import pytest

from delivery.transport import hub, stream, tickets, wake
from delivery.transport.hub import Channel, FullError, Hub
from delivery.transport.stream import Streams, _done_first
from delivery.transport.tickets import Audience, BadTicketError, Ticket, read_ticket

LEARNER = 7
FOLLOW = Audience.FOLLOW


def test_a_server_that_ends_lets_nobody_in():
    full = Hub()
    full.close()
    with pytest.raises(FullError):
        full.enter(Ticket(1, FOLLOW, LEARNER))


@pytest.fixture
def interruptible():
    """Let SIGINT be heard, also where the tests were started in the background of a shell, which has it ignored."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def test_a_signal_ends_streams_before_the_server_hears_of_it(interruptible):
    heard = []
    with _done_first(signal.SIGINT, lambda: heard.append("streams")), contextlib.suppress(KeyboardInterrupt):
        signal.raise_signal(signal.SIGINT)
    assert heard == ["streams"]
    with pytest.raises(KeyboardInterrupt):
        signal.raise_signal(signal.SIGINT)
    assert heard == ["streams"]


def test_a_device_that_takes_nothing_is_let_go(monkeypatch):
    monkeypatch.setattr(stream, "SEND_SECONDS", 0.05)
    served, asleep = Streams(), asyncio.Event
    sent = []

    async def receive():
        await asleep().wait()

    async def send(message):
        sent.append(message["type"])
        if message["type"] == "http.response.body":
            await asleep().wait()

    async def run():
        channel = served.hub._channels[1, False] = Channel(1, n_followers=1)  # somebody else keeps it
        channel.publish(b'{"rev":1}')
        scope = {"method": "GET", "path": Ticket(1, FOLLOW, LEARNER).address}
        async with asyncio.timeout(5):
            await served(scope, receive, send)
        return channel.n_followers

    assert (asyncio.run(run()), sent) == (1, ["http.response.start", "http.response.body"])


def test_a_frame_is_made_once_for_all_who_hear_it_and_anew_when_something_is_new(monkeypatch):
    channel = Channel(1)
    channel.publish(b'{"rev":1}')
    first = channel.frame()
    assert first is channel.frame()
    assert first.endswith(b',"rev":1}\n\n')
    channel.publish(b'{"rev":2}')
    assert channel.frame().endswith(b',"rev":2}\n\n')
    monkeypatch.setattr(hub, "SAME_FRAME_SECONDS", 0)
    assert channel.frame() is not channel.frame()


def test_a_slow_device_skips_states():
    async def run():
        channel, got, gate = Channel(1), [], asyncio.Event()

        async def send(message):
            got.append(message.get("body", b""))
            await gate.wait()
            gate.clear()

        channel.publish(b'{"rev":0}')
        telling = asyncio.ensure_future(stream._tell(channel, send))
        gate.set()  # the head
        await asyncio.sleep(0.01)
        for rev in range(1, 50):
            channel.publish(b'{"rev":%d}' % rev)
        for _ in range(3):
            gate.set()
            await asyncio.sleep(0.01)
        telling.cancel()
        return [body.partition(b'"rev":')[2].partition(b"}")[0] for body in got if b"rev" in body]

    assert asyncio.run(run()) == [b"0", b"49"]


@pytest.mark.parametrize("audience", Audience)
def test_a_ticket_is_read_as_it_was_made(audience):
    assert read_ticket(Ticket(3, audience, 9).address) == Ticket(3, audience, 9)


def test_a_ticket_says_who_is_staff():
    assert {audience: audience.is_staff for audience in Audience} == {
        Audience.CONSOLE: True,
        Audience.SCREEN: True,
        Audience.FOLLOW: False,
    }


def test_a_ticket_that_is_no_ticket_is_refused():
    with pytest.raises(BadTicketError):
        read_ticket(tickets.PREFIX + "\x00é")


def test_a_file_that_a_writer_holds_is_looked_at_again(tmp_path):
    file = tmp_path / "a.sqlite3"
    with contextlib.closing(sqlite3.connect(file, isolation_level=None)) as writer:
        writer.execute("CREATE TABLE t (n)")
        watched = wake.FileWake(file)
        assert [watched._has_changed() for _ in range(2)] == [True, False]
        writer.execute("BEGIN EXCLUSIVE")
        writer.execute("INSERT INTO t VALUES (1)")
        assert watched._has_changed() is False
        writer.execute("COMMIT")
        assert [watched._has_changed() for _ in range(2)] == [True, False]
        watched.rest()
        file.unlink()
        assert watched._has_changed() is False
