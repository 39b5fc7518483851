"""An answer that was shown as saved survives a crash of the database."""

import json

import pytest

from tests.trust import in_full

NO_WAITING = "-c%20synchronous_commit%3Doff"


def crash(installation, cut, bring_back, **options):
    """Run a trial, cut the power when it says that it is loaded, and bring everything back when it has ended."""
    with installation.drilling("crash", **options) as process:
        for expected, act in (("loaded", cut), ("ended", bring_back)):
            line = process.stdout.readline()
            assert line == f"{expected}\n", line + process.stdout.read() + process.stderr.read()
            act()
            process.stdin.write("\n")
            process.stdin.flush()
        said, problems = process.communicate(timeout=300)
    assert process.returncode == 0, problems
    return json.loads(said.splitlines()[-1])


@pytest.mark.only_on("PostgreSQL")
def test_no_acknowledged_answer_is_lost_when_postgresql_crashes(database, on_postgresql, tmp_path, note):
    n_lost, n_acknowledged, problems = 0, 0, []
    for number in range(in_full(10, 1)):
        installation = on_postgresql.copy(tmp_path / str(number))
        cluster = on_postgresql.cluster
        found = crash(installation, cluster.crash, cluster.start, n_learners=8, n_answers=in_full(200, 40))
        n_lost += found["lost"]
        n_acknowledged += found["acknowledged"]
        problems += found["problems"]
    note(
        "power cut", f"{in_full(10, 1)} crashes of PostgreSQL: {n_lost} of {n_acknowledged} of the newest answers lost"
    )
    assert (n_lost, problems) == (0, [])


@pytest.mark.only_on("PostgreSQL")
def test_control_without_waiting_for_the_disk_a_crash_loses_answers(database, on_postgresql, tmp_path, note):
    installation, cluster = on_postgresql.copy(tmp_path, options=NO_WAITING), on_postgresql.cluster
    found = crash(installation, cluster.crash, cluster.start, n_learners=8, n_answers=40)
    note("power cut", f"control, synchronous_commit=off: {found['lost']} of {found['acknowledged']} answers lost")
    assert found["lost"] > 0
