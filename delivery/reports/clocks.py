"""The clock of a class as rows say it."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from delivery.models import Delivery, DeliveryEvent, PlanItem
from delivery.pacing import Clock, Mark, PlannedItem, read_clock

# The fields of an event in the order of those of a Mark.
MARK_FIELDS = ("number", "kind", "at", "item", "phase", "seconds")


def clock_of(delivery: Delivery, now: datetime) -> Clock:
    """Return where ``delivery`` stands at ``now``, in two queries."""
    return clock_from_rows(delivery, list(delivery.items.all()), list(delivery.events.all()), now)


def clock_from_rows(
    delivery: Delivery, items: Iterable[PlanItem], events: Iterable[DeliveryEvent], now: datetime
) -> Clock:
    """Return the same from rows that were fetched already: all items and all events of ``delivery``."""
    budget = round(delivery.total_minutes * 60)
    return read_clock(planned(items, delivery.item_id), [mark_of(event) for event in events], now, budget=budget)


def planned(items: Iterable[PlanItem], current: int | None = None) -> Sequence[PlannedItem]:
    """Return the plan as the clock reads it: what is not hidden, and where the class stands, in teaching order."""
    shown = [item for item in items if not item.is_hidden or item.pk == current]
    return [_planned(item) for item in sorted(shown, key=lambda item: (item.position, item.pk))]


def _planned(item: PlanItem) -> PlannedItem:
    return PlannedItem(
        key=item.pk,
        seconds=item.seconds,
        is_core=item.is_core,
        is_break=item.kind == PlanItem.Kind.BREAK,
        phases={phase["slug"]: phase["seconds"] for phase in item.phases},
    )


def mark_of(event: DeliveryEvent) -> Mark:
    """Return what an event says to the clock."""
    return Mark(event.number, event.kind, event.at, item=event.item_id, phase=event.phase, seconds=event.seconds)
