"""What every command to a class has in common: who gives it, and that it fits the state it was given for."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from accounts.models import User
from courses.bell import ring
from delivery.models import Delivery, PlanItem


class OrderRefusedError(Exception):
    """The class does not take this order now. ``delivery`` is its newest state."""

    def __init__(self, delivery: Delivery) -> None:
        super().__init__(f"class {delivery.pk} at {delivery.rev}")
        self.delivery = delivery


class StaleOrderError(OrderRefusedError):
    """The order was given for an older state of the class: somebody else was first."""


class NotDrivingError(OrderRefusedError):
    """Another person or device drives the class."""


class ClassOverError(OrderRefusedError):
    """The class has not begun, or is over."""


@dataclass(frozen=True)
class Order:
    """Who gives an order, from which device, at what time, for which ``rev`` of the class.

    ``device`` is the digest of the device that drives, see ``Delivery.driver_device``.
    """

    rev: int
    by: User
    device: str
    now: datetime


def hold(delivery: Delivery, order: Order, *, needs_running: bool = True) -> Delivery:
    """Return the row of ``delivery``, locked until the transaction ends, when it takes ``order``.

    Who gives the first order drives. Raises StaleOrderError, NotDrivingError or ClassOverError.
    """
    # Its key stays: rows that point to the class, such as who is there, come in meanwhile.
    row = Delivery.objects.select_for_update(no_key=True).get(pk=delivery.pk)
    if row.rev != order.rev:
        raise StaleOrderError(row)
    if row.driver_id is not None and (row.driver_id, row.driver_device) != (order.by.pk, order.device):
        raise NotDrivingError(row)
    if needs_running and not row.is_running:
        raise ClassOverError(row)
    row.driver, row.driver_device = order.by, order.device
    return row


def carry_out(row: Delivery, **changes: Any) -> Delivery:
    """Store ``changes`` of a row that ``hold`` returned as its next state, and wake everybody. Return the row."""
    for name, value in changes.items():
        setattr(row, name, value)
    row.rev += 1
    row.save(update_fields=[*changes, "rev", "driver", "driver_device"])
    ring(row.cohort_id)
    return row


def to_frame(row: Delivery, item: PlanItem | None) -> dict[str, Any]:
    """Return what changes when the frame of ``item`` comes on the class screen: a board of the class is at hand.

    It is that of the activity that ``item`` is. Where it has none, the board that was at hand stays; in place of a
    group's, which was at hand while it was shown, comes that of the class.
    """
    run = item.run if item else None
    board = run.boards.filter(group=None).first() if run else None
    if board is None and row.board is not None and row.board.group_id is not None:
        board = row.board.run.boards.filter(group=None).first()
    return {"showing": Delivery.Showing.FRAME, **({"board": board} if board else {})}
