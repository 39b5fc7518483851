"""Which device gives an order: two open laptops of one instructor must not drive a class at once."""

import secrets

from django.contrib.sessions.backends.base import SessionBase
from django.utils.crypto import salted_hmac

SESSION_KEY = "delivery_device"


def device_of(session: SessionBase) -> str:
    """Return the digest of the device that ``session`` belongs to: the same until it signs out."""
    if SESSION_KEY not in session:
        session[SESSION_KEY] = secrets.token_urlsafe(18)
    return salted_hmac("delivery.device", session[SESSION_KEY], algorithm="sha256").hexdigest()


def voter_digest(*, run: int, cookie: str) -> str:
    """Return the digest that stands for a nameless device in one run; it tells nothing about its other answers."""
    return salted_hmac("delivery.vote", f"{run}:{cookie}", algorithm="sha256").hexdigest()
