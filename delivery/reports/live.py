"""What a page needs to follow a class: where the class stands now, and where to hear what comes."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from accounts.models import User
from delivery.models import Delivery
from delivery.state import State, presences_of, state_of
from delivery.transport.tickets import Audience, Ticket


@dataclass(frozen=True)
class Live:
    """The state of a class, and the addresses for ``static/js/live.js``."""

    state: State
    stream: str
    state_url: str
    here_url: str


def live_of(delivery: Delivery, *, user: User, audience: Audience, now: datetime) -> Live:
    """Return how a page for ``audience``, opened by ``user``, follows ``delivery``."""
    is_console = audience is Audience.CONSOLE
    besides = presences_of([delivery.pk], now)[delivery.pk] if is_console else {}
    return Live(
        state=state_of(delivery, now) | besides,
        stream=Ticket(delivery.pk, audience, user.pk).address,
        state_url=reverse("delivery:state", args=[delivery.pk]) + ("?console" if is_console else ""),
        here_url=reverse("delivery:here", args=[delivery.pk]),
    )
