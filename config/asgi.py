"""ASGI entry point: one process and one port for everything.

Django runs as WSGI in a few threads. Under ASGI it would take a thread and a database connection per
request, with a 99th percentile of 7 to 10 seconds instead of 1 to 2 (docs/architecture.md). A request takes
a thread only once it is here in full, and gives it back before it is read: a phone on a bad line, or
somebody who sends half a form, holds up nobody else. Streams of live classes need neither thread nor connection.
Who gives a class has threads apart: an order never waits behind the answers of three hundred phones.
"""

import asyncio
import re
import sys
from typing import Any

from django.conf import settings
from django.urls import get_resolver

from config.data_folder import DataFolderGoneError, use_of
from config.threads import Threads
from config.wsgi import application as django_wsgi
from delivery.clock import Ticking, this_clock
from delivery.transport.stream import Streams
from operations.metrics import METRICS

DJANGO_THREADS = 4
CLASS_THREADS = 2
# What whoever gives a class asks for: orders, the console, and what the class screen fetches.
GIVING_A_CLASS = re.compile(
    r"/(classes/\d+/(do|ask|console|screen)|room/\d+/(do|panel|screen)|boards/\d+/(screen|in-class))/"
)
MAX_BODY_BYTES = 1_153_434  # 1.1 MiB: above DATA_UPLOAD_MAX_MEMORY_SIZE, so that Django says what is too long
# Files: a course as a zip archive, a list of learners. The pages say themselves what is too long for each.
MAX_FILE_BYTES = 9_437_184
TAKES_A_FILE = re.compile(r"/(content/import|cohorts/\d+/roster)/")
PAUSE_SECONDS = 20  # between two pieces of a body
BODY_SECONDS = 60
# A thread that asks the database lets the others run, and waits for its next turn. With Python's 5 ms a transaction
# stood still for longer than it worked, and everybody who wanted to write with it: docs/performance.md.
SWITCH_SECONDS = 0.0005
REASONS = {408: b"The request took too long to arrive.\n", 413: b"The request is too long.\n"}

sys.setswitchinterval(SWITCH_SECONDS)

django = Threads(django_wsgi, DJANGO_THREADS)
django_in_class = Threads(django_wsgi, CLASS_THREADS)
streams = Streams()
METRICS.count_streams_with(streams.n_open)


class BodyTooLongError(Exception):
    """More was sent than any page of ours takes."""


async def application(scope: Any, receive: Any, send: Any) -> None:
    """Serve one connection: plain HTTP goes to Django, start and stop of the server are answered here."""
    if streams.serves(scope):
        await streams(scope, receive, send)
    elif scope["type"] == "http":
        await _answer_http(scope, receive, send)
    elif scope["type"] == "lifespan":
        await _answer_lifespan(receive, send)
    else:
        await send({"type": "websocket.close", "code": 1003})


async def _answer_http(scope: Any, receive: Any, send: Any) -> None:
    try:
        async with asyncio.timeout(BODY_SECONDS):
            body = await _read_body(receive, longest_body(scope["path"]))
    except TimeoutError:
        await _refuse(send, 408)
    except BodyTooLongError:
        await _refuse(send, 413)
    else:
        if body is not None:
            threads = django_in_class if GIVING_A_CLASS.match(scope["path"]) else django
            await threads.answer(scope, body, send)


def longest_body(path: str) -> int:
    """Return how many bytes may be sent to ``path``."""
    return MAX_FILE_BYTES if TAKES_A_FILE.match(path) else MAX_BODY_BYTES


async def _read_body(receive: Any, longest: int) -> bytes | None:
    """Return the body of a request, None when the visitor left. Raises TimeoutError and BodyTooLongError."""
    body = bytearray()
    is_complete = False
    while not is_complete:
        async with asyncio.timeout(PAUSE_SECONDS):
            message = await receive()
        if message["type"] == "http.disconnect":
            return None
        body += message.get("body", b"")
        if len(body) > longest:
            raise BodyTooLongError
        is_complete = not message.get("more_body", False)
    return bytes(body)


async def _refuse(send: Any, status: int) -> None:
    reason = REASONS[status]
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", str(len(reason)).encode()),
        (b"connection", b"close"),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": reason})


async def _answer_lifespan(receive: Any, send: Any) -> None:
    """Start and stop with the server. Meanwhile nobody may delete or restore the data folder."""
    await receive()
    try:
        with use_of(settings.DATA_DIR):
            _ = get_resolver().url_patterns  # loads every view: seconds that the first visitor would wait
            ticking = Ticking(this_clock())
            ticking.start()
            streams.start()
            await send({"type": "lifespan.startup.complete"})
            await receive()
            await streams.stop()
            ticking.stop()
    except (DataFolderGoneError, OSError) as problem:
        await send({"type": "lifespan.startup.failed", "message": str(problem)})
    else:
        await send({"type": "lifespan.shutdown.complete"})
