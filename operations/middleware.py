"""What happens around every request: probes are answered at once, and each request leaves one line in the log."""

import logging
import re
import time
import uuid
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve

from operations.logs import Told, route_of, telling
from operations.metrics import METRICS

logger = logging.getLogger(__name__)
GIVEN_ID = re.compile(r"[A-Za-z0-9-]{8,64}")
PROBES = "operations.urls"
type GetResponse = Callable[[HttpRequest], HttpResponse]


class ProbesMiddleware:
    """Answer machines that ask whether this process is well, before hosts, https and sessions are looked at.

    They ask a process by its address on the inside, which is no host of this installation.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            match = resolve(request.path_info, PROBES)
        except Resolver404:
            return self.get_response(request)
        request.resolver_match = match  # so that the log can tell which one was asked
        response: HttpResponse = match.func(request, *match.args, **match.kwargs)
        return response


class RequestLogMiddleware:
    """Give each request an id, which the answer carries, and log what came of it."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        told = Told(request_id(request), request)
        began = time.perf_counter()
        with telling(told):
            response = self.get_response(request)
            seconds = time.perf_counter() - began
            facts = {
                "method": request.method,
                "route": route_of(request),
                "status": response.status_code,
                "milliseconds": round(seconds * 1000),
            }
            logger.info("request", extra={"facts": facts})
        METRICS.answered(str(request.method), route_of(request), response.status_code, seconds)
        response["X-Request-ID"] = told.id
        return response


def request_id(request: HttpRequest) -> str:
    """Return the id that the proxy in front gave the request, or a new one."""
    given = request.headers.get("X-Request-ID", "") if settings.ENVIRONMENT.behind_proxy else ""
    return given if GIVEN_ID.fullmatch(given) else uuid.uuid4().hex
