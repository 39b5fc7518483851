"""The entry point of the server, spoken to as a server speaks to it."""

import asyncio

import pytest

from config.asgi import application


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


def test_a_web_socket_is_refused():
    assert talk({"type": "websocket"}, {"type": "websocket.connect"}) == [{"type": "websocket.close", "code": 1003}]


@pytest.mark.parametrize(("path", "status"), [("/admin/login/", 200), ("/no/such/page", 404)])
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
