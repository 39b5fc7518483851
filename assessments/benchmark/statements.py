"""How many SQL statements a save and a submission take, counted in this process."""

import json
from collections.abc import Sequence
from uuid import uuid4

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from assessments.benchmark.world import World

# What begins and ends a transaction: the drivers of the two databases differ in whether they show it.
FRAME = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")


def count_statements(world: World, answers: Sequence[object]) -> tuple[int, int]:
    """Return the statements of one save and of one submission, as the first learner of ``world`` makes them.

    Every question is answered before, so the server is warm and the submission scores everything.
    """
    client = Client(SERVER_NAME=settings.ALLOWED_HOSTS[0])
    if settings.SECURE_SSL_REDIRECT:
        client.defaults |= {"wsgi.url_scheme": "https", "HTTP_X_FORWARDED_PROTO": "https"}
    client.cookies[settings.SESSION_COOKIE_NAME] = world.sessions[0]
    page = client.post(f"/quiz/{world.sitting.pk}/start/")["Location"]
    events = [_event(position, position + 1, answer) for position, answer in enumerate(answers)]
    _count(client, f"{page}save/", {"events": events})
    n_save = _count(client, f"{page}save/", {"events": [_event(0, len(events) + 1, answers[0])]})
    return n_save, _count(client, f"{page}submit/", {"newest": {}})


def _event(position: int, sequence: int, answer: object) -> dict[str, object]:
    return {"event": str(uuid4()), "position": position, "sequence": sequence, "answer": answer}


def _count(client: Client, address: str, body: object) -> int:
    with CaptureQueriesContext(connection) as captured:
        answer = client.post(address, json.dumps(body), content_type="application/json")
    if answer.status_code != 200:
        raise RuntimeError(f"{address}: {answer.status_code}")
    return sum(not query["sql"].upper().startswith(FRAME) for query in captured)
