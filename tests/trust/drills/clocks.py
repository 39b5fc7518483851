"""Answer with devices whose clock is wrong, on a server whose clock may be wrong too, or be put right meanwhile."""

import os
import random
import time
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from django.utils import timezone

from assessments.benchmark.answers import make_answer
from assessments.benchmark.learner import Learner
from assessments.benchmark.server import serving
from assessments.models import Attempt, LateResponse, Sitting
from tests.trust.drills.savers import Class

MINUTES = 20
SLOW_SECONDS = 180
# Seconds until the deadline when an answer comes in: early, at the last moment, in the grace, and after it.
MOMENTS = {"early": 600, "at last": 5, "in the grace": -5, "after it": -40}


class Device(Learner):
    """A learner's device whose clock is ``wrong_by`` seconds ahead of the true time."""

    def __init__(self, learner, wrong_by):
        super().__init__(addresses=learner.addresses, session="", figures=learner.figures, ledger=learner.ledger)
        self.cookies, self.attempt, self.wrong_by = dict(learner.cookies), learner.attempt, wrong_by
        self.began = time.monotonic()

    def seconds_left(self):
        """Return how many seconds the server says are left, without those that have passed since the first look."""
        state = self._ask("state", "GET", f"/attempts/{self.attempt}/save/", {200}).json()
        return (state["ends"] - state["now"]) / 1000 + time.monotonic() - self.began

    def answer(self, item, chance):
        """Answer, and return what became of it."""
        typed_at = datetime.now(UTC) + timedelta(seconds=self.wrong_by)
        sequence = max(self.sequences.values(), default=0) + 1
        self.sequences[item.position] = sequence
        given = make_answer(item.type, item.content, chance)
        event = {"event": str(uuid4()), "position": item.position, "sequence": sequence, "answer": given}
        body = {"events": [event | {"typed_at": typed_at.isoformat()}]}
        return self._ask("save", "POST", f"/attempts/{self.attempt}/save/", {200}, body).json()["replies"][0]["outcome"]


def run(*, devices, jumps=(), server="tests.trust.wrong_clock"):
    """Return for each device, wrong by so many seconds, how many minutes it was told and what became of its answers.

    The clock of the machine is put right by each of ``jumps`` while everybody answers.
    """
    with serving(server) as process:
        group = Class(process.addresses, len(devices), n_items=len(MOMENTS))
        Sitting.objects.filter(pk=group.sitting.pk).update(minutes=MINUTES)
        group.start()
        each = [Device(learner, wrong_by) for learner, wrong_by in zip(group.learners, devices, strict=True)]
        before = [_minutes(device.seconds_left()) for device in each]
        for jump in jumps:
            process.kill()
            os.environ["FIELDSCHOOL_TEST_CLOCK"] = str(float(os.environ.get("FIELDSCHOOL_TEST_CLOCK", "0")) + jump)
            process.start_again()
            each[0].seconds_left()  # the server sees its clock
        found = [_try_out(group, device, is_near_its_end=not jumps) for device in each]
        group.close()
    return {"before": before, "found": found}


def _try_out(group, device, *, is_near_its_end):
    told = {"minutes": _minutes(device.seconds_left())}
    for item, (moment, left) in zip(group.items, MOMENTS.items(), strict=True):
        if is_near_its_end:
            deadline = timezone.now() + timedelta(seconds=left)
            Attempt.objects.filter(pk=device.attempt).update(deadline=deadline)
        told[moment] = device.answer(item, random.Random(left))
    return told | {"kept": LateResponse.objects.filter(attempt=device.attempt).count()}


def _minutes(seconds):
    """Return whole minutes. A busy machine may need a while until everybody has started: that is nobody's loss."""
    return MINUTES if abs(seconds - MINUTES * 60) < SLOW_SECONDS else round(seconds / 60)
