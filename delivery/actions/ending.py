"""The end of a class, a rehearsal that leaves nothing behind, and going on after an end by mistake."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from accounts.models import User
from activities.actions.runs import end_run, remove_rehearsal, resume_run
from activities.models import ActivityRun
from assessments.actions.sittings import open_now
from courses.bell import ring
from courses.models import Cohort
from delivery.actions.closing import close_runs
from delivery.actions.orders import ClassOverError, Order, carry_out, hold
from delivery.actions.running import OtherClassError
from delivery.models import Delivery, DeliveryEvent, PlanItem

REOPEN_WITHIN = timedelta(minutes=10)
COPIED = ("position", "kind", "title", "frame", "activity", "question", "seconds", "phases", "is_core", "is_hidden")


@transaction.atomic
def end(*, delivery: Delivery, order: Order, opens_quiz: bool = False) -> Delivery | None:
    """End a class with its activities and open questions; open the quiz that was chosen for then if asked to.

    Return the row, or None for a rehearsal: nothing of it stays.
    """
    row = hold(delivery, order)
    if row.is_rehearsal:
        _forget(row)
        return None
    close_runs(row.question_runs.all(), now=order.now)
    for run in _runs(row).filter(ended_at=None):
        end_run(run=run, now=order.now)
    carry_out(row, ended_at=order.now)
    row.events.create(number=row.rev, kind=DeliveryEvent.Kind.ENDED, item=row.item, by=order.by, at=order.now)
    if opens_quiz and row.opens_after is not None:
        open_now(sitting=row.opens_after, by=order.by, now=order.now)
    return row


def can_reopen(delivery: Delivery, now: datetime) -> bool:
    """Return whether a class ended so recently that it may still go on."""
    return delivery.ended_at is not None and now - delivery.ended_at <= REOPEN_WITHIN


@transaction.atomic
def reopen(*, delivery: Delivery, order: Order) -> Delivery:
    """Let a class go on that was ended by mistake, with its activities. A quiz that was opened stays open.

    Raises ClassOverError when that was too long ago, OtherClassError when the next class has begun.
    """
    row = hold(delivery, order, needs_running=False)
    if not can_reopen(row, order.now):
        raise ClassOverError(row)
    Cohort.objects.select_for_update(no_key=True).get(pk=row.cohort_id)
    if row.cohort.deliveries.real().running().exists():
        raise OtherClassError(row)
    for run in _runs(row).filter(ended_at=row.ended_at):
        resume_run(run=run)
    carry_out(row, ended_at=None)
    row.events.create(number=row.rev, kind=DeliveryEvent.Kind.REOPENED, item=row.item, by=order.by, at=order.now)
    return row


@transaction.atomic
def rehearse(*, delivery: Delivery, by: User, now: datetime) -> Delivery:
    """Return a class to try out the plan of ``delivery``, which learners do not see.

    Safe to repeat: while ``by`` has one that goes on, it is that one. One that has not begun takes on today's plan.
    """
    Delivery.objects.select_for_update(no_key=True).get(pk=delivery.pk)
    settings = {"total_minutes": delivery.total_minutes, "privacy": delivery.privacy}
    same = delivery.rehearsals.select_for_update(no_key=True).filter(created_by=by, ended_at=None).first()
    if same is None:
        about = {"cohort": delivery.cohort, "lesson": delivery.lesson, "rehearses": delivery}
        same = Delivery.objects.create(is_rehearsal=True, created_by=by, created_at=now, **about, **settings)
    elif same.started_at is None:
        Delivery.objects.filter(pk=same.pk).update(**settings)
        same.items.all().delete()
    else:
        return same
    values = [{name: getattr(item, name) for name in COPIED} for item in delivery.items.all()]
    PlanItem.objects.bulk_create(PlanItem(delivery=same, **each) for each in values)
    return same


@transaction.atomic
def write_notes(*, delivery: Delivery, notes: str) -> None:
    """Keep what to do otherwise next time. Safe to repeat."""
    Delivery.objects.filter(pk=delivery.pk).update(notes=notes)


def _runs(row: Delivery) -> QuerySet[ActivityRun]:
    return ActivityRun.objects.filter(plan_items__delivery=row)


def _forget(row: Delivery) -> None:
    """Remove a rehearsal with everything that came of it, but for what another rehearsal works with too."""
    # An activity begins under this lock: nobody finds a run that is removed in the same moment.
    cohort = Cohort.objects.select_for_update(no_key=True).get(pk=row.cohort_id)
    runs = [run.pk for run in _runs(row)]
    row.delete()
    for run in ActivityRun.objects.filter(pk__in=runs, plan_items=None):
        remove_rehearsal(run=run)
    ring(cohort.pk)
