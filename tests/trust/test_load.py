"""A large class saves and submits without an error."""

from tests.trust import IS_FULL, in_full
from tests.trust.figures import timing

P95, P99 = 1, 3  # seconds


def test_two_hundred_learners_save_and_submit_and_nothing_is_lost(installation, note):
    n_learners, seconds = in_full((200, 600), (60, 12))
    found = installation.drill("paced", n_learners=n_learners, seconds=seconds)
    note(
        "load",
        f"{n_learners} learners for {seconds} s: {found['n_lost']} lost, {found['n_errors']} errors in "
        f"{found['acknowledged']} saves, {timing(found['saves'])}; {found['receipts']} submissions in 5 s, "
        f"{timing(found['submits'])}",
    )
    assert (found["lost"], found["errors"], found["n_errors"]) == ([], [], 0)
    assert found["receipts"] == n_learners
    assert found["acknowledged"] >= n_learners * (seconds // 3) / 2
    for _p50, p95, p99 in (found["saves"], found["submits"]) if IS_FULL else ():
        assert p95 <= P95
        assert p99 <= P99


def test_control_with_a_database_as_django_sets_it_up_there_are_errors(installation, note):
    found = installation.drill("paced", n_learners=20, seconds=3, pace=0.1, server="tests.trust.weak.django_defaults")
    note("load", f"control, the database without queue or pool: {found['n_errors']} errors")
    assert found["n_errors"] > 0
