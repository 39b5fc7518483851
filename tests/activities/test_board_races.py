"""Many at one board at once: real threads, each with a connection of its own."""

import pytest

from activities.actions.boards import BoardConflictError, Hand, add_entry, change_entry, undo
from activities.actions.runs import end_run, start_run
from activities.models import ActivityRun, Board, BoardChange, BoardEntry, BoardSnapshot
from tests.activities.factories import BoardActivityFactory, BoardFactory
from tests.factories import NOW, CohortFactory, EnrolmentFactory

N_THREADS = 10
pytestmark = pytest.mark.django_db(transaction=True)


def world(make, crowd):
    """Make rows in the database that the threads share."""
    return crowd([make])[0]


def hand(board):
    return Hand(board.run.created_by, None, NOW)


def tried(order):
    """Return what ``order`` returns, or the name of its refusal."""
    try:
        return order()
    except BoardConflictError:
        return "conflict"


def add(board, n, token):
    return add_entry(board=board, text=f"Partner {n}", places=["un"], token=token, hand=hand(board))


def test_adds_at_the_same_moment_all_stand_with_numbers_of_their_own(crowd):
    board = world(BoardFactory, crowd)
    crowd([lambda n=n: add(board, n, f"form-{n}") for n in range(N_THREADS)])
    numbers = world(lambda: list(BoardChange.objects.values_list("number", flat=True)), crowd)
    assert (numbers, world(lambda: Board.objects.get().rev, crowd)) == ([*range(1, N_THREADS + 1)], N_THREADS)


def test_one_form_sent_ten_times_at_once_adds_one(crowd):
    board = world(BoardFactory, crowd)
    entries = crowd([lambda: add(board, 1, "form")] * N_THREADS)
    assert (len({entry.pk for entry in entries}), world(BoardEntry.objects.count, crowd)) == (1, 1)


def test_of_ten_edits_of_one_entry_one_counts_and_the_others_are_told(crowd):
    board = world(BoardFactory, crowd)
    entry = world(lambda: add(board, 0, "form"), crowd)

    def edit(n):
        return tried(lambda: change_entry(entry=entry, number=1, text=f"T{n}", places=[], hand=hand(board)).text)

    told = crowd([lambda n=n: edit(n) for n in range(N_THREADS)])
    stands = world(lambda: BoardEntry.objects.get().text, crowd)
    assert sorted(told) == sorted([stands, *["conflict"] * (N_THREADS - 1)])


def test_ten_undos_of_one_change_take_back_one(crowd):
    board = world(BoardFactory, crowd)
    for n in range(3):
        world(lambda n=n: add(board, n, f"form-{n}"), crowd)
    told = crowd([lambda: tried(lambda: undo(board=board, number=3, hand=hand(board)))] * N_THREADS)
    left = world(lambda: list(BoardChange.objects.filter(undone_at=None).values_list("number", flat=True)), crowd)
    assert (sorted(told), left) == ([False] * (N_THREADS - 1) + [True], [1, 2])


def test_undo_and_add_at_once_lose_nothing(crowd):
    board = world(BoardFactory, crowd)
    world(lambda: add(board, 0, "form-0"), crowd)
    undone, *_ = crowd(
        [
            lambda: tried(lambda: undo(board=board, number=1, hand=hand(board))),
            *(lambda n=n: add(board, n, f"form-{n}") for n in range(1, N_THREADS)),
        ]
    )
    seen = world(lambda: set(BoardEntry.objects.filter(is_hidden=False).values_list("text", flat=True)), crowd)
    assert seen - {"Partner 0"} == {f"Partner {n}" for n in range(1, N_THREADS)}
    assert undone == ("Partner 0" not in seen or "conflict")


def test_ten_starts_make_one_run_and_ten_ends_one_snapshot(crowd):
    activity = world(BoardActivityFactory, crowd)
    cohort = world(CohortFactory, crowd)
    by = world(lambda: EnrolmentFactory(cohort=cohort, instructor=True).user, crowd)
    runs = crowd([lambda: start_run(activity=activity, cohort=cohort, by=by, now=NOW)] * N_THREADS)
    assert (len({run.pk for run in runs}), world(ActivityRun.objects.count, crowd)) == (1, 1)
    board = world(lambda: Board.objects.select_related("run__created_by").get(), crowd)
    world(lambda: add(board, 0, "form"), crowd)
    told = crowd([lambda: end_run(run=runs[0], now=NOW)] * N_THREADS)
    assert (sorted(told), world(BoardSnapshot.objects.count, crowd)) == ([False] * (N_THREADS - 1) + [True], 1)
