"""Somebody who is signed in and sends forms, as a browser does without scripts."""

import time
from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

from django.conf import settings
from django.utils.crypto import get_random_string

from assessments.benchmark.addresses import AWAY, Address, AwayError

CSRF_LENGTH = 32


class UnexpectedError(Exception):
    """The server answered what it should not have answered."""


class Person:
    """One account with one connection."""

    def __init__(self, addresses: Sequence[Address], session: str) -> None:
        self.addresses = list(addresses)
        self.connection = self.addresses[0].connection()
        self.token = get_random_string(CSRF_LENGTH)
        self.cookies = f"{settings.SESSION_COOKIE_NAME}={session}; {settings.CSRF_COOKIE_NAME}={self.token}"

    def send(self, path: str, fields: Mapping[str, object], *, accepts: str = "text/html") -> float:
        """Send a form, and return the seconds until it was answered. Raises UnexpectedError unless it was taken."""
        headers = {
            "Accept": accepts,
            "Cookie": self.cookies,
            "Referer": f"{self.addresses[0].origin}/",
            "X-CSRFToken": self.token,
            "Content-Type": "application/x-www-form-urlencoded",
        }
        began = time.perf_counter()
        self.connection.request("POST", path, body=urlencode(fields), headers=headers)
        answer = self.connection.getresponse()
        body = answer.read()
        if answer.status in AWAY:
            raise AwayError(f"{answer.status} instead of an answer")
        if answer.status not in {200, 204, 302}:
            raise UnexpectedError(f"POST {path}: {answer.status} {body[:200]!r}")
        return time.perf_counter() - began

    def hang_up(self) -> None:
        """Close the connection; the next form goes to the next address."""
        self.connection.close()
        self.addresses = [*self.addresses[1:], self.addresses[0]]
        self.connection = self.addresses[0].connection()


class Instructor(Person):
    """Who gives a class. ``rev`` is that of the class as long as nobody else gives orders.

    ``answered`` are the seconds until each order was answered.
    """

    def __init__(self, addresses: Sequence[Address], session: str, delivery: int) -> None:
        super().__init__(addresses, session)
        self.delivery = delivery
        self.rev = 0
        self.answered: list[float] = []

    def order(self, verb: str) -> tuple[int, float]:
        """Give an order, and return the ``rev`` it leads to and when it was given (``time.perf_counter``)."""
        return self._give(f"/classes/{self.delivery}/do/{verb}/", {})

    def ask(self, question: int) -> tuple[int, float]:
        """Put a question to the room."""
        given = {"question": question, "audience": "room", "privacy": "named"}
        return self._give(f"/classes/{self.delivery}/ask/", given)

    def _give(self, path: str, fields: Mapping[str, object]) -> tuple[int, float]:
        given_at = time.perf_counter()
        self.answered.append(self.send(path, {**fields, "rev": self.rev}))
        self.rev += 1
        return self.rev, given_at
