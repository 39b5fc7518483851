"""Django as WSGI in a few threads: a request goes into a thread whole, and its answer comes out whole.

a2wsgi translates the request. Its own middleware then hands over body, head and parts of the answer one by one, and
the thread waits for the event loop each time: a fifth of what a save costs. An answer lies in memory until it is sent,
so that no thread waits for a slow reader.
"""

import asyncio
import io
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from a2wsgi.wsgi import build_environ

type Environ = dict[str, Any]
type Application = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]


@dataclass(frozen=True)
class Answer:
    """What an application answered."""

    status: int
    headers: list[tuple[bytes, bytes]]
    body: bytes


class Threads:
    """Asks a WSGI application in at most ``n_threads`` threads."""

    def __init__(self, application: Application, n_threads: int) -> None:
        self.executor = ThreadPoolExecutor(n_threads, thread_name_prefix="wsgi")
        self._application = application

    async def answer(self, scope: Mapping[str, Any], body: bytes, send: Any) -> None:
        """Answer one request, whose ``body`` is here in full."""
        loop = asyncio.get_running_loop()
        answer = await loop.run_in_executor(self.executor, ask, self._application, scope, body)
        await send({"type": "http.response.start", "status": answer.status, "headers": answer.headers})
        await send({"type": "http.response.body", "body": answer.body})


def ask(application: Application, scope: Mapping[str, Any], body: bytes) -> Answer:
    """Return what ``application`` answers to a request. What it raises is raised before anything was sent."""
    parts: list[bytes] = []
    started: list[Any] = []

    def start_response(status: str, headers: list[tuple[str, str]], _error: object = None) -> Callable[[bytes], None]:
        started[:] = [status, headers]
        return parts.append

    chunks = application(environ_of(scope, body), start_response)
    try:
        parts.extend(chunks)
    finally:
        getattr(chunks, "close", bool)()
    status, headers = started
    named = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]
    return Answer(int(status[:3]), named, b"".join(parts))


def environ_of(scope: Mapping[str, Any], body: bytes) -> Environ:
    """Return a request of ASGI, whose ``body`` is here in full, as WSGI describes one.

    Headers with an underscore in their name are left out: they could pass themselves off as what a proxy says.
    """
    headers = [(name.lower(), value) for name, value in scope["headers"] if b"_" not in name]
    query = scope["query_string"].decode("latin-1").encode("ascii", "backslashreplace")
    told: Any = {**scope, "headers": headers, "query_string": query}
    whole: Any = io.BytesIO(body)
    return {**build_environ(told, whole), "CONTENT_LENGTH": str(len(body))}
