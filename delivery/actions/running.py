"""Commands that move a class: start, next, pause, break, phases, and what the class screen shows."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext

from activities.actions.boards import Hand, set_switch
from activities.actions.runs import set_phase, start_run
from activities.models import ActivityRun, Board
from courses.models import Cohort
from delivery.actions.orders import ClassOverError, Order, OrderRefusedError, carry_out, hold
from delivery.actions.planning import insert_break
from delivery.models import Delivery, DeliveryEvent, PlanItem
from delivery.plan import BREAK_SECONDS, follow_variation, phase_beside

Kind = DeliveryEvent.Kind
Showing = Delivery.Showing
MORE_SECONDS = 60


class OtherClassError(OrderRefusedError):
    """Another class of this cohort goes on. ``delivery`` is the one that cannot begin."""


@transaction.atomic
def start(*, delivery: Delivery, order: Order) -> Delivery:
    """Begin a class at its first item. Raises OtherClassError, ClassOverError, or as ``hold`` does."""
    row = hold(delivery, order, needs_running=False)
    if row.started_at is not None:
        raise ClassOverError(row)
    Cohort.objects.select_for_update().get(pk=row.cohort_id)
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
    showing = Showing.BOARD if row.showing == Showing.BOARD else Showing.FRAME
    carry_out(row, showing=showing, is_black=False)
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
    """Open the board that is at hand to learners and put it on the class screen, or close it. Safe to repeat.

    Where there is none, nothing changes.
    """
    row = hold(delivery, order)
    if row.board is None:
        return row
    hand = Hand(by=order.by, seat=None, now=order.now)
    set_switch(board=row.board, switch="is_open", is_on=is_open, hand=hand)
    return carry_out(row, **({"showing": Showing.BOARD, "is_black": False} if is_open else {}))


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

    A question or a board that there is none of changes nothing.
    """
    row = hold(delivery, order, needs_running=False)
    shown = board or row.board
    if (what == Showing.BOARD and shown is None) or (what == Showing.QUESTION and row.question is None):
        return row
    more = {"board": shown} if what == Showing.BOARD else {}
    return carry_out(row, showing=Showing(what), is_black=False, **more)


@transaction.atomic
def take_over(*, delivery: Delivery, order: Order) -> Delivery:
    """Let another person or device drive the class. Needs no ``rev``: it changes nothing that the class sees."""
    row = Delivery.objects.select_for_update().get(pk=delivery.pk)
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
    changes: dict[str, Any] = {"item": item, "showing": Showing.FRAME, "is_black": False}
    run = _begun_run(row, item, order) if item else None
    board = run.boards.filter(group=None).first() if run else None
    return {**changes, "board": board} if board else changes


def _begun_run(row: Delivery, item: PlanItem, order: Order) -> ActivityRun | None:
    if item.activity is None or item.run is not None:
        return item.run
    item.run = start_run(
        activity=item.activity, cohort=row.cohort, by=order.by, now=order.now, is_rehearsal=row.is_rehearsal
    )
    item.save(update_fields=["run"])
    return item.run


def _record(row: Delivery, order: Order, kind: str, **where: Any) -> Delivery:
    """Add what happened to the clock of a class, as the change that ``carry_out`` has just made. Return the row."""
    row.events.create(number=row.rev, kind=kind, by=order.by, at=order.now, **where)
    return row
