"""A new PIN waits in the session of whoever may see it, for minutes only: sessions are rows in the clear."""

from datetime import datetime, timedelta

from django.contrib.sessions.backends.base import SessionBase

SESSION_KEY = "pin_to_show"
LIFE = timedelta(minutes=10)


def keep_pin(session: SessionBase, *, pin: str, seat: int, now: datetime) -> None:
    """Put the new PIN of a seat where the next page finds it."""
    session[SESSION_KEY] = {"pin": pin, "seat": seat, "at": now.timestamp()}


def kept_pin(session: SessionBase, *, now: datetime, seat: int | None = None) -> str | None:
    """Return the PIN that was kept, of ``seat`` if one is named, or None. Forgets one that is too old."""
    kept = session.get(SESSION_KEY)
    if not kept or (seat is not None and kept["seat"] != seat):
        return None
    if now.timestamp() - kept["at"] > LIFE.total_seconds():
        forget_pin(session)
        return None
    return kept["pin"]


def forget_pin(session: SessionBase) -> None:
    """Take the PIN out of the session. Safe to repeat."""
    session.pop(SESSION_KEY, None)
