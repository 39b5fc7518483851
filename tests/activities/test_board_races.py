"""Many at one board at once: real threads, each with a connection of its own."""

import pytest

from activities.actions.boards import BoardConflictError, Hand, add_entry, change_entry, undo
from activities.actions.ratings import OtherDeviceError, make_passes, open_pass, rate
from activities.actions.runs import end_run, set_phase, start_run
from activities.models import ActivityRun, Board, BoardChange, BoardEntry, BoardSnapshot, GuestPass, Rating
from tests.activities.factories import RATING, BoardActivityFactory, BoardFactory, GroupFactory, RunFactory
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
    except (BoardConflictError, OtherDeviceError):
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


def test_groups_write_and_phases_change_at_once_without_waiting_for_each_other(crowd):
    board = world(BoardFactory, crowd)
    groups = [world(lambda: GroupFactory(cohort=board.run.cohort), crowd) for _ in range(3)]
    boards = [
        world(lambda group=group: BoardFactory(run=board.run, group=group, is_shared=True), crowd) for group in groups
    ]
    crowd(
        [
            *(lambda n=n: add(boards[n % 3], n, f"form-{n}") for n in range(9)),
            *(lambda n=n: set_phase(run=board.run, phase=f"phase-{n}", now=NOW) for n in range(3)),
        ]
    )
    assert world(BoardEntry.objects.count, crowd) == 9
    assert world(lambda: Board.objects.get(pk=board.pk).rev, crowd) == 9 + 3


def test_of_ten_devices_one_gets_a_guests_code(crowd):
    run = world(RunFactory, crowd)
    world(lambda: make_passes(run=run, labels=["Guest 1"], now=NOW), crowd)
    guest = world(GuestPass.objects.get, crowd)
    told = crowd(
        [lambda n=n: tried(lambda: open_pass(guest=guest, device=f"{n}", now=NOW).pk) for n in range(N_THREADS)]
    )
    assert sorted(told, key=str) == [guest.pk, *["conflict"] * (N_THREADS - 1)]


def test_one_rating_sent_ten_times_at_once_is_one(crowd):
    run = world(lambda: RunFactory(activity__rating=RATING), crowd)
    group = world(lambda: GroupFactory(cohort=run.cohort), crowd)
    seat = world(lambda: EnrolmentFactory(cohort=run.cohort), crowd)
    crowd([lambda: rate(run=run, group=group, rater=seat, values=[1, 2], comments=[""], now=NOW)] * N_THREADS)
    assert world(Rating.objects.count, crowd) == 1
