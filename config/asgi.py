"""ASGI entry point: one process and one port for everything.

Django runs as WSGI in a few threads. Under ASGI it would take a thread and a database connection per
request, with a 99th percentile of 7 to 10 seconds instead of 1 to 2 (docs/architecture.md).
"""

from typing import Any, cast

from a2wsgi import WSGIMiddleware

from config.wsgi import application as django_wsgi

DJANGO_THREADS = 4
django = WSGIMiddleware(cast(Any, django_wsgi), workers=DJANGO_THREADS)


async def application(scope: Any, receive: Any, send: Any) -> None:
    """Serve one connection: plain HTTP goes to Django, start and stop of the server are answered here."""
    if scope["type"] == "http":
        await django(scope, receive, send)
    elif scope["type"] == "lifespan":
        await _answer_lifespan(receive, send)
    else:
        await send({"type": "websocket.close", "code": 1003})


async def _answer_lifespan(receive: Any, send: Any) -> None:
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return
