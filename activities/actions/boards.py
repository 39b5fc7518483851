"""Changes to boards. Each change of an entry is one row that can be undone; nothing is ever deleted."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, F, Max, OuterRef, Q

from accounts.models import User
from activities.actions.snapshots import take_snapshot
from activities.models import Board, BoardChange, BoardEntry, BoardSnapshot
from activities.points import stands_for
from courses.bell import ring
from courses.models import Enrolment

ENTRY_FIELDS = ("text", "places", "is_hidden", "merged_into")
MOST_OF_ONE = 60  # points of one learner on one board: the class screen shows them all
SWITCHES = frozenset({"is_open", "is_shared", "shows_names"})


class BoardRefusedError(Exception):
    """The board does not take this change."""


class BoardClosedError(BoardRefusedError):
    """The board is closed to learners, or this one may not change this entry."""


class BoardFullError(BoardRefusedError):
    """This learner has written enough on this board."""


class UnknownPlaceError(BoardRefusedError):
    """The board has no such region or ring."""


class CircleOfEntriesError(BoardRefusedError):
    """An entry cannot stand for itself, nor for one that stands for it."""


class BoardConflictError(BoardRefusedError):
    """Somebody else has changed this entry, or the board, in the meantime."""


@dataclass(frozen=True)
class Hand:
    """Whose hand changes a board, and when. ``seat`` is None for those who teach the cohort."""

    by: User
    seat: Enrolment | None
    now: datetime


def may_write(board: Board, seat: Enrolment | None) -> bool:
    """Return whether ``seat`` may add to ``board`` now. Who teaches (None) always may.

    A gallery that shows the boards of groups has no entries of its own.
    """
    if board.kind == Board.Kind.GALLERY and board.group_id is None:
        return False
    if seat is None:
        return True
    is_theirs = board.group_id is None or board.group_id == seat.group_id
    return is_theirs and board.is_open and board.run.ended_at is None


def may_change(board: Board, entry: BoardEntry, seat: Enrolment | None) -> bool:
    """Return whether ``seat`` may change ``entry``: its author, every member on the board of the group, staff."""
    is_theirs = seat is None or board.group_id is not None or entry.author_id == seat.pk
    return is_theirs and may_write(board, seat)


@transaction.atomic
def add_entry(*, board: Board, text: str, places: Collection[str], token: str, hand: Hand) -> BoardEntry:
    """Write ``text`` on ``board``, in ``places``, and return it.

    Safe to repeat: the same form (``token``) sent again adds nothing. Raises BoardClosedError, BoardFullError,
    UnknownPlaceError.
    """
    row = _hold(board)
    if not may_write(row, hand.seat):
        raise BoardClosedError
    stored = row.entries.filter(token=token).first()
    if stored is not None:
        return stored
    if hand.seat is not None and row.entries.filter(author=hand.seat).count() >= MOST_OF_ONE:
        raise BoardFullError
    entry = BoardEntry(
        board=row,
        text=text,
        places=_known(row, places),
        phase=row.phase,
        author=hand.seat,
        token=token,
        created_at=hand.now,
    )
    entry.save()
    _note(row, entry, "add", None, hand)
    return entry


@transaction.atomic
def change_entry(*, entry: BoardEntry, number: int, text: str, places: Collection[str], hand: Hand) -> BoardEntry:
    """Give ``entry`` this text and these places. ``number`` is that of its last change when the form was made.

    Safe to repeat: what stands there already is no change. Raises BoardConflictError when somebody else was first,
    BoardClosedError, UnknownPlaceError.
    """
    row, held = _hold_entry(entry, hand)
    return _change(row, held, "edit", number, hand, text=text, places=_known(row, places))


@transaction.atomic
def set_hidden(*, entry: BoardEntry, number: int, is_hidden: bool, hand: Hand) -> BoardEntry:
    """Take ``entry`` off the board, or put it back; only who teaches puts back. Safe to repeat.

    Raises as change_entry does.
    """
    row, held = _hold_entry(entry, hand)
    if not is_hidden and hand.seat is not None:
        raise BoardClosedError
    return _change(row, held, "hide" if is_hidden else "show", number, hand, is_hidden=is_hidden)


@transaction.atomic
def merge_entry(*, entry: BoardEntry, number: int, into: BoardEntry | None, hand: Hand) -> BoardEntry:
    """Let ``into`` stand for ``entry``, because both say the same; None lets it stand for itself. Safe to repeat.

    Only who teaches merges on the class's board, a group on its own. Raises as change_entry does, and
    CircleOfEntriesError.
    """
    row, held = _hold_entry(entry, hand)
    if hand.seat is not None and row.group_id is None:
        raise BoardClosedError
    root = _root_for(row, held, into) if into else None
    return _change(row, held, "merge" if root else "unmerge", number, hand, merged_into=root)


def _root_for(board: Board, entry: BoardEntry, into: BoardEntry) -> BoardEntry:
    by_key = {each.pk: each for each in board.entries.all()}
    if into.pk not in by_key:
        raise UnknownPlaceError
    root = stands_for(by_key[into.pk], by_key)
    if root.pk == entry.pk:
        raise CircleOfEntriesError
    return root


@transaction.atomic
def undo(*, board: Board, number: int, hand: Hand) -> bool:
    """Take back the newest change, which is ``number`` on the page; return whether this call did it.

    Undone again with the number that is newest then, it goes further back. Safe to repeat. Raises
    BoardConflictError when another change is the newest, BoardClosedError for learners.
    """
    if hand.seat is not None:
        raise BoardClosedError
    row = _hold(board)
    newest = newest_change(row)
    if row.changes.filter(number=number, undone_at__isnull=False).exists():
        return False
    if newest is None or newest.number != number:
        raise BoardConflictError
    _restore(newest.entry, newest.before)
    newest.undone_at = hand.now
    newest.save(update_fields=["undone_at"])
    _turn(row)
    return True


@transaction.atomic
def redo(*, board: Board, number: int, hand: Hand) -> bool:
    """Do again what was taken back last, which is ``number`` on the page; return whether this call did it.

    Safe to repeat. Raises BoardConflictError when the board was changed since it was taken back, BoardClosedError for
    learners.
    """
    if hand.seat is not None:
        raise BoardClosedError
    row = _hold(board)
    if row.changes.filter(number=number, undone_at=None).exists():
        return False
    last = last_undone(row)
    if last is None or last.number != number:
        raise BoardConflictError
    _restore(last.entry, last.after)
    last.undone_at = None
    last.save(update_fields=["undone_at"])
    _turn(row)
    return True


def newest_change(board: Board) -> BoardChange | None:
    """Return the newest change of ``board`` that holds: what can be undone next."""
    return board.changes.filter(undone_at=None).select_related("entry").last()


def last_undone(board: Board) -> BoardChange | None:
    """Return the change of ``board`` that was taken back last, unless it was changed since: what can be done again.

    Of several that were taken back in one moment it is the first: the others came after it.
    """
    later = BoardChange.objects.filter(board=OuterRef("board"), number__gt=OuterRef("number"), undone_at=None)
    undone = board.changes.filter(~Exists(later), undone_at__isnull=False)
    return undone.select_related("entry").order_by("-undone_at", "number").first()


def _restore(entry: BoardEntry, before: Mapping[str, Any] | None) -> None:
    """Give ``entry`` its former state. Before it was added it was not to be seen."""
    if before is None:
        entry.is_hidden = True
    else:
        entry.text, entry.places, entry.is_hidden = before["text"], before["places"], before["is_hidden"]
        entry.merged_into_id = before["merged_into"]
    entry.save(update_fields=ENTRY_FIELDS)


@transaction.atomic
def set_switch(*, board: Board, switch: str, is_on: bool, hand: Hand) -> bool:
    """Set one of SWITCHES of ``board``; return whether it changed. Safe to repeat.

    Members may share the board of their group, only who teaches may do the rest. Raises BoardClosedError, also where
    the activity has ended and the board is to be opened.
    """
    row = _hold(board)
    if switch not in SWITCHES:
        raise ValueError(switch)
    if switch == "is_open" and is_on and row.run.ended_at is not None:
        raise BoardClosedError
    if hand.seat is not None and (switch != "is_shared" or row.group_id is None or not may_write(row, hand.seat)):
        raise BoardClosedError
    if getattr(row, switch) == is_on:
        return False
    setattr(row, switch, is_on)
    row.save(update_fields=[switch])
    _turn(row, is_seen=switch == "is_shared")
    return True


@transaction.atomic
def keep_snapshot(*, board: Board, label: str, hand: Hand) -> BoardSnapshot | None:
    """Keep what the board shows now, or return None when it is empty. Raises BoardClosedError for learners."""
    if hand.seat is not None:
        raise BoardClosedError
    return take_snapshot(board=_hold(board), label=label, now=hand.now)


def last_number(entry: BoardEntry) -> int:
    """Return the number of the newest change of ``entry`` that holds, or 0 when none does."""
    return entry.changes.filter(undone_at=None).aggregate(newest=Max("number"))["newest"] or 0


def newest_numbers() -> Max:
    """Return the same for a query of entries, null when none holds."""
    return Max("changes__number", filter=Q(changes__undone_at=None))


def _hold(board: Board) -> Board:
    """Return the row of ``board``, locked. With a group's board the class's is locked too, as it may show it.

    Always in the order of their keys, as runs do it: two who lock several boards must not wait for each other.
    """
    both = Board.objects.filter(Q(pk=board.pk) | Q(run=board.run_id, group=None)).order_by("pk")
    rows = both.select_for_update(of=("self",)).select_related("run")
    return next(row for row in rows if row.pk == board.pk)


def _hold_entry(entry: BoardEntry, hand: Hand) -> tuple[Board, BoardEntry]:
    row = _hold(entry.board)
    held = BoardEntry.objects.get(pk=entry.pk)
    if not may_change(row, held, hand.seat):
        raise BoardClosedError
    return row, held


def _known(board: Board, places: Collection[str]) -> list[str]:
    known = {region["id"] for region in [*board.regions, *board.rings]}
    if not set(places) <= known:
        raise UnknownPlaceError
    return sorted(set(places))


def _change(board: Board, entry: BoardEntry, verb: str, number: int, hand: Hand, **changes: Any) -> BoardEntry:
    before = _state(entry)
    for name, value in changes.items():
        setattr(entry, name, value)
    if _state(entry) == before:
        return entry
    if last_number(entry) != number:
        raise BoardConflictError
    entry.save(update_fields=list(changes))
    _note(board, entry, verb, before, hand)
    return entry


def _state(entry: BoardEntry) -> dict[str, Any]:
    return {
        "text": entry.text,
        "places": entry.places,
        "is_hidden": entry.is_hidden,
        "merged_into": entry.merged_into_id,
    }


def _note(board: Board, entry: BoardEntry, verb: str, before: Mapping[str, Any] | None, hand: Hand) -> None:
    _turn(board)
    BoardChange.objects.create(
        board=board,
        number=board.rev,
        entry=entry,
        verb=verb,
        before=before,
        after=_state(entry),
        by=hand.by,
        at=hand.now,
    )


def _turn(board: Board, *, is_seen: bool = False) -> None:
    """Count one change of ``board``. A group's board that the class sees turns the class's own, which shows it."""
    board.rev += 1
    board.save(update_fields=["rev"])
    if board.group_id is not None and (board.is_shared or is_seen):
        Board.objects.filter(run=board.run_id, group=None).update(rev=F("rev") + 1)
    ring(board.run.cohort_id)
