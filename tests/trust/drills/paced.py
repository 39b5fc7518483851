"""Learners who save in the pace of people, and then all submit within some seconds."""

import random
import threading
import time

from assessments.benchmark.answers import make_answer
from assessments.benchmark.ledger import differences
from assessments.benchmark.server import serving
from tests.trust.drills.savers import Class, percentiles

PACE_SECONDS = 3
SUBMIT_SECONDS = 5


def run(*, n_learners, seconds, pace=PACE_SECONDS, server="config.settings"):
    """Return how long saving and submitting took, what was lost, and every error."""
    with serving(server) as process:
        group = Class(process.addresses, n_learners)
        group.start(at_once=20 if server == "config.settings" else 1)
        _all(group, lambda learner, chance: _save(group, learner, chance, seconds, pace))
        _all(group, lambda learner, chance: _at(chance.uniform(0, SUBMIT_SECONDS), learner.submit))
        group.close()
    errors, lost = group.figures.errors, differences(group.ledger, group.sitting)
    return {
        "saves": percentiles(group.figures.seconds["save"] or [0]),
        "submits": percentiles(group.figures.seconds["submit"] or [0]),
        "acknowledged": group.ledger.n_acknowledged,
        "receipts": len(group.ledger.receipts),
        "n_lost": len(lost),
        "lost": lost[:5],
        "n_errors": len(errors) + group.figures.n_resent,
        "errors": errors[:5],
    }


def _all(group, act):
    """Let everybody act, each in a thread of their own."""

    def run(learner, chance):
        try:
            act(learner, chance)
        except Exception as problem:  # noqa: BLE001  # noted, and counted as an error
            group.figures.failed(f"{type(problem).__name__}: {problem}")

    threads = [
        threading.Thread(target=run, args=(learner, random.Random(number)))
        for number, learner in enumerate(group.learners)
    ]
    for each in threads:
        each.start()
    for each in threads:
        each.join()


def _at(seconds, act):
    time.sleep(seconds)
    act()


def _save(group, learner, chance, seconds, pace):
    """Save one answer in each turn; who has waited long for a reply does not hurry afterwards."""
    end = time.monotonic() + seconds
    due = time.monotonic() + chance.uniform(0, pace)
    while due < end:
        time.sleep(max(0.0, due - time.monotonic()))
        item = chance.choice(group.items)
        learner.save(item.position, make_answer(item.type, item.content, chance))
        due = max(due + pace, time.monotonic())
