"""A server that stores whatever it is sent, without a look at what it has."""

from config.settings import *  # noqa: F403
from config.settings import MIDDLEWARE

MIDDLEWARE = [*MIDDLEWARE, "tests.trust.weak.key_off.store_everything"]


def store_everything(get_response):
    """Called once, when the server begins to serve."""
    from assessments.actions import attempts
    from assessments.models import Response

    def keep(attempt, events, now):
        Response.objects.bulk_create(
            Response(
                attempt=attempt,
                position=event.position,
                answer=attempts._stored_answer(event),
                sequence=event.sequence,
                event=event.id,
                saved_at=now,
            )
            for event in events
        )

    attempts._keep = keep
    attempts._stored = lambda attempt, positions: {}
    return get_response
