"""The doors to boards and their entries. What somebody may not see does not exist: 404."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from accounts.models import User
from activities.access.runs import get_learner_seat
from activities.actions.boards import may_change
from activities.models import Board, BoardEntry
from courses.models import Cohort, Enrolment

WITH = ("run__activity__lesson", "run__activity__plan_of", "run__cohort", "group")


def get_board(user: User, pk: int) -> tuple[Board, Enrolment | None]:
    """Return a board, and the seat of ``user`` if a learner's, or None for who teaches the cohort.

    Learners see the class's board, their own group's, and those that are shared; no rehearsals. Raises Http404.
    """
    board = get_object_or_404(Board.objects.select_related(*WITH), pk=pk)
    if Cohort.objects.taught_by(user).filter(pk=board.run.cohort_id).exists():
        return board, None
    seat = get_learner_seat(user, board.run.cohort_id)
    if board.run.is_rehearsal or not is_shown_to(board, seat):
        raise Http404("There is no such board for this learner.")
    return board, seat


def get_taught_board(user: User, pk: int) -> Board:
    """Return a board of a cohort that ``user`` teaches. Raises Http404 for everyone else."""
    board, seat = get_board(user, pk)
    if seat is not None:
        raise Http404("This is for those who teach.")
    return board


def is_shown_to(board: Board, seat: Enrolment | None) -> bool:
    """Return whether ``seat`` may see ``board`` of its cohort. None, who teaches, sees all."""
    return seat is None or board.group_id in (None, seat.group_id) or board.is_shared


def get_own_entry(user: User, board_pk: int, pk: int) -> tuple[BoardEntry, Enrolment | None]:
    """Return an entry that ``user`` may see with all that was done to it: staff, its author, the group's members."""
    board, seat = get_board(user, board_pk)
    entry = get_object_or_404(board.entries.select_related("author__user"), pk=pk)
    entry.board = board
    is_theirs = seat is None or entry.author_id == seat.pk or (board.group_id and board.group_id == seat.group_id)
    if not is_theirs or (seat is not None and entry.is_hidden and not may_change(board, entry, seat)):
        raise Http404("This entry is somebody else's.")
    return entry, seat
