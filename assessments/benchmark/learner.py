"""A simulated learner: a device that talks to the server as the quiz page's script does."""

import json
import random
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http.client import HTTPException, HTTPMessage
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID, uuid4

from django.conf import settings

from assessments.benchmark.addresses import AWAY, Address, AwayError
from assessments.benchmark.figures import Figures
from assessments.benchmark.ledger import Acknowledged, Ledger

# As the real script waits, but forty times shorter: a benchmark has to end.
FIRST_WAIT, LONGEST_WAIT, PATIENCE_SECONDS = 0.05, 1.5, 60
# A browser knows that a connection which was idle for long may be closed, and opens another.
IDLE_SECONDS = 60
TAKEN = {"saved", "repeated"}


class UnexpectedError(Exception):
    """The server answered what it should not have answered."""


@dataclass(frozen=True)
class Answer:
    """What came back for one request."""

    status: int
    headers: HTTPMessage
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)


class Learner:
    """One learner with one connection, one session and the answers on the device."""

    def __init__(self, *, addresses: Sequence[Address], session: str, figures: Figures, ledger: Ledger) -> None:
        self.move_to(addresses)
        self.cookies = {settings.SESSION_COOKIE_NAME: session}
        self.figures, self.ledger = figures, ledger
        self.used_at = time.monotonic()
        self.attempt = 0
        self.sequences: dict[int, int] = {}

    def move_to(self, addresses: Sequence[Address]) -> None:
        """Talk to the first of ``addresses`` from now on, and to the next one when nobody is there."""
        self.addresses = list(addresses)
        self.connection = self.addresses[0].connection()

    def open_introduction(self, sitting: int) -> None:
        """Read what the quiz is about, and get the token that every later request needs."""
        self._ask("introduction", "GET", f"/quiz/{sitting}/", {200})

    def start(self, sitting: int, kind: str) -> None:
        """Start the attempt."""
        answer = self._ask(kind, "POST", f"/quiz/{sitting}/start/", {302})
        parts = urlsplit(answer.headers["Location"]).path.strip("/").split("/")
        if parts[0] != "attempts":
            raise UnexpectedError(f"start led to {answer.headers['Location']}")
        self.attempt = int(parts[1])

    def open_page(self, kind: str = "page") -> None:
        """Load the quiz: the page alone, its style and scripts are kept by the browser."""
        self._ask(kind, "GET", f"/attempts/{self.attempt}/", {200})

    def save(self, position: int, given: Any, kind: str = "save") -> None:
        """Answer one question, and note the answer once the server has said by its id that it has it."""
        sequence, event = max(self.sequences.values(), default=0) + 1, uuid4()
        row = {"position": position, "event": str(event), "sequence": sequence, "answer": given}
        answer = self._ask(kind, "POST", f"/attempts/{self.attempt}/save/", {200}, {"events": [row]})
        outcomes = [(reply["event"], reply["outcome"]) for reply in answer.json()["replies"]]
        if outcomes not in [[(str(event), outcome)] for outcome in TAKEN]:
            raise UnexpectedError(f"save of {event}: {outcomes}")
        self._acknowledge(position, sequence, event, given)

    def _acknowledge(self, position: int, sequence: int, event: UUID, given: Any) -> None:
        self.sequences[position] = sequence
        self.ledger.answer((self.attempt, position), Acknowledged(sequence, event, given))

    def submit(self) -> None:
        """Close the attempt, and note its receipt."""
        answer = self._ask("submit", "POST", f"/attempts/{self.attempt}/submit/", {200}, {"newest": self.sequences})
        self.ledger.receipt(self.attempt, answer.json()["receipt"])

    def open_result(self) -> None:
        """Look at the result."""
        self._ask("result", "GET", f"/attempts/{self.attempt}/result/", {200})

    def close(self) -> None:
        """Hang up."""
        self.connection.close()

    def _ask(self, kind: str, method: str, path: str, accepted: set[int], body: Any = None) -> Answer:
        """Return the answer to a request, sent again while the server is away.

        Raises UnexpectedError for a status that is not ``accepted``, and when the server stays away.
        """
        text = json.dumps(body).encode() if body is not None else None
        wait, deadline = FIRST_WAIT, time.monotonic() + PATIENCE_SECONDS
        while True:
            began = time.perf_counter()
            try:
                answer = self._send(method, path, text)
                break
            except (OSError, HTTPException) as problem:
                self._move_on()
                self.figures.resent()
                if time.monotonic() > deadline:
                    raise UnexpectedError(f"{method} {path}: {problem!r}") from problem
                wait = min(wait * 2, LONGEST_WAIT)
                time.sleep(wait * (0.5 + random.random()))  # noqa: S311  # no secret
        self.figures.took(kind, time.perf_counter() - began)
        if answer.status not in accepted:
            raise UnexpectedError(f"{method} {path}: {answer.status} {answer.body[:200]!r}")
        return answer

    def _move_on(self) -> None:
        self.connection.close()
        self.move_to([*self.addresses[1:], self.addresses[0]])

    def _send(self, method: str, path: str, text: bytes | None) -> Answer:
        if time.monotonic() - self.used_at > IDLE_SECONDS:
            self.connection.close()
        self.connection.request(method, path, body=text, headers=self._headers(method, is_json=text is not None))
        response = self.connection.getresponse()
        answer = Answer(response.status, response.headers, response.read())
        self.used_at = time.monotonic()
        if response.status in AWAY:
            raise AwayError(f"{response.status} instead of an answer")
        for line in response.headers.get_all("Set-Cookie") or ():
            self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(line).items()}
        return answer

    def _headers(self, method: str, *, is_json: bool) -> Mapping[str, str]:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if method == "POST":
            headers["Referer"] = f"{self.addresses[0].origin}/"
            headers["X-CSRFToken"] = self.cookies.get(settings.CSRF_COOKIE_NAME, "")
            headers["Content-Type"] = "application/json" if is_json else "application/x-www-form-urlencoded"
        return headers
