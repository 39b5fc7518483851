"""Send ten copies of every answer from two tabs in parallel, then ten submissions each."""

import random
import threading
from collections import Counter
from functools import partial
from uuid import uuid4

from django.db import connection

from assessments.benchmark.answers import make_answer
from assessments.benchmark.learner import Learner
from assessments.benchmark.server import serving
from assessments.models import Attempt, Response, Score
from courses.models import AuditRow
from tests.trust.drills.savers import Class, together

N_COPIES = 10
BATCHES = (1, 3, 7)  # events in one request: tabs do not agree about what goes together


def run(*, n_learners, n_items, server="config.settings", is_key_off=False):
    """Return how many rows came of how many answers, and what the copies were told."""
    with serving(server) as process:
        group = Class(process.addresses, n_learners, n_items)
        group.start()
        if is_key_off:
            _drop_key()
        chance = random.Random(n_items)
        told, events = Counter(), [_events(group, chance) for _ in group.learners]
        receipts = []
        for learner, mine in zip(group.learners, events, strict=True):
            told.update(_send_copies(group, learner, mine))
            if not is_key_off:
                receipts.append(_submit_copies(group, learner))
        group.close()
    sent = {
        (learner.attempt, each["position"], each["event"])
        for learner, mine in zip(group.learners, events, strict=True)
        for each in mine
    }
    rows = Response.objects.filter(attempt__sitting=group.sitting).values_list("attempt", "position", "event")
    stored = [(attempt, position, str(event)) for attempt, position, event in rows]
    attempts = Attempt.objects.filter(sitting=group.sitting)
    return {
        "events": len(sent),
        "rows": len(stored),
        "differ": len(sent ^ set(stored)),
        "told": dict(told),
        "receipts": [len(each) for each in receipts],
        "scores": Score.objects.filter(attempt__in=attempts).count(),
        "closings": AuditRow.objects.filter(verb="submit").count(),
    }


def _drop_key():
    """Let the database take any number of rows for one answer."""
    (key,) = [each for each in Response._meta.constraints if each.name == "response_once_per_item"]
    Response._meta.constraints.remove(key)
    with connection.schema_editor() as editor:
        editor.remove_constraint(Response, key)


def _events(group, chance):
    return [
        {
            "event": str(uuid4()),
            "position": item.position,
            "sequence": sequence,
            "answer": make_answer(item.type, item.content, chance),
        }
        for sequence, item in enumerate(group.items, start=1)
    ]


def _tab(group, learner):
    """Return another connection of the browser of ``learner``: same session, same token."""
    tab = Learner(addresses=group.addresses, session="", figures=group.figures, ledger=group.ledger)
    tab.cookies, tab.attempt = dict(learner.cookies), learner.attempt
    return tab


def _send_copies(group, learner, events):
    """Send every event ten times, all copies at the same moment, and return what they were told in all."""
    told, bell = Counter(), threading.Barrier(N_COPIES)

    def send(number):
        tab, size = _tab(group, learner), BATCHES[number % len(BATCHES)]
        bell.wait(timeout=60)
        for start in range(0, len(events), size):
            batch = events[start : start + size]
            address = f"/attempts/{tab.attempt}/save/"
            replies = tab._ask("copy", "POST", address, {200}, {"events": batch}).json()["replies"]
            if [each["event"] for each in replies] != [each["event"] for each in batch]:
                raise RuntimeError("a reply does not name its events")
            told.update(each["outcome"] for each in replies)
        tab.close()

    together([partial(send, number) for number in range(N_COPIES)], at_once=N_COPIES)
    return told


def _submit_copies(group, learner):
    """Submit ten times at the same moment and return the receipts."""
    receipts, bell = set(), threading.Barrier(N_COPIES)

    def submit():
        tab = _tab(group, learner)
        bell.wait(timeout=60)
        answer = tab._ask("submit", "POST", f"/attempts/{tab.attempt}/submit/", {200}, {"newest": {}})
        receipts.add(answer.json()["receipt"])
        tab.close()

    together([submit] * N_COPIES, at_once=N_COPIES)
    return receipts
