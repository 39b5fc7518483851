"""Save under load until somebody cuts the power of database or disk, then look at what is stored.

What happens outside is told on standard output and heard on standard input: "loaded", and a line once the power is
cut; "ended", and a line once everything is there again.
"""

import sys

from django.db import connection, connections

from assessments.benchmark.ledger import differences
from assessments.benchmark.server import serving
from tests.trust.drills.savers import Class, Savers, lost_of, together


def run(*, n_learners, n_answers, server="config.settings"):
    """Return how many acknowledged answers are lost, and what else is wrong after everybody has gone on."""
    with serving(server) as process:
        group = Class(process.port, n_learners)
        group.start()
        savers = Savers(group)
        savers.wait_for(n_answers)
        _say("loaded")
        savers.stop()
        process.kill()
        connections.close_all()
        if connection.vendor == "postgresql":
            connection.close_pool()
        _say("ended")
        is_sound = _is_sound()
        found = {"acknowledged": group.ledger.n_acknowledged, "damaged": not is_sound, "problems": []}
        found["lost"] = lost_of(group.ledger.answers, group.sitting)
        if not found["lost"]:
            process.start_again()
            together([each.submit for each in group.learners], at_once=4)
            found["problems"] = _after(group)
        group.close()
    return found


def _say(what):
    print(what, flush=True)
    sys.stdin.readline()


def _is_sound():
    if connection.vendor != "sqlite":
        return True  # PostgreSQL does not start on files that are damaged where it looks
    with connection.cursor() as cursor:
        return cursor.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def _after(group):
    """Return what differs once everybody has submitted, besides answers that were on their way and came through."""
    return [each for each in differences(group.ledger, group.sitting) if "is stored as Ack" not in each][:10]
