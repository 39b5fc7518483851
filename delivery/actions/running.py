"""Commands that move a class: start, next, pause, break, phases, and what the class screen shows."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext

from activities.actions.boards import Hand, set_switch
from activities.actions.runs import set_phase, start_run
from activities.models import Board
from courses.models import Cohort
from delivery.actions.activities import goes_on
from delivery.actions.orders import ClassOverError, Order, OrderRefusedError, carry_out, hold, to_frame
from delivery.actions.planning import insert_break
from delivery.models import Delivery, DeliveryEvent, PlanItem
from delivery.plan import BREAK_SECONDS, follow_variation, phase_beside

Kind = DeliveryEvent.Kind
Showing = Delivery.Showing
MORE_SECONDS = 60


class OtherClassError(OrderRefusedError):
    """Another class of this cohort goes on. ``delivery`` is the one that cannot begin."""


class NotSharedError(OrderRefusedError):
    """A group does not share its board, so the class may not see it."""


@transaction.atomic
def start(*, delivery: Delivery, order: Order) -> Delivery:
    """Begin a class at its first item. Raises OtherClassError, ClassOverError, or as ``hold`` does."""
    row = hold(delivery, order, needs_running=False)
    if row.started_at is not None:
        raise ClassOverError(row)
    Cohort.objects.select_for_update(no_key=True).get(pk=row.cohort_id)
    if not row.is_rehearsal and row.cohort.deliveries.real().running().exists():
        raise OtherClassError(row)
    first = row.items.planned().first()
    row.started_at = order.now
    carry_out(row, started_at=order.now, **_arrival(row, first, order))
    return _record(row, order, Kind.STARTED, item=first)


@transaction.atomic
def move_to(*, delivery: Delivery, order: Order, item: PlanItem) -> Delivery:
    """Take the class to any item of its plan. Where it stands already, nothing changes."""
    return _move(hold(delivery, order), order, item)


@transaction.atomic
def step(*, delivery: Delivery, order: Order, is_back: bool = False) -> Delivery:
    """Take the class one step on, or back: to the phase beside that of its activity, else to the item beside its own.

    At the end of the plan nothing changes.
    """
    row = hold(delivery, order)
    phase = _phase_beside(row, is_back=is_back)
    if phase:
        return _begin_phase(row, order, phase)
    at = row.item.position if row.item else -1
    planned = row.items.planned()
    if is_back:
        return _move(row, order, planned.filter(position__lt=at).last())
    return _move(row, order, planned.filter(position__gt=at).first())


@transaction.atomic
def pause(*, delivery: Delivery, order: Order) -> Delivery:
    """Stop the clock. Safe to repeat."""
    row = carry_out(hold(delivery, order))
    return _record(row, order, Kind.PAUSED, item=row.item)


@transaction.atomic
def resume(*, delivery: Delivery, order: Order) -> Delivery:
    """Let the clock go on. Safe to repeat."""
    row = carry_out(hold(delivery, order))
    return _record(row, order, Kind.RESUMED, item=row.item)


@transaction.atomic
def take_break(*, delivery: Delivery, order: Order, seconds: int = BREAK_SECONDS) -> Delivery:
    """Put a break here and go to it. The item that was interrupted comes after it. In a break, nothing changes."""
    row = hold(delivery, order)
    if row.item is not None and row.item.kind == PlanItem.Kind.BREAK:
        return row
    before = [item.pk for item in row.items.order_by("position", "pk")]
    place = before.index(row.item.pk) if row.item else 0
    return _move(row, order, insert_break(row, title=gettext("Break"), place=place, seconds=seconds))


@transaction.atomic
def end_break(*, delivery: Delivery, order: Order) -> Delivery:
    """Go on after a break with the item that follows it. Outside a break, nothing changes."""
    row = hold(delivery, order)
    if row.item is None or row.item.kind != PlanItem.Kind.BREAK:
        return row
    return _move(row, order, row.items.planned().filter(position__gt=row.item.position).first())


@transaction.atomic
def start_phase(*, delivery: Delivery, order: Order, phase: str) -> Delivery:
    """Begin a phase of the activity where the class stands; its board follows. A phase it has not changes nothing."""
    row = hold(delivery, order)
    if row.item is not None and follow_variation(row.item):
        row.item.save(update_fields=["phases", "seconds"])
    if row.item is None or phase not in {each["slug"] for each in row.item.phases}:
        return row
    return _begin_phase(row, order, phase)


def _begin_phase(row: Delivery, order: Order, phase: str) -> Delivery:
    """Begin ``phase`` of the activity where a class stands that is held. Its board stays on the screen."""
    if row.item is not None and row.item.run is not None:
        set_phase(run=row.item.run, phase=phase, now=order.now)
    carry_out(row, is_black=False, **({} if row.showing == Showing.BOARD else to_frame(row, row.item)))
    return _record(row, order, Kind.PHASE, item=row.item, phase=phase)


def _phase_beside(row: Delivery, *, is_back: bool) -> str:
    """Return the phase after that of the activity where the class stands, or before it; empty where there is none."""
    if row.item is None:
        return ""
    if follow_variation(row.item):
        row.item.save(update_fields=["phases", "seconds"])
    newest = row.events.filter(kind=Kind.PHASE, item=row.item).last()
    return phase_beside(row.item.phases, newest.phase if newest else "", is_back=is_back)


@transaction.atomic
def open_board(*, delivery: Delivery, order: Order, is_open: bool) -> Delivery:
    """Open the board that is at hand to learners and put it on the class screen, or end the writing. Safe to repeat.

    An activity that has ended goes on by it. Where the writing ends, the board stays where it is. Where there is none,
    nothing changes. Raises as ``show`` does.
    """
    row = hold(delivery, order)
    board = row.board
    if board is None:
        return row
    if is_open and board.run.ended_at is not None:
        run = goes_on(row, board.run, by=order.by, now=order.now)
        board = run.boards.filter(group=board.group_id).first() or board
    changes = _board(row, board) if is_open else {}
    hand = Hand(by=order.by, seat=None, now=order.now)
    set_switch(board=board, switch="is_open", is_on=is_open, hand=hand)
    return carry_out(row, **changes)


@transaction.atomic
def close_board(*, delivery: Delivery, order: Order) -> Delivery:
    """End the class's writing on the board that is at hand, and take it off the class screen. Safe to repeat.

    A group's own board stays open to the group. Where there is none, nothing changes.
    """
    row = hold(delivery, order)
    if row.board is None:
        return row
    if row.board.is_written_by_class:
        hand = Hand(by=order.by, seat=None, now=order.now)
        set_switch(board=row.board, switch="is_open", is_on=False, hand=hand)
    return carry_out(row, **(to_frame(row, row.item) if row.showing == Showing.BOARD else {}))


@transaction.atomic
def extend(*, delivery: Delivery, order: Order, seconds: int = MORE_SECONDS) -> Delivery:
    """Give more time to the phase, break or item where the class stands."""
    row = hold(delivery, order)
    newest = row.events.filter(kind=Kind.PHASE, item=row.item).last()
    carry_out(row)
    return _record(row, order, Kind.EXTENDED, item=row.item, phase=newest.phase if newest else "", seconds=seconds)


@transaction.atomic
def set_black(*, delivery: Delivery, order: Order, is_black: bool) -> Delivery:
    """Make the class screen black, or show again what it has. Safe to repeat."""
    return carry_out(hold(delivery, order, needs_running=False), is_black=is_black)


@transaction.atomic
def show(*, delivery: Delivery, order: Order, what: str, board: Board | None = None) -> Delivery:
    """Put the way to join, the frame, the newest question or a board on the class screen.

    A question or a board that there is none of changes nothing. Raises NotSharedError, or as ``hold`` does.
    """
    row = hold(delivery, order, needs_running=False)
    shown = board or row.board
    if what == Showing.BOARD:
        return carry_out(row, **_board(row, shown)) if shown else row
    if what == Showing.QUESTION and row.question is None:
        return row
    changes = to_frame(row, row.item) if what == Showing.FRAME else {"showing": Showing(what)}
    return carry_out(row, is_black=False, **changes)


@transaction.atomic
def take_off(*, delivery: Delivery, order: Order, board: Board) -> Delivery:
    """Take ``board`` off the class screen, and bring the frame back. A black screen stays black. Safe to repeat.

    Where the class screen has something else, nothing changes.
    """
    row = hold(delivery, order)
    if (row.showing, row.board_id) != (Showing.BOARD, board.pk):
        return row
    return carry_out(row, **to_frame(row, row.item))


@transaction.atomic
def take_over(*, delivery: Delivery, order: Order) -> Delivery:
    """Let another person or device drive the class. Needs no ``rev``: it changes nothing that the class sees."""
    row = Delivery.objects.select_for_update(no_key=True).get(pk=delivery.pk)
    if (row.driver_id, row.driver_device) == (order.by.pk, order.device):
        return row
    row.driver, row.driver_device = order.by, order.device
    return carry_out(row)


def _move(row: Delivery, order: Order, item: PlanItem | None) -> Delivery:
    """Take a class that is held to ``item``, and record it."""
    if item is None or item.pk == row.item_id:
        return row
    carry_out(row, **_arrival(row, item, order))
    return _record(row, order, Kind.MOVED, item=item)


def _arrival(row: Delivery, item: PlanItem | None, order: Order) -> dict[str, Any]:
    """Return what changes when the class comes to ``item``: an activity begins, and its board is at hand."""
    if item is not None:
        _begin_run(row, item, order)
    return {"item": item, "is_black": False, **to_frame(row, item)}


def _board(row: Delivery, board: Board) -> dict[str, Any]:
    """Return what changes when ``board`` comes on the class screen. Raises NotSharedError."""
    is_own = board.group_id is None
    # Asked again: the group may have stopped sharing since the page was made.
    if not is_own and not Board.objects.filter(pk=board.pk, is_shared=True).exists():
        raise NotSharedError(row)
    return {"showing": Showing.BOARD, "is_black": False, "board": board}


def _begin_run(row: Delivery, item: PlanItem, order: Order) -> None:
    """Begin the activity that ``item`` is, unless it has begun or is none."""
    if item.activity is None or item.run is not None:
        return
    item.run = start_run(
        activity=item.activity, cohort=row.cohort, by=order.by, now=order.now, is_rehearsal=row.is_rehearsal
    )
    item.save(update_fields=["run"])


def _record(row: Delivery, order: Order, kind: str, **where: Any) -> Delivery:
    """Add what happened to the clock of a class, as the change that ``carry_out`` has just made. Return the row."""
    row.events.create(number=row.rev, kind=kind, by=order.by, at=order.now, **where)
    return row
