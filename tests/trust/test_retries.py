"""What is sent again has one effect and the same reply."""

from tests.trust import in_full

N_COPIES = 10


def test_ten_copies_of_every_answer_from_two_tabs_are_stored_once(installation, note):
    n_learners, n_items = in_full((40, 25), (4, 25))
    found = installation.drill("copies", n_learners=n_learners, n_items=n_items)
    n_events = n_learners * n_items
    note(
        "retry",
        f"{N_COPIES} parallel copies of {n_events} answers: {found['rows']} rows; of {N_COPIES} submissions "
        f"by each of {n_learners} learners: {sum(found['receipts'])} receipts",
    )
    assert (found["events"], found["rows"], found["differ"]) == (n_events, n_events, 0)
    assert found["told"] == {"saved": n_events, "repeated": n_events * (N_COPIES - 1)}
    assert found["receipts"] == [1] * n_learners
    assert (found["scores"], found["closings"]) == (n_events, n_learners)


def test_control_without_the_key_every_copy_is_stored(installation, note):
    found = installation.drill("copies", n_learners=1, n_items=10, server="tests.trust.weak.key_off", is_key_off=True)
    note("retry", f"control, the key of answers off: {found['rows']} rows of {found['events']} answers")
    assert found["rows"] == N_COPIES * found["events"]
