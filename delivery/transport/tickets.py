"""Tickets: who may follow which class, signed by us, so that a stream needs no session and no query."""

from dataclasses import dataclass
from enum import StrEnum

from django.core import signing

SALT = "delivery.stream"
VALID_SECONDS = 12 * 60 * 60
PREFIX = "/live/stream/"


class Audience(StrEnum):
    """Which page follows a class."""

    CONSOLE = "console"
    SCREEN = "screen"
    FOLLOW = "follow"

    @property
    def is_staff(self) -> bool:
        """Whether the page belongs to the instructor."""
        return self is not Audience.FOLLOW


class BadTicketError(Exception):
    """The ticket is not ours, or too old."""


@dataclass(frozen=True)
class Ticket:
    """Class ``delivery`` may be followed by ``user`` on a page for ``audience``."""

    delivery: int
    audience: Audience
    user: int

    @property
    def address(self) -> str:
        """The address of the stream, which holds for VALID_SECONDS from now."""
        return PREFIX + signing.dumps([self.delivery, self.audience, self.user], salt=SALT)


def read_ticket(path: str) -> Ticket:
    """Return the ticket in the address ``path`` of a stream. Raises BadTicketError."""
    try:
        delivery, audience, user = signing.loads(path.removeprefix(PREFIX), salt=SALT, max_age=VALID_SECONDS)
    except signing.BadSignature as problem:
        raise BadTicketError from problem
    return Ticket(delivery, Audience(audience), user)
