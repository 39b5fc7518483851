"""Nobody's answer to a question in the room is lost or counted twice, when everybody answers at once."""

from tests.trust import in_full
from tests.trust.figures import timing


def test_a_room_that_answers_at_once_is_counted_in_full(installation, note):
    n_voters = in_full(300, 60)
    found = installation.drill("burst", n_voters=n_voters)
    note(
        "votes",
        f"{n_voters} answers within a second, two taps each: {found['stored']} stored, {found['doubled']} twice, "
        f"{found['n_problems']} errors, {timing(found['seconds'])}",
    )
    assert (found["stored"], found["doubled"], found["problems"]) == (n_voters, 0, [])


def test_control_with_a_database_as_django_sets_it_up_answers_are_lost(installation, note):
    found = installation.drill("burst", n_voters=60, server="tests.trust.weak.django_defaults")
    note("votes", f"control, the database without queue or pool: {found['n_problems']} of 120 taps failed")
    assert found["n_problems"] > 0
