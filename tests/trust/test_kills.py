"""An answer that was shown as saved survives the death of the server."""

import pytest

from tests.trust import IS_FULL, in_full

SERVER_BACK_SECONDS = 5


def test_no_acknowledged_answer_is_lost_or_doubled_when_the_server_is_killed(installation, note):
    found = installation.drill("kills", n_kills=in_full(50, 3), n_learners=in_full(20, 8))
    ready = found["ready"]
    note(
        "kill -9",
        f"{len(ready) + 1} kills under load: {found['lost']} of {found['acknowledged']} acknowledged answers lost, "
        f"{len(found['problems'])} doubled or changed; there again after {ready[len(ready) // 2]:.1f} s "
        f"(longest {ready[-1]:.1f})",
    )
    assert (found["lost"], found["problems"]) == (0, [])
    assert found["resent"] > 0  # somebody met it while it was away
    assert len(ready) == in_full(50, 3)
    assert not IS_FULL or ready[-1] <= SERVER_BACK_SECONDS


@pytest.mark.only_on("SQLite")
def test_control_a_server_that_acknowledges_before_it_saves_loses_answers(installation, note):
    found = installation.drill("kills", n_kills=1, n_learners=4, server="tests.trust.weak.acknowledge_first")
    note("kill -9", f"control, a server that says saved before it saves: {found['lost']} answers lost in one kill")
    assert found["lost"] > 0
