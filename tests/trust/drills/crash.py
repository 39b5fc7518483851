"""Save under load until somebody cuts the power of database or disk, then look at what is stored.

What happens outside is told on standard output and heard on standard input: "loaded", and a line once the power is
cut; "ended", and a line once everything is there again.
"""

import sys

from django.db import connection, connections

from assessments.benchmark.ledger import Acknowledged, differences
from assessments.benchmark.server import serving
from assessments.models import Response
from tests.trust.drills.savers import Class, Savers, lost_of, together


def run(*, n_learners, n_answers, server="config.settings"):
    """Return how many acknowledged answers are lost, and what else is wrong after everybody has gone on."""
    with serving(server) as process:
        group = Class(process.addresses, n_learners)
        group.start()
        savers = Savers(group)
        savers.wait_for(n_answers)
        # What comes in after the cut has begun is no reply that anybody could still have got.
        acknowledged = dict(group.ledger.answers)
        _say("loaded")
        savers.stop()
        process.kill()
        connections.close_all()
        if connection.vendor == "postgresql":
            connection.close_pool()
        _say("ended")
        is_sound = _is_sound()
        found = {"acknowledged": len(acknowledged), "damaged": not is_sound, "problems": []}
        found["lost"] = lost_of(acknowledged, group.sitting)
        if not found["lost"]:
            process.start_again()
            _reload(group)
            together([each.submit for each in group.learners], at_once=4)
            found["problems"] = differences(group.ledger, group.sitting)[:10]
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


def _reload(group):
    """Let everybody go on with what the server has, as a page does that is loaded again."""
    group.ledger.answers.clear()
    for learner in group.learners:
        learner.sequences.clear()
    for row in Response.objects.filter(attempt__sitting=group.sitting):
        learner = next(each for each in group.learners if each.attempt == row.attempt_id)
        learner.sequences[row.position] = row.sequence
        group.ledger.answer((row.attempt_id, row.position), Acknowledged(row.sequence, row.event, row.answer))
