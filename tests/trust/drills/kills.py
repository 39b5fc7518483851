"""Kill the server under load again and again, and look after each time at what is stored."""

import random
import time
from http.client import HTTPConnection

from assessments.benchmark.ledger import differences
from assessments.benchmark.server import LOOPBACK, serving
from tests.trust.drills.savers import Class, Savers, lost_of, together

CALM_SECONDS = 0.4


def run(*, n_kills, n_learners, server="config.settings"):
    """Return what was lost or doubled, and how long the server took to be there again each time."""
    chance = random.Random(n_kills)
    n_lost, ready = 0, []
    with serving(server) as process:
        group = Class(process.addresses, n_learners)
        group.start()
        savers = Savers(group)
        for _ in range(n_kills):
            savers.wait_for(3 * n_learners)
            time.sleep(chance.random() * CALM_SECONDS)
            process.kill()
            n_lost += lost_of(dict(group.ledger.answers), group.sitting)
            ready.append(_start_again(process))
        savers.stop()
        if not n_lost:
            _submit(group, process)
        group.close()
    found = differences(group.ledger, group.sitting)
    return {
        "acknowledged": group.ledger.n_acknowledged,
        "lost": n_lost,
        "problems": [*savers.problems, *found][:10],
        "resent": group.figures.n_resent,
        "ready": sorted(ready),
    }


def _start_again(process):
    """Start the server, and return the seconds until it has answered somebody."""
    began = time.perf_counter()
    process.start_again()
    connection = HTTPConnection(LOOPBACK, process.port, timeout=60)
    connection.request("GET", "/join/")
    if connection.getresponse().status != 200:
        raise RuntimeError("The server did not come back.")
    connection.close()
    return time.perf_counter() - began


def _submit(group, process):
    """Let everybody submit, and kill the server when half of them are done."""
    learners = list(group.learners)
    half = len(learners) // 2
    together([each.submit for each in learners[:half]], at_once=4)

    def kill():
        process.kill()
        process.start_again()

    together([learners[half].submit, kill, *(each.submit for each in learners[half + 1 :])], at_once=4)
