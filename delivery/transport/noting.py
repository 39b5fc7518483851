"""The thread that notes who follows a class, apart from the one that tells: it may have to wait for the database.

A page says every few seconds that it is open, with a request that costs neither session nor query. What was heard is
written together: one change for all of a class, however many say it.
"""

import logging
import threading
from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime

from django.db import connection
from django.utils import timezone

from delivery.actions.attendance import note_followers
from delivery.transport.hub import Words
from delivery.transport.tickets import Audience, Ticket

LOG = logging.getLogger(__name__)
# A class screen says it every 3 s: with these and a word that is lost it is 11 s until one that lives is noted again.
BETWEEN_NOTES_SECONDS = 5.0


class Noting:
    """Lets all processes know, every few seconds, who was heard in this one."""

    def __init__(self, words: Words) -> None:
        self._words = words
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._run, name="live-noting", daemon=True)

    def start(self) -> None:
        """Begin to note."""
        self._thread.start()

    def stop(self, seconds: float = 1.0) -> None:
        """Note no more; wait for the thread at most ``seconds``."""
        self._is_over.set()
        self._thread.join(seconds)

    def _run(self) -> None:
        while not self._is_over.is_set():
            heard = self._words.take()
            try:
                _note(heard)
            except Exception:  # the next time tries again
                self._words.put_back(heard)
                LOG.exception("Could not note who follows the classes.")
            finally:
                connection.close()
            self._is_over.wait(BETWEEN_NOTES_SECONDS)


def _note(heard: Mapping[Ticket, datetime]) -> None:
    learners: dict[int, dict[int, datetime]] = defaultdict(dict)
    screens: dict[int, datetime] = {}
    for ticket, at in heard.items():
        if ticket.audience is Audience.FOLLOW:
            learners[ticket.delivery][ticket.user] = at
        elif ticket.audience is Audience.SCREEN:
            screens[ticket.delivery] = max(at, screens.get(ticket.delivery, at))
    if learners or screens:
        note_followers(learners=learners, screens=screens, now=timezone.now())
