"""A whole room answers one question at once, everybody with two taps."""

import random
import threading
import time
from collections import Counter
from functools import partial
from uuid import uuid4

from django.utils import timezone

from assessments.benchmark.server import serving
from delivery.benchmark.people import Instructor, Person
from delivery.benchmark.world import make_world
from delivery.models import Vote
from tests.trust.drills.savers import percentiles

BURST_SECONDS = 1.0
N_TAPS = 2


def run(*, n_voters, server="config.settings"):
    """Return how many votes are stored, and how many taps were not answered as they should be."""
    world = make_world(n_learners=n_voters, now=timezone.now())
    seconds, problems = [], []
    with serving(server) as process:
        instructor = Instructor(process.addresses, world.instructor, world.delivery.pk)
        instructor.order("start")
        instructor.ask(world.question.question_id)
        question = world.delivery.question_runs.get().pk
        option = world.question.content["options"][0]["id"]
        fields = {"q0": option, "sequence": 1, "mode": "named"}
        begin = time.monotonic() + 1

        def tap(session, event, at):
            person = Person(process.addresses, session)
            time.sleep(max(0.0, at - time.monotonic()))
            try:
                seconds.append(
                    person.send(f"/room/{question}/answer/", fields | {"event": event}, accepts="application/json")
                )
            except Exception as problem:  # noqa: BLE001  # counted
                problems.append(f"{type(problem).__name__}: {problem}")
            finally:
                person.hang_up()

        taps = [
            partial(tap, session, event, at)
            for session in world.sessions
            for event, at in [(uuid4(), begin + random.uniform(0, BURST_SECONDS))]
            for _ in range(N_TAPS)
        ]
        threads = [threading.Thread(target=each) for each in taps]
        for each in threads:
            each.start()
        for each in threads:
            each.join()
    seats = Counter(Vote.objects.filter(run=question).values_list("seat", flat=True))
    return {
        "stored": len(seats),
        "doubled": sum(n > 1 for n in seats.values()),
        "n_problems": len(problems),
        "problems": problems[:5],
        "seconds": percentiles(seconds or [0]),
    }
