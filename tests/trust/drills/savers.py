"""Learners who save one answer after the other, and what the database has of what they were told."""

import random
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils import timezone

from assessments.benchmark.addresses import Address
from assessments.benchmark.answers import make_answer
from assessments.benchmark.figures import Figures, percentile
from assessments.benchmark.learner import Learner
from assessments.benchmark.ledger import Ledger
from assessments.benchmark.world import make_form, make_world
from assessments.models import Response
from assessments.sheets import sheet_of

PATIENCE_SECONDS = 90


class TooSlowError(Exception):
    """The learners did not get on."""


@dataclass
class Class:
    """The learners of a new sitting, who have started it."""

    addresses: Sequence[Address]
    n_learners: int
    n_items: int = 37
    figures: Figures = field(default_factory=Figures)
    ledger: Ledger = field(default_factory=Ledger)

    def __post_init__(self):
        form = make_form(n_items=self.n_items, now=timezone.now())
        self.world = make_world(
            name=f"Trust {random.random()}", form=form, n_learners=self.n_learners, now=timezone.now()
        )
        self.sitting, self.items = self.world.sitting, list(sheet_of(form).values())
        self.learners = [
            Learner(addresses=self.addresses, session=session, figures=self.figures, ledger=self.ledger)
            for session in self.world.sessions
        ]

    def start(self, at_once=20):
        together([lambda each=each: self._start(each) for each in self.learners], at_once)

    def _start(self, learner):
        learner.open_introduction(self.sitting.pk)
        learner.start(self.sitting.pk, "start")
        learner.open_page()  # which makes the server ready to score

    def close(self):
        for each in self.learners:
            each.close()


class Savers:
    """One thread for each learner of a class that saves, as fast as it is answered, until it is told to stop.

    ``problems`` are what made a thread give up: only a server that is away is waited for.
    """

    def __init__(self, group, seed=0):
        self.group, self.problems = group, []
        self._stop = threading.Event()
        self._threads = [
            threading.Thread(target=self._save, args=(learner, random.Random(f"{seed} {n}")), daemon=True)
            for n, learner in enumerate(group.learners)
        ]
        for each in self._threads:
            each.start()

    def _save(self, learner, chance):
        while not self._stop.is_set():
            item = chance.choice(self.group.items)
            try:
                learner.save(item.position, make_answer(item.type, item.content, chance))
            except Exception as problem:  # noqa: BLE001  # whatever it was, it is told
                self.problems.append(f"{type(problem).__name__}: {problem}")
                return

    def wait_for(self, n_more):
        """Return when so many more answers are acknowledged. Raises TooSlowError."""
        aim, deadline = self.group.ledger.n_acknowledged + n_more, time.monotonic() + PATIENCE_SECONDS
        while self.group.ledger.n_acknowledged < aim:
            if time.monotonic() > deadline or not any(each.is_alive() for each in self._threads):
                raise TooSlowError(f"no {n_more} more answers: {self.problems[:5]}")
            time.sleep(0.005)

    def stop(self):
        """Let everybody finish what is on its way."""
        self._stop.set()
        for each in self._threads:
            each.join(PATIENCE_SECONDS)


def lost_of(acknowledged, sitting):
    """Return how many acknowledged answers the database does not have, or an older one in their place.

    One that is newer than what was acknowledged was on its way when the server died.
    """
    rows = Response.objects.filter(attempt__sitting=sitting)
    stored = {(row.attempt_id, row.position): row for row in rows}
    return sum(not _has(stored.get(item), answer) for item, answer in acknowledged.items())


def _has(row, acknowledged):
    if row is None or row.sequence < acknowledged.sequence:
        return False
    is_same = (row.event, row.answer) == (acknowledged.event, acknowledged.answer)
    return row.sequence > acknowledged.sequence or is_same


def together(tasks, at_once):
    """Do ``tasks`` in so many threads, and raise the first problem of any."""
    waiting, lock, problems = list(tasks), threading.Lock(), []

    def work():
        while not problems:
            with lock:
                if not waiting:
                    return
                task = waiting.pop(0)
            try:
                task()
            except Exception as problem:  # noqa: BLE001  # raised below, in the thread that waits
                problems.append(problem)

    threads = [threading.Thread(target=work) for _ in range(at_once)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    if problems:
        raise problems[0]


def percentiles(seconds):
    """Return p50, p95 and p99."""
    return [percentile(seconds, percent) for percent in (50, 95, 99)]
