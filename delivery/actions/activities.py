"""The end of an activity, and going on with it: both concern the classes in whose plan it is."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from activities.actions.runs import end_run, resume_run, start_run
from activities.models import ActivityRun
from delivery.actions.orders import Order, carry_out, hold
from delivery.models import Delivery, PlanItem


@transaction.atomic
def end_activity(*, run: ActivityRun, now: datetime) -> bool:
    """End ``run`` with its boards, and tell the classes that have it. Return whether this call did. Safe to repeat.

    It waits for no driver.
    """
    held = _hold_classes(run)
    return _tell(held) if end_run(run=run, now=now) else False


@transaction.atomic
def resume_activity(*, run: ActivityRun) -> bool:
    """Let ``run`` go on that has ended, and tell the classes that have it. Return whether this call did.

    Safe to repeat. Where the activity was begun anew, that run goes on, and this one stays ended.
    """
    held = _hold_classes(run)
    return _tell(held) if resume_run(run=run) else False


@transaction.atomic
def take_up(*, delivery: Delivery, order: Order) -> Delivery:
    """Let the activity go on where the class stands. Where it has not ended, nothing changes. Raises as ``hold``."""
    row = hold(delivery, order)
    run = row.item.run if row.item else None
    if run is None or run.ended_at is None:
        return row
    going_on = goes_on(row, run, by=order.by, now=order.now)
    at_hand = going_on.boards.filter(group=None).first()
    return carry_out(row, **({"board": at_hand} if at_hand else {}))


def goes_on(row: Delivery, run: ActivityRun, *, by: User, now: datetime) -> ActivityRun:
    """Return the run that goes on in place of ``run`` in a class that is held: itself, or the one begun anew."""
    if run.ended_at is None or resume_run(run=run):
        return run
    newer = start_run(activity=run.activity, cohort=row.cohort, by=by, now=now, is_rehearsal=row.is_rehearsal)
    row.items.filter(run=run).update(run=newer)
    return newer


def _hold_classes(run: ActivityRun) -> list[Delivery]:
    """Return the classes that go on and have ``run`` in their plan, locked: before its boards, as orders do it."""
    having = PlanItem.objects.filter(run=run).values("delivery")
    return list(Delivery.objects.running().filter(pk__in=having).order_by("pk").select_for_update(no_key=True))


def _tell(held: list[Delivery]) -> bool:
    for row in held:
        carry_out(row)
    return True
