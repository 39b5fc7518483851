"""The entry point of the server, spoken to as a server speaks to it."""

import asyncio
import contextlib
import socket
import threading
import time

import pytest
import uvicorn

from config import asgi
from config.asgi import DJANGO_THREADS, MAX_BODY_BYTES, MAX_FILE_BYTES, application, longest_body
from config.threads import Threads


def talk(scope, *messages):
    """Return what the application sends when it receives ``messages``."""
    waiting, sent = list(messages), []

    async def receive():
        return waiting.pop(0)

    async def send(message):
        sent.append(message)

    asyncio.run(application(scope, receive, send))
    return sent


def test_start_and_stop_of_the_server():
    assert talk({"type": "lifespan"}, {"type": "lifespan.startup"}, {"type": "lifespan.shutdown"}) == [
        {"type": "lifespan.startup.complete"},
        {"type": "lifespan.shutdown.complete"},
    ]


def test_a_stream_is_answered_without_django():
    scope = {"type": "http", "method": "GET", "path": "/live/stream/forged"}
    start, body = talk(scope)
    assert (start["status"], dict(start["headers"])[b"cache-control"], body["body"]) == (
        403,
        b"no-store",
        b"This page is too old.",
    )


def test_a_web_socket_is_refused():
    assert talk({"type": "websocket"}, {"type": "websocket.connect"}) == [{"type": "websocket.close", "code": 1003}]


@pytest.mark.parametrize(("path", "status"), [("/account/sign-in/", 200), ("/no/such/page", 404)])
def test_a_page_goes_through_django(path, status, transactional_db):
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": [(b"host", b"localhost")],
        "client": ("127.0.0.1", 50000),
        "server": ("127.0.0.1", 8000),
    }
    start, *body = talk(scope, {"type": "http.request", "body": b"", "more_body": False})
    assert (start["type"], start["status"]) == ("http.response.start", status)
    assert b"content-security-policy" in {name.lower() for name, _ in start["headers"]}
    assert body[-1]["type"] == "http.response.body"


def echo(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [environ["wsgi.input"].read()]


def download(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return (b"x" * 2**20 for _ in range(40))


@contextlib.contextmanager
def served(monkeypatch, wsgi, threads=DJANGO_THREADS):
    """Serve ``wsgi`` in place of Django, and give the address."""
    monkeypatch.setattr(asgi, "django", Threads(wsgi, threads))
    monkeypatch.setattr(asgi, "django_in_class", Threads(wsgi, 1))
    config = uvicorn.Config(application, log_config=None, access_log=False, timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    with socket.create_server(("127.0.0.1", 0)) as door:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [door]})
        thread.start()
        try:
            yield door.getsockname()
        finally:
            server.should_exit = True
            thread.join()
            asgi.django.executor.shutdown()
            asgi.django_in_class.executor.shutdown()


def opened(stack, address, sent):
    connection = stack.enter_context(socket.create_connection(address, timeout=5))
    connection.sendall(sent)
    return connection


def post(body, length, path="/"):
    return f"POST {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: {length}\r\n\r\n".encode() + body


def read(connection):
    """Return status and body of what comes until the connection is closed."""
    head, _, body = b"".join(iter(lambda: connection.recv(65536), b"")).partition(b"\r\n\r\n")
    return int(head.split()[1]), body


def test_half_sent_forms_hold_up_nobody(monkeypatch):
    with served(monkeypatch, echo) as address, contextlib.ExitStack() as stack:
        halves = [opened(stack, address, post(b"ab", 4)) for _ in range(DJANGO_THREADS + 1)]
        status, body = read(opened(stack, address, post(b"whole", 5)))
        assert (status, b"whole" in body) == (200, True)
        for half in halves:
            half.sendall(b"cd")
        assert [(status, b"abcd" in body) for status, body in map(read, halves)] == [(200, True)] * len(halves)


@pytest.mark.parametrize("path", ["/classes/12/do/next/", "/room/3/do/close/", "/classes/12/console/"])
def test_who_gives_a_class_does_not_wait_behind_its_answers(monkeypatch, path):
    is_over = threading.Event()

    def busy(environ, start_response):
        start_response("200 OK", [("Content-Type", "text/plain")])
        is_answer = environ["PATH_INFO"] == "/room/3/answer/"
        return [b"late" if is_answer and is_over.wait(10) else b"at once"]

    with served(monkeypatch, busy) as address, contextlib.ExitStack() as stack:
        answers = [opened(stack, address, post(b"", 0, "/room/3/answer/")) for _ in range(DJANGO_THREADS + 1)]
        status, body = read(opened(stack, address, post(b"", 0, path)))
        assert (status, b"at once" in body) == (200, True)
        is_over.set()
        assert [b"late" in body for _, body in map(read, answers)] == [True] * len(answers)


def test_slow_readers_hold_up_nobody(monkeypatch):
    with served(monkeypatch, download, threads=1) as address, contextlib.ExitStack() as stack:
        opened(stack, address, post(b"", 0)).recv(1)
        status, body = read(opened(stack, address, post(b"", 0)))
        assert (status, body.count(b"x") == 40 * 2**20) == (200, True)


@pytest.mark.parametrize("limit", ["PAUSE_SECONDS", "BODY_SECONDS"])
def test_a_form_that_never_ends_is_given_up(monkeypatch, limit):
    monkeypatch.setattr(asgi, limit, 0.2)
    with served(monkeypatch, echo) as address, contextlib.ExitStack() as stack:
        assert read(opened(stack, address, post(b"ab", 4))) == (408, b"The request took too long to arrive.\n")


def test_a_form_that_drips_is_given_up(monkeypatch):
    monkeypatch.setattr(asgi, "BODY_SECONDS", 0.3)
    with served(monkeypatch, echo) as address, contextlib.ExitStack() as stack:
        drip = opened(stack, address, post(b"", 100))
        for _ in range(5):
            time.sleep(0.05)
            drip.sendall(b"x")
        assert read(drip)[0] == 408


@pytest.mark.parametrize(
    ("path", "longest"),
    [
        ("/", MAX_BODY_BYTES),
        ("/cohorts/7/roster/slips/", MAX_FILE_BYTES),
        ("/cohorts/7/", MAX_BODY_BYTES),
        ("/content/import/", MAX_FILE_BYTES),
    ],
)
def test_only_where_files_come_in_bodies_may_be_long(path, longest):
    assert longest_body(path) == longest


@pytest.mark.parametrize(("length", "status"), [(MAX_BODY_BYTES, 200), (MAX_BODY_BYTES + 1, 413)])
def test_a_body_has_a_greatest_length(monkeypatch, length, status):
    with served(monkeypatch, echo) as address, contextlib.ExitStack() as stack:
        assert read(opened(stack, address, post(b"y" * length, length)))[0] == status


def test_who_leaves_half_way_is_not_answered():
    parts = [{"type": "http.request", "body": b"ab", "more_body": True}, {"type": "http.disconnect"}]
    assert talk({"type": "http", "path": "/"}, *parts) == []
