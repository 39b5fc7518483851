"""Lines of the log: what happened, to which request, by whom and to which attempt, and never what anybody wrote.

Left out on purpose: the messages of errors (a database puts whole rows into them), addresses as they were typed (some
hold codes or tickets), and everything that came in with a request. An error is told by its kind and the lines of code
that led to it.
"""

import contextlib
import json
import logging
import traceback
from collections.abc import Iterator
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest

N_FRAMES = 30
UNKNOWN_PAGE = "(no such page)"
ATTEMPTS = "attempts/<key:pk>/"


@dataclass(frozen=True)
class Told:
    """The request that this thread answers, with the id it was given. What else is known of it grows meanwhile."""

    id: str
    request: HttpRequest

    @property
    def user(self) -> int | None:
        """Who asks, where that was looked up already: a line of the log makes no query."""
        user = getattr(self.request, "_cached_user", None)
        return user.pk if user is not None else None

    @property
    def attempt(self) -> int | None:
        """Which attempt is asked for."""
        match = self.request.resolver_match
        if match is None:
            return None
        return match.kwargs["pk"] if match.route.startswith(ATTEMPTS) else None


_told: ContextVar[Told | None] = ContextVar("told", default=None)


@contextlib.contextmanager
def telling(told: Told) -> Iterator[None]:
    """Let every line that is logged inside the block tell of ``told``."""
    token = _told.set(told)
    try:
        yield
    finally:
        _told.reset(token)


def route_of(request: Any) -> str:
    """Return the pattern of a request's address, such as ``attempts/<key:pk>/save/``, without what was typed."""
    match = getattr(request, "resolver_match", None)
    return match.route if match else UNKNOWN_PAGE


def message_of(record: logging.LogRecord) -> str:
    """Return the message of a line, with the pattern of the address in the place of the address."""
    request = getattr(record, "request", None)
    if request is None or not isinstance(record.args, tuple):
        return record.getMessage()
    shown = {getattr(request, "path", None), getattr(request, "path_info", None)}
    args = tuple(route_of(request) if argument in shown else argument for argument in record.args)
    return str(record.msg) % args if args else str(record.msg)


def error_of(record: logging.LogRecord) -> dict[str, Any] | None:
    """Return the kind of an error, of those before it, and where it came from; None when there was none."""
    if not record.exc_info or record.exc_info[1] is None:
        return None
    problem = record.exc_info[1]
    frames = traceback.extract_tb(problem.__traceback__)[-N_FRAMES:]
    found: dict[str, Any] = {
        "kinds": [_kind(each) for each in _chain(problem)],
        "frames": [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames],
    }
    constraints = [name for each in _chain(problem) if (name := _constraint(each))]
    return found | ({"constraint": constraints[-1]} if constraints else {})


def _chain(problem: BaseException) -> Iterator[BaseException]:
    current: BaseException | None = problem
    seen: set[int] = set()
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        yield current
        current = current.__cause__ or (None if current.__suppress_context__ else current.__context__)


def _kind(problem: BaseException) -> str:
    """Return the class of an error, with PostgreSQL's code where there is one."""
    code = getattr(problem, "sqlstate", None)
    kind = f"{type(problem).__module__}.{type(problem).__qualname__}"
    return f"{kind} [{code}]" if code else kind


def _constraint(problem: BaseException) -> str | None:
    """Return the name of the rule of the database that refused a row. The row itself is not told."""
    return getattr(getattr(problem, "diag", None), "constraint_name", None)


def facts_of(record: logging.LogRecord) -> dict[str, Any]:
    """Return everything that may be told of a line, in order."""
    told = _told.get()
    facts: dict[str, Any] = {
        "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
        "level": record.levelname,
        "logger": record.name,
        "message": message_of(record),
        "request": told.id if told else None,
        "user": told.user if told else None,
        "attempt": told.attempt if told else None,
        **getattr(record, "facts", {}),
        "error": error_of(record),
    }
    return {name: value for name, value in facts.items() if value is not None}


class JsonLines(logging.Formatter):
    """Each line is one JSON object."""

    def format(self, record: logging.LogRecord) -> str:
        return json.dumps(facts_of(record), ensure_ascii=False, default=str)


class PlainLines(logging.Formatter):
    """Each line is for people: the same facts, and an error below it, one line of code each."""

    def format(self, record: logging.LogRecord) -> str:
        facts = facts_of(record)
        error = facts.pop("error", None)
        first = [facts.pop(name) for name in ("at", "level", "logger", "message")]
        line = " ".join([*first, *(f"{name}={value}" for name, value in facts.items())])
        if error is None:
            return line
        constraint = [f"  constraint {error['constraint']}"] if "constraint" in error else []
        below = [f"  {', caused by '.join(error['kinds'])}", *constraint, *(f"    {each}" for each in error["frames"])]
        return "\n".join([line, *below])
